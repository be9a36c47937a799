package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
)

// pathSQL renders the things above row x, the root first, as Refs.
func (n noun) pathSQL() string {
	return `(WITH RECURSIVE up AS (
			SELECT p.id, p.parent_id, p.name, p.name_en, p.code, 1 AS height FROM ` + n.table + ` p WHERE p.id = x.parent_id
			UNION ALL
			SELECT p.id, p.parent_id, p.name, p.name_en, p.code, up.height + 1 FROM ` + n.table + ` p JOIN up ON p.id = up.parent_id)
		SELECT json_agg(json_build_object('id', id, 'name', name, 'name_en', name_en, 'code', code) ORDER BY height DESC) FROM up)`
}

// parent answers the column of a new parent, or nothing where the input keeps it. It refuses one that is the thing itself
// (id, 0 while creating) or lies below it.
func (n noun) parent(ctx context.Context, tx *sqlx.Tx, id int64, k domain.Key) ([]column, error) {
	columns, err := n.reference(ctx, tx, "parent", k)
	if err != nil || id == 0 || k.Empty() {
		return columns, err
	}
	var circle bool
	err = tx.GetContext(ctx, &circle, `
		WITH RECURSIVE up AS (
			SELECT id, parent_id FROM `+n.table+` WHERE id = $1
			UNION ALL
			SELECT p.id, p.parent_id FROM `+n.table+` p JOIN up ON p.id = up.parent_id)
		SELECT EXISTS (SELECT FROM up WHERE id = $2)`, columns[0].value, id)
	if err == nil && circle {
		return nil, domain.RefuseField("parent", "It cannot lie in itself or in something below it; choose another parent.", "不能移动到自身或其下级之内，请选择其他上级。")
	}
	return columns, err
}
