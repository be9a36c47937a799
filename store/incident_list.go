package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/search"
)

// IncidentRow is one incident in a list.
type IncidentRow struct {
	ID         int64     `db:"id" json:"-"`
	Number     string    `db:"number" json:"number"`
	Kind       string    `db:"incident_kind" json:"kind" enum:"question,consultation,complaint,incident"`
	Title      string    `db:"title" json:"title"`
	State      string    `db:"state" json:"state" enum:"new,active,on_hold,resolved,closed,cancelled"`
	HoldReason string    `db:"hold_reason" json:"hold_reason"`
	Priority   int       `db:"priority" json:"priority"`
	Requester  *Ref      `db:"requester" json:"requester"`
	Customer   *Ref      `db:"customer" json:"customer"`
	Queue      *Ref      `db:"queue" json:"queue"`
	Group      *Ref      `db:"grp" json:"group"`
	Assignee   *Ref      `db:"assignee" json:"assignee"`
	Escalated  bool      `db:"escalated" json:"escalated"`
	CreatedAt  time.Time `db:"created_at" json:"created_at"`
	UpdatedAt  time.Time `db:"updated_at" json:"updated_at"`
}

var rowColumns = `r.id, r.number, i.kind AS incident_kind, r.title, r.state, COALESCE(i.hold_reason, '') AS hold_reason, r.priority,
	` + personSQL("requester") + ` AS requester, ` + refSQL("customer") + ` AS customer, ` + refSQL("queue") + ` AS queue, ` + refSQL("grp") + ` AS grp,
	` + personSQL("assignee") + ` AS assignee, i.escalated_at IS NOT NULL AS escalated, r.created_at, r.updated_at`

const rowJoins = `JOIN incidents i ON i.record_id = r.id JOIN users requester ON requester.id = r.requester_id
	LEFT JOIN users assignee ON assignee.id = r.assignee_id LEFT JOIN customers customer ON customer.id = r.customer_id
	LEFT JOIN queues queue ON queue.id = r.queue_id LEFT JOIN groups grp ON grp.id = r.group_id`

// IncidentQuery narrows a list of incidents. Empty fields do not narrow; an empty key that is given means "none".
type IncidentQuery struct {
	States     []string
	Priorities []int
	Assignee   domain.Key
	Group      domain.Key
	Queue      domain.Key
	Requester  domain.Key
	Customer   domain.Key
	Open       *bool  // true: neither closed nor cancelled
	Mine       bool   // assigned to the viewer
	Q          string // found in number, title, description, serial number and foreign number
	Sort       string // -number (default), number, priority, -updated
	Limit      int
	Cursor     string
}

// sorts names each order: its columns, and the condition of what follows a cursor, whose values are %[1]s, %[2]s.
var sorts = map[string]struct{ order, key, after, kind string }{
	"":         {"r.id DESC", "", "r.id < %[1]s", ""},
	"-number":  {"r.id DESC", "", "r.id < %[1]s", ""},
	"number":   {"r.id", "", "r.id > %[1]s", ""},
	"priority": {"r.priority, r.id", "r.priority", "(r.priority, r.id) > (%[2]s::smallint, %[1]s)", "priority"},
	"-updated": {"r.updated_at DESC, r.id DESC", "r.updated_at", "(r.updated_at, r.id) < (%[2]s::timestamptz, %[1]s)", "updated"},
}

// Incidents answers a page of the incidents that the viewer may see.
func (s *Store) Incidents(ctx context.Context, v access.Viewer, q IncidentQuery) (Page[IncidentRow], error) {
	page := Page[IncidentRow]{Items: []IncidentRow{}}
	sort, ok := sorts[q.Sort]
	if !ok {
		return page, domain.RefuseField("sort", "Sort by -number, number, priority or -updated.", "排序方式只能是 -number、number、priority 或 -updated。")
	}
	if q.Limit <= 0 || q.Limit > mostPage {
		q.Limit = usualPage
	}
	var a arguments
	where, err := s.narrow(ctx, v, q, &a)
	if err != nil {
		return page, err
	}
	if q.Cursor != "" {
		after, err := continueAfter(q.Cursor, sort.after, sort.kind, &a)
		if err != nil {
			return page, err
		}
		where = append(where, after)
	}
	query := `SELECT ` + rowColumns + ` FROM (SELECT r.* FROM records r WHERE ` + strings.Join(where, " AND ") + ` ORDER BY ` + sort.order + ` LIMIT ` + a.add(q.Limit+1) + `) r ` +
		rowJoins + ` ORDER BY ` + sort.order
	if err := s.DB.SelectContext(ctx, &page.Items, query, a...); err != nil {
		return page, convert(err)
	}
	if len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = cursorOf(page.Items[q.Limit-1], sort.kind)
	}
	return page, nil
}

// CountLimit is how far a count goes; what is more is told as "at least".
const CountLimit = 10_000

// CountIncidents answers how many incidents a list has, at most CountLimit.
func (s *Store) CountIncidents(ctx context.Context, v access.Viewer, q IncidentQuery) (int, error) {
	var a arguments
	where, err := s.narrow(ctx, v, q, &a)
	if err != nil {
		return 0, err
	}
	var n int
	err = s.DB.GetContext(ctx, &n, `SELECT count(*) FROM (SELECT FROM records r WHERE `+strings.Join(where, " AND ")+` LIMIT `+a.add(CountLimit)+`) x`, a...)
	return n, convert(err)
}

func (s *Store) narrow(ctx context.Context, v access.Viewer, q IncidentQuery, a *arguments) ([]string, error) {
	where := []string{"r.kind = 'incident'", access.Predicate(v, "r", a.add)}
	for _, f := range []struct {
		noun   noun
		field  string
		column string
		key    domain.Key
	}{{people, "assignee", "assignee_id", q.Assignee}, {groups, "group", "group_id", q.Group}, {queues, "queue", "queue_id", q.Queue},
		{people, "requester", "requester_id", q.Requester}, {customers, "customer", "customer_id", q.Customer}} {
		if !f.key.Given {
			continue
		}
		id, err := f.noun.find(ctx, s.DB, f.field, f.key)
		if err != nil {
			return nil, convert(err)
		}
		if id == nil {
			where = append(where, "r."+f.column+" IS NULL")
		} else {
			where = append(where, "r."+f.column+" = "+a.add(*id))
		}
	}
	if q.Mine {
		where = append(where, "r.assignee_id = "+a.add(v.UserID))
	}
	if q.Open != nil && *q.Open {
		where = append(where, "r.closed_at IS NULL")
	} else if q.Open != nil {
		where = append(where, "r.closed_at IS NOT NULL")
	}
	return narrowWords(where, q, a)
}

func narrowWords(where []string, q IncidentQuery, a *arguments) ([]string, error) {
	for _, st := range q.States {
		if !known(st) {
			return nil, domain.RefuseField("state", "There is no state “"+st+"”.", "不存在状态“"+st+"”。")
		}
	}
	if len(q.States) > 0 {
		where = append(where, "r.state = ANY ("+a.add(pq.Array(q.States))+")")
		if !overlaps(q.States, incident.Closed, incident.Cancelled) {
			where = append(where, "r.closed_at IS NULL") // lets the index of open records serve
		}
	}
	if len(q.Priorities) > 0 {
		where = append(where, "r.priority = ANY ("+a.add(pq.Array(q.Priorities))+")")
	}
	if text := strings.TrimSpace(search.Fold(q.Q)); text != "" {
		found := "SELECT t.record_id FROM record_search t WHERE strpos(t.text, " + a.add(text) + ") > 0"
		if grams := search.Query(text); len(grams) > 0 {
			found += " AND t.grams @> " + a.add(pq.Array(grams))
		}
		where = append(where, "r.id IN ("+found+")")
	}
	return where, nil
}

func known(state string) bool { return overlaps([]string{state}, incident.Statuses...) }

func overlaps(states []string, with ...incident.Status) bool {
	for _, s := range states {
		for _, w := range with {
			if s == string(w) {
				return true
			}
		}
	}
	return false
}

// continueAfter renders the condition of what comes after a cursor: the id, and the sort key's value if there is one.
func continueAfter(cursor, after, kind string, a *arguments) (string, error) {
	id, value, _ := strings.Cut(cursor, "~")
	n, err := strconv.ParseInt(id, 10, 64)
	bad := err != nil || (kind == "") != (value == "")
	switch kind {
	case "priority":
		_, err := strconv.Atoi(value)
		bad = bad || err != nil
	case "updated":
		_, err := time.Parse(time.RFC3339Nano, value)
		bad = bad || err != nil
	}
	if bad {
		return "", errCursor
	}
	at := a.add(n)
	if kind == "" {
		return fmt.Sprintf(after, at), nil
	}
	return fmt.Sprintf(after, at, a.add(value)), nil
}

func cursorOf(last IncidentRow, kind string) string {
	id := strconv.FormatInt(last.ID, 10)
	switch kind {
	case "priority":
		return id + "~" + strconv.Itoa(last.Priority)
	case "updated":
		return id + "~" + last.UpdatedAt.UTC().Format(time.RFC3339Nano)
	}
	return id
}
