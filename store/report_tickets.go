package store

import (
	"context"

	"steward/domain/access"
)

// TicketLine counts what happened to records in a period. A record counts under what it is now: its customer, kind, priority, service
// and group of today.
type TicketLine struct {
	Of
	Opened   int      `db:"opened" json:"opened" doc:"recorded in the period"`
	Resolved int      `db:"resolved" json:"resolved" doc:"solved in the period; what is solved again after a rejection or reopening counts again"`
	Closed   int      `db:"closed" json:"closed" doc:"closed or cancelled in the period"`
	Reopened int      `db:"reopened" json:"reopened" doc:"taken up again in the period after it was closed or cancelled"`
	Open     int      `db:"open" json:"open" doc:"neither closed nor cancelled at the end of the period, or now if that is earlier"`
	Average  *float64 `db:"average" json:"average_seconds" doc:"from the record's beginning to each of the solutions, by the clock on the wall; null: none"`
	Median   *float64 `db:"median" json:"median_seconds" doc:"half of the solutions took longer; between two it is their middle"`
	Ratings  int      `db:"ratings" json:"ratings" doc:"given in the period"`
	Rating   *float64 `db:"rating" json:"rating" doc:"the average of these, 1 to 5 stars; null: none"`
}

func (l *TicketLine) of() *Of     { return &l.Of }
func (l *TicketLine) left() *int  { return &l.Open }
func (l *TicketLine) weight() int { return l.Opened }
func (l *TicketLine) empty() bool {
	return l.Opened == 0 && l.Resolved == 0 && l.Closed == 0 && l.Reopened == 0 && l.Open == 0 && l.Ratings == 0
}

// ReportTickets answers what happened in a period to the records that the viewer may see, by customer, kind, service, priority, group,
// month or week.
func (s *Store) ReportTickets(ctx context.Context, v access.Viewer, q ReportQuery) (Report[TicketLine], error) {
	x, err := s.question(ctx, v, q, ticketDimensions, "customer, kind, service, priority, group, month, week")
	if err != nil {
		return Report[TicketLine]{}, err
	}
	in := func(what string) string { return ` FILTER (WHERE e.what = '` + what + `' AND e.at >= ` + x.from + `)` }
	return readReport[TicketLine](ctx, s, x, `
			SELECT key, at, 'opened' AS what, NULL::float8 AS value FROM mine
			UNION ALL SELECT mine.key, a.at, a.became, extract(epoch FROM a.at - mine.at) FROM acts a JOIN mine ON mine.id = a.record_id
				WHERE a.became IS NOT NULL AND a.at < `+x.to+`
			UNION ALL SELECT mine.key, g.rated_at, 'rated', g.stars FROM ratings g JOIN mine ON mine.id = g.record_id WHERE g.rated_at < `+x.to,
		[]sum{
			{"opened", "count(*)" + in("opened")}, {"resolved", "count(*)" + in("resolved")}, {"closed", "count(*)" + in("closed")},
			{"reopened", "count(*)" + in("reopened")},
			{"open", "count(*) FILTER (WHERE e.what IN ('opened', 'reopened')) - count(*) FILTER (WHERE e.what = 'closed')"},
			{"average", "avg(e.value)" + in("resolved")}, {"median", "percentile_cont(0.5) WITHIN GROUP (ORDER BY e.value)" + in("resolved")},
			{"ratings", "count(*)" + in("rated")}, {"rating", "avg(e.value)" + in("rated")},
		})
}
