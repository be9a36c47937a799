package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

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
	for _, g := range gaps(plans, d) {
		found = append(found, form.Problem{Severity: plan.Error, Text: g.text()})
	}
	return found, cmp.Or(err, w.err)
}

// PublishForm makes the draft the next version, with which records begin from now on; those that are there keep theirs.
func (s *Store) PublishForm(ctx context.Context, v access.Viewer, k domain.Key, revision *int) (Form, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) (err error) {
		id, err = publishForm(ctx, tx, v, k, revision)
		return err
	})
	if err != nil {
		return Form{}, convert(err)
	}
	return s.Form(ctx, v, domain.ByID(id))
}

func publishForm(ctx context.Context, tx *sqlx.Tx, v access.Viewer, k domain.Key, revision *int) (int64, error) {
	before, err := forms.lock(ctx, tx, k)
	if err != nil {
		return 0, err
	}
	id, err := before.id()
	if err != nil {
		return 0, err
	}
	var now formRow
	if err := now.read(ctx, tx, id); err != nil {
		return 0, err
	}
	if err := now.unchanged(revision); err != nil {
		return 0, err
	}
	if err := now.publishable(ctx, tx); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO form_versions (form_id, version, definition, published_by) VALUES ($1, $2, $3, $4)`,
		id, now.Version+1, mustJSON(now.Draft), v.UserID)
	if err != nil {
		return 0, err
	}
	after, err := forms.write(ctx, tx, id, []column{{"version", now.Version + 1}})
	if err != nil {
		return 0, err
	}
	return id, appendAudit(ctx, tx, auditEntry{Subject: forms.subject(id), Viewer: v, Verb: "publish", Before: before, After: after,
		Changes: map[string][2]any{"version": {now.Version, now.Version + 1}, "definition": {nil, now.Draft}}})
}

// publishable refuses a draft that says nothing new or that nobody could fill in.
func (f *formRow) publishable(ctx context.Context, tx *sqlx.Tx) error {
	var last FormDraft
	err := tx.GetContext(ctx, &last, `SELECT definition FROM form_versions WHERE form_id = $1 AND version = $2`, f.ID, f.Version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil && bytes.Equal(mustJSON(last), mustJSON(f.Draft)) {
		return &domain.Error{Code: domain.Conflict, Field: "draft", Text: domain.Text{
			En: "The draft is the same as the version published last; change it first.", Zh: "草稿与最近发布的版本相同，请先修改。"}}
	}
	found, err := formProblems(ctx, tx, f.ID, form.Definition(f.Draft))
	if err != nil {
		return err
	}
	var en, zh []string
	for _, p := range found {
		if p.Severity == plan.Error {
			en, zh = append(en, p.Where()+p.Text.En), append(zh, p.Where()+p.Text.Zh)
		}
	}
	if len(en) == 0 {
		return nil
	}
	return domain.RefuseField("draft", "It cannot be published yet. "+strings.Join(en, " "), "暂不能发布。"+strings.Join(zh, ""))
}
