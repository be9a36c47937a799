package store

import (
	"context"
	"slices"

	"steward/domain"
)

// The size of a page: what is given when nobody asks, and at most.
const (
	usualPage = 50
	mostPage  = 200
)

// ListQuery narrows a list of the directory. Q is found in code and names; Parent is absent for everywhere, empty for the roots.
type ListQuery struct {
	Q      string
	Parent domain.Key
	Limit  int
	Cursor string // Next of the page before
}

// Page is one page of a list; Next is empty on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"The cursor of the next page, empty on the last"`
}

// selection says what an answer has besides Named, and what of it may be seen.
type selection struct {
	columns string // each with a comma in front
	joins   string
	where   string    // conditions, each with AND in front
	args    arguments // what columns, joins and where refer to as $1, $2, …
}

func (n noun) query(sel selection) string {
	return `SELECT x.id, x.code, x.name, x.name_en` + sel.columns + ` FROM ` + n.table + ` x ` + sel.joins + ` WHERE true` + sel.where
}

// list answers a page of n in the order of the codes.
func list[T interface{ code() string }](ctx context.Context, s *Store, n noun, sel selection, q ListQuery) (Page[T], error) {
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	query, a := n.query(sel), slices.Clone(sel.args)
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(' ', x.code, x.name, x.name_en)), lower(` + a.add(q.Q) + `)) > 0`
	}
	if q.Cursor != "" {
		query += ` AND x.code > ` + a.add(q.Cursor)
	}
	if q.Parent.Given {
		parent, err := n.find(ctx, s.DB, "parent", q.Parent)
		if err != nil {
			return Page[T]{}, convert(err)
		}
		if parent == nil {
			query += ` AND x.parent_id IS NULL`
		} else {
			query += ` AND x.parent_id = ` + a.add(*parent)
		}
	}
	page := Page[T]{Items: []T{}}
	err := s.DB.SelectContext(ctx, &page.Items, query+` ORDER BY x.code LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = page.Items[q.Limit-1].code()
	}
	return page, convert(err)
}

// one answers the thing that the key names; ErrNone if there is none or sel hides it.
func one[T any](ctx context.Context, s *Store, n noun, sel selection, k domain.Key) (T, error) {
	var t T
	a := slices.Clone(sel.args)
	err := s.DB.GetContext(ctx, &t, n.query(sel)+` AND `+n.is(k, &a), a...)
	return t, convert(err)
}

func (n Named) code() string { return n.Code }
