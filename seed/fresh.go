package seed

import (
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"steward/domain/calendar"
	"steward/domain/incident"
)

// What runs now: of every hundred incidents so many are on a clock that ends today or tomorrow, or has just ended. The first have
// no answer yet, and used this share of the time until one is promised; the others are in work, and have so much working time left.
var (
	usedOfAnswer = []float64{.15, .4, .55, .8, .93, .3, 1.2, .65, .5, .85}
	leftToSolve  = []time.Duration{hours, 2 * hours, 3 * hours, 5 * hours, 7 * hours, 9 * hours, 12 * hours, -hours, 4 * hours, 6 * hours, 15 * hours, 30 * minutes}
)

const freshPerHundred = 8

// promise is when a story's first answer and its solution are due, and by which calendar that is counted. A customer's own
// contract is left out: who asks is not decided yet.
type promise struct {
	counts        *calendar.Calendar
	first, solved time.Duration
}

func (s story) promised(desk *calendar.Calendar) promise {
	priority := incident.DefaultMatrix.Priority(s.impact, s.urgency)
	p := policies[slices.IndexFunc(policies, func(p policy) bool {
		c := p.conditions
		return (c.Priority == nil || slices.Contains(c.Priority, priority)) && (c.Service == nil || slices.Contains(c.Service, s.service)) && c.Customer == nil
	})]
	counts := desk
	for _, d := range calendars() {
		if d.Code == p.calendar || p.calendar == "" && d.Code == serviceCalendars[s.service] {
			counts = calendar.Must(d)
		}
	}
	return promise{counts: counts, first: p.first[priority-1], solved: p.resolution[priority-1]}
}

// fresh answers the youngest incidents of the demo data; they stand where somebody must act soon, whenever that is looked at.
func fresh(r *rand.Rand, count int, now time.Time, desk *calendar.Calendar) []calling {
	steady := slices.DeleteFunc(slices.Clone(stories), func(s story) bool { return s.by == clients || lastHold(s.steps) >= 0 })
	mixed := slices.Clone(stories)
	for _, list := range [][]story{mixed, steady} {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	cs := make([]calling, count)
	for i := range cs {
		c := calling{story: mixed[i/2%len(mixed)], fate: untouched}
		if i%2 == 1 {
			c = calling{story: steady[i/2%len(steady)], fate: working}
		}
		p := c.story.promised(desk)
		used := time.Duration(usedOfAnswer[i/2%len(usedOfAnswer)] * float64(p.first))
		if c.fate == working {
			used = p.solved - min(leftToSolve[i/2%len(leftToSolve)], p.solved/2)
		}
		c.began = ago(p.counts, now, used).Truncate(time.Second)
		cs[i] = c
	}
	return cs
}

// ago answers the instant since which so much working time has passed.
func ago(c *calendar.Calendar, now time.Time, worked time.Duration) time.Time {
	const most = 120 * 24 * 60
	n := sort.Search(most, func(n int) bool { return c.Between(now.Add(-time.Duration(n)*time.Minute), now) >= worked })
	return now.Add(-time.Duration(n) * time.Minute)
}
