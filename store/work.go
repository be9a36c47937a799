package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// WorkItem is one open wait for the viewer or for a pool of theirs.
type WorkItem struct {
	ID       int64              `db:"item_id" json:"id"`
	Step     string             `db:"step" json:"step" doc:"handle, follow_up, reply, accept or escalation"`
	Person   *Ref               `db:"person" json:"person"`
	Group    *Ref               `db:"pool" json:"group"`
	Role     string             `db:"role" json:"role"`
	OpenedAt time.Time          `db:"opened_at" json:"opened_at"`
	DueAt    *time.Time         `db:"item_due_at" json:"due_at"`
	Then     string             `db:"then_what" json:"then" doc:"what happens at due_at if nobody acts, as a key"`
	ThenText string             `db:"-" json:"then_text" doc:"the same in the viewer's language"`
	Acts     []incident.Offered `db:"-" json:"acts" nullable:"false"`
	Record   IncidentRow        `db:"-" json:"record"`
}

// workRow is a work item with its record and what the offer depends on.
type workRow struct {
	WorkItem    `json:"-"`
	IncidentRow `json:"-"`
	RequesterID int64      `db:"requester_id"`
	CustomerID  int64      `db:"customer_id"`
	AssigneeID  int64      `db:"assignee_id"`
	EscalatedAt *time.Time `db:"escalated_at"`
	ReopenUntil *time.Time `db:"reopen_until"`
	Now         time.Time  `db:"now"`
	Due         float64    `db:"due"` // seconds since 1970, for the cursor
}

// WorkQuery narrows a list of work items.
type WorkQuery struct {
	Mine   bool // only what waits for the viewer in person, not for a pool
	Limit  int
	Cursor string
}

// Work answers a page of the open work items that wait on the viewer or on a pool of theirs, due first.
func (s *Store) Work(ctx context.Context, v access.Viewer, q WorkQuery) (Page[WorkItem], error) {
	page := Page[WorkItem]{Items: []WorkItem{}}
	if q.Limit <= 0 || q.Limit > mostPage {
		q.Limit = usualPage
	}
	a := arguments{v.UserID}
	where := "w.user_id = $1"
	if !q.Mine {
		where = "(w.user_id = $1 OR w.group_id = ANY (" + a.add(pq.Array(v.GroupIDs)) + ") OR w.role = ANY (" + a.add(pq.Array(v.Roles)) + "))"
	}
	if q.Cursor != "" {
		after, err := afterDue(q.Cursor, &a)
		if err != nil {
			return page, err
		}
		where += " AND " + after
	}
	var rows []workRow
	err := s.DB.SelectContext(ctx, &rows, `
		SELECT w.id AS item_id, w.step, COALESCE(w.role, '') AS role, w.opened_at, w.due_at AS item_due_at, w.then_what, `+personSQL("owner")+` AS person, `+refSQL("pool")+` AS pool,
			`+rowColumns+`, r.requester_id, COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.assignee_id, 0) AS assignee_id, i.escalated_at, i.reopen_until, steward_now() AS now, `+dueSQL+` AS due
		FROM work_items w JOIN records r ON r.id = w.record_id LEFT JOIN users owner ON owner.id = w.user_id LEFT JOIN groups pool ON pool.id = w.group_id `+rowJoins+`
		WHERE w.closed_at IS NULL AND `+where+` AND `+access.Predicate(v, "r", a.add)+` ORDER BY `+dueSQL+`, w.id LIMIT `+a.add(q.Limit+1), a...)
	if err != nil {
		return page, convert(err)
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		last := rows[q.Limit-1]
		page.Next = strconv.FormatInt(last.WorkItem.ID, 10) + "~" + strconv.FormatFloat(last.Due, 'f', -1, 64)
	}
	for _, r := range rows {
		st := incident.State{Status: incident.Status(r.State), HoldReason: r.HoldReason, EscalatedAt: r.EscalatedAt, ReopenUntil: r.ReopenUntil}
		r.WorkItem.Record = r.IncidentRow
		r.WorkItem.Acts = incident.Offer(st, whoIs(v, r.RequesterID, r.CustomerID, r.AssigneeID), r.Now)
		page.Items = append(page.Items, r.WorkItem)
	}
	return page, nil
}

// dueSQL orders work items: by when they are due, those without an end last.
const dueSQL = `COALESCE(EXTRACT(epoch FROM w.due_at), 1e12)`

func afterDue(cursor string, a *arguments) (string, error) {
	id, due, err := parsePair(cursor)
	if err != nil {
		return "", err
	}
	return "(" + dueSQL + ", w.id) > (" + a.add(due) + "::numeric, " + a.add(id) + ")", nil
}

func parsePair(cursor string) (id int64, value string, err error) {
	head, value, found := strings.Cut(cursor, "~")
	id, e1 := strconv.ParseInt(head, 10, 64)
	_, e2 := strconv.ParseFloat(value, 64)
	if !found || e1 != nil || e2 != nil {
		return 0, "", errCursor
	}
	return id, value, nil
}

var errCursor = domain.RefuseField("cursor", "This cursor is of another list; begin again without it.", "此游标不属于该列表，请去掉后重新开始。")
