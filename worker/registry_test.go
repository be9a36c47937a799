package worker_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/worker"
)

// Names are for ever: histories, schedules and running cases refer to them. A name may be added to this list; one that is
// missing from it now breaks whoever still waits for it.
func TestRegistry_NamesAreForEver(t *testing.T) {
	require.Equal(t, []string{"Approval", "Document", "Incident"}, slices.Sorted(maps.Keys(worker.Workflows)))
	require.Equal(t, []string{"Advance", "Archive", "CloseProcess", "Escalate", "MarkStuck", "Notify"}, slices.Sorted(maps.Keys(worker.Activities(&store.Store{}))))
}
