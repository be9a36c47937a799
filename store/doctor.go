package store

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// OpenProcess is a process that has not ended, as the doctor compares it with its workflow.
type OpenProcess struct {
	RecordID int64  `db:"record_id"`
	Number   string `db:"number"`
	UUID     string `db:"uuid"`
	Epoch    int    `db:"epoch"`
	Pending  bool   `db:"pending"` // a wake lies in the outbox: its run may not have been started yet
	Behind   bool   `db:"behind"`  // facts that it needs to know are older than the grace, and none is under way
	Late     bool   `db:"late"`    // its next instant lies further back than the grace
	Stuck    string `db:"stuck"`
}

// How old a fact is tells the row that it left in the audit trail: one of an imported history is older than its import.
const selectProcess = `
	SELECT p.record_id, r.number, r.uuid, p.epoch, COALESCE(p.stuck, '') AS stuck,
		EXISTS (SELECT FROM outbox o WHERE o.record_id = p.record_id) AS pending,
		p.needs > p.advanced AND COALESCE((SELECT a.at FROM audit a WHERE a.subject = r.number AND a.seq = r.audit_seq), r.updated_at)
			< steward_now() - $1 * interval '1 second' AS behind,
		COALESCE(p.next_at < steward_now() - $1 * interval '1 second', false) AS late
	FROM processes p JOIN records r ON r.id = p.record_id WHERE p.ended_at IS NULL AND `

// OpenProcesses answers up to n open processes of records with higher ids than after, in their order. Whether a wake is
// pending and how the process stands are of one moment.
func (s *Store) OpenProcesses(ctx context.Context, after int64, n int, grace time.Duration) ([]OpenProcess, error) {
	var ps []OpenProcess
	err := s.DB.SelectContext(ctx, &ps, selectProcess+`p.record_id > $2 ORDER BY p.record_id LIMIT $3`, grace.Seconds(), after, n)
	return ps, convert(err)
}

// StillOpen answers the process of a record if it still is in this life and open.
func (s *Store) StillOpen(ctx context.Context, p OpenProcess, grace time.Duration) (now OpenProcess, still bool, err error) {
	var ps []OpenProcess
	err = s.DB.SelectContext(ctx, &ps, selectProcess+`p.record_id = $2 AND p.epoch = $3`, grace.Seconds(), p.RecordID, p.Epoch)
	if err != nil || len(ps) == 0 {
		return now, false, convert(err)
	}
	return ps[0], true, nil
}

// CountOpenProcesses answers how many processes are open.
func (s *Store) CountOpenProcesses(ctx context.Context) (n int, err error) {
	err = s.DB.GetContext(ctx, &n, `SELECT count(*) FROM processes WHERE ended_at IS NULL`)
	return n, convert(err)
}

// PresentLife is the life that a record's process is in. Ended: for longer than the grace.
type PresentLife struct {
	Number string `db:"number"`
	UUID   string `db:"uuid"`
	Epoch  int    `db:"epoch"`
	Ended  bool   `db:"ended"`
}

// PresentLives answers the present lives of those of the numbers that there are.
func (s *Store) PresentLives(ctx context.Context, numbers []string, grace time.Duration) (map[string]PresentLife, error) {
	var rows []PresentLife
	err := s.DB.SelectContext(ctx, &rows, `
		SELECT r.number, r.uuid, p.epoch, COALESCE(p.ended_at < steward_now() - $2 * interval '1 second', false) AS ended
		FROM records r JOIN processes p ON p.record_id = r.id WHERE r.number = ANY ($1)`, pq.Array(numbers), grace.Seconds())
	lives := make(map[string]PresentLife, len(rows))
	for _, r := range rows {
		lives[r.Number] = r
	}
	return lives, convert(err)
}

// WakeProcess puts a wake for the record's process into the outbox; by says for operators who sent it.
func (s *Store) WakeProcess(ctx context.Context, number, by string) error {
	_, err := s.DB.ExecContext(ctx, `
		INSERT INTO outbox (record_id, signal, caption) SELECT id, 'Woken', jsonb_build_object('verb', $2::text) FROM records WHERE number = $1`, number, by)
	if err == nil {
		s.changed(Change{Wake: true})
	}
	return convert(err)
}
