package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/process"
)

// locked is a record under its row lock within one transaction: what it was, what it is now, and what must be written
// with it. Whatever is read here was read after the lock was held.
type locked struct {
	tx  *sqlx.Tx
	row lockedRow
	was incident.State // as read
	now time.Time      // the product's clock, never earlier than the record's last fact

	levels   *levels // calendars and policies, once loadClocks has run
	clocks   []clock
	plan     *lockedPlan // once loadPlan has run; nil: none
	around   *planWorld
	document *lockedDocument // of a document
	touched  bool            // a line was crossed: there is something to save

	wakes   []wake
	changed Change
}

// lockedRow is the record, its incident, its process and the rules, in one row.
type lockedRow struct {
	ID           int64      `db:"id"`
	UUID         string     `db:"uuid"`
	Number       string     `db:"number"`
	RecordKind   string     `db:"record_kind"`
	Title        string     `db:"title"`
	UnitID       int64      `db:"unit_id"`
	Channel      string     `db:"channel"`
	CustomerID   int64      `db:"customer_id"`
	Stage        string     `db:"stage"`
	CreatedAt    time.Time  `db:"created_at"`
	UpdatedAt    time.Time  `db:"updated_at"`
	Revision     int        `db:"revision"`
	AuditHead    []byte     `db:"audit_head"`
	AuditSeq     int        `db:"audit_seq"`
	Watches      bool       `db:"watches"`
	QueueGroupID int64      `db:"queue_group_id"`
	DueAt        *time.Time `db:"due_at"`
	DueKind      string     `db:"due_kind"`
	Clocks       clockRows  `db:"clocks"`
	Plan         planRow    `db:"plan"`
	Now          time.Time  `db:"now"`
	incident.State
	processRow
	rulesRow
	DoneAct  *int64 `db:"done_act"` // the act recorded under the same key, if any
	DoneHash []byte `db:"done_hash"`
}

type processRow struct {
	Workflow string     `db:"workflow"`
	Epoch    int        `db:"epoch"`
	Shape    int        `db:"shape"`
	Needs    int64      `db:"needs"`
	Advanced int64      `db:"advanced"`
	NextAt   *time.Time `db:"next_at"`
	EndedAt  *time.Time `db:"ended_at"`
}

type rulesRow struct {
	Zone            string        `db:"zone"`
	LevelsStamp     string        `db:"levels_stamp"`
	CalendarID      int64         `db:"calendar_id"` // the service's, else the desk's; 0: the plain one in zone
	AcceptDays      int           `db:"accept_days"`
	ReopenDays      int           `db:"reopen_days"`
	RemindDays      int           `db:"remind_days"`
	EscalationHours int           `db:"escalation_hours"`
	DefaultQueueID  int64         `db:"default_queue_id"`
	Priorities      pq.Int64Array `db:"priorities"` // by impact, then urgency
}

// rulesColumns reads them from desk_settings d, for the service of the given id.
func rulesColumns(service string) string {
	return `d.zone, d.levels_stamp, COALESCE((SELECT s.calendar_id FROM services s WHERE s.id = ` + service + `), d.calendar_id, 0) AS calendar_id, d.accept_days, d.reopen_days, d.remind_days, d.escalation_hours, COALESCE(d.default_queue_id, 0) AS default_queue_id,
	(SELECT array_agg(m.priority ORDER BY m.impact, m.urgency) FROM priority_matrix m) AS priorities`
}

// rules answers the rules that the row stands for; q reads calendars that are not in memory.
func (r rulesRow) rules(ctx context.Context, q sqlx.QueryerContext) (incident.Rules, error) {
	c, err := keeping.office(r.Zone)
	if r.CalendarID != 0 {
		var l *levels
		if l, err = levelsAt(ctx, q, r.LevelsStamp); err == nil {
			c = l.calendars[r.CalendarID]
		}
	}
	if err != nil {
		return incident.Rules{}, err
	}
	m := incident.DefaultMatrix
	for i, p := range r.Priorities {
		m[i/3][i%3] = int(p)
	}
	return incident.Rules{Calendar: c, AcceptDays: r.AcceptDays, ReopenDays: r.ReopenDays,
		RemindDays: r.RemindDays, EscalationHours: r.EscalationHours, Matrix: m}, nil
}

const incidentColumns = `r.state, COALESCE(i.hold_reason, '') AS hold_reason, COALESCE(i.kind, '') AS incident_kind, COALESCE(i.impact, 0) AS impact, COALESCE(i.urgency, 0) AS urgency, r.priority, r.requester_id,
	COALESCE(r.queue_id, 0) AS queue_id, COALESCE(r.group_id, 0) AS group_id, COALESCE(r.assignee_id, 0) AS assignee_id,
	COALESCE(i.category_id, 0) AS category_id, COALESCE(i.service_id, 0) AS service_id, COALESCE(i.reassignments, 0) AS reassignments, COALESCE(i.reopens, 0) AS reopens,
	COALESCE(i.resolution_code, '') AS resolution_code, COALESCE(i.resolution_text, '') AS resolution_text, i.resolved_at, COALESCE(i.resolved_by, 0) AS resolved_by, i.accept_by, r.closed_at,
	i.reopen_until, i.remind_at, i.escalated_at, i.escalation_due`

var selectLocked = `
	SELECT r.id, r.uuid, r.number, r.kind AS record_kind, r.title, COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.unit_id, 0) AS unit_id, COALESCE(i.channel, '') AS channel, r.stage, r.created_at, r.updated_at, r.revision, r.due_at, r.due_kind, ` + clocksColumn + `, ` + planColumn + `,
		r.audit_head, r.audit_seq, steward_now() AS now, ` + incidentColumns + `,
		p.workflow, p.epoch, p.shape, p.needs, p.advanced, p.next_at, p.ended_at, ` + rulesColumns("i.service_id") + `,
		COALESCE((SELECT q.group_id FROM queues q WHERE q.id = r.queue_id), 0) AS queue_group_id,
		EXISTS (SELECT FROM watchers w WHERE w.record_id = r.id AND w.user_id = $2) AS watches,
		a.id AS done_act, a.body_hash AS done_hash
	FROM records r LEFT JOIN incidents i ON i.record_id = r.id JOIN processes p ON p.record_id = r.id CROSS JOIN desk_settings d
	LEFT JOIN acts a ON a.record_id = r.id AND a.actor_id = $2 AND a.key = $3 AND a.item_id IS NOT DISTINCT FROM $4 AND a.verb <> 'create'
	WHERE `

// ledgerKey is what an act is looked up by; the zero value looks for none.
type ledgerKey struct {
	ActorID int64
	Key     string
	ItemID  *int64
}

// lock takes the record's row lock and then reads everything: a statement's own snapshot may be older than the lock.
func lock(ctx context.Context, tx *sqlx.Tx, number string, k ledgerKey) (*locked, error) {
	var id int64
	err := tx.GetContext(ctx, &id, `SELECT id FROM records WHERE number = $1 FOR NO KEY UPDATE`, number)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, err
	}
	l := &locked{tx: tx}
	if err := tx.GetContext(ctx, &l.row, selectLocked+`r.id = $1`, id, k.ActorID, nullString(k.Key), k.ItemID); err != nil {
		return nil, err
	}
	l.was, l.now = l.row.State, l.row.Now
	if l.row.UpdatedAt.After(l.now) {
		l.now = l.row.UpdatedAt
	}
	return l, l.loadDocument(ctx)
}

func nullString(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// mayWrite refuses a record whose process has a form that this build does not know.
func (l *locked) mayWrite() error {
	if l.row.Shape > process.Shape {
		return domain.Refuse(domain.Unavailable, "This record is carried by a newer version of the product; update this server.", "此单据由更新版本的产品处理，请升级本服务器。")
	}
	return nil
}

func (l *locked) facts() access.Facts {
	return access.Facts{RequesterID: l.row.RequesterID, CustomerID: l.row.CustomerID, QueueID: l.row.QueueID,
		GroupID: l.row.GroupID, AssigneeID: l.row.AssigneeID, Watches: l.row.Watches}
}

// whoIs answers what the viewer is to an incident of this requester, customer and assignee.
func whoIs(v access.Viewer, requesterID, customerID, assigneeID int64) incident.Who {
	return incident.Who{
		Assignee:   v.UserID == assigneeID,
		Requester:  v.UserID == requesterID || v.SeesCustomer && v.CustomerID != 0 && v.CustomerID == customerID,
		Agent:      v.Has(access.Agent),
		Technician: v.Has(access.Technician),
		Manager:    v.Has(access.Manager, access.Admin),
	}
}

// settle applies what fell due, with an act and an audit row for each, before anything is judged.
func (l *locked) settle(ctx context.Context) error {
	if l.row.RecordKind == KindIncident {
		if err := l.settleIncident(ctx); err != nil {
			return err
		}
	}
	if err := l.settlePlan(ctx); err != nil {
		return err
	}
	return l.settleDocument(ctx)
}

// hasSettled tells whether something fell due that is to be saved.
func (l *locked) hasSettled() bool {
	return l.row.State != l.was || l.touched || l.plan != nil && l.plan.dirty
}

func (l *locked) settleIncident(ctx context.Context) error {
	r, err := l.row.rules(ctx, l.tx)
	if err != nil {
		return err
	}
	before := l.row.State
	o := incident.Settle(before, r, l.now)
	for _, lapse := range o.Lapsed {
		at := lapse.At
		if at.Before(l.row.UpdatedAt) {
			at = l.row.UpdatedAt
		}
		f := fact{verb: lapse.What, at: at, signal: signalOfLapse[lapse.What]}
		if err := l.record(ctx, &f, before, o.State); err != nil {
			return err
		}
		before = o.State
		l.changed.Late = append(l.changed.Late, l.now.Sub(lapse.At))
	}
	l.row.State = o.State
	if len(o.Lapsed) > 0 {
		if err := l.tick(ctx, l.was, o.State, incident.Nobody, l.row.UpdatedAt); err != nil {
			return err
		}
	}
	if err := l.tell(ctx, access.Viewer{}, o.Tells); err != nil {
		return err
	}
	return l.crossLines(ctx)
}

var signalOfLapse = map[string]string{"auto_closed": "AutoClosed", "reminder_handle": "Reminded", "reminder_reply": "Reminded",
	"escalation_reminder": "Reminded"}
