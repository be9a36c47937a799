package api

import (
	"context"
	"net/http"

	"steward/domain/incident"
	"steward/store"
)

func (s *Server) registerWork() {
	register(s, op(http.MethodGet, "/work", "list-work", "List what waits on you, due first"), signedIn, s.listWork)
	register(s, op(http.MethodPost, "/work/acts", "act-in-bulk", "Do one act on several records, each on its own"), signedIn, s.actInBulk)
}

type listWorkInput struct {
	Paged
	Mine bool `query:"mine" doc:"only what waits on you in person, not on a group or role of yours"`
}

func (s *Server) listWork(ctx context.Context, in *listWorkInput) (*body[list[store.WorkItem]], error) {
	page, err := s.Store.Work(ctx, viewerOf(ctx), store.WorkQuery{Mine: in.Mine, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	for i, w := range page.Items {
		page.Items[i].ThenText = incident.Then(w.Then).In(languageOf(ctx))
	}
	return &body[list[store.WorkItem]]{list[store.WorkItem]{Items: page.Items, Next: page.Next}}, nil
}

type actInBulkInput struct {
	Idempotent
	Body struct {
		Records []string `json:"records" minItems:"1" maxItems:"200" uniqueItems:"true" doc:"numbers; more in further requests"`
		Act     Act      `json:"act"`
	}
}

// bulkResult is what became of one record: its state now, or the problem.
type bulkResult struct {
	Number  string   `json:"number"`
	Done    bool     `json:"done"`
	State   string   `json:"state,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// actInBulk acts on each record in a transaction of its own: what one refuses keeps none of the others from being done. The
// same key continues a request that broke off.
func (s *Server) actInBulk(ctx context.Context, in *actInBulkInput) (*body[list[bulkResult]], error) {
	out := list[bulkResult]{Items: []bulkResult{}}
	for _, number := range in.Body.Records {
		one := &actInput{RecordInput: RecordInput{number}, Idempotent: in.Idempotent, Body: in.Body.Act}
		r := bulkResult{Number: number}
		if a, err := s.act(ctx, one); err != nil {
			r.Problem = s.problem(ctx, err)
		} else {
			r.Done, r.State = true, a.Body.State
		}
		out.Items = append(out.Items, r)
	}
	return &body[list[bulkResult]]{out}, nil
}
