package api

import (
	"context"

	"steward/domain"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/ledger"
	"steward/domain/plan"
	"steward/store"
)

// Act is the body of an act: the verb and what it needs. A reference that is absent is kept, null empties it.
type Act struct {
	Verb           string        `json:"verb" minLength:"1" maxLength:"40"`
	Item           *int64        `json:"item,omitempty" doc:"the work item that it answers"`
	Comment        string        `json:"comment,omitempty" maxLength:"50000" doc:"Markdown"`
	Group          domain.Key    `json:"group,omitzero" required:"false"`
	Assignee       domain.Key    `json:"assignee,omitzero" required:"false"`
	Queue          domain.Key    `json:"queue,omitzero" required:"false"`
	Category       domain.Key    `json:"category,omitzero" required:"false"`
	Service        domain.Key    `json:"service,omitzero" required:"false"`
	HoldReason     string        `json:"hold_reason,omitempty" maxLength:"40"`
	ResolutionCode string        `json:"resolution_code,omitempty" maxLength:"40"`
	ResolutionText string        `json:"resolution_text,omitempty" maxLength:"50000"`
	Impact         int           `json:"impact,omitempty" minimum:"1" maximum:"3"`
	Urgency        int           `json:"urgency,omitempty" minimum:"1" maximum:"3"`
	Kind           string        `json:"kind,omitempty" maxLength:"40"`
	Minutes        int           `json:"minutes,omitempty"`
	Internal       *bool         `json:"internal,omitempty" doc:"of a work log: only for the desk; true when absent"`
	OnBehalf       string        `json:"on_behalf,omitempty" maxLength:"100" doc:"desk: login of the requester's side in whose name it is done"`
	PlanItem       int           `json:"plan_item,omitempty" minimum:"0" doc:"the item of the record's plan that it is about, by its number there"`
	To             []domain.Key  `json:"to,omitempty" maxItems:"200" doc:"of acts on a plan: people, by id or login"`
	Where          string        `json:"where,omitempty" enum:"before,after,beside" doc:"of add_signer"`
	Step           string        `json:"step,omitempty" maxLength:"60" doc:"of a plan: where it is returned to; which step is changed"`
	Jump           bool          `json:"jump,omitempty" doc:"of return: come straight back here when it is done"`
	New            *plan.StepDef `json:"new,omitempty" doc:"of add_step; its id and after are given by the plan"`
	After          []string      `json:"after,omitempty" maxItems:"100" doc:"of add_step and move_step: the steps that it comes after"`
	Before         []string      `json:"before,omitempty" maxItems:"100" doc:"of add_step and move_step: the steps that it comes before"`
	Draft          string        `json:"draft,omitempty" format:"uuid" doc:"of reply and note: your draft that it was written in; its files come with it, and it is gone"`
	Seen           *int64        `json:"seen,omitempty" minimum:"0" doc:"of reply: the newest message that you have read, 0 if there was none; refused (conflict) if somebody else has written since"`
	Attachments    []int64       `json:"attachments,omitempty" maxItems:"20" doc:"ids of files uploaded to this record that belong to the comment"`
	Form           form.Given    `json:"form,omitempty" doc:"what is filled in of the record's form with the act, by field"`
}

type actInput struct {
	RecordInput
	Idempotent
	Body Act
}

// viaOwnRoute are verbs that carry more than this body can say.
var viaOwnRoute = map[string]string{"attach": "POST …/attachments", "link": "POST …/links", "unlink": "DELETE …/links/{id}"}

func (s *Server) act(ctx context.Context, in *actInput) (*recordAnswer, error) {
	noteRecord(ctx, in.Number)
	if route, other := viaOwnRoute[in.Body.Verb]; other {
		return nil, domain.RefuseField("verb", "Use "+route+" of this record.", "请使用本单据的 "+route+"。")
	}
	if err := s.Store.Act(ctx, actOf(ctx, in.Number, in.Key, in.Body)); err != nil {
		return nil, err
	}
	return s.answerDone(ctx, in.Number)
}

// actOf makes the store's act from a body.
func actOf(ctx context.Context, number, key string, b Act) store.ActInput {
	internal := b.Internal == nil || *b.Internal
	onPlan := store.PlanAct{Item: b.PlanItem, To: b.To, Where: b.Where, Step: b.Step, Jump: b.Jump, After: b.After, Before: b.Before}
	if b.New != nil {
		onPlan.New = *b.New
	}
	return store.ActInput{
		Plan: onPlan, Form: b.Form,
		Number: number, Viewer: viewerOf(ctx), Key: key, ItemID: b.Item, Internal: internal, OnBehalf: b.OnBehalf, Attach: b.Attachments, Draft: b.Draft, Seen: b.Seen,
		BodyHash: ledger.Digest(b), Body: b,
		Keys: store.IncidentKeys{Group: b.Group, Assignee: b.Assignee, Queue: b.Queue, Category: b.Category, Service: b.Service},
		Act: incident.Act{Verb: incident.Verb(b.Verb), Comment: b.Comment, HoldReason: b.HoldReason, ResolutionCode: b.ResolutionCode,
			ResolutionText: b.ResolutionText, Impact: b.Impact, Urgency: b.Urgency, Kind: b.Kind, Minutes: b.Minutes},
	}
}
