package worker

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"steward/domain/incident"
	"steward/store"
	"steward/workflows"
	"steward/workflows/flow"
)

// The relay's measures: how many rows it takes at once, how long they are its own and one call may take, how often it looks
// unasked, and the longest back-off of a row that fails.
const (
	relayBatch    = 64
	relayParallel = 16
	relayLease    = 30 * time.Second
	relayCall     = 10 * time.Second
	relayLook     = time.Second
	relayBackOff  = 30 * time.Second
)

// Relay carries rows of the outbox to their processes: it is the only starter of any process. One runs in every server
// process; leases keep them apart.
type Relay struct {
	Store  *store.Store
	Client client.Client
	Log    *slog.Logger
	poke   chan struct{}
	once   sync.Once
	away   bool // Temporal did not answer the last batch
}

func (r *Relay) channel() chan struct{} {
	r.once.Do(func() { r.poke = make(chan struct{}, 1) })
	return r.poke
}

// Poke says that the outbox has new rows; it never blocks.
func (r *Relay) Poke() {
	select {
	case r.channel() <- struct{}{}:
	default:
	}
}

// Run relays until the context ends.
func (r *Relay) Run(ctx context.Context) {
	tick := time.NewTicker(relayLook)
	defer tick.Stop()
	for ctx.Err() == nil {
		n, err := r.Drain(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("relay: cannot claim", "error", err)
		}
		if n == relayBatch && !r.away {
			continue
		}
		poked := r.channel()
		if r.away { // new rows can wait for the next look: to be called at each of them would not bring it back
			poked = nil
		}
		select {
		case <-ctx.Done():
		case <-poked:
		case <-tick.C:
		}
	}
}

// Drain relays one batch and answers how many rows it claimed.
func (r *Relay) Drain(ctx context.Context) (int, error) {
	ws, err := r.Store.ClaimWakes(ctx, relayBatch, relayLease)
	if err != nil || len(ws) == 0 {
		return 0, err
	}
	b := &batch{Relay: r}
	var wg sync.WaitGroup
	for _, mine := range byRecord(ws) {
		wg.Go(func() { b.relayRecord(ctx, mine) })
	}
	wg.Wait()
	r.away = b.silent.Load()
	if len(b.untried) > 0 {
		r.Log.Warn("relay: Temporal does not answer", "rows", len(b.untried), "again_in", relayLook)
	}
	return len(ws), errors.Join(r.Store.DelayWakes(ctx, b.untried, relayLook, "Temporal does not answer"), r.Store.DeleteWakes(ctx, b.done))
}

// batch is what becomes of the rows that were claimed together.
type batch struct {
	*Relay
	silent        atomic.Bool // Temporal does not answer
	mu            sync.Mutex
	done, untried []int64
}

// byRecord splits a batch into at most relayParallel hands, each record's wakes in one hand and in order.
func byRecord(ws []store.Wake) [][]store.Wake {
	hands := make([][]store.Wake, relayParallel)
	for _, w := range ws {
		h := w.RecordID % relayParallel
		hands[h] = append(hands[h], w)
	}
	var full [][]store.Wake
	for _, h := range hands {
		if len(h) > 0 {
			full = append(full, h)
		}
	}
	return full
}

// relayRecord sends rows one after the other. Once Temporal does not answer, what follows is put back untried: a batch must not
// outlast its lease.
func (b *batch) relayRecord(ctx context.Context, ws []store.Wake) {
	for _, w := range ws {
		if b.silent.Load() {
			b.put(&b.untried, w)
			continue
		}
		err := b.send(ctx, w)
		if err == nil {
			b.put(&b.done, w)
			continue
		}
		if silent(err) {
			b.silent.Store(true)
		}
		b.delay(ctx, w, err)
	}
}

func (b *batch) put(on *[]int64, w store.Wake) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*on = append(*on, w.ID)
}

func (b *batch) delay(ctx context.Context, w store.Wake, why error) {
	back := min(time.Duration(1<<min(w.Tries-1, 5))*time.Second, relayBackOff)
	b.Log.Warn("relay: process not reached", "record", w.Number, "signal", w.Signal, "tries", w.Tries, "again_in", back, "error", why)
	if err := b.Store.DelayWakes(ctx, []int64{w.ID}, back, why.Error()); err != nil && ctx.Err() == nil {
		b.Log.Warn("relay: cannot put back", "record", w.Number, "error", err)
	}
}

// silent tells whether an error means that Temporal does not answer at all.
func silent(err error) bool {
	var (
		unavailable *serviceerror.Unavailable
		late        *serviceerror.DeadlineExceeded
	)
	return errors.As(err, &unavailable) || errors.As(err, &late) || errors.Is(err, context.DeadlineExceeded)
}

// send starts or signals the record's process in one call. A process that is over already needs no wake if the database
// knows so; else its record gets the next life.
func (r *Relay) send(ctx context.Context, w store.Wake) error {
	ctx, cancel := context.WithTimeout(ctx, relayCall)
	defer cancel()
	_, err := r.Client.SignalWithStartWorkflow(ctx, workflows.ID(w.Number, w.Epoch), w.Signal, w.Caption,
		startOptions(w), w.Workflow, flow.Case{Number: w.Number, UUID: w.UUID, Kind: w.Kind, Epoch: w.Epoch, Shape: w.Shape})
	var over *serviceerror.WorkflowExecutionAlreadyStarted
	if !errors.As(err, &over) {
		return err
	}
	if w.Ended {
		return nil
	}
	_, err = r.Store.NextEpoch(ctx, w.Number, w.Epoch, "the run of its process ended before the record did")
	return err
}

func startOptions(w store.Wake) client.StartWorkflowOptions {
	stage := w.Stage
	if stage == "" {
		stage = incident.StageOf(incident.State{Status: incident.Status(w.State)})
	}
	return client.StartWorkflowOptions{
		ID:                    workflows.ID(w.Number, w.Epoch),
		TaskQueue:             flow.Queue,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		StaticSummary:         w.Kind + " " + w.Number,
		Memo:                  map[string]any{"uuid": w.UUID},
		Priority:              temporal.Priority{PriorityKey: w.Priority},
		TypedSearchAttributes: temporal.NewSearchAttributes(
			flow.AttributeKind.ValueSet(w.Kind), flow.AttributeState.ValueSet(w.State),
			flow.AttributeStage.ValueSet(stage), flow.AttributeRoot.ValueSet(w.Number)),
	}
}
