package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
	"steward/domain/sla"
)

var policies = noun{table: "sla_policies", word: "policy", zh: "服务级别", key: "code", whole: "to_jsonb(x) - 'definition' || x.definition"}

// Policy is what is promised to whom. The first policy in the order of position, then code, whose conditions hold is a record's.
type Policy struct {
	Named
	Position int  `db:"position" json:"position" doc:"policies are tried in this order, then by code"`
	Enabled  bool `db:"enabled" json:"enabled" doc:"false: it is passed over"`
	Calendar *Ref `db:"calendar" json:"calendar" doc:"by which its targets count; null: the service's, else the desk's"`
	Version  int  `db:"version" json:"version" doc:"counts the changes of conditions, targets, warnings and levels; clocks say by which they were set"`
	Terms
	Names map[string]Refs `db:"-" json:"names" doc:"the things that conditions and actions name by code, by category, service, customer, queue, group, unit and login"`

	Definition json.RawMessage `db:"definition" json:"-"`
}

// Terms is what of a policy its versions keep.
type Terms struct {
	Conditions sla.Conditions `db:"-" json:"conditions" doc:"all must hold, each by one of its values; a category or unit holds for what lies in it too; an absent one holds always"`
	Targets    []sla.Targets  `db:"-" json:"targets" doc:"by priority; seconds of working time, absent where nothing is promised"`
	Warnings   []int          `db:"-" json:"warnings" doc:"percent of a target at which people are warned"`
	Levels     []sla.Level    `db:"-" json:"levels" doc:"steps of escalation: at a percent of the target, or after so many seconds of working time past the breach"`
}

// PolicyInput creates or changes a policy. A part that is given replaces the one before.
type PolicyInput struct {
	Naming
	Version    *int            `json:"version,omitempty" doc:"the version that was read: refused when another stands by now"`
	Position   *int            `json:"position,omitempty" doc:"last when absent on creation"`
	Enabled    *bool           `json:"enabled,omitempty" doc:"true when absent on creation"`
	Calendar   domain.Key      `json:"calendar,omitzero" doc:"null: the service's, else the desk's"`
	Conditions *sla.Conditions `json:"conditions,omitempty"`
	Targets    *[]sla.Targets  `json:"targets,omitempty" maxItems:"5" doc:"one for each priority at most; seconds of working time"`
	Warnings   *[]int          `json:"warnings,omitempty" maxItems:"20" doc:"percent of a target, 1 to 99; 50, 75 and 90 when absent on creation"`
	Levels     *[]sla.Level    `json:"levels,omitempty" maxItems:"20"`
}

// most a position may be.
const lastPosition = 1_000_000

var policySelection = selection{
	columns: `, x.position, x.enabled, x.version, x.definition, ` + refSQL("c") + ` AS calendar`,
	joins:   `LEFT JOIN calendars c ON c.id = x.calendar_id`,
}

// Policies lists policies in the order in which they are tried.
func (s *Store) Policies(ctx context.Context, q ListQuery) (Page[Policy], error) {
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	query, a := policies.query(policySelection), arguments{}
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(' ', x.code, x.name, x.name_en)), lower(` + a.add(q.Q) + `)) > 0`
	}
	if q.Cursor != "" {
		at, code, _ := strings.Cut(q.Cursor, ":")
		position, err := strconv.ParseInt(at, 10, 32)
		if err != nil {
			return Page[Policy]{}, domain.RefuseField("cursor", "Give the cursor that the page before answered as next.", "请使用上一页返回的 next 作为 cursor。")
		}
		query += ` AND (x.position, x.code) > (` + a.add(position) + `, ` + a.add(code) + `)`
	}
	page := Page[Policy]{}
	items, err := readPolicies(ctx, s.DB, query+` ORDER BY x.position, x.code LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(items) > q.Limit {
		items = items[:q.Limit]
		last := items[q.Limit-1]
		page.Next = fmt.Sprintf("%d:%s", last.Position, last.Code)
	}
	if page.Items = items; err == nil {
		err = s.namePolicies(ctx, items)
	}
	return page, convert(err)
}

// Policy answers one policy.
func (s *Store) Policy(ctx context.Context, k domain.Key) (Policy, error) {
	var a arguments
	found, err := readPolicies(ctx, s.DB, policies.query(policySelection)+` AND `+policies.is(k, &a), a...)
	if err == nil && len(found) == 0 {
		return Policy{}, ErrNone
	}
	if err == nil {
		err = s.namePolicies(ctx, found)
	}
	if err != nil {
		return Policy{}, convert(err)
	}
	return found[0], nil
}

// readPolicies reads what policySelection selects; their names are left out.
func readPolicies(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]Policy, error) {
	found := []Policy{}
	if err := sqlx.SelectContext(ctx, q, &found, query, args...); err != nil {
		return nil, err
	}
	for i := range found {
		if err := json.Unmarshal(found[i].Definition, &found[i].Terms); err != nil {
			return nil, fmt.Errorf("store: policy %s: %w", found[i].Code, err)
		}
	}
	return found, nil
}

// policy answers it as the domain knows it.
func (p Policy) policy() sla.Policy {
	d := sla.Policy{ID: p.ID, Code: p.Code, Version: p.Version, Name: p.Name, NameEn: p.NameEn, Position: p.Position,
		Conditions: p.Conditions, Targets: p.Targets, Warnings: p.Warnings, Levels: p.Levels}
	if p.Calendar != nil {
		d.CalendarCode = p.Calendar.Code
	}
	return d
}

// CreatePolicy adds a policy; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreatePolicy(ctx context.Context, v access.Viewer, in PolicyInput, key string) (Policy, error) {
	return s.savePolicy(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdatePolicy changes a policy; clocks keep the version that they were set by until their record changes or is counted anew.
func (s *Store) UpdatePolicy(ctx context.Context, v access.Viewer, k domain.Key, in PolicyInput) (Policy, error) {
	return s.savePolicy(ctx, v, k, Once{}, in)
}

func (s *Store) savePolicy(ctx context.Context, v access.Viewer, k domain.Key, once Once, in PolicyInput) (Policy, error) {
	id, err := s.save(ctx, v, policies, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, id int64) ([]column, error) {
		return in.columns(ctx, tx, id)
	}, attach: func(tx *sqlx.Tx, id int64) error { return validPolicy(ctx, tx, id) }})
	if err != nil {
		return Policy{}, err
	}
	return s.Policy(ctx, domain.ByID(id))
}

// columns puts what is given over what the policy has, which is locked.
func (in PolicyInput) columns(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	now := Policy{Terms: Terms{Targets: []sla.Targets{}, Warnings: slices.Clone(sla.DefaultWarnings), Levels: []sla.Level{}}}
	if id != 0 {
		found, err := readPolicies(ctx, tx, policies.query(policySelection)+` AND x.id = $1`, id)
		if err != nil {
			return nil, err
		}
		now = found[0]
		if err := policies.unchanged("version", in.Version, now.Version); err != nil {
			return nil, err
		}
		if in.Code != nil && *in.Code != "" && *in.Code != now.Code {
			return nil, domain.RefuseField("code", "The code stays: clocks name the policy by it. Leave it out, or add another policy.",
				"代码不可更改：已有的计时以此代码引用该服务级别。请勿填写，或新增服务级别。")
		}
	}
	columns, err := calendars.reference(ctx, tx, "calendar", in.Calendar)
	if err != nil {
		return nil, err
	}
	position, err := in.position(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if columns = append(columns, position...); in.Enabled != nil {
		columns = append(columns, column{"enabled", *in.Enabled})
	}
	replace(&now.Conditions, in.Conditions)
	replace(&now.Targets, in.Targets)
	replace(&now.Warnings, in.Warnings)
	replace(&now.Levels, in.Levels)
	raw, err := json.Marshal(now.Terms)
	return append(columns, column{"definition", string(raw)}), err
}

// position answers the column of the place that the input asks for; a new policy that asks for none comes last.
func (in PolicyInput) position(ctx context.Context, tx *sqlx.Tx, id int64) ([]column, error) {
	if in.Position != nil {
		return []column{{"position", *in.Position}}, directory.Within("position", *in.Position, 0, lastPosition)
	}
	if id != 0 {
		return nil, nil
	}
	var last int
	err := tx.GetContext(ctx, &last, `SELECT COALESCE(max(position), 0) FROM sla_policies`)
	return []column{{"position", min(last+1, lastPosition)}}, err
}

// OrderPolicies sets the order in which policies are tried: the keys name all of them, each once.
func (s *Store) OrderPolicies(ctx context.Context, v access.Viewer, order []domain.Key) (Page[Policy], error) {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		if err := policies.alone(ctx, tx); err != nil {
			return err
		}
		ids, err := several(order, "policies", func(field string, k domain.Key) (*int64, error) { return policies.find(ctx, tx, field, k) })
		if err != nil {
			return err
		}
		var all []int64
		if err := tx.SelectContext(ctx, &all, `SELECT id FROM sla_policies ORDER BY id`); err != nil {
			return err
		}
		if !slices.Equal(slices.Sorted(slices.Values(ids)), all) {
			return domain.RefuseField("policies", "Name every policy once; read the list again if somebody has added one.", "请列出全部服务级别且不重复；如他人新增了服务级别，请重新读取列表。")
		}
		for i, id := range ids {
			before, err := policies.lock(ctx, tx, domain.ByID(id))
			if err != nil {
				return err
			}
			after, err := policies.write(ctx, tx, id, []column{{"position", i + 1}})
			if err != nil {
				return err
			}
			if err := appendDifference(ctx, tx, v, policies.subject(id), before, after); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Page[Policy]{}, err
	}
	return s.Policies(ctx, ListQuery{Limit: mostPage})
}
