package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/document"
	"steward/domain/incident"
)

// Record is a record as its page shows it to one viewer.
type Record struct {
	ID              int64              `db:"id" json:"-"`
	Number          string             `db:"number" json:"number"`
	UUID            string             `db:"uuid" json:"uuid" format:"uuid"`
	Type            string             `db:"type" json:"type" enum:"incident,approval,document" doc:"the record's family"`
	Kind            string             `db:"incident_kind" json:"kind" enum:",question,consultation,complaint,incident" doc:"of an incident"`
	Title           string             `db:"title" json:"title"`
	Description     string             `db:"description" json:"description" doc:"Markdown"`
	DescriptionHTML string             `db:"-" json:"description_html" doc:"the description as safe HTML"`
	State           string             `db:"state" json:"state" enum:"new,active,on_hold,resolved,closed,cancelled"`
	HoldReason      string             `db:"hold_reason" json:"hold_reason" doc:"customer, vendor, problem, change or evidence; empty unless on hold"`
	Stage           string             `db:"stage" json:"stage" doc:"where its process stands: handle, accept, reopen, approve, issue, circulate, archive, revoke; empty when it has ended or not begun"`
	Priority        int                `db:"priority" json:"priority" minimum:"1" maximum:"5"`
	Impact          int                `db:"impact" json:"impact" minimum:"0" maximum:"3" doc:"of an incident"`
	Urgency         int                `db:"urgency" json:"urgency" minimum:"0" maximum:"3" doc:"of an incident"`
	Category        *Ref               `db:"category" json:"category"`
	Service         *Ref               `db:"service" json:"service"`
	Place           *Ref               `db:"place" json:"place"`
	SerialNumber    string             `db:"serial_number" json:"serial_number"`
	Channel         string             `db:"channel" json:"channel"`
	Requester       *Ref               `db:"requester" json:"requester"`
	Customer        *Ref               `db:"customer" json:"customer"`
	Unit            *Ref               `db:"unit" json:"unit"`
	Queue           *Ref               `db:"queue" json:"queue"`
	Group           *Ref               `db:"grp" json:"group"`
	Assignee        *Ref               `db:"assignee" json:"assignee"`
	CreatedBy       *Ref               `db:"created_by" json:"created_by"`
	CreatedAt       time.Time          `db:"created_at" json:"created_at"`
	UpdatedAt       time.Time          `db:"updated_at" json:"updated_at"`
	ResolvedAt      *time.Time         `db:"resolved_at" json:"resolved_at"`
	ResolvedBy      *Ref               `db:"resolver" json:"resolved_by"`
	ResolutionCode  string             `db:"resolution_code" json:"resolution_code"`
	ResolutionText  string             `db:"resolution_text" json:"resolution_text"`
	AcceptBy        *time.Time         `db:"accept_by" json:"accept_by" doc:"while resolved: closes by itself then"`
	ClosedAt        *time.Time         `db:"closed_at" json:"closed_at"`
	ReopenUntil     *time.Time         `db:"reopen_until" json:"reopen_until" doc:"while closed or cancelled: may be reopened before"`
	EscalatedAt     *time.Time         `db:"escalated_at" json:"escalated_at" doc:"while an escalation is open"`
	Reassignments   int                `db:"reassignments" json:"reassignments"`
	Reopens         int                `db:"reopens" json:"reopens"`
	Minutes         int                `db:"minutes" json:"minutes" doc:"time spent, of the work log that the viewer may see"`
	Revision        int                `db:"revision" json:"revision"`
	ExternalSource  string             `db:"external_source" json:"external_source"`
	ExternalRef     string             `db:"external_ref" json:"external_ref"`
	Watching        bool               `db:"watching" json:"watching"`
	Acts            []incident.Offered `db:"-" json:"acts" nullable:"false" doc:"exactly what this viewer may do now"`
	WaitingOn       []WaitingOn        `db:"-" json:"waiting_on" nullable:"false" doc:"who is waited for, until when, and what happens then"`
	Temporal        *TemporalLink      `db:"-" json:"temporal" doc:"its process, for the desk"`
	Plan            *PlanView          `db:"-" json:"plan" doc:"who does what after whom; null: it works by none"`
	EarlierPlans    []PlanView         `db:"-" json:"earlier_plans" nullable:"false" doc:"of a document that is or was to be revoked: by which plan it was approved, and those of earlier revocations"`
	Form            *FormView          `db:"-" json:"form" doc:"what was filled in, as this viewer may see it; null: nothing was asked for"`
	Amount          *float64           `db:"amount" json:"amount" doc:"of a request for approval or document"`
	Document        *Document          `db:"-" json:"document" doc:"of an official document"`
	Clocks          []Clock            `db:"-" json:"clocks" nullable:"false" doc:"what is promised and where it stands, for the desk; explained by /records/{number}/clocks"`
	Rating          *Rating            `db:"rating" json:"rating" doc:"what the requester thought of it"`
	MayRate         bool               `db:"-" json:"may_rate" doc:"whether this viewer may rate it, or change the rating, now"`
	OutOfSight      bool               `db:"-" json:"out_of_sight" doc:"in the answer to what was done: it is done, but you no longer see this record; only what it is and its state are told"`

	Epoch       int           `db:"epoch" json:"-"`
	Now         time.Time     `db:"now" json:"-"`
	RequesterID int64         `db:"requester_id" json:"-"`
	CustomerID  int64         `db:"customer_id" json:"-"`
	QueueID     int64         `db:"queue_id" json:"-"`
	GroupID     int64         `db:"group_id" json:"-"`
	AssigneeID  int64         `db:"assignee_id" json:"-"`
	Items       WaitingOnRows `db:"items" json:"-"`
	ClockRows   clockRows     `db:"clocks" json:"-"`
	LevelsStamp string        `db:"levels_stamp" json:"-"`
}

// TemporalLink names the workflow that carries a record.
type TemporalLink struct {
	WorkflowID string `json:"workflow_id"`
	URL        string `json:"url" doc:"its page in Temporal's web UI; empty if that is not known"`
}

// WaitingOn is one open wait: on whom, since and until when, and what happens then if nobody acts.
type WaitingOn struct {
	Item     int64      `json:"item"`
	Step     string     `json:"step"`
	Name     string     `json:"name" doc:"of a plan's step, in Chinese"`
	NameEn   string     `json:"name_en" doc:"of a plan's step, in English"`
	Person   *Ref       `json:"person"`
	Group    *Ref       `json:"group"`
	Role     string     `json:"role"`
	Since    time.Time  `json:"since"`
	Until    *time.Time `json:"until"`
	Then     string     `json:"then" doc:"a key such as auto_closed"`
	ThenText string     `json:"then_text" doc:"the same in the viewer's language"`
}

// WaitingOnRows reads open waits from a JSON array.
type WaitingOnRows []WaitingOn

// Scan reads a JSON array; null is the empty list.
func (w *WaitingOnRows) Scan(src any) error {
	*w = WaitingOnRows{}
	return scanJSON(src, w)
}

var selectRecord = `
	SELECT r.id, r.number, r.uuid, r.kind AS type, r.title, COALESCE(i.description, ap.description, '') AS description, ap.amount, COALESCE(i.kind, '') AS incident_kind, r.state, COALESCE(i.hold_reason, '') AS hold_reason, r.stage,
		r.priority, COALESCE(i.impact, 0) AS impact, COALESCE(i.urgency, 0) AS urgency, COALESCE(i.serial_number, '') AS serial_number, COALESCE(i.channel, '') AS channel, r.created_at, r.updated_at, i.resolved_at,
		COALESCE(i.resolution_code, '') AS resolution_code, COALESCE(i.resolution_text, '') AS resolution_text,
		i.accept_by, r.closed_at, i.reopen_until, i.escalated_at, COALESCE(i.reassignments, 0) AS reassignments, COALESCE(i.reopens, 0) AS reopens, r.revision,
		COALESCE(r.external_source, '') AS external_source, COALESCE(r.external_ref, '') AS external_ref,
		r.requester_id, COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.queue_id, 0) AS queue_id, COALESCE(r.group_id, 0) AS group_id,
		COALESCE(r.assignee_id, 0) AS assignee_id, p.epoch, steward_now() AS now,
		` + refSQL("category") + ` AS category, ` + refSQL("service") + ` AS service, ` + refSQL("place") + ` AS place, ` + refSQL("customer") + ` AS customer,
		` + refSQL("unit") + ` AS unit, ` + refSQL("queue") + ` AS queue, ` + refSQL("grp") + ` AS grp,
		` + personSQL("requester") + ` AS requester, ` + personSQL("assignee") + ` AS assignee, ` + personSQL("creator") + ` AS created_by, ` + personSQL("resolver") + ` AS resolver,
		EXISTS (SELECT FROM watchers w WHERE w.record_id = r.id AND w.user_id = $2) AS watching,
		(SELECT COALESCE(sum(minutes), 0) FROM work_log w WHERE w.record_id = r.id AND ($3 OR NOT w.internal)) AS minutes,
		(SELECT json_agg(json_build_object('item', w.id, 'step', w.step, 'name', w.name, 'name_en', w.name_en, 'person', ` + personSQL("u") + `, 'group', ` + refSQL("g") + `, 'role', COALESCE(w.role, ''),
			'since', w.opened_at, 'until', w.due_at, 'then', w.then_what) ORDER BY w.id)
			FROM work_items w LEFT JOIN users u ON u.id = w.user_id LEFT JOIN groups g ON g.id = w.group_id
			WHERE w.record_id = r.id AND w.closed_at IS NULL) AS items,
		` + ratingSQL + ` AS rating,
		` + allClocksColumn + `
	FROM records r LEFT JOIN incidents i ON i.record_id = r.id LEFT JOIN approvals ap ON ap.record_id = r.id JOIN processes p ON p.record_id = r.id
		JOIN users requester ON requester.id = r.requester_id JOIN users creator ON creator.id = r.created_by
		LEFT JOIN users assignee ON assignee.id = r.assignee_id LEFT JOIN users resolver ON resolver.id = i.resolved_by
		LEFT JOIN categories category ON category.id = i.category_id LEFT JOIN services service ON service.id = i.service_id
		LEFT JOIN places place ON place.id = i.place_id LEFT JOIN customers customer ON customer.id = r.customer_id
		LEFT JOIN units unit ON unit.id = r.unit_id LEFT JOIN queues queue ON queue.id = r.queue_id LEFT JOIN groups grp ON grp.id = r.group_id
	WHERE r.number = $1`

// Record answers the record as the viewer may see it, with the acts that the viewer may do now; ErrNone if it does not
// exist or is not the viewer's to see.
func (s *Store) Record(ctx context.Context, v access.Viewer, number string) (Record, error) {
	var r Record
	if err := s.DB.GetContext(ctx, &r, selectRecord, number, v.UserID, v.Desk()); err != nil {
		return r, convert(err)
	}
	if !access.May(v, r.facts()) {
		return Record{}, ErrNone
	}
	who, st := r.standing(v)
	var err error
	if r.Document, err = s.documentView(ctx, v, r.Type, r.ID); err != nil {
		return r, convert(err)
	}
	switch r.Type {
	case KindApproval:
		r.Acts = approval.Offer(st.Over(), who.Agent || who.Technician || who.Manager)
	case KindDocument:
		r.Acts = document.Offer(r.Document.Row.state(), documentWho(who))
	default:
		var serviceID int64
		if r.Service != nil {
			serviceID = r.Service.ID
		}
		if r.Acts, err = s.offer(ctx, st, serviceID, who, r.Now); err != nil {
			return r, err
		}
	}
	r.WaitingOn = r.Items
	r.MayRate = r.mayRate(who)
	if r.Plan, r.EarlierPlans, err = s.planViews(ctx, v, r.ID); err != nil {
		return r, convert(err)
	}
	if err = s.showForm(ctx, v, &r); err != nil {
		return r, convert(err)
	}
	r.Clocks, err = s.shownClocks(ctx, v, r.ClockRows, r.LevelsStamp, r.Now)
	return r, convert(err)
}

// offer lists the acts that such a person may do now. What fell due and has not been applied yet is settled first, as it will be
// before the act is judged: nobody is offered to accept what has closed by itself.
func (s *Store) offer(ctx context.Context, st incident.State, serviceID int64, who incident.Who, now time.Time) ([]incident.Offered, error) {
	if st.AcceptBy != nil && !st.AcceptBy.After(now) {
		r, err := s.rulesFor(ctx, serviceID)
		if err != nil {
			return nil, err
		}
		st = incident.Settle(st, r, now).State
	}
	return incident.Offer(st, who, now), nil
}

func (r Record) facts() access.Facts {
	return access.Facts{RequesterID: r.RequesterID, CustomerID: r.CustomerID, QueueID: r.QueueID, GroupID: r.GroupID, AssigneeID: r.AssigneeID, Watches: r.Watching}
}

// visible answers the id of a record that the viewer may see, else ErrNone.
func (s *Store) visible(ctx context.Context, v access.Viewer, number string) (int64, error) {
	return visibleIn(ctx, s.DB, v, number)
}

func visibleIn(ctx context.Context, q sqlx.QueryerContext, v access.Viewer, number string) (int64, error) {
	var r struct {
		ID int64 `db:"id"`
		access.Facts
	}
	err := sqlx.GetContext(ctx, q, &r, `SELECT r.id, `+factsColumns+` FROM records r WHERE r.number = $1`, number, v.UserID)
	if err != nil {
		return 0, convert(err)
	}
	if !access.May(v, r.Facts) {
		return 0, ErrNone
	}
	return r.ID, nil
}

// factsColumns are access.Facts of a record r for the viewer $2.
const factsColumns = `r.requester_id, COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.queue_id, 0) AS queue_id,
	COALESCE(r.group_id, 0) AS group_id, COALESCE(r.assignee_id, 0) AS assignee_id,
	EXISTS (SELECT FROM watchers w WHERE w.record_id = r.id AND w.user_id = $2) AS watches`
