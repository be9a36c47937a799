package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// PublishTemplate makes the draft the next version, by which records begin from now on; those that run keep theirs.
func (s *Store) PublishTemplate(ctx context.Context, v access.Viewer, k domain.Key, revision *int) (Template, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) (err error) {
		id, err = publishTemplate(ctx, tx, v, k, revision)
		return err
	})
	if err != nil {
		return Template{}, convert(err)
	}
	return s.Template(ctx, domain.ByID(id))
}

func publishTemplate(ctx context.Context, tx *sqlx.Tx, v access.Viewer, k domain.Key, revision *int) (int64, error) {
	before, err := templates.lock(ctx, tx, k)
	if err != nil {
		return 0, err
	}
	id, err := before.id()
	if err != nil {
		return 0, err
	}
	var now templateRow
	if err := now.read(ctx, tx, id); err != nil {
		return 0, err
	}
	if err := now.unchanged(revision); err != nil {
		return 0, err
	}
	if err := now.publishable(ctx, tx); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO plan_template_versions (template_id, version, definition, published_by) VALUES ($1, $2, $3, $4)`,
		id, now.Version+1, mustJSON(now.Draft), v.UserID)
	if err != nil {
		return 0, err
	}
	after, err := templates.write(ctx, tx, id, []column{{"version", now.Version + 1}})
	if err != nil {
		return 0, err
	}
	return id, appendAudit(ctx, tx, auditEntry{Subject: templates.subject(id), Viewer: v, Verb: "publish", Before: before, After: after,
		Changes: map[string][2]any{"version": {now.Version, now.Version + 1}, "definition": {nil, now.Draft}}})
}

// publishable refuses a draft that says nothing new or that no plan could follow.
func (t *templateRow) publishable(ctx context.Context, tx *sqlx.Tx) error {
	var last TemplateDraft
	err := tx.GetContext(ctx, &last, `SELECT definition FROM plan_template_versions WHERE template_id = $1 AND version = $2`, t.ID, t.Version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil && bytes.Equal(mustJSON(last), mustJSON(t.Draft)) {
		return &domain.Error{Code: domain.Conflict, Field: "draft", Text: domain.Text{
			En: "The draft is the same as the version published last; change it first.", Zh: "草稿与最近发布的版本相同，请先修改。"}}
	}
	found, err := problemsOf(ctx, tx, t.ID, t.Kind, plan.Definition(t.Draft))
	if err != nil {
		return err
	}
	var en, zh []string
	for _, p := range found {
		if p.Severity == plan.Error {
			en, zh = append(en, p.where()+p.Text.En), append(zh, p.where()+p.Text.Zh)
		}
	}
	if len(en) == 0 {
		return nil
	}
	return domain.RefuseField("draft", "It cannot be published yet. "+strings.Join(en, " "), "暂不能发布。"+strings.Join(zh, ""))
}

// UsableTemplates answers by which templates the viewer may begin a record of a kind, and whom he must choose.
func (s *Store) UsableTemplates(ctx context.Context, v access.Viewer, q TemplateQuery) (Page[Template], error) {
	page := Page[Template]{Items: []Template{}}
	var unit int64
	if err := s.DB.GetContext(ctx, &unit, `SELECT COALESCE(unit_id, 0) FROM users WHERE id = $1`, v.UserID); err != nil {
		return page, convert(err)
	}
	sel := selection{columns: `, x.kind, x.enabled, x.version`, args: arguments{}}
	sel.where = ` AND x.enabled AND x.version > 0 AND x.variant_of IS NULL AND x.kind = ` + sel.args.add(q.Kind)
	page, err := list[Template](ctx, s, templates, sel, q.ListQuery)
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		t, err := TemplateFor(ctx, s.DB, page.Items[i].ID, unit)
		if err != nil {
			return page, convert(err)
		}
		page.Items[i].Version, page.Items[i].Choices, page.Items[i].Steps, page.Items[i].Names = t.Version, choicesOf(t.Definition), len(t.Definition.Steps), map[string]Refs{}
	}
	return page, nil
}
