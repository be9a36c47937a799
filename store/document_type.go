package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/plan"
)

var (
	documentGroups = noun{table: "document_groups", word: "document_group", zh: "公文分类", key: "code"}
	documentTypes  = noun{table: "document_types", word: "document_type", zh: "公文类型", key: "code"}
)

// DocumentGroup holds types of documents.
type DocumentGroup struct {
	Named
	Types int `db:"types" json:"types" doc:"how many types it holds"`
}

// DocumentGroupInput creates or changes a group of types.
type DocumentGroupInput struct{ Naming }

var documentGroupSelection = selection{columns: `, (SELECT count(*) FROM document_types t WHERE t.group_id = x.id) AS types`}

// DocumentGroups lists the groups of types.
func (s *Store) DocumentGroups(ctx context.Context, q ListQuery) (Page[DocumentGroup], error) {
	return list[DocumentGroup](ctx, s, documentGroups, documentGroupSelection, q)
}

// DocumentGroup answers one group.
func (s *Store) DocumentGroup(ctx context.Context, k domain.Key) (DocumentGroup, error) {
	return one[DocumentGroup](ctx, s, documentGroups, documentGroupSelection, k)
}

// CreateDocumentGroup adds a group; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateDocumentGroup(ctx context.Context, v access.Viewer, in DocumentGroupInput, key string) (DocumentGroup, error) {
	return s.saveDocumentGroup(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateDocumentGroup changes a group's names.
func (s *Store) UpdateDocumentGroup(ctx context.Context, v access.Viewer, k domain.Key, in DocumentGroupInput) (DocumentGroup, error) {
	return s.saveDocumentGroup(ctx, v, k, Once{}, in)
}

func (s *Store) saveDocumentGroup(ctx context.Context, v access.Viewer, k domain.Key, once Once, in DocumentGroupInput) (DocumentGroup, error) {
	id, err := s.save(ctx, v, documentGroups, change{target: k, once: once, naming: in.Naming})
	if err != nil {
		return DocumentGroup{}, err
	}
	return s.DocumentGroup(ctx, domain.ByID(id))
}

// DocumentType says how documents of a kind are written, decided, numbered, circulated and kept.
type DocumentType struct {
	Named
	Group          *Ref             `db:"grp" json:"group"`
	About          string           `db:"about" json:"about" doc:"for whom and what, in Chinese"`
	AboutEn        string           `db:"about_en" json:"about_en" doc:"the same in English"`
	Form           *Ref             `db:"form" json:"form" doc:"what is filled in; null: only a subject and a text"`
	Template       *Ref             `db:"template" json:"template" doc:"the plan that decides it; a unit's variant counts for its requesters"`
	RevokeTemplate *Ref             `db:"revoke_template" json:"revoke_template" doc:"the plan that decides its revocation; null: the same"`
	Pattern        document.Pattern `db:"pattern" json:"pattern" doc:"of official numbers, such as {unit}〔{year}〕{seq}号"`
	Circulation    circulationRules `db:"circulation" json:"circulation" nullable:"false" doc:"to whom it goes when it is issued"`
	CirculateDays  int              `db:"circulate_days" json:"circulate_days" doc:"working days for reading it"`
	KeepYears      int              `db:"keep_years" json:"keep_years" doc:"0: for ever"`
	Enabled        bool             `db:"enabled" json:"enabled" doc:"false: none is begun"`
	Documents      int              `db:"documents" json:"documents" doc:"how many there are"`
	Choices        TemplateChoices  `db:"-" json:"choices" nullable:"false" doc:"whom the requester chooses, when usable types are asked for"`
	Version        int              `db:"-" json:"version" doc:"of the template that counts for the viewer, when usable types are asked for"`
}

// DocumentTypeInput creates or changes a type.
type DocumentTypeInput struct {
	Naming
	Group          domain.Key       `json:"group,omitzero" doc:"required when creating"`
	About          *string          `json:"about,omitempty" maxLength:"1000"`
	AboutEn        *string          `json:"about_en,omitempty" maxLength:"1000"`
	Form           domain.Key       `json:"form,omitzero"`
	Template       domain.Key       `json:"template,omitzero" doc:"a template of kind document; required when creating"`
	RevokeTemplate domain.Key       `json:"revoke_template,omitzero"`
	Pattern        *string          `json:"pattern,omitempty" maxLength:"100" doc:"required when creating"`
	Circulation    *[]plan.Assignee `json:"circulation,omitempty" maxItems:"50"`
	CirculateDays  *int             `json:"circulate_days,omitempty" minimum:"1" maximum:"60"`
	KeepYears      *int             `json:"keep_years,omitempty" minimum:"0" maximum:"100"`
	Enabled        *bool            `json:"enabled,omitempty"`
}

// DocumentTypeQuery narrows a list of types.
type DocumentTypeQuery struct {
	ListQuery
	Group  domain.Key
	Usable bool // those by which the viewer may begin a document, with whom they must choose
}

var documentTypeSelection = selection{
	columns: `, ` + refSQL("g") + ` AS grp, x.about, x.about_en, ` + refSQL("f") + ` AS form, ` + refSQL("t") + ` AS template, ` + refSQL("rt") + ` AS revoke_template, x.pattern, x.circulation, x.circulate_days, x.keep_years,
		x.enabled, (SELECT count(*) FROM documents d WHERE d.type_id = x.id) AS documents`,
	joins: `JOIN document_groups g ON g.id = x.group_id JOIN plan_templates t ON t.id = x.template_id LEFT JOIN forms f ON f.id = x.form_id LEFT JOIN plan_templates rt ON rt.id = x.revoke_template_id`,
}

// DocumentTypes lists types.
func (s *Store) DocumentTypes(ctx context.Context, v access.Viewer, q DocumentTypeQuery) (Page[DocumentType], error) {
	sel := documentTypeSelection
	sel.args = arguments{}
	if !q.Group.Empty() {
		id, err := documentGroups.find(ctx, s.DB, "group", q.Group)
		if err != nil {
			return Page[DocumentType]{}, convert(err)
		}
		sel.where += ` AND x.group_id = ` + sel.args.add(*id)
	}
	if q.Usable {
		sel.where += ` AND x.enabled AND t.enabled AND t.version > 0 AND ` + sel.args.add(v.CustomerID) + `::bigint = 0`
	}
	page, err := list[DocumentType](ctx, s, documentTypes, sel, q.ListQuery)
	if err != nil {
		return page, err
	}
	var unit int64
	if err := s.DB.GetContext(ctx, &unit, `SELECT COALESCE((SELECT unit_id FROM users WHERE id = $1), 0)`, v.UserID); err != nil {
		return page, convert(err)
	}
	for i := range page.Items {
		t := &page.Items[i]
		t.Choices = TemplateChoices{}
		if !q.Usable {
			continue
		}
		version, err := TemplateFor(ctx, s.DB, t.Template.ID, unit)
		if err != nil {
			return page, convert(err)
		}
		t.Choices, t.Version = choicesOf(version.Definition), version.Version
	}
	return page, nil
}

// DocumentType answers one type.
func (s *Store) DocumentType(ctx context.Context, k domain.Key) (DocumentType, error) {
	t, err := one[DocumentType](ctx, s, documentTypes, documentTypeSelection, k)
	t.Choices = TemplateChoices{}
	return t, err
}

// CreateDocumentType adds a type; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateDocumentType(ctx context.Context, v access.Viewer, in DocumentTypeInput, key string) (DocumentType, error) {
	return s.saveDocumentType(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateDocumentType changes a type. Documents that are on their way are numbered and circulated by what it says when they are issued.
func (s *Store) UpdateDocumentType(ctx context.Context, v access.Viewer, k domain.Key, in DocumentTypeInput) (DocumentType, error) {
	return s.saveDocumentType(ctx, v, k, Once{}, in)
}

func (s *Store) saveDocumentType(ctx context.Context, v access.Viewer, k domain.Key, once Once, in DocumentTypeInput) (DocumentType, error) {
	id, err := s.save(ctx, v, documentTypes, in.change(ctx, k, once))
	if err != nil {
		return DocumentType{}, err
	}
	return s.DocumentType(ctx, domain.ByID(id))
}

// change answers what an input changes of a type, or of a new one.
func (in DocumentTypeInput) change(ctx context.Context, k domain.Key, once Once) change {
	return change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		if id == 0 {
			if err := in.whole(); err != nil {
				return nil, err
			}
		}
		return in.columns(ctx, tx, id)
	}, attach: func(tx *sqlx.Tx, id int64) error {
		if on := in.Enabled != nil && *in.Enabled; !on && !in.Form.Given && !in.Template.Given && !in.RevokeTemplate.Given {
			return nil // whatever is wrong with it, it may be renamed and switched off
		}
		return fittingForm(ctx, tx, documentTypes, "type_id", id)
	}}
}

// whole refuses a new type that lacks what none can be without.
func (in DocumentTypeInput) whole() error {
	switch {
	case in.Group.Empty():
		return domain.RefuseField("group", "Say in which group it stands.", "请选择所属分类。")
	case in.Template.Empty():
		return domain.RefuseField("template", "Choose the plan that decides such documents.", "请选择审批流程。")
	case in.Pattern == nil:
		return domain.RefuseField("pattern", "Say how its official numbers are written, such as {unit}〔{year}〕{seq}号.", "请填写编号规则，例如 {unit}〔{year}〕{seq}号。")
	}
	return nil
}

func (in DocumentTypeInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	columns, err := in.references(ctx, tx)
	if err != nil {
		return nil, err
	}
	if in.Pattern != nil {
		if err := freePattern(ctx, tx, id, document.Pattern(*in.Pattern)); err != nil {
			return nil, err
		}
		columns = append(columns, column{"pattern", *in.Pattern})
	}
	if in.Circulation != nil {
		if err := knownReaders(ctx, tx, *in.Circulation); err != nil {
			return nil, err
		}
		columns = append(columns, column{"circulation", string(mustJSON(*in.Circulation))})
	}
	for _, f := range []struct {
		name  string
		given bool
		value func() any
	}{
		{"about", in.About != nil, func() any { return *in.About }}, {"about_en", in.AboutEn != nil, func() any { return *in.AboutEn }},
		{"circulate_days", in.CirculateDays != nil, func() any { return *in.CirculateDays }}, {"keep_years", in.KeepYears != nil, func() any { return *in.KeepYears }},
		{"enabled", in.Enabled != nil, func() any { return *in.Enabled }},
	} {
		if f.given {
			columns = append(columns, column{f.name, f.value()})
		}
	}
	return columns, nil
}

func (in DocumentTypeInput) references(ctx context.Context, tx *sqlx.Tx) ([]column, error) {
	group, err := documentGroups.reference(ctx, tx, "group", in.Group)
	if err == nil && in.Group.Given && in.Group.Empty() {
		err = domain.RefuseField("group", "Say in which group it stands.", "请选择所属分类。")
	}
	if err != nil {
		return nil, err
	}
	filled, err := forms.reference(ctx, tx, "form", in.Form)
	if err != nil {
		return nil, err
	}
	template, err := documentTemplate(ctx, tx, "template", in.Template)
	if err == nil && in.Template.Given && in.Template.Empty() {
		err = domain.RefuseField("template", "Choose the plan that decides such documents.", "请选择审批流程。")
	}
	if err != nil {
		return nil, err
	}
	revoke, err := documentTemplate(ctx, tx, "revoke_template", in.RevokeTemplate)
	return slices.Concat(group, filled, template, revoke), err
}

// documentTemplate answers the column of a template that an input names; it must carry documents and be nobody's variant.
func documentTemplate(ctx context.Context, tx *sqlx.Tx, field string, k domain.Key) ([]column, error) {
	found, err := templates.reference(ctx, tx, field, k)
	if err != nil || k.Empty() {
		return found, err
	}
	var t templateRow
	if err := t.read(ctx, tx, *found[0].value.(*int64)); err != nil {
		return nil, err
	}
	if t.Kind != KindDocument || t.VariantOf != nil {
		return nil, domain.RefuseField(field, "Choose a template of documents' plans that is no unit's variant.", "请选择公文类流程模板，且不能是某单元的变体。")
	}
	return found, nil
}

// freePattern refuses a pattern that gives no numbers, or those of another type.
func freePattern(ctx context.Context, tx *sqlx.Tx, id int64, p document.Pattern) error {
	if err := p.Problem(); err != nil {
		return err
	}
	var other Ref
	err := tx.GetContext(ctx, &other, `SELECT `+refSQL("t")+` FROM document_types t WHERE t.pattern = $1 AND t.id <> $2`, string(p), id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return domain.RefuseField("pattern", "The type “"+other.Name+"” numbers its documents like that already; make them differ.", "类型“"+other.Name+"”已使用此编号规则，请加以区分。")
}

// knownReaders refuses rules of a circulation by which nobody could ever be found.
func knownReaders(ctx context.Context, tx *sqlx.Tx, rules []plan.Assignee) error {
	c := ruleChecker{q: tx, kind: KindDocument}
	for _, r := range rules {
		if r.By == "chosen" || r.By == "assignee" {
			return domain.RefuseField("circulation", "Nobody is chosen for a circulation: name people, groups, roles, units' heads or the requester's heads.", "传阅名单不支持“自选”或“处理人”，请指定人员、组、角色或领导。")
		}
	}
	if err := c.rules(ctx, "circulation", "circulation", rules, plan.Error); err != nil {
		return err
	}
	for _, p := range c.found {
		if p.Severity == plan.Error {
			return &domain.Error{Code: domain.Invalid, Field: p.Field, Text: p.Text}
		}
	}
	return nil
}

func readIssuing(ctx context.Context, q sqlx.QueryerContext, typeID int64) (t issuing, err error) {
	err = sqlx.GetContext(ctx, q, &t, `SELECT id, pattern, circulation, circulate_days, keep_years, template_id, revoke_template_id FROM document_types WHERE id = $1`, typeID)
	return t, err
}
