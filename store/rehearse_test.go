package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/plan"
)

// T3: on random organisations and forms the rehearsal names the very people, in the order and with the latest dates, of the real run
// in which everybody says yes at the end of their time. STEWARD_PROVE says on how many forms; 500 are proven at each release.
func TestRehearsal_EqualsTheRealRunOnRandomForms(t *testing.T) {
	forms := 25
	if n, err := strconv.Atoi(os.Getenv("STEWARD_PROVE")); err == nil {
		forms = n
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	o := &randomOffice{planDesk: newPlanDesk(t), rnd: rand.New(rand.NewPCG(seed, 7))}
	for i := range forms {
		if i%10 == 0 {
			o.reorganise(i)
		}
		in := o.form(i)
		now, err := o.s.Now(t.Context())
		require.NoError(t, err)
		require.NoError(t, o.s.SetNow(t.Context(), now.Truncate(time.Hour).Add(90*time.Minute))) // the seconds by which the run is ahead open or close no day
		r, err := o.s.RehearseApproval(t.Context(), in)
		if err != nil {
			require.Equal(t, domain.Conflict, domain.CodeOf(err), "%v", err) // it would never come to an end by itself
			continue
		}
		number, err := o.s.CreateApproval(t.Context(), in)
		require.NoError(t, err)
		o.play(number, r)
		real, err := o.s.Record(t.Context(), o.top, number)
		require.NoError(t, err)
		require.Equal(t, whoAndHow(r.Plan), whoAndHow(real.Plan), "form %d of seed %d", i, seed)
		for j, it := range real.Plan.Items {
			if it.OpenedAt != nil {
				require.WithinDuration(t, *r.Plan.Items[j].OpenedAt, *it.OpenedAt, 30*time.Minute, "item %d of form %d of seed %d", it.Item, i, seed)
			}
		}
	}
}

// randomOffice is a desk with a random organisation.
type randomOffice struct {
	*planDesk
	rnd    *rand.Rand
	people []access.Viewer
}

// reorganise makes a new tree of units with heads, some of whom are heads of several, or of none; and new deputies.
func (o *randomOffice) reorganise(n int) {
	if len(o.people) == 0 {
		for i := range 12 {
			o.people = append(o.people, o.person(fmt.Sprint("p", i), "customer"))
		}
		o.person("pooler", "customer") // who claims is not foreseen: nobody who is asked elsewhere
		o.s.DB.MustExec(`INSERT INTO groups (code, name) VALUES ('g', 'G'), ('pool', 'Pool')`)
		o.s.DB.MustExec(`INSERT INTO group_members (group_id, user_id) SELECT (SELECT id FROM groups WHERE code = 'pool'), id FROM users WHERE login = 'pooler'`)
		o.s.DB.MustExec(`INSERT INTO group_members (group_id, user_id) SELECT (SELECT id FROM groups WHERE code = 'g'), id FROM users WHERE login IN ('p1', 'p2', 'p3')`)
		o.s.DB.MustExec(workdays)
	}
	for i := range 6 {
		code := fmt.Sprintf("u%d-%d", n, i)
		parent := fmt.Sprintf("u%d-%d", n, o.rnd.IntN(i+1)-1)
		o.s.DB.MustExec(`INSERT INTO units (code, name, parent_id, head_id) VALUES ($1, $1, (SELECT id FROM units WHERE code = $2), (SELECT id FROM users WHERE login = $3))`,
			code, parent, fmt.Sprint("p", o.rnd.IntN(15)))
	}
	for _, p := range o.people {
		o.s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = $2), disabled_at = CASE WHEN $3 THEN now() END WHERE id = $1`,
			p.UserID, fmt.Sprintf("u%d-%d", n, o.rnd.IntN(6)), p.Login != "p0" && p.Login != "p4" && o.rnd.IntN(8) == 0)
	}
	o.s.DB.MustExec(`DELETE FROM deputies`)
	for range 6 { // some of them only for tickets, or not yet
		o.s.DB.MustExec(`INSERT INTO deputies (user_id, deputy_id, created_by, kinds, starts_at, ends_at) SELECT a.id, b.id, a.id, $3, steward_now() + $4 * interval '1 year', steward_now() + interval '100 years'
			FROM users a, users b WHERE a.login = $1 AND b.login = $2 AND a.id <> b.id`, fmt.Sprint("p", o.rnd.IntN(12)), fmt.Sprint("p", o.rnd.IntN(12)),
			[]string{"{}", "{approval}", "{incident}"}[o.rnd.IntN(3)], []int{-1, -1, 50}[o.rnd.IntN(3)])
	}
}

// workdays is the desk's calendar: Monday to Friday but for the first of each month.
const workdays = `INSERT INTO calendars (code, name, definition) SELECT 'workdays', 'Workdays', jsonb_build_object('zone', 'Asia/Shanghai', 'week',
	'[[],[{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],[{"from":"09:00","to":"17:00"}],[]]'::jsonb,
	'exceptions', (SELECT jsonb_agg(jsonb_build_object('date', to_char(d, 'YYYY-MM-DD'), 'name', 'Holiday')) FROM generate_series(date_trunc('month', now()), now() + interval '30 years', '1 month') d));
	UPDATE desk_settings SET calendar_id = (SELECT id FROM calendars WHERE code = 'workdays')`

// form makes a template with nested parallel routes and asks by it.
func (o *randomOffice) form(n int) NewApproval {
	steps := []plan.StepDef{submit}
	groups := []string{""}
	for i := range 2 + o.rnd.IntN(6) {
		in := groups[o.rnd.IntN(len(groups))]
		s := plan.StepDef{ID: fmt.Sprint("s", i), Kind: plan.Approval, Name: domain.Text{En: "s", Zh: "s"}, In: in}
		for _, before := range steps {
			if before.In == in && before.Kind != plan.Submit && o.rnd.IntN(3) == 0 {
				s.After = append(s.After, before.ID)
			}
		}
		if o.rnd.IntN(4) == 0 && len(groups) < 4 {
			s.Kind = plan.Group
			groups = append(groups, s.ID)
		} else {
			o.fill(&s)
		}
		if o.rnd.IntN(4) == 0 {
			s.When = []string{"amount > 500", `requester.login == "p0"`, `step("s0") == "skipped"`}[o.rnd.IntN(3)]
		}
		steps = append(steps, s)
	}
	for i, g := range groups[1:] {
		s := plan.StepDef{ID: fmt.Sprint("z", i), Kind: plan.Approval, Name: domain.Text{En: "z", Zh: "z"}, In: g}
		o.fill(&s)
		steps = append(steps, s)
	}
	code := fmt.Sprint("form-", n)
	o.publish(code, KindApproval, steps...)
	amount := float64(o.rnd.IntN(1000))
	in := NewApproval{Viewer: o.people[0], Title: code, Amount: &amount, Template: domain.ByCode(code)}
	if len(choicesOf(plan.Definition{Steps: steps})) > 0 {
		in.Chosen = map[string][]domain.Key{"who": {domain.ByCode("p4")}}
	}
	return in
}

func (o *randomOffice) fill(s *plan.StepDef) {
	rules := []plan.Assignee{{By: "person", Name: fmt.Sprint("p", o.rnd.IntN(12))}, {By: "group", Name: "g"}, {By: "group", Name: "pool", Pool: true}, {By: "requester_head", Up: 1 + o.rnd.IntN(3)},
		{By: "chain_of_heads", Up: o.rnd.IntN(3)}, {By: "chosen", Name: "who"}, {By: "requester"}, {By: "role", Name: "manager"}}
	for range 1 + o.rnd.IntN(2) {
		s.Who = append(s.Who, rules[o.rnd.IntN(len(rules))])
	}
	s.Completion = []plan.Completion{{Mode: plan.Any}, {Mode: plan.All}, {Mode: plan.Sequence}, {Mode: plan.Share, Percent: 60}, {Mode: plan.Quorum, Count: 2}, {Mode: plan.First}}[o.rnd.IntN(6)]
	s.Limit = plan.Limit{Minutes: 60 * (1 + o.rnd.IntN(48))}
	s.Nobody = []string{"", "skip"}[o.rnd.IntN(2)]
	s.Self = []string{"", "skip", "head"}[o.rnd.IntN(3)]
	s.Again = []string{"", "skip"}[o.rnd.IntN(2)]
}

// play lets everybody say yes ten seconds before the end of their time, until nobody is waited for. Whom the rehearsal named as deputy finds the work.
func (o *randomOffice) play(number string, r Rehearsal) {
	for {
		o.advance(number, approval.StageApprove)
		o.deputiesFindIt(number, r)
		var it []struct {
			Item  int       `db:"plan_item"`
			User  *int64    `db:"user_id"`
			Group *int64    `db:"group_id"`
			Due   time.Time `db:"due_at"`
		}
		o.NoError(o.s.DB.Select(&it, `SELECT w.plan_item, w.user_id, w.group_id, w.due_at FROM work_items w JOIN records r ON r.id = w.record_id
			WHERE r.number = $1 AND w.closed_at IS NULL ORDER BY w.due_at, w.plan_item LIMIT 1`, number))
		if len(it) == 0 {
			return
		}
		o.NoError(o.s.SetNow(o.t.Context(), it[0].Due.Add(-10*time.Second)))
		who := domain.ByCode("admin")
		switch {
		case it[0].User != nil:
			who = domain.ByID(*it[0].User)
		case it[0].Group != nil:
			var member int64
			o.NoError(o.s.DB.Get(&member, `SELECT u.id FROM group_members m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL WHERE m.group_id = $1 ORDER BY 1 LIMIT 1`, *it[0].Group))
			who = domain.ByID(member)
		default:
			o.s.DB.MustExec(`INSERT INTO users (login, name, roles) VALUES ('admin', 'admin', '{admin}') ON CONFLICT DO NOTHING`)
		}
		v, err := o.s.ViewerOf(o.t.Context(), who)
		o.NoError(err)
		o.NoError(o.act(number, v, plan.Approve, PlanAct{Item: it[0].Item}))
	}
}

// deputiesFindIt checks that what waits on somebody is in the inbox of exactly those whom the rehearsal named as that person's deputies, but for the requester where others decide.
func (o *randomOffice) deputiesFindIt(number string, r Rehearsal) {
	stands := map[string]bool{}
	for _, p := range o.people {
		if o.count(`SELECT count(*) FROM users WHERE id = $1 AND disabled_at IS NOT NULL`, p.UserID) > 0 {
			continue
		}
		w, err := o.s.Work(o.t.Context(), p, WorkQuery{})
		o.NoError(err)
		for _, it := range w.Items {
			if it.Record.Number == number && it.For != nil {
				stands[it.Step+" "+it.For.Login+" "+p.Login] = true
			}
		}
	}
	var open []string
	o.NoError(o.s.DB.Select(&open, `SELECT w.step || ' ' || u.login FROM work_items w JOIN records r ON r.id = w.record_id JOIN users u ON u.id = w.user_id WHERE r.number = $1 AND w.closed_at IS NULL`, number))
	named := map[string]bool{}
	for _, s := range r.Steps {
		for _, p := range s.People {
			for _, d := range p.Deputy {
				if p.Person != nil && slices.Contains(open, s.Step+" "+p.Person.Login) {
					named[s.Step+" "+p.Person.Login+" "+d.Login] = true
				}
			}
		}
	}
	o.Equal(named, stands)
}
