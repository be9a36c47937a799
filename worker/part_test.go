package worker_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/cluster/child"
	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/store"
	"steward/worker"
	"steward/workflows/flow"
)

// A part is this test program started again as one of the product's processes, to be killed as a crash would.
const (
	partVar      = "STEWARD_PART"
	databaseVar  = "STEWARD_PART_DATABASE"
	temporalVar  = "STEWARD_PART_TEMPORAL"
	namespaceVar = "STEWARD_PART_NAMESPACE"
	listenVar    = "STEWARD_PART_LISTEN"
	dieVar       = "STEWARD_PART_DIE" // the call behind whose commit the part kills itself
	dieAtVar     = "STEWARD_PART_DIE_AT"
)

var parts = map[string]func(ctx context.Context, s *store.Store, c client.Client) error{
	"create": partCreate, "relay": partRelay, "worker": partWorker, "api": partAPI, "whole worker": partWholeWorker,
}

func TestMain(m *testing.M) {
	if name := os.Getenv(partVar); name != "" {
		os.Exit(runPart(name))
	}
	os.Exit(m.Run())
}

func runPart(name string) int {
	quiet := slog.New(slog.DiscardHandler)
	slog.SetDefault(quiet)
	s, err := store.Open(os.Getenv(databaseVar), 10)
	if err != nil {
		return 2
	}
	c, err := client.NewLazyClient(client.Options{HostPort: os.Getenv(temporalVar), Namespace: os.Getenv(namespaceVar), Logger: log.NewStructuredLogger(quiet)})
	if err != nil {
		return 2
	}
	if err := parts[name](context.Background(), s, c); err != nil {
		_, _ = os.Stderr.WriteString(name + ": " + err.Error() + "\n")
		return 1
	}
	return 0
}

// die ends the process as a crash would: nothing is finished, nothing is said.
func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// dies answers a function that kills the process when it is called for the n-th time behind the call that the
// environment names.
func dies() func(call string) error {
	var left atomic.Int64
	n, _ := strconv.Atoi(os.Getenv(dieAtVar))
	left.Store(int64(max(n, 1)))
	return func(call string) error {
		if call == os.Getenv(dieVar) && left.Add(-1) == 0 {
			die()
		}
		return nil
	}
}

// partCreate records an incident and dies after its commit, before anybody is told.
func partCreate(ctx context.Context, s *store.Store, _ client.Client) error {
	v, err := s.ViewerOf(ctx, domain.ByCode("carla"))
	if err != nil {
		return err
	}
	s.Changed = func(store.Change) { die() }
	_, err = s.CreateIncident(ctx, store.NewIncident{Viewer: v, Title: "Printer", Channel: "portal", Key: "once",
		State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}})
	return err
}

// partRelay relays, and dies when a process has been reached, before its row of the outbox is removed.
func partRelay(ctx context.Context, s *store.Store, c client.Client) error {
	r := &worker.Relay{Store: s, Client: deadlyClient{c}, Log: slog.Default()}
	r.Run(ctx)
	return nil
}

type deadlyClient struct{ client.Client }

func (c deadlyClient) SignalWithStartWorkflow(ctx context.Context, id, signal string, arg any, o client.StartWorkflowOptions, w any, args ...any) (client.WorkflowRun, error) {
	if _, err := c.Client.SignalWithStartWorkflow(ctx, id, signal, arg, o, w, args...); err == nil {
		die()
	}
	return nil, context.DeadlineExceeded
}

// partWorker carries processes, and dies behind the commit of one of their calls.
func partWorker(_ context.Context, s *store.Store, c client.Client) error {
	for _, w := range hooked(c, &hook{Store: s, after: dies()}) {
		if err := w.Start(); err != nil {
			return err
		}
	}
	select {}
}

// hook is the store as activities see it, with something done before or after each call. An error from before is answered
// instead of the call, one from after instead of its answer, when it has been committed.
type hook struct {
	*store.Store
	before, after func(call string) error
}

func (h *hook) around(call string, f func() error) error {
	if h.before != nil {
		if err := h.before(call); err != nil {
			return err
		}
	}
	if err := f(); err != nil {
		return err
	}
	if h.after != nil {
		return h.after(call)
	}
	return nil
}

func (h *hook) Advance(ctx context.Context, in process.AdvanceIn) (out process.AdvanceOut, err error) {
	err = h.around("Advance", func() error { out, err = h.Store.Advance(ctx, in); return err })
	return out, err
}

func (h *hook) CloseProcess(ctx context.Context, life process.Life) (ended bool, err error) {
	err = h.around("CloseProcess", func() error { ended, err = h.Store.CloseProcess(ctx, life); return err })
	return ended, err
}

func (h *hook) FinishNotice(ctx context.Context, id int64) error {
	return h.around("FinishNotice", func() error { return h.Store.FinishNotice(ctx, id) })
}

func (h *hook) ToArchive(ctx context.Context, id int64) (number string, err error) {
	err = h.around("ToArchive", func() error { number, err = h.Store.ToArchive(ctx, id); return err })
	return number, err
}

func (h *hook) FinishArchive(ctx context.Context, number string, id int64, page []byte) error {
	return h.around("FinishArchive", func() error { return h.Store.FinishArchive(ctx, number, id, page) })
}

// hooked makes the workers of the product over a hook.
func hooked(c client.Client, h *hook) []sdk.Worker {
	p, n := &activities.Process{Store: h}, &activities.Notices{Store: h}
	archives := &activities.Archives{Store: h, Sheet: worker.ArchiveSheet(h.Store)}
	ws := []sdk.Worker{sdk.New(c, flow.Queue, sdk.Options{}), sdk.New(c, flow.QueueNotify, sdk.Options{DisableWorkflowWorker: true})}
	for name, f := range worker.Workflows {
		ws[0].RegisterWorkflowWithOptions(f, workflow.RegisterOptions{Name: name})
	}
	for _, w := range ws {
		for name, f := range map[string]any{"Advance": p.Advance, "CloseProcess": p.CloseProcess, "MarkStuck": p.MarkStuck, "Notify": n.Notify, "Escalate": n.Escalate,
			"Archive": archives.Archive} {
			w.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
		}
	}
	return ws
}

// part is a started process.
type part struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// startPart starts a part; it ends with the test at the latest.
func startPart(t *testing.T, name string, env ...string) *part {
	t.Helper()
	p, err := launchPart(name, env...)
	require.NoError(t, err)
	t.Cleanup(p.kill)
	return p
}

func launchPart(name string, env ...string) (*part, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &part{cmd: exec.Command(program), done: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), partVar+"="+name), env...)
	if testing.Verbose() {
		p.cmd.Stderr = os.Stderr
	}
	if err := child.Launch(p.cmd, syscall.SIGKILL); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait()
	}()
	return p, nil
}

// kill ends the part with SIGKILL and waits for its end.
func (p *part) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// died waits until the part has killed itself.
func (p *part) died(t *testing.T) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(30 * time.Second):
		require.Fail(t, "the part lives on")
	}
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, ok && status.Signaled() && status.Signal() == syscall.SIGKILL, "%v", p.cmd.ProcessState)
}
