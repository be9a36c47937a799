package store

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

// Kinds of record.
const (
	KindIncident = "incident"
	KindApproval = "approval"
	KindDocument = "document"
)

// lockedPlan is the plan of a locked record.
type lockedPlan struct {
	id    int64
	stage string
	state plan.State
	was   plan.State // as the database has it
	dirty bool
}

// planRow is a record's latest plan as selectLocked brings it.
type planRow struct {
	ID    int64           `json:"id"`
	Stage string          `json:"stage"`
	State json.RawMessage `json:"state"`
}

// Scan reads a JSON object; null is none.
func (p *planRow) Scan(src any) error { return scanJSON(src, p) }

const planColumn = `(SELECT json_build_object('id', x.id, 'stage', x.stage, 'state', x.state) FROM plans x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) AS plan`

// loadPlan makes the record's plan ready, if it has one.
func (l *locked) loadPlan() error {
	if l.plan != nil || l.row.Plan.ID == 0 {
		return nil
	}
	state, err := plan.Decode(l.row.Plan.State)
	if err != nil {
		return err
	}
	l.plan = &lockedPlan{id: l.row.Plan.ID, stage: l.row.Plan.Stage, state: state, was: state}
	return nil
}

// world answers the people and times around the record's plan.
func (l *locked) world(ctx context.Context) (*planWorld, error) {
	if l.around != nil {
		return l.around, nil
	}
	r, err := l.row.rules(ctx, l.tx)
	if err != nil {
		return nil, err
	}
	w := &planWorld{ctx: ctx, q: l.tx, kind: l.row.RecordKind, requester: l.row.RequesterID, assignee: l.row.AssigneeID, group: l.row.GroupID, calendar: r.Calendar, now: l.now}
	w.facts = func() (plan.Names, error) { return planNames(ctx, l.tx, l.row.RecordKind, l.row.ID) }
	if askedFor(l.row.RecordKind) {
		if err := w.readChosen(l.row.ID); err != nil {
			return nil, err
		}
	}
	l.around = w
	return w, nil
}

// settlePlan applies what fell due in the plan.
func (l *locked) settlePlan(ctx context.Context) error {
	if err := l.loadPlan(); err != nil || l.plan == nil {
		return err
	}
	due := l.plan.state.Next()
	if due == nil || due.DueAt.After(l.now) {
		return nil
	}
	late := l.now.Sub(due.DueAt)
	w, err := l.world(ctx)
	if err != nil {
		return err
	}
	r := plan.Settle(l.plan.state, w, l.now)
	if w.err != nil {
		return w.err
	}
	l.changed.Late = append(l.changed.Late, late)
	return l.planBecomes(ctx, fact{verb: "plan_timed_out", at: l.now, signal: "TimedOut"}, r)
}

// advancePlan makes a plan where a stage that is open works by one, and opens the steps that are ready.
func (l *locked) advancePlan(ctx context.Context, open []process.StageRef) error {
	if err := l.loadPlan(); err != nil {
		return err
	}
	if l.plan == nil {
		if err := l.makePlan(ctx, open); err != nil || l.plan == nil {
			return err
		}
	}
	if l.plan.state.Over() {
		return nil
	}
	w, err := l.world(ctx)
	if err != nil {
		return err
	}
	r, refusal := plan.Advance(l.plan.state, w, l.now)
	if w.err != nil {
		return w.err
	}
	if refusal != nil {
		return refusal
	}
	if len(planChanges(l.plan.state, r.State)) == 0 {
		return nil
	}
	return l.planBecomes(ctx, fact{verb: "plan_advanced", at: l.now}, r)
}

// makePlan gives an incident the plan that its service works by. A request has its own since it was submitted.
func (l *locked) makePlan(ctx context.Context, open []process.StageRef) error {
	for _, ref := range open {
		if ref.Stage != incident.StageHandle || l.judge(ref.Stage) != "" {
			continue // not worked on by a plan, or over before anybody looked
		}
		t, err := l.template(ctx)
		if err != nil || t.ID == 0 {
			return err
		}
		return l.insertPlan(ctx, ref, t)
	}
	return nil
}

// insertPlan gives the record a plan in which nothing has been opened yet.
func (l *locked) insertPlan(ctx context.Context, ref process.StageRef, t TemplateVersion) error {
	state, refusal := plan.Start(t.Definition)
	if refusal != nil {
		return refusal
	}
	l.plan = &lockedPlan{stage: ref.Stage, state: state, dirty: true}
	return l.tx.GetContext(ctx, &l.plan.id, `
		INSERT INTO plans (record_id, epoch, stage, round, version, state, template_id, template_version, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		l.row.ID, l.row.Epoch, ref.Stage, ref.Round, plan.Form, mustJSON(state), t.ID, t.Version, l.now)
}

// template answers what an incident's plan is made of; without an id where it works by none.
func (l *locked) template(ctx context.Context) (t TemplateVersion, err error) {
	var id int64
	err = l.tx.GetContext(ctx, &id, `SELECT COALESCE((SELECT template_id FROM services WHERE id = $1), 0)`, l.row.ServiceID)
	if err != nil || id == 0 {
		return t, err
	}
	t, err = TemplateFor(ctx, l.tx, id, l.row.UnitID)
	if domain.CodeOf(err) == domain.Invalid { // not in use any more
		return TemplateVersion{}, nil
	}
	return t, err
}

// planBecomes takes over what an act or time made of the plan, as one fact.
func (l *locked) planBecomes(ctx context.Context, f fact, r plan.Result) error {
	before, wasOver, stood := l.row.State, l.plan.state.Over(), l.status()
	told := planChanges(l.plan.state, r.State)
	maps.Copy(told, f.told)
	f.told = told
	if f.signal != "" && len(r.Tells) == 0 && !stepsDiffer(l.plan.state, r.State) {
		f.signal = "" // a vote that decides nothing
	}
	l.plan.state, l.plan.dirty = r.State, true
	if !wasOver && r.State.Over() {
		l.planOver(r.State.Verdict)
	}
	l.sayStatus(&f, stood)
	if err := l.record(ctx, &f, before, l.row.State); err != nil {
		return err
	}
	if err := l.tickTasks(ctx, false); err != nil {
		return err
	}
	return l.tellPlan(ctx, f.viewer, r.Tells, !wasOver && r.State.Over())
}

// planOver gives a request for approval the state of its plan's verdict, and a document the facts that follow. An incident goes on.
func (l *locked) planOver(v domain.Verdict) {
	switch l.row.RecordKind {
	case KindDocument:
		l.documentBecomes(document.PlanOver(l.document.state, l.plan.stage, v, l.now))
		return
	case KindIncident:
		return
	}
	l.row.State.Status = incident.Closed
	if v == domain.VerdictWithdrawn || v == domain.VerdictCancelled {
		l.row.State.Status = incident.Cancelled
	}
	l.row.State.ClosedAt = &l.now
}

// endPlan ends a running plan because its record's work is over; it is refused where the service wants the tasks done first.
func (l *locked) endPlan(ctx context.Context, v access.Viewer, after incident.State) error {
	if err := l.loadPlan(); err != nil || l.plan == nil || l.plan.state.Over() {
		return err
	}
	if after.Status != incident.Resolved && !after.Over() {
		return nil
	}
	if after.Status != incident.Cancelled {
		var rule string
		if err := l.tx.GetContext(ctx, &rule, `SELECT COALESCE((SELECT open_tasks FROM services WHERE id = $1), 'close')`, l.row.ServiceID); err != nil {
			return err
		}
		if rule == "refuse" {
			return refuseOpenTasks(l.plan.state)
		}
	}
	r := plan.End(l.plan.state, domain.VerdictCancelled, string(after.Status), v.UserID, l.now)
	changes := planChanges(l.plan.state, r)
	l.plan.state, l.plan.dirty = r, true
	if err := l.tickTasks(ctx, false); err != nil {
		return err
	}
	return l.chain(ctx, &fact{viewer: v, verb: "plan_ended", at: l.now, why: string(after.Status)}, changes, nil, nil)
}

func refuseOpenTasks(s plan.State) *domain.Error {
	en, zh := "", ""
	for _, t := range s.Steps {
		if t.Kind == plan.Group || t.Status.Passed() {
			continue
		}
		if en != "" {
			en, zh = en+", ", zh+"、"
		}
		en, zh = en+t.Name.In("en"), zh+t.Name.In("zh")
	}
	return domain.Refuse(domain.Conflict, "Tasks of its plan are still to be done: "+en+". Complete or remove them first.", "计划中还有未完成的任务："+zh+"。请先完成或移除。")
}

// savePlan writes the plan and the work items that changed.
func (l *locked) savePlan(ctx context.Context) error {
	if l.plan == nil || !l.plan.dirty {
		return nil
	}
	s := l.plan.state
	_, err := l.tx.ExecContext(ctx, `UPDATE plans SET state = $2, version = $3, verdict = NULLIF($4, '') WHERE id = $1`, l.plan.id, mustJSON(s), plan.Form, string(s.Verdict))
	if err != nil {
		return err
	}
	for i, it := range s.Items {
		if i < len(l.plan.was.Items) && sameItem(l.plan.was.Items[i], it) {
			continue
		}
		if err := l.savePlanItem(ctx, it); err != nil {
			return err
		}
	}
	l.plan.was, l.plan.dirty = s, false
	return nil
}

func sameItem(a, b plan.Item) bool {
	return a.Status == b.Status && a.Person == b.Person && a.DueAt.Equal(b.DueAt) && a.Why == b.Why
}

// savePlanItem mirrors an item as a work item: open while it is somebody's turn.
func (l *locked) savePlanItem(ctx context.Context, it plan.Item) error {
	if it.Status != plan.ItemOpen {
		if it.Status == plan.ItemQueued && it.OpenedAt.IsZero() {
			return nil // it was never anybody's turn
		}
		why := string(it.Status)
		if it.Why != "" {
			why = it.Why
		}
		_, err := l.tx.ExecContext(ctx, `UPDATE work_items SET user_id = NULLIF($3::bigint, 0), closed_at = $4, closed_why = $5 WHERE plan_id = $1 AND plan_item = $2`,
			l.plan.id, it.ID, it.Person, l.now, why)
		return err
	}
	t := l.plan.state.Step(it.Step)
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO work_items (record_id, step, user_id, group_id, role, opened_at, due_at, then_what, plan_id, plan_item, kind, name, name_en)
		VALUES ($1, $2, NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5, ''), $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (plan_id, plan_item) WHERE plan_id IS NOT NULL DO UPDATE SET user_id = excluded.user_id, due_at = excluded.due_at, opened_at = excluded.opened_at,
			then_what = excluded.then_what, closed_at = NULL, closed_why = ''`,
		l.row.ID, it.Step, it.Person, it.Pool.Group, it.Pool.Role, it.OpenedAt, it.DueAt, "plan_"+l.plan.state.Then(it), l.plan.id, it.ID, string(t.Kind), t.Name.In("zh"), t.Name.En)
	if err != nil {
		return err
	}
	return l.showTo(ctx, it)
}

// showTo lets whoever an item waits on, and their deputies, see the record.
func (l *locked) showTo(ctx context.Context, it plan.Item) error {
	people := []int64{it.Person}
	if it.Person == 0 {
		people = l.around.members(it.Pool)
	}
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO watchers (record_id, user_id)
		SELECT $1::bigint, p FROM unnest($2::bigint[]) p
		UNION SELECT $1::bigint, d.deputy_id FROM deputies d WHERE d.user_id = ANY ($2) AND d.revoked_at IS NULL AND d.ends_at > $3 AND (d.kinds = '{}' OR $4 = ANY (d.kinds))
		ON CONFLICT DO NOTHING`, l.row.ID, pq.Array(people), l.now, l.row.RecordKind)
	return err
}

// nextOfPlan answers when the plan does something by itself, and what.
func (l *locked) nextOfPlan() (*time.Time, string) {
	if l.plan == nil || l.plan.state.Over() {
		return nil, ""
	}
	it := l.plan.state.Next()
	if it == nil {
		return nil, ""
	}
	return &it.DueAt, "plan " + it.Step
}
