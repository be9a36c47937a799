// Package importer writes a ServiceNow log into the database as history, with its own times. It goes straight to the store and
// not through the API: nobody on the network may set past times, and whoever has the database may.
package importer

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"steward/domain"
	"steward/servicenow"
	"steward/store"
)

// Result counts what an import did.
type Result struct {
	Added   int               // incidents that are new
	There   int               // incidents that an earlier import brought
	Refused servicenow.Errors // incidents that could not be brought, by their first line
}

// Import brings every incident, each whole or not at all. A refused one does not keep the others; imported is called after
// each. An error is one that would meet every incident, such as a database that is away.
func Import(ctx context.Context, st *store.Store, log servicenow.Log, ids servicenow.IDs, workers int, imported func(int)) (Result, error) {
	var r Result
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(workers, 1))
	for _, inc := range log.Incidents {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			added, err := one(ctx, st, inc, ids)
			mu.Lock()
			defer mu.Unlock()
			code := domain.CodeOf(err)
			switch {
			case err == nil && added:
				r.Added++
			case err == nil:
				r.There++
			case code != "" && code != domain.Unavailable:
				r.Refused = append(r.Refused, servicenow.LineError{Line: inc.Rows[0].Line, Text: inc.Number + " was not imported: " + err.Error()})
			default:
				return fmt.Errorf("%s: %w", inc.Number, err)
			}
			imported(1)
			return nil
		})
	}
	err := g.Wait()
	slices.SortFunc(r.Refused, func(a, b servicenow.LineError) int { return a.Line - b.Line })
	return r, err
}

func one(ctx context.Context, st *store.Store, inc servicenow.Incident, ids servicenow.IDs) (bool, error) {
	h, err := history(inc, ids)
	if err != nil {
		return false, err
	}
	_, added, err := st.Import(ctx, h)
	return added, err
}

// history tells an incident as the store takes it.
func history(inc servicenow.Incident, ids servicenow.IDs) (store.History, error) {
	h := store.History{Source: servicenow.Source, Ref: inc.Number, OpenedAt: inc.Rows[0].OpenedAt}
	for i := range inc.Rows {
		acts, bad := inc.Acts(i)
		if bad != nil {
			return h, domain.Refuse(domain.Invalid, bad.Error(), bad.Error())
		}
		for _, a := range acts {
			switch a.Verb {
			case servicenow.Create:
				h.Title, h.Description, h.Channel, h.BeganAt, h.BeganBy = a.Title, a.Comment, a.Channel, a.At, ids[a.By.Code]
				h.Begin, h.PlaceID = a.Begin(ids), ids[a.Place.Code]
				h.Begin.QueueID = ids[queue]
			case servicenow.Patch:
				place, fact := ids[a.Place.Code], a.Past(ids)
				fact.Act.Verb = ""
				h.Facts = append(h.Facts, store.PastFact{Past: fact, PlaceID: &place})
			default:
				h.Facts = append(h.Facts, store.PastFact{Past: a.Past(ids), OnBehalf: a.OnBehalf, Internal: true})
			}
		}
	}
	return h, nil
}
