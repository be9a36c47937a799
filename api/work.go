package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/process"
	"steward/store"
)

func (s *Server) registerWork() {
	register(s, op(http.MethodGet, "/work", "list-work", "List what waits on you, due first"), signedIn, s.listWork)
	register(s, op(http.MethodPost, "/work/acts", "act-in-bulk", "Do one act on several records, each on its own"), signedIn, s.actInBulk)
}

type listWorkInput struct {
	Paged
	Mine bool   `query:"mine" doc:"only what waits on you in person, not on a group or role of yours or on somebody you stand in for"`
	Kind string `query:"kind" enum:"incident,approval,document" doc:"of record"`
	Late bool   `query:"late" doc:"only what is due before now"`
}

func (s *Server) listWork(ctx context.Context, in *listWorkInput) (*body[list[store.WorkItem]], error) {
	page, err := s.Store.Work(ctx, viewerOf(ctx), store.WorkQuery{Mine: in.Mine, Kind: in.Kind, Late: in.Late, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	for i, w := range page.Items {
		page.Items[i].ThenText = process.Then(w.Then).In(languageOf(ctx))
	}
	return &body[list[store.WorkItem]]{list[store.WorkItem]{Items: page.Items, Next: page.Next}}, nil
}

type actInBulkInput struct {
	Idempotent
	Body struct {
		Records []string `json:"records,omitempty" maxItems:"200" uniqueItems:"true" doc:"numbers; more in further requests"`
		Items   []int64  `json:"items,omitempty" maxItems:"200" uniqueItems:"true" doc:"instead: ids of work items that the act answers"`
		Act     Act      `json:"act"`
	}
}

// bulkResult is what became of one record: its state now, or the problem.
type bulkResult struct {
	Number  string   `json:"number"`
	Item    int64    `json:"item,omitempty"`
	Done    bool     `json:"done"`
	State   string   `json:"state,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// actInBulk acts on each record in a transaction of its own: what one refuses keeps none of the others from being done. The
// same key continues a request that broke off.
func (s *Server) actInBulk(ctx context.Context, in *actInBulkInput) (*body[list[bulkResult]], error) {
	b := in.Body
	if (len(b.Records) == 0) == (len(b.Items) == 0) {
		return nil, domain.RefuseField("records", "Name the records, or else the work items, that the act is for.", "请指定单据，或指定待办（二者选一）。")
	}
	out := list[bulkResult]{Items: []bulkResult{}}
	for _, number := range b.Records {
		out.Items = append(out.Items, s.actOnOne(ctx, in, number, nil))
	}
	if len(b.Items) == 0 {
		return &body[list[bulkResult]]{out}, nil
	}
	numbers, err := s.Store.NumbersOfItems(ctx, viewerOf(ctx), b.Items)
	if err != nil {
		return nil, err
	}
	for _, id := range b.Items {
		out.Items = append(out.Items, s.actOnOne(ctx, in, numbers[id], &id))
	}
	return &body[list[bulkResult]]{out}, nil
}

// actOnOne does the act on one record, or on one work item of it.
func (s *Server) actOnOne(ctx context.Context, in *actInBulkInput, number string, item *int64) bulkResult {
	r := bulkResult{Number: number}
	one := &actInput{RecordInput: RecordInput{number}, Idempotent: in.Idempotent, Body: in.Body.Act}
	if item != nil {
		r.Item, one.Body.Item = *item, item
	}
	a, err := s.act(ctx, one)
	if err != nil {
		r.Problem = s.problem(ctx, err)
		return r
	}
	r.Done, r.State = true, a.Body.State
	return r
}
