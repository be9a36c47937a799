package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"

	"steward/cluster"
	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/store"
	"steward/testkit"
	"steward/worker"
	"steward/workflows"
	"steward/workflows/flow"
)

// desk is a store, a Temporal namespace, and a relay and workers that a test starts and stops.
type desk struct {
	t         *testing.T
	database  string // addresses
	temporal  string
	namespace string
	store     *store.Store
	client    client.Client
	relay     *worker.Relay
	sweep     *worker.Sweep
	stop      func() // the workers and the relay; nil while they do not run

	customer, agent, tech, manager access.Viewer
}

// newDesk makes a desk on the servers that tests share.
func newDesk(t *testing.T) *desk {
	t.Helper()
	c, ns := testkit.Temporal(t)
	return deskOn(t, testkit.DatabaseURL(t), testkit.TemporalAddress(t), ns, c)
}

// newAloneDesk makes a desk on servers of its own, which a test may stop.
func newAloneDesk(t *testing.T) (*desk, *cluster.Cluster) {
	t.Helper()
	servers := testkit.Cluster(t)
	o := servers.Options()
	o.Logger = log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	c, err := client.NewLazyClient(o)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return deskOn(t, servers.DatabaseURL, servers.TemporalAddress, o.Namespace, c), servers
}

func deskOn(t *testing.T, database, temporal, namespace string, c client.Client) *desk {
	t.Helper()
	s, err := store.Open(database, 20)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.DB.Close() })
	d := &desk{t: t, store: s, client: c, namespace: namespace, database: database, temporal: temporal}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	d.relay = &worker.Relay{Store: s, Client: c, Log: log}
	d.sweep = &worker.Sweep{Store: s, Client: c, Namespace: namespace, Log: log, Late: time.Millisecond}
	s.Changed = func(ch store.Change) {
		if ch.Wake {
			d.relay.Poke()
		}
	}
	d.customer = d.person("carla", "customer")
	d.agent = d.person("anna", "agent")
	d.tech = d.person("tom", "technician")
	d.manager = d.person("mona", "manager")
	t.Cleanup(d.stopWorkers)
	return d
}

func (d *desk) person(login string, roles ...string) access.Viewer {
	d.t.Helper()
	_, err := d.store.DB.Exec(`INSERT INTO users (login, name, roles) VALUES ($1, $1, $2)`, login, "{"+roles[0]+"}")
	require.NoError(d.t, err)
	_, err = d.store.DB.Exec(`INSERT INTO queues (code, name) VALUES ('desk', 'Desk') ON CONFLICT DO NOTHING`)
	require.NoError(d.t, err)
	_, err = d.store.DB.Exec(`UPDATE desk_settings SET default_queue_id = (SELECT id FROM queues LIMIT 1)`)
	require.NoError(d.t, err)
	v, err := d.store.ViewerOf(d.ctx(), domain.ByCode(login))
	require.NoError(d.t, err)
	return v
}

func (d *desk) ctx() context.Context { return d.t.Context() }

// startWorkers starts the relay and the workers until stopWorkers or the test's end.
func (d *desk) startWorkers() {
	d.t.Helper()
	d.start(worker.New(d.client, d.store))
}

// startHooked starts them with something done around the calls of activities.
func (d *desk) startHooked(h *hook) {
	d.t.Helper()
	h.Store = d.store
	d.start(hooked(d.client, h))
}

func (d *desk) start(ws []sdk.Worker) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	for _, w := range ws {
		require.NoError(d.t, w.Start())
	}
	done := make(chan struct{})
	go func() { defer close(done); d.relay.Run(ctx) }()
	d.stop = func() {
		cancel()
		<-done
		for _, w := range ws {
			w.Stop()
		}
	}
}

func (d *desk) stopWorkers() {
	if d.stop != nil {
		d.stop()
		d.stop = nil
	}
}

// printer is the incident that most tests are about.
func (d *desk) printer() store.NewIncident {
	return store.NewIncident{Viewer: d.customer, Title: "Printer", Channel: "portal", State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}}
}

func (d *desk) raise() string {
	d.t.Helper()
	number, err := d.store.CreateIncident(d.ctx(), d.printer())
	require.NoError(d.t, err)
	return number
}

// env names this desk's servers to a part.
func (d *desk) env(more ...string) []string {
	return append([]string{databaseVar + "=" + d.database, temporalVar + "=" + d.temporal, namespaceVar + "=" + d.namespace}, more...)
}

func (d *desk) act(v access.Viewer, number string, a incident.Act) error {
	return d.store.Act(d.ctx(), store.ActInput{Number: number, Viewer: v, Act: a})
}

func (d *desk) must(v access.Viewer, number string, a incident.Act) {
	d.t.Helper()
	require.NoError(d.t, d.act(v, number, a))
}

func (d *desk) resolve(number string) {
	d.t.Helper()
	d.must(d.tech, number, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."})
}

// until polls the condition with a deadline.
func (d *desk) until(what string, f func() bool) {
	d.t.Helper()
	deadline, tick := time.After(90*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-deadline:
			require.Fail(d.t, "it never came to this: "+what)
		case <-tick.C:
		}
	}
}

// standing is the row of a record's process.
type standing struct {
	State    string     `db:"state"`
	Stage    string     `db:"stage"`
	Epoch    int        `db:"epoch"`
	Needs    int        `db:"needs"`
	Advanced int        `db:"advanced"`
	Stuck    *string    `db:"stuck"`
	EndedAt  *time.Time `db:"ended_at"`
}

func (d *desk) process(number string) standing {
	d.t.Helper()
	var p standing
	require.NoError(d.t, d.store.DB.Get(&p, `
		SELECT r.state, r.stage, p.epoch, p.needs, p.advanced, p.stuck, p.ended_at FROM records r JOIN processes p ON p.record_id = r.id WHERE r.number = $1`, number))
	return p
}

func (d *desk) atStage(number, stage string) {
	d.t.Helper()
	d.until(number+" at stage "+stage, func() bool {
		p := d.process(number)
		return p.Stage == stage && p.Needs == p.Advanced
	})
}

func (d *desk) ended(number string) {
	d.t.Helper()
	d.until(number+" ended", func() bool { return d.process(number).EndedAt != nil })
}

// letPass moves the product's clock on.
func (d *desk) letPass(by time.Duration) {
	d.t.Helper()
	_, err := d.store.DB.Exec(`UPDATE clock_shift SET shift = shift + $1 * interval '1 second'`, by.Seconds())
	require.NoError(d.t, err)
}

func (d *desk) count(query string, args ...any) int {
	d.t.Helper()
	var n int
	require.NoError(d.t, d.store.DB.Get(&n, query, args...))
	return n
}

// exec changes the database behind the product's back, as only a fault or time does.
func (d *desk) exec(statement string, args ...any) {
	d.t.Helper()
	_, err := d.store.DB.Exec(statement, args...)
	require.NoError(d.t, err)
}

// rounds tells the rounds of a life of the record's process, oldest first, as "handle 1 done".
func (d *desk) rounds(number string, epoch int) []string {
	d.t.Helper()
	var rs []string
	require.NoError(d.t, d.store.DB.Select(&rs, `
		SELECT rounds.stage || ' ' || round || COALESCE(' ' || verdict, '') FROM rounds JOIN records r ON r.id = record_id
		WHERE r.number = $1 AND epoch = $2 ORDER BY opened_at, ended_at NULLS LAST`, number, epoch))
	return rs
}

// verbs tells the record's ledger.
func (d *desk) verbs(number string) []string {
	d.t.Helper()
	var vs []string
	require.NoError(d.t, d.store.DB.Select(&vs, `SELECT verb FROM acts JOIN records r ON r.id = record_id WHERE r.number = $1 ORDER BY acts.id`, number))
	return vs
}

// swept sweeps, and goes on sweeping until the condition holds.
func (d *desk) swept(what string, f func() bool) {
	d.t.Helper()
	d.until(what, func() bool {
		_, err := d.sweep.Once(d.ctx())
		require.NoError(d.t, err)
		return f()
	})
}

// history answers the events of the present run of a life of the record's process.
func (d *desk) history(number string, epoch int) []*historypb.HistoryEvent {
	d.t.Helper()
	var es []*historypb.HistoryEvent
	for it := d.client.GetWorkflowHistory(d.ctx(), workflows.ID(number, epoch), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		e, err := it.Next()
		require.NoError(d.t, err)
		es = append(es, e)
	}
	return es
}

// signals tells the names of the signals in the history, in order.
func (d *desk) signals(number string, epoch int) []string {
	d.t.Helper()
	var names []string
	for _, e := range d.history(number, epoch) {
		if s := e.GetWorkflowExecutionSignaledEventAttributes(); s != nil {
			names = append(names, s.SignalName)
		}
	}
	return names
}

// status tells how the run of a life of the record's process stands.
func (d *desk) status(number string, epoch int) enums.WorkflowExecutionStatus {
	d.t.Helper()
	r, err := d.client.DescribeWorkflowExecution(d.ctx(), workflows.ID(number, epoch), "")
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return enums.WORKFLOW_EXECUTION_STATUS_UNSPECIFIED
	}
	require.NoError(d.t, err)
	return r.WorkflowExecutionInfo.Status
}

// progress asks the running process where it stands, as operators do.
func (d *desk) progress(number string, epoch int) flow.Progress {
	d.t.Helper()
	v, err := d.client.QueryWorkflow(d.ctx(), workflows.ID(number, epoch), "", "Progress")
	require.NoError(d.t, err)
	var p flow.Progress
	require.NoError(d.t, v.Get(&p))
	return p
}

func countQuery(namespace, query string) *workflowservice.CountWorkflowExecutionsRequest {
	return &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace, Query: query}
}
