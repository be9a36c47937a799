package api

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain/incident"
	"steward/printing"
	"steward/store"
)

type exportIncidentsInput struct {
	Body struct {
		NewExport
		Filter IncidentFilter `json:"filter,omitempty" doc:"as of the list"`
	}
}

func (s *Server) exportIncidents(ctx context.Context, in *exportIncidentsInput) (*huma.StreamResponse, error) {
	v := viewerOf(ctx)
	x, err := s.newExport(ctx, in.Body.NewExport, store.KindIncident, func(most int) ([]int64, error) {
		return s.Store.IncidentIDs(ctx, v, in.Body.Filter.query(v), most)
	})
	if err != nil {
		return nil, err
	}
	x.of, x.file, x.rows = printing.SectionWords["tickets"], "tickets", x.incidentRows
	x.heads = x.headsOf("number", "kind", "title", "state", "hold_reason", "priority", "requester", "customer", "queue", "group", "assignee", "escalated", "due_at", "due_kind", "created_at", "updated_at")
	return x.answer(ctx, "incidents")
}

func (x *export) incidentRows(ctx context.Context, ids []int64) ([][]any, error) {
	rows, err := x.Store.IncidentRows(ctx, x.viewer, ids)
	out := make([][]any, len(rows))
	for i, r := range rows {
		dueKind, escalated, hold := "", "", ""
		if r.DueAt != nil {
			dueKind = printing.ClockKind(r.DueKind, x.language)
		}
		if r.Escalated {
			escalated = printing.YesWord.In(x.language)
		}
		if r.State == string(incident.OnHold) {
			hold = printing.Word(printing.HoldWords, r.HoldReason, x.language)
		}
		out[i] = []any{r.Number, printing.Word(printing.TicketKinds, r.Kind, x.language), r.Title, printing.Word(printing.StateWords, r.State, x.language), hold, printing.Priority(r.Priority, x.language),
			x.nameOf(r.Requester), x.nameOf(r.Customer), x.nameOf(r.Queue), x.nameOf(r.Group), x.nameOf(r.Assignee), escalated, instant(r.DueAt), dueKind, r.CreatedAt, r.UpdatedAt}
	}
	return out, err
}

type exportApprovalsInput struct {
	Body struct {
		NewExport
		Filter ApprovalFilter `json:"filter,omitempty" doc:"as of the list"`
	}
}

func (s *Server) exportApprovals(ctx context.Context, in *exportApprovalsInput) (*huma.StreamResponse, error) {
	x, err := s.newExport(ctx, in.Body.NewExport, store.KindApproval, func(most int) ([]int64, error) {
		return s.Store.ApprovalIDs(ctx, viewerOf(ctx), in.Body.Filter.query(), most)
	})
	if err != nil {
		return nil, err
	}
	x.of, x.file, x.rows = printing.SectionWords["approvals"], "approvals", x.approvalRows
	x.heads = x.headsOf("number", "title", "verdict", "template", "applicant", "waiting_on", "created_at", "closed_at")
	return x.answer(ctx, "approvals")
}

type exportDocumentsInput struct {
	Body struct {
		NewExport
		Filter DocumentFilter `json:"filter,omitempty" doc:"as of the list"`
	}
}

func (s *Server) exportDocuments(ctx context.Context, in *exportDocumentsInput) (*huma.StreamResponse, error) {
	x, err := s.newExport(ctx, in.Body.NewExport, store.KindDocument, func(most int) ([]int64, error) {
		return s.Store.DocumentIDs(ctx, viewerOf(ctx), in.Body.Filter.query(), most)
	})
	if err != nil {
		return nil, err
	}
	x.of, x.file, x.rows = printing.SectionWords["documents"], "documents", x.documentRows
	x.heads = x.headsOf("record", "official", "title", "document_group", "type", "state", "written_by", "waiting_on", "created_at", "issued_at")
	return x.answer(ctx, "documents")
}

func (x *export) documentRows(ctx context.Context, ids []int64) ([][]any, error) {
	rows, err := x.Store.DocumentRows(ctx, x.viewer, ids)
	out := make([][]any, len(rows))
	for i, r := range rows {
		out[i] = []any{r.Number, r.Official, r.Title, x.nameOf(r.Group), x.nameOf(r.Type), printing.Word(printing.DocumentWords, string(r.Status), x.language), x.nameOf(r.Requester), x.waiting(r.ApprovalRow), r.CreatedAt, instant(r.IssuedAt)}
	}
	return out, err
}

func (x *export) approvalRows(ctx context.Context, ids []int64) ([][]any, error) {
	rows, err := x.Store.ApprovalRows(ctx, x.viewer, ids)
	out := make([][]any, len(rows))
	for i, r := range rows {
		out[i] = []any{r.Number, r.Title, printing.Word(printing.VerdictWords, r.Verdict, x.language), x.nameOf(r.Template), x.nameOf(r.Requester), x.waiting(r), r.CreatedAt, instant(r.ClosedAt)}
	}
	return out, err
}

// instant is a cell that may be empty.
func instant(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

// waiting tells on whom a request waits, each with the step.
func (x *export) waiting(r store.ApprovalRow) string {
	who := make([]string, len(r.WaitingOn))
	for i, w := range r.WaitingOn {
		who[i] = cmp.Or(x.nameOf(w.Person), x.nameOf(w.Group), fmt.Sprintf(printing.EveryWord.In(x.language), w.Role))
		if step := printing.Name(&store.Ref{Name: w.Step, NameEn: w.StepEn}, x.language); step != "" {
			who[i] += " (" + step + ")"
		}
	}
	return strings.Join(who, ", ")
}

func (x *export) nameOf(r *store.Ref) string { return printing.Name(r, x.language) }

func (x *export) headsOf(fields ...string) []string {
	heads := make([]string, len(fields))
	for i, f := range fields {
		heads[i] = printing.Word(printing.FieldWords, f, x.language)
	}
	return heads
}
