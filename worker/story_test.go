package worker_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/converter"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/store"
	"steward/workflows"
)

// What an operator reads in Temporal's Web UI is the story: what people did, what the process does, on whom it waits.

func TestStory_EachActThatMovesTheProcessIsACaptionedSignal(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	steps := []struct {
		who    access.Viewer
		act    incident.Act
		signal string
	}{
		{d.tech, incident.Act{Verb: incident.Take}, "Taken"},
		{d.tech, incident.Act{Verb: incident.Start}, "Started"},
		{d.tech, incident.Act{Verb: incident.Hold, HoldReason: "customer", Comment: "Which?"}, "Held"},
		{d.customer, incident.Act{Verb: incident.Reply, Comment: "This."}, "Replied"},
		{d.agent, incident.Act{Verb: incident.Assign, AssigneeID: &d.agent.UserID}, "Assigned"},
		{d.agent, incident.Act{Verb: incident.Classify, Urgency: 1}, "Classified"},
		{d.customer, incident.Act{Verb: incident.Escalate, Comment: "Hours!"}, "Escalated"},
		{d.manager, incident.Act{Verb: incident.AnswerEscalation, Comment: "On it."}, "EscalationAnswered"},
		{d.tech, incident.Act{Verb: incident.Hold, HoldReason: "vendor"}, "Held"},
		{d.tech, incident.Act{Verb: incident.Resume}, "Resumed"},
		{d.tech, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}, "Resolved"},
		{d.customer, incident.Act{Verb: incident.Reject, Comment: "No."}, "Rejected"},
		{d.tech, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}, "Resolved"},
		{d.customer, incident.Act{Verb: incident.Accept}, "Accepted"},
		{d.customer, incident.Act{Verb: incident.Reopen, Comment: "Again."}, "Reopened"},
		{d.customer, incident.Act{Verb: incident.Cancel, Comment: "Enough."}, "Cancelled"},
	}
	signals, captions := []string{"Created"}, []store.Caption{{Verb: "create", Login: "carla"}}
	for _, s := range steps {
		d.must(d.agent, n, incident.Act{Verb: incident.Note, Comment: "between"}) // words wake nobody
		d.must(s.who, n, s.act)
		signals = append(signals, s.signal)
		captions = append(captions, store.Caption{Verb: string(s.act.Verb), Login: s.who.Login})
	}
	d.ended(n)
	require.Equal(t, signals, d.signals(n, 1))
	var acts []store.Caption
	for _, e := range d.history(n, 1) {
		if s := e.GetWorkflowExecutionSignaledEventAttributes(); s != nil {
			var c store.Caption
			require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(s.Input, &c))
			require.Equal(t, 1, d.count(`SELECT count(*) FROM acts WHERE id = $1 AND verb = $2`, c.Act, c.Verb), "the caption names the act")
			c.Act = 0
			acts = append(acts, c)
		}
	}
	require.Equal(t, captions, acts)
}

// summaries tells the summaries of all events of a type, in order.
func (d *desk) summaries(number string, of enums.EventType) []string {
	d.t.Helper()
	var found []string
	for _, e := range d.history(number, 1) {
		if e.EventType == of {
			found = append(found, summary(d.t, e))
		}
	}
	return found
}

// carriedOut answers the name of the activity that an event tells of: one that was scheduled, or one within a workflow task.
func (d *desk) carriedOut(e *historypb.HistoryEvent) string {
	d.t.Helper()
	if a := e.GetActivityTaskScheduledEventAttributes(); a != nil {
		return a.GetActivityType().GetName()
	}
	if e.GetMarkerRecordedEventAttributes().GetMarkerName() != "LocalActivity" {
		return ""
	}
	var local struct{ ActivityType string }
	require.NoError(d.t, json.Unmarshal(e.GetMarkerRecordedEventAttributes().GetDetails()["data"].GetPayloads()[0].GetData(), &local))
	return local.ActivityType
}

func summary(t *testing.T, e *historypb.HistoryEvent) string {
	t.Helper()
	return text(t, e.GetUserMetadata().GetSummary())
}

func text(t *testing.T, p *commonpb.Payload) string {
	t.Helper()
	if p == nil {
		return ""
	}
	var s string
	require.NoError(t, json.Unmarshal(p.GetData(), &s))
	return s
}

func TestStory_EachEffectAndTimerHasItsSummary(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.exec(`UPDATE desk_settings SET zone = 'UTC'`)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	d.must(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
	d.must(d.customer, n, incident.Act{Verb: incident.Escalate, Comment: "Hours!"})
	d.until("the manager is told", func() bool { return d.count(`SELECT count(*) FROM notices WHERE what = 'escalated'`) == 1 })
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	d.letPass(30 * day)
	d.swept(n+" ended", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })

	var effects []string
	for _, e := range d.history(n, 1) {
		name := d.carriedOut(e)
		if name == "" || name == "Advance" {
			continue
		}
		line, until, _ := strings.Cut(summary(t, e), " until ")
		if until != "" {
			_, err := time.Parse("Mon 2 Jan 15:04 UTC", until)
			require.NoError(t, err, until)
		}
		effects = append(effects, name+": "+line)
	}
	slices.Sort(effects)
	require.Equal(t, []string{
		"CloseProcess: end the process: done",
		"Escalate: tell mona: " + n + " escalated",
		"Notify: tell carla: " + n + " resolved",
		"Notify: tell tom: " + n + " accepted",
		"Notify: tell tom: " + n + " assigned",
	}, effects)
	timers := slices.Compact(d.summaries(n, enums.EVENT_TYPE_TIMER_STARTED))
	require.Equal(t, "those who handle it and the service managers are reminded", timers[0])
	require.Contains(t, timers, "the service managers are reminded of the escalation")
	require.Equal(t, "it can no longer be reopened", timers[len(timers)-1])
	run, err := d.client.DescribeWorkflowExecution(t.Context(), n, "")
	require.NoError(t, err)
	require.Equal(t, "incident "+n, text(t, run.GetExecutionConfig().GetUserMetadata().GetSummary()))
}

// details answers the current details of a running process, as the Web UI shows them.
func (d *desk) details(number string) string {
	d.t.Helper()
	v, err := d.client.QueryWorkflow(d.ctx(), workflows.ID(number, 1), "", "__temporal_workflow_metadata")
	if err != nil {
		d.t.Logf("%s cannot be asked now: %v", number, err)
		return ""
	}
	var m sdkpb.WorkflowMetadata
	require.NoError(d.t, v.Get(&m))
	return m.CurrentDetails
}

func TestStory_DetailsNameEverybodyWhoIsWaitedFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	shows := func(state, stage string, lines ...string) {
		t.Helper()
		var got string
		d.until(n+" shows "+state, func() bool {
			p := d.process(n)
			got = d.details(n)
			return p.Needs == p.Advanced && strings.HasPrefix(got, "**"+n+"** is "+state+"\n\n- stage **"+stage+"**")
		})
		for _, step := range lines {
			require.Contains(t, got, step)
		}
		for _, w := range d.waits(n) { // until when, as the database says
			require.Contains(t, got, "since "+w.Since+", until "+w.Until+", then: ")
		}
		require.Contains(t, got, "Next by itself, at ")
	}
	d.atStage(n, incident.StageHandle)
	shows("new", "handle", "handle: waits on **role:agent**", "then: those who handle it and the service managers are reminded")
	d.exec(`INSERT INTO groups (code, name) VALUES ('net', 'Network')`)
	var net int64
	require.NoError(t, d.store.DB.Get(&net, `SELECT id FROM groups`))
	d.must(d.agent, n, incident.Act{Verb: incident.Assign, GroupID: &net})
	d.until("the group is shown", func() bool { return strings.Contains(d.details(n), "waits on **group:net**") })
	d.must(d.tech, n, incident.Act{Verb: incident.Take})
	d.must(d.tech, n, incident.Act{Verb: incident.Start})
	shows("active", "handle", "handle: waits on **tom**")
	d.must(d.customer, n, incident.Act{Verb: incident.Escalate, Comment: "Hours!"})
	d.must(d.tech, n, incident.Act{Verb: incident.Hold, HoldReason: "customer"})
	shows("on hold", "handle", "reply: waits on **carla**", "then: who is waited for is reminded",
		"escalation: waits on **role:manager**", "then: the service managers are reminded")
	d.resolve(n)
	shows("resolved", "accept", "accept: waits on **carla**", "then: it closes by itself, accepted by silence")
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	shows("closed", "reopen", "waits for nobody", ": it can no longer be reopened")
}

type waiting struct {
	Since string `db:"since"`
	Until string `db:"until"`
}

func (d *desk) waits(number string) []waiting {
	d.t.Helper()
	var ws []waiting
	require.NoError(d.t, d.store.DB.Select(&ws, `
		SELECT to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since, to_char(w.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
		FROM work_items w JOIN records r ON r.id = w.record_id WHERE r.number = $1 AND w.closed_at IS NULL`, number))
	return ws
}

// Search attributes follow the state, for operators' lists.
func TestStory_SearchAttributesFollowTheState(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.until("found by its state", func() bool {
		r, err := d.client.CountWorkflow(t.Context(), countQuery(d.namespace, `StewardKind = "incident" AND StewardState = "resolved" AND StewardStage = "accept" AND StewardRoot = "`+n+`"`))
		require.NoError(t, err)
		return r.Count == 1
	})
}
