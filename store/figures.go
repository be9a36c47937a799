package store

import "context"

// Figures are what operators watch: whether facts reach their processes and processes go on.
type Figures struct {
	OutboxDepth  int     `db:"outbox_depth"`
	OutboxOldest float64 `db:"outbox_oldest"` // seconds
	Behind       int     `db:"behind"`        // open processes that have not seen the newest fact
	Stuck        int     `db:"stuck"`         // open processes that cannot go on
	Late         int     `db:"late"`          // open processes whose instant passed more than ten seconds ago
	MailWaiting  int     `db:"mail_waiting"`  // letters to be sent, if a server is named
	MailOldest   float64 `db:"mail_oldest"`   // seconds
	MailRefused  int     `db:"mail_refused"`  // letters that were refused or came back within a day
	MailHeld     int     `db:"mail_held"`     // letters that the desk has to decide on
}

// Figures answers the figures of this moment.
func (s *Store) Figures(ctx context.Context) (Figures, error) {
	var f Figures
	err := s.DB.GetContext(ctx, &f, `
		SELECT o.depth AS outbox_depth, COALESCE(EXTRACT(epoch FROM clock_timestamp() - o.oldest), 0) AS outbox_oldest,
			(SELECT count(*) FROM processes WHERE needs > advanced AND ended_at IS NULL) AS behind,
			(SELECT count(*) FROM processes WHERE stuck IS NOT NULL AND ended_at IS NULL) AS stuck,
			(SELECT count(*) FROM processes WHERE ended_at IS NULL AND next_at IS NOT NULL AND next_at < now.at - interval '10 seconds') AS late,
			m.waiting AS mail_waiting, COALESCE(EXTRACT(epoch FROM clock_timestamp() - m.oldest), 0) AS mail_oldest,
			(SELECT count(*) FROM mail_out WHERE state IN ('refused', 'bounced') AND ended_at > clock_timestamp() - interval '1 day') AS mail_refused,
			(SELECT count(*) FROM mail_in WHERE state = 'held') AS mail_held
		FROM (SELECT count(*) AS depth, min(created_at) AS oldest FROM outbox) o,
			(SELECT count(*) AS waiting, min(created_at) AS oldest FROM mail_out WHERE state = 'waiting' AND (SELECT configured FROM mail_ways WHERE way = 'out')) m, (SELECT steward_now() AS at) now`)
	return f, convert(err)
}
