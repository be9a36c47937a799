package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// Group is people who share work. Members is filled when one group is asked for.
type Group struct {
	Named
	Unit         *Ref `db:"unit" json:"unit"`
	Manager      *Ref `db:"manager" json:"manager"`
	MembersCount int  `db:"members_count" json:"members_count"`
	Members      Refs `db:"members" json:"members,omitempty"`
}

// GroupInput creates or changes a group.
type GroupInput struct {
	Naming
	Unit    domain.Key `json:"unit,omitzero"`
	Manager domain.Key `json:"manager,omitzero"`
}

var (
	groupSelection = selection{
		columns: `, ` + refSQL("unit") + ` AS unit, ` + personSQL("manager") + ` AS manager,
			(SELECT count(*) FROM group_members m WHERE m.group_id = x.id) AS members_count`,
		joins: `LEFT JOIN units unit ON unit.id = x.unit_id LEFT JOIN users manager ON manager.id = x.manager_id`,
	}
	groupWithMembers = selection{
		columns: groupSelection.columns + `, (SELECT json_agg(` + personSQL("p") + ` ORDER BY p.login)
			FROM group_members m JOIN users p ON p.id = m.user_id WHERE m.group_id = x.id) AS members`,
		joins: groupSelection.joins,
	}
)

// Groups lists groups.
func (s *Store) Groups(ctx context.Context, q ListQuery) (Page[Group], error) {
	return list[Group](ctx, s, groups, groupSelection, q)
}

// Group answers one group with its members.
func (s *Store) Group(ctx context.Context, k domain.Key) (Group, error) {
	return one[Group](ctx, s, groups, groupWithMembers, k)
}

// CreateGroup adds a group; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateGroup(ctx context.Context, v access.Viewer, in GroupInput, key string) (Group, error) {
	return s.saveGroup(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateGroup changes a group; its members stay.
func (s *Store) UpdateGroup(ctx context.Context, v access.Viewer, k domain.Key, in GroupInput) (Group, error) {
	return s.saveGroup(ctx, v, k, Once{}, in)
}

func (s *Store) saveGroup(ctx context.Context, v access.Viewer, k domain.Key, once Once, in GroupInput) (Group, error) {
	id, err := s.save(ctx, v, groups, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, _ int64) ([]column, error) {
		columns, err := units.reference(ctx, tx, "unit", in.Unit)
		if err != nil {
			return nil, err
		}
		manager, err := employeeReference(ctx, tx, "manager", in.Manager)
		return append(columns, manager...), err
	}})
	if err != nil {
		return Group{}, err
	}
	return s.Group(ctx, domain.ByID(id))
}

// SetMembers makes exactly these people the members of a group.
func (s *Store) SetMembers(ctx context.Context, v access.Viewer, k domain.Key, users []domain.Key) (Group, error) {
	if k.Empty() {
		return Group{}, ErrNone
	}
	id, err := s.save(ctx, v, groups, change{target: k, attach: func(tx *sqlx.Tx, id int64) error {
		ids, err := several(users, "users", func(field string, p domain.Key) (*int64, error) { return employee(ctx, tx, field, p) })
		if err != nil {
			return err
		}
		return members.set(ctx, tx, v, id, ids)
	}})
	if err != nil {
		return Group{}, err
	}
	return s.Group(ctx, domain.ByID(id))
}
