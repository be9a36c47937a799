package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
)

// noun is a kind of thing in the directory with an id, a code and names of its own; the same few functions read, create and
// change them all. The word stands in the audit trail's subjects.
type noun struct {
	table, word, zh string
	key             string // the column that a text names it by: code, or a person's login
	whole           string // the row x as JSON where that is not all columns as they are: what the audit trail compares
}

var (
	units      = noun{table: "units", word: "unit", zh: "组织单元", key: "code"}
	groups     = noun{table: "groups", word: "group", zh: "组", key: "code"}
	queues     = noun{table: "queues", word: "queue", zh: "队列", key: "code"}
	places     = noun{table: "places", word: "place", zh: "地点", key: "code"}
	categories = noun{table: "categories", word: "category", zh: "分类", key: "code"}
	services   = noun{table: "services", word: "service", zh: "服务", key: "code"}
	customers  = noun{table: "customers", word: "customer", zh: "客户", key: "code"}
	people     = noun{table: "users", word: "user", zh: "用户", key: "login"}
	calendars  = noun{table: "calendars", word: "calendar", zh: "日历", key: "code", whole: "to_jsonb(x) - 'definition' || x.definition"}
)

// Named is what every thing in the directory answers.
type Named struct {
	ID     int64  `db:"id" json:"id"`
	Code   string `db:"code" json:"code"`
	Name   string `db:"name" json:"name"`
	NameEn string `db:"name_en" json:"name_en"`
}

// Naming is the code and names of an input. What is absent is kept; a new thing without a code gets one from its names.
type Naming struct {
	Code   *string `json:"code,omitempty" doc:"1 to 60 of a–z, 0–9, dot, dash, underscore, beginning with a letter; made from the names when absent"`
	Name   *string `json:"name,omitempty" doc:"required when creating"`
	NameEn *string `json:"name_en,omitempty"`
}

// column is one column that an input sets.
type column struct {
	name  string
	value any
}

// change is one creation or change of a thing: fill answers the columns beside the names, attach changes what hangs on the
// thing. Both run in the transaction; id is 0 in fill while creating.
type change struct {
	target domain.Key // empty: create
	once   Once       // of a creation
	naming Naming
	fill   func(tx *sqlx.Tx, id int64) ([]column, error)
	attach func(tx *sqlx.Tx, id int64) error
}

// save carries out one change in a transaction of its own.
func (s *Store) save(ctx context.Context, v access.Viewer, n noun, c change) (id int64, err error) {
	err = s.Tx(ctx, func(tx *sqlx.Tx) error {
		id, err = n.save(ctx, tx, v, c)
		return err
	})
	return id, err
}

// save carries out one change and appends it to the thing's audit chain. Saves of one noun follow each other (an advisory lock),
// so that two moves cannot close a circle and two new things cannot be given one code.
func (n noun) save(ctx context.Context, tx *sqlx.Tx, v access.Viewer, c change) (id int64, err error) {
	if err := n.alone(ctx, tx); err != nil {
		return 0, err
	}
	before, err := n.lock(ctx, tx, c.target)
	if err != nil {
		return 0, err
	}
	if id, err = c.once.made(ctx, tx, v, n); id != 0 || err != nil {
		return id, err
	}
	id, _ = before.id()
	columns, err := n.columns(ctx, tx, id, c)
	if err != nil {
		return 0, err
	}
	if err := n.mayRename(ctx, tx, before, columns); err != nil {
		return 0, err
	}
	after, err := n.write(ctx, tx, id, columns)
	if err != nil {
		return 0, err
	}
	if id, err = after.id(); err != nil {
		return 0, err
	}
	if err := c.once.remember(ctx, tx, v, n, id); err != nil {
		return 0, err
	}
	if err := appendDifference(ctx, tx, v, n.subject(id), before, after); err != nil || c.attach == nil {
		return id, err
	}
	return id, c.attach(tx, id)
}

// alone waits until nobody else saves things of the noun, and keeps them waiting until the transaction ends.
func (n noun) alone(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('directory/' || $1))`, n.table)
	return err
}

// row is a whole row as JSON; nil where there is none.
type row map[string]any

func (r row) id() (int64, error) {
	n, ok := r["id"].(json.Number)
	if !ok {
		return 0, fmt.Errorf("store: a row without id")
	}
	return n.Int64()
}

// Scan reads to_jsonb(row) with its numbers unrounded.
func (r *row) Scan(src any) error {
	raw, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("store: cannot read a row from %T", src)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(r)
}

// lock answers the row that target names, locked; nil for an empty target.
func (n noun) lock(ctx context.Context, tx *sqlx.Tx, target domain.Key) (row, error) {
	if target.Empty() {
		return nil, nil
	}
	var r row
	var a arguments
	err := tx.GetContext(ctx, &r, `SELECT `+n.json()+` FROM `+n.table+` x WHERE `+n.is(target, &a)+` FOR NO KEY UPDATE`, a...)
	return r, err
}

// json renders the row x as JSON.
func (n noun) json() string { return cmp.Or(n.whole, "to_jsonb(x)") }

// is renders the condition that the row x is the one that the key names.
func (n noun) is(k domain.Key, a *arguments) string {
	if k.ID != 0 {
		return "x.id = " + a.add(k.ID)
	}
	return "x." + n.key + " = " + a.add(k.Code)
}

// arguments collects a query's values and answers the placeholder of each.
type arguments []any

func (a *arguments) add(value any) string {
	*a = append(*a, value)
	return "$" + strconv.Itoa(len(*a))
}

func (n noun) columns(ctx context.Context, tx *sqlx.Tx, id int64, c change) ([]column, error) {
	columns, err := n.names(ctx, tx, id, c.naming)
	if err != nil || c.fill == nil {
		return columns, err
	}
	more, err := c.fill(tx, id)
	return append(columns, more...), err
}

func (n noun) names(ctx context.Context, tx *sqlx.Tx, id int64, in Naming) ([]column, error) {
	var columns []column
	given := map[string]string{}
	for _, f := range []struct {
		field    string
		value    *string
		required bool
	}{{"name", in.Name, true}, {"name_en", in.NameEn, false}} {
		if f.value == nil {
			if id == 0 && f.required {
				f.value = new(string)
			} else {
				continue
			}
		}
		value, err := directory.Name(f.field, *f.value, f.required)
		if err != nil {
			return nil, err
		}
		given[f.field] = value
		columns = append(columns, column{f.field, value})
	}
	if in.Code != nil && *in.Code != "" {
		return append(columns, column{"code", *in.Code}), directory.Code(*in.Code)
	}
	if id != 0 {
		return columns, nil
	}
	slug := directory.Slug(n.word, given["name_en"], given["name"])
	var taken []string
	err := tx.SelectContext(ctx, &taken, `SELECT code FROM `+n.table+` WHERE starts_with(code, $1)`, slug)
	return append(columns, column{"code", directory.FreeCode(slug, taken)}), err
}

// write inserts (id 0) or updates the row and answers it as it is now.
func (n noun) write(ctx context.Context, tx *sqlx.Tx, id int64, columns []column) (row, error) {
	var a arguments
	var names, marks []string
	for _, c := range columns {
		names, marks = append(names, c.name), append(marks, a.add(c.value))
	}
	set, to := strings.Join(names, ", "), strings.Join(marks, ", ")
	var query string
	switch {
	case id == 0:
		query = `INSERT INTO ` + n.table + ` AS x (` + set + `) VALUES (` + to + `) RETURNING ` + n.json()
	case len(columns) > 0:
		query = `UPDATE ` + n.table + ` AS x SET (` + set + `) = ROW(` + to + `) WHERE x.id = ` + a.add(id) + ` RETURNING ` + n.json()
	default:
		query = `SELECT ` + n.json() + ` FROM ` + n.table + ` x WHERE x.id = ` + a.add(id)
	}
	var r row
	err := tx.GetContext(ctx, &r, query, a...)
	return r, err
}

// appendDifference appends what differs between two rows of a subject to its chain; nothing if they are equal.
func appendDifference(ctx context.Context, tx *sqlx.Tx, v access.Viewer, subject string, before, after row) error {
	changes := map[string][2]any{}
	for field, value := range after {
		if field != "id" && !reflect.DeepEqual(before[field], value) {
			changes[field] = [2]any{before[field], value}
		}
	}
	if len(changes) == 0 {
		return nil
	}
	e := auditEntry{Subject: subject, Viewer: v, Verb: "create", Changes: changes, After: after}
	if before != nil {
		e.Verb, e.Before = "update", before
	}
	return appendAudit(ctx, tx, e)
}

func (n noun) subject(id int64) string { return fmt.Sprintf("%s:%d", n.word, id) }

// find answers the id of the thing that an input's field names: nil if the key is empty, a refusal if there is none such.
func (n noun) find(ctx context.Context, q sqlx.QueryerContext, field string, k domain.Key) (*int64, error) {
	if k.Empty() {
		return nil, nil
	}
	var ids []int64
	var a arguments
	if err := sqlx.SelectContext(ctx, q, &ids, `SELECT x.id FROM `+n.table+` x WHERE `+n.is(k, &a), a...); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, n.unknown(field, k)
	}
	return &ids[0], nil
}

// unknown refuses a key that names nothing.
func (n noun) unknown(field string, k domain.Key) *domain.Error {
	return domain.RefuseField(field, fmt.Sprintf("There is no %s “%s”; name an existing one by its id or %s.", n.word, k, n.key),
		fmt.Sprintf("不存在%s“%s”，请填写已有的编号或代码。", n.zh, k))
}

// unchanged refuses a change by somebody who has read (nil: does not say) another revision than the one that stands; field is how they name it.
func (n noun) unchanged(field string, read *int, now int) error {
	if read == nil || *read == now {
		return nil
	}
	return &domain.Error{Code: domain.Conflict, Field: field, Text: domain.Text{
		En: fmt.Sprintf("Somebody has changed this %s since you read it. Read it again and repeat your change.", n.word),
		Zh: fmt.Sprintf("在您读取之后，此%s已被他人修改。请重新读取后再修改。", n.zh)}}
}

// reference answers the column of a reference that an input names, or nothing where the input does not speak of it.
func (n noun) reference(ctx context.Context, q sqlx.QueryerContext, field string, k domain.Key) ([]column, error) {
	if !k.Given {
		return nil, nil
	}
	id, err := n.find(ctx, q, field, k)
	return []column{{field + "_id", id}}, err
}
