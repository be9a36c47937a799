package api

import "steward/store"

func (s *Server) registerPlaces() {
	registerNoun(s, directoryNoun[store.Place, store.PlaceInput]{
		one: "place", many: "places", read: signedIn, tree: true,
		list: s.Store.Places, get: s.Store.Place, create: s.Store.CreatePlace, update: s.Store.UpdatePlace,
	})
}
