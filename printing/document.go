// Package printing makes sheets of records for their readers.
package printing

import (
	"context"

	"steward/domain/access"
	"steward/paper"
	"steward/store"
)

// Whole answers a document as it is archived: everything of it, in the desk's language and zone.
func Whole(ctx context.Context, st *store.Store, number string) (paper.Sheet, error) {
	r, err := st.Record(ctx, access.Viewer{Roles: []string{access.Auditor}}, number)
	if err != nil {
		return paper.Sheet{}, err
	}
	return paper.Sheet{Lang: "zh", Title: r.Title, Number: r.Document.Official}, nil
}
