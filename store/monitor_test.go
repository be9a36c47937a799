package store

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
)

// I13: equal to counting one by one, for who sees everything and for who sees a part.
func TestMonitor_CountsTheRunningWorkOfEverybody(t *testing.T) {
	d := newLevelsDesk(t)
	d.s.DB.MustExec(`INSERT INTO queues (code, name, open_to_desk) VALUES ('closed', 'Closed', false)`)
	rnd := rand.New(rand.NewPCG(5, 5))
	people := []any{nil, d.tech.UserID, d.boss.UserID, d.agent.UserID}
	type sum struct{ running, overdue, soon, hold, urgent int }
	all, seen := map[string]sum{}, map[string]sum{}
	for i := range 300 {
		state := []string{"new", "active", "on_hold", "resolved", "closed"}[rnd.IntN(5)]
		who, queue, priority := people[rnd.IntN(4)], 1+rnd.IntN(2), 1+rnd.IntN(5)
		var due, closed any
		hours := 0
		if state != "on_hold" && rnd.IntN(4) > 0 {
			hours = rnd.IntN(100) - 50
			due = time.Now().Add(time.Duration(hours)*time.Hour + 30*time.Minute)
		}
		if state == "closed" {
			closed = time.Now()
		}
		d.s.DB.MustExec(`INSERT INTO records (number, kind, title, state, priority, requester_id, queue_id, assignee_id, created_by, created_at, updated_at, closed_at, due_at)
			VALUES ($1, 'incident', 'x', $2, $3, $4, $5, $6, $4, now(), now(), $7, $8)`, fmt.Sprint("X-", i), state, priority, d.customer.UserID, queue, who, closed, due)
		if state == "resolved" || state == "closed" {
			continue
		}
		count := func(of map[string]sum) {
			s := of[fmt.Sprint(who)]
			s.running++
			if due != nil && hours < 0 {
				s.overdue++
			}
			if due != nil && hours >= 0 && hours < 24 {
				s.soon++
			}
			if state == "on_hold" {
				s.hold++
			}
			if priority <= 2 {
				s.urgent++
			}
			of[fmt.Sprint(who)] = s
		}
		count(all)
		if queue == 1 || who == d.tech.UserID {
			count(seen)
		}
	}
	d.s.DB.MustExec(`UPDATE queues SET open_to_desk = true WHERE code = 'desk'`)
	v, err := d.s.ViewerOf(t.Context(), domain.ByID(d.tech.UserID))
	require.NoError(t, err)
	for _, c := range []struct {
		viewer access.Viewer
		want   map[string]sum
	}{{d.top, all}, {v, seen}} {
		loads, err := (&Monitor{Store: d.s}).Loads(t.Context(), c.viewer)
		require.NoError(t, err)
		got := map[string]sum{}
		for i, l := range loads {
			name := fmt.Sprint(nil)
			if l.Person != nil {
				name = fmt.Sprint(l.Person.ID)
			}
			got[name] = sum{l.Running, l.Overdue, l.Soon, l.OnHold, l.Urgent}
			require.True(t, i == 0 || loads[i-1].Overdue >= l.Overdue, "who is overdue first")
			if l.Person != nil && l.Person.ID == d.tech.UserID {
				require.Equal(t, "net", l.Unit.Code)
			}
		}
		require.Equal(t, c.want, got)
	}
}

// Two hundred who look at the same time ask the database once.
func TestMonitor_ServesManyWhoWatch(t *testing.T) {
	d := newLevelsDesk(t)
	d.raise()
	m := &Monitor{Store: d.s}
	var wg sync.WaitGroup
	began := time.Now()
	for range 200 {
		wg.Go(func() {
			loads, err := m.Loads(t.Context(), d.top)
			if err != nil || len(loads) != 1 || loads[0].Running != 1 {
				t.Errorf("%v %v", loads, err)
			}
		})
	}
	wg.Wait()
	require.Less(t, time.Since(began), 5*time.Second)
	for n := 2; n < 6; n++ { // who is told of a change and asks sees it
		d.raise()
		loads, err := m.Loads(t.Context(), d.top)
		require.NoError(t, err)
		require.Equal(t, n, loads[0].Running)
	}
}
