package store

import (
	"bytes"
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

var forms = noun{table: "forms", word: "form", zh: "表单", key: "code"}

// Form is what people fill in: a draft that is edited, and published versions that never change.
type Form struct {
	Named
	Enabled  bool       `db:"enabled" json:"enabled" doc:"false: no record begins with it"`
	Revision int        `db:"revision" json:"revision" doc:"counts the changes of the draft"`
	Version  int        `db:"version" json:"version" doc:"the version published last; 0: none yet"`
	Changed  bool       `db:"changed" json:"changed" doc:"the draft differs from the version published last"`
	Records  int        `db:"records" json:"records" doc:"records that were begun with one of its versions"`
	Fields   int        `db:"fields" json:"fields" doc:"fields of the draft"`
	Services Refs       `db:"services" json:"services" nullable:"false" doc:"the services whose form it is"`
	Types    Refs       `db:"types" json:"types" nullable:"false" doc:"the types of documents whose form it is"`
	Draft    *FormDraft `db:"draft" json:"draft,omitempty" doc:"when one form is asked for"`
	Steps    []FormStep `db:"-" json:"steps" nullable:"false" doc:"when one form is asked for: the steps of the plans by which its records go, for which rights may be given"`
}

// FormDraft is a definition as the database keeps it; it may be incomplete.
type FormDraft form.Definition

// Scan reads the stored JSON.
func (d *FormDraft) Scan(src any) error { return scanJSON(src, d) }

// FormStep is a step of a plan by which records with a form go.
type FormStep struct {
	ID   string      `json:"id"`
	Name domain.Text `json:"name"`
}

// FormInput creates or changes a form.
type FormInput struct {
	Naming
	Enabled  *bool            `json:"enabled,omitempty"`
	Revision *int             `json:"revision,omitempty" doc:"the revision that was read: refused when another stands by now"`
	Draft    *form.Definition `json:"draft,omitempty" doc:"replaces the draft"`
}

var (
	formSelection = selection{
		columns: `, x.enabled, x.revision, x.version, COALESCE(v.definition <> x.draft, true) AS changed,
			(SELECT count(*) FROM record_forms f WHERE f.form_id = x.id) AS records,
			(SELECT count(*) FROM jsonb_array_elements(x.draft->'sections') s, jsonb_array_elements(s->'fields')) AS fields,
			(SELECT json_agg(` + refSQL("s") + ` ORDER BY s.code) FROM services s WHERE s.form_id = x.id) AS services,
			(SELECT json_agg(` + refSQL("d") + ` ORDER BY d.code) FROM document_types d WHERE d.form_id = x.id) AS types`,
		joins: `LEFT JOIN form_versions v ON v.form_id = x.id AND v.version = x.version`,
	}
	formWhole = selection{columns: formSelection.columns + `, x.draft`, joins: formSelection.joins}
)

// Forms lists forms, without their drafts.
func (s *Store) Forms(ctx context.Context, _ access.Viewer, q ListQuery) (Page[Form], error) {
	page, err := list[Form](ctx, s, forms, formSelection, q)
	for i := range page.Items {
		page.Items[i].Steps = []FormStep{}
	}
	return page, err
}

// Form answers one form with its draft.
func (s *Store) Form(ctx context.Context, _ access.Viewer, k domain.Key) (Form, error) {
	f, err := one[Form](ctx, s, forms, formWhole, k)
	if err != nil {
		return f, err
	}
	f.Steps, err = formSteps(ctx, s.DB, f.ID)
	return f, convert(err)
}

// formSteps answers the steps of the plans by which records with a form go: of the plans of the services and types of documents whose form it is, as
// published last, and of their variants.
func formSteps(ctx context.Context, q sqlx.QueryerContext, formID int64) ([]FormStep, error) {
	steps := []FormStep{}
	var found []TemplateDraft
	err := sqlx.SelectContext(ctx, q, &found, `
		SELECT COALESCE(v.definition, t.draft) FROM plan_templates t LEFT JOIN plan_template_versions v ON v.template_id = t.id AND v.version = t.version
		WHERE EXISTS (SELECT FROM services s WHERE s.form_id = $1 AND s.template_id IN (t.id, t.variant_of))
			OR EXISTS (SELECT FROM document_types d WHERE d.form_id = $1 AND d.template_id IN (t.id, t.variant_of)) ORDER BY t.variant_of NULLS FIRST, t.code`, formID)
	seen := map[string]bool{form.Start: true}
	for _, d := range found {
		for _, t := range d.Steps {
			if asks := t.Kind == "task" || t.Kind == "approval"; asks && !seen[t.ID] {
				seen[t.ID] = true
				steps = append(steps, FormStep{t.ID, t.Name})
			}
		}
	}
	return steps, err
}

// CreateForm adds a form; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateForm(ctx context.Context, v access.Viewer, in FormInput, key string) (Form, error) {
	return s.saveForm(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateForm changes a form's names, whether it is enabled, or its draft; what was published stays.
func (s *Store) UpdateForm(ctx context.Context, v access.Viewer, k domain.Key, in FormInput) (Form, error) {
	return s.saveForm(ctx, v, k, Once{}, in)
}

func (s *Store) saveForm(ctx context.Context, v access.Viewer, k domain.Key, once Once, in FormInput) (Form, error) {
	id, err := s.save(ctx, v, forms, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		return in.columns(ctx, tx, id)
	}})
	if err != nil {
		return Form{}, err
	}
	return s.Form(ctx, v, domain.ByID(id))
}

// columns answers what is new of a form; id is 0 of a new one, else it is locked.
func (in FormInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	var columns []column
	if in.Enabled != nil {
		columns = append(columns, column{"enabled", *in.Enabled})
	}
	now := formRow{Draft: FormDraft{Sections: []form.Section{}}}
	if id != 0 {
		if err := now.read(ctx, tx, id); err != nil {
			return nil, err
		}
		if err := now.unchanged(in.Revision); err != nil {
			return nil, err
		}
	}
	before := mustJSON(now.Draft)
	draft := form.Definition(now.Draft)
	replace(&draft, in.Draft)
	after := draftJSON(draft)
	if len(after) > mostDraft {
		return nil, domain.RefuseField("draft", "This form is too large: it may have 1 MB. Shorten its texts or options.", "表单过大（上限 1 MB），请精简文字或选项。")
	}
	if id == 0 || !bytes.Equal(before, after) {
		columns = append(columns, column{"draft", string(after)}, column{"revision", now.Revision + 1})
	}
	return columns, nil
}

// mostDraft is how many bytes a draft may have.
const mostDraft = 1 << 20

// draftJSON renders a definition with lists where there is nothing, as the queries count on.
func draftJSON(d form.Definition) []byte {
	if d.Sections == nil {
		d.Sections = []form.Section{}
	}
	for i := range d.Sections {
		if d.Sections[i].Fields == nil {
			d.Sections[i].Fields = []form.Field{}
		}
	}
	return mustJSON(d)
}

// formRow is what of a form its changes depend on.
type formRow struct {
	ID       int64     `db:"id"`
	Enabled  bool      `db:"enabled"`
	Revision int       `db:"revision"`
	Version  int       `db:"version"`
	Draft    FormDraft `db:"draft"`
}

func (f *formRow) read(ctx context.Context, q sqlx.QueryerContext, id int64) error {
	return sqlx.GetContext(ctx, q, f, `SELECT id, enabled, revision, version, draft FROM forms WHERE id = $1`, id)
}

// unchanged refuses a change by somebody who has read another revision.
func (f *formRow) unchanged(read *int) error {
	if read == nil || *read == f.Revision {
		return nil
	}
	return &domain.Error{Code: domain.Conflict, Field: "revision", Text: domain.Text{
		En: "Somebody has changed this form since you read it. Read it again and repeat your change.", Zh: "在您读取之后，此表单已被他人修改。请重新读取后再修改。"}}
}

// PublishedForm is a definition that was published.
type PublishedForm struct {
	Version     int       `db:"version" json:"version"`
	Definition  FormDraft `db:"definition" json:"definition"`
	PublishedAt time.Time `db:"published_at" json:"published_at"`
	PublishedBy *Ref      `db:"published_by" json:"published_by"`
	Open        int       `db:"open" json:"open" doc:"records that use it and are not over"`
	Over        int       `db:"over" json:"over" doc:"records that use it and are over"`
}

// FormVersions answers a form's versions, the newest first.
func (s *Store) FormVersions(ctx context.Context, k domain.Key) ([]PublishedForm, error) {
	f, err := one[Named](ctx, s, forms, selection{}, k)
	if err != nil {
		return nil, err
	}
	vs := []PublishedForm{}
	err = s.DB.SelectContext(ctx, &vs, `
		SELECT v.version, v.definition, v.published_at, `+personSQL("u")+` AS published_by, COALESCE(n.open, 0) AS open, COALESCE(n.over, 0) AS over
		FROM form_versions v LEFT JOIN users u ON u.id = v.published_by LEFT JOIN (
			SELECT f.form_version, count(*) FILTER (WHERE r.closed_at IS NULL) AS open, count(*) FILTER (WHERE r.closed_at IS NOT NULL) AS over
			FROM record_forms f JOIN records r ON r.id = f.record_id WHERE f.form_id = $1 GROUP BY f.form_version) n ON n.form_version = v.version
		WHERE v.form_id = $1 ORDER BY v.version DESC`, f.ID)
	return vs, convert(err)
}
