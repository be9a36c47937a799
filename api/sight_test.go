package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
)

// What moves a record out of the actor's own sight is done and says so; of where the record is now the actor learns nothing.
func TestAct_OutOfTheActorsSightIsDone(t *testing.T) {
	d, tokens := newOffice(t)
	raised := func(more m) store.Record {
		body := m{"kind": "incident", "subject": "Moves on", "urgency": 2, "impact": 2, "requester": "x-one", "queue": "open"}
		for k, v := range more {
			body[k] = v
		}
		return read[store.Record](d, http.StatusCreated, post, Prefix+"/incidents", tokens["agent"], body)
	}
	gone := func(r store.Record) {
		t.Helper()
		require.True(t, r.OutOfSight)
		require.NotEmpty(t, r.Number)
		require.Equal(t, "new", r.State)
		require.Equal(t, []any{(*store.Ref)(nil), (*store.Ref)(nil), (*store.Ref)(nil), "", 0}, []any{r.Queue, r.Group, r.Requester, r.Description, len(r.Acts)})
		refused(d, http.StatusNotFound, "", get, Prefix+"/records/"+r.Number, tokens["agent"], nil)
	}
	seen := raised(nil)
	require.False(t, seen.OutOfSight)
	at := Prefix + "/records/" + seen.Number

	move := m{"verb": "classify", "queue": "secret"}
	gone(read[store.Record](d, http.StatusOK, post, at+"/acts", tokens["agent"], move, "Idempotency-Key", "move"))
	gone(read[store.Record](d, http.StatusOK, post, at+"/acts", tokens["agent"], move, "Idempotency-Key", "move"))
	refused(d, http.StatusNotFound, "", post, at+"/acts", tokens["agent"], move, "Idempotency-Key", "another")
	refused(d, http.StatusNotFound, "", post, at+"/acts", tokens["nobody"], move, "Idempotency-Key", "move")
	require.Equal(t, "secret", read[store.Record](d, http.StatusOK, get, at, tokens["manager"], nil).Queue.Code, "it was done, and once")

	gone(raised(m{"queue": "secret"}))

	watched := raised(nil)
	at = Prefix + "/records/" + watched.Number
	read[store.Record](d, http.StatusOK, put, at+"/watching", tokens["agent"], m{"watching": true})
	read[store.Record](d, http.StatusOK, post, at+"/acts", tokens["manager"], move)
	require.False(t, read[store.Record](d, http.StatusOK, get, at, tokens["agent"], nil).OutOfSight, "who watches sees")
	gone(read[store.Record](d, http.StatusOK, put, at+"/watching", tokens["agent"], m{"watching": false}))
}
