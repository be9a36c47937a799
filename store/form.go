package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

// Form is what people fill in: a draft that is edited, and published versions that never change.
type Form struct {
	Named
	Versioned
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
	forms         = versioned[FormDraft]{noun{table: "forms", word: "form", zh: "表单", key: "code"}, "form_versions", "form_id"}
	formSelection = forms.selection(selection{
		columns: `, (SELECT count(*) FROM record_forms f WHERE f.form_id = x.id) AS records,
			(SELECT count(*) FROM jsonb_array_elements(x.draft->'sections') s, jsonb_array_elements(s->'fields')) AS fields,
			(SELECT json_agg(` + refSQL("s") + ` ORDER BY s.code) FROM services s WHERE s.form_id = x.id) AS services,
			(SELECT json_agg(` + refSQL("d") + ` ORDER BY d.code) FROM document_types d WHERE d.form_id = x.id) AS types`,
	})
)

// Forms lists forms, without their drafts.
func (s *Store) Forms(ctx context.Context, _ access.Viewer, q ListQuery) (Page[Form], error) {
	page, err := list[Form](ctx, s, forms.noun, formSelection, q)
	for i := range page.Items {
		page.Items[i].Steps = []FormStep{}
	}
	return page, err
}

// Form answers one form with its draft.
func (s *Store) Form(ctx context.Context, _ access.Viewer, k domain.Key) (Form, error) {
	f, err := one[Form](ctx, s, forms.noun, formSelection.withDraft(), k)
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
	id, err := s.save(ctx, v, forms.noun, in.change(ctx, k, once))
	if err != nil {
		return Form{}, err
	}
	return s.Form(ctx, v, domain.ByID(id))
}

// change answers what an input changes of a form, or of a new one.
func (in FormInput) change(ctx context.Context, k domain.Key, once Once) change {
	return change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) { return in.columns(ctx, tx, id) }}
}

// columns answers what is new of a form; id is 0 of a new one, else it is locked.
func (in FormInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	var columns []column
	if in.Enabled != nil {
		columns = append(columns, column{"enabled", *in.Enabled})
	}
	var now drafted[FormDraft]
	if id != 0 {
		var err error
		if now, err = forms.drafted(ctx, tx, id); err != nil {
			return nil, err
		}
		if err := forms.unchanged("revision", in.Revision, now.Revision); err != nil {
			return nil, err
		}
	}
	draft := form.Definition(now.Draft)
	replace(&draft, in.Draft)
	after := formJSON(draft)
	if len(after) > mostDraft {
		return nil, domain.RefuseField("draft", "This form is too large: it may have 1 MB. Shorten its texts or options.", "表单过大（上限 1 MB），请精简文字或选项。")
	}
	return append(columns, now.redrafted(after)...), nil
}

// mostDraft is how many bytes a draft may have.
const mostDraft = 1 << 20

// formJSON renders a definition with lists where there is nothing, as the queries count on.
func formJSON(d form.Definition) []byte {
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

// PublishedForm is a definition that was published.
type PublishedForm struct {
	Published[FormDraft]
	Open int `db:"open" json:"open" doc:"records that use it and are not over"`
	Over int `db:"over" json:"over" doc:"records that use it and are over"`
}

// FormVersions answers a form's versions, the newest first.
func (s *Store) FormVersions(ctx context.Context, k domain.Key) ([]PublishedForm, error) {
	return publishedOf[PublishedForm](ctx, s, forms, k, selection{columns: `, COALESCE(n.open, 0) AS open, COALESCE(n.over, 0) AS over`, joins: `LEFT JOIN (
		SELECT f.form_version, count(*) FILTER (WHERE r.closed_at IS NULL) AS open, count(*) FILTER (WHERE r.closed_at IS NOT NULL) AS over
		FROM record_forms f JOIN records r ON r.id = f.record_id WHERE f.form_id = $1 GROUP BY f.form_version) n ON n.form_version = v.version`})
}
