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
)

// IncidentRow is one incident in a list.
type IncidentRow struct {
	ID         int64      `db:"id" json:"-"`
	Number     string     `db:"number" json:"number"`
	Type       string     `db:"type" json:"type" enum:"incident,approval,document"`
	Kind       string     `db:"incident_kind" json:"kind" enum:",question,consultation,complaint,incident" doc:"of an incident"`
	Title      string     `db:"title" json:"title"`
	State      string     `db:"state" json:"state" enum:"new,active,on_hold,resolved,closed,cancelled"`
	HoldReason string     `db:"hold_reason" json:"hold_reason"`
	Priority   int        `db:"priority" json:"priority"`
	Requester  *Ref       `db:"requester" json:"requester"`
	Customer   *Ref       `db:"customer" json:"customer"`
	Queue      *Ref       `db:"queue" json:"queue"`
	Group      *Ref       `db:"grp" json:"group"`
	Assignee   *Ref       `db:"assignee" json:"assignee"`
	Escalated  bool       `db:"escalated" json:"escalated"`
	DueAt      *time.Time `db:"due_at" json:"due_at" doc:"the earliest deadline of its running clocks; null: none runs"`
	DueKind    string     `db:"due_kind" json:"due_kind" doc:"whose it is: first_response, next_response, resolution or task"`
	CreatedAt  time.Time  `db:"created_at" json:"created_at"`
	UpdatedAt  time.Time  `db:"updated_at" json:"updated_at"`
}

var rowColumns = `r.id, r.number, r.kind AS type, COALESCE(i.kind, '') AS incident_kind, r.title, r.state, COALESCE(i.hold_reason, '') AS hold_reason, r.priority,
	` + personSQL("requester") + ` AS requester, ` + refSQL("customer") + ` AS customer, ` + refSQL("queue") + ` AS queue, ` + refSQL("grp") + ` AS grp,
	` + personSQL("assignee") + ` AS assignee, i.escalated_at IS NOT NULL AS escalated, r.due_at, r.due_kind, r.created_at, r.updated_at`

const rowJoins = `LEFT JOIN incidents i ON i.record_id = r.id JOIN users requester ON requester.id = r.requester_id
	LEFT JOIN users assignee ON assignee.id = r.assignee_id LEFT JOIN customers customer ON customer.id = r.customer_id
	LEFT JOIN queues queue ON queue.id = r.queue_id LEFT JOIN groups grp ON grp.id = r.group_id`

var selectRows = `SELECT ` + rowColumns + ` FROM records r ` + rowJoins + ` WHERE r.id = ANY ($1)`

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
	Sort       string // -number (default), number, priority, due, -updated
	Limit      int
	Cursor     string
}

// never is the instant that PostgreSQL puts behind all others.
const never = "infinity"

// order is one order of a list.
type order struct {
	by    string // of a row r
	key   string // the column beside the id that it needs
	after string // the condition of what follows a cursor, whose values are %[1]s, %[2]s
}

var orders = map[string]order{
	"":         {"r.id DESC", "", "r.id < %[1]s"},
	"-number":  {"r.id DESC", "", "r.id < %[1]s"},
	"number":   {"r.id", "", "r.id > %[1]s"},
	"priority": {"r.priority, r.id", "priority", "(r.priority, r.id) > (%[2]s::smallint, %[1]s)"},
	"due":      {"r.due_order, r.id", "due_order", "(r.due_order, r.id) > (%[2]s::timestamptz, %[1]s)"},
	"-updated": {"r.updated_at DESC, r.id DESC", "updated_at", "(r.updated_at, r.id) < (%[2]s::timestamptz, %[1]s)"},
}

// Incidents answers a page of the incidents that the viewer may see.
func (s *Store) Incidents(ctx context.Context, v access.Viewer, q IncidentQuery) (Page[IncidentRow], error) {
	page := Page[IncidentRow]{Items: []IncidentRow{}}
	l, err := s.incidentList(ctx, v, q)
	if err != nil {
		return page, err
	}
	if l.words != nil {
		err = s.search(ctx, l, &page.Items)
	} else {
		err = s.selectList(ctx, l, &page.Items)
	}
	if err != nil {
		return page, convert(err)
	}
	if len(page.Items) > l.limit {
		page.Items = page.Items[:l.limit]
		page.Next = cursorOf(page.Items[l.limit-1], l.order.key)
	}
	return page, nil
}

// selectList reads a page and one row more. Which ones is planned with the question's values, since some people have no incidents and
// some queues have most of them; their rows are read by a statement that is always the same.
func (s *Store) selectList(ctx context.Context, l *incidentList, into *[]IncidentRow) error {
	var ids pq.Int64Array
	if err := s.DB.SelectContext(withOwnPlan(ctx), &ids, l.ids(), l.args...); err != nil || len(ids) == 0 {
		return err
	}
	if err := s.DB.SelectContext(ctx, into, selectRows, ids); err != nil {
		return err
	}
	sortByIDs(*into, ids, func(r IncidentRow) int64 { return r.ID })
	return nil
}

// CountLimit is how far a count goes; what is more is told as "at least".
const CountLimit = 10_000

// CountIncidents answers how many incidents a list has, at most CountLimit.
func (s *Store) CountIncidents(ctx context.Context, v access.Viewer, q IncidentQuery) (int, error) {
	q.Cursor = ""
	l, err := s.incidentList(ctx, v, q)
	if err != nil {
		return 0, err
	}
	if l.words != nil {
		newest, err := s.newest(ctx)
		if err != nil {
			return 0, convert(err)
		}
		l.find(len(l.words.grams) > 0, newest, nil)
	}
	var n int
	limit := " LIMIT " + strconv.Itoa(CountLimit)
	err = s.DB.GetContext(withOwnPlan(ctx), &n, `SELECT count(*) FROM (SELECT FROM (`+l.union("r.id", limit)+`) x`+limit+`) x`, l.args...)
	return n, convert(err)
}

// incidentList is a list as SQL.
type incidentList struct {
	viewer access.Viewer
	ways   []string // conditions by which the viewer comes to see a record: of each way the first page is read by its own index
	where  []string // what else must hold
	args   arguments
	order  order
	limit  int
	words  *words // what is searched for, if anything
}

func (s *Store) incidentList(ctx context.Context, v access.Viewer, q IncidentQuery) (*incidentList, error) {
	l := &incidentList{viewer: v, where: []string{"r.kind = 'incident'"}, limit: q.Limit, words: newWords(q.Q)}
	var ok bool
	if l.order, ok = orders[q.Sort]; !ok {
		return nil, domain.RefuseField("sort", "Sort by -number, number, priority, due or -updated.", "排序方式只能是 -number、number、priority、due 或 -updated。")
	}
	if l.limit <= 0 || l.limit > mostPage {
		l.limit = usualPage
	}
	known, err := s.narrow(ctx, v, q, l)
	if err != nil {
		return nil, convert(err)
	}
	l.ways = access.Ways(v, known, "r", l.args.add)
	if q.Cursor == "" {
		return l, nil
	}
	after, err := continueAfter(q.Cursor, l.order, &l.args)
	l.where = append(l.where, after)
	return l, err
}

// narrow adds the conditions of the question, and answers which columns they fix.
func (s *Store) narrow(ctx context.Context, v access.Viewer, q IncidentQuery, l *incidentList) (known access.Known, err error) {
	for _, f := range []struct {
		noun   noun
		field  string
		column string
		key    domain.Key
		known  **int64
	}{{people, "assignee", "assignee_id", q.Assignee, &known.AssigneeID}, {groups, "group", "group_id", q.Group, &known.GroupID},
		{queues, "queue", "queue_id", q.Queue, &known.QueueID}, {people, "requester", "requester_id", q.Requester, &known.RequesterID},
		{customers, "customer", "customer_id", q.Customer, &known.CustomerID}} {
		if !f.key.Given {
			continue
		}
		id, err := f.noun.find(ctx, s.DB, f.field, f.key)
		if err != nil {
			return known, err
		}
		if id == nil {
			*f.known = new(int64)
			l.where = append(l.where, "r."+f.column+" IS NULL")
		} else {
			*f.known = id
			l.where = append(l.where, "r."+f.column+" = "+l.args.add(*id))
		}
	}
	if q.Mine {
		known.AssigneeID = &v.UserID
		l.where = append(l.where, "r.assignee_id = "+l.args.add(v.UserID))
	}
	if q.Open != nil && *q.Open {
		l.where = append(l.where, "r.closed_at IS NULL")
	} else if q.Open != nil {
		l.where = append(l.where, "r.closed_at IS NOT NULL")
	}
	return known, l.narrowWords(q)
}

// narrowWords adds conditions about states and priorities. They stand in the text: there are few of each, and their frequencies differ so
// much that a plan should know them.
func (l *incidentList) narrowWords(q IncidentQuery) error {
	states := make([]string, len(q.States))
	for i, st := range q.States {
		if !known(st) {
			return domain.RefuseField("state", "There is no state “"+st+"”.", "不存在状态“"+st+"”。")
		}
		states[i] = pq.QuoteLiteral(st)
	}
	if len(states) > 0 {
		l.where = append(l.where, "r.state IN ("+strings.Join(states, ", ")+")")
		if !overlaps(q.States, incident.Closed, incident.Cancelled) {
			l.where = append(l.where, "r.closed_at IS NULL") // lets the indexes of open records serve
		}
	}
	priorities := make([]string, len(q.Priorities))
	for i, p := range q.Priorities {
		priorities[i] = strconv.Itoa(p)
	}
	if len(priorities) > 0 {
		l.where = append(l.where, "r.priority IN ("+strings.Join(priorities, ", ")+")")
	}
	return nil
}

// ids renders the ids of the page and one more, in order.
func (l *incidentList) ids() string {
	columns, limit := "r.id", " ORDER BY "+l.order.by+" LIMIT "+strconv.Itoa(l.limit+1)
	if l.order.key != "" {
		columns += ", r." + l.order.key
	}
	return `SELECT r.id FROM (` + l.union(columns, limit) + `) r` + limit
}

// union renders the columns of what is found on each way, up to the limit on each.
func (l *incidentList) union(columns, limit string) string {
	if len(l.ways) == 0 {
		return `SELECT ` + columns + ` FROM records r WHERE FALSE`
	}
	parts := make([]string, len(l.ways))
	for i, way := range l.ways {
		parts[i] = `(SELECT ` + columns + ` FROM records r WHERE ` + strings.Join(append([]string{way}, l.where...), " AND ") + limit + `)`
	}
	return strings.Join(parts, " UNION ")
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
func continueAfter(cursor string, o order, a *arguments) (string, error) {
	id, value, _ := strings.Cut(cursor, "~")
	n, err := strconv.ParseInt(id, 10, 64)
	bad := err != nil || (o.key == "") != (value == "")
	switch o.key {
	case "priority":
		_, err := strconv.Atoi(value)
		bad = bad || err != nil
	case "due_order":
		_, err := time.Parse(time.RFC3339Nano, value)
		bad = bad || err != nil && value != never
	case "updated_at":
		_, err := time.Parse(time.RFC3339Nano, value)
		bad = bad || err != nil
	}
	if bad {
		return "", errCursor
	}
	at := a.add(n)
	if o.key == "" {
		return fmt.Sprintf(o.after, at), nil
	}
	return fmt.Sprintf(o.after, at, a.add(value)), nil
}

func cursorOf(last IncidentRow, key string) string {
	id := strconv.FormatInt(last.ID, 10)
	switch key {
	case "priority":
		return id + "~" + strconv.Itoa(last.Priority)
	case "due_order":
		if last.DueAt == nil {
			return id + "~" + never
		}
		return id + "~" + last.DueAt.UTC().Format(time.RFC3339Nano)
	case "updated_at":
		return id + "~" + last.UpdatedAt.UTC().Format(time.RFC3339Nano)
	}
	return id
}
