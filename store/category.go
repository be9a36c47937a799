package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// Category says what a record is about; categories lie in each other to any depth.
type Category struct {
	Named
	ParentID *int64 `db:"parent_id" json:"parent_id"`
	Path     Refs   `db:"path" json:"path" nullable:"false" doc:"the categories around it, the widest first"`
}

// CategoryInput creates or changes a category.
type CategoryInput struct {
	Naming
	Parent domain.Key `json:"parent,omitzero"`
}

var categorySelection = selection{columns: `, x.parent_id, ` + categories.pathSQL() + ` AS path`}

// Categories lists categories.
func (s *Store) Categories(ctx context.Context, q ListQuery) (Page[Category], error) {
	return list[Category](ctx, s, categories, categorySelection, q)
}

// Category answers one category.
func (s *Store) Category(ctx context.Context, k domain.Key) (Category, error) {
	return one[Category](ctx, s, categories, categorySelection, k)
}

// CreateCategory adds a category; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateCategory(ctx context.Context, v access.Viewer, in CategoryInput, key string) (Category, error) {
	return s.saveCategory(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateCategory changes a category; with a new parent it and all in it move.
func (s *Store) UpdateCategory(ctx context.Context, v access.Viewer, k domain.Key, in CategoryInput) (Category, error) {
	return s.saveCategory(ctx, v, k, Once{}, in)
}

func (s *Store) saveCategory(ctx context.Context, v access.Viewer, k domain.Key, once Once, in CategoryInput) (Category, error) {
	id, err := s.save(ctx, v, categories, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		return categories.parent(ctx, tx, id, in.Parent)
	}})
	if err != nil {
		return Category{}, err
	}
	return s.Category(ctx, domain.ByID(id))
}
