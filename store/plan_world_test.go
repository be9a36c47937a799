package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/plan"
)

// O3: every rule that names people, also where there is nobody, and where heads are heads of themselves.
func TestPlanWorld_FindsPeopleByEveryRule(t *testing.T) {
	d := newPlanDesk(t)
	for _, login := range []string{"ceo", "chief", "lead", "clerk", "gone"} {
		d.person(login, "customer")
	}
	// company (ceo) / division (chief) / hollow (nobody) / team (lead) / cell (lead again) / clerk; the head of "left" is disabled
	d.s.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'gone'`)
	for _, u := range [][3]string{{"company", "", "ceo"}, {"division", "company", "chief"}, {"hollow", "division", ""}, {"team", "hollow", "lead"}, {"cell", "team", "lead"}, {"left", "division", "gone"}} {
		d.s.DB.MustExec(`INSERT INTO units (code, name, parent_id, head_id) VALUES ($1, $1, (SELECT id FROM units WHERE code = $2), (SELECT id FROM users WHERE login = $3))`, u[0], u[1], u[2])
	}
	d.s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'cell') WHERE login IN ('clerk', 'lead')`)
	d.s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'company') WHERE login = 'ceo'`)
	d.s.DB.MustExec(`INSERT INTO groups (code, name) VALUES ('full', 'Full'), ('empty', 'Empty')`)
	d.s.DB.MustExec(`INSERT INTO group_members (group_id, user_id) SELECT (SELECT id FROM groups WHERE code = 'full'), id FROM users WHERE login IN ('tom', 'anna', 'gone')`)
	id := func(login string) (id int64) {
		require.NoError(t, d.s.DB.Get(&id, `SELECT id FROM users WHERE login = $1`, login))
		return id
	}
	by := func(by, name string, up int) plan.Assignee { return plan.Assignee{By: by, Name: name, Up: up} }
	for _, c := range []struct {
		as   string
		rule plan.Assignee
		want []string
	}{
		{"clerk", by("person", "tom", 0), []string{"tom"}}, {"clerk", by("person", "gone", 0), nil}, {"clerk", by("person", "never", 0), nil},
		{"clerk", by("group", "full", 0), []string{"anna", "tom"}}, {"clerk", by("group", "empty", 0), nil}, {"clerk", by("group", "never", 0), nil},
		{"clerk", by("role", "manager", 0), []string{"mona"}}, {"clerk", by("role", "approver", 0), nil},
		{"clerk", by("unit_head", "team", 0), []string{"lead"}}, {"clerk", by("unit_head", "hollow", 0), []string{"chief"}}, {"clerk", by("unit_head", "team", 1), []string{"chief"}},
		{"clerk", by("unit_head", "left", 0), []string{"chief"}}, {"clerk", by("unit_head", "company", 1), nil}, {"clerk", by("unit_head", "never", 0), nil},
		{"clerk", by("requester_head", "", 1), []string{"lead"}}, {"clerk", by("requester_head", "", 2), []string{"chief"}}, {"clerk", by("requester_head", "", 9), nil},
		{"lead", by("requester_head", "", 1), []string{"chief"}}, {"ceo", by("requester_head", "", 1), nil}, {"carla", by("requester_head", "", 1), nil},
		{"clerk", by("chain_of_heads", "", 0), []string{"lead", "chief", "ceo"}}, {"clerk", by("chain_of_heads", "", 2), []string{"lead", "chief"}}, {"ceo", by("chain_of_heads", "", 0), nil},
		{"clerk", by("chosen", "first", 0), []string{"anna"}}, {"clerk", by("chosen", "never", 0), nil},
		{"clerk", by("requester", "", 0), []string{"clerk"}},
	} {
		w := &planWorld{ctx: t.Context(), q: d.s.DB, requester: id(c.as), chosen: map[string][]int64{"first": {id("anna"), id("gone")}}}
		var got []string
		for _, v := range w.People([]plan.Assignee{c.rule}) {
			var login string
			require.NoError(t, d.s.DB.Get(&login, `SELECT login FROM users WHERE id = $1`, v.Person))
			got = append(got, login)
		}
		require.NoError(t, w.err)
		require.Equal(t, c.want, got, "%s: %+v", c.as, c.rule)
	}
	w := &planWorld{ctx: t.Context(), q: d.s.DB, requester: id("clerk")}
	require.Len(t, w.People([]plan.Assignee{{By: "group", Name: "full", Pool: true}}), 1, "one item that somebody claims")
	require.Empty(t, w.People([]plan.Assignee{{By: "group", Name: "empty", Pool: true}, {By: "role", Name: "approver", Pool: true}}), "a pool of nobody is nobody")
	require.NoError(t, w.err)
}
