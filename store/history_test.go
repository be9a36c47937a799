package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTimeline_SaysWhichLineOfWhichClock(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.pass(n, 30*time.Minute)
	events, err := d.s.Timeline(t.Context(), d.agent, n, 0)
	require.NoError(t, err)
	require.Equal(t, "level_warned", events[0].Verb)
	require.Equal(t, Changes{"clock": {nil, "first_response"}, "line": {nil, "50 %"}}, events[0].Named)
	events, err = d.s.Timeline(t.Context(), d.customer, n, 0)
	require.NoError(t, err)
	require.Len(t, events, 1, "only that it was raised")
}
