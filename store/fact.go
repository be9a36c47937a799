package store

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/ledger"
)

// fact is one line of the ledger: an act of a person, or what fell due by itself (viewer without an id).
type fact struct {
	viewer access.Viewer
	verb   string
	itemID *int64
	key    string
	hash   []byte // of the request's body
	body   any    // what the act said, for the timeline
	why    string
	extra  map[string][2]any // changes outside the state
	told   map[string][2]any // the same, which the timeline tells too
	at     time.Time
	signal string       // wakes the process under this name, if any
	also   func() error // what else is written once the act has its id; may fill extra

	actID int64
}

// wake is one captioned signal for the process.
type wake struct {
	signal string
	actID  int64
	verb   string
	login  string
	item   *int64
}

// record writes the fact in the ledger and the audit chain, and remembers its wake.
func (l *locked) record(ctx context.Context, f *fact, before, after incident.State) error {
	body, err := json.Marshal(orEmpty(f.body))
	if err != nil {
		return err
	}
	changes := diff(before, after)
	maps.Copy(changes, f.told)
	outcome, err := json.Marshal(map[string]any{"state": after.Status, "changes": changes})
	if err != nil {
		return err
	}
	if err := l.insertAct(ctx, f, body, outcome); err != nil {
		return err
	}
	if f.also != nil {
		if err := f.also(); err != nil {
			return err
		}
	}
	maps.Copy(changes, f.extra)
	if f.signal != "" {
		l.wakes = append(l.wakes, wake{f.signal, f.actID, f.verb, f.viewer.Login, f.itemID})
	}
	return l.chain(ctx, f, changes, before, after)
}

func (l *locked) insertAct(ctx context.Context, f *fact, body, outcome []byte) error {
	if f.hash == nil {
		f.hash = []byte{}
	}
	return l.tx.GetContext(ctx, &f.actID, `
		INSERT INTO acts (record_id, actor_id, impersonator_id, verb, item_id, key, body_hash, body, outcome, at)
		VALUES ($1, NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		l.row.ID, f.viewer.UserID, f.viewer.ImpersonatorID, f.verb, f.itemID, nullString(f.key), f.hash, body, outcome, f.at)
}

func orEmpty(v any) any {
	if v == nil {
		return map[string]any{}
	}
	return v
}

// chain appends the fact to the record's audit chain; save writes the new head.
func (l *locked) chain(ctx context.Context, f *fact, changes map[string][2]any, before, after any) error {
	e := auditEntry{Subject: l.row.Number, Viewer: f.viewer, Verb: f.verb, Why: f.why, Changes: changes, Before: before, After: after}
	row, err := e.row(l.row.AuditSeq+1, f.at)
	if err != nil {
		return err
	}
	hash := ledger.Hash(l.row.AuditHead, row)
	if err := insertAudit(ctx, l.tx, l.row.ID, row, hash); err != nil {
		return err
	}
	l.row.AuditHead, l.row.AuditSeq, l.row.UpdatedAt = hash, row.Seq, f.at
	return nil
}

// diff names each field that differs, with its value before and after.
func diff(before, after incident.State) map[string][2]any {
	d := map[string][2]any{}
	add := func(name string, a, b any) {
		if a != b {
			d[name] = [2]any{a, b}
		}
	}
	add("state", before.Status, after.Status)
	add("hold_reason", before.HoldReason, after.HoldReason)
	add("kind", before.Kind, after.Kind)
	add("impact", before.Impact, after.Impact)
	add("urgency", before.Urgency, after.Urgency)
	add("priority", before.Priority, after.Priority)
	add("queue", before.QueueID, after.QueueID)
	add("group", before.GroupID, after.GroupID)
	add("assignee", before.AssigneeID, after.AssigneeID)
	add("category", before.CategoryID, after.CategoryID)
	add("service", before.ServiceID, after.ServiceID)
	add("resolution_code", before.ResolutionCode, after.ResolutionCode)
	add("resolution_text", before.ResolutionText, after.ResolutionText)
	add("accept_by", instant(before.AcceptBy), instant(after.AcceptBy))
	add("reopen_until", instant(before.ReopenUntil), instant(after.ReopenUntil))
	add("escalated_at", instant(before.EscalatedAt), instant(after.EscalatedAt))
	return d
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// save writes the record as it is now, its work items, and the process's wakes.
func (l *locked) save(ctx context.Context) error {
	s := l.row.State
	_, err := l.tx.ExecContext(ctx, `
		UPDATE records SET state = $2, priority = $3, queue_id = NULLIF($4::bigint, 0), group_id = NULLIF($5::bigint, 0),
			assignee_id = NULLIF($6::bigint, 0), updated_at = $7, closed_at = $8, revision = revision + 1, audit_head = $9, audit_seq = $10
		WHERE id = $1`,
		l.row.ID, s.Status, s.Priority, s.QueueID, s.GroupID, s.AssigneeID, l.row.UpdatedAt, s.ClosedAt, l.row.AuditHead, l.row.AuditSeq)
	if err != nil {
		return err
	}
	if s != l.was && l.row.RecordKind == KindIncident {
		if err := l.saveIncident(ctx); err != nil {
			return err
		}
		if err := l.syncItems(ctx); err != nil {
			return err
		}
	}
	if err := l.saveClocks(ctx); err != nil {
		return err
	}
	if err := l.saveDocument(ctx); err != nil {
		return err
	}
	if err := l.savePlan(ctx); err != nil {
		return err
	}
	l.changed.Records = append(l.changed.Records, l.row.ID)
	return l.saveWakes(ctx)
}

func (l *locked) saveIncident(ctx context.Context) error {
	s := l.row.State
	_, err := l.tx.ExecContext(ctx, `
		UPDATE incidents SET kind = $2, impact = $3, urgency = $4, category_id = NULLIF($5::bigint, 0), service_id = NULLIF($6::bigint, 0),
			hold_reason = $7, resolution_code = $8, resolution_text = $9, resolved_at = $10, resolved_by = NULLIF($11::bigint, 0),
			accept_by = $12, reopen_until = $13, remind_at = $14, escalated_at = $15, escalation_due = $16, reassignments = $17, reopens = $18
		WHERE record_id = $1`,
		l.row.ID, s.Kind, s.Impact, s.Urgency, s.CategoryID, s.ServiceID, nullString(s.HoldReason), s.ResolutionCode, s.ResolutionText,
		s.ResolvedAt, s.ResolvedBy, s.AcceptBy, s.ReopenUntil, s.RemindAt, s.EscalatedAt, s.EscalationDue, s.Reassignments, s.Reopens)
	return err
}

// wakeEarlier wakes the process if something falls due before it would look by itself. One that is behind looks anyway.
func (l *locked) wakeEarlier() {
	if len(l.wakes) > 0 || l.row.EndedAt != nil || l.row.Needs > l.row.Advanced {
		return
	}
	if at, _ := l.next(); at != nil && (l.row.NextAt == nil || at.Before(*l.row.NextAt)) {
		l.wakes = append(l.wakes, wake{signal: "Retimed", verb: "retime"})
	}
}

// saveWakes raises what the process needs to know and puts one captioned signal a wake into the outbox.
func (l *locked) saveWakes(ctx context.Context) error {
	if len(l.wakes) == 0 {
		return nil
	}
	l.changed.Wake = true
	_, err := l.tx.ExecContext(ctx, `UPDATE processes SET needs = needs + 1 WHERE record_id = $1`, l.row.ID)
	if err != nil {
		return err
	}
	for _, w := range l.wakes {
		if err := insertWake(ctx, l.tx, l.row.ID, w); err != nil {
			return err
		}
	}
	return nil
}

// syncItems makes the open work items those that the state waits for: it closes what is over, opens what is new and
// hands on what has another owner or end.
func (l *locked) syncItems(ctx context.Context) error {
	before, after := incident.Waits(l.was), incident.Waits(l.row.State)
	for _, w := range before {
		if _, still := findWait(after, w.Step); !still {
			_, err := l.tx.ExecContext(ctx, `UPDATE work_items SET closed_at = $3, closed_why = $4 WHERE record_id = $1 AND step = $2 AND closed_at IS NULL AND plan_id IS NULL`,
				l.row.ID, w.Step, l.row.UpdatedAt, string(l.row.Status))
			if err != nil {
				return err
			}
		}
	}
	for _, w := range after {
		old, had := findWait(before, w.Step)
		if had && sameWait(old, w) {
			continue
		}
		_, err := l.tx.ExecContext(ctx, `
			INSERT INTO work_items (record_id, step, user_id, group_id, role, opened_at, due_at, then_what)
			VALUES ($1, $2, NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5, ''), $6, $7, $8)
			ON CONFLICT (record_id, step) WHERE closed_at IS NULL AND plan_id IS NULL DO UPDATE SET
				user_id = excluded.user_id, group_id = excluded.group_id, role = excluded.role, due_at = excluded.due_at, then_what = excluded.then_what`,
			l.row.ID, w.Step, w.UserID, w.GroupID, w.Role, l.row.UpdatedAt, w.Until, w.Then)
		if err != nil {
			return err
		}
	}
	return nil
}

func findWait(ws []incident.Wait, step string) (incident.Wait, bool) {
	for _, w := range ws {
		if w.Step == step {
			return w, true
		}
	}
	return incident.Wait{}, false
}

func sameWait(a, b incident.Wait) bool {
	return a.UserID == b.UserID && a.GroupID == b.GroupID && a.Role == b.Role && instant(a.Until) == instant(b.Until) && a.Then == b.Then
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}
