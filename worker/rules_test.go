package worker_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/store"
	"steward/testkit"
)

// newStoreDesk makes a desk whose processes nobody carries: the database alone.
func newStoreDesk(t *testing.T) *desk {
	t.Helper()
	t.Parallel()
	return deskOn(t, testkit.DatabaseURL(t), "", "", nil)
}

func (d *desk) keyed(v access.Viewer, number, key, body string, a incident.Act) error {
	return d.store.Act(d.ctx(), store.ActInput{Number: number, Viewer: v, Key: key, BodyHash: []byte(body), Act: a})
}

// Issue, FLOW 4: the same key twice, with another body, by another person.
func TestFlow4_TheSameKey(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	note := incident.Act{Verb: incident.Note, Comment: "Called back."}
	require.NoError(t, d.keyed(d.agent, n, "k1", "a", note))
	require.NoError(t, d.keyed(d.agent, n, "k1", "a", note), "a repeat answers as the first")
	require.Equal(t, []string{"create", "note"}, d.verbs(n))
	require.Equal(t, 1, d.count(`SELECT count(*) FROM messages`))

	err := d.keyed(d.agent, n, "k1", "b", note)
	var refusal *domain.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, domain.Invalid, refusal.Code)
	require.Equal(t, "Idempotency-Key", refusal.Field)

	require.NoError(t, d.keyed(d.tech, n, "k1", "a", note), "the same key by another person is another act")
	require.NoError(t, d.keyed(d.agent, d.raise(), "k1", "a", note), "and on another record")
	require.Equal(t, []string{"create", "note", "note"}, d.verbs(n))

	require.NoError(t, d.keyed(d.agent, n, "", "a", note), "without a key there is no protection")
	require.NoError(t, d.keyed(d.agent, n, "", "a", note))
	require.Len(t, d.verbs(n), 5)
}

// FLOW 4: only outcomes are recorded. A refusal is judged anew when it is repeated.
func TestFlow4_ARefusalIsJudgedAnew(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	accept := incident.Act{Verb: incident.Accept}
	require.Equal(t, domain.Conflict, domain.CodeOf(d.keyed(d.customer, n, "k", "a", accept)))
	d.resolve(n)
	require.NoError(t, d.keyed(d.customer, n, "k", "a", accept))
	require.NoError(t, d.keyed(d.customer, n, "k", "a", accept), "although it could not be accepted once more")
	require.Equal(t, []string{"create", "resolve", "accept"}, d.verbs(n))
}

// FLOW 4: twenty at the same moment under one key are one act; the same for creations.
func TestFlow4_ManyAtOnceUnderOneKey(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	var g errgroup.Group
	numbers := make([]string, 20)
	for i := range 20 {
		g.Go(func() error {
			return d.keyed(d.agent, n, "k", "a", incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
		})
		g.Go(func() (err error) {
			in := d.printer()
			in.Key, in.BodyHash = "new", []byte("body")
			numbers[i], err = d.store.CreateIncident(d.ctx(), in)
			return err
		})
	}
	require.NoError(t, g.Wait())
	require.Equal(t, []string{"create", "assign"}, d.verbs(n))
	for _, other := range numbers {
		require.Equal(t, numbers[0], other)
	}
	require.Equal(t, 2, d.count(`SELECT count(*) FROM records`))
	in := d.printer()
	in.Key, in.BodyHash = "new", []byte("another")
	_, err := d.store.CreateIncident(d.ctx(), in)
	require.Equal(t, domain.Invalid, domain.CodeOf(err))
}

// FLOW 2: facts are stamped by the database's clock, never by that of a server. Ten minutes to either side change nothing,
// and no fact is earlier than the one before.
func TestFlow2_TheServersClockIsNeverUsed(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	for _, wrong := range []time.Duration{10 * time.Minute, -20 * time.Minute, 10 * time.Minute} {
		d.letPass(wrong) // what the database takes for now is not what this process takes for now
		var before time.Time
		require.NoError(t, d.store.DB.Get(&before, `SELECT greatest(steward_now(), max(updated_at)) FROM records`))
		d.must(d.agent, n, incident.Act{Verb: incident.Note, Comment: "Tick."})
		d.must(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
		var at time.Time
		require.NoError(t, d.store.DB.Get(&at, `SELECT max(at) FROM acts`))
		require.False(t, at.Before(before), "%s: the act is at %s, the database's clock was %s", wrong, at, before)
		require.WithinDuration(t, before, at, time.Minute, "by the database's clock")
	}
	require.Zero(t, d.count(`SELECT count(*) FROM acts a JOIN acts b ON b.record_id = a.record_id AND b.id > a.id AND b.at < a.at`))
	broken, err := d.store.VerifyAudit(d.ctx())
	require.NoError(t, err)
	require.Empty(t, broken.Broken)
}

// FLOW 1: a reference to a locked record is not blocked; a second writer waits three seconds and is told to try again.
func TestFlow1_TheRecordLock(t *testing.T) {
	d := newStoreDesk(t)
	n, other := d.raise(), d.raise()
	tx := d.store.DB.MustBegin()
	defer func() { require.NoError(t, tx.Rollback()) }()
	tx.MustExec(`SELECT FROM records WHERE number = $1 FOR NO KEY UPDATE`, n)
	d.exec(`INSERT INTO links (from_id, to_id, kind, created_by, created_at)
		SELECT b.id, a.id, 'relates', $3, now() FROM records a, records b WHERE a.number = $1 AND b.number = $2`, n, other, d.agent.UserID)
	began := time.Now()
	err := d.act(d.agent, n, incident.Act{Verb: incident.Note, Comment: "Hello?"})
	require.Equal(t, domain.Unavailable, domain.CodeOf(err))
	require.Greater(t, time.Since(began), 2*time.Second)
	require.NoError(t, d.act(d.agent, other, incident.Act{Verb: incident.Note, Comment: "Hello!"}), "another record is free")
}

// FLOW 1: what PostgreSQL gives up because of others is done again whole, three times at most.
func TestFlow1_DeadlocksAreTriedAgainThreeTimes(t *testing.T) {
	d := newStoreDesk(t)
	for _, code := range []string{"40P01", "40001"} {
		for _, failures := range []int{3, 4} {
			tries := 0
			err := d.store.Tx(d.ctx(), func(tx *sqlx.Tx) error {
				if tries++; tries > failures {
					return nil
				}
				_, err := tx.Exec(`DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '` + code + `'; END $$`)
				return err
			})
			require.Equal(t, failures == 3, err == nil, "%s, %d failures", code, failures)
			require.Equal(t, 4, tries)
			if err != nil {
				require.Equal(t, domain.Unavailable, domain.CodeOf(err))
			}
		}
	}
}

// Issue, FLOW 1: link against act without deadlock, both ways at once.
func TestFlow1_LinksAgainstActs(t *testing.T) {
	d := newStoreDesk(t)
	a, b := d.raise(), d.raise()
	const rounds = 100
	var g errgroup.Group
	link := func(from, to, kind string) func() error {
		return func() error {
			return d.store.Link(d.ctx(), store.ActInput{Number: from, Viewer: d.agent}, to, kind)
		}
	}
	var linked, refused atomic.Int64
	count := func(err error) error {
		switch domain.CodeOf(err) {
		case "":
			linked.Add(1)
		case domain.Conflict: // linked in this way already
			refused.Add(1)
			return nil
		}
		return err
	}
	for i := range rounds {
		g.Go(func() error { return count(link(a, b, store.LinkKinds[i%4])()) })
		g.Go(func() error { return count(link(b, a, store.LinkKinds[i%4])()) })
		for _, n := range []string{a, b} {
			g.Go(func() error { return d.act(d.tech, n, incident.Act{Verb: incident.Note, Comment: fmt.Sprint(i)}) })
		}
	}
	require.NoError(t, g.Wait())
	require.EqualValues(t, 8, linked.Load())
	require.EqualValues(t, 2*rounds-8, refused.Load())
	require.Equal(t, 8, d.count(`SELECT count(*) FROM links`))
	require.Equal(t, 2*rounds, d.count(`SELECT count(*) FROM acts WHERE verb = 'note'`))
	report, err := d.store.VerifyAudit(d.ctx())
	require.NoError(t, err)
	require.Empty(t, report.Broken)
}

// Of many who decide in the same moment one wins, and the others are told.
func TestFlow1_OfManyWhoDecideOneWins(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.resolve(n)
	var won, told atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			a := incident.Act{Verb: incident.Accept}
			if i%2 == 0 {
				a = incident.Act{Verb: incident.Reject, Comment: "No"}
			}
			switch err := d.act(d.customer, n, a); domain.CodeOf(err) {
			case domain.Closed, domain.Conflict:
				told.Add(1)
			default:
				if err == nil {
					won.Add(1)
				}
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, won.Load())
	require.EqualValues(t, 19, told.Load())
}

// FLOW 3: settle first, then judge. What fell due before the act happened before it, with its own instant.
func TestFlow3_WhatFellDueHappensBeforeTheAct(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.resolve(n)
	closes := d.acceptBy(n)
	d.letPass(time.Until(closes) + time.Hour)
	require.Equal(t, domain.Closed, domain.CodeOf(d.act(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "Too late"})))
	require.Equal(t, "resolved", d.process(n).State, "a refusal changes nothing, not even what fell due")
	d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "In time for this"})
	require.Equal(t, []string{"create", "resolve", "auto_closed", "reopen"}, d.verbs(n))
	var at time.Time
	require.NoError(t, d.store.DB.Get(&at, `SELECT at FROM acts WHERE verb = 'auto_closed'`))
	require.Equal(t, closes.UTC(), at.UTC(), "at its instant")
	require.Equal(t, 1, d.count(`SELECT count(*) FROM outbox WHERE signal = 'AutoClosed'`))
}

// FLOW 3: what is offered is what will be judged: also while what fell due has not been applied yet.
func TestFlow3_WhatFellDueIsOfferedAsItWillBeJudged(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.resolve(n)
	d.letPass(time.Until(d.acceptBy(n)) + time.Hour)
	verbs := func(acts []incident.Offered) (vs []incident.Verb) {
		for _, a := range acts {
			vs = append(vs, a.Verb)
		}
		return vs
	}
	r, err := d.store.Record(d.ctx(), d.customer, n)
	require.NoError(t, err)
	require.Equal(t, []incident.Verb{incident.Reopen, incident.Attach}, verbs(r.Acts))
	page, err := d.store.Work(d.ctx(), d.customer, store.WorkQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, []incident.Verb{incident.Reopen, incident.Attach}, verbs(page.Items[0].Acts))
	d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "As offered"})
}

// FLOW 5: words do not wake the process, what moves it does.
func TestFlow5_WhoWakesTheProcess(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	needs := d.process(n).Needs
	for _, a := range []incident.Act{{Verb: incident.Note, Comment: "x"}, {Verb: incident.Reply, Comment: "x"}, {Verb: incident.LogWork, Minutes: 5}} {
		d.must(d.tech, n, a)
	}
	require.Equal(t, needs, d.process(n).Needs)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM outbox`), "the creation's alone")
	d.must(d.tech, n, incident.Act{Verb: incident.Take})
	require.Equal(t, needs+1, d.process(n).Needs)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM outbox WHERE signal = 'Taken' AND caption->>'verb' = 'take' AND caption->>'login' = 'tom'`))
}

// life names a life of the record as its process does.
func (d *desk) life(number string, epoch int) process.Life {
	l := process.Life{Number: number, Epoch: epoch}
	require.NoError(d.t, d.store.DB.Get(&l.UUID, `SELECT uuid FROM records WHERE number = $1`, number))
	return l
}

// FLOW 8: a run of another life changes nothing.
func TestFlow8_AnotherLifeChangesNothing(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "x"})
	stranger := d.life(n, 1)
	stranger.UUID = "6a1f0c1e-0000-4000-8000-000000000001"
	for _, life := range []process.Life{d.life(n, 2), d.life(n, 0), stranger} {
		out, err := d.store.Advance(d.ctx(), process.AdvanceIn{Life: life, First: true, Open: []process.StageRef{{Stage: incident.StageHandle, Round: 1}}})
		require.NoError(t, err)
		require.Equal(t, process.AdvanceOut{Superseded: true}, out)
		ended, err := d.store.CloseProcess(d.ctx(), life)
		require.NoError(t, err)
		require.False(t, ended)
		require.NoError(t, d.store.SetStuck(d.ctx(), life, "no"))
	}
	p := d.process(n)
	require.Nil(t, p.EndedAt)
	require.Nil(t, p.Stuck)
	require.Empty(t, d.rounds(n, 1))
	require.NotEqual(t, p.Needs, p.Advanced)
}

// FLOW 20: who reads a newer form of a process writes nothing and says so.
func TestFlow20_ANewerShapeIsLeftAlone(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.exec(`UPDATE processes SET shape = 99`)
	require.Equal(t, domain.Unavailable, domain.CodeOf(d.act(d.agent, n, incident.Act{Verb: incident.Take})))
	other := d.raise() // of this build's shape
	title := "Other"
	for what, write := range map[string]func() error{
		"advance": func() error {
			_, err := d.store.Advance(d.ctx(), process.AdvanceIn{Life: d.life(n, 1), First: true})
			return err
		},
		"close": func() error { _, err := d.store.CloseProcess(d.ctx(), d.life(n, 1)); return err },
		"edit":  func() error { return d.store.PatchRecord(d.ctx(), d.agent, n, 1, store.RecordPatch{Title: &title}) },
		"link": func() error {
			return d.store.Link(d.ctx(), store.ActInput{Number: n, Viewer: d.agent}, other, "relates")
		},
		"be linked": func() error {
			return d.store.Link(d.ctx(), store.ActInput{Number: other, Viewer: d.agent}, n, "relates")
		},
		"next life": func() error { _, err := d.store.NextEpoch(d.ctx(), n, 1, "x"); return err },
	} {
		require.Equal(t, domain.Unavailable, domain.CodeOf(write()), what)
	}
	require.Equal(t, []string{"create"}, d.verbs(n))
	require.Equal(t, []string{"create"}, d.verbs(other))
	require.Equal(t, 1, d.process(n).Epoch)
	p := d.process(n)
	require.NotEqual(t, p.Needs, p.Advanced)
}

// FLOW 15: what does not belong to the transaction is answered again until it is done.
func TestFlow15_UnfinishedEffectsAreAnsweredAgain(t *testing.T) {
	d := newStoreDesk(t)
	n := d.raise()
	d.resolve(n)
	in := process.AdvanceIn{Life: d.life(n, 1), First: true, Open: []process.StageRef{{Stage: incident.StageHandle, Round: 1}}}
	for range 2 {
		out, err := d.store.Advance(d.ctx(), in)
		require.NoError(t, err)
		require.Len(t, out.Effects, 1)
		require.Equal(t, "Notify", out.Effects[0].Kind)
		require.Contains(t, out.Effects[0].Summary, "tell carla: "+n+" resolved until ")
		require.Equal(t, domain.VerdictDone, out.Positions[0].Verdict)
	}
	out, err := d.store.Advance(d.ctx(), in)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, d.store.FinishNotice(d.ctx(), out.Effects[0].ID))
	}
	out, err = d.store.Advance(d.ctx(), in)
	require.NoError(t, err)
	require.Empty(t, out.Effects)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM notices WHERE what = 'resolved'`))
}

// FLOW 11: a row that fails is put back with a growing pause; a lease keeps others away as long as it lasts.
func TestFlow11_LeasesAndBackOff(t *testing.T) {
	d := newStoreDesk(t)
	d.raise()
	first, err := d.store.ClaimWakes(d.ctx(), 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, first, 1)
	second, err := d.store.ClaimWakes(d.ctx(), 10, time.Minute)
	require.NoError(t, err)
	require.Empty(t, second)
	require.NoError(t, d.store.DelayWakes(d.ctx(), []int64{first[0].ID}, time.Hour, errors.New("away").Error()))
	second, err = d.store.ClaimWakes(d.ctx(), 10, time.Minute)
	require.NoError(t, err)
	require.Empty(t, second, "not before its pause is over")
	d.exec(`UPDATE outbox SET due_at = clock_timestamp()`)
	second, err = d.store.ClaimWakes(d.ctx(), 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, second, 1)
	require.Equal(t, 2, second[0].Tries)
}
