package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/incident"
)

const day = 24 * time.Hour

func TestIncident_FromCreationToTheEndOfReopening(t *testing.T) {
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	d.must(d.tech, n, incident.Act{Verb: incident.Take})
	d.must(d.tech, n, incident.Act{Verb: incident.Start})
	d.must(d.tech, n, incident.Act{Verb: incident.Hold, HoldReason: "customer", Comment: "Which printer?"})
	d.must(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "The blue one"})
	require.Equal(t, "active", d.process(n).State)
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "Still jams"})
	d.atStage(n, incident.StageHandle)
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	d.letPass(20 * day)
	_, err := d.sweep.Once(d.ctx())
	require.NoError(t, err)
	d.ended(n)
	require.Equal(t, 1, d.process(n).Epoch)
}

func TestIncident_ClosesByItself(t *testing.T) {
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.letPass(8 * day)
	_, err := d.sweep.Once(d.ctx())
	require.NoError(t, err)
	d.atStage(n, incident.StageReopen)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM acts WHERE verb = 'auto_closed'`))
	require.Error(t, d.act(d.customer, n, incident.Act{Verb: incident.Accept}))
}

func TestIncident_ReopenedAfterCancelBeginsItsNextLife(t *testing.T) {
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	d.must(d.customer, n, incident.Act{Verb: incident.Cancel, Comment: "Works again"})
	d.ended(n)
	d.must(d.customer, n, incident.Act{Verb: incident.Reopen, Comment: "No, it does not"})
	d.until("second life", func() bool {
		p := d.process(n)
		return p.Epoch == 2 && p.Stage == incident.StageHandle && p.Needs == p.Advanced
	})
}
