package api

import "steward/store"

func (s *Server) registerServices() {
	registerNoun(s, directoryNoun[store.Service, store.ServiceInput]{
		one: "service", many: "services", read: signedIn,
		list: s.Store.Services, get: s.Store.Service, create: s.Store.CreateService, update: s.Store.UpdateService,
	})
}
