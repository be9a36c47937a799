package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/form"
)

// keptByForms refuses another code (or login) for a thing that a form's draft, its version published last, or one by which records that are not over
// were begun names by the one it has: as a default, or within quotes in a condition. From here on no draft changes until the transaction ends.
func (n noun) keptByForms(ctx context.Context, tx *sqlx.Tx, code string) error {
	var kind form.Kind
	for k, of := range formNouns {
		if of == n {
			kind = k
		}
	}
	if kind == "" {
		return nil
	}
	if err := forms.alone(ctx, tx); err != nil {
		return err
	}
	c := likeEscape.Replace(code)
	quoted := pq.StringArray{`%\\"` + c + `\\"%`, `%'` + c + `'%`, "%`" + c + "`%"} // a quotation mark is escaped in JSON
	var found Refs
	err := tx.GetContext(ctx, &found, `
		SELECT json_agg(`+refSQL("t")+` ORDER BY t.code) FROM forms t WHERE EXISTS (
			SELECT FROM (SELECT t.draft AS d UNION ALL SELECT v.definition FROM form_versions v WHERE v.form_id = t.id
				AND (v.version = t.version OR EXISTS (SELECT FROM record_forms f JOIN records r ON r.id = f.record_id AND r.closed_at IS NULL WHERE f.form_id = t.id AND f.form_version = v.version))) x
			CROSS JOIN LATERAL jsonb_array_elements(x.d->'sections') s(section) CROSS JOIN LATERAL jsonb_array_elements(s.section->'fields') f(field)
			WHERE (s.section->'when')::text LIKE ANY ($3) OR (f.field->'when')::text LIKE ANY ($3) OR (f.field->'required_when')::text LIKE ANY ($3)
				OR f.field->>'kind' = $1 AND f.field->>'default' = $2)`, kind, code, quoted)
	if err != nil || len(found) == 0 {
		return err
	}
	var names, namesEn []string
	for _, t := range found {
		names, namesEn = append(names, "“"+t.Name+"”"), append(namesEn, "“"+cmp.Or(t.NameEn, t.Name)+"”")
	}
	return domain.RefuseField(n.key,
		fmt.Sprintf("The %s stays “%s”: the forms %s name it by that. Leave it as it is, or take it out of them first.", n.key, code, strings.Join(namesEn, ", ")),
		fmt.Sprintf("“%s”不能修改：表单%s以此引用。请保持不变，或先从这些表单中移除。", code, strings.Join(names, "、")))
}
