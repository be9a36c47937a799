package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/plan"
)

// TypeFile is a type of documents with all that it is made of, as a file that a designer keeps under version control.
type TypeFile struct {
	Steward        string           `json:"steward" enum:"document type" doc:"what the file is"`
	Type           TypeFileType     `json:"type"`
	Group          TypeFileName     `json:"group"`
	Form           *TypeFileForm    `json:"form,omitempty" doc:"absent: only a subject and a text"`
	Template       TypeFilePlan     `json:"template"`
	RevokeTemplate *TypeFilePlan    `json:"revoke_template,omitempty" doc:"absent: a revocation is decided as the document was"`
	Variants       []TypeFilePlanOf `json:"variants,omitempty" doc:"of the template, for units"`
}

// typeFileKind is what a file of a type says of itself.
const typeFileKind = "document type"

// TypeFileName is the code and the names of a thing in a file.
type TypeFileName struct {
	Code   string `json:"code" minLength:"1"`
	Name   string `json:"name" minLength:"1"`
	NameEn string `json:"name_en,omitempty"`
}

func (n TypeFileName) naming() Naming { return Naming{&n.Code, &n.Name, &n.NameEn} }

// TypeFileType is what a type says of itself.
type TypeFileType struct {
	TypeFileName
	About         string          `json:"about,omitempty"`
	AboutEn       string          `json:"about_en,omitempty"`
	Pattern       string          `json:"pattern"`
	Circulation   []plan.Assignee `json:"circulation,omitempty"`
	CirculateDays int             `json:"circulate_days"`
	KeepYears     int             `json:"keep_years"`
	Enabled       bool            `json:"enabled"`
}

// TypeFileForm is a form as published last.
type TypeFileForm struct {
	TypeFileName
	Definition form.Definition `json:"definition"`
}

// TypeFilePlan is a template of plans as published last.
type TypeFilePlan struct {
	TypeFileName
	Definition plan.Definition `json:"definition"`
}

// TypeFilePlanOf is a variant of the template.
type TypeFilePlanOf struct {
	TypeFilePlan
	Unit string `json:"unit" doc:"its code"`
}

// TypeFile answers a type as a file. Of its form and plan it has what was published last, else the draft.
func (s *Store) TypeFile(ctx context.Context, k domain.Key) (f TypeFile, err error) {
	t, err := s.DocumentType(ctx, k)
	if err != nil {
		return f, err
	}
	f.Steward = typeFileKind
	f.Type = TypeFileType{TypeFileName{t.Code, t.Name, t.NameEn}, t.About, t.AboutEn, string(t.Pattern), t.Circulation, t.CirculateDays, t.KeepYears, t.Enabled}
	f.Group = TypeFileName{t.Group.Code, t.Group.Name, t.Group.NameEn}
	if t.Form != nil {
		f.Form = &TypeFileForm{TypeFileName: TypeFileName{t.Form.Code, t.Form.Name, t.Form.NameEn}}
		err = s.definition(ctx, &f.Form.Definition, `SELECT COALESCE(v.definition, x.draft) FROM forms x LEFT JOIN form_versions v ON v.form_id = x.id AND v.version = x.version WHERE x.id = $1`, t.Form.ID)
	}
	if err == nil {
		f.Template, err = s.planFile(ctx, t.Template)
	}
	if err == nil && t.RevokeTemplate != nil {
		var revoke TypeFilePlan
		revoke, err = s.planFile(ctx, t.RevokeTemplate)
		f.RevokeTemplate = &revoke
	}
	if err != nil {
		return f, convert(err)
	}
	var variants []struct {
		Ref  Ref    `db:"ref"`
		Unit string `db:"unit"`
	}
	err = s.DB.SelectContext(ctx, &variants, `SELECT `+refSQL("t")+` AS ref, u.code AS unit FROM plan_templates t JOIN units u ON u.id = t.unit_id WHERE t.variant_of = $1 ORDER BY t.code`, t.Template.ID)
	for _, v := range variants {
		of, failed := s.planFile(ctx, &v.Ref)
		f.Variants, err = append(f.Variants, TypeFilePlanOf{of, v.Unit}), errors.Join(err, failed)
	}
	return f, convert(err)
}

func (s *Store) planFile(ctx context.Context, r *Ref) (p TypeFilePlan, err error) {
	p.TypeFileName = TypeFileName{r.Code, r.Name, r.NameEn}
	return p, s.definition(ctx, &p.Definition, `
		SELECT COALESCE(v.definition, x.draft) FROM plan_templates x LEFT JOIN plan_template_versions v ON v.template_id = x.id AND v.version = x.version WHERE x.id = $1`, r.ID)
}

func (s *Store) definition(ctx context.Context, into any, query string, id int64) error {
	var raw []byte
	if err := s.DB.GetContext(ctx, &raw, query, id); err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// TypeFileReport says what taking over a file did, or would do.
type TypeFileReport struct {
	Name    string           `json:"name" doc:"of the type"`
	Changes []TypeFileChange `json:"changes" nullable:"false"`
}

// TypeFileChange is what becomes of one thing.
type TypeFileChange struct {
	Noun string `json:"noun" enum:"group,form,template,revoke_template,type"`
	Code string `json:"code"`
	What string `json:"what" enum:"create,change,same"`
}

var errDry = errors.New("store: nothing is to be kept")

// TakeTypeFile makes a type, its group, form and plans what a file says, all or nothing; dry only says what it would do. What has changed of the
// form and plans is published: documents that are on their way keep their versions.
func (s *Store) TakeTypeFile(ctx context.Context, v access.Viewer, f TypeFile, dry bool) (TypeFileReport, error) {
	if f.Steward != typeFileKind {
		return TypeFileReport{}, domain.RefuseField("steward", "This is no file of a document type: it says \"steward\": \"document type\" there.", "这不是公文类型文件：其中应有 \"steward\": \"document type\"。")
	}
	var t taker
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		t = taker{ctx: ctx, tx: tx, viewer: v, report: TypeFileReport{Name: f.Type.Name, Changes: []TypeFileChange{}}}
		if err := t.take(f); err != nil {
			return err
		}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return t.report, convert(err)
}

// taker takes over a file within one transaction.
type taker struct {
	ctx    context.Context //nolint:containedctx // of one call
	tx     *sqlx.Tx
	viewer access.Viewer
	report TypeFileReport
}

func (t *taker) take(f TypeFile) error {
	if err := t.thing("group", documentGroups, f.Group, func(k domain.Key) change { return change{target: k, naming: f.Group.naming()} }); err != nil {
		return err
	}
	in := DocumentTypeInput{Naming: f.Type.naming(), Group: domain.ByCode(f.Group.Code), Form: domain.ByID(0), Template: domain.ByCode(f.Template.Code), RevokeTemplate: domain.ByID(0), About: &f.Type.About, AboutEn: &f.Type.AboutEn,
		Pattern: &f.Type.Pattern, Circulation: &f.Type.Circulation, CirculateDays: &f.Type.CirculateDays, KeepYears: &f.Type.KeepYears, Enabled: &f.Type.Enabled}
	if f.Type.Circulation == nil {
		in.Circulation = &[]plan.Assignee{}
	}
	if f.Form != nil {
		in.Form = domain.ByCode(f.Form.Code)
		if err := t.form(*f.Form); err != nil {
			return err
		}
	}
	if err := t.plan("template", f.Template, TemplateInput{Kind: kindOfDocuments()}); err != nil {
		return err
	}
	if f.RevokeTemplate != nil {
		in.RevokeTemplate = domain.ByCode(f.RevokeTemplate.Code)
		if err := t.plan("revoke_template", *f.RevokeTemplate, TemplateInput{Kind: kindOfDocuments()}); err != nil {
			return err
		}
	}
	for _, v := range f.Variants {
		if err := t.plan("template", v.TypeFilePlan, TemplateInput{VariantOf: domain.ByCode(f.Template.Code), Unit: domain.ByCode(v.Unit)}); err != nil {
			return err
		}
	}
	return t.thing("type", documentTypes, f.Type.TypeFileName, func(k domain.Key) change { return in.change(t.ctx, k, Once{}) })
}

func kindOfDocuments() *string {
	kind := KindDocument
	return &kind
}

// thing saves one thing as the file has it, and reports what became of it.
func (t *taker) thing(word string, n noun, name TypeFileName, change func(domain.Key) change) error {
	before, err := t.row(n, name.Code)
	if err != nil {
		return err
	}
	target := domain.Key{}
	if before != nil {
		target = domain.ByCode(name.Code)
	}
	if _, err := n.save(t.ctx, t.tx, t.viewer, change(target)); err != nil {
		return within(word, err)
	}
	return t.reported(word, n, name.Code, before)
}

// reported notes what has become of a thing since it was read.
func (t *taker) reported(word string, n noun, code string, before row) error {
	after, err := t.row(n, code)
	if err != nil {
		return err
	}
	what := "change"
	switch {
	case before == nil:
		what = "create"
	case reflect.DeepEqual(before, after):
		what = "same"
	}
	t.report.Changes = append(t.report.Changes, TypeFileChange{word, code, what})
	return nil
}

func (t *taker) row(n noun, code string) (row, error) {
	var r row
	err := t.tx.GetContext(t.ctx, &r, `SELECT `+n.json()+` FROM `+n.table+` x WHERE x.code = $1`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// within names the part of the file that a refusal is about.
func within(part string, err error) error {
	var e *domain.Error
	if !errors.As(err, &e) {
		return err
	}
	told := *e
	if told.Field = part; e.Field != "" {
		told.Field = part + "." + e.Field
	}
	return &told
}

// form takes over the form, and publishes it if it is another than the one published last.
func (t *taker) form(f TypeFileForm) error {
	in := FormInput{Naming: f.naming(), Draft: &f.Definition}
	return t.thing("form", forms.noun, f.TypeFileName, func(k domain.Key) change {
		c := in.change(t.ctx, k, Once{})
		c.attach = publishing(t, forms, formJSON(f.Definition))
		return c
	})
}

// plan takes over a template of plans, and publishes it if it is another than the one published last.
func (t *taker) plan(word string, p TypeFilePlan, born TemplateInput) error {
	return t.thing(word, templates.noun, p.TypeFileName, func(k domain.Key) change {
		in := born
		if !k.Empty() {
			in = TemplateInput{}
		}
		in.Naming, in.Draft = p.naming(), &p.Definition
		c := in.change(t.ctx, k, Once{})
		c.attach = publishing(t, templates, planJSON(p.Definition))
		return c
	})
}

// publishing publishes what was saved, if what was published last is not what the file has.
func publishing[D draft](t *taker, n versioned[D], definition []byte) func(*sqlx.Tx, int64) error {
	return func(tx *sqlx.Tx, id int64) error {
		same, err := n.published(t.ctx, tx, id, definition)
		if same || err != nil {
			return err
		}
		_, err = n.publishIn(t.ctx, tx, t.viewer, domain.ByID(id), nil)
		return err
	}
}
