package api

import "steward/store"

func (s *Server) registerQueues() {
	registerNoun(s, directoryNoun[store.Queue, store.QueueInput]{
		one: "queue", many: "queues", read: deskOnly,
		list: s.Store.Queues, get: s.Store.Queue, create: s.Store.CreateQueue, update: s.Store.UpdateQueue,
	})
}
