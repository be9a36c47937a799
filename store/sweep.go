package store

import (
	"context"
	"time"
)

// sweepLock keeps two sweeps from doing the same at once.
const sweepLock = 7_301_001

// stuckPatience is how many times "late" a process that is stuck is left alone before it is woken to try again.
const stuckPatience = 10

// SweepProcesses puts a wake into the outbox for every open process that is behind its record's facts, whose next instant
// lies further back than late, or that has been stuck for a while, and answers for how many. A process with a wake under
// way is left alone.
func (s *Store) SweepProcesses(ctx context.Context, late time.Duration) (int, error) {
	res, err := s.DB.ExecContext(ctx, `
		WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS ok),
		lost AS (
			SELECT p.record_id FROM processes p, mine
			WHERE mine.ok AND p.ended_at IS NULL
				AND (p.needs > p.advanced OR p.next_at < steward_now() - $2 * interval '1 second' OR p.stuck IS NOT NULL)
				AND (p.poked_at IS NULL OR p.poked_at < clock_timestamp() - CASE WHEN p.stuck IS NULL THEN 1 ELSE $3::int END * $2 * interval '1 second')
				AND NOT EXISTS (SELECT FROM outbox o WHERE o.record_id = p.record_id)
			ORDER BY p.record_id LIMIT 1000),
		poked AS (UPDATE processes p SET poked_at = clock_timestamp() FROM lost WHERE p.record_id = lost.record_id)
		INSERT INTO outbox (record_id, signal, caption) SELECT record_id, 'Woken', '{"verb": "sweep"}' FROM lost`, sweepLock, late.Seconds(), stuckPatience)
	if err != nil {
		return 0, convert(err)
	}
	n, err := res.RowsAffected()
	if n > 0 {
		s.changed(Change{Wake: true})
	}
	return int(n), convert(err)
}

// Epoch answers which life the record's process is in.
func (s *Store) Epoch(ctx context.Context, number string) (int, error) {
	var epoch int
	err := s.DB.GetContext(ctx, &epoch, `SELECT p.epoch FROM processes p JOIN records r ON r.id = p.record_id WHERE r.number = $1`, number)
	return epoch, convert(err)
}
