package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/incident"
	"steward/domain/notice"
)

// bell answers the kinds of a person's notices, in their order.
func (d *levelsDesk) bell(login string) []string {
	d.t.Helper()
	kinds := []string{}
	require.NoError(d.t, d.s.DB.Select(&kinds, `SELECT n.what FROM notices n JOIN users u ON u.id = n.user_id WHERE u.login = $1 ORDER BY n.id`, login))
	return kinds
}

// carryOut finishes all effects of notices that wait.
func (d *levelsDesk) carryOut() {
	d.t.Helper()
	var ids []int64
	require.NoError(d.t, d.s.DB.Select(&ids, `SELECT id FROM effects WHERE done_at IS NULL AND kind IN ('Notify', 'Escalate') ORDER BY id`))
	for _, id := range ids {
		require.NoError(d.t, d.s.FinishNotice(d.t.Context(), id))
		require.NoError(d.t, d.s.FinishNotice(d.t.Context(), id), "once more changes nothing")
	}
	require.NoError(d.t, d.s.DB.Select(&ids, `SELECT id FROM effects WHERE done_at IS NULL AND kind IN ('Notify', 'Escalate')`))
	require.Empty(d.t, ids, "also an effect that nobody wants is done")
}

func TestNotices_OnlyWhatAPersonWantsBesideWhatWaitsOnThem(t *testing.T) {
	for _, c := range []struct {
		off  string
		want []string
	}{
		{`[]`, []string{"replied", "resolved", "auto_closed"}},
		{`["conversation"]`, []string{"resolved", "auto_closed"}},
		{`["conversation", "progress", "levels", "outcome", "circulated"]`, []string{"resolved"}},
		{`["waits", "resolved"]`, []string{"replied", "resolved", "auto_closed"}}, // what waits on a person cannot be switched off
	} {
		d := newLevelsDesk(t)
		d.s.DB.MustExec(`UPDATE users SET notice_choice = jsonb_build_object('off', $1::jsonb) WHERE login = 'carla'`, c.off)
		n := d.raise()
		d.do(d.tech, n, incident.Act{Verb: incident.Take})
		d.do(d.tech, n, incident.Act{Verb: incident.Reply, Comment: "Look at it"})
		d.do(d.tech, n, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done"})
		d.pass(n, 30*day)
		d.carryOut()
		require.Equal(t, c.want, d.bell("carla"), c.off)
		require.Contains(t, d.bell("tom"), "auto_closed", "the others are told as ever")
	}
}

func TestNotices_EveryTopicThatMayBeSwitchedOffIsKnownToTheDatabase(t *testing.T) {
	d := newLevelsDesk(t)
	for what, topic := range notice.Topics() {
		var wanted []string
		require.NoError(t, d.s.DB.Select(&wanted, `SELECT u.login FROM (SELECT login, jsonb_build_object('off', CASE WHEN login = 'tom' THEN jsonb_build_array($2::text) ELSE '[]' END)
			AS notice_choice FROM users WHERE login IN ('tom', 'anna')) u WHERE `+wants("$3::text", "$1"), topicsJSON, string(topic), what))
		require.Equal(t, []string{"anna"}, wanted, what)
	}
}
