package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

// directoryNoun is one noun of the directory as the API serves it: a T is answered, an I creates or changes it. All of them are
// written by administrators only.
type directoryNoun[T, I any] struct {
	one, many string // unit, units: the operations' names and the path
	read      Rule
	tree      bool // its list may be narrowed to the children of one
	list      func(context.Context, access.Viewer, store.ListQuery) (store.Page[T], error)
	get       func(context.Context, access.Viewer, domain.Key) (T, error)
	create    func(context.Context, access.Viewer, I, string) (T, error)
	update    func(context.Context, access.Viewer, domain.Key, I) (T, error)
}

// forAnybody adapts a read of the store that answers every reader alike.
func forAnybody[A, T any](f func(context.Context, A) (T, error)) func(context.Context, access.Viewer, A) (T, error) {
	return func(ctx context.Context, _ access.Viewer, a A) (T, error) { return f(ctx, a) }
}

// DirectoryList is the input of every list of the directory.
type DirectoryList struct {
	Paged
	Q string `query:"q" maxLength:"200" doc:"Found in code and names"`
}

func (l DirectoryList) query() store.ListQuery {
	return store.ListQuery{Q: l.Q, Limit: l.Limit, Cursor: l.Cursor}
}

// TreeList is the input of a list whose things lie in each other.
type TreeList struct {
	DirectoryList
	Parent string `query:"parent" maxLength:"200" doc:"Only what is directly under this one (id or code), or under none: root"`
}

func (l TreeList) query() store.ListQuery {
	q := l.DirectoryList.query()
	if q.Parent = domain.ParseKey(l.Parent); l.Parent == "root" {
		q.Parent = domain.Key{Given: true}
	}
	return q
}

// Named is the input of every operation on one thing of the directory.
type Named struct {
	ID string `path:"id" maxLength:"200" doc:"Its id or code"`
}

func (n Named) key() domain.Key { return domain.ParseKey(n.ID) }

// creation is the input of every operation that creates something beside records.
type creation[I any] struct {
	Idempotent
	Body I
}

// revisal is the input of every operation that changes something beside records; what is absent in it stays.
type revisal[I any] struct {
	Named
	Body I
}

func (s *Server) registerDirectory() {
	s.registerUnits()
	s.registerGroups()
	s.registerQueues()
	s.registerPlaces()
	s.registerCategories()
	s.registerServices()
	s.registerCalendars()
	s.registerPolicies()
	s.registerTemplates()
	s.registerForms()
	s.registerDocumentTypes()
	s.registerDeputies()
	s.registerHandOvers()
	s.registerCustomers()
	s.registerSettings()
}

func registerNoun[T, I any](s *Server, n directoryNoun[T, I]) {
	path := "/" + n.many
	if n.tree {
		registerList(s, n, func(in *TreeList) store.ListQuery { return in.query() })
	} else {
		registerList(s, n, func(in *DirectoryList) store.ListQuery { return in.query() })
	}
	if n.get != nil {
		register(s, op(http.MethodGet, path+"/{id}", "get-"+n.one, "One "+n.one), n.read, func(ctx context.Context, in *Named) (*body[T], error) {
			return answer(n.get(ctx, viewerOf(ctx), in.key()))
		})
	}
	register(s, created(op(http.MethodPost, path, "create-"+n.one, "Add a "+n.one)), admins, func(ctx context.Context, in *creation[I]) (*body[T], error) {
		return answer(n.create(ctx, viewerOf(ctx), in.Body, in.Key))
	})
	register(s, op(http.MethodPatch, path+"/{id}", "update-"+n.one, "Change a "+n.one), admins, func(ctx context.Context, in *revisal[I]) (*body[T], error) {
		return answer(n.update(ctx, viewerOf(ctx), in.key(), in.Body))
	})
}

func registerList[Q, T, I any](s *Server, n directoryNoun[T, I], query func(*Q) store.ListQuery) {
	register(s, op(http.MethodGet, "/"+n.many, "list-"+n.many, "List "+n.many), n.read, func(ctx context.Context, in *Q) (*body[store.Page[T]], error) {
		return answer(n.list(ctx, viewerOf(ctx), query(in)))
	})
}
