package store

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

// request raises a request for approval and opens its first step, as its process does.
func (o office) request(v access.Viewer, template string) string {
	number, err := o.CreateApproval(context.Background(), NewApproval{Viewer: v, Title: "A request", Template: domain.ByCode(template)})
	require.NoError(o.t, err)
	_, err = o.Advance(context.Background(), process.AdvanceIn{Life: o.life(number), First: true, Open: []process.StageRef{{Stage: approval.StageApprove, Round: 1}}})
	require.NoError(o.t, err)
	return number
}

func (o office) incident(title string, assignee access.Viewer) string {
	number, err := o.CreateIncident(context.Background(), NewIncident{Viewer: o.admin, Title: title, Channel: "portal", State: incident.State{Kind: "incident", Impact: 3, Urgency: 3, AssigneeID: assignee.UserID}})
	require.NoError(o.t, err)
	return number
}

// leaving is an office that fei leaves: some incidents are his, and some requests wait on him.
func leaving(t *testing.T, each int) (o office, fei access.Viewer) {
	o = openOffice(t)
	o.exec(organisationOfTest)
	o.exec(`INSERT INTO queues (code, name) VALUES ('desk', 'Desk'); UPDATE desk_settings SET default_queue_id = (SELECT id FROM queues);
		INSERT INTO users (login, name, roles) VALUES ('nora', 'Nora', '{agent,approver}')`)
	fei = o.as("fei")
	o.publish(o.template("Leave", oneByOne(approvalStep("money", plan.Assignee{By: "person", Name: "fei"}), approvalStep("end", plan.Assignee{By: "person", Name: "jia"}))))
	var wg sync.WaitGroup
	for hand := range 4 {
		wg.Go(func() {
			for i := hand; i < each; i += 4 {
				o.incident(fmt.Sprint("Printer ", i), fei)
				o.request(o.as("rita"), "leave")
			}
		})
	}
	wg.Wait()
	return o, fei
}

// finish carries a hand-over out to its end.
func (o office) finish(h HandOver) HandOver {
	o.t.Helper()
	for worked := true; worked; {
		var err error
		worked, err = o.HandOverStep(o.t.Context())
		require.NoError(o.t, err)
	}
	h, err := o.HandOver(o.t.Context(), h.ID)
	require.NoError(o.t, err)
	require.NotNil(o.t, h.FinishedAt)
	return h
}

// 500 pieces of work, killed in between and carried on by two at once: none is lost, none is moved twice, and the ledger says who, what and why.
func TestHandOver_MovesEverythingOnce(t *testing.T) {
	const each = 250
	o, fei := leaving(t, each)
	ctx := t.Context()
	b, err := o.Belongings(ctx, domain.ByCode("fei"))
	require.NoError(t, err)
	require.Equal(t, []int{each, each, 0}, []int{b.Incidents, b.Items, b.Requests})
	require.Equal(t, []string{"money", "leave"}, []string{b.Groups[0].Code, b.Templates[0].Code})
	require.Nil(t, b.Last)

	h, err := o.StartHandOver(ctx, o.admin, domain.ByCode("fei"), domain.ByCode("nora"), "Fei leaves")
	require.NoError(t, err)
	require.Equal(t, []int{2 * each, 0, 0}, []int{h.Total, h.Done, h.Moved})
	_, err = o.StartHandOver(ctx, o.admin, domain.ByCode("fei"), domain.ByCode("jia"), "Again")
	refused(t, err, domain.Conflict, "")

	var first handOverNext // killed after its act, before it was noted
	require.NoError(t, o.DB.Get(&first, `SELECT i.hand_over_id AS id, $2::bigint AS user_id, h.to_id, h.reason, h.asked_by, 0 AS impersonator_id, i.n, r.number, i.plan_item
		FROM hand_over_items i JOIN hand_overs h ON h.id = i.hand_over_id JOIN records r ON r.id = i.record_id WHERE h.id = $1 ORDER BY i.n LIMIT 1`, h.ID, fei.UserID))
	require.NoError(t, o.handOver(ctx, o.admin, first))
	for range 100 {
		worked, err := o.HandOverStep(ctx)
		require.NoError(t, err)
		require.True(t, worked)
	}
	late := o.incident("It came while the work was handed over", fei)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for worked, err := true, error(nil); worked; {
				if worked, err = o.HandOverStep(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	h = o.finish(h)
	require.Equal(t, []int{2*each + 1, 2*each + 1, 2*each + 1}, []int{h.Total, h.Done, h.Moved})

	require.Zero(t, o.count(`SELECT count(*) FROM records WHERE assignee_id = $1`, fei.UserID))
	require.Zero(t, o.count(`SELECT count(*) FROM work_items WHERE user_id = $1 AND closed_at IS NULL`, fei.UserID))
	nora := o.as("nora")
	require.Equal(t, each+1, o.count(`SELECT count(*) FROM records WHERE assignee_id = $1`, nora.UserID))
	require.Equal(t, each, o.count(`SELECT count(*) FROM work_items WHERE user_id = $1 AND closed_at IS NULL AND plan_id IS NOT NULL`, nora.UserID))
	require.Equal(t, each+1, o.count(`SELECT count(*) FROM acts WHERE verb = 'assign' AND actor_id = $1`, o.admin.UserID))
	require.Equal(t, each, o.count(`SELECT count(*) FROM acts WHERE verb = 'transfer' AND actor_id = $1`, o.admin.UserID))
	require.Equal(t, 2*each+1, o.count(`SELECT count(*) FROM audit WHERE verb IN ('assign', 'transfer') AND why = 'Fei leaves'`))
	require.Zero(t, o.count(`SELECT count(*) FROM (SELECT FROM acts WHERE verb IN ('assign', 'transfer') GROUP BY record_id HAVING count(*) > 1) x`), "each once")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM hand_over_items i JOIN records r ON r.id = i.record_id WHERE r.number = $1 AND i.moved`, late))
	trail := o.trail(userSubject(fei.UserID))
	require.JSONEq(t, fmt.Sprintf(`{"to": [null, %d], "hand_over": [null, %d], "items": [null, %d]}`, nora.UserID, h.ID, 2*each), string(trail[0].Changes))
	page, err := o.HandOverItems(ctx, h.ID, false, 490, 100)
	require.NoError(t, err)
	require.Len(t, page, 11)
}

// What cannot be moved stays where it is and says why; what is somebody else's by now is left to him.
func TestHandOver_SaysWhatCouldNotBeMoved(t *testing.T) {
	o, _ := leaving(t, 2)
	ctx := t.Context()
	var numbers []string
	require.NoError(t, o.DB.Select(&numbers, `SELECT number FROM records WHERE kind = 'incident' ORDER BY number`))
	h, err := o.StartHandOver(ctx, o.admin, domain.ByCode("fei"), domain.ByCode("gu"), "Gu is no desk person")
	require.NoError(t, err)
	require.NoError(t, o.Act(ctx, ActInput{Number: numbers[0], Viewer: o.as("nora"), Act: incident.Act{Verb: incident.Take}}))
	h = o.finish(h)
	require.Equal(t, []int{4, 4, 2}, []int{h.Total, h.Done, h.Moved})
	stuck, err := o.HandOverItems(ctx, h.ID, true, 0, 10)
	require.NoError(t, err)
	require.Len(t, stuck, 2)
	for _, i := range stuck {
		require.Nil(t, i.Item)
		require.NotEmpty(t, i.Said.En)
		require.NotEmpty(t, i.Said.Zh)
	}
	require.Equal(t, 1, o.count(`SELECT count(*) FROM records r JOIN users u ON u.id = r.assignee_id WHERE u.login = 'fei'`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM records r JOIN users u ON u.id = r.assignee_id WHERE u.login = 'nora'`))
	last, err := o.Belongings(ctx, domain.ByCode("fei"))
	require.NoError(t, err)
	require.Equal(t, h, *last.Last)
	require.Equal(t, []int{1, 0}, []int{last.Incidents, last.Items})
}

// What somebody else has taken meanwhile stays his, whoever is to have the rest.
func TestHandOver_LeavesWhatIsSomebodyElsesByNow(t *testing.T) {
	o, _ := leaving(t, 1)
	var number string
	require.NoError(t, o.DB.Get(&number, `SELECT number FROM records WHERE kind = 'incident'`))
	h, err := o.StartHandOver(t.Context(), o.admin, domain.ByCode("fei"), domain.ByCode("nora"), "Fei leaves")
	require.NoError(t, err)
	o.exec(`INSERT INTO users (login, name, roles) VALUES ('max', 'Max', '{agent}')`)
	require.NoError(t, o.Act(t.Context(), ActInput{Number: number, Viewer: o.as("max"), Act: incident.Act{Verb: incident.Take}}))
	require.Equal(t, 1, o.finish(h).Moved)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM records r JOIN users u ON u.id = r.assignee_id WHERE u.login = 'max'`))
	stuck, err := o.HandOverItems(t.Context(), h.ID, true, 0, 10)
	require.NoError(t, err)
	require.Equal(t, []HandOverItem{{N: 1, Number: number, Title: "Printer 0", DoneAt: stuck[0].DoneAt, WhyEn: errHandedOn.Text.En, WhyZh: errHandedOn.Text.Zh, Said: errHandedOn.Text}}, stuck)
}

func TestHandOver_RefusesByField(t *testing.T) {
	o, _ := leaving(t, 0)
	for field, in := range map[string][3]string{"reason": {"fei", "nora", " "}, "to": {"fei", "gone", "x"}} {
		_, err := o.StartHandOver(t.Context(), o.admin, domain.ByCode(in[0]), domain.ByCode(in[1]), in[2])
		refused(t, err, domain.Invalid, field)
	}
	for _, to := range []string{"fei", "nobody", ""} {
		_, err := o.StartHandOver(t.Context(), o.admin, domain.ByCode("fei"), domain.ByCode(to), "x")
		refused(t, err, domain.Invalid, "to")
	}
	_, err := o.StartHandOver(t.Context(), o.admin, domain.ByCode("nobody"), domain.ByCode("nora"), "x")
	refused(t, err, domain.NotFound, "")
	h, err := o.StartHandOver(t.Context(), o.admin, domain.ByCode("fei"), domain.ByCode("nora"), "Nothing is his")
	require.NoError(t, err)
	require.Zero(t, o.finish(h).Total)
}
