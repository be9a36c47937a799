// Command bench measures Steward on private servers of its own and prints one table: each figure beside its bare counterpart,
// measured in the same run. `make bench` and `make bench-full` call it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"steward/store"
)

func main() {
	o := options{}
	flag.BoolVar(&o.full, "full", false, "1,000,000 incidents and 20,000 open processes instead of 10,000 and 2,000; takes long")
	flag.IntVar(&o.incidents, "incidents", 0, "how many incidents to list and search instead")
	flag.StringVar(&o.only, "only", "", "only these parts, with commas: write, read, process, levels")
	flag.BoolVar(&o.hold, "hold", false, "keep the servers until ^C, to look around")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	full      bool
	incidents int
	only      string
	hold      bool
}

// bench is one run: what it stands on, and the table that it fills.
type bench struct {
	options
	*stand
	address string
	store   *store.Store // of the database at the address
}

func run(ctx context.Context, o options) (err error) {
	if o.incidents == 0 {
		o.incidents = 10_000
		if o.full {
			o.incidents = 1_000_000
		}
	}
	b := &bench{options: o}
	b.stand, err = newStand(ctx)
	if b.stand != nil {
		defer func() { err = errors.Join(err, b.stop()) }()
	}
	if err != nil {
		return err
	}
	return b.measure(ctx)
}

// measure runs each part that was asked for and prints the table of all of them.
func (b *bench) measure(ctx context.Context) (err error) {
	var r report
	defer func() { err = errors.Join(err, r.print(os.Stdout)) }() // what was measured before a failure is worth reading too
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context, *report) error
	}{{"write", b.measureWrites}, {"read", b.measureReads}, {"process", b.measureProcesses}, {"levels", b.measureLevels}} {
		if b.only != "" && !slices.Contains(strings.Split(b.only, ","), part.name) {
			continue
		}
		if err := part.run(ctx, &r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if b.hold {
		b.say("holding: " + b.address)
		<-ctx.Done()
	}
	return nil
}

func (b *bench) prepare(ctx context.Context) (err error) {
	if b.address, err = b.database(ctx, "steward"); err != nil {
		return err
	}
	if b.store, err = store.Open(b.address, 20); err != nil {
		return err
	}
	b.say("generating incidents")
	return newGenerator(1, min(b.incidents, small)).run(ctx, b.store.DB, b.say)
}

// small is the size from which growth is told.
const small = 10_000

func (b *bench) measureWrites(ctx context.Context, r *report) error {
	all, err := b.writes(ctx)
	for _, w := range all {
		r.addWritten(w)
		r.note("%s: %d statements a request, %d of them in its transaction; the bare ones are the same", w.what, w.all, w.in)
	}
	return err
}

// measureReads reads lists, first at the small size, then at the whole one, and records.
func (b *bench) measureReads(ctx context.Context, r *report) error {
	api, err := b.start(ctx, "api", b.address, false)
	if err != nil {
		return err
	}
	defer b.end(api)
	b.say("reading: lists and searches")
	before, err := b.look(ctx, api)
	if err != nil {
		return err
	}
	r.addLooked(min(b.incidents, small), before, nil)
	if b.incidents > small {
		if err := newGenerator(small+1, b.incidents-small).run(ctx, b.store.DB, b.say); err != nil {
			return err
		}
		b.say("reading: lists and searches")
		now, err := b.look(ctx, api)
		if err != nil {
			return err
		}
		r.addLooked(b.incidents, now, before)
	}
	b.say("reading: records")
	page, err := b.recordPage(ctx, api)
	if err != nil {
		return err
	}
	r.add(line{operation: "record page data", load: "8 clients", ours: speed([]pair{{ours: page}}, oursOf), bare: "–", ratio: "–", aim: "≥ 800/s"}, page.rate >= 800)
	return nil
}

// measureProcesses measures what needs the whole product: API, worker and engine.
func (b *bench) measureProcesses(ctx context.Context, r *report) error {
	api, err := b.start(ctx, "api", b.address, true)
	if err != nil {
		return err
	}
	defer b.end(api)
	worker, err := b.start(ctx, "worker", b.address, true)
	if err != nil {
		return err
	}
	defer b.end(worker)
	b.say("live update")
	live, err := b.live(ctx, api)
	if err != nil {
		return err
	}
	r.add(line{operation: "live update", load: "200 viewers", ours: "p50 " + ms(live.p50) + "  p95 " + ms(live.p95), bare: "–", ratio: "–", aim: "p95 ≤ 300 ms"},
		live.p95 <= 300*time.Millisecond)
	carried, err := b.processes(ctx, api)
	if err != nil {
		return err
	}
	r.addCarried(carried[0], carried[1])
	enough := 2_000
	if b.full {
		enough = 20_000
	}
	h, err := b.holding(ctx, api, enough)
	if err != nil {
		return err
	}
	r.add(line{operation: "memory", load: fmt.Sprintf("%d open processes", h.open), ours: fmt.Sprintf("API %.0f MB + worker %.0f MB", h.api, h.worker), bare: "–",
		ratio: "–", aim: "≤ 150 MB"}, h.api+h.worker <= 150)
	return nil
}
