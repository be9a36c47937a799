package worker_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"steward/domain/incident"
	"steward/worker"
)

// examine asks the doctor; nothing is young enough to be excused.
func (d *desk) examine(repair bool) worker.Report {
	d.t.Helper()
	doctor := worker.Doctor{Store: d.store, Client: d.client, Namespace: d.namespace, Repair: repair, Grace: time.Millisecond}
	r, err := doctor.Examine(d.ctx())
	require.NoError(d.t, err)
	return r
}

// listed waits until Temporal's lists, which lag behind, show so many open runs.
func (d *desk) listed(runs int64) {
	d.t.Helper()
	d.until("the lists have caught up", func() bool {
		r, err := d.client.CountWorkflow(d.ctx(), countQuery(d.namespace, `ExecutionStatus = "Running"`))
		require.NoError(d.t, err)
		return r.Count == runs
	})
}

func faults(r worker.Report) map[string]string {
	found := map[string]string{}
	for _, f := range r.Findings {
		found[f.Workflow] += f.Fault
	}
	return found
}

// everywhere makes incidents that stand in every stage, with rounds behind them.
func (d *desk) everywhere() []string {
	d.t.Helper()
	var numbers []string
	for range 4 {
		numbers = append(numbers, d.raise())
	}
	for _, n := range numbers[1:] {
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
	}
	d.must(d.customer, numbers[2], incident.Act{Verb: incident.Reject, Comment: "No"})
	d.must(d.customer, numbers[3], incident.Act{Verb: incident.Accept})
	for i, stage := range []string{incident.StageHandle, incident.StageAccept, incident.StageHandle, incident.StageReopen} {
		d.atStage(numbers[i], stage)
	}
	return numbers
}

// forget deletes the run's history, as a Temporal that is lost has lost it.
func (d *desk) forget(id string) {
	d.t.Helper()
	_, err := d.client.WorkflowService().DeleteWorkflowExecution(d.ctx(), &workflowservice.DeleteWorkflowExecutionRequest{
		Namespace: d.namespace, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: id},
	})
	require.NoError(d.t, err)
	d.until(id+" is forgotten", func() bool {
		_, err := d.client.DescribeWorkflowExecution(d.ctx(), id, "")
		var none *serviceerror.NotFound
		return errors.As(err, &none)
	})
}

// Issue: history deleted. Stages and rounds are equal before and after; nothing is repaired unasked.
func TestDoctor_HistoryDeleted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	numbers := d.everywhere()
	d.listed(4)
	require.Equal(t, worker.Report{Processes: 4, Runs: 4, Findings: []worker.Finding{}}, d.examine(true), "all is well")
	before := map[string][]string{}
	for _, n := range numbers {
		before[n] = append(d.rounds(n, 1), d.process(n).Stage, d.process(n).State)
		d.forget(n)
	}
	d.listed(0)
	for range 2 {
		r := d.examine(false)
		require.False(t, r.Well())
		for _, n := range numbers {
			require.Equal(t, worker.FaultMissing, faults(r)[n])
			require.Equal(t, 1, d.process(n).Epoch, "only looked at")
		}
	}
	r := d.examine(true)
	require.Len(t, r.Findings, 4)
	require.True(t, r.Well())
	for _, n := range numbers {
		d.until(n+" stands again", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
		require.Equal(t, before[n], append(d.rounds(n, 2), d.process(n).Stage, d.process(n).State))
		require.Len(t, d.progress(n, 2).Open, 1)
	}
	d.listed(4)
	require.Empty(t, d.examine(false).Findings)
	d.must(d.customer, numbers[1], incident.Act{Verb: incident.Accept})
	d.atStage(numbers[1], incident.StageReopen)
}

// Issue: the doctor while a start is pending: no fault, and nothing to repair.
func TestDoctor_WhileAStartIsPending(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	for range 2 {
		require.Equal(t, worker.Report{Processes: 1, Pending: 1, Findings: []worker.Finding{}}, d.examine(true))
	}
	require.Equal(t, 1, d.process(n).Epoch)
	d.exec(`DELETE FROM outbox`)
	require.Equal(t, map[string]string{n: worker.FaultMissing}, faults(d.examine(false)), "without it there is one")
}

func TestDoctor_RunsThatHaveEnded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	require.NoError(t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
	d.listed(0)
	r := d.examine(true)
	require.Equal(t, map[string]string{n: worker.FaultEnded}, faults(r))
	require.Contains(t, r.Findings[0].Why, "terminated")
	d.until("the next life", func() bool { return d.status(n, 2) == enums.WORKFLOW_EXECUTION_STATUS_RUNNING })
}

func TestDoctor_StuckBehindAndLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	stuck, behind, late := d.raise(), d.raise(), d.raise()
	for _, n := range []string{stuck, behind, late} {
		d.atStage(n, incident.StageHandle)
	}
	d.stopWorkers()
	require.NoError(t, d.store.SetStuck(d.ctx(), d.life(stuck, 1), "the table is gone"))
	d.resolve(behind)
	d.exec(`DELETE FROM outbox`)
	d.exec(`UPDATE processes SET next_at = now() - interval '1 hour' WHERE record_id = (SELECT id FROM records WHERE number = $1)`, late)
	d.listed(3)
	want := map[string]string{stuck: worker.FaultStuck, behind: worker.FaultBehind, late: worker.FaultLate}
	require.Equal(t, want, faults(d.examine(false)))
	require.Zero(t, d.count(`SELECT count(*) FROM outbox`), "only looked at")
	r := d.examine(true)
	require.Equal(t, want, faults(r))
	require.True(t, r.Well())
	d.startWorkers()
	d.atStage(behind, incident.StageAccept)
	d.until("nothing is wrong any more", func() bool { return len(d.examine(false).Findings) == 0 })
}

// Runs that should not be: of an earlier life, of a process that has ended, of another record, of none.
func TestDoctor_RunsThatShouldNotBe(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	outlived, over, foreign, unknown := d.raise(), d.raise(), d.raise(), d.raise()
	for _, n := range []string{outlived, over, foreign, unknown} {
		d.atStage(n, incident.StageHandle)
	}
	_, err := d.store.NextEpoch(d.ctx(), outlived, 1, "for the test")
	require.NoError(t, err)
	d.until("the next life", func() bool { return d.status(outlived, 2) == enums.WORKFLOW_EXECUTION_STATUS_RUNNING })
	d.must(d.customer, over, incident.Act{Verb: incident.Cancel, Comment: "x"})
	d.ended(over)
	d.until("its run ended", func() bool { return d.status(over, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
	d.exec(`UPDATE records SET uuid = gen_random_uuid() WHERE number = $1`, foreign) // a restored database counted on
	d.exec(`UPDATE records SET number = 'INC-999999' WHERE number = $1`, unknown)
	d.listed(4)
	require.Equal(t, map[string]string{outlived: worker.FaultOutlived, foreign: worker.FaultForeign,
		unknown: worker.FaultUnknown, "INC-999999": worker.FaultMissing}, faults(d.examine(false)))

	r := d.examine(true)
	require.False(t, r.Well(), "what the database does not know is for a person to judge")
	d.until("the earlier life ends", func() bool { return d.status(outlived, 1) == enums.WORKFLOW_EXECUTION_STATUS_FAILED })
	d.until("the record under the number has a run of its own", func() bool {
		p := d.process(foreign)
		return p.Epoch == 2 && p.Stage == incident.StageHandle && p.Needs == p.Advanced
	})
	d.until("only these are left", func() bool {
		left := faults(d.examine(true))
		return len(left) == 1 && left[unknown] == worker.FaultUnknown
	})
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.status(unknown, 1), "it is reported, not ended")
}

// A run that stands although its process has ended, as after a reset, ends when the doctor wakes it.
func TestDoctor_ARunOfAProcessThatHasEnded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.exec(`UPDATE processes SET ended_at = now() - interval '1 hour'`)
	d.listed(1)
	require.Equal(t, map[string]string{n: worker.FaultOver}, faults(d.examine(false)))
	d.exec(`INSERT INTO rounds (record_id, epoch, stage, round, opened_at, verdict) SELECT id, 1, 'accept', 1, now(), 'cancelled' FROM records
		ON CONFLICT (record_id, epoch, stage, round) DO UPDATE SET verdict = 'cancelled'`)
	require.True(t, d.examine(true).Well())
	d.until("it ends", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
}
