package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain/access"
	"steward/domain/calendar"
	"steward/domain/plan"
)

// planWorld answers what a plan asks about people and time from the database, each once. An error stays; whoever used the world looks at err.
type planWorld struct {
	ctx       context.Context //nolint:containedctx // the machine that asks is pure and knows none
	q         sqlx.QueryerContext
	kind      string // of record
	requester int64
	assignee  int64 // of an incident; 0: the group
	group     int64
	calendar  *calendar.Calendar
	now       time.Time
	facts     func() (plan.Names, error) // what conditions speak of
	names     plan.Names
	chosen    map[string][]int64
	strict    bool // a condition that does not fit the facts is an error, not one that holds
	err       error

	heads    map[int64][]int64
	active   map[int64]bool
	deputies map[int64][]int64 // by whom they stand in for
	groups   map[int64][]int64 // members
	roles    map[string][]int64
}

func (w *planWorld) list(query string, args ...any) (ids []int64) {
	if w.err == nil {
		w.err = sqlx.SelectContext(w.ctx, w.q, &ids, query, args...)
	}
	return ids
}

// remember answers what was asked before, else asks.
func remember[K comparable, V any](known *map[K]V, k K, ask func() V) V {
	if v, ok := (*known)[k]; ok {
		return v
	}
	if *known == nil {
		*known = map[K]V{}
	}
	v := ask()
	(*known)[k] = v
	return v
}

// readChosen reads whom the requester chose.
func (w *planWorld) readChosen(recordID int64) error {
	var raw []byte
	if err := sqlx.GetContext(w.ctx, w.q, &raw, `SELECT chosen FROM approvals WHERE record_id = $1`, recordID); err != nil {
		return err
	}
	return json.Unmarshal(raw, &w.chosen)
}

func (w *planWorld) Requester() int64 { return w.requester }

func (w *planWorld) Due(from time.Time, minutes int) time.Time {
	if w.calendar == nil { // what may be done is only asked, and nothing of it kept
		return from.Add(time.Duration(minutes) * time.Minute)
	}
	return w.calendar.Add(from, time.Duration(minutes)*time.Minute)
}

func (w *planWorld) Holds(condition string, results map[string]string) bool {
	if w.names == nil && w.facts != nil && w.err == nil {
		if w.names, w.err = w.facts(); w.err != nil {
			return false
		}
	}
	yes, err := plan.Holds(condition, w.names, results)
	if err == nil {
		return yes
	}
	if w.strict && w.err == nil {
		w.err = err
	}
	return true // somebody looks at it, rather than nobody
}

// Active tells whether a person may be asked and told here: whoever works here, and of customers only contacts of the requester's, for others see nothing of it.
func (w *planWorld) Active(person int64) bool {
	return person != 0 && remember(&w.active, person, func() bool {
		return len(w.list(`SELECT id FROM users WHERE id = $1 AND disabled_at IS NULL AND (customer_id IS NULL OR customer_id = (SELECT customer_id FROM users WHERE id = $2))`,
			person, w.requester)) > 0
	})
}

// Deputy tells whether by stands in for a person now, for records of this kind.
func (w *planWorld) Deputy(by, person int64) bool {
	return slices.Contains(remember(&w.deputies, person, func() []int64 {
		return w.list(`
			SELECT d.deputy_id FROM deputies d JOIN users u ON u.id = d.deputy_id AND u.disabled_at IS NULL
			WHERE d.user_id = $1 AND d.revoked_at IS NULL AND d.starts_at <= $2 AND d.ends_at > $2 AND (d.kinds = '{}' OR $3 = ANY (d.kinds)) ORDER BY d.id`,
			person, w.now, w.kind)
	}), by)
}

func (w *planWorld) Member(person int64, pool plan.Pool) bool {
	return slices.Contains(w.members(pool), person)
}

func (w *planWorld) Others(person int64, pool plan.Pool) bool {
	return slices.ContainsFunc(w.members(pool), func(m int64) bool { return m != person })
}

// members answers the active people of a pool.
func (w *planWorld) members(pool plan.Pool) []int64 {
	if pool.Group != 0 {
		return remember(&w.groups, pool.Group, func() []int64 {
			return w.list(`SELECT u.id FROM group_members m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL WHERE m.group_id = $1 ORDER BY u.id`, pool.Group)
		})
	}
	return remember(&w.roles, pool.Role, func() []int64 {
		return w.list(`SELECT id FROM users WHERE disabled_at IS NULL AND roles @> $1 ORDER BY id`, pq.Array([]string{pool.Role}))
	})
}

func (w *planWorld) Head(person int64, up int) int64 {
	heads := remember(&w.heads, person, func() []int64 { return w.above(`SELECT unit_id FROM users WHERE id = $1`, person) })
	heads = slices.DeleteFunc(slices.Clone(heads), func(h int64) bool { return h == person })
	if up < 1 || up > len(heads) {
		return 0
	}
	return heads[up-1]
}

// above answers the active heads of a unit and of those above it, nearest first, each once.
func (w *planWorld) above(unit string, args ...any) []int64 {
	heads := w.list(`
		WITH RECURSIVE up AS (SELECT x.parent_id, x.head_id, 1 AS n FROM units x WHERE x.id = (`+unit+`)
			UNION ALL SELECT x.parent_id, x.head_id, up.n + 1 FROM units x JOIN up ON x.id = up.parent_id WHERE up.n < 50)
		SELECT up.head_id FROM up JOIN users h ON h.id = up.head_id AND h.disabled_at IS NULL ORDER BY up.n`, args...)
	var once []int64
	for _, h := range heads {
		if !slices.Contains(once, h) {
			once = append(once, h)
		}
	}
	return once
}

// People finds whom rules name. A pool of nobody is nobody.
func (w *planWorld) People(rules []plan.Assignee) []plan.Voter {
	var vs []plan.Voter
	for _, r := range rules {
		if pool, ok := w.pool(r); ok {
			if len(w.members(pool)) > 0 {
				vs = append(vs, plan.Voter{Pool: pool, Weight: r.Weight})
			}
			continue
		}
		for _, p := range w.persons(r) {
			if w.Active(p) {
				vs = append(vs, plan.Voter{Person: p, Weight: r.Weight})
			}
		}
	}
	return vs
}

// pool answers the pool to which a rule leaves the work, if it does.
func (w *planWorld) pool(r plan.Assignee) (plan.Pool, bool) {
	switch {
	case r.By == "group" && r.Pool:
		return plan.Pool{Group: w.one(`SELECT id FROM groups WHERE code = $1`, r.Name)}, true
	case r.By == "role" && r.Pool:
		return plan.Pool{Role: r.Name}, true
	case r.By == "assignee" && w.assignee == 0 && w.group != 0:
		return plan.Pool{Group: w.group}, true
	case r.By == "assignee" && w.assignee == 0:
		return plan.Pool{Role: access.Agent}, true
	}
	return plan.Pool{}, false
}

func (w *planWorld) one(query string, args ...any) int64 {
	if ids := w.list(query, args...); len(ids) > 0 {
		return ids[0]
	}
	return 0
}

func (w *planWorld) persons(r plan.Assignee) []int64 {
	switch r.By {
	case "person":
		return w.list(`SELECT id FROM users WHERE login = $1`, r.Name)
	case "group":
		return w.members(plan.Pool{Group: w.one(`SELECT id FROM groups WHERE code = $1`, r.Name)})
	case "role":
		return w.members(plan.Pool{Role: r.Name})
	case "unit_head":
		heads := w.above(`SELECT id FROM units WHERE code = $1`, r.Name)
		return heads[min(r.Up, len(heads)):min(r.Up+1, len(heads))]
	case "requester_head":
		return []int64{w.Head(w.requester, max(1, r.Up))}
	case "chain_of_heads":
		var chain []int64
		for up := 1; r.Up == 0 && up <= 50 || up <= r.Up; up++ {
			chain = append(chain, w.Head(w.requester, up))
		}
		return chain
	case "chosen":
		return w.chosen[r.Name]
	case "requester":
		return []int64{w.requester}
	case "assignee":
		return []int64{w.assignee}
	}
	return nil
}
