package store

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// levelsDesk is a desk with people and one policy that promises something at every priority.
type levelsDesk struct {
	t                                *testing.T
	s                                *Store
	customer, agent, tech, boss, top access.Viewer
}

const alwaysCalendar = `INSERT INTO calendars (code, name, definition) VALUES ('always', '7×24',
	'{"zone": "UTC", "week": [[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}],[{"from":"00:00","to":"24:00"}]], "exceptions": []}')`

// Priority 4, what the tests raise: response within an hour, solved within eight; half an hour after that the unit's head hears of it.
const plainPolicy = `INSERT INTO sla_policies (code, name, calendar_id, definition) VALUES ('all', '全部', (SELECT id FROM calendars WHERE code = 'always'), '{
	"conditions": {}, "warnings": [50, 75, 90],
	"targets": [{"priority": 1, "first_response": 900, "resolution": 14400}, {"priority": 2, "first_response": 1800, "resolution": 21600},
		{"priority": 3, "first_response": 3600, "next_response": 7200, "resolution": 28800}, {"priority": 4, "first_response": 3600, "next_response": 7200, "resolution": 28800}],
	"levels": [{"level": 1, "after": 1800, "kinds": ["resolution"], "actions": [{"do": "notify", "who": "unit_head", "up": 1}, {"do": "raise_priority"}, {"do": "add_watcher", "login": "mona"}]}]}')`

func newLevelsDesk(t *testing.T) *levelsDesk {
	t.Helper()
	s, _ := openTest(t)
	d := &levelsDesk{t: t, s: s}
	s.DB.MustExec(`INSERT INTO queues (code, name) VALUES ('desk', 'Desk')`)
	s.DB.MustExec(`UPDATE desk_settings SET default_queue_id = (SELECT id FROM queues)`)
	s.DB.MustExec(alwaysCalendar)
	s.DB.MustExec(plainPolicy)
	d.customer, d.agent, d.tech = d.person("carla", "customer"), d.person("anna", "agent"), d.person("tom", "technician")
	d.boss, d.top = d.person("bea", "technician"), d.person("mona", "manager")
	s.DB.MustExec(`INSERT INTO units (code, name, head_id) SELECT 'it', 'IT', id FROM users WHERE login = 'bea'`)
	s.DB.MustExec(`INSERT INTO units (code, name, parent_id, head_id) SELECT 'net', 'Net', (SELECT id FROM units WHERE code = 'it'), id FROM users WHERE login = 'tom'`)
	s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'net') WHERE login = 'tom'`)
	return d
}

func (d *levelsDesk) person(login, role string) access.Viewer {
	d.t.Helper()
	d.s.DB.MustExec(`INSERT INTO users (login, name, roles) VALUES ($1, $1, $2)`, login, "{"+role+"}")
	v, err := d.s.ViewerOf(d.t.Context(), domain.ByCode(login))
	require.NoError(d.t, err)
	return v
}

func (d *levelsDesk) raise() string {
	d.t.Helper()
	n, err := d.s.CreateIncident(d.t.Context(), NewIncident{Viewer: d.customer, Title: "Printer", Channel: "portal", State: incident.State{Kind: "incident", Impact: 3, Urgency: 3}})
	require.NoError(d.t, err)
	return n
}

func (d *levelsDesk) do(v access.Viewer, number string, a incident.Act) {
	d.t.Helper()
	require.NoError(d.t, d.s.Act(d.t.Context(), ActInput{Number: number, Viewer: v, Act: a}))
}

// pass lets time pass, and looks at the record as its process would.
func (d *levelsDesk) pass(number string, by time.Duration) {
	d.t.Helper()
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + $1 * interval '1 second'`, by.Seconds())
	d.look(number)
}

func (d *levelsDesk) look(number string) {
	d.t.Helper()
	require.NoError(d.t, d.s.onRecord(d.t.Context(), number, ledgerKey{}, func(l *locked) error {
		if err := l.settle(d.t.Context()); err != nil {
			return err
		}
		return l.save(d.t.Context())
	}))
}

// clocks answers each clock with its state and the minutes to its deadline.
func (d *levelsDesk) clocks(number string) map[string]string {
	d.t.Helper()
	var rows []struct {
		Kind  string `db:"kind"`
		State string `db:"state"`
		Left  *int   `db:"left"`
	}
	require.NoError(d.t, d.s.DB.Select(&rows, `
		SELECT c.kind, c.state, round(extract(epoch FROM c.due_at - steward_now()) / 60)::int AS left FROM clocks c JOIN records r ON r.id = c.record_id
		WHERE r.number = $1 ORDER BY c.id`, number))
	seen := map[string]string{}
	for _, r := range rows {
		seen[r.Kind] = r.State
		if r.State == "running" {
			seen[r.Kind] += " " + (time.Duration(*r.Left) * time.Minute).String()
		}
	}
	return seen
}

// told answers what was decided to be told of crossed lines, in order: what, which line, and to whom.
func (d *levelsDesk) told(number string) []string {
	d.t.Helper()
	lines := []string{}
	require.NoError(d.t, d.s.DB.Select(&lines, `
		SELECT e.kind || ' ' || (e.payload->>'what') || ' ' || (e.payload->'params'->>'clock') || ' ' || (e.payload->'params'->>'line') || ':' ||
			COALESCE((SELECT string_agg(' ' || (x->>'login'), '' ORDER BY x->>'login') FROM jsonb_array_elements(e.payload->'to') x), '')
		FROM effects e JOIN records r ON r.id = e.record_id WHERE r.number = $1 AND e.payload->>'what' LIKE 'level_%' ORDER BY e.id`, number))
	return lines
}

func TestClocks_FollowTheLifeOfAnIncident(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	require.Equal(t, map[string]string{"first_response": "running 1h0m0s", "resolution": "running 8h0m0s"}, d.clocks(n))
	d.pass(n, 20*time.Minute)
	d.do(d.agent, n, incident.Act{Verb: incident.Note, Comment: "an internal note answers nobody"})
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "We look at it."})
	require.Equal(t, map[string]string{"first_response": "met", "resolution": "running 7h40m0s"}, d.clocks(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	require.Equal(t, map[string]string{"first_response": "met", "resolution": "paused"}, d.clocks(n))
	d.pass(n, 5*time.Hour)
	d.do(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "And?"})
	require.Equal(t, map[string]string{"first_response": "met", "next_response": "running 2h0m0s", "resolution": "paused"}, d.clocks(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Resume})
	require.Equal(t, "running 7h40m0s", d.clocks(n)["resolution"], "five hours on hold moved the deadline by five hours")
	d.pass(n, time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."})
	require.Equal(t, map[string]string{"first_response": "met", "next_response": "met", "resolution": "met"}, d.clocks(n))
	d.pass(n, time.Hour)
	d.do(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No."})
	require.Equal(t, map[string]string{"first_response": "met", "next_response": "running 2h0m0s", "resolution": "running 6h40m0s"}, d.clocks(n), "what had elapsed is kept")
	d.do(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "Never mind."})
	require.Equal(t, map[string]string{"first_response": "met", "next_response": "cancelled", "resolution": "cancelled"}, d.clocks(n))
}

// L6: a clock that is set to another target counts from the record's beginning, less its pauses; what it is behind is told once.
func TestClocks_RaisedFromP4ToP1AfterThreeHours(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	d.pass(n, time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	d.pass(n, 30*time.Minute)
	d.do(d.agent, n, incident.Act{Verb: incident.Resume})
	d.pass(n, 90*time.Minute)
	require.Empty(t, d.told(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Classify, Impact: 1, Urgency: 1})
	require.Equal(t, "running 1h30m0s", d.clocks(n)["resolution"], "four hours, of which two and a half are over")
	require.Equal(t, []string{}, d.told(n), "50 % was passed by the change, and nobody handles it yet")
	var lines int
	require.NoError(t, d.s.DB.Get(&lines, `SELECT count(*) FROM clock_lines WHERE line = '50 %' AND told`))
	require.Equal(t, 1, lines)
}

// L5: each line once, in order, to whom it concerns; an act that comes late finds them crossed.
func TestClocks_WarnBreachAndEscalateOnce(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
	d.do(d.tech, n, incident.Act{Verb: incident.Reply, Comment: "Mine."})
	d.pass(n, 4*time.Hour+time.Minute)
	require.Equal(t, []string{"Notify level_warned resolution 50 %: tom"}, d.told(n))
	d.look(n)
	d.look(n)
	require.Len(t, d.told(n), 1)
	d.pass(n, 10*time.Hour) // nobody looked meanwhile
	require.Equal(t, []string{"Notify level_warned resolution 50 %: tom", "Notify level_warned resolution 75 %: tom", "Notify level_warned resolution 90 %: tom",
		"Notify level_breached resolution breach: mona tom", "Escalate level_reached resolution level 1: bea"}, d.told(n)[:5])
	var r struct {
		Priority int  `db:"priority"`
		Watched  bool `db:"watched"`
	}
	require.NoError(t, d.s.DB.Get(&r, `SELECT priority, EXISTS (SELECT FROM watchers w JOIN users u ON u.id = w.user_id WHERE w.record_id = r.id AND u.login = 'mona') AS watched FROM records r`))
	require.Equal(t, 3, r.Priority)
	require.True(t, r.Watched)
	before := d.told(n)
	d.do(d.tech, n, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."})
	d.pass(n, time.Hour)
	require.Equal(t, before, d.told(n))
	require.Equal(t, "breached", d.clocks(n)["resolution"])
	var late int
	require.NoError(t, d.s.DB.Get(&late, `SELECT count(*) FROM acts WHERE verb LIKE 'level_%'`))
	require.Equal(t, len(before), late, "each stands in the ledger")
}

// Exactly at the deadline is in time; facts count by when they happened.
func TestClocks_AnAnswerInTheLastSecond(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + (SELECT due_at - clock_timestamp() - shift - interval '1 second' FROM records WHERE number = $1)`, n)
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Just in time."})
	d.pass(n, time.Hour)
	require.Equal(t, "met", d.clocks(n)["first_response"])
	require.False(t, slices.ContainsFunc(d.told(n), func(s string) bool { return s == "Notify level_breached first_response breach: mona" }))
}

// A customer's question needs the process before its timer would fire; an answer does not.
func TestClocks_WakeTheProcessOnlyForWhatIsEarlier(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	wakes := func() (n int) {
		require.NoError(t, d.s.DB.Get(&n, `SELECT count(*) FROM outbox`))
		return n
	}
	d.s.DB.MustExec(`UPDATE processes SET advanced = needs, next_at = steward_now() + interval '90 minutes'`)
	before := wakes()
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Again."})
	require.Equal(t, before, wakes())
	d.do(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "Well?"})
	require.Equal(t, before+1, wakes(), "half of two hours is in one hour")
}

// L6: what is promised for the first time after a change of priority counts from the beginning, less the pauses; given up and promised again
// it is one clock, also when the solution is rejected.
func TestClocks_PromisedGivenUpAndPromisedAgain(t *testing.T) {
	d := newLevelsDesk(t)
	d.s.DB.MustExec(`UPDATE sla_policies SET definition = definition #- '{targets,3}'`) // nothing at priority 4
	n := d.raise()
	require.Empty(t, d.clocks(n))
	classify := func(impact int) {
		d.do(d.agent, n, incident.Act{Verb: incident.Classify, Impact: impact, Urgency: impact})
	}
	d.pass(n, 20*time.Minute)
	d.do(d.agent, n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	d.pass(n, time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Resume})
	d.pass(n, 20*time.Minute)
	classify(1)
	require.Equal(t, map[string]string{"first_response": "running -1h25m0s", "resolution": "running 3h20m0s"}, d.clocks(n))
	classify(3)
	require.Equal(t, map[string]string{"first_response": "cancelled", "resolution": "cancelled"}, d.clocks(n))
	d.pass(n, 20*time.Minute)
	classify(1)
	require.Equal(t, map[string]string{"first_response": "running -1h45m0s", "resolution": "running 3h0m0s"}, d.clocks(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."})
	d.pass(n, time.Hour)
	d.do(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No."})
	require.Equal(t, "running 3h0m0s", d.clocks(n)["resolution"])
	require.Equal(t, 1, d.count(`SELECT count(*) FROM clocks WHERE kind = 'resolution' AND state = 'running'`))
}

// A level that moves the record tells those who have it from then on.
func TestClocks_ALevelThatMovesTellsTheNewQueue(t *testing.T) {
	d := newLevelsDesk(t)
	d.s.DB.MustExec(`INSERT INTO groups (code, name) VALUES ('second', 'Second')`)
	d.s.DB.MustExec(`INSERT INTO group_members (group_id, user_id) SELECT g.id, u.id FROM groups g, users u WHERE u.login = 'bea'`)
	d.s.DB.MustExec(`INSERT INTO queues (code, name, group_id) SELECT 'second', 'Second', id FROM groups`)
	d.s.DB.MustExec(`UPDATE sla_policies SET definition = jsonb_set(definition, '{levels}',
		'[{"level": 1, "percent": 50, "kinds": ["resolution"], "actions": [{"do": "move_queue", "queue": "second"}, {"do": "notify", "who": "assignee"}]}]')`)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	d.pass(n, 4*time.Hour+time.Minute)
	require.Equal(t, []string{"Escalate level_reached resolution level 1: bea"}, d.told(n))
}
