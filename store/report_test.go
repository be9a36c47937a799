package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/rating"
)

// What happened, as the brute-force recount knows it.
type pastRecord struct {
	id                              int64
	customer, service, group, queue int64
	kind                            string
	priority                        int
	begun                           time.Time
	turns                           []pastTurn
	rated                           time.Time
	stars                           int
	clocks                          []pastClock
}

type pastTurn struct {
	at     time.Time
	became string
}

type pastClock struct {
	kind, policy, state string
	started, stopped    time.Time
	crossed             time.Time
}

// past is two years of a desk in a zone with daylight saving, made at random.
type past struct {
	*levelsDesk
	rnd     *rand.Rand
	end     time.Time // of what people do; clocks end by now
	now     time.Time
	records []pastRecord
}

func newPast(t *testing.T, n int) *past {
	p := &past{levelsDesk: newLevelsDesk(t), rnd: rand.New(rand.NewPCG(19, 7))}
	p.now = time.Now().UTC().Truncate(time.Second)
	p.end = p.now.Add(-150 * day)
	p.s.DB.MustExec(`INSERT INTO queues (code, name, open_to_desk) VALUES ('closed', 'Closed', false)`)
	p.s.DB.MustExec(`UPDATE queues SET open_to_desk = true WHERE code = 'desk'`)
	for i := range 4 {
		p.s.DB.MustExec(`INSERT INTO customers (code, name) VALUES ($1, $1)`, fmt.Sprint("c", i))
		p.s.DB.MustExec(`INSERT INTO services (code, name) VALUES ($1, $1)`, fmt.Sprint("s", i))
		p.s.DB.MustExec(`INSERT INTO groups (code, name) VALUES ($1, $1)`, fmt.Sprint("g", i))
	}
	for range n {
		p.make()
	}
	return p
}

// when answers a random instant after another within two years of the end, often at the turn of a month in Berlin.
func (p *past) when(after time.Time, most time.Duration) time.Time {
	at := after.Add(time.Duration(p.rnd.Int64N(int64(most)))).Truncate(time.Millisecond)
	if p.rnd.IntN(6) == 0 {
		local := at.In(berlin())
		if turn := time.Date(local.Year(), local.Month()+1, 1, 0, 0, 0, 0, berlin()); turn.Sub(after) < most*2 {
			at = turn.Add(time.Duration(p.rnd.IntN(3)-1) * time.Microsecond)
		}
	}
	return at.UTC()
}

func berlin() *time.Location {
	l, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return l
}

const day = 24 * time.Hour

func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func (p *past) make() {
	r := pastRecord{customer: p.rnd.Int64N(5), service: p.rnd.Int64N(5), group: p.rnd.Int64N(5), queue: 1 + p.rnd.Int64N(2), priority: 1 + p.rnd.IntN(4),
		kind: incident.Kinds[p.rnd.IntN(len(incident.Kinds))], begun: p.when(p.end.Add(-730*day), 725*day)}
	n := len(p.records)
	require.NoError(p.t, p.s.DB.Get(&r.id, `INSERT INTO records (number, kind, title, state, priority, requester_id, customer_id, queue_id, group_id, created_by, created_at, updated_at)
		VALUES ($1, 'incident', 'x', 'new', $2, $3, $4, $5, $6, $3, $7, $7) RETURNING id`,
		fmt.Sprint("X-", n), r.priority, p.customer.UserID, orNull(r.customer), r.queue, orNull(r.group), r.begun))
	p.s.DB.MustExec(`INSERT INTO incidents (record_id, kind, impact, urgency, service_id) VALUES ($1, $2, 2, 2, $3)`, r.id, r.kind, orNull(r.service))
	p.live(&r)
	if len(r.turns) > 0 && p.rnd.IntN(2) == 0 {
		if at := p.when(r.turns[len(r.turns)-1].at, 20*day); at.Before(p.end) {
			r.rated, r.stars = at, 1+p.rnd.IntN(5)
			p.s.DB.MustExec(`INSERT INTO ratings (record_id, stars, rated_by, rated_at, changed_at) VALUES ($1, $2, $3, $4, $4)`, r.id, r.stars, p.customer.UserID, r.rated)
		}
	}
	for range p.rnd.IntN(3) {
		p.clock(&r)
	}
	p.records = append(p.records, r)
}

// live takes a record through random states, by acts as the store writes them.
func (p *past) live(r *pastRecord) {
	state, at := "", r.begun
	for {
		next := map[string][]string{"": {"new", "resolved"}, "new": {"active", "resolved", "cancelled"}, "active": {"on_hold", "resolved", "active"}, "on_hold": {"active"},
			"resolved": {"active", "closed", "closed"}, "closed": {"active", "closed"}, "cancelled": {"active", "cancelled"}}[state]
		to := next[p.rnd.IntN(len(next))]
		changes := map[string]any{"priority": [2]int{3, 4}}
		if to != state {
			changes = map[string]any{"state": [2]string{state, to}}
		}
		outcome, err := json.Marshal(map[string]any{"state": to, "changes": changes})
		require.NoError(p.t, err)
		p.s.DB.MustExec(`INSERT INTO acts (record_id, verb, outcome, at) VALUES ($1, 'x', $2, $3)`, r.id, outcome, at)
		over := func(s string) bool { return s == "closed" || s == "cancelled" }
		switch {
		case over(to) && !over(state):
			r.turns = append(r.turns, pastTurn{at, "closed"})
		case over(state) && !over(to):
			r.turns = append(r.turns, pastTurn{at, "reopened"})
		case to == "resolved":
			r.turns = append(r.turns, pastTurn{at, "resolved"})
		}
		state, at = to, p.when(at, 30*day)
		if p.rnd.IntN(7) == 0 || !at.Before(p.end) {
			return
		}
	}
}

func (p *past) clock(r *pastRecord) {
	kinds := []string{"first_response", "resolution", "next_response"}
	c := pastClock{kind: kinds[p.rnd.IntN(3)], policy: []string{"all", "gone"}[p.rnd.IntN(2)], started: r.begun, state: []string{"met", "breached", "cancelled", "running", "paused"}[p.rnd.IntN(5)]}
	if slices.ContainsFunc(r.clocks, func(o pastClock) bool { return o.stopped.IsZero() && o.kind == c.kind }) {
		return
	}
	var stopped, due any
	target, line := 1+p.rnd.IntN(2), time.Time{}
	switch c.state {
	case "met", "cancelled":
		c.stopped = p.when(c.started, 20*day)
		due = c.stopped.Add(day)
	case "breached":
		c.crossed = p.when(c.started, 10*day)
		c.stopped = p.when(c.crossed, 40*day)
		if due = c.crossed; p.rnd.IntN(2) == 0 { // its target was changed to one that it was behind
			line, due = c.crossed, c.crossed.Add(-day)
		}
	case "running":
		switch p.rnd.IntN(3) {
		case 0: // past its deadline, and nobody has looked since
			c.crossed = p.now.Add(-time.Hour)
			due = c.crossed
		case 1:
			line = p.when(c.started, 60*day)
			c.crossed, due = line, line
		default:
			due = p.now.Add(100 * day)
		}
	case "paused":
		if p.rnd.IntN(2) == 0 {
			line = p.when(c.started, 10*day)
			c.crossed = line
		}
	}
	if !c.stopped.IsZero() {
		stopped = c.stopped
	}
	if line.After(p.now) || c.crossed.After(p.now) || c.stopped.After(p.now) {
		return
	}
	var id int64
	require.NoError(p.t, p.s.DB.Get(&id, `INSERT INTO clocks (record_id, kind, state, policy, policy_version, target_version, started_at, stopped_at, due_at, facts)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, '{}') RETURNING id`, r.id, c.kind, c.state, c.policy, target, c.started, stopped, due))
	add := `INSERT INTO clock_lines (clock_id, target_version, line, at, told) VALUES ($1, $2, $3, $4, true)`
	if !line.IsZero() {
		p.s.DB.MustExec(add, id, target, "breach", line)
		p.s.DB.MustExec(add, id, target, "level 1", line.Add(time.Hour))
	}
	p.s.DB.MustExec(add, id, target+1, "50 %", c.started)
	if target == 2 {
		p.s.DB.MustExec(add, id, 1, "breach", c.started) // of a target that it no longer has
	}
	r.clocks = append(r.clocks, c)
}

// asked is a question and how the recount reads it.
type asked struct {
	ReportQuery
	viewer                   access.Viewer
	customer, service, group int64 // -1: any
}

func (p *past) ask(dimensions []string, restricted access.Viewer) asked {
	a := asked{customer: -1, service: -1, group: -1, viewer: p.top}
	if p.rnd.IntN(2) == 0 {
		a.viewer = restricted
	}
	a.viewer.Zone = []string{"Europe/Berlin", "Asia/Shanghai", "America/New_York"}[p.rnd.IntN(3)]
	a.By = dimensions[p.rnd.IntN(len(dimensions))]
	a.From = p.when(p.end.Add(-800*day), 600*day)
	a.To = p.when(a.From, 500*day).Add(time.Second)
	if p.rnd.IntN(5) == 0 {
		a.From = time.Time{}
	}
	if p.rnd.IntN(5) == 0 {
		a.To = time.Time{}
	}
	for _, f := range []struct {
		id  *int64
		key *domain.Key
	}{{&a.customer, &a.Customer}, {&a.service, &a.Service}, {&a.group, &a.Group}} {
		if p.rnd.IntN(4) == 0 {
			*f.id = p.rnd.Int64N(5)
			*f.key = domain.ByID(*f.id)
			f.key.Given = true
		}
	}
	return a
}

func (a asked) counts(r pastRecord) bool {
	is := func(want, have int64) bool { return want == -1 || want == have }
	seen := a.viewer.SeesAll() || r.queue == 1
	return seen && is(a.customer, r.customer) && is(a.service, r.service) && is(a.group, r.group)
}

// line answers the line of something of a record at an instant; cut is false where the key does not depend on the instant.
func (a asked) line(r pastRecord, c pastClock, at time.Time) (key string, cut bool) {
	code := func(letter string, id int64) string {
		if id == 0 {
			return ""
		}
		return letter + strconv.FormatInt(id-1, 10)
	}
	zone, err := time.LoadLocation(a.viewer.Zone)
	if err != nil {
		panic(err)
	}
	local := at.In(zone)
	switch a.By {
	case "customer":
		return code("c", r.customer), false
	case "service":
		return code("s", r.service), false
	case "group":
		return code("g", r.group), false
	case "kind":
		return r.kind, false
	case "priority":
		return strconv.Itoa(r.priority), false
	case "policy":
		return c.policy, false
	case "clock":
		return c.kind, false
	case "month":
		return local.Format("2006-01") + "-01", true
	}
	for local.Weekday() != time.Monday {
		local = time.Date(local.Year(), local.Month(), local.Day()-1, 12, 0, 0, 0, zone)
	}
	return local.Format(time.DateOnly), true
}

// recount goes through everything one by one. What is told as "open" is what was opened (1) or ended (-1): it counts from before the
// period, and in every later line of a report by time.
func (a asked) recount(records []pastRecord, lines []string, things func(r pastRecord, tell func(what string, at time.Time, value float64, c pastClock))) map[string]map[string][]float64 {
	counted := map[string]map[string][]float64{}
	put := func(line, what string, value float64) {
		if counted[line] == nil {
			counted[line] = map[string][]float64{}
		}
		counted[line][what] = append(counted[line][what], value)
	}
	for _, r := range records {
		if !a.counts(r) {
			continue
		}
		things(r, func(what string, at time.Time, value float64, c pastClock) {
			if !at.Before(a.To) {
				return
			}
			key, cut := a.line(r, c, at)
			if what == "open" {
				put("total", what, value)
				if !cut {
					put(key, what, value)
					return
				}
				for _, l := range lines {
					if l >= key {
						put(l, what, value)
					}
				}
				return
			}
			if !at.Before(a.From) {
				put("total", what, value)
				put(key, what, value)
			}
		})
	}
	return counted
}

func number(vs []float64) int { return len(vs) }

func total(vs []float64) (sum float64) {
	for _, v := range vs {
		sum += v
	}
	return sum
}

func near(t *testing.T, want []float64, of func([]float64) float64, got *float64, why string) {
	t.Helper()
	if len(want) == 0 {
		require.Nil(t, got, why)
		return
	}
	require.NotNil(t, got, why)
	require.InDelta(t, of(want), *got, 1e-3, why)
}

func mean(vs []float64) float64 { return total(vs) / float64(len(vs)) }

func middle(vs []float64) float64 {
	vs = slices.Sorted(slices.Values(vs))
	return (vs[(len(vs)-1)/2] + vs[len(vs)/2]) / 2
}

// I19: equal to a recount by brute force, for who sees everything and who sees a part, in zones with daylight saving.
func TestReport_EqualsARecountByBruteForce(t *testing.T) {
	p := newPast(t, 400)
	restricted, err := p.s.ViewerOf(t.Context(), domain.ByID(p.tech.UserID))
	require.NoError(t, err)
	filled := 0
	for i := range 50 {
		a := p.ask([]string{"customer", "kind", "service", "priority", "group", "month", "week"}, restricted)
		got, err := p.s.ReportTickets(t.Context(), a.viewer, a.ReportQuery)
		require.NoError(t, err)
		a.From, a.To = got.From, got.To
		lines := make([]string, len(got.Lines))
		for i, l := range got.Lines {
			lines[i] = l.Value
		}
		want := a.recount(p.records, lines, func(r pastRecord, tell func(string, time.Time, float64, pastClock)) {
			tell("opened", r.begun, 0, pastClock{})
			tell("open", r.begun, 1, pastClock{})
			for _, turn := range r.turns {
				tell(turn.became, turn.at, turn.at.Sub(r.begun).Seconds(), pastClock{})
				if turn.became != "resolved" {
					tell("open", turn.at, map[string]float64{"closed": -1, "reopened": 1}[turn.became], pastClock{})
				}
			}
			if r.stars > 0 {
				tell("rated", r.rated, float64(r.stars), pastClock{})
			}
		})
		check := func(line string, l TicketLine) {
			why := fmt.Sprintf("question %d: line %q of %+v", i, line, a.ReportQuery)
			w := want[line]
			require.Equal(t, []int{number(w["opened"]), number(w["resolved"]), number(w["closed"]), number(w["reopened"]), int(total(w["open"])), number(w["rated"])},
				[]int{l.Opened, l.Resolved, l.Closed, l.Reopened, l.Open, l.Ratings}, why)
			near(t, w["resolved"], mean, l.Average, why)
			near(t, w["resolved"], middle, l.Median, why)
			near(t, w["rated"], mean, l.Rating, why)
			delete(want, line)
			filled += l.Opened
		}
		check("total", got.Total)
		for _, l := range got.Lines {
			check(l.Value, l)
			require.Equal(t, slices.Contains([]string{"customer", "service", "group"}, a.By) && l.Value != "", l.Named != nil)
		}
		requireNothingLeft(t, want)
	}
	require.Greater(t, filled, 1000, "the questions are about something")
}

func TestReport_OfClocksEqualsARecountByBruteForce(t *testing.T) {
	p := newPast(t, 400)
	restricted, err := p.s.ViewerOf(t.Context(), domain.ByID(p.tech.UserID))
	require.NoError(t, err)
	judged := 0
	for i := range 50 {
		a := p.ask([]string{"policy", "clock", "customer", "kind", "service", "priority", "group", "month", "week"}, restricted)
		got, err := p.s.ReportLevels(t.Context(), a.viewer, a.ReportQuery)
		require.NoError(t, err)
		a.From, a.To = got.From, got.To
		lines := make([]string, len(got.Lines))
		for i, l := range got.Lines {
			lines[i] = l.Value
		}
		want := a.recount(p.records, lines, func(r pastRecord, tell func(string, time.Time, float64, pastClock)) {
			for _, c := range r.clocks {
				tell("open", c.started, 1, c)
				if !c.crossed.IsZero() {
					tell("breached", c.crossed, 0, c)
					tell("open", c.crossed, -1, c)
				} else if !c.stopped.IsZero() {
					tell(c.state, c.stopped, 0, c)
					tell("open", c.stopped, -1, c)
				}
			}
		})
		check := func(line string, l LevelLine) {
			why := fmt.Sprintf("question %d: line %q of %+v", i, line, a.ReportQuery)
			w := want[line]
			require.Equal(t, []int{number(w["met"]), number(w["breached"]), int(total(w["open"])), number(w["cancelled"])}, []int{l.Met, l.Breached, l.Running, l.Cancelled}, why)
			if judgements := l.Met + l.Breached; judgements > 0 {
				require.InDelta(t, 100*float64(l.Met)/float64(judgements), *l.Share, 1e-9, why)
				judged += judgements
			} else {
				require.Nil(t, l.Share)
			}
			delete(want, line)
		}
		check("total", got.Total)
		for _, l := range got.Lines {
			check(l.Value, l)
		}
		requireNothingLeft(t, want)
	}
	require.Greater(t, judged, 1000, "the questions are about something")
}

// requireNothingLeft requires that what the recount found besides the answered lines cancels out.
func requireNothingLeft(t *testing.T, want map[string]map[string][]float64) {
	t.Helper()
	for line, left := range want {
		for what, values := range left {
			require.True(t, what == "open" && total(values) == 0, "there is no line %q, of which %d %s", line, len(values), what)
		}
	}
}

// The life of an incident as the product writes it: solved, rejected, solved, closed by itself, reopened, solved, accepted, rated.
func TestReport_CountsTheLifeOfAnIncident(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	resolve := incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}
	d.pass(n, 2*time.Hour)
	d.do(d.agent, n, resolve)
	d.do(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No."})
	d.pass(n, 2*time.Hour)
	d.do(d.agent, n, resolve)
	d.pass(n, 20*day)
	d.s.DB.MustExec(`UPDATE desk_settings SET reopen_days = 60`)
	require.Equal(t, 1, d.tickets("kind").Total.Closed, "it closed by itself")
	m := d.raise()
	d.pass(m, 9*time.Hour)
	d.do(d.customer, m, incident.Act{Verb: incident.Cancel, Comment: "Never mind."})
	d.do(d.customer, m, incident.Act{Verb: incident.Reopen, Comment: "After all."})
	d.do(d.agent, m, resolve)
	d.do(d.customer, m, incident.Act{Verb: incident.Accept})
	require.NoError(t, d.s.Rate(t.Context(), d.customer, m, rating.Input{Stars: 4}))

	got := d.tickets("kind")
	require.Len(t, got.Lines, 1)
	line := got.Lines[0]
	require.Equal(t, []int{2, 3, 3, 1, 0, 1}, []int{line.Opened, line.Resolved, line.Closed, line.Reopened, line.Open, line.Ratings})
	require.InDelta(t, (2+4+9)*3600/3., *line.Average, 5)
	require.InDelta(t, 4*3600, *line.Median, 5)
	require.InDelta(t, 4, *line.Rating, 0)
	require.Equal(t, "incident", cmp.Or(line.Value, "incident"))

	levels, err := d.s.ReportLevels(t.Context(), d.top, ReportQuery{By: "clock"})
	require.NoError(t, err)
	counts := map[string][]int{}
	for _, l := range levels.Lines {
		counts[l.Value] = []int{l.Met, l.Breached, l.Running, l.Cancelled}
	}
	require.Equal(t, []int{0, 1, 0, 1}, counts["first_response"][:4], "the first was answered after two hours, one late; the second was cancelled")
	late := d.raise()
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '2 hours'`)
	levels, err = d.s.ReportLevels(t.Context(), d.top, ReportQuery{By: "clock"})
	require.NoError(t, err)
	for _, l := range levels.Lines {
		if l.Value == "first_response" {
			require.Equal(t, 2, l.Breached, "%s is late, whether anybody has looked or not", late)
		}
	}
}

func (d *levelsDesk) tickets(by string) Report[TicketLine] {
	d.t.Helper()
	r, err := d.s.ReportTickets(d.t.Context(), d.top, ReportQuery{By: by})
	require.NoError(d.t, err)
	return r
}

func TestReport_RefusesAPeriodThatIsNone(t *testing.T) {
	d := newLevelsDesk(t)
	now := time.Now()
	for _, c := range []struct {
		field string
		query ReportQuery
	}{
		{"by", ReportQuery{By: "mood"}},
		{"to", ReportQuery{By: "kind", From: now, To: now}},
		{"to", ReportQuery{By: "kind", From: now, To: now.AddDate(0, 0, -1)}},
		{"from", ReportQuery{By: "kind", From: now.AddDate(-10, 0, -1), To: now}},
		{"customer", ReportQuery{By: "kind", Customer: domain.ByCode("nobody")}},
	} {
		_, err := d.s.ReportTickets(t.Context(), d.top, c.query)
		var refusal *domain.Error
		require.ErrorAs(t, err, &refusal, "%+v", c.query)
		require.Equal(t, c.field, refusal.Field)
	}
	_, err := d.s.ReportLevels(t.Context(), d.top, ReportQuery{By: "month", From: now.AddDate(-10, 0, 0), To: now})
	require.NoError(t, err)
}
