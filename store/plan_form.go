package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/form"
	"steward/domain/plan"
)

// usedPlan is a published plan by which the records of a service or of a document type go.
type usedPlan struct {
	Field      string        `db:"field"` // template or revoke_template
	Code       string        `db:"code"`
	Name       string        `db:"name"`
	NameEn     string        `db:"name_en"`
	Definition TemplateDraft `db:"definition"`
}

// usedPlans answers the plans, variants of units too, of what a condition on u selects: services and document types, with columns form_id, service_id and type_id.
func usedPlans(ctx context.Context, q sqlx.QueryerContext, where string, id int64) (found []usedPlan, err error) {
	err = sqlx.SelectContext(ctx, q, &found, `
		SELECT DISTINCT u.field, t.code, t.name, t.name_en, v.definition
		FROM (SELECT 'template' AS field, template_id, form_id, id AS service_id, NULL::bigint AS type_id FROM services
			UNION ALL SELECT 'template', template_id, form_id, NULL, id FROM document_types
			UNION ALL SELECT 'revoke_template', revoke_template_id, form_id, NULL, id FROM document_types) u
		JOIN plan_templates t ON u.template_id IN (t.id, t.variant_of) JOIN plan_template_versions v ON v.template_id = t.id AND v.version = t.version
		WHERE `+where+` ORDER BY u.field DESC, t.code`, id)
	return found, err
}

// planGap is a condition of a plan's step that asks for a field which a form has not.
type planGap struct {
	step plan.StepDef
	name string // such as form.amount
}

// text says it to whoever puts the plan of this name and the form together.
func (g planGap) text(p usedPlan) domain.Text {
	return domain.Text{
		En: fmt.Sprintf("The plan “%s” asks for %s (%s), which the form has not. Choose another plan, or add the field.", cmp.Or(p.NameEn, p.Name), g.name, g.step.When),
		Zh: fmt.Sprintf("流程“%s”的条件 %s 引用了 %s，而表单中没有该字段。请更换流程，或在表单中添加该字段。", p.Name, g.step.When, g.name),
	}
}

// gaps answers what a plan asks for and a form has not. A condition that also asks for the type or the service may speak of the forms of others.
func gaps(p plan.Definition, d form.Definition) []planGap {
	has := plan.Names{"form": d.Examples()}
	var found []planGap
	for _, step := range p.Steps {
		said, err := plan.Mentions(step.When)
		if err != nil || slices.Contains(said.Names, "type") || slices.Contains(said.Names, "service") {
			continue
		}
		for _, name := range said.Names {
			if strings.HasPrefix(name, formPrefix) && !has.Has(name) {
				found = append(found, planGap{step, name})
			}
		}
	}
	return found
}

// fittingForm refuses a service or a document type by whose plan nobody could begin a record, since its form has not what the plan asks for.
func fittingForm(ctx context.Context, tx *sqlx.Tx, n noun, column string, id int64) error {
	var formID *int64
	if err := tx.GetContext(ctx, &formID, `SELECT form_id FROM `+n.table+` WHERE id = $1`, id); err != nil || formID == nil {
		return err
	}
	inUse, d, err := formInUse(ctx, tx, *formID)
	if err != nil || inUse == nil {
		return err
	}
	plans, err := usedPlans(ctx, tx, "u."+column+" = $1", id)
	if err != nil {
		return err
	}
	for _, p := range plans {
		for _, g := range gaps(plan.Definition(p.Definition), d) {
			said := g.text(p)
			return domain.RefuseField(p.Field, said.En, said.Zh)
		}
	}
	return nil
}
