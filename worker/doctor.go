package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"golang.org/x/sync/errgroup"

	"steward/store"
	"steward/workflows"
)

// The faults that the doctor finds.
const (
	FaultMissing  = "missing"  // an open process has no run in Temporal
	FaultEnded    = "ended"    // its run has ended, the process has not
	FaultForeign  = "foreign"  // the run under its ID belongs to another record of that number
	FaultStuck    = "stuck"    // it says so itself
	FaultBehind   = "behind"   // it has not looked at facts that it needs to know
	FaultLate     = "late"     // its next instant has passed
	FaultOutlived = "outlived" // a run of an earlier life still stands
	FaultOver     = "over"     // a run still stands though its process has ended
	FaultLater    = "later"    // a run stands for a life that the database does not know: it is older than Temporal
	FaultUnknown  = "unknown"  // a run stands for a record that the database does not know
)

const (
	doctorHands = 16          // how many it asks Temporal for at once
	doctorPage  = 1000        // how many it takes from the database or a list at once
	doctorGrace = time.Minute // how old something must be to count as behind, late or over
)

// Doctor compares the open processes of the database with the workflows of Temporal, both ways. The database is the truth.
type Doctor struct {
	Store     *store.Store
	Client    client.Client
	Namespace string
	Repair    bool                     // begin the next life of what is missing, wake what is behind
	Grace     time.Duration            // 0: a minute
	Progress  func(done, expected int) // hears how far it is; nil: nobody does

	mu     sync.Mutex
	report Report
	done   int
}

// Report is what the doctor found.
type Report struct {
	Processes int       `json:"processes"` // open ones in the database
	Pending   int       `json:"pending"`   // of them those whose run is about to be started: no fault
	Runs      int       `json:"runs"`      // open ones in Temporal
	Findings  []Finding `json:"findings"`
}

// Finding is one fault.
type Finding struct {
	Record   string `json:"record"`
	Workflow string `json:"workflow"`
	Fault    string `json:"fault"`
	Why      string `json:"why"`
	Repaired bool   `json:"repaired"`
}

// Well tells whether nothing is wrong, or nothing any more.
func (r Report) Well() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return !f.Repaired })
}

// Examine looks at every open process and every open run. Without Repair it changes nothing.
func (d *Doctor) Examine(ctx context.Context) (Report, error) {
	d.Grace = cmp.Or(d.Grace, doctorGrace)
	d.report, d.done = Report{Findings: []Finding{}}, 0
	expected, err := d.Store.CountOpenProcesses(ctx)
	if err != nil {
		return d.report, err
	}
	if err := d.processes(ctx, expected); err != nil {
		return d.report, err
	}
	if err := d.runs(ctx); err != nil {
		return d.report, err
	}
	slices.SortFunc(d.report.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Record, b.Record), strings.Compare(a.Workflow, b.Workflow), strings.Compare(a.Fault, b.Fault))
	})
	return d.report, nil
}

// processes asks Temporal for the run of each open process by its ID: lists lag behind.
func (d *Doctor) processes(ctx context.Context, expected int) error {
	after := int64(0)
	for {
		page, err := d.Store.OpenProcesses(ctx, after, doctorPage, d.Grace)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].RecordID
		g, gctx := errgroup.WithContext(ctx)
		g.SetLimit(doctorHands)
		for _, p := range page {
			g.Go(func() error {
				if err := d.process(gctx, p); err != nil {
					return fmt.Errorf("%s: %w", p.Number, err)
				}
				d.count(expected)
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
}

func (d *Doctor) count(expected int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done++
	d.report.Processes++
	if d.Progress != nil {
		d.Progress(d.done, expected)
	}
}

func (d *Doctor) process(ctx context.Context, p store.OpenProcess) error {
	run, err := d.describe(ctx, workflows.ID(p.Number, p.Epoch))
	if err != nil {
		return err
	}
	if run == nil || !isOpen(run) || uuidOf(run) != p.UUID {
		return d.lost(ctx, p, run)
	}
	fault, why := "", ""
	switch {
	case p.Stuck != "":
		fault, why = FaultStuck, p.Stuck
	case p.Behind && !p.Pending:
		fault, why = FaultBehind, "it has not looked at what happened"
	case p.Late:
		fault, why = FaultLate, "what falls due by itself has not been done"
	default:
		return nil
	}
	if d.Repair {
		if err := d.Store.WakeProcess(ctx, p.Number, "doctor"); err != nil {
			return err
		}
	}
	d.find(p, fault, why, d.Repair)
	return nil
}

// lost judges an open process without a run of its own. While a wake lies in the outbox the relay is about to start it; and
// what has ended or begun another life since it was read is well.
func (d *Doctor) lost(ctx context.Context, p store.OpenProcess, run *workflow.WorkflowExecutionInfo) error {
	now, still, err := d.Store.StillOpen(ctx, p, d.Grace)
	if err != nil || !still {
		return err
	}
	if now.Pending || p.Pending {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.report.Pending++
		return nil
	}
	fault, why := FaultMissing, "Temporal has no run of it"
	if run != nil {
		fault, why = FaultEnded, "its run has "+strings.ToLower(run.Status.String())
		if isOpen(run) {
			fault, why = FaultForeign, "the run belongs to another record that once had this number"
		}
	}
	began := false
	if d.Repair {
		if began, err = d.Store.NextEpoch(ctx, p.Number, p.Epoch, "the doctor: "+why); err != nil {
			return err
		}
	}
	d.find(p, fault, why, began)
	return nil
}

func (d *Doctor) find(p store.OpenProcess, fault, why string, repaired bool) {
	d.add(Finding{p.Number, workflows.ID(p.Number, p.Epoch), fault, why, repaired})
}

func (d *Doctor) add(f Finding) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.report.Findings = append(d.report.Findings, f)
}

// runs lists the open runs of Temporal and looks for those that should not be.
func (d *Doctor) runs(ctx context.Context) error {
	names := slices.Sorted(maps.Keys(Workflows))
	query := `ExecutionStatus = "Running" AND WorkflowType IN ("` + strings.Join(names, `", "`) + `")`
	var token []byte
	for {
		page, err := d.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: d.Namespace, Query: query, PageSize: doctorPage, NextPageToken: token})
		if err != nil {
			return err
		}
		d.report.Runs += len(page.Executions)
		if err := d.page(ctx, page.Executions); err != nil {
			return err
		}
		if token = page.NextPageToken; len(token) == 0 {
			return nil
		}
	}
}

func (d *Doctor) page(ctx context.Context, runs []*workflow.WorkflowExecutionInfo) error {
	numbers := make([]string, len(runs))
	for i, r := range runs {
		numbers[i], _ = workflows.ParseID(r.Execution.WorkflowId)
	}
	lives, err := d.Store.PresentLives(ctx, numbers, d.Grace)
	if err != nil {
		return err
	}
	for i, r := range runs {
		life, known := lives[numbers[i]]
		if fault, why := judge(r, life, known); fault != "" {
			if err := d.surplus(ctx, r, numbers[i], fault, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge says what is wrong with an open run, empty if nothing is.
func judge(r *workflow.WorkflowExecutionInfo, life store.PresentLife, known bool) (fault, why string) {
	_, epoch := workflows.ParseID(r.Execution.WorkflowId)
	switch {
	case !known:
		return FaultUnknown, "the database knows no such record; if it is right, terminate this run by hand"
	case epoch < life.Epoch:
		return FaultOutlived, fmt.Sprintf("the process is in its life %d; this run ends when it is woken", life.Epoch)
	case epoch > life.Epoch:
		return FaultLater, fmt.Sprintf("the database knows %d lives: it is older than Temporal", life.Epoch)
	case life.Ended:
		return FaultOver, "the process has ended; this run ends when it is woken"
	}
	return "", ""
}

// surplus reports a run that should not be, once more after a look at it itself: lists lag behind. To repair is to wake it:
// it asks the database and ends.
func (d *Doctor) surplus(ctx context.Context, r *workflow.WorkflowExecutionInfo, number, fault, why string) error {
	run, err := d.describe(ctx, r.Execution.WorkflowId)
	if err != nil || run == nil || !isOpen(run) {
		return err
	}
	f := Finding{Record: number, Workflow: r.Execution.WorkflowId, Fault: fault, Why: why}
	if d.Repair && (fault == FaultOutlived || fault == FaultOver) {
		if err := d.Client.SignalWorkflow(ctx, r.Execution.WorkflowId, "", "Woken", store.Caption{Verb: "doctor"}); err != nil {
			return err
		}
		f.Repaired = true
	}
	d.add(f)
	return nil
}

// describe answers the present run under the ID, nil if there is none.
func (d *Doctor) describe(ctx context.Context, id string) (*workflow.WorkflowExecutionInfo, error) {
	r, err := d.Client.DescribeWorkflowExecution(ctx, id, "")
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return nil, nil
	}
	return r.GetWorkflowExecutionInfo(), err
}

func isOpen(r *workflow.WorkflowExecutionInfo) bool {
	return r.Status == enums.WORKFLOW_EXECUTION_STATUS_RUNNING || r.Status == enums.WORKFLOW_EXECUTION_STATUS_PAUSED
}

// uuidOf answers the record that the run was started for, as the relay wrote it in its memo.
func uuidOf(r *workflow.WorkflowExecutionInfo) string {
	var uuid string
	if err := converter.GetDefaultDataConverter().FromPayload(r.GetMemo().GetFields()["uuid"], &uuid); err != nil {
		return ""
	}
	return uuid
}
