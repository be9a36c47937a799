// Package seed fills a private cluster with demo data: a manufacturer with its people, places and services, three of its
// customers, and three months of incidents told from hand-written stories. What is there already stays as it is.
package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/incident"
	"steward/store"
)

// source marks the incidents of the demo data, so that each is told only once.
const source = "demo"

// How many incidents are told, and over how many days.
const (
	tellings = 300
	span     = 92
)

// Report says what was added.
type Report struct {
	People, Incidents int
	Took              time.Duration
}

// Load adds what of the demo data is missing. It refuses any database but one of a private cluster.
func Load(ctx context.Context, st *store.Store) (Report, error) { return load(ctx, st, tellings) }

func load(ctx context.Context, st *store.Store, tellings int) (Report, error) {
	began := time.Now()
	private, err := st.Private(ctx)
	if err != nil {
		return Report{}, err
	}
	if !private {
		return Report{}, domain.Refuse(domain.Forbidden,
			"Demo data goes into a private cluster only, as `steward up` starts one; this database is somebody's own.",
			"演示数据只能写入 steward up 启动的私有数据库；此数据库并非私有。")
	}
	there, err := st.Imported(ctx, source, refs(tellings))
	if err != nil || len(there) == tellings { // incidents come last: nothing is missing
		return Report{}, err
	}
	added, err := loadDirectory(ctx, st)
	if err != nil {
		return Report{}, err
	}
	told, err := loadIncidents(ctx, st, tellings, there)
	return Report{People: added, Incidents: told, Took: time.Since(began)}, err
}

// directory finds the ids of everything by login or code.
type directory struct {
	people, groups, places, categories, services map[string]int64
	rules                                        incident.Rules
}

func (d directory) members(group string) []string {
	for _, team := range teams {
		if team.code == group {
			return strings.Fields(team.members)
		}
	}
	return nil
}

func loadIncidents(ctx context.Context, st *store.Store, tellings int, there map[string]bool) (told int, err error) {
	d, err := findDirectory(ctx, st)
	if err != nil {
		return 0, err
	}
	now, err := st.Now(ctx)
	if err != nil {
		return 0, err
	}
	refs := refs(tellings)
	for _, c := range callings(tellings, now, d.rules.Calendar) {
		ref := refs[c.nth]
		if there[ref] {
			continue
		}
		history := d.tell(rand.New(rand.NewPCG(2, uint64(c.nth))), c, now)
		history.Source, history.Ref = source, ref
		if _, _, err := st.Import(ctx, history); err != nil {
			return told, fmt.Errorf("incident %s of the demo data (%s): %w", ref, c.story.title.En, err)
		}
		told++
	}
	for _, f := range filledIn { // not counted: they are the same however many are told
		if _, _, err := st.Import(ctx, f.tell(d, now)); err != nil {
			return told, fmt.Errorf("ticket %s of the demo data (%s): %w", f.ref, f.title, err)
		}
	}
	return told, nil
}

func refs(tellings int) []string {
	refs := make([]string, tellings)
	for i := range refs {
		refs[i] = fmt.Sprintf("%04d", i+1)
	}
	return refs
}

func findDirectory(ctx context.Context, st *store.Store) (d directory, err error) {
	for _, f := range []struct {
		into *map[string]int64
		kind string
	}{{&d.people, "users"}, {&d.groups, "groups"}, {&d.places, "places"}, {&d.categories, "categories"}, {&d.services, "services"}} {
		if *f.into, err = st.AllIDs(ctx, f.kind); err != nil {
			return d, err
		}
	}
	d.rules, err = st.Rules(ctx)
	return d, err
}

// callings answers when each incident began, in that order, and what becomes of it: the older, the likelier it is over. The
// youngest are those that somebody must act on now. All of it is the same for the same now.
func callings(tellings int, now time.Time, desk *calendar.Calendar) []calling {
	r := rand.New(rand.NewPCG(1, 1))
	young := tellings * freshPerHundred / 100
	cs := make([]calling, tellings-young, tellings)
	held := 0
	for i := range cs {
		cs[i].story = stories[i*17%len(stories)]
		age := time.Duration(float64(span*24*time.Hour) * (1 - (float64(i)+r.Float64())/float64(len(cs))))
		cs[i].began = officeTime(r, now.Add(-age), now, desk.Zone(), cs[i].story.by == workshop)
		switch cs[i].fate = fateOf(r, len(cs)-1-i); {
		case cs[i].fate == waiting:
			cs[i].story = pick(r, waitingFor(incident.HoldReasons[held%len(incident.HoldReasons)]))
			held++
		case cs[i].fate == working && now.Sub(cs[i].began) > 36*time.Hour: // what drags on is what has to wait in between
			cs[i].story = pick(r, waitingFor(incident.HoldReasons[i%len(incident.HoldReasons)]))
		}
		if p := cs[i].story.promised(desk); cs[i].fate == working && p.counts.Between(cs[i].began, now) > p.solved && r.IntN(4) > 0 {
			cs[i].fate = over // only some are late
		}
	}
	cs = append(cs, fresh(r, young, now, desk)...)
	for i := range cs {
		cs[i].nth = i
	}
	slices.SortStableFunc(cs, func(a, b calling) int { return a.began.Compare(b.began) })
	return cs
}

// waitingFor answers the stories whose last hold is for this reason.
func waitingFor(reason string) []story {
	return slices.DeleteFunc(slices.Clone(stories), func(s story) bool {
		last := lastHold(s.steps)
		return last < 0 || s.steps[last].reason != reason
	})
}

// officeTime moves an instant to when people write: on a working day between 8 and 18 o'clock, in the workshops at any time. It
// stays before now.
func officeTime(r *rand.Rand, at, now time.Time, zone *time.Location, shifts bool) time.Time {
	if shifts {
		return at.Truncate(time.Second)
	}
	local := at.In(zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 8, r.IntN(600), r.IntN(60), 0, zone)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || !day.Before(now) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// fateOf decides what becomes of the incident that so many younger ones follow.
func fateOf(r *rand.Rand, younger int) fate {
	n := r.IntN(100)
	switch {
	case younger < 26:
		return []fate{working, working, waiting, solved}[n%4]
	case younger < 56:
		return []fate{solved, solved, waiting, working, over}[n%5]
	case n < 3:
		return waiting
	case n < 5:
		return working
	case n < 11:
		return given
	case n < 16:
		return revived
	}
	return over
}

var stories = slices.Concat(workplaceStories, accountStories, networkStories, systemStories, clientStories)
