package store

import (
	"context"
	"strconv"
	"sync"
	"time"

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
	Tasks   int        `db:"tasks" json:"tasks" doc:"open items of plans that wait on this person, or (nobody) on a pool"`
	Late    int        `db:"late" json:"late" doc:"of those: past their time"`
	NextDue *time.Time `db:"next_due" json:"next_due" doc:"the earliest deadline"`
	DueKind string     `db:"next_kind" json:"next_kind" doc:"whose it is: first_response, next_response, resolution or task"`
}

// Monitor answers all running work that a viewer may see, by unit and person: who is overdue first.
//
// Of those who see the same one asks the database at a time, and whoever comes meanwhile is answered together with all others by
// whoever asks next: many who watch cost little more than one, and no answer is older than its question.
type Monitor struct {
	Store *Store

	mu    sync.Mutex
	asked map[string]*loadsAsked // by what is seen
}

// loadsAsked is one question to the database that answers several.
type loadsAsked struct {
	done  chan struct{}
	next  *loadsAsked // for those who come while it is asked
	loads []Load
	err   error
}

// Loads answers the loads.
func (m *Monitor) Loads(ctx context.Context, v access.Viewer) ([]Load, error) {
	key := "everything"
	if !v.SeesAll() {
		key = strconv.FormatInt(v.UserID, 10)
	}
	a := m.join(context.WithoutCancel(ctx), key, v) // others wait for it too
	select {
	case <-a.done:
		return a.loads, convert(a.err)
	case <-ctx.Done():
		return nil, convert(ctx.Err())
	}
}

// join answers the question by which one who comes now is answered: one that is yet to be asked.
func (m *Monitor) join(ctx context.Context, key string, v access.Viewer) *loadsAsked {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked == nil {
		m.asked = map[string]*loadsAsked{}
	}
	running := m.asked[key]
	if running == nil {
		a := &loadsAsked{done: make(chan struct{})}
		m.asked[key] = a
		go m.ask(ctx, key, v, a)
		return a
	}
	if running.next == nil {
		running.next = &loadsAsked{done: make(chan struct{})}
	}
	return running.next
}

// ask asks one question after another until nobody waits any more.
func (m *Monitor) ask(ctx context.Context, key string, v access.Viewer, a *loadsAsked) {
	for a != nil {
		a.loads, a.err = m.Store.loads(ctx, v)
		close(a.done)
		a = m.after(key, a)
	}
}

// after answers the question that follows one, nil if nobody asks it.
func (m *Monitor) after(key string, a *loadsAsked) *loadsAsked {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.next == nil {
		delete(m.asked, key)
	} else {
		m.asked[key] = a.next
	}
	return a.next
}

func (s *Store) loads(ctx context.Context, v access.Viewer) ([]Load, error) {
	a := arguments{}
	may := access.Predicate(v, "r", a.add)
	loads := []Load{}
	err := s.DB.SelectContext(ctx, &loads, `
		SELECT `+personSQL("p")+`::jsonb AS person, `+refSQL("unit")+`::jsonb AS unit, COALESCE(x.running, 0) AS running, COALESCE(x.overdue, 0) AS overdue, COALESCE(x.soon, 0) AS soon,
			COALESCE(x.on_hold, 0) AS on_hold, COALESCE(x.urgent, 0) AS urgent, COALESCE(y.tasks, 0) AS tasks, COALESCE(y.late, 0) AS late, x.next_due, COALESCE(x.next_kind, '') AS next_kind
		FROM (
			SELECT r.assignee_id, count(*) AS running, count(*) FILTER (WHERE r.due_at < clock.now) AS overdue,
				count(*) FILTER (WHERE r.due_at >= clock.now AND r.due_at < clock.now + interval '24 hours') AS soon,
				count(*) FILTER (WHERE r.state = 'on_hold') AS on_hold, count(*) FILTER (WHERE r.priority <= 2) AS urgent, min(r.due_at) AS next_due,
				(array_agg(r.due_kind ORDER BY r.due_at))[1] AS next_kind
			FROM records r CROSS JOIN (SELECT steward_now() AS now) clock
			WHERE r.kind = 'incident' AND r.closed_at IS NULL AND r.state IN ('new', 'active', 'on_hold') AND `+may+` GROUP BY r.assignee_id) x
		FULL JOIN (
			SELECT w.user_id, count(*) AS tasks, count(*) FILTER (WHERE w.due_at < steward_now()) AS late
			FROM work_items w JOIN records r ON r.id = w.record_id WHERE w.closed_at IS NULL AND w.plan_id IS NOT NULL AND `+may+` GROUP BY w.user_id) y
			ON COALESCE(y.user_id, 0) = COALESCE(x.assignee_id, 0)
		LEFT JOIN users p ON p.id = COALESCE(x.assignee_id, y.user_id) LEFT JOIN units unit ON unit.id = p.unit_id
		ORDER BY COALESCE(x.overdue, 0) DESC, COALESCE(y.late, 0) DESC, x.next_due NULLS LAST, x.running DESC NULLS LAST, p.id LIMIT 1000`, a...)
	return loads, err
}

// Task is one open item of a plan as the monitor shows it.
type Task struct {
	ID       int64     `db:"id" json:"id"`
	Number   string    `db:"number" json:"number"`
	Title    string    `db:"title" json:"title"`
	Name     string    `db:"name" json:"name" doc:"the step's"`
	NameEn   string    `db:"name_en" json:"name_en"`
	Group    *Ref      `db:"pool" json:"group" doc:"the pool that has not claimed it"`
	Role     string    `db:"role" json:"role"`
	OpenedAt time.Time `db:"opened_at" json:"opened_at"`
	DueAt    time.Time `db:"due_at" json:"due_at"`
}

// Tasks answers the open items of plans that wait on one person (0: on pools), due first, as far as the viewer may see their records.
func (s *Store) Tasks(ctx context.Context, v access.Viewer, person int64) ([]Task, error) {
	a := arguments{person}
	ts := []Task{}
	err := s.DB.SelectContext(ctx, &ts, `
		SELECT w.id, r.number, r.title, w.name, w.name_en, `+refSQL("g")+` AS pool, COALESCE(w.role, '') AS role, w.opened_at, w.due_at
		FROM work_items w JOIN records r ON r.id = w.record_id LEFT JOIN groups g ON g.id = w.group_id
		WHERE w.closed_at IS NULL AND w.plan_id IS NOT NULL AND COALESCE(w.user_id, 0) = $1 AND `+access.Predicate(v, "r", a.add)+` ORDER BY w.due_at, w.id LIMIT 200`, a...)
	return ts, convert(err)
}
