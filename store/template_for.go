package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/plan"
)

// TemplateVersion is a published version of a template: what plans are made of.
type TemplateVersion struct {
	ID         int64  `db:"id"` // of the template or of the variant that counts
	Version    int    `db:"version"`
	Kind       string `db:"kind"`
	Raw        []byte `db:"definition"`
	Definition plan.Definition
}

// TemplateFor answers the version of a template that counts for a requester's unit (0: none): that of the nearest unit, from it up
// the tree, which has an enabled and published variant, else the template's own; a disabled template disables its variants. It refuses a template that is not in use.
func TemplateFor(ctx context.Context, q sqlx.QueryerContext, templateID, unitID int64) (t TemplateVersion, err error) {
	err = sqlx.GetContext(ctx, q, &t, `
		WITH RECURSIVE up AS (SELECT id, parent_id, 1 AS n FROM units WHERE id = $2
			UNION ALL SELECT u.id, u.parent_id, up.n + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.n < 50)
		SELECT t.id, t.version, t.kind, v.definition
		FROM plan_templates t JOIN plan_template_versions v ON v.template_id = t.id AND v.version = t.version LEFT JOIN up ON up.id = t.unit_id
		WHERE t.enabled AND (SELECT b.enabled FROM plan_templates b WHERE b.id = $1) AND (t.id = $1 OR t.variant_of = $1 AND up.id IS NOT NULL) ORDER BY up.n NULLS LAST LIMIT 1`, templateID, unitID)
	if errors.Is(err, sql.ErrNoRows) {
		return t, domain.RefuseField("template", "This plan is not in use: publish or enable it, or choose another.", "此流程未启用，请先发布或启用，或另选流程。")
	}
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal(t.Raw, &t.Definition)
}

// templateVersion answers one published version.
func templateVersion(ctx context.Context, q sqlx.QueryerContext, id int64, version int) (t TemplateVersion, err error) {
	err = sqlx.GetContext(ctx, q, &t, `SELECT template_id AS id, version, definition FROM plan_template_versions WHERE template_id = $1 AND version = $2`, id, version)
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal(t.Raw, &t.Definition)
}
