package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// Unit is a part of the organisation. Both counts take in everything below it, at any depth; people who left do not count.
type Unit struct {
	Named
	ParentID    *int64 `db:"parent_id" json:"parent_id"`
	Head        *Ref   `db:"head" json:"head"`
	Path        Refs   `db:"path" json:"path" nullable:"false" doc:"the units above it, the root first"`
	UnitsCount  int    `json:"units_count"`
	PeopleCount int    `json:"people_count"`
}

// UnitInput creates or changes a unit.
type UnitInput struct {
	Naming
	Parent domain.Key `json:"parent,omitzero" doc:"the unit it belongs to; null makes it a root"`
	Head   domain.Key `json:"head,omitzero" doc:"the person who leads it"`
}

var unitSelection = selection{
	columns: `, x.parent_id, ` + personSQL("head") + ` AS head, ` + units.pathSQL() + ` AS path`,
	joins:   `LEFT JOIN users head ON head.id = x.head_id`,
}

// Units lists units, usually the children of one.
func (s *Store) Units(ctx context.Context, q ListQuery) (Page[Unit], error) {
	page, err := list[Unit](ctx, s, units, unitSelection, q)
	if err == nil {
		err = s.countBelow(ctx, page.Items)
	}
	return page, err
}

// Unit answers one unit. With at, its path is the one that it had at that instant.
func (s *Store) Unit(ctx context.Context, k domain.Key, at time.Time) (Unit, error) {
	u, err := one[Unit](ctx, s, units, unitSelection, k)
	if err == nil && !at.IsZero() {
		u.Path, err = s.unitPathAt(ctx, u.ID, at)
	}
	found := []Unit{u}
	if err == nil {
		err = s.countBelow(ctx, found)
	}
	return found[0], err
}

// CreateUnit adds a unit; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateUnit(ctx context.Context, v access.Viewer, in UnitInput, key string) (Unit, error) {
	return s.saveUnit(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateUnit changes a unit; with a new parent it and all below it move. Records keep the unit they were raised in.
func (s *Store) UpdateUnit(ctx context.Context, v access.Viewer, k domain.Key, in UnitInput) (Unit, error) {
	return s.saveUnit(ctx, v, k, Once{}, in)
}

func (s *Store) saveUnit(ctx context.Context, v access.Viewer, k domain.Key, once Once, in UnitInput) (Unit, error) {
	id, err := s.save(ctx, v, units, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		columns, err := units.parent(ctx, tx, id, in.Parent)
		if err != nil {
			return nil, err
		}
		head, err := employeeReference(ctx, tx, "head", in.Head)
		return append(columns, head...), err
	}})
	if err != nil {
		return Unit{}, err
	}
	return s.Unit(ctx, domain.ByID(id), time.Time{})
}

// countBelow fills in how many units and people are below each of the units.
func (s *Store) countBelow(ctx context.Context, us []Unit) error {
	ids, at := make([]int64, len(us)), make(map[int64]*Unit, len(us))
	for i := range us {
		ids[i], at[us[i].ID] = us[i].ID, &us[i]
	}
	var counts []struct {
		Top    int64 `db:"top"`
		Units  int   `db:"units"`
		People int   `db:"people"`
	}
	err := s.DB.SelectContext(ctx, &counts, `
		WITH RECURSIVE below AS (
			SELECT id AS top, id FROM units WHERE id = ANY($1)
			UNION ALL
			SELECT below.top, u.id FROM below JOIN units u ON u.parent_id = below.id),
		people AS MATERIALIZED (SELECT unit_id, count(*) AS n FROM users WHERE disabled_at IS NULL GROUP BY unit_id)
		SELECT below.top, count(*) - 1 AS units, coalesce(sum(people.n), 0) AS people
		FROM below LEFT JOIN people ON people.unit_id = below.id GROUP BY below.top`, pq.Array(ids))
	for _, c := range counts {
		at[c.Top].UnitsCount, at[c.Top].PeopleCount = c.Units, c.People
	}
	return convert(err)
}

// unitPathAt answers the units that were above a unit at an instant: for each, the parent before its first move after that
// instant, as the audit trail tells it, else the parent of today. Names are those of today.
func (s *Store) unitPathAt(ctx context.Context, id int64, at time.Time) (Refs, error) {
	var path Refs
	err := s.DB.GetContext(ctx, &path, `
		WITH RECURSIVE up AS (
			SELECT u.*, 0 AS height FROM units u WHERE u.id = $1
			UNION ALL
			SELECT p.*, up.height + 1 FROM up
			CROSS JOIN LATERAL (
				SELECT coalesce((
					SELECT a.changes->'parent_id'->0 FROM audit a
					WHERE a.subject = 'unit:' || up.id AND a.verb = 'update' AND a.at > $2 AND a.changes ? 'parent_id'
					ORDER BY a.seq LIMIT 1), to_jsonb(up.parent_id)) AS parent) was
			JOIN units p ON to_jsonb(p.id) = was.parent
			WHERE up.height < 100)
		SELECT json_agg(`+refSQL("up")+` ORDER BY height DESC) FROM up WHERE height > 0`, id, at)
	return path, convert(err)
}

// UnitNames finds units by code and name for whoever works here; contacts of customers are told nothing of the organisation.
func (s *Store) UnitNames(ctx context.Context, v access.Viewer, q ListQuery) (Page[Named], error) {
	if v.CustomerID != 0 {
		return Page[Named]{Items: []Named{}}, nil
	}
	return list[Named](ctx, s, units, selection{}, q)
}
