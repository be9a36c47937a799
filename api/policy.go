package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/store"
)

func (s *Server) registerPolicies() {
	registerNoun(s, directoryNoun[store.Policy, store.PolicyInput]{
		one: "policy", many: "policies", read: deskOnly,
		list: forAnybody(s.Store.Policies), get: forAnybody(s.Store.Policy), create: s.Store.CreatePolicy, update: s.Store.UpdatePolicy,
	})
	register(s, op(http.MethodPut, "/policies/order", "order-policies", "Set the order in which policies are tried"), admins,
		func(ctx context.Context, in *policyOrder) (*body[store.Page[store.Policy]], error) {
			return answer(s.Store.OrderPolicies(ctx, viewerOf(ctx), in.Body.Policies))
		})
	register(s, op(http.MethodPost, "/policies/choose", "choose-policy", "See which policy applies to a record, and why"), deskOnly, s.choosePolicy)
}

type policyOrder struct {
	Body struct {
		Policies []domain.Key `json:"policies" maxItems:"200" doc:"All of them, each once, the first to be tried first"`
	}
}

type choosePolicy struct {
	Body struct {
		Record string          `json:"record,omitempty" maxLength:"40" doc:"Of this record, as it is now"`
		Facts  *store.Supposed `json:"facts,omitempty" doc:"In place of a record: of one that is like this"`
	}
}

func (s *Server) choosePolicy(ctx context.Context, in *choosePolicy) (*body[store.Choice], error) {
	if (in.Body.Record == "") == (in.Body.Facts == nil) {
		return nil, domain.RefuseField("record", "Give either a record's number or facts.", "请填写单据编号或假设条件，二者选一。")
	}
	var c store.Choice
	var err error
	if in.Body.Facts != nil {
		c, err = s.Store.ChooseFor(ctx, *in.Body.Facts)
	} else {
		c, err = s.Store.ChooseForRecord(ctx, viewerOf(ctx), in.Body.Record)
	}
	for i, t := range c.Tried {
		c.Tried[i].Text = t.Said.In(languageOf(ctx))
	}
	return answer(c, err)
}
