package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// belonging is a table that says what belongs to a thing: the members of a group, the groups that a queue is granted to.
type belonging struct {
	owner             noun
	field, table      string
	ownerID, memberID string // its two columns
}

var (
	members = belonging{groups, "members", "group_members", "group_id", "user_id"}
	grants  = belonging{queues, "grants", "queue_grants", "queue_id", "group_id"}
)

// set makes exactly ids belong to the thing, and appends the list before and after to its audit chain if it changed.
func (b belonging) set(ctx context.Context, tx *sqlx.Tx, v access.Viewer, id int64, ids []int64) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var before []int64
	err := tx.SelectContext(ctx, &before, fmt.Sprintf(`SELECT %[1]s FROM %[2]s WHERE %[3]s = $1 ORDER BY 1`, b.memberID, b.table, b.ownerID), id)
	if err != nil || slices.Equal(before, ids) {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM `+b.table+` WHERE `+b.ownerID+` = $1`, id); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO %s (%s, %s) SELECT $1, unnest($2::bigint[])`, b.table, b.ownerID, b.memberID), id, pq.Array(ids))
	if err != nil {
		return err
	}
	return appendAudit(ctx, tx, auditEntry{Subject: b.owner.subject(id), Viewer: v, Verb: "update " + b.field,
		Changes: map[string][2]any{b.field: {before, ids}}, Before: before, After: ids})
}

// employee answers the id of a person who works here; nil for an empty key. It refuses contacts of customers and people who left.
func employee(ctx context.Context, q sqlx.QueryerContext, field string, k domain.Key) (*int64, error) {
	id, err := people.find(ctx, q, field, k)
	if err != nil || id == nil {
		return nil, err
	}
	var works bool
	err = sqlx.GetContext(ctx, q, &works, `SELECT disabled_at IS NULL AND customer_id IS NULL FROM users WHERE id = $1`, *id)
	if err == nil && !works {
		return nil, domain.RefuseField(field, fmt.Sprintf("“%s” is a customer's contact or has been disabled; choose somebody who works here.", k),
			fmt.Sprintf("“%s”是客户联系人或已停用，请选择在职员工。", k))
	}
	return id, err
}

// employeeReference is reference for a person who works here.
func employeeReference(ctx context.Context, q sqlx.QueryerContext, field string, k domain.Key) ([]column, error) {
	if !k.Given {
		return nil, nil
	}
	id, err := employee(ctx, q, field, k)
	return []column{{field + "_id", id}}, err
}

// several answers the ids that a list of keys names, found one by one; an empty key among them is refused.
func several(keys []domain.Key, field string, find func(field string, k domain.Key) (*int64, error)) ([]int64, error) {
	ids := make([]int64, 0, len(keys))
	for i, k := range keys {
		id, err := find(fmt.Sprintf("%s[%d]", field, i), k)
		if err != nil {
			return nil, err
		}
		if id == nil {
			return nil, domain.RefuseField(fmt.Sprintf("%s[%d]", field, i), "This entry is empty; remove it or name something.", "此项为空，请删除或填写。")
		}
		ids = append(ids, *id)
	}
	return ids, nil
}
