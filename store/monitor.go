package store

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"steward/domain/access"
)

// Load is the running work of one person, or of nobody yet: records that are new, in progress or on hold.
type Load struct {
	Unit    *Ref       `db:"unit" json:"unit" doc:"the person's; null: none, or nobody's work"`
	Person  *Ref       `db:"person" json:"person" doc:"null: assigned to nobody"`
	Running int        `db:"running" json:"running"`
	Overdue int        `db:"overdue" json:"overdue" doc:"past the first deadline of a running clock"`
	Soon    int        `db:"soon" json:"soon" doc:"due within the next 24 hours"`
	OnHold  int        `db:"on_hold" json:"on_hold"`
	Urgent  int        `db:"urgent" json:"urgent" doc:"of priority 1 or 2"`
	NextDue *time.Time `db:"next_due" json:"next_due" doc:"the earliest deadline"`
	DueKind string     `db:"next_kind" json:"next_kind" doc:"whose it is: first_response, next_response or resolution"`
}

// monitorFresh is how long an answer serves everybody who sees the same, so that many who watch cost little more than one.
const monitorFresh = time.Second

// Monitor answers all running work that a viewer may see, by unit and person: who is overdue first.
type Monitor struct {
	Store *Store

	once  singleflight.Group
	mu    sync.Mutex
	known map[string]monitored
}

type monitored struct {
	loads []Load
	at    time.Time
}

// Loads answers the loads, at most a second old.
func (m *Monitor) Loads(ctx context.Context, v access.Viewer) ([]Load, error) {
	key := "everything"
	if !v.SeesAll() {
		key = strconv.FormatInt(v.UserID, 10)
	}
	if loads, ok := m.fresh(key); ok {
		return loads, nil
	}
	got, err, _ := m.once.Do(key, func() (any, error) {
		if loads, ok := m.fresh(key); ok {
			return loads, nil
		}
		loads, err := m.Store.loads(context.WithoutCancel(ctx), v) // others wait for it too
		if err == nil {
			m.keep(key, loads)
		}
		return loads, err
	})
	if err != nil {
		return nil, convert(err)
	}
	loads, _ := got.([]Load)
	return loads, nil
}

func (m *Monitor) fresh(key string) ([]Load, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.known[key]
	return k.loads, ok && time.Since(k.at) < monitorFresh
}

// keep remembers an answer and forgets those that are no longer fresh.
func (m *Monitor) keep(key string, loads []Load) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]monitored{}
	}
	for k, old := range m.known {
		if time.Since(old.at) >= monitorFresh {
			delete(m.known, k)
		}
	}
	m.known[key] = monitored{loads, time.Now()}
}

func (s *Store) loads(ctx context.Context, v access.Viewer) ([]Load, error) {
	a := arguments{}
	loads := []Load{}
	err := s.DB.SelectContext(ctx, &loads, `
		SELECT `+personSQL("p")+`::jsonb AS person, `+refSQL("unit")+`::jsonb AS unit, x.running, x.overdue, x.soon, x.on_hold, x.urgent, x.next_due, COALESCE(x.next_kind, '') AS next_kind
		FROM (
			SELECT r.assignee_id, count(*) AS running, count(*) FILTER (WHERE r.due_at < clock.now) AS overdue,
				count(*) FILTER (WHERE r.due_at >= clock.now AND r.due_at < clock.now + interval '24 hours') AS soon,
				count(*) FILTER (WHERE r.state = 'on_hold') AS on_hold, count(*) FILTER (WHERE r.priority <= 2) AS urgent, min(r.due_at) AS next_due,
				(array_agg(r.due_kind ORDER BY r.due_at))[1] AS next_kind
			FROM records r CROSS JOIN (SELECT steward_now() AS now) clock
			WHERE r.closed_at IS NULL AND r.state IN ('new', 'active', 'on_hold') AND `+access.Predicate(v, "r", a.add)+` GROUP BY r.assignee_id) x
		LEFT JOIN users p ON p.id = x.assignee_id LEFT JOIN units unit ON unit.id = p.unit_id
		ORDER BY x.overdue DESC, x.next_due NULLS LAST, x.running DESC, x.assignee_id LIMIT 1000`, a...)
	return loads, err
}
