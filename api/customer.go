package api

import "steward/store"

func (s *Server) registerCustomers() {
	registerNoun(s, directoryNoun[store.Customer, store.CustomerInput]{
		one: "customer", many: "customers", read: deskOnly,
		list: forAnybody(s.Store.Customers), get: forAnybody(s.Store.Customer), create: s.Store.CreateCustomer, update: s.Store.UpdateCustomer,
	})
}
