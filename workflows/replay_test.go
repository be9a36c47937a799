package workflows_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"

	"steward/worker"
)

// recorded is how many histories of each process are kept. It only grows: they are what running cases have behind them.
var recorded = map[string]int{"Approval": 7, "Document": 10, "Incident": 32}

// Every history that was ever recorded runs through today's processes.
func TestReplay_RecordedHistories(t *testing.T) {
	found := map[string]int{}
	events := 0
	require.NoError(t, filepath.WalkDir("testdata/replay", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		process := filepath.Base(filepath.Dir(path))
		found[process]++
		t.Run(process+"/"+entry.Name(), func(t *testing.T) {
			h, err := worker.ReadHistory(path)
			require.NoError(t, err)
			events += len(h.Events)
			require.Equal(t, process, h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowType().GetName())
			var d *worker.Divergence
			if err := worker.ReplayHistory(worker.WorkflowID(h), h); errors.As(err, &d) {
				require.Failf(t, "diverges", "%s, event %d (%s)\n%v\nGuard the change with a predicate in patches.go, or give new cases a new form; see docs/designing-processes.md.",
					path, d.Event, h.Events[d.Event-1].EventType, d.Err)
			} else {
				require.NoError(t, err)
			}
		})
		return nil
	}))
	require.Equal(t, recorded, found, "none is missing, and new ones are counted")
	t.Logf("%d events", events)
}

// A history that today's process would not have made is found, with the event: replay is no empty promise.
func TestReplay_ADivergenceIsFound(t *testing.T) {
	h, err := worker.ReadHistory("testdata/replay/Incident/r1-reject-loop.json.gz")
	require.NoError(t, err)
	id := worker.WorkflowID(h)
	require.True(t, strings.HasPrefix(id, "INC-"))
	timer := func(e *historypb.HistoryEvent) bool { return e.EventType == enums.EVENT_TYPE_TIMER_CANCELED }
	i := 0
	for i = range h.Events {
		if timer(h.Events[i]) {
			break
		}
	}
	require.True(t, timer(h.Events[i]))
	h.Events[i].GetTimerCanceledEventAttributes().TimerId = "4711" // another one than the process set
	var d *worker.Divergence
	require.ErrorAs(t, worker.ReplayHistory(id, h), &d)
	require.Equal(t, enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, h.Events[d.Event-1].EventType)
	require.Less(t, d.Event, h.Events[i].EventId)
	require.GreaterOrEqual(t, d.Event, h.Events[i].EventId-4)
}
