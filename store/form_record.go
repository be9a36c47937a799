package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/plan"
)

// FormView is a form as one viewer sees it. Nothing of what is hidden from them is in it.
type FormView struct {
	Form    *Ref `json:"form"`
	Version int  `json:"version" doc:"the version with which the record began; it keeps that"`
	form.View
	Names map[string]Refs `json:"names" doc:"the people, units and places that the values name, by the kind of field: person, unit, place"`
}

// recordForm is a record's form with all that says what somebody is to it.
type recordForm struct {
	RecordID   int64           `db:"record_id"`
	FormID     int64           `db:"form_id"`
	Form       *Ref            `db:"form"`
	Version    int             `db:"form_version"`
	Raw        json.RawMessage `db:"definition"`
	RawValues  json.RawMessage `db:"values"`
	Kind       string          `db:"kind"`
	Requester  int64           `db:"requester_id"`
	State      incident.Status `db:"state"`
	HoldReason string          `db:"hold_reason"`
	RawPlan    []byte          `db:"plan"`
	Past       planItems       `db:"past"`
	Decided    bool            `db:"decided"` // it is a document, and what was decided stays
	Now        time.Time       `db:"now"`

	definition form.Definition
	values     form.Values
	plan       *plan.State // nil: none
}

// planItems are the items of a record's earlier plans.
type planItems []plan.Item

// Scan reads a JSON array; null is none.
func (p *planItems) Scan(src any) error { return scanJSON(src, p) }

// readRecordForm answers the form of a record; nil where it has none.
func readRecordForm(ctx context.Context, q sqlx.QueryerContext, recordID int64) (*recordForm, error) {
	var f recordForm
	err := sqlx.GetContext(ctx, q, &f, `
		SELECT f.record_id, f.form_id, `+refSQL("x")+` AS form, f.form_version, v.definition, f.values, r.kind, r.requester_id, r.state, COALESCE(i.hold_reason, '') AS hold_reason,
			(SELECT p.state FROM plans p WHERE p.record_id = r.id ORDER BY p.id DESC LIMIT 1) AS plan,
			(SELECT json_agg(i) FROM plans p CROSS JOIN jsonb_array_elements(p.state->'items') i WHERE p.record_id = r.id AND p.id < (SELECT max(x.id) FROM plans x WHERE x.record_id = r.id)) AS past,
			EXISTS (SELECT FROM documents d WHERE d.record_id = r.id AND d.approved_at IS NOT NULL) AS decided, steward_now() AS now
		FROM record_forms f JOIN forms x ON x.id = f.form_id JOIN form_versions v ON v.form_id = f.form_id AND v.version = f.form_version
			JOIN records r ON r.id = f.record_id LEFT JOIN incidents i ON i.record_id = r.id
		WHERE f.record_id = $1`, recordID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(f.Raw, &f.definition); err != nil {
		return nil, err
	}
	if f.values, err = form.Decode(f.RawValues); err != nil {
		return nil, err
	}
	if len(f.RawPlan) > 0 {
		state, err := plan.Decode(f.RawPlan)
		if err != nil {
			return nil, err
		}
		f.plan = &state
	}
	return &f, nil
}

// world answers what the form needs to know when somebody reads it or fills it in.
func (f *recordForm) world(ctx context.Context, q sqlx.QueryerContext, v access.Viewer) *formWorld {
	return &formWorld{ctx: ctx, q: q, viewer: v, requester: f.Requester}
}

// standing answers what a viewer who may see the record is to its form.
func (f *recordForm) standing(ctx context.Context, q sqlx.QueryerContext, v access.Viewer) (form.Standing, error) {
	s := form.Standing{All: v.SeesAll()}
	over := f.Decided || f.State == incident.Closed || f.State == incident.Cancelled
	at := func(now bool, step string) {
		if now && !over && !v.OnlyReads() {
			s.Now = append(s.Now, step)
		} else {
			s.Ever = append(s.Ever, step)
		}
	}
	switch {
	case v.UserID == f.Requester:
		at(f.requesterMayChange(), form.Start)
	case v.CustomerID != 0: // colleagues at the customer see what the requester sees
		at(false, form.Start)
	}
	if f.Kind == KindIncident && v.Desk() {
		at(v.Has(access.Agent, access.Technician, access.Manager, access.Admin), form.Desk)
	}
	if f.plan == nil {
		return s, nil
	}
	w := &planWorld{ctx: ctx, q: q, kind: f.Kind, requester: f.Requester, now: f.Now}
	for _, it := range f.plan.Items {
		if it.Step == plan.StartStep {
			continue
		}
		if turn := it.Status == plan.ItemOpen && (it.Person == v.UserID || it.Person != 0 && w.Deputy(v.UserID, it.Person) || it.Person == 0 && w.Member(v.UserID, it.Pool)); turn {
			at(true, it.Step)
		} else if asked := !it.OpenedAt.IsZero() || it.Status.Decided(); asked && (it.Person == v.UserID || it.By == v.UserID && it.Status.Decided()) {
			at(false, it.Step)
		}
	}
	for _, it := range f.Past {
		if it.Step != plan.StartStep && (it.Person == v.UserID && !it.OpenedAt.IsZero() || it.By == v.UserID && it.Status.Decided()) {
			at(false, it.Step)
		}
	}
	return s, w.err
}

// requesterMayChange tells whether what was asked for may be changed by whoever asked: of an incident until the desk begins, or while it waits on them; else
// while it was returned to them or nobody has decided yet.
func (f *recordForm) requesterMayChange() bool {
	if f.Kind == KindIncident {
		return f.State == incident.New || f.State == incident.OnHold && f.HoldReason == "customer"
	}
	if f.plan == nil || f.plan.Over() {
		return false
	}
	decided := false
	for _, it := range f.plan.Items {
		if it.Step == plan.StartStep && it.Status == plan.ItemOpen {
			return true
		}
		decided = decided || it.Status.Decided() && it.Step != plan.StartStep
	}
	return !decided
}

// view answers a view with the names of what its values name.
func (f *recordForm) view(ctx context.Context, q sqlx.QueryerContext, v form.View) (*FormView, error) {
	names, err := formNamesOf(ctx, q, f.definition.References(v.Values))
	return &FormView{Form: f.Form, Version: f.Version, View: v, Names: names.refs()}, err
}

// showForm puts the form of a record that the viewer may see on its page, and keeps what it hides out of the rest of it.
func (s *Store) showForm(ctx context.Context, v access.Viewer, r *Record) error {
	f, err := readRecordForm(ctx, s.DB, r.ID)
	if err != nil || f == nil {
		return err
	}
	standing, err := f.standing(ctx, s.DB, v)
	if err != nil {
		return err
	}
	w := f.world(ctx, s.DB, v)
	shown := f.definition.Show(f.values, standing, w)
	if w.err != nil {
		return w.err
	}
	if r.Plan != nil {
		f.hideConditions(r.Plan, standing)
	}
	for i := range r.EarlierPlans {
		f.hideConditions(&r.EarlierPlans[i], standing)
	}
	r.Form, err = f.view(ctx, s.DB, shown)
	return err
}

// hideConditions takes out of a plan the conditions that speak of fields which the viewer may not know.
func (f *recordForm) hideConditions(p *PlanView, s form.Standing) {
	for i := range p.Steps {
		said, _ := plan.Mentions(p.Steps[i].When)
		for _, name := range said.Names {
			id, isField := strings.CutPrefix(name, formPrefix)
			id, _, _ = strings.Cut(id, ".")
			if field, known := f.definition.Find(id); isField && (!known || s.Right(field) == form.Hidden) {
				p.Steps[i].When = ""
			}
		}
	}
}

// TryRecordForm answers a record's form as it would look after the viewer has filled in what is given, and what is wrong with it; it writes nothing.
func (s *Store) TryRecordForm(ctx context.Context, v access.Viewer, number string, given form.Given) (*FormView, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	f, err := readRecordForm(ctx, s.DB, id)
	if err == nil && f == nil {
		err = errNoForm
	}
	if err != nil {
		return nil, convert(err)
	}
	standing, err := f.standing(ctx, s.DB, v)
	if err != nil {
		return nil, convert(err)
	}
	w := f.world(ctx, s.DB, v)
	tried := f.definition.Try(f.values, given, w.filler(standing, f.Now))
	if w.err != nil {
		return nil, convert(w.err)
	}
	view, err := f.view(ctx, s.DB, tried)
	return view, convert(err)
}

var errNoForm = domain.RefuseField("form", "This record has no form; leave the values out.", "此单据没有表单，请去掉表单内容。")
