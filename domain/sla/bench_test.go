package sla_test

import (
	"testing"
	"time"

	"steward/domain/calendar/data"
	"steward/domain/sla"
)

func benched(b *testing.B) (sla.Clock, time.Time) {
	k := made(b, data.ChinaOffice())
	start := time.Date(2026, 1, 12, 1, 0, 0, 0, time.UTC)
	t := target(b, sla.Resolution, 5, k)
	t.Seconds = 1800 * 3600 // over most of a year
	c := sla.Start(sla.Resolution, t, start)
	for i := range 3 {
		from := start.AddDate(0, 0, 7*i+1)
		c = c.Hold(from, "customer").Resume(from.Add(5 * time.Hour))
	}
	return c, start.AddDate(0, 6, 0)
}

func BenchmarkDeadline_Year3Holds(b *testing.B) {
	c, _ := benched(b)
	for b.Loop() {
		c.Deadline()
	}
}

func BenchmarkElapsed_HalfYear3Holds(b *testing.B) {
	c, now := benched(b)
	for b.Loop() {
		c.Elapsed(now)
	}
}

func BenchmarkThresholds(b *testing.B) {
	c, now := benched(b)
	for b.Loop() {
		c.Thresholds(now)
	}
}

func BenchmarkExplain_HalfYear(b *testing.B) {
	c, now := benched(b)
	for b.Loop() {
		c.Explain(now)
	}
}

// What the rules cost in a bulk recompute of 100,000 clocks and in a tick over them.
func BenchmarkHundredThousand(b *testing.B) {
	c, now := benched(b)
	to := c.Target
	to.Seconds /= 2
	b.Run("retarget", func(b *testing.B) {
		for b.Loop() {
			for range 100_000 {
				c.Retarget(to, now)
			}
		}
	})
	b.Run("next", func(b *testing.B) {
		one := []sla.Clock{c}
		for b.Loop() {
			for range 100_000 {
				sla.Next(one, now)
			}
		}
	})
}
