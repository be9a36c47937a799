package worker_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/store"
)

// documentType makes the type “notice”: decided by a diamond, read by anna and mona.
func (d *desk) documentType() {
	d.t.Helper()
	id := d.publish("decide", store.KindDocument, diamond)
	d.exec(`INSERT INTO document_groups (code, name) VALUES ('office', 'Office')`)
	d.exec(`INSERT INTO document_types (code, name, group_id, template_id, pattern, circulation) SELECT 'notice', 'Notice', id, $1, '{year}-{seq}', '[{"by":"person","name":"anna"},{"by":"person","name":"mona"}]' FROM document_groups`, id)
}

func (d *desk) write() string {
	d.t.Helper()
	n, err := d.store.CreateDocument(d.ctx(), store.NewDocument{NewApproval: store.NewApproval{Viewer: d.customer, Title: "Rules"}, Type: domain.ByCode("notice")})
	require.NoError(d.t, err)
	return n
}

// decide lets everybody answer yes.
func (d *desk) decide(number string) {
	d.t.Helper()
	d.waitsOn(number, "a tom")
	d.yes(number, d.tech)
	d.waitsOn(number, "b anna", "c mona")
	d.yes(number, d.agent, d.manager)
	d.waitsOn(number, "d mona", "d tom")
	d.yes(number, d.manager, d.tech)
}

func (d *desk) reads(number string, vs ...access.Viewer) {
	d.t.Helper()
	for _, v := range vs {
		require.NoError(d.t, d.store.MarkRead(d.ctx(), v, number))
	}
}

func (d *desk) stands(number string, want document.Status) {
	d.t.Helper()
	d.until(fmt.Sprint(number, " is ", want), func() bool {
		return d.count(`SELECT count(*) FROM documents d JOIN records r ON r.id = d.record_id JOIN processes p ON p.record_id = r.id
			WHERE r.number = $1 AND d.status = $2 AND p.needs = p.advanced`, number, want) == 1
	})
}

func (d *desk) revokes(number string) {
	d.t.Helper()
	require.NoError(d.t, d.store.Act(d.ctx(), store.ActInput{Number: number, Viewer: d.customer, Act: incident.Act{Verb: document.Revoke, Comment: "so"}}))
}

// decidedAlone takes a document to the point where its plan is decided and no process has looked since.
func (d *desk) decidedAlone() string {
	d.t.Helper()
	n := d.write()
	var life process.Life
	require.NoError(d.t, d.store.DB.QueryRow(`SELECT number, uuid, 1 FROM records WHERE number = $1`, n).Scan(&life.Number, &life.UUID, &life.Epoch))
	look := func() {
		_, err := d.store.Advance(d.ctx(), process.AdvanceIn{Life: life, First: true, Open: []process.StageRef{{Stage: document.StageApprove, Round: 1}}})
		require.NoError(d.t, err)
	}
	look()
	d.yes(n, d.tech)
	look()
	d.yes(n, d.agent, d.manager)
	look()
	d.yes(n, d.manager, d.tech)
	return n
}

func (d *desk) numberedOnce(number string) {
	d.t.Helper()
	require.Equal(d.t, 1, d.count(`SELECT last FROM document_counters`))
	require.Equal(d.t, 1, d.count(`SELECT count(*) FROM documents WHERE number_seq = 1`))
	require.Equal(d.t, 1, d.count(`SELECT count(*) FROM acts WHERE verb = 'issued'`))
	d.told(number, "document_circulated", "mona", 1)
	d.told(number, "document_issued", "carla", 1)
}

// Issue: killed after an act commits. The last approval is a fact; the number follows when somebody looks again.
func TestFault_DocumentDecidedAndNobodyPoked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.documentType()
	n := d.decidedAlone()
	d.exec(`DELETE FROM outbox`)
	require.Zero(t, d.count(`SELECT count(*) FROM document_counters`))
	d.startWorkers()
	d.swept("the sweep finds it", func() bool { return d.count(`SELECT count(*) FROM document_counters`) == 1 })
	d.stands(n, document.Circulating)
	d.numberedOnce(n)
}

// Issue: killed after Advance issues a number: no number is lost or doubled.
func TestFault_KilledAfterAdvanceIssuedANumber(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.documentType()
	n := d.decidedAlone()
	p := startPart(t, "worker", d.env(dieVar+"=Advance", dieAtVar+"=2")...)
	_, err := d.relay.Drain(d.ctx())
	require.NoError(t, err)
	p.died(t)
	require.Equal(t, 1, d.count(`SELECT last FROM document_counters`), "committed, and the process was not told")
	require.Equal(t, []string{"approve 1 done", "issue 1 done"}, d.rounds(n, 1))
	d.startWorkers()
	d.stands(n, document.Circulating)
	d.numberedOnce(n)
}

// Issue: killed in the middle of archiving, before and after the page is kept: it is kept once.
func TestFault_KilledWhileArchiving(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"ToArchive", "FinishArchive"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.documentType()
			d.exec(`UPDATE document_types SET circulation = '[]'`)
			n := d.decidedAlone()
			p := startPart(t, "worker", d.env(dieVar+"="+call)...)
			_, err := d.relay.Drain(d.ctx())
			require.NoError(t, err)
			p.died(t)
			d.startWorkers()
			d.ended(n)
			d.stands(n, document.Archived)
			require.Equal(t, 1, d.count(`SELECT count(*) FROM document_archives`))
			require.Equal(t, 1, d.count(`SELECT count(*) FROM acts WHERE verb = 'archived'`))
		})
	}
}

// The answer of every kind of call is lost once; nothing happens twice, in two lives.
func TestFault_TheAnswersOfADocumentsCallsAreLostOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.documentType()
	var lost sync.Map
	d.startHooked(&hook{after: func(call string) error {
		if _, before := lost.LoadOrStore(call, true); !before {
			return errors.New("the connection broke")
		}
		return nil
	}})
	n := d.write()
	d.decide(n)
	d.stands(n, document.Circulating)
	d.reads(n, d.agent, d.manager)
	d.stands(n, document.Archived)
	d.ended(n)
	d.numberedOnce(n)
	lost.Clear()
	d.revokes(n)
	d.decide(n)
	d.stands(n, document.Revoked)
	d.ended(n)
	for _, call := range []string{"Advance", "ToArchive", "FinishArchive", "CloseProcess", "FinishNotice"} {
		_, did := lost.Load(call)
		require.True(t, did, call)
	}
	require.Equal(t, 2, d.count(`SELECT count(*) FROM document_archives`))
	require.Equal(t, []string{"approve 1 done", "issue 1 done"}, d.rounds(n, 2)[:2], "what has been done is walked")
	require.Contains(t, d.rounds(n, 2), "archive 1 done")
	d.told(n, "document_revoked", "anna", 1)
}

// Twenty documents are decided and read while the worker is killed again and again: all are archived, under the numbers 1 to 20.
func TestChaos_DocumentsUnderKills(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.documentType()
	var open []string
	for range 20 {
		open = append(open, d.write())
	}
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 1))
	p, killed, acts := startPart(t, "worker", d.env()...), 0, 0
	defer func() { p.kill() }()
	d.until("every document is archived", func() bool {
		_, err := d.relay.Drain(d.ctx())
		require.NoError(t, err)
		for _, n := range open {
			for _, v := range []access.Viewer{d.tech, d.agent, d.manager} {
				if rnd.IntN(2) == 0 && d.answers(v, n, "", store.PlanAct{}) == nil {
					acts++
				}
				if rnd.IntN(2) == 0 && d.count(`SELECT count(*) FROM receipts c JOIN records r ON r.id = c.record_id WHERE r.number = $1 AND c.user_id = $2 AND c.read_at IS NULL`, n, v.UserID) == 1 {
					d.reads(n, v)
				}
			}
		}
		if killed < 6 && acts > 12*(killed+1) {
			p.kill()
			p = startPart(t, "worker", d.env()...)
			killed++
		}
		_, err = d.sweep.Once(d.ctx())
		require.NoError(t, err)
		return d.count(`SELECT count(*) FROM documents WHERE status = 'archived'`) == len(open)
	})
	t.Logf("seed %d: %d answers, %d kills", seed, acts, killed)
	require.Equal(t, 20*5, acts)
	require.Equal(t, 20, d.count(`SELECT count(DISTINCT number_seq) FROM documents WHERE number_seq BETWEEN 1 AND 20`))
	require.Equal(t, 20, d.count(`SELECT last FROM document_counters`))
	require.Equal(t, 20, d.count(`SELECT count(*) FROM document_archives`))
	d.swept("processes ended", func() bool {
		_, err := d.relay.Drain(d.ctx())
		require.NoError(t, err)
		return d.count(`SELECT count(*) FROM processes WHERE ended_at IS NOT NULL`) == 20
	})
}

// documentPaths are the main paths of a document's process; each answers the lives to record.
var documentPaths = map[string]func(d *desk, n string) (lives int){
	"archived": func(d *desk, n string) int {
		d.decide(n)
		d.stands(n, document.Circulating)
		d.reads(n, d.agent, d.manager)
		d.runEnded(n, 1)
		return 1
	},
	"rejected": func(d *desk, n string) int {
		require.NoError(d.t, d.answers(d.tech, n, "reject", store.PlanAct{}))
		d.runEnded(n, 1)
		return 1
	},
	"returned": func(d *desk, n string) int {
		require.NoError(d.t, d.answers(d.tech, n, "return", store.PlanAct{Step: "start"}))
		d.waitsOn(n, "start carla")
		d.yes(n, d.customer)
		d.waitsOn(n, "a tom")
		return 1
	},
	"withdrawn": func(d *desk, n string) int {
		require.NoError(d.t, d.store.Act(d.ctx(), store.ActInput{Number: n, Viewer: d.customer, Act: incident.Act{Verb: "withdraw"}}))
		d.runEnded(n, 1)
		return 1
	},
	"circulation-over": func(d *desk, n string) int {
		d.decide(n)
		d.stands(n, document.Circulating)
		d.reads(n, d.agent)
		d.letPass(2 * day) // a reminder
		d.sweptOnce(n)
		d.letPass(10 * day)
		d.sweptOnce(n)
		d.runEnded(n, 1)
		return 1
	},
	"revoked": func(d *desk, n string) int {
		d.decide(n)
		d.stands(n, document.Circulating)
		d.reads(n, d.agent, d.manager)
		d.runEnded(n, 1)
		d.revokes(n)
		d.decide(n)
		d.stands(n, document.Revoked)
		d.runEnded(n, 2)
		return 2
	},
	"kept-then-revoked-while-it-circulates": func(d *desk, n string) int {
		d.decide(n)
		d.stands(n, document.Circulating)
		d.revokes(n)
		d.waitsOn(n, "a tom")
		require.NoError(d.t, d.answers(d.tech, n, "reject", store.PlanAct{}))
		d.stands(n, document.Circulating)
		d.revokes(n)
		d.decide(n)
		d.stands(n, document.Revoked)
		d.runEnded(n, 1)
		return 1
	},
	"walked-again": func(d *desk, n string) int {
		d.decide(n)
		d.stands(n, document.Circulating)
		require.NoError(d.t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
		d.swept("second life", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
		d.reads(n, d.agent, d.manager)
		d.runEnded(n, 2)
		return 2
	},
}

// Each main path is walked by the real process, whether it is recorded or not.
func TestRecord_DocumentPaths(t *testing.T) {
	folder := os.Getenv(recordVar)
	for name, path := range documentPaths {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.documentType()
			d.startWorkers()
			n := d.write()
			d.atStage(n, document.StageApprove)
			lives := path(d, n)
			d.advanced(n)
			for epoch := 1; epoch <= lives && filepath.Base(folder) == "Document"; epoch++ {
				d.save(n, epoch, filepath.Join("..", folder), name)
			}
		})
	}
}
