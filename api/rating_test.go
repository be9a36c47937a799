package api

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
)

// closedOf raises a ticket of a requester and brings it to its end.
func (d *desk) closedOf(tokens map[string]string, requester string) string {
	d.t.Helper()
	r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["admin"], map[string]any{"kind": "incident", "subject": "Slow", "urgency": 2, "impact": 2, "requester": requester, "queue": "open"})
	at := Prefix + "/records/" + r.Number
	refused(d, 409, "", put, at+"/rating", tokens[requester], map[string]any{"stars": 4})
	read[any](d, 200, post, at+"/acts", tokens["admin"], map[string]any{"verb": "resolve", "resolution_code": "solved", "resolution_text": "Done"})
	refused(d, 409, "", put, at+"/rating", tokens[requester], map[string]any{"stars": 4})
	read[any](d, 200, post, at+"/acts", tokens["admin"], map[string]any{"verb": "close"})
	return r.Number
}

// later moves the product's clock on.
func (d *desk) later(interval string) {
	d.exec(`UPDATE clock_shift SET shift = shift + $1::interval`, interval)
}

func TestRating_OnceByTheRequestersSideAndChangeableForTwelveHours(t *testing.T) {
	d, tokens := newOffice(t)
	at := Prefix + "/records/" + d.closedOf(tokens, "x-one")
	seen := func(login string) store.Record { return read[store.Record](d, 200, get, at, tokens[login], nil) }
	rate := func(stars int, comment string) map[string]any {
		return map[string]any{"stars": stars, "comment": comment}
	}
	require.True(t, seen("x-one").MayRate)
	require.True(t, seen("x-all").MayRate, "a contact who sees everything of the customer")
	require.False(t, seen("agent").MayRate)
	require.Nil(t, seen("agent").Rating)

	for _, login := range []string{"agent", "manager", "auditor"} {
		refused(d, 403, "", put, at+"/rating", tokens[login], rate(5, ""))
	}
	require.Equal(t, 404, d.call(put, at+"/rating", tokens["y-one"], rate(5, "")).Code)
	refused(d, 422, "stars", put, at+"/rating", tokens["x-one"], rate(6, ""))
	refused(d, 422, "stars", put, at+"/rating", tokens["x-one"], map[string]any{"stars": 0})

	given := read[store.Record](d, 200, put, at+"/rating", tokens["x-one"], rate(2, " Slow but kind "))
	require.Equal(t, []any{2, "Slow but kind", "x-one", true}, []any{given.Rating.Stars, given.Rating.Comment, given.Rating.By.Login, given.MayRate})
	again := read[store.Record](d, 200, put, at+"/rating", tokens["x-one"], rate(2, "Slow but kind"))
	require.Equal(t, given.Revision, again.Revision, "the same again changes nothing")

	d.later("11 hours 59 minutes")
	changed := read[store.Record](d, 200, put, at+"/rating", tokens["x-all"], rate(4, ""))
	require.Equal(t, []any{4, "", "x-all"}, []any{changed.Rating.Stars, changed.Rating.Comment, changed.Rating.By.Login})
	require.Equal(t, given.Rating.RatedAt, changed.Rating.RatedAt, "twelve hours count from the first rating")
	require.True(t, changed.Rating.ChangedAt.After(changed.Rating.RatedAt))
	d.later("2 minutes")
	require.False(t, seen("x-one").MayRate)
	require.Equal(t, "closed", string(refused(d, 409, "", put, at+"/rating", tokens["x-one"], rate(1, "")).Code))
	require.Equal(t, 4, seen("agent").Rating.Stars, "whoever sees the record sees its rating")

	v, err := d.Store.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.True(t, v.OK, v.Broken)
}

func TestRating_ManyAtOnceAreOne(t *testing.T) {
	d, tokens := newOffice(t)
	number := d.closedOf(tokens, "x-one")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			d.call(put, Prefix+"/records/"+number+"/rating", tokens["x-one"], map[string]any{"stars": 3, "comment": "All right"})
		})
	}
	all.Wait()
	var facts, ratings int
	require.NoError(t, d.Store.DB.Get(&facts, `SELECT count(*) FROM acts WHERE verb = 'rate'`))
	require.NoError(t, d.Store.DB.Get(&ratings, `SELECT count(*) FROM ratings WHERE stars = 3`))
	require.Equal(t, []int{1, 1}, []int{facts, ratings})
}
