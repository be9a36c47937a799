package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"steward/domain/access"
	"steward/domain/form"
)

// effectArchive is the kind of effect by which a process archives a document.
const effectArchive = "Archive"

// orderArchive lets the process archive the document as it stands, once.
func (l *locked) orderArchive(ctx context.Context) error {
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO effects (record_id, kind, payload, created_at)
		SELECT $1::bigint, $2, '{"what": "archive"}', $3::timestamptz WHERE NOT EXISTS (SELECT FROM effects WHERE record_id = $1 AND kind = $2 AND done_at IS NULL)`,
		l.row.ID, effectArchive, l.now)
	return err
}

// ToArchive answers the number of the document that an effect is to archive; empty: it is archived already.
func (s *Store) ToArchive(ctx context.Context, effectID int64) (number string, err error) {
	err = s.DB.GetContext(ctx, &number, `SELECT r.number FROM effects e JOIN records r ON r.id = e.record_id WHERE e.id = $1 AND e.kind = $2 AND e.done_at IS NULL`, effectID, effectArchive)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return number, convert(err)
}

// FinishArchive carries out an effect of kind Archive: the page is kept with its digest, and nothing of the document changes any more. Whoever
// comes second finds it archived.
func (s *Store) FinishArchive(ctx context.Context, number string, effectID int64, page []byte) error {
	return s.onRecord(ctx, number, ledgerKey{}, func(l *locked) error {
		res, err := l.tx.ExecContext(ctx, `UPDATE effects SET done_at = clock_timestamp() WHERE id = $1 AND kind = $2 AND record_id = $3 AND done_at IS NULL`, effectID, effectArchive, l.row.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err // done before
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		if l.document.state.RevokeAskedAt != nil || l.document.state.Filed() {
			return l.save(ctx) // whoever asks to revoke it was faster: it is archived when that is decided
		}
		return l.archive(ctx, page)
	})
}

func (l *locked) archive(ctx context.Context, page []byte) error {
	digest := sha256.Sum256(page)
	var version int
	err := l.tx.GetContext(ctx, &version, `
		INSERT INTO document_archives (record_id, version, content, sha256, made_at)
		SELECT $1::bigint, COALESCE(max(version), 0) + 1, $2, $3, $4::timestamptz FROM document_archives WHERE record_id = $1 RETURNING version`, l.row.ID, page, digest[:], l.now)
	if err != nil {
		return err
	}
	t, err := readIssuing(ctx, l.tx, l.document.TypeID)
	if err != nil {
		return err
	}
	before, stood, s := l.row.State, l.status(), l.document.state
	if s.ArchivedAt == nil {
		s.ArchivedAt = &l.now
		rules, err := l.row.rules(ctx, l.tx)
		if err != nil {
			return err
		}
		if t.KeepYears > 0 {
			if _, err := l.tx.ExecContext(ctx, `UPDATE documents SET keep_until = $2 WHERE record_id = $1`, l.row.ID, l.now.In(rules.Calendar.Zone()).AddDate(t.KeepYears, 0, 0).Format(time.DateOnly)); err != nil {
				return err
			}
		}
	}
	if s.RevokedAt != nil {
		s.RevokedFiledAt = &l.now
	}
	l.documentBecomes(s)
	f := fact{verb: "archived", at: l.now, signal: "Archived", told: map[string][2]any{"archive": {nil, version}}, extra: map[string][2]any{"sha256": {nil, hex.EncodeToString(digest[:])}}}
	l.sayStatus(&f, stood)
	if err := l.record(ctx, &f, before, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}

// Archive is an archived page of a document.
type Archive struct {
	Version int       `db:"version"`
	Content []byte    `db:"content"`
	SHA256  []byte    `db:"sha256"`
	MadeAt  time.Time `db:"made_at"`
	Hides   bool      `db:"-"` // there is something on the page that the viewer may not see
}

// DocumentArchive answers an archived page (version 0: the newest) of a document that the viewer may see, and whether there is something on it that
// the viewer may not; ErrNone if there is none.
func (s *Store) DocumentArchive(ctx context.Context, v access.Viewer, number string, version int) (a Archive, err error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return a, err
	}
	err = s.DB.GetContext(ctx, &a, `SELECT version, content, sha256, made_at FROM document_archives WHERE record_id = $1 AND ($2 = 0 OR version = $2) ORDER BY version DESC LIMIT 1`, id, version)
	if err != nil {
		return a, convert(err)
	}
	f, err := readRecordForm(ctx, s.DB, id)
	if err != nil || f == nil {
		return a, convert(err)
	}
	standing, err := f.standing(ctx, s.DB, v)
	for _, field := range f.definition.Fields() {
		a.Hides = a.Hides || standing.Right(field) == form.Hidden
	}
	return a, convert(err)
}
