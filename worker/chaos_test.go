package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/cluster"
	"steward/domain/incident"
	"steward/worker"
)

// chaosVar says how many incidents the random run drives; chaosSeedVar repeats a run's choices.
const (
	chaosVar     = "STEWARD_CHAOS"
	chaosSeedVar = "STEWARD_CHAOS_SEED"
)

// The measures of the random run: acts an incident, people who act at once, kills that must break an act in flight, and the
// time after which nothing more is begun.
const (
	chaosActs   = 6
	chaosPeople = 8
	chaosHits   = 20
	chaosLimit  = 3 * time.Minute
)

// Issue: incidents driven under kills of every part, at least 20 of which hit an act in flight: every acknowledged act exactly
// once, every open record with its process, audit verifies.
func TestChaos_RandomRunUnderKillsOfEveryPart(t *testing.T) {
	t.Parallel()
	c := newChaos(t)
	began := time.Now()
	var people sync.WaitGroup
	for i := range chaosPeople {
		people.Go(func() { c.person(rand.New(rand.NewPCG(c.seed, uint64(i)))) })
	}
	c.killEverything(rand.New(rand.NewPCG(c.seed, 999)))
	people.Wait()
	t.Logf("seed %d: %d incidents, %d acts acknowledged, %d refused, %d attempts broken; kills: %v, %d of them hit acts in flight; %s",
		c.seed, len(c.numbers), len(c.acknowledged), c.refused.Load(), c.broken.Load(), c.kills, c.hits, time.Since(began).Round(time.Second))
	require.GreaterOrEqual(t, len(c.numbers), c.size)
	require.GreaterOrEqual(t, c.hits, chaosHits)
	c.settle()
	c.checkLedger()
	c.checkProcesses()
}

// chaos is a desk on servers of its own, an API and two workers, all of which are killed again and again.
type chaos struct {
	*desk
	servers *cluster.Cluster
	api     *kept
	workers []*kept
	base    string
	http    *http.Client
	seed    uint64
	size    int

	mu           sync.Mutex
	numbers      []string
	acknowledged map[string]string // key → login
	kills        map[string]int
	hits         int
	stopped      atomic.Bool // the killer has finished
	acts         atomic.Int64
	inFlight     atomic.Int64
	broken       atomic.Int64
	refused      atomic.Int64
}

func newChaos(t *testing.T) *chaos {
	t.Helper()
	d, servers := newAloneDesk(t)
	c := &chaos{desk: d, servers: servers, size: 200, seed: uint64(time.Now().UnixNano() % 1_000_000), acknowledged: map[string]string{}, kills: map[string]int{},
		http: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
	for name, to := range map[string]func(n int){chaosVar: func(n int) { c.size = n }, chaosSeedVar: func(n int) { c.seed = uint64(n) }} {
		if v := os.Getenv(name); v != "" {
			n, err := strconv.Atoi(v)
			require.NoError(t, err, name)
			to(n)
		}
	}
	d.exec(`INSERT INTO tokens (user_id, name, hash, scopes, expires_at)
		SELECT id, 'chaos', sha256(convert_to('stw_' || login, 'UTF8')), '{read,write}', now() + interval '1 day' FROM users`)
	listen := freePort(t)
	c.base = "http://" + listen + "/api/v1"
	env := d.env(listenVar + "=" + listen)
	c.api = keep(t, "api", env...)
	c.workers = []*kept{keep(t, "whole worker", env...), keep(t, "whole worker", env...)}
	c.until("the API answers", c.ready)
	return c
}

func (c *chaos) ready() bool {
	r, err := c.http.Get(strings.TrimSuffix(c.base, "/api/v1") + "/readyz")
	if err != nil {
		return false
	}
	return r.Body.Close() == nil && r.StatusCode == http.StatusOK
}

// person goes from incident to incident and does what is offered, until everything is done and nobody is killed any more.
func (c *chaos) person(rnd *rand.Rand) {
	for !c.enough() {
		if n := c.raiseOne(rnd); n != "" {
			continue
		}
		c.mu.Lock()
		number := c.numbers[rnd.IntN(len(c.numbers))]
		c.mu.Unlock()
		c.actOn(rnd, number)
	}
}

func (c *chaos) enough() bool {
	return c.t.Context().Err() != nil || c.t.Failed() || c.stopped.Load() && c.acts.Load() >= int64(c.size*chaosActs)
}

// raiseOne records an incident while there are too few; "" when there are enough.
func (c *chaos) raiseOne(rnd *rand.Rand) string {
	c.mu.Lock()
	few := len(c.numbers) < c.size && (len(c.numbers) == 0 || rnd.IntN(chaosActs) == 0)
	c.mu.Unlock()
	if !few {
		return ""
	}
	var made struct {
		Number string `json:"number"`
	}
	body := map[string]any{"kind": "incident", "subject": "Chaos", "impact": 1 + rnd.IntN(3), "urgency": 1 + rnd.IntN(3)}
	if !c.post(rnd, "carla", "/incidents", body, &made) {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.numbers = append(c.numbers, made.Number)
	return made.Number
}

var logins = []string{"carla", "anna", "tom", "mona"}

// actOn does a random one of the acts that a random person is offered.
func (c *chaos) actOn(rnd *rand.Rand, number string) {
	login := logins[rnd.IntN(len(logins))]
	var r struct {
		Acts []struct {
			Verb   string `json:"verb"`
			Fields []struct {
				Name    string   `json:"name"`
				Options []string `json:"options"`
			} `json:"fields"`
		} `json:"acts"`
	}
	if c.get(login, "/records/"+number, &r) != nil || len(r.Acts) == 0 {
		return
	}
	a := r.Acts[rnd.IntN(len(r.Acts))]
	body := map[string]any{"verb": a.Verb}
	for _, f := range a.Fields {
		switch f.Name {
		case "comment", "resolution_text":
			body[f.Name] = "Because."
		case "hold_reason", "resolution_code":
			body[f.Name] = f.Options[rnd.IntN(len(f.Options))]
		case "assignee":
			body[f.Name] = []any{"tom", "anna", nil}[rnd.IntN(3)]
		case "minutes":
			body[f.Name] = 1 + rnd.IntN(30)
		case "impact", "urgency":
			body[f.Name] = 1 + rnd.IntN(3)
		}
	}
	switch incident.Verb(a.Verb) {
	case incident.Attach, incident.Link, incident.Unlink:
		return // these have routes of their own
	case incident.Cancel:
		if rnd.IntN(3) > 0 {
			return // not too many ends
		}
	}
	if c.post(rnd, login, "/records/"+number+"/acts", body, nil) {
		c.acts.Add(1)
	}
}

func (c *chaos) get(login, path string, out any) error {
	return c.call(c.t.Context(), http.MethodGet, login, path, "", nil, out)
}

// refusal is an answer that a repeat cannot change.
type refusal int

func (r refusal) Error() string { return fmt.Sprint("refused: ", int(r)) }

// post sends a request under a key of its own again and again until it is answered, and remembers what was acknowledged.
func (c *chaos) post(rnd *rand.Rand, login, path string, body map[string]any, out any) bool {
	key := fmt.Sprintf("%016x", rnd.Uint64())
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Error(err)
		return false
	}
	deadline := time.Now().Add(time.Minute)
	for c.t.Context().Err() == nil {
		c.inFlight.Add(1)
		err := c.call(c.t.Context(), http.MethodPost, login, path, key, raw, out)
		c.inFlight.Add(-1)
		if err == nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.acknowledged[key] = login
			return true
		}
		var r refusal
		if errors.As(err, &r) {
			if r != http.StatusConflict && r != http.StatusGone && r != http.StatusForbidden {
				c.t.Errorf("%s %s: %v", path, raw, err)
			}
			c.refused.Add(1)
			return false
		}
		c.broken.Add(1)
		if time.Now().After(deadline) {
			c.t.Errorf("%s was not answered within a minute: %v", path, err)
			return false
		}
		<-time.After(time.Duration(20+rnd.IntN(60)) * time.Millisecond) // as a client waits before it repeats
	}
	return false
}

func (c *chaos) call(ctx context.Context, method, login, path, key string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer stw_"+login)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode >= 500:
		return fmt.Errorf("%d: %s", res.StatusCode, raw)
	case res.StatusCode >= 400:
		return refusal(res.StatusCode)
	case out != nil:
		return json.Unmarshal(raw, out)
	}
	return nil
}

// killEverything kills part after part, a random one each time, until enough acts in flight were hit and every part had its
// turn; then it lets people finish in peace.
func (c *chaos) killEverything(rnd *rand.Rand) {
	defer c.stopped.Store(true)
	deadline := time.Now().Add(chaosLimit)
	order := []string{}
	for i := 0; ; i++ {
		if i%len(chaosRound) == 0 {
			if c.hits >= chaosHits {
				return
			}
			order = append([]string{}, chaosRound...)
			rnd.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		}
		if time.Now().After(deadline) || c.t.Failed() {
			return
		}
		c.killOne(rnd, order[i%len(chaosRound)])
	}
}

// chaosRound is what is killed, in another order each time.
var chaosRound = []string{"api", "api", "api", "api", "api", "api", "api", cluster.Postgres, cluster.Postgres, "worker", "worker", "worker", cluster.Temporal}

// killOne kills a part while acts are in flight, and waits until people are served again.
func (c *chaos) killOne(rnd *rand.Rand, name string) {
	<-time.After(time.Duration(50+rnd.IntN(250)) * time.Millisecond) // a moment of peace
	c.until("somebody acts", func() bool { return c.inFlight.Load() >= 2 || c.t.Failed() })
	before := c.broken.Load()
	switch name {
	case "api":
		c.api.kill()
	case "worker":
		c.workers[rnd.IntN(2)].kill()
	default: // it may have died of another's death, and be about to be started again
		c.until(name+" is killed", func() bool { return c.servers.Kill(name) == nil })
	}
	c.until("people are served again", c.ready)
	c.kills[name]++
	if (name == "api" || name == cluster.Postgres) && c.broken.Load() > before {
		c.hits++
	}
}

// settle waits until everything that was begun has been carried through.
func (c *chaos) settle() {
	c.t.Helper()
	began := time.Now()
	c.until("everything has settled", func() bool {
		var open int
		err := c.store.DB.Get(&open, `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM effects WHERE done_at IS NULL)
			+ (SELECT count(*) FROM processes p JOIN records r ON r.id = p.record_id
				WHERE p.needs > p.advanced OR p.stuck IS NOT NULL OR r.state = 'cancelled' AND p.ended_at IS NULL)`)
		return err == nil && open == 0
	})
	c.t.Logf("settled after %s", time.Since(began).Round(time.Second))
}

// checkLedger: every acknowledged act is in the ledger exactly once, and nothing else that a person did.
func (c *chaos) checkLedger() {
	c.t.Helper()
	var rows []struct {
		Key   string `db:"key"`
		Login string `db:"login"`
		Times int    `db:"times"`
	}
	require.NoError(c.t, c.store.DB.Select(&rows, `SELECT a.key, u.login, count(*) AS times FROM acts a JOIN users u ON u.id = a.actor_id GROUP BY a.key, u.login`))
	for _, r := range rows {
		require.Equal(c.t, 1, r.Times, "act %s of %s", r.Key, r.Login)
		require.Equal(c.t, c.acknowledged[r.Key], r.Login, "act %s was done, and nobody was answered", r.Key)
	}
	require.Len(c.t, rows, len(c.acknowledged), "every acknowledged act is there")
	require.Equal(c.t, len(c.numbers), c.count(`SELECT count(*) FROM records`))
	report, err := c.store.VerifyAudit(c.ctx())
	require.NoError(c.t, err)
	require.Empty(c.t, report.Broken)
	require.Equal(c.t, c.count(`SELECT count(*) FROM acts`), report.Rows, "an audit row for every act")
}

// checkProcesses: every open record has its running process, which stands where the record stands, and no other run is open.
func (c *chaos) checkProcesses() {
	c.t.Helper()
	var report worker.Report
	c.until("the doctor finds nothing", func() bool {
		d := worker.Doctor{Store: c.store, Client: c.client, Namespace: c.namespace, Grace: 2 * time.Second}
		var err error
		report, err = d.Examine(c.ctx())
		return err == nil && len(report.Findings) == 0 && report.Pending == 0 && report.Runs == report.Processes
	})
	require.Equal(c.t, c.count(`SELECT count(*) FROM records WHERE state <> 'cancelled'`), report.Processes)
	require.Zero(c.t, c.count(`
		SELECT count(*) FROM records r JOIN processes p ON p.record_id = r.id WHERE r.stage <> CASE r.state WHEN 'resolved' THEN 'accept' WHEN 'closed' THEN 'reopen'
			WHEN 'cancelled' THEN '' ELSE 'handle' END`))
	require.Zero(c.t, c.count(`SELECT count(*) FROM work_items w JOIN records r ON r.id = w.record_id WHERE w.closed_at IS NULL AND r.state IN ('closed', 'cancelled')`))
	require.Zero(c.t, c.count(`SELECT count(*) FROM effects e, jsonb_array_elements(e.payload->'to') t
		WHERE NOT EXISTS (SELECT FROM notices n WHERE n.effect_id = e.id AND n.user_id = (t->>'id')::bigint)`), "everybody was told, once")
	c.t.Logf("%d open processes, %d lives", report.Processes, c.count(`SELECT sum(epoch) FROM processes`))
}
