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
	"steward/domain/plan"
)

// WorkItem is one open wait for the viewer or for a pool of theirs.
type WorkItem struct {
	ID       int64              `db:"item_id" json:"id"`
	Step     string             `db:"step" json:"step" doc:"handle, follow_up, reply, accept or escalation; of a plan: the step's id"`
	Person   *Ref               `db:"person" json:"person"`
	Group    *Ref               `db:"pool" json:"group"`
	Role     string             `db:"role" json:"role"`
	OpenedAt time.Time          `db:"opened_at" json:"opened_at"`
	DueAt    *time.Time         `db:"item_due_at" json:"due_at"`
	Then     string             `db:"then_what" json:"then" doc:"what happens at due_at if nobody acts, as a key"`
	ThenText string             `db:"-" json:"then_text" doc:"the same in the viewer's language"`
	Plan     bool               `db:"of_plan" json:"plan" doc:"an item of the record's plan"`
	Kind     string             `db:"kind" json:"kind" enum:",task,approval,submit" doc:"of a plan's step"`
	Name     string             `db:"step_name" json:"name" doc:"of a plan's step, in Chinese"`
	NameEn   string             `db:"step_name_en" json:"name_en" doc:"of a plan's step, in English"`
	For      *Ref               `db:"stands_for" json:"for" doc:"in whose name the viewer may act as their deputy"`
	Acts     []incident.Offered `db:"-" json:"acts" nullable:"false" doc:"of a plan's item: the plain answers; its record's plan offers all"`
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
	AcceptBy    *time.Time `db:"accept_by"`
	ServiceID   int64      `db:"service_id"`
	Now         time.Time  `db:"now"`
	Due         float64    `db:"due"` // seconds since 1970, for the cursor
}

// WorkQuery narrows a list of work items.
type WorkQuery struct {
	Mine   bool   // only what waits for the viewer in person, not for a pool or on somebody they stand in for
	Kind   string // of record: incident or approval; empty: all
	Late   bool   // only what is due before now
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
		where = "(w.user_id = $1 OR w.user_id IS NULL AND w.group_id = ANY (" + a.add(pq.Array(v.GroupIDs)) + ") OR w.user_id IS NULL AND w.role = ANY (" + a.add(pq.Array(v.Roles)) + ") OR " + standsIn + ")"
	}
	if q.Kind != "" {
		where += " AND r.kind = " + a.add(q.Kind)
	}
	if q.Late {
		where += " AND w.due_at < steward_now()"
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
		SELECT w.id AS item_id, w.step, COALESCE(w.role, '') AS role, w.opened_at, w.due_at AS item_due_at, w.then_what, w.plan_id IS NOT NULL AS of_plan, w.kind, w.name AS step_name, w.name_en AS step_name_en,
			CASE WHEN w.user_id <> $1 THEN `+personSQL("owner")+` END AS stands_for, `+personSQL("owner")+` AS person, `+refSQL("pool")+` AS pool,
			`+rowColumns+`, r.requester_id, COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.assignee_id, 0) AS assignee_id, i.escalated_at, i.reopen_until, i.accept_by, COALESCE(i.service_id, 0) AS service_id, steward_now() AS now, `+dueSQL+` AS due
		FROM work_items w JOIN records r ON r.id = w.record_id LEFT JOIN users owner ON owner.id = w.user_id LEFT JOIN groups pool ON pool.id = w.group_id `+rowJoins+`
		WHERE w.closed_at IS NULL AND NOT `+ownRequest+` AND `+where+` AND `+access.Predicate(v, "r", a.add)+` ORDER BY `+dueSQL+`, w.id LIMIT `+a.add(q.Limit+1), a...)
	if err != nil {
		return page, convert(err)
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		last := rows[q.Limit-1]
		page.Next = strconv.FormatInt(last.WorkItem.ID, 10) + "~" + strconv.FormatFloat(last.Due, 'f', -1, 64)
	}
	for _, r := range rows {
		st := incident.State{Status: incident.Status(r.State), HoldReason: r.HoldReason, EscalatedAt: r.EscalatedAt, ReopenUntil: r.ReopenUntil, AcceptBy: r.AcceptBy}
		r.WorkItem.Record = r.IncidentRow
		if r.Plan {
			r.WorkItem.Acts = r.plainActs()
			page.Items = append(page.Items, r.WorkItem)
			continue
		}
		if r.WorkItem.Acts, err = s.offer(ctx, st, r.ServiceID, whoIs(v, r.RequesterID, r.CustomerID, r.AssigneeID), r.Now); err != nil {
			return page, err
		}
		page.Items = append(page.Items, r.WorkItem)
	}
	return page, nil
}

// standsIn is the condition that an item of a plan waits on somebody for whom the viewer $1 stands in now.
const standsIn = `(w.plan_id IS NOT NULL AND w.user_id IN (SELECT d.user_id FROM deputies d
	WHERE d.deputy_id = $1 AND d.revoked_at IS NULL AND d.starts_at <= steward_now() AND d.ends_at > steward_now() AND (d.kinds = '{}' OR r.kind = ANY (d.kinds))))`

// ownRequest is the condition that an item of a plan waits on others to decide what the viewer $1 asked for, in a step in which the requester has no say.
const ownRequest = `(w.kind = 'approval' AND r.requester_id = $1 AND w.user_id IS DISTINCT FROM $1 AND EXISTS (
	SELECT FROM plans p CROSS JOIN LATERAL jsonb_array_elements(p.state->'steps') t(step) WHERE p.id = w.plan_id AND t.step->>'id' = w.step AND t.step->>'self' IN ('skip', 'head')))`

// plainActs are the answers that an open item of a plan takes from whom it waits on.
func (r workRow) plainActs() []incident.Offered {
	yes, no := plan.Complete, plan.Fail
	if r.WorkItem.Kind == string(plan.Approval) {
		yes, no = plan.Approve, plan.Reject
	}
	words := incident.Field{Name: "comment", Required: true}
	acts := []incident.Offered{{Verb: incident.Verb(yes), Fields: []incident.Field{{Name: "comment"}}}}
	if r.WorkItem.Kind != string(plan.Submit) {
		acts = append(acts, incident.Offered{Verb: incident.Verb(no), Fields: []incident.Field{words}})
	}
	if r.Person == nil {
		acts = append(acts, incident.Offered{Verb: incident.Verb(plan.Claim), Fields: []incident.Field{}})
	}
	return acts
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

// NumbersOfItems answers of which record each of the work items is, as far as the viewer may see it.
func (s *Store) NumbersOfItems(ctx context.Context, v access.Viewer, ids []int64) (map[int64]string, error) {
	a := arguments{pq.Array(ids)}
	var rows []struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	err := s.DB.SelectContext(ctx, &rows, `SELECT w.id, r.number FROM work_items w JOIN records r ON r.id = w.record_id WHERE w.id = ANY ($1) AND `+access.Predicate(v, "r", a.add), a...)
	numbers := make(map[int64]string, len(rows))
	for _, r := range rows {
		numbers[r.ID] = r.Number
	}
	return numbers, convert(err)
}
