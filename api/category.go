package api

import "steward/store"

func (s *Server) registerCategories() {
	registerNoun(s, directoryNoun[store.Category, store.CategoryInput]{
		one: "category", many: "categories", read: signedIn, tree: true,
		list: forAnybody(s.Store.Categories), get: forAnybody(s.Store.Category), create: s.Store.CreateCategory, update: s.Store.UpdateCategory,
	})
}
