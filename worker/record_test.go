package worker_test

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"steward/domain"
	"steward/domain/incident"
	"steward/workflows"
)

// recordVar names the folder into which the histories of the main paths are recorded, at each release:
//
//	STEWARD_RECORD=workflows/testdata/replay/Incident STEWARD_RELEASE=r2 go test ./worker -run TestRecord
//
// A recorded history is never recorded again to make a test green: it is what running cases have behind them.
const (
	recordVar  = "STEWARD_RECORD"
	releaseVar = "STEWARD_RELEASE"
)

// paths are the main paths of an incident's process. Each leads one incident along, and answers the lives to record.
var paths = map[string]func(d *desk, n string) (lives int){
	"straight": func(d *desk, n string) int {
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		d.must(d.customer, n, incident.Act{Verb: incident.Accept})
		d.toTheEnd(n)
		return 1
	},
	"hold-reply": func(d *desk, n string) int {
		d.step(n, incident.Act{Verb: incident.Hold, HoldReason: "customer", Comment: "Which?"})
		d.must(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "This."})
		d.advanced(n)
		d.step(n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
		d.letPass(8 * day) // reminders
		d.sweptOnce(n)
		d.step(n, incident.Act{Verb: incident.Resume})
		return 1
	},
	"reject-loop": func(d *desk, n string) int {
		for range 3 {
			d.resolve(n)
			d.atStage(n, incident.StageAccept)
			d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No"})
			d.atStage(n, incident.StageHandle)
		}
		return 1
	},
	"auto-close": func(d *desk, n string) int {
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		d.letPass(10 * day)
		d.sweptOnce(n)
		d.atStage(n, incident.StageReopen)
		d.toTheEnd(n)
		return 1
	},
	"cancel": func(d *desk, n string) int {
		d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "x"})
		d.ended(n)
		return 1
	},
	"reopen-in-the-window": func(d *desk, n string) int {
		d.resolve(n)
		d.must(d.customer, n, incident.Act{Verb: incident.Accept})
		d.atStage(n, incident.StageReopen)
		d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "x"})
		d.atStage(n, incident.StageHandle)
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		d.must(d.agent, n, incident.Act{Verb: incident.Close})
		d.toTheEnd(n)
		return 1
	},
	"escalation": func(d *desk, n string) int {
		d.must(d.customer, n, incident.Act{Verb: incident.Escalate, Comment: "x"})
		d.advanced(n)
		d.letPass(2 * day) // the managers are reminded
		d.sweptOnce(n)
		d.must(d.manager, n, incident.Act{Verb: incident.AnswerEscalation, Comment: "x"})
		d.advanced(n)
		return 1
	},
	"two-lives": func(d *desk, n string) int {
		d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "x"})
		d.ended(n)
		d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "x"})
		d.until("second life", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		return 2
	},
	"walked-again": func(d *desk, n string) int {
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "x"})
		d.atStage(n, incident.StageHandle)
		require.NoError(d.t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
		d.swept("second life", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		return 2
	},
	"superseded": func(d *desk, n string) int {
		_, err := d.store.NextEpoch(d.ctx(), n, 1, "to be recorded")
		require.NoError(d.t, err)
		require.NoError(d.t, d.client.SignalWorkflow(d.ctx(), n, "", "Woken", nil))
		d.until("the first ends", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_FAILED })
		return 1
	},
	"all-at-once": func(d *desk, n string) int { // what comes together is one look
		d.stopWorkers()
		d.resolve(n)
		d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "x"})
		d.must(d.customer, n, incident.Act{Verb: incident.Escalate, Comment: "x"})
		d.resolve(n)
		d.must(d.customer, n, incident.Act{Verb: incident.Accept})
		_, err := d.relay.Drain(d.ctx())
		require.NoError(d.t, err)
		d.startWorkers()
		d.atStage(n, incident.StageReopen)
		return 1
	},
	"continued-as-new": func(d *desk, n string) int {
		first := d.runID(n)
		for i := 0; d.runID(n) == first; i++ {
			require.Less(d.t, i, 200, "it goes on anew from 500 events on")
			to := []int64{d.tech.UserID, d.agent.UserID}[i%2]
			d.step(n, incident.Act{Verb: incident.Assign, AssigneeID: &to})
		}
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
		return 1
	},
}

// step does an act of the desk and waits until the process has heard of it.
func (d *desk) step(number string, a incident.Act) {
	d.t.Helper()
	d.must(d.agent, number, a)
	d.advanced(number)
}

func (d *desk) advanced(number string) {
	d.t.Helper()
	d.until(number+" advanced", func() bool { p := d.process(number); return p.Needs == p.Advanced })
}

func (d *desk) sweptOnce(number string) {
	d.t.Helper()
	before := len(d.verbs(number))
	d.swept(number+" was swept", func() bool { return len(d.verbs(number)) > before })
	d.advanced(number)
}

func (d *desk) toTheEnd(number string) {
	d.t.Helper()
	d.atStage(number, incident.StageReopen)
	d.letPass(30 * day)
	d.swept(number+" ended", func() bool { return d.status(number, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
}

func (d *desk) runID(number string) string {
	d.t.Helper()
	r, err := d.client.DescribeWorkflowExecution(d.ctx(), number, "")
	require.NoError(d.t, err)
	return r.WorkflowExecutionInfo.Execution.RunId
}

func TestRecord_MainPaths(t *testing.T) {
	folder := os.Getenv(recordVar)
	if filepath.Base(folder) != "Incident" {
		t.Skip("records only into a folder of that name: see " + recordVar)
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.startWorkers()
			n := d.raise()
			d.atStage(n, incident.StageHandle)
			lives := path(d, n)
			for epoch := 1; epoch <= lives; epoch++ {
				d.save(n, epoch, filepath.Join("..", folder), name)
			}
		})
	}
	t.Run("stuck-then-woken", func(t *testing.T) {
		d := newDesk(t)
		var broken atomic.Bool
		d.startHooked(&hook{before: func(call string) error {
			if call == "Advance" && broken.Load() {
				return domain.Refuse(domain.Invalid, "It cannot be.", "不可能。")
			}
			return nil
		}})
		n := d.raise()
		d.atStage(n, incident.StageHandle)
		broken.Store(true)
		d.resolve(n)
		d.until("it is stuck", func() bool { return d.process(n).Stuck != nil })
		broken.Store(false)
		require.NoError(t, d.client.SignalWorkflow(d.ctx(), n, "", "Woken", nil))
		d.atStage(n, incident.StageAccept)
		d.save(n, 1, filepath.Join("..", folder), "stuck-then-woken")
	})
}

// save records the histories of all runs of a life, oldest first.
func (d *desk) save(number string, epoch int, folder, name string) {
	d.t.Helper()
	require.NoError(d.t, os.MkdirAll(folder, 0o755))
	id := workflows.ID(number, epoch)
	d.until("all effects are done", func() bool { return d.count(`SELECT count(*) FROM effects WHERE done_at IS NULL`) == 0 })
	for i, run := range d.chain(id) {
		h := &historypb.History{}
		for it := d.client.GetWorkflowHistory(d.ctx(), id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
			e, err := it.Next()
			require.NoError(d.t, err)
			h.Events = append(h.Events, e)
		}
		raw, err := protojson.Marshal(h)
		require.NoError(d.t, err)
		path := filepath.Join(folder, fmt.Sprintf("%s-%s", os.Getenv(releaseVar), name))
		if epoch > 1 || i > 0 {
			path += fmt.Sprintf("-%d", epoch+i)
		}
		f, err := os.Create(path + ".json.gz")
		require.NoError(d.t, err)
		z := gzip.NewWriter(f)
		_, err = z.Write(raw)
		require.NoError(d.t, err)
		require.NoError(d.t, z.Close())
		require.NoError(d.t, f.Close())
	}
}

// chain answers the ids of all runs under the workflow ID, oldest first.
func (d *desk) chain(id string) []string {
	d.t.Helper()
	var runs []string
	run := ""
	for {
		var first *historypb.HistoryEvent
		for it := d.client.GetWorkflowHistory(d.ctx(), id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext() && first == nil; {
			e, err := it.Next()
			require.NoError(d.t, err)
			first = e
		}
		a := first.GetWorkflowExecutionStartedEventAttributes()
		runs = append([]string{a.GetOriginalExecutionRunId()}, runs...)
		if run = a.GetContinuedExecutionRunId(); run == "" {
			return runs
		}
	}
}
