package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/plan"
)

// FormProblem is what a check finds in a draft.
type FormProblem struct {
	Section  string        `json:"section" doc:"its id; empty: the whole form"`
	Field    string        `json:"field" doc:"its id, of a column of a table table.column; empty: the section's own"`
	Property string        `json:"property" doc:"such as when, or options.2"`
	Severity plan.Severity `json:"severity" enum:"error,warning" doc:"an error keeps the draft from being published"`
	Text     string        `json:"text" doc:"in the viewer's language"`
	Said     domain.Text   `json:"-"`
}

// CheckForm answers everything that the draft can be reproached with; given is looked at in its place.
func (s *Store) CheckForm(ctx context.Context, v access.Viewer, k domain.Key, given *form.Definition) ([]FormProblem, error) {
	f, err := s.Form(ctx, v, k)
	if err != nil {
		return nil, err
	}
	d := form.Definition(*f.Draft)
	replace(&d, given)
	found, err := formProblems(ctx, s.DB, f.ID, d)
	all := make([]FormProblem, len(found))
	for i, p := range found {
		all[i] = FormProblem{Section: p.Section, Field: p.Field, Property: p.Property, Severity: p.Severity, Said: p.Text}
	}
	return all, convert(err)
}

// formProblems checks a definition by itself, then against who is there and the steps of the plans by which its records go.
func formProblems(ctx context.Context, q sqlx.QueryerContext, id int64, d form.Definition) ([]form.Problem, error) {
	found := d.Problems()
	if slices.ContainsFunc(found, func(p form.Problem) bool { return p.Severity == plan.Error }) {
		return found, nil
	}
	steps, err := formSteps(ctx, q, id)
	if err != nil {
		return nil, err
	}
	w := &formWorld{ctx: ctx, q: q}
	for s, f := range d.Fields() {
		add := func(property string, severity plan.Severity, en, zh string) {
			found = append(found, form.Problem{Section: s.ID, Field: f.ID, Property: property, Severity: severity, Text: domain.Text{En: en, Zh: zh}})
		}
		word, _ := f.Default.(string)
		if refers := f.Kind == form.Person || f.Kind == form.Unit || f.Kind == form.Place; refers && word != "" && word != form.DefaultRequester && w.Find(f.Kind, domain.ByCode(word)) == 0 {
			add("default", plan.Error, "There is no “"+word+"”.", "不存在“"+word+"”。")
		}
		for _, step := range (form.Definition{Sections: []form.Section{{Fields: []form.Field{f}}}}).Steps() {
			if len(steps) > 0 && !slices.ContainsFunc(steps, func(known FormStep) bool { return known.ID == step }) {
				add("access", plan.Warning, "No plan by which its records go has a step “"+step+"”.", "相关流程中没有步骤“"+step+"”。")
			}
		}
	}
	plans, err := usedPlans(ctx, q, "u.form_id = $1", id)
	for _, p := range plans {
		for _, g := range gaps(plan.Definition(p.Definition), d) {
			found = append(found, form.Problem{Severity: plan.Error, Text: g.text(p)})
		}
	}
	return found, cmp.Or(err, w.err)
}

// blockers answers the errors among them.
func (d FormDraft) blockers(ctx context.Context, q sqlx.QueryerContext, id int64) (all []domain.Text, err error) {
	found, err := formProblems(ctx, q, id, form.Definition(d))
	for _, p := range found {
		if p.Severity == plan.Error {
			all = append(all, p.Sentence())
		}
	}
	return all, err
}

// PublishForm makes the draft the next version, with which records begin from now on; those that are there keep theirs.
func (s *Store) PublishForm(ctx context.Context, v access.Viewer, k domain.Key, revision *int) (Form, error) {
	id, err := forms.publish(ctx, s, v, k, revision)
	if err != nil {
		return Form{}, err
	}
	return s.Form(ctx, v, domain.ByID(id))
}
