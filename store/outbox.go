package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Caption is what a signal carries: shown to operators, never read by a rule.
type Caption struct {
	Act   int64  `json:"act,omitempty"`
	Verb  string `json:"verb"`
	Login string `json:"login,omitempty"`
	Item  *int64 `json:"item,omitempty"`
}

func insertWake(ctx context.Context, tx *sqlx.Tx, recordID int64, w wake) error {
	caption, err := json.Marshal(Caption{w.actID, w.verb, w.login, w.item})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO outbox (record_id, signal, caption) VALUES ($1, $2, $3)`, recordID, w.signal, caption)
	return err
}

// Wake is one row of the outbox with what the relay needs to start or signal the record's process.
type Wake struct {
	ID        int64           `db:"id"`
	RecordID  int64           `db:"record_id"`
	Signal    string          `db:"signal"`
	Caption   json.RawMessage `db:"caption"`
	Tries     int             `db:"tries"`
	CreatedAt time.Time       `db:"created_at"`
	Number    string          `db:"number"`
	UUID      string          `db:"uuid"`
	Kind      string          `db:"kind"`
	State     string          `db:"state"`
	Stage     string          `db:"stage"`
	Priority  int             `db:"priority"`
	Workflow  string          `db:"workflow"`
	Epoch     int             `db:"epoch"`
	Shape     int             `db:"shape"`
	Ended     bool            `db:"ended"`
}

// ClaimWakes leases up to n due rows of the outbox, oldest first, for the given time; others skip them until it expires.
// A row claimed twice is signalled twice, which does no harm.
func (s *Store) ClaimWakes(ctx context.Context, n int, lease time.Duration) ([]Wake, error) {
	var ws []Wake
	err := s.DB.SelectContext(ctx, &ws, `
		WITH due AS (
			SELECT id FROM outbox WHERE due_at <= clock_timestamp() AND (leased_until IS NULL OR leased_until < clock_timestamp())
			ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED),
		claimed AS (
			UPDATE outbox o SET leased_until = clock_timestamp() + $2 * interval '1 second', tries = o.tries + 1
			FROM due WHERE o.id = due.id RETURNING o.*)
		SELECT c.id, c.record_id, c.signal, c.caption, c.tries, c.created_at, r.number, r.uuid, r.kind, r.state, r.stage, r.priority,
			p.workflow, p.epoch, p.shape, p.ended_at IS NOT NULL AS ended
		FROM claimed c JOIN records r ON r.id = c.record_id JOIN processes p ON p.record_id = c.record_id ORDER BY c.id`,
		n, lease.Seconds())
	return ws, convert(err)
}

// DeleteWakes removes rows that have reached their process.
func (s *Store) DeleteWakes(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.DB.ExecContext(ctx, `DELETE FROM outbox WHERE id = ANY ($1)`, pq.Array(ids))
	return convert(err)
}

// DelayWakes puts rows back with what held them up; they fall due again after the back-off.
func (s *Store) DelayWakes(ctx context.Context, ids []int64, backOff time.Duration, why string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.DB.ExecContext(ctx, `
		UPDATE outbox SET leased_until = NULL, due_at = clock_timestamp() + $2 * interval '1 second', last_error = $3 WHERE id = ANY ($1)`,
		pq.Array(ids), backOff.Seconds(), why)
	return convert(err)
}

// NextEpoch begins the next life of a record's process if its present one is still the given epoch and has not ended,
// keeping the remembered rounds, and wakes it. It answers whether it did.
func (s *Store) NextEpoch(ctx context.Context, number string, epoch int, why string) (bool, error) {
	began := false
	err := s.onRecord(ctx, number, ledgerKey{}, func(l *locked) error {
		began = l.row.Epoch == epoch && l.row.EndedAt == nil
		if !began {
			return nil
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if err := l.nextEpoch(ctx, true); err != nil {
			return err
		}
		f := fact{verb: "restart_process", why: why, at: l.now, signal: "Restarted"}
		if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
			return err
		}
		return l.save(ctx)
	})
	return began, err
}

// nextEpoch moves the process to its next life; with keep it stands where it stood.
func (l *locked) nextEpoch(ctx context.Context, keep bool) error {
	l.row.Epoch++
	l.row.EndedAt = nil
	_, err := l.tx.ExecContext(ctx, `
		UPDATE processes SET epoch = $2, ended_at = NULL, stuck = NULL, next_at = NULL WHERE record_id = $1`, l.row.ID, l.row.Epoch)
	if err != nil || !keep {
		return err
	}
	_, err = l.tx.ExecContext(ctx, `
		INSERT INTO rounds (record_id, epoch, stage, round, opened_at, verdict, ended_at)
		SELECT record_id, $2, stage, round, opened_at, verdict, ended_at FROM rounds WHERE record_id = $1 AND epoch = $2 - 1`, l.row.ID, l.row.Epoch)
	if err != nil {
		return err
	}
	_, err = l.tx.ExecContext(ctx, `
		INSERT INTO decisions (record_id, epoch, name, answer, at)
		SELECT record_id, $2, name, answer, at FROM decisions WHERE record_id = $1 AND epoch = $2 - 1`, l.row.ID, l.row.Epoch)
	return err
}
