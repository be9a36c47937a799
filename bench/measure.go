package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// series is what one run of a load measured.
type series struct {
	n             int
	rate          float64 // a second
	p50, p95, p99 time.Duration
}

func summarise(took time.Duration, latencies []time.Duration) series {
	slices.Sort(latencies)
	s := series{n: len(latencies), rate: float64(len(latencies)) / took.Seconds()}
	at := func(share float64) time.Duration {
		if len(latencies) == 0 {
			return 0
		}
		return latencies[min(int(share*float64(len(latencies))), len(latencies)-1)]
	}
	s.p50, s.p95, s.p99 = at(.5), at(.95), at(.99)
	return s
}

// operation is done once by one client of a load. The count rises over all of them, so that each can take work of its own.
type operation func(ctx context.Context, count int) error

// load lets clients do the operation one after the other, each as fast as it can, for a while. The first error ends it.
func load(ctx context.Context, clients int, during time.Duration, do operation) (series, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var count atomic.Int64
	var wg sync.WaitGroup
	each := make([][]time.Duration, clients)
	begun := time.Now()
	for i := range clients {
		wg.Go(func() {
			for time.Since(begun) < during && ctx.Err() == nil {
				from := time.Now()
				if err := do(ctx, int(count.Add(1))-1); err != nil {
					cancel(err)
					return
				}
				each[i] = append(each[i], time.Since(from))
			}
		})
	}
	wg.Wait()
	took := time.Since(begun)
	return summarise(took, slices.Concat(each...)), context.Cause(ctx)
}

// pair is one operation and its bare counterpart, measured in turn within one round.
type pair struct {
	ours, bare series
}

// rounds measures an operation and its counterpart three times in turn, beginning now with the one and now with the other, so
// that whatever else the machine does falls on both.
func rounds(ours, bare func(round int) (series, error)) ([]pair, error) {
	var ps []pair
	for round := range 3 {
		var p pair
		var err error
		steps := []func() error{
			func() error { p.ours, err = ours(round); return err },
			func() error { p.bare, err = bare(round); return err },
		}
		if round%2 == 1 {
			slices.Reverse(steps)
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return nil, err
			}
		}
		ps = append(ps, p)
	}
	return ps, nil
}

// middle answers the median of what f says of each round.
func middle[T any, N int | float64 | time.Duration](of []T, f func(T) N) N {
	ns := make([]N, len(of))
	for i, o := range of {
		ns[i] = f(o)
	}
	slices.Sort(ns)
	return ns[len(ns)/2]
}
