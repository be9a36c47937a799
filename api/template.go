package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
	"steward/store"
)

// deciders read how records are decided on: the desk, and whoever approves.
var deciders = Rule{name: "desk or approver", may: decides}

func decides(v access.Viewer) bool { return v.Desk() || v.Has(access.Approver) }

func (s *Server) registerTemplates() {
	register(s, op(http.MethodGet, "/plan-templates", "list-plan-templates", "List templates of plans"), signedIn, s.templates)
	register(s, created(op(http.MethodPost, "/plan-templates", "create-plan-template", "Add a template, or a variant of one for a unit")), admins,
		func(ctx context.Context, in *creation[store.TemplateInput]) (*body[store.Template], error) {
			return answer(s.Store.CreateTemplate(ctx, viewerOf(ctx), in.Body, in.Key))
		})
	register(s, op(http.MethodGet, "/plan-templates/{id}", "get-plan-template", "One template with its draft"), deciders, func(ctx context.Context, in *Named) (*body[store.Template], error) {
		return answer(s.Store.Template(ctx, in.key()))
	})
	register(s, op(http.MethodPatch, "/plan-templates/{id}", "update-plan-template", "Change a template's names, whether it is enabled, or its draft"), admins,
		func(ctx context.Context, in *revisal[store.TemplateInput]) (*body[store.Template], error) {
			return answer(s.Store.UpdateTemplate(ctx, viewerOf(ctx), in.key(), in.Body))
		})
	register(s, op(http.MethodPost, "/plan-templates/{id}/publish", "publish-plan-template", "Make the draft the version by which records begin from now on"), admins,
		func(ctx context.Context, in *revisal[publication]) (*body[store.Template], error) {
			return answer(s.Store.PublishTemplate(ctx, viewerOf(ctx), in.key(), in.Body.Revision))
		})
	register(s, op(http.MethodGet, "/plan-templates/{id}/versions", "list-plan-template-versions", "What was published, the newest first"), deciders,
		func(ctx context.Context, in *Named) (*body[list[store.PublishedTemplate]], error) {
			vs, err := s.Store.TemplateVersions(ctx, in.key())
			return answer(list[store.PublishedTemplate]{Items: vs}, err)
		})
	register(s, op(http.MethodGet, "/plan-templates/{id}/check", "check-plan-template", "What is wrong with the draft"), deciders, s.checkTemplate)
	register(s, op(http.MethodPost, "/plan-templates/{id}/check", "check-plan-draft", "What is wrong with a draft that is not saved"), deciders, s.checkDraft)
	register(s, op(http.MethodPost, "/plan-templates/{id}/preview", "preview-plan-template", "See whom the draft's steps would ask for somebody's request, and why"), deciders, s.previewTemplate)
	register(s, op(http.MethodGet, "/plan-templates/conditions", "list-plan-conditions", "What conditions of steps may speak of"), deciders, s.conditions)
}

type publication struct {
	Revision *int `json:"revision,omitempty" doc:"the revision that was read: refused when another stands by now"`
}

type templateList struct {
	DirectoryList
	Kind   string `query:"kind" enum:"incident,approval,document" doc:"Only templates of such records"`
	Usable bool   `query:"usable" doc:"Those by which one may begin a record of the kind (approval if none is given), and whom one must choose; open to everybody"`
}

func (s *Server) templates(ctx context.Context, in *templateList) (*body[store.Page[store.Template]], error) {
	q := store.TemplateQuery{ListQuery: in.query(), Kind: in.Kind}
	if in.Usable {
		if q.Kind == "" {
			q.Kind = store.KindApproval
		}
		return answer(s.Store.UsableTemplates(ctx, viewerOf(ctx), q))
	}
	if !decides(viewerOf(ctx)) {
		return nil, domain.Refuse(domain.Forbidden, "Ask for the templates that you may use: usable=true.", "请查询可使用的模板：usable=true。")
	}
	return answer(s.Store.Templates(ctx, q))
}

func (s *Server) checkTemplate(ctx context.Context, in *Named) (*body[list[store.TemplateProblem]], error) {
	ps, err := s.Store.CheckTemplate(ctx, in.key(), nil)
	return saidProblems(ctx, ps, err)
}

func (s *Server) checkDraft(ctx context.Context, in *revisal[plan.Definition]) (*body[list[store.TemplateProblem]], error) {
	ps, err := s.Store.CheckTemplate(ctx, in.key(), &in.Body)
	return saidProblems(ctx, ps, err)
}

func saidProblems(ctx context.Context, ps []store.TemplateProblem, err error) (*body[list[store.TemplateProblem]], error) {
	for i := range ps {
		ps[i].Text = ps[i].Said.In(languageOf(ctx))
	}
	return answer(list[store.TemplateProblem]{Items: ps}, err)
}

func (s *Server) previewTemplate(ctx context.Context, in *revisal[store.TemplatePreviewInput]) (*body[list[store.PreviewedStep]], error) {
	steps, err := s.Store.PreviewTemplate(ctx, in.key(), in.Body)
	for i := range steps {
		for j := range steps[i].People {
			steps[i].People[j].Why = steps[i].People[j].Said.In(languageOf(ctx))
		}
	}
	return answer(list[store.PreviewedStep]{Items: steps}, err)
}

// PlanConditions is what conditions of steps may speak of.
type PlanConditions struct {
	Facts    []store.Fact    `json:"facts" nullable:"false"`
	Steps    []string        `json:"steps" nullable:"false" doc:"how another step ended, as step(\"id\") answers it"`
	Examples []PlanCondition `json:"examples" nullable:"false"`
}

// PlanCondition is a condition with what it says.
type PlanCondition struct {
	When string      `json:"when"`
	Text domain.Text `json:"text"`
}

type conditionsOf struct {
	Kind     string `query:"kind" enum:"incident,approval,document" required:"true" doc:"Of plans of such records"`
	Template string `query:"template" maxLength:"200" doc:"Of this template's plans (id or code): then also the fields of its records' forms"`
}

func (s *Server) conditions(ctx context.Context, in *conditionsOf) (*body[PlanConditions], error) {
	fields, err := s.Store.FormFacts(ctx, domain.ParseKey(in.Template))
	if err != nil {
		return nil, err
	}
	c := PlanConditions{Facts: append(store.Facts(in.Kind), fields...), Steps: plan.Results(), Examples: []PlanCondition{
		{`step("check") == "rejected"`, domain.Text{En: "only if the step check was rejected and the plan went on", Zh: "仅当步骤 check 被拒绝且流程继续时"}},
		{`requester.unit in ["finance", "hr"]`, domain.Text{En: "only for requesters of these two units", Zh: "仅限这两个单元的申请人"}},
	}}
	switch in.Kind {
	case store.KindDocument:
		c.Examples = append(c.Examples, PlanCondition{`amount > 5000 and not revoking`, domain.Text{En: "above 5,000, and not when it is to be revoked", Zh: "金额超过 5000，且不是撤销审批"}})
	case store.KindApproval:
		c.Examples = append(c.Examples, PlanCondition{`amount > 5000 and not ("manager" in requester.roles)`, domain.Text{En: "above 5,000, unless a manager asks", Zh: "金额超过 5000，且申请人不是经理"}})
	default:
		c.Examples = append(c.Examples, PlanCondition{`priority <= 2 and service == "network"`, domain.Text{En: "only for urgent incidents of the network", Zh: "仅限网络服务的紧急事件"}})
	}
	return &body[PlanConditions]{c}, nil
}
