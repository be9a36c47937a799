package store

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

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
