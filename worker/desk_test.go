package worker_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/store"
	"steward/testkit"
	"steward/worker"
)

// desk is a store, a Temporal namespace, and a relay and workers that a test starts and stops.
type desk struct {
	t         *testing.T
	store     *store.Store
	client    client.Client
	namespace string
	relay     *worker.Relay
	sweep     *worker.Sweep
	stop      func() // the workers and the relay; nil while they do not run

	customer, agent, tech, manager access.Viewer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := store.Open(testkit.DatabaseURL(t), 20)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.DB.Close() })
	c, ns := testkit.Temporal(t)
	d := &desk{t: t, store: s, client: c, namespace: ns}
	d.relay = &worker.Relay{Store: s, Client: c, Log: slog.New(slog.DiscardHandler)}
	d.sweep = &worker.Sweep{Store: s, Client: c, Namespace: ns, Log: slog.New(slog.DiscardHandler), Late: time.Millisecond}
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
	ctx, cancel := context.WithCancel(context.Background())
	ws := worker.New(d.client, d.store)
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

func (d *desk) raise() string {
	d.t.Helper()
	number, err := d.store.CreateIncident(d.ctx(), store.NewIncident{Viewer: d.customer, Title: "Printer", Channel: "portal",
		State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}})
	require.NoError(d.t, err)
	return number
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
	require.Eventually(d.t, f, 30*time.Second, 20*time.Millisecond, what)
}

// process is the row of a record's process.
type process struct {
	State    string     `db:"state"`
	Stage    string     `db:"stage"`
	Epoch    int        `db:"epoch"`
	Needs    int        `db:"needs"`
	Advanced int        `db:"advanced"`
	Stuck    *string    `db:"stuck"`
	EndedAt  *time.Time `db:"ended_at"`
}

func (d *desk) process(number string) process {
	d.t.Helper()
	var p process
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
