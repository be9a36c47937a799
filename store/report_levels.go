package store

import (
	"context"

	"steward/domain/access"
)

// LevelLine counts how clocks ended in a period. A clock counts as it stands now, and under what its record is now.
type LevelLine struct {
	Of
	Met       int      `db:"met" json:"met" doc:"stopped in the period and in time"`
	Breached  int      `db:"breached" json:"breached" doc:"crossed their deadline in the period, whether they have been stopped since or still run"`
	Running   int      `db:"running" json:"running" doc:"begun, on hold or not, and neither past their deadline nor ended at the end of the period, or now if that is earlier"`
	Cancelled int      `db:"cancelled" json:"cancelled" doc:"ended in the period without a judgement"`
	Share     *float64 `db:"share" json:"met_percent" doc:"of those that met or breached, how many per cent met; null: none did either"`
}

func (l *LevelLine) of() *Of     { return &l.Of }
func (l *LevelLine) left() *int  { return &l.Running }
func (l *LevelLine) weight() int { return l.Met + l.Breached }
func (l *LevelLine) empty() bool { return l.Met+l.Breached+l.Running+l.Cancelled == 0 }

var levelDimensions = map[string]dimension{
	"policy":   {key: "c.policy", named: "sla_policies", on: "t.code"},
	"clock":    {key: "c.kind"},
	"customer": ticketDimensions["customer"],
	"service":  ticketDimensions["service"],
	"group":    ticketDimensions["group"],
	"kind":     ticketDimensions["kind"],
	"priority": ticketDimensions["priority"],
	"month":    ticketDimensions["month"],
	"week":     ticketDimensions["week"],
}

// crossedSQL is when a clock crossed its deadline; null while it has not. The line tells; of a deadline that nobody has looked at since,
// the deadline.
const crossedSQL = `CASE WHEN c.state IN ('breached', 'running', 'paused') THEN COALESCE(
		(SELECT l.at FROM clock_lines l WHERE l.clock_id = c.id AND l.target_version = c.target_version AND l.line = 'breach'),
		CASE WHEN c.state = 'breached' THEN COALESCE(c.due_at, c.stopped_at) WHEN c.state = 'running' AND c.due_at < now.at THEN c.due_at END) END`

// ReportLevels answers how the clocks of the records that the viewer may see ended in a period, by policy, clock, customer, kind,
// service, priority, group, month or week.
func (s *Store) ReportLevels(ctx context.Context, v access.Viewer, q ReportQuery) (Report[LevelLine], error) {
	x, err := s.question(ctx, v, q, levelDimensions, "policy, clock, customer, kind, service, priority, group, month, week")
	if err != nil {
		return Report[LevelLine]{}, err
	}
	x.ofClocks = true
	in := func(what string) string { return ` FILTER (WHERE e.what = '` + what + `' AND e.at >= ` + x.from + `)` }
	met, breached := "count(*)"+in("met"), "count(*)"+in("breached")
	return readReport[LevelLine](ctx, s, x, `
			SELECT key, at, 'begun' AS what FROM mine WHERE at < `+x.to+`
			UNION ALL SELECT key, COALESCE(crossed, stopped_at), CASE WHEN crossed IS NOT NULL THEN 'breached' ELSE state END FROM mine
				WHERE COALESCE(crossed, stopped_at) < `+x.to,
		[]sum{
			{"met", met}, {"breached", breached}, {"cancelled", "count(*)" + in("cancelled")},
			{"running", "count(*) FILTER (WHERE e.what = 'begun') - count(*) FILTER (WHERE e.what <> 'begun')"},
			{"share", "100.0 * " + met + " / NULLIF(" + met + " + " + breached + ", 0)"},
		})
}
