package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// TemplateProblem is what a check finds in a draft.
type TemplateProblem struct {
	Step     string        `json:"step" doc:"its id; empty: the whole plan"`
	Field    string        `json:"field"`
	Severity plan.Severity `json:"severity" enum:"error,warning" doc:"an error keeps the draft from being published"`
	Text     string        `json:"text" doc:"in the viewer's language"`
	Said     domain.Text   `json:"-"`
}

// CheckTemplate answers everything that the draft can be reproached with; given is looked at in its place.
func (s *Store) CheckTemplate(ctx context.Context, k domain.Key, given *plan.Definition) ([]TemplateProblem, error) {
	t, err := s.Template(ctx, k)
	if err != nil {
		return nil, err
	}
	d := plan.Definition(*t.Draft)
	replace(&d, given)
	found, err := templateProblems(ctx, s.DB, t.ID, d)
	all := make([]TemplateProblem, len(found))
	for i, p := range found {
		all[i] = TemplateProblem{Step: p.Step, Field: p.Field, Severity: p.Severity, Said: p.Text}
	}
	return all, convert(err)
}

// blockers answers the errors among them.
func (d TemplateDraft) blockers(ctx context.Context, q sqlx.QueryerContext, id int64) (all []domain.Text, err error) {
	found, err := templateProblems(ctx, q, id, plan.Definition(d))
	for _, p := range found {
		if p.Severity == plan.Error {
			all = append(all, p.Sentence())
		}
	}
	return all, err
}

// templateProblems checks a definition by itself, and its rules against the people who are there.
func templateProblems(ctx context.Context, q sqlx.QueryerContext, id int64, d plan.Definition) ([]plan.Problem, error) {
	c := ruleChecker{q: q}
	if err := sqlx.GetContext(ctx, q, &c.kind, `SELECT kind FROM plan_templates WHERE id = $1`, id); err != nil {
		return nil, err
	}
	names := exampleNames(c.kind)
	var err error
	if names["form"], err = exampleForm(ctx, q, id); err != nil {
		return nil, err
	}
	c.found = d.Problems(names)
	if err := c.forms(ctx, id, d); err != nil {
		return nil, err
	}
	for _, t := range d.Steps {
		if t.Kind == plan.Group || t.Kind == plan.Submit {
			continue
		}
		if err := c.rules(ctx, t.ID, "who", t.Who, plan.Error); err != nil {
			return nil, err
		}
		if t.Limit.Then == plan.ThenTransfer {
			if err := c.rules(ctx, t.ID, "limit.to", t.Limit.To, plan.Warning); err != nil { // else it is reminded
				return nil, err
			}
		}
	}
	return c.found, nil
}

// forms finds conditions that ask for what one of the forms of its records has and another has not: nobody could begin a record with that one.
func (c *ruleChecker) forms(ctx context.Context, id int64, d plan.Definition) error {
	ds, used, err := templateForms(ctx, c.q, id)
	if err != nil || !used || len(ds) < 2 {
		return err // a field that no form has is said already
	}
	first := "type"
	if c.kind == KindIncident {
		first = "service"
	}
	seen := map[string]bool{}
	for _, f := range ds {
		for _, g := range gaps(d, f) {
			if said := g.step.ID + " " + g.name; !seen[said] {
				seen[said] = true
				c.found = append(c.found, plan.Problem{Step: g.step.ID, Field: "when", Severity: plan.Error, Text: domain.Text{
					En: fmt.Sprintf("Not every form of its records has %s; ask for the %s first: %s == \"…\" and (%s).", g.name, first, first, g.step.When),
					Zh: fmt.Sprintf("并非所有相关表单都有 %s；请先判断 %s，例如：%s == \"…\" and (%s)。", g.name, first, first, g.step.When)}})
			}
		}
	}
	return nil
}

// ruleChecker finds rules by which nobody could be found.
type ruleChecker struct {
	q     sqlx.QueryerContext
	kind  string
	found []plan.Problem
}

// lack is why a rule finds nobody.
type lack struct {
	unknown bool // what it names does not exist
	text    domain.Text
}

// rules checks the rules of a step: whatever is unknown is an error, and whoever is not there for now if no other rule may find somebody.
func (c *ruleChecker) rules(ctx context.Context, step, field string, who []plan.Assignee, empty plan.Severity) error {
	lacks := make([]*lack, len(who))
	for i, a := range who {
		var err error
		if lacks[i], err = c.lack(ctx, a); err != nil {
			return err
		}
	}
	if slices.Contains(lacks, nil) {
		empty = plan.Warning
	}
	for i, l := range lacks {
		if l == nil {
			continue
		}
		severity := empty
		if l.unknown {
			severity = plan.Error
		}
		c.found = append(c.found, plan.Problem{Step: step, Field: fmt.Sprintf("%s.%d.name", field, i), Severity: severity, Text: l.text})
	}
	return nil
}

// lack answers why a rule finds nobody, nil if it may find somebody.
func (c *ruleChecker) lack(ctx context.Context, a plan.Assignee) (*lack, error) {
	unknown := func(en, zh string) *lack {
		return &lack{true, domain.Text{En: fmt.Sprintf("There is no %s “%s”.", en, a.Name), Zh: fmt.Sprintf("不存在%s“%s”。", zh, a.Name)}}
	}
	switch a.By {
	case "person":
		there, active, err := c.ask(ctx, `SELECT disabled_at IS NULL FROM users WHERE login = $1`, a.Name)
		if err != nil || active {
			return nil, err
		}
		if !there {
			return unknown("person", "人员"), nil
		}
		return &lack{text: domain.Text{En: fmt.Sprintf("%s has left and cannot be asked.", a.Name), Zh: fmt.Sprintf("%s 已停用，无法处理。", a.Name)}}, nil
	case "group":
		there, active, err := c.ask(ctx, `SELECT EXISTS (SELECT FROM group_members m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL WHERE m.group_id = g.id) FROM groups g WHERE g.code = $1`, a.Name)
		if err != nil || active {
			return nil, err
		}
		if !there {
			return unknown("group", "组"), nil
		}
		return &lack{text: domain.Text{En: fmt.Sprintf("The group “%s” has no active members.", a.Name), Zh: fmt.Sprintf("组“%s”没有在职成员。", a.Name)}}, nil
	case "role":
		if !slices.Contains(access.Roles, a.Name) {
			return unknown("role", "角色"), nil
		}
		_, active, err := c.ask(ctx, `SELECT EXISTS (SELECT FROM users WHERE disabled_at IS NULL AND $1 = ANY (roles))`, a.Name)
		if err != nil || active {
			return nil, err
		}
		return &lack{text: domain.Text{En: fmt.Sprintf("Nobody has the role “%s”.", a.Name), Zh: fmt.Sprintf("没有人具有角色“%s”。", a.Name)}}, nil
	case "unit_head":
		return c.lackOfHead(ctx, a, unknown)
	case "assignee":
		if c.kind != KindIncident {
			return &lack{true, domain.Text{En: "Only incidents are handled by somebody; choose another rule.", Zh: "只有事件有处理人，请改用其他规则。"}}, nil
		}
	}
	return nil, nil
}

func (c *ruleChecker) lackOfHead(ctx context.Context, a plan.Assignee, unknown func(en, zh string) *lack) (*lack, error) {
	there, _, err := c.ask(ctx, `SELECT true FROM units WHERE code = $1`, a.Name)
	if err != nil || !there {
		return unknown("unit", "组织单元"), err
	}
	w := planWorld{ctx: ctx, q: c.q}
	if found := w.persons(a); len(found) > 0 || w.err != nil {
		return nil, w.err
	}
	return &lack{text: domain.Text{En: fmt.Sprintf("The unit “%s” and those above it have no head so far up.", a.Name), Zh: fmt.Sprintf("组织单元“%s”及其上级没有相应级别的负责人。", a.Name)}}, nil
}

// ask answers whether there is a row, and what it says.
func (c *ruleChecker) ask(ctx context.Context, query string, args ...any) (there, yes bool, err error) {
	err = sqlx.GetContext(ctx, c.q, &yes, query, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	return err == nil, yes, err
}
