package activities

import (
	"bytes"
	"context"

	"steward/paper"
)

// ArchiveStore is what archiving asks of the database.
type ArchiveStore interface {
	ToArchive(ctx context.Context, effectID int64) (number string, err error)
	FinishArchive(ctx context.Context, number string, effectID int64, page []byte) error
}

// Archives are the activities that archive documents.
type Archives struct {
	Store ArchiveStore
	Sheet func(ctx context.Context, number string) (paper.Sheet, error) // the whole document, as it stands
}

// Archive keeps the document of an effect as one self-contained page, once.
func (a *Archives) Archive(ctx context.Context, effectID int64) error {
	number, err := a.Store.ToArchive(ctx, effectID)
	if err != nil || number == "" {
		return edge(err)
	}
	sheet, err := a.Sheet(ctx, number)
	if err != nil {
		return edge(err)
	}
	var page bytes.Buffer
	if err := paper.HTML(&page, sheet); err != nil {
		return edge(err)
	}
	return edge(a.Store.FinishArchive(ctx, number, effectID, page.Bytes()))
}
