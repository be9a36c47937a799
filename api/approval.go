package api

import (
	"context"
	"net/http"
	"strings"

	"steward/domain"
	"steward/domain/ledger"
	"steward/store"
)

func (s *Server) registerApprovals() {
	register(s, created(op(http.MethodPost, "/approvals", "create-approval", "Ask for an approval")), signedIn, s.createApproval)
	register(s, op(http.MethodGet, "/approvals", "list-approvals", "List the requests for approval that you may see, newest first"), signedIn, s.listApprovals)
	register(s, op(http.MethodPost, "/approvals/rehearsal", "rehearse-approval", "Say who would be asked in which order, and when, if this were submitted now"), signedIn, s.rehearseApproval)
	register(s, op(http.MethodGet, "/records/{number}/receipts", "list-receipts", "Read to whom a record was circulated, and who has read it"), onRecord, s.listReceipts)
	register(s, op(http.MethodPut, "/records/{number}/receipt", "receipt-record", "Receipt what was circulated to you"), onRecord, s.receipt)
}

// AskedFor is what everything has that somebody asks for and a plan decides.
type AskedFor struct {
	Subject     string                  `json:"subject" minLength:"1" maxLength:"300"`
	Description string                  `json:"description,omitempty" maxLength:"50000" doc:"Markdown"`
	Amount      *float64                `json:"amount,omitempty" minimum:"0" maximum:"9999999999999" doc:"what it would cost; conditions may ask for it"`
	Requester   domain.Key              `json:"requester,omitzero" required:"false" doc:"desk: for whom it is asked"`
	Chosen      map[string][]domain.Key `json:"chosen,omitempty" doc:"whom the requester chose, by the name of the choice"`
	Draft       string                  `json:"draft,omitempty" format:"uuid" doc:"your draft that it was written in: its files come with it, and it is gone"`
}

// NewApproval is the body of a request for approval.
type NewApproval struct {
	Template domain.Key `json:"template" doc:"a published plan template of kind approval, by id or code"`
	AskedFor
}

func (b NewApproval) input(ctx context.Context, key string) (store.NewApproval, error) {
	in, err := b.AskedFor.input(ctx, key)
	in.BodyHash, in.Body, in.Template = ledger.Digest(b), map[string]any{"template": b.Template}, b.Template
	return in, err
}

func (b AskedFor) input(ctx context.Context, key string) (store.NewApproval, error) {
	v := viewerOf(ctx)
	if v.OnlyReads() {
		return store.NewApproval{}, domain.Refuse(domain.Forbidden, "An auditor reads everything and changes nothing; ask for another role to raise requests.", "审计员只读不写；如需提交申请，请申请其他角色。")
	}
	if !b.Requester.Empty() && !v.Desk() {
		return store.NewApproval{}, &domain.Error{Code: domain.Forbidden, Field: "requester", Text: domain.Text{En: "Only the service desk may ask for others; leave it out.", Zh: "只有服务台可以代他人申请，请去掉。"}}
	}
	if b.Subject = strings.TrimSpace(b.Subject); b.Subject == "" {
		return store.NewApproval{}, domain.RefuseField("subject", "Say in a few words what it is about.", "请用几个字说明主题。")
	}
	return store.NewApproval{Viewer: v, Key: key, Draft: b.Draft, Title: b.Subject, Description: b.Description, Amount: b.Amount, Requester: b.Requester, Chosen: b.Chosen}, nil
}

type createApprovalInput struct {
	Idempotent
	Body NewApproval
}

func (s *Server) createApproval(ctx context.Context, in *createApprovalInput) (*recordAnswer, error) {
	n, err := in.Body.input(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	number, err := s.Store.CreateApproval(ctx, n)
	if err != nil {
		return nil, err
	}
	return s.answerRecord(ctx, number)
}

type rehearseApprovalInput struct{ Body NewApproval }

func (s *Server) rehearseApproval(ctx context.Context, in *rehearseApprovalInput) (*body[store.Rehearsal], error) {
	n, err := in.Body.input(ctx, "")
	if err != nil {
		return nil, err
	}
	r, err := s.Store.RehearseApproval(ctx, n)
	return answer(r, err)
}

// ApprovalFilter is embedded: what narrows a list of what was asked for, in an address or a body.
type ApprovalFilter struct {
	Mine bool   `query:"mine" json:"mine,omitempty" doc:"raised by you"`
	Open string `query:"open" json:"open,omitempty" enum:"true,false" doc:"true: still running"`
}

func (f ApprovalFilter) query() store.Asked {
	return store.Asked{Mine: f.Mine, Open: yesNo(f.Open)}
}

// page answers which page of such a list is asked for.
func (f ApprovalFilter) page(p Paged) (store.Asked, error) {
	q := f.query()
	var err error
	q.Limit = p.Limit
	q.Before, err = cursorID(p.Cursor)
	return q, err
}

type listApprovalsInput struct {
	Paged
	ApprovalFilter
}

func (s *Server) listApprovals(ctx context.Context, in *listApprovalsInput) (*body[list[store.ApprovalRow]], error) {
	q, err := in.page(in.Paged)
	if err != nil {
		return nil, err
	}
	page, err := s.Store.Approvals(ctx, viewerOf(ctx), q)
	return answer(list[store.ApprovalRow]{Items: page.Items, Next: page.Next}, err)
}

func (s *Server) listReceipts(ctx context.Context, in *RecordInput) (*body[list[store.Receipt]], error) {
	noteRecord(ctx, in.Number)
	rs, err := s.Store.Receipts(ctx, viewerOf(ctx), in.Number)
	return answer(list[store.Receipt]{Items: rs}, err)
}

func (s *Server) receipt(ctx context.Context, in *RecordInput) (*body[list[store.Receipt]], error) {
	noteRecord(ctx, in.Number)
	if err := s.Store.MarkRead(ctx, viewerOf(ctx), in.Number); err != nil {
		return nil, err
	}
	return s.listReceipts(ctx, in)
}
