package worker_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"steward/domain/incident"
	"steward/store"
)

// Issue: killed after commit before poke. FLOW 11: the relay looks unasked.
func TestFault_KilledAfterCommitBeforePoke(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	startPart(t, "create", d.env()...).died(t)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM outbox`))
	d.startWorkers()
	d.atStage("INC-000001", incident.StageHandle)
	in := d.printer()
	in.Key = "once"
	number, err := d.store.CreateIncident(d.ctx(), in)
	require.NoError(t, err)
	require.Equal(t, "INC-000001", number, "who was not answered repeats, and is told the number of the first")
	require.Equal(t, 1, d.count(`SELECT count(*) FROM records`))
}

// Issue: killed after start before the outbox row is removed. FLOW 11: one call for start and wake, reject-duplicate.
func TestFault_KilledAfterStartBeforeTheOutboxRowIsRemoved(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	startPart(t, "relay", d.env()...).died(t)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.status(n, 1))
	require.Equal(t, 1, d.count(`SELECT count(*) FROM outbox WHERE leased_until > clock_timestamp()`))
	d.exec(`UPDATE outbox SET leased_until = clock_timestamp() - interval '1 second'`) // as it will be after half a minute
	d.startWorkers()
	d.atStage(n, incident.StageHandle)
	d.until("the outbox is empty", func() bool { return d.count(`SELECT count(*) FROM outbox`) == 0 })
	require.Equal(t, []string{"Created", "Created"}, d.signals(n, 1), "the same run was told twice")
	require.Equal(t, []string{"handle 1"}, d.rounds(n, 1))
	require.Equal(t, 1, d.process(n).Epoch)
}

// Issue: killed after Advance commits before its task completes. The task is given out again when its time has passed.
func TestFault_KilledAfterAdvanceCommitsBeforeItsTaskCompletes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	d.resolve(n)
	p := startPart(t, "worker", d.env(dieVar+"=Advance")...)
	_, err := d.relay.Drain(d.ctx())
	require.NoError(t, err)
	p.died(t)
	require.Equal(t, []string{"handle 1 done"}, d.rounds(n, 1), "committed, and nobody was told")
	d.startWorkers()
	d.atStage(n, incident.StageAccept)
	require.Equal(t, []string{"handle 1 done", "accept 1"}, d.rounds(n, 1))
	d.told(n, "resolved", "carla", 1)
}

// told checks how many notices of a kind about the record a person has in the end.
func (d *desk) told(number, what, login string, times int) {
	d.t.Helper()
	const query = `SELECT count(*) FROM notices n JOIN records r ON r.id = n.record_id JOIN users u ON u.id = n.user_id
		WHERE r.number = $1 AND n.what = $2 AND u.login = $3`
	d.until(what+" told to "+login, func() bool { return d.count(query, number, what, login) >= times })
	d.until("effects done", func() bool { return d.count(`SELECT count(*) FROM effects WHERE done_at IS NULL`) == 0 })
	require.Equal(d.t, times, d.count(query, number, what, login))
}

// Issue: in the middle of an effect. FLOW 15: keyed by the effect's row; every activity may run twice.
func TestFault_KilledInTheMiddleOfAnEffect(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	d.resolve(n)
	d.must(d.customer, n, incident.Act{Verb: incident.Escalate, Comment: "Again!"})
	p := startPart(t, "worker", d.env(dieVar+"=FinishNotice")...)
	_, err := d.relay.Drain(d.ctx())
	require.NoError(t, err)
	p.died(t)
	d.exec(`UPDATE effects SET done_at = NULL`) // even if the row itself had not been written
	d.startWorkers()
	d.must(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
	d.told(n, "resolved", "carla", 1)
	d.told(n, "escalated", "mona", 1)
	d.told(n, "assigned", "tom", 1)
}

// The answer of an activity is lost, once for every kind of call: the repeat changes nothing more.
func TestFault_TheAnswerOfEveryKindOfCallIsLostOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var lost sync.Map
	d.startHooked(&hook{after: func(call string) error {
		if _, before := lost.LoadOrStore(call, true); !before {
			return errors.New("the connection broke")
		}
		return nil
	}})
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	d.letPass(20 * day)
	d.swept(n+" ended", func() bool { return d.process(n).EndedAt != nil })
	for _, call := range []string{"Advance", "FinishNotice", "CloseProcess"} {
		_, did := lost.Load(call)
		require.True(t, did, call)
	}
	require.Equal(t, []string{"handle 1 done", "accept 1 done", "reopen 1 done"}, d.rounds(n, 1))
	d.told(n, "resolved", "carla", 1)
	d.until("the run ended", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
}

// Issue: two relays with an expired lease. FLOW 12: repetition does no harm.
func TestFault_TwoRelaysWithAnExpiredLease(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	d.resolve(n)
	slow, err := d.store.ClaimWakes(d.ctx(), 10, 0)
	require.NoError(t, err)
	require.Len(t, slow, 2)
	d.startWorkers()
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	for _, w := range slow { // the slow relay wakes up and goes on with what it once claimed
		require.NoError(t, d.relay.Send(d.ctx(), w))
	}
	require.NoError(t, d.store.DeleteWakes(d.ctx(), []int64{slow[0].ID, slow[1].ID}))
	d.until("all signals are there", func() bool { return len(d.signals(n, 1)) == 5 })
	d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "It jams again"})
	d.atStage(n, incident.StageHandle)
	require.Equal(t, []string{"handle 1 done", "accept 1 done", "reopen 1 returned", "handle 2"}, d.rounds(n, 1))
}

// A slow relay reaches a process whose run has ended by then: the database knows, and no new life begins.
func TestFault_ASlowRelayComesAfterTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	slow, err := d.store.ClaimWakes(d.ctx(), 10, 0)
	require.NoError(t, err)
	d.startWorkers()
	d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "Works"})
	d.until("the run ended", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
	require.NoError(t, d.relay.Send(d.ctx(), slow[0]))
	require.Equal(t, 1, d.process(n).Epoch)
	require.NotNil(t, d.process(n).EndedAt)
}

// Issue: wake-ups lost: the sweep finds. FLOW 7.
func TestFault_WakeUpsLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	started, never := d.raise(), ""
	d.atStage(started, incident.StageHandle)
	d.stopWorkers()
	d.resolve(started)
	never = d.raise()
	d.exec(`DELETE FROM outbox`)
	d.startWorkers()
	n, err := d.sweep.Once(d.ctx())
	require.NoError(t, err)
	require.Equal(t, 2, n, "both, and nobody else")
	d.atStage(started, incident.StageAccept)
	d.atStage(never, incident.StageHandle)
	n, err = d.sweep.Once(d.ctx())
	require.NoError(t, err)
	require.Zero(t, n, "nothing is left to find")
}

// A lost timer is found by its instant.
func TestFault_ATimerLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.letPass(10 * day) // the timer in Temporal knows nothing of it
	_, err := d.sweep.Once(d.ctx())
	require.NoError(t, err)
	d.atStage(n, incident.StageReopen)
	require.Equal(t, []string{"create", "resolve", "auto_closed"}, d.verbs(n))
}

// Issue: wake-ups doubled and late, in another order. FLOW 12.
func TestFault_WakeUpsDoubledLateAndReordered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	n := d.raise()
	d.resolve(n)
	d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No"})
	d.must(d.tech, n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	d.exec(`INSERT INTO outbox (record_id, signal, caption) SELECT record_id, signal, caption FROM outbox`)
	ws, err := d.store.ClaimWakes(d.ctx(), 64, time.Minute)
	require.NoError(t, err)
	require.Len(t, ws, 8)
	d.startWorkers()
	for i := range ws { // the last first
		require.NoError(t, d.relay.Send(d.ctx(), ws[len(ws)-1-i]))
	}
	d.atStage(n, incident.StageHandle)
	require.Equal(t, []string{"handle 1"}, d.rounds(n, 1), "it is on hold, however it came there")
	require.NoError(t, d.store.DeleteWakes(d.ctx(), ids(ws)))
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	for _, w := range ws { // and once more, late
		require.NoError(t, d.relay.Send(d.ctx(), w))
	}
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	require.Equal(t, []string{"handle 1 done", "accept 1 done", "reopen 1"}, d.rounds(n, 1))
	d.told(n, "resolved", "carla", 2)
}

func ids(ws []store.Wake) (ids []int64) {
	for _, w := range ws {
		ids = append(ids, w.ID)
	}
	return ids
}

// Issue: a reply one second before the auto-close whose wake-up comes after it. FLOW 3.
func TestFault_AReplyOneSecondBeforeTheClosingIsHeardOfAfter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.stopWorkers()
	closes := d.acceptBy(n)
	d.letPass(time.Until(closes) - 2*time.Second)
	d.must(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "One moment, I am trying it."})
	again := d.acceptBy(n)
	require.True(t, again.After(closes.Add(day)), "the whole acceptance time again")
	d.letPass(10 * time.Second) // now the old instant has passed, and the reply's wake is still on its way
	d.startWorkers()
	d.atStage(n, incident.StageAccept)
	_, err := d.sweep.Once(d.ctx())
	require.NoError(t, err)
	d.atStage(n, incident.StageAccept)
	require.Equal(t, "resolved", d.process(n).State)
	require.Equal(t, []string{"create", "resolve", "reply"}, d.verbs(n))
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
}

func (d *desk) acceptBy(number string) time.Time {
	d.t.Helper()
	var at time.Time
	require.NoError(d.t, d.store.DB.Get(&at, `SELECT accept_by FROM incidents JOIN records r ON r.id = record_id WHERE number = $1`, number))
	return at
}

// Issue: reopening during the old run's last activity: before it commits, and when it has.
func TestFault_ReopenedDuringTheLastActivity(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]func(f func(call string) error) *hook{
		"before it commits": func(f func(string) error) *hook { return &hook{before: f} },
		"after it commits":  func(f func(string) error) *hook { return &hook{after: f} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			var n string
			var once atomic.Bool
			d.startHooked(h(func(call string) error {
				if call == "CloseProcess" && !once.Swap(true) {
					return d.act(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "No, it does not"})
				}
				return nil
			}))
			n = d.raise()
			d.atStage(n, incident.StageHandle)
			d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "Works again"})
			d.until("the second life", func() bool {
				p := d.process(n)
				return p.Epoch == 2 && p.Needs == p.Advanced && p.EndedAt == nil
			})
			d.until("the first run ended", func() bool { return d.status(n, 1) != enums.WORKFLOW_EXECUTION_STATUS_RUNNING })
			require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.status(n, 2))
			d.resolve(n)
			d.atStage(n, incident.StageAccept)
			require.Equal(t, []string{"handle 1 done", "accept 1"}, d.rounds(n, 2), "the second life has rounds of its own")
			require.Equal(t, []string{"handle 1 cancelled"}, d.rounds(n, 1))
		})
	}
}
