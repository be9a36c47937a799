package store

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
)

// Place is where equipment stands: a site, or a building, floor, room or rack in something wider.
type Place struct {
	Named
	Kind     string `db:"kind" json:"kind"`
	ParentID *int64 `db:"parent_id" json:"parent_id"`
	Customer *Ref   `db:"customer" json:"customer" doc:"of a site: the customer it belongs to, null for the company's own"`
	Path     Refs   `db:"path" json:"path" nullable:"false" doc:"the places around it, the site first"`
}

// PlaceInput creates or changes a place.
type PlaceInput struct {
	Naming
	Kind     *string    `json:"kind,omitempty" doc:"site, building, floor, room or rack; required when creating"`
	Parent   domain.Key `json:"parent,omitzero"`
	Customer domain.Key `json:"customer,omitzero" doc:"only for a site"`
}

// placesOf selects the places that the viewer may name: those who work at the desk every place, the others those of their
// own organisation.
func placesOf(v access.Viewer) selection {
	sel := selection{
		columns: `, x.kind, x.parent_id, ` + refSQL("c") + ` AS customer, ` + places.pathSQL() + ` AS path`,
		joins:   `LEFT JOIN customers c ON c.id = x.customer_id`,
	}
	if !v.Desk() {
		sel.where = ` AND x.id IN (WITH RECURSIVE own AS (
			SELECT id FROM places WHERE parent_id IS NULL AND coalesce(customer_id, 0) = ` + sel.args.add(v.CustomerID) + `
			UNION ALL
			SELECT p.id FROM places p JOIN own ON p.parent_id = own.id) SELECT id FROM own)`
	}
	return sel
}

// placeFor answers the id of the place that a record of the viewer's names; 0 for an empty key. One that the viewer may not name
// is refused as if it did not exist.
func placeFor(ctx context.Context, q sqlx.QueryerContext, v access.Viewer, k domain.Key) (int64, error) {
	id, err := places.id(ctx, q, "place", k)
	if err != nil || id == 0 {
		return 0, err
	}
	sel := placesOf(v)
	var may bool
	a := slices.Clone(sel.args)
	err = sqlx.GetContext(ctx, q, &may, `SELECT EXISTS (SELECT FROM places x WHERE x.id = `+a.add(id)+sel.where+`)`, a...)
	if err == nil && !may {
		return 0, places.unknown("place", k)
	}
	return id, err
}

// Places lists the places that the viewer may name.
func (s *Store) Places(ctx context.Context, v access.Viewer, q ListQuery) (Page[Place], error) {
	return list[Place](ctx, s, places, placesOf(v), q)
}

// Place answers one place that the viewer may name.
func (s *Store) Place(ctx context.Context, v access.Viewer, k domain.Key) (Place, error) {
	return one[Place](ctx, s, places, placesOf(v), k)
}

// CreatePlace adds a place; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreatePlace(ctx context.Context, v access.Viewer, in PlaceInput, key string) (Place, error) {
	return s.savePlace(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdatePlace changes a place; with a new parent it and all in it move.
func (s *Store) UpdatePlace(ctx context.Context, v access.Viewer, k domain.Key, in PlaceInput) (Place, error) {
	return s.savePlace(ctx, v, k, Once{}, in)
}

func (s *Store) savePlace(ctx context.Context, v access.Viewer, k domain.Key, once Once, in PlaceInput) (Place, error) {
	id, err := s.save(ctx, v, places, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		columns, err := places.parent(ctx, tx, id, in.Parent)
		if err != nil {
			return nil, err
		}
		customer, err := customers.reference(ctx, tx, "customer", in.Customer)
		if err != nil {
			return nil, err
		}
		kind, err := placeKind(ctx, tx, id, in, columns)
		return append(append(columns, customer...), kind...), err
	}})
	if err != nil {
		return Place{}, err
	}
	return s.Place(ctx, v, domain.ByID(id))
}

// placeKind answers the column of the kind. It refuses a kind that does not fit what is around the place or in it, and a
// customer on anything but a site.
func placeKind(ctx context.Context, tx *sqlx.Tx, id int64, in PlaceInput, parent []column) ([]column, error) {
	var parentID any
	if len(parent) > 0 {
		parentID = parent[0].value
	}
	var now struct {
		Kind   string         `db:"kind"`
		Parent string         `db:"parent"`
		Inside pq.StringArray `db:"inside"`
		Owned  bool           `db:"owned"`
	}
	err := tx.GetContext(ctx, &now, `
		SELECT coalesce(x.kind, '') AS kind, coalesce(p.kind, '') AS parent, x.customer_id IS NOT NULL AS owned,
			ARRAY(SELECT DISTINCT kind FROM places WHERE parent_id = $1) AS inside
		FROM (VALUES (1)) v LEFT JOIN places x ON x.id = $1 LEFT JOIN places p ON p.id = CASE WHEN $2 THEN $3 ELSE x.parent_id END`,
		id, len(parent) > 0, parentID)
	if err != nil {
		return nil, err
	}
	if in.Kind != nil {
		now.Kind = *in.Kind
	}
	if in.Customer.Given {
		now.Owned = !in.Customer.Empty()
	}
	return []column{{"kind", now.Kind}}, directory.Place(now.Kind, now.Parent, now.Inside, now.Owned)
}
