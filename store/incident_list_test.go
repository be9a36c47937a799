package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/search"
)

// listed is an incident as the test made it.
type listed struct {
	id, requester, customer, queue, group, assignee int64
	state, text                                     string
	priority                                        int
	updated                                         time.Time
	watchers                                        []int64
}

func (l listed) facts(user int64) access.Facts {
	return access.Facts{RequesterID: l.requester, CustomerID: l.customer, QueueID: l.queue, GroupID: l.group, AssigneeID: l.assignee,
		Watches: slices.Contains(l.watchers, user)}
}

func (l listed) open() bool { return l.state != "closed" && l.state != "cancelled" }

const listWorld = `
	INSERT INTO customers (code, name) VALUES ('x', 'X'), ('y', 'Y');
	INSERT INTO groups (code, name) SELECT 'g' || n, 'G' FROM generate_series(1, 7) n;
	INSERT INTO queues (code, name, open_to_desk, group_id) SELECT 'q' || n, 'Q', n = 1, n FROM generate_series(1, 7) n;
	INSERT INTO users (login, name, roles, customer_id, sees_customer) VALUES ('x-one', 'X', '{customer}', 1, false), ('x-all', 'X', '{customer}', 1, true),
		('y-one', 'Y', '{customer}', 2, false), ('employee', 'E', '{customer}', NULL, false), ('agent', 'A', '{agent}', NULL, false),
		('tech', 'T', '{technician}', NULL, false), ('wide', 'W', '{agent}', NULL, false), ('manager', 'M', '{manager}', NULL, false);
	INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE u.login = 'tech' AND g.id <= 2 OR u.login = 'wide' AND g.id <= 6;`

// newListed makes 1200 incidents whose ids lie far apart, so that the newest thousands are only some of them.
func newListed(t *testing.T, s *Store) []listed {
	t.Helper()
	s.DB.MustExec(listWorld)
	rnd := rand.New(rand.NewPCG(7, 7))
	pick := func(n int64) int64 { return rnd.Int64N(n + 1) } // 0: none
	now := time.Now().UTC().Truncate(time.Microsecond)
	var all []listed
	for i := range int64(1200) {
		l := listed{id: 1 + i*60, requester: 1 + rnd.Int64N(7), queue: pick(7), group: pick(7), assignee: pick(8), priority: 1 + rnd.IntN(4),
			state: []string{"new", "active", "on_hold", "resolved", "closed", "closed", "cancelled"}[rnd.IntN(7)], updated: now.Add(-time.Duration(rnd.IntN(500)) * time.Minute)}
		l.customer = []int64{0, 1, 1, 2, 0, 0, 0, 0, 0}[l.requester]
		l.text = []string{"Printer jams 打印机卡纸", "printer jams, 第 3 层", "VPN fails, printer jams 无法登录", "无法登录系统"}[rnd.IntN(4)]
		if i%97 == 0 {
			l.text += " rare 罕见"
		}
		if rnd.IntN(6) == 0 {
			l.watchers = []int64{1 + rnd.Int64N(7)}
		}
		insertListed(t, s, l)
		all = append(all, l)
	}
	s.DB.MustExec(`ANALYZE`)
	return all
}

func insertListed(t *testing.T, s *Store, l listed) {
	t.Helper()
	s.DB.MustExec(`
		INSERT INTO records (id, number, kind, title, state, priority, requester_id, customer_id, queue_id, group_id, assignee_id, created_by, created_at, updated_at, closed_at)
		OVERRIDING SYSTEM VALUE VALUES ($1, $2, 'incident', $3, $4, $5, $6, NULLIF($7::bigint, 0), NULLIF($8::bigint, 0), NULLIF($9::bigint, 0), NULLIF($10::bigint, 0), 1, $11, $11, $12)`,
		l.id, fmt.Sprintf("INC-%06d", l.id), l.text, l.state, l.priority, l.requester, l.customer, l.queue, l.group, l.assignee, l.updated,
		map[bool]any{true: nil, false: l.updated}[l.open()])
	s.DB.MustExec(`INSERT INTO incidents (record_id, kind, impact, urgency) VALUES ($1, 'incident', 2, 2)`, l.id)
	text := searchText(l.text)
	s.DB.MustExec(`INSERT INTO record_search VALUES ($1, $2, $3)`, l.id, text, pq.Array(search.Index(l.id, text)))
	for _, w := range l.watchers {
		s.DB.MustExec(`INSERT INTO watchers VALUES ($1, $2)`, l.id, w)
	}
}

var listOrders = map[string]func(a, b listed) int{
	"":         func(a, b listed) int { return cmp.Compare(b.id, a.id) },
	"number":   func(a, b listed) int { return cmp.Compare(a.id, b.id) },
	"priority": func(a, b listed) int { return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.id, b.id)) },
	"-updated": func(a, b listed) int { return cmp.Or(b.updated.Compare(a.updated), cmp.Compare(b.id, a.id)) },
}

// Every question, of every person, in every order, answers what the rule and the question say, page by page.
func TestIncidents_AnswerTheRuleAndTheQuestionInEveryOrder(t *testing.T) {
	s, _ := openTest(t)
	all := newListed(t, s)
	yes := true
	questions := map[string]struct {
		q    IncidentQuery
		fits func(listed, access.Viewer) bool
	}{
		"everything": {IncidentQuery{}, func(listed, access.Viewer) bool { return true }},
		"open":       {IncidentQuery{Open: &yes}, func(l listed, _ access.Viewer) bool { return l.open() }},
		"on hold":    {IncidentQuery{States: []string{"on_hold"}}, func(l listed, _ access.Viewer) bool { return l.state == "on_hold" }},
		"urgent":     {IncidentQuery{Priorities: []int{1, 2}}, func(l listed, _ access.Viewer) bool { return l.priority <= 2 }},
		"mine":       {IncidentQuery{Mine: true}, func(l listed, v access.Viewer) bool { return l.assignee == v.UserID }},
		"of a queue": {IncidentQuery{Queue: domain.ByCode("q1")}, func(l listed, _ access.Viewer) bool { return l.queue == 1 }},
		"no queue":   {IncidentQuery{Queue: domain.ByID(0)}, func(l listed, _ access.Viewer) bool { return l.queue == 0 }},
		"of a group": {IncidentQuery{Group: domain.ByCode("g2")}, func(l listed, _ access.Viewer) bool { return l.group == 2 }},
		"nobody's":   {IncidentQuery{Assignee: domain.ByID(0)}, func(l listed, _ access.Viewer) bool { return l.assignee == 0 }},
		"of x-one":   {IncidentQuery{Requester: domain.ByCode("x-one")}, func(l listed, _ access.Viewer) bool { return l.requester == 1 }},
		"customer x": {IncidentQuery{Customer: domain.ByCode("x")}, func(l listed, _ access.Viewer) bool { return l.customer == 1 }},
		"internal":   {IncidentQuery{Customer: domain.ByID(0)}, func(l listed, _ access.Viewer) bool { return l.customer == 0 }},
		"common":     {IncidentQuery{Q: "printer JAMS"}, func(l listed, _ access.Viewer) bool { return strings.Contains(searchText(l.text), "printer jams") }},
		"Chinese":    {IncidentQuery{Q: "无法登录"}, func(l listed, _ access.Viewer) bool { return strings.Contains(l.text, "无法登录") }},
		"rare":       {IncidentQuery{Q: "罕见"}, func(l listed, _ access.Viewer) bool { return strings.Contains(l.text, "罕见") }},
		"rare, open": {IncidentQuery{Q: "rare", Open: &yes}, func(l listed, _ access.Viewer) bool { return strings.Contains(l.text, "rare") && l.open() }},
		"one letter": {IncidentQuery{Q: "3"}, func(l listed, _ access.Viewer) bool {
			return strings.Contains(l.text, "3") && l.id > 1199*60+1-probed<<10
		}},
		"none": {IncidentQuery{Q: "zzzz"}, func(listed, access.Viewer) bool { return false }},
	}
	for _, login := range []string{"x-one", "x-all", "y-one", "employee", "agent", "tech", "wide", "manager"} {
		v, err := s.ViewerOf(t.Context(), domain.ByCode(login))
		require.NoError(t, err)
		for name, question := range questions {
			for order, compare := range listOrders {
				want := []int64{}
				for _, l := range slices.SortedFunc(slices.Values(all), compare) {
					if access.May(v, l.facts(v.UserID)) && question.fits(l, v) {
						want = append(want, l.id)
					}
				}
				q := question.q
				q.Sort, q.Limit = order, 25
				require.Equal(t, want, pages(t, s, v, q), "%s, %s, %s", login, name, order)
				n, err := s.CountIncidents(t.Context(), v, q)
				require.NoError(t, err)
				require.Len(t, want, n, "count of %s, %s", login, name)
			}
		}
	}
}

// pages walks a list to its end.
func pages(t *testing.T, s *Store, v access.Viewer, q IncidentQuery) []int64 {
	t.Helper()
	ids := []int64{}
	for {
		page, err := s.Incidents(t.Context(), v, q)
		require.NoError(t, err)
		for _, r := range page.Items {
			ids = append(ids, r.ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return ids
		}
	}
}
