package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
)

func TestWorkLog_SumsByRecordPersonAndCustomer(t *testing.T) {
	d, tokens := newOffice(t)
	log := func(token, requester string, minutes int) string {
		r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["admin"], map[string]any{"kind": "incident", "subject": "Slow", "urgency": 2, "impact": 2, "requester": requester, "queue": "open"})
		for range 2 {
			read[store.Record](d, 200, post, Prefix+"/records/"+r.Number+"/acts", tokens[token], map[string]any{"verb": "log_work", "minutes": minutes})
		}
		return r.Number
	}
	first := log("agent", "x-one", 10)
	log("app", "x-all", 40)
	log("agent", "y-one", 25)

	sums := func(by string) []store.TimeSpent {
		return read[list[store.TimeSpent]](d, 200, get, Prefix+"/work-log/sums?by="+by, tokens["manager"], nil).Items
	}
	require.Equal(t, []int{80, 50, 20}, minutes(sums("record")))
	require.Equal(t, first, sums("record")[2].Number)
	require.Equal(t, []int{80, 70}, minutes(sums("person")))
	require.Equal(t, "agent", sums("person")[1].Person.Login)
	require.Equal(t, []int{100, 50}, minutes(sums("customer")))
	require.Equal(t, "x", sums("customer")[0].Customer.Code)
	require.Equal(t, 20, read[store.Record](d, 200, get, Prefix+"/records/"+first, tokens["agent"], nil).Minutes)
	require.Empty(t, read[list[store.TimeSpent]](d, 200, get, Prefix+"/work-log/sums?by=person&to=2001-01-01T00:00:00Z", tokens["manager"], nil).Items)
	refused(d, 422, "by", get, Prefix+"/work-log/sums?by=mood", tokens["manager"], nil)
	refused(d, 403, "", get, Prefix+"/work-log/sums?by=person", tokens["x-one"], nil)
}

func minutes(sums []store.TimeSpent) (ms []int) {
	for _, s := range sums {
		ms = append(ms, s.Minutes)
	}
	return ms
}
