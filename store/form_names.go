package store

import (
	"context"
	"maps"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

// formFacts answers what conditions of a record's plan may speak of as form: all fields of the version that the record keeps, and what later versions
// have besides, empty; of a record without a form all that its template may speak of, empty, so that a comparison always works.
func formFacts(ctx context.Context, q sqlx.QueryerContext, recordID int64) (map[string]any, error) {
	f, err := readRecordForm(ctx, q, recordID)
	if err != nil {
		return nil, err
	}
	if f == nil {
		var template int64 // 0: its plan asks for no form
		err := sqlx.GetContext(ctx, q, &template, `
			SELECT COALESCE((SELECT p.template_id FROM plans p WHERE p.record_id = $1 AND strpos(p.state::text, 'form.') > 0 ORDER BY p.id DESC LIMIT 1), 0)`, recordID)
		if err != nil || template == 0 {
			return map[string]any{}, err
		}
		return exampleForm(ctx, q, template)
	}
	names := map[string]any{}
	_, latest, err := formInUse(ctx, q, f.FormID)
	if err != nil {
		return nil, err
	}
	maps.Copy(names, latest.Examples())
	w := &formWorld{ctx: ctx, q: q, requester: f.Requester}
	maps.Copy(names, f.definition.Names(f.values, w))
	return names, w.err
}

// templateForms answers the forms of the records that go by a template or by the one whose variant it is, as published last, else as drafted; where nothing
// is known of them yet (used is false), all forms.
func templateForms(ctx context.Context, q sqlx.QueryerContext, templateID int64) (ds []form.Definition, used bool, err error) {
	var found []struct {
		Definition FormDraft `db:"definition"`
		Ours       bool      `db:"ours"`
	}
	err = sqlx.SelectContext(ctx, q, &found, `
		WITH ours AS (SELECT s.form_id FROM services s JOIN plan_templates t ON s.template_id IN (t.id, t.variant_of) WHERE t.id = $1 AND s.form_id IS NOT NULL
			UNION SELECT d.form_id FROM document_types d JOIN plan_templates t ON t.id IN (d.template_id, d.revoke_template_id) OR t.variant_of IN (d.template_id, d.revoke_template_id)
			WHERE t.id = $1 AND d.form_id IS NOT NULL)
		SELECT COALESCE(v.definition, x.draft) AS definition, x.id IN (SELECT form_id FROM ours) AS ours
		FROM forms x LEFT JOIN form_versions v ON v.form_id = x.id AND v.version = x.version
		WHERE x.id IN (SELECT form_id FROM ours) OR NOT EXISTS (SELECT FROM ours) ORDER BY x.code`, templateID)
	for _, f := range found {
		ds, used = append(ds, form.Definition(f.Definition)), f.Ours
	}
	return ds, used, err
}

// exampleForm answers an empty field for every one that conditions of a template may speak of.
func exampleForm(ctx context.Context, q sqlx.QueryerContext, templateID int64) (map[string]any, error) {
	ds, _, err := templateForms(ctx, q, templateID)
	names := map[string]any{}
	for _, d := range ds {
		maps.Copy(names, d.Examples())
	}
	return names, err
}

// FormFacts answers the fields of forms of which conditions of a template may speak, each once.
func (s *Store) FormFacts(ctx context.Context, k domain.Key) ([]Fact, error) {
	id, err := templates.id(ctx, s.DB, "template", k)
	if err != nil || id == 0 {
		return nil, convert(err)
	}
	ds, _, err := templateForms(ctx, s.DB, id)
	facts := []Fact{}
	seen := map[string]bool{}
	for _, d := range ds {
		for _, f := range d.Fields() {
			if fact, ok := factOf(f); ok && !seen[f.ID] {
				seen[f.ID] = true
				facts = append(facts, fact)
			}
		}
	}
	return facts, convert(err)
}

// factOf describes a field to whoever writes a condition.
func factOf(f form.Field) (Fact, bool) {
	fact := Fact{Name: "form." + f.ID, Type: "text", Text: f.Name}
	value := `"…"`
	if len(f.Options) > 0 {
		value = string(mustJSON(f.Options[0].ID))
	}
	fact.Example = fact.Name + " == " + value
	switch f.Kind {
	case form.Hint:
		return fact, false
	case form.Number, form.Money:
		fact.Type, fact.Example = "number", fact.Name+" > 5000"
	case form.YesNo:
		fact.Type, fact.Example = "yes_no", fact.Name
	case form.Choices:
		fact.Type, fact.Example = "list", value+" in "+fact.Name
	case form.Date:
		fact.Example = fact.Name + ` >= "2027-01-01"`
	case form.Table:
		fact.Type, fact.Example = "list", "len("+fact.Name+") > 3"
		for _, c := range f.Columns {
			if c.Kind == form.Number || c.Kind == form.Money {
				fact.Example = "sum(" + fact.Name + ", ." + c.ID + ") > 5000"
				break
			}
		}
	}
	return fact, true
}

// FormChange is what an act changed of one field of a record's form, said in both languages.
type FormChange struct {
	Field  string      `json:"field"`
	Name   domain.Text `json:"name"`
	Before domain.Text `json:"before" doc:"empty: nothing was there"`
	After  domain.Text `json:"after"`
}

// sayFormChanges takes the changes of the record's form out of the events and says those that the viewer may read.
func (s *Store) sayFormChanges(ctx context.Context, v access.Viewer, recordID int64, es []Event) error {
	f, err := readRecordForm(ctx, s.DB, recordID)
	if err != nil {
		return err
	}
	if f == nil { // then nothing was filled in
		for i := range es {
			es[i].Form = []FormChange{}
		}
		return nil
	}
	standing, err := f.standing(ctx, s.DB, v)
	if err != nil {
		return err
	}
	names, err := formNamesOf(ctx, s.DB, f.namedIn(es))
	if err != nil {
		return err
	}
	for i := range es {
		es[i].Form = []FormChange{}
		for _, field := range f.definition.Fields() {
			pair, changed := es[i].Named[formPrefix+field.ID]
			delete(es[i].Named, formPrefix+field.ID)
			if changed && standing.Right(field) != form.Hidden {
				es[i].Form = append(es[i].Form, FormChange{field.ID, field.Name, field.Say(pair[0], names.name), field.Say(pair[1], names.name)})
			}
		}
	}
	return nil
}

// namedIn answers the people, units and places that changes of the form name.
func (f *recordForm) namedIn(es []Event) map[form.Kind][]int64 {
	ids := map[form.Kind][]int64{}
	for _, e := range es {
		for _, field := range f.definition.Fields() {
			for _, value := range e.Named[formPrefix+field.ID] {
				for k, of := range f.definition.References(form.Values{field.ID: value}) {
					ids[k] = append(ids[k], of...)
				}
			}
		}
	}
	return ids
}
