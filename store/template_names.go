package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/plan"
)

// templateNames answers what the rules of a definition name by login or code, by the kind of rule.
func templateNames(ctx context.Context, q sqlx.QueryerContext, d plan.Definition) (map[string]Refs, error) {
	codes := map[string]pq.StringArray{}
	for _, t := range d.Steps {
		for _, rules := range [][]plan.Assignee{t.Who, t.Limit.To} {
			for _, a := range rules {
				codes[a.By] = append(codes[a.By], a.Name)
			}
		}
	}
	names := map[string]Refs{}
	for by, query := range map[string]string{
		"person":    `SELECT json_agg(` + personSQL("x") + ` ORDER BY x.login) FROM users x WHERE x.login = ANY ($1)`,
		"group":     `SELECT json_agg(` + refSQL("x") + ` ORDER BY x.code) FROM groups x WHERE x.code = ANY ($1)`,
		"unit_head": `SELECT json_agg(` + refSQL("x") + ` ORDER BY x.code) FROM units x WHERE x.code = ANY ($1)`,
	} {
		if len(codes[by]) == 0 {
			continue
		}
		var found Refs
		if err := sqlx.GetContext(ctx, q, &found, query, codes[by]); err != nil {
			return nil, err
		}
		names[by] = found
	}
	return names, nil
}

// ruleOf is by which rule of a step a thing of a noun is named.
var ruleOf = map[string]string{people.table: "person", groups.table: "group", units.table: "unit_head"}

// inConditions are the things that conditions name by their codes.
var inConditions = []string{people.table, units.table, categories.table, services.table, customers.table}

// keptByTemplates refuses another code (or login) for a thing that a template's draft, its version published last, or one by which plans run names by the
// one it has, in a rule or within quotes in a condition. From here on no draft changes until the transaction ends.
func (n noun) keptByTemplates(ctx context.Context, tx *sqlx.Tx, code string) error {
	if n.table == templates.table {
		return nil // they keep their own code anyway
	}
	if err := templates.alone(ctx, tx); err != nil {
		return err
	}
	rule := mustJSON([]map[string]string{{"by": ruleOf[n.table], "name": code}})
	var quoted pq.StringArray
	if slices.Contains(inConditions, n.table) {
		c := likeEscape.Replace(code)
		quoted = pq.StringArray{`%\\"` + c + `\\"%`, `%'` + c + `'%`, "%`" + c + "`%"} // a quotation mark is escaped in JSON
	}
	var found Refs
	err := tx.GetContext(ctx, &found, `
		SELECT json_agg(`+refSQL("t")+` ORDER BY t.code) FROM plan_templates t WHERE EXISTS (
			SELECT FROM (SELECT t.draft AS d UNION ALL SELECT v.definition FROM plan_template_versions v WHERE v.template_id = t.id
				AND (v.version = t.version OR EXISTS (SELECT FROM plans p WHERE p.template_id = t.id AND p.template_version = v.version AND p.verdict IS NULL))) x
			CROSS JOIN LATERAL jsonb_array_elements(x.d->'steps') s(step)
			WHERE s.step->'who' @> $1 OR s.step->'limit'->'to' @> $1 OR (s.step->'when')::text LIKE ANY ($2))`, rule, quoted)
	if err != nil {
		return err
	}
	var types Refs // whose circulation names it
	if err := tx.GetContext(ctx, &types, `SELECT json_agg(`+refSQL("t")+` ORDER BY t.code) FROM document_types t WHERE t.circulation @> $1`, rule); err != nil {
		return err
	}
	if found = append(found, types...); len(found) == 0 {
		return n.keptByForms(ctx, tx, code)
	}
	var names, namesEn []string
	for _, t := range found {
		names, namesEn = append(names, "“"+t.Name+"”"), append(namesEn, "“"+cmp.Or(t.NameEn, t.Name)+"”")
	}
	return domain.RefuseField(n.key,
		fmt.Sprintf("The %s stays “%s”: the plan templates or document types %s name it by that. Leave it as it is, or take it out of them first.", n.key, code, strings.Join(namesEn, ", ")),
		fmt.Sprintf("“%s”不能修改：流程模板或公文类型%s以此引用。请保持不变，或先从中移除。", code, strings.Join(names, "、")))
}

// likeEscape keeps a text as it is in a pattern of LIKE.
var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
