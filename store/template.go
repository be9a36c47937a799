package store

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// Template is a plan that records are carried by: a draft that is edited, and published versions that never change. A unit may have a variant of its
// own, which counts for everybody in it and below.
type Template struct {
	Named
	Kind      string `db:"kind" json:"kind" enum:"incident,approval,document" doc:"the records that it carries"`
	VariantOf *Ref   `db:"variant_of" json:"variant_of" doc:"the template in whose place it counts; null: it is one by itself"`
	Unit      *Ref   `db:"unit" json:"unit" doc:"of a variant: whose requesters it is for"`
	Versioned
	Running int             `db:"running" json:"running" doc:"plans that run by one of its versions"`
	Steps   int             `db:"steps" json:"steps" doc:"steps of the draft"`
	Draft   *TemplateDraft  `db:"draft" json:"draft,omitempty" doc:"when one template is asked for"`
	Choices TemplateChoices `db:"choices" json:"choices" nullable:"false" doc:"whom the requester chooses, where that is asked for"`
	Names   map[string]Refs `db:"-" json:"names" doc:"what the draft's rules name by login or code, by the kind of rule: person, group, unit_head"`
}

// TemplateDraft is a definition as the database keeps it; it may be incomplete.
type TemplateDraft plan.Definition

// Scan reads the stored JSON.
func (d *TemplateDraft) Scan(src any) error { return scanJSON(src, d) }

// TemplateChoice is a choice of people that a requester makes, and the step for which he makes it.
type TemplateChoice struct {
	Name string      `json:"name"`
	Step domain.Text `json:"step"`
}

// TemplateChoices is a list of choices, never nil in an answer.
type TemplateChoices []TemplateChoice

// Scan reads a JSON array; null is the empty list.
func (l *TemplateChoices) Scan(src any) error {
	*l = TemplateChoices{}
	return scanJSON(src, l)
}

// TemplateInput creates or changes a template.
type TemplateInput struct {
	Naming
	Kind      *string          `json:"kind,omitempty" enum:"incident,approval,document" doc:"when creating; a variant has its template's"`
	VariantOf domain.Key       `json:"variant_of,omitzero" doc:"when creating: in place of this template, for the requesters of a unit"`
	Unit      domain.Key       `json:"unit,omitzero" doc:"of a variant, when creating"`
	Enabled   *bool            `json:"enabled,omitempty"`
	Revision  *int             `json:"revision,omitempty" doc:"the revision that was read: refused when another stands by now"`
	Draft     *plan.Definition `json:"draft,omitempty" doc:"replaces the draft; a variant begins with its template's"`
}

// TemplateQuery narrows a list of templates.
type TemplateQuery struct {
	ListQuery
	Kind string
}

var (
	templates         = versioned[TemplateDraft]{noun{table: "plan_templates", word: "template", zh: "流程模板", key: "code"}, "plan_template_versions", "template_id"}
	templateSelection = templates.selection(selection{
		columns: `, x.kind, ` + refSQL("base") + ` AS variant_of, ` + refSQL("unit") + ` AS unit,
			(SELECT count(*) FROM plans p WHERE p.template_id = x.id AND p.verdict IS NULL) AS running, jsonb_array_length(x.draft->'steps') AS steps`,
		joins: `LEFT JOIN plan_templates base ON base.id = x.variant_of LEFT JOIN units unit ON unit.id = x.unit_id`,
	})
)

// Templates lists templates, without their drafts.
func (s *Store) Templates(ctx context.Context, q TemplateQuery) (Page[Template], error) {
	sel := templateSelection
	if q.Kind != "" {
		sel.args = arguments{}
		sel.where = ` AND x.kind = ` + sel.args.add(q.Kind)
	}
	page, err := list[Template](ctx, s, templates.noun, sel, q.ListQuery)
	for i := range page.Items {
		page.Items[i].Choices, page.Items[i].Names = TemplateChoices{}, map[string]Refs{}
	}
	return page, err
}

// Template answers one template with its draft.
func (s *Store) Template(ctx context.Context, k domain.Key) (Template, error) {
	t, err := one[Template](ctx, s, templates.noun, templateSelection.withDraft(), k)
	if err != nil {
		return t, err
	}
	d := plan.Definition(*t.Draft)
	t.Choices = choicesOf(d)
	t.Names, err = templateNames(ctx, s.DB, d)
	return t, convert(err)
}

// choicesOf lists what a requester must choose.
func choicesOf(d plan.Definition) TemplateChoices {
	all := TemplateChoices{}
	for _, t := range d.Steps {
		for _, a := range t.Who {
			if a.By == "chosen" && !slices.ContainsFunc(all, func(c TemplateChoice) bool { return c.Name == a.Name }) {
				all = append(all, TemplateChoice{a.Name, t.Name})
			}
		}
	}
	return all
}

// CreateTemplate adds a template; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateTemplate(ctx context.Context, v access.Viewer, in TemplateInput, key string) (Template, error) {
	return s.saveTemplate(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateTemplate changes a template's names, whether it is enabled, or its draft; what was published stays.
func (s *Store) UpdateTemplate(ctx context.Context, v access.Viewer, k domain.Key, in TemplateInput) (Template, error) {
	return s.saveTemplate(ctx, v, k, Once{}, in)
}

func (s *Store) saveTemplate(ctx context.Context, v access.Viewer, k domain.Key, once Once, in TemplateInput) (Template, error) {
	id, err := s.save(ctx, v, templates.noun, in.change(ctx, k, once))
	if err != nil {
		return Template{}, err
	}
	return s.Template(ctx, domain.ByID(id))
}

// change answers what an input changes of a template, or of a new one.
func (in TemplateInput) change(ctx context.Context, k domain.Key, once Once) change {
	return change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		if in.Code != nil && *in.Code == conditionsWord {
			return nil, domain.RefuseField("code", "This word stands for something else; choose another code.", "该代码为保留字，请另选。")
		}
		if id == 0 {
			return in.birth(ctx, tx)
		}
		return in.columns(ctx, tx, id)
	}}
}

// conditionsWord is no code of a template: the API answers something else there.
const conditionsWord = "conditions"

// birth answers the columns of a new template.
func (in TemplateInput) birth(ctx context.Context, tx *sqlx.Tx) ([]column, error) {
	of, err := templates.reference(ctx, tx, "variant_of", in.VariantOf)
	if err != nil {
		return nil, err
	}
	unit, err := units.reference(ctx, tx, "unit", in.Unit)
	if err != nil {
		return nil, err
	}
	if in.VariantOf.Empty() != in.Unit.Empty() {
		return nil, domain.RefuseField("unit", "A variant names both the template it replaces and the unit it is for; another template neither.",
			"变体须同时指定原模板和适用的组织单元；普通模板均不填写。")
	}
	draft, kind := plan.Definition{Steps: []plan.StepDef{}}, ""
	if in.Kind != nil {
		kind = *in.Kind
	}
	if !in.VariantOf.Empty() {
		var base templateRow
		if err := base.read(ctx, tx, *of[0].value.(*int64)); err != nil {
			return nil, err
		}
		if base.VariantOf != nil {
			return nil, domain.RefuseField("variant_of", "Name the template itself, not one of its variants.", "请指定原模板，而不是它的变体。")
		}
		draft, kind = plan.Definition(base.Draft), base.Kind
		unit = append(unit, column{"variant_of", of[0].value})
	}
	if kind != KindIncident && !askedFor(kind) {
		return nil, domain.RefuseField("kind", "Say which records it carries: incident, approval or document.", "请选择适用的单据类型：事件（incident）、审批（approval）或公文（document）。")
	}
	replace(&draft, in.Draft)
	return append(unit, append(in.state(), column{"kind", kind}, column{"draft", string(planJSON(draft))})...), nil
}

func (in TemplateInput) state() []column {
	if in.Enabled == nil {
		return nil
	}
	return []column{{"enabled", *in.Enabled}}
}

// planJSON renders a definition with a list where there are no steps, as the queries count on.
func planJSON(d plan.Definition) []byte {
	if d.Steps == nil {
		d.Steps = []plan.StepDef{}
	}
	return mustJSON(d)
}

// templateRow is what of a template its changes depend on.
type templateRow struct {
	drafted[TemplateDraft]
	Code      string `db:"code"`
	Kind      string `db:"kind"`
	VariantOf *int64 `db:"variant_of"`
}

func (t *templateRow) read(ctx context.Context, q sqlx.QueryerContext, id int64) error {
	return sqlx.GetContext(ctx, q, t, `SELECT id, code, kind, variant_of, revision, version, draft FROM plan_templates WHERE id = $1`, id)
}

// columns answers what changes of a template, which is locked.
func (in TemplateInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	var now templateRow
	if err := now.read(ctx, tx, id); err != nil {
		return nil, err
	}
	if err := templates.unchanged("revision", in.Revision, now.Revision); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		field string
		kept  bool
	}{{"kind", in.Kind == nil || *in.Kind == now.Kind}, {"variant_of", !in.VariantOf.Given}, {"unit", !in.Unit.Given}, {"code", in.Code == nil || *in.Code == "" || *in.Code == now.Code}} {
		if !f.kept {
			return nil, domain.RefuseField(f.field, "This stays as it was made: records refer to it. Add another template.", "此项创建后不可更改（已有单据引用），请新建模板。")
		}
	}
	columns := in.state()
	if in.Draft != nil {
		columns = append(columns, now.redrafted(planJSON(*in.Draft))...)
	}
	return columns, nil
}

// PublishedTemplate is a definition that was published.
type PublishedTemplate struct {
	Published[TemplateDraft]
	Running int `db:"running" json:"running" doc:"plans that run by it"`
	Ended   int `db:"ended" json:"ended" doc:"plans that ran by it"`
}

// TemplateVersions answers a template's versions, the newest first.
func (s *Store) TemplateVersions(ctx context.Context, k domain.Key) ([]PublishedTemplate, error) {
	return publishedOf[PublishedTemplate](ctx, s, templates, k, selection{columns: `,
		(SELECT count(*) FROM plans p WHERE p.template_id = v.template_id AND p.template_version = v.version AND p.verdict IS NULL) AS running,
		(SELECT count(*) FROM plans p WHERE p.template_id = v.template_id AND p.template_version = v.version AND p.verdict IS NOT NULL) AS ended`})
}
