package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/notice"
	"steward/domain/plan"
)

// tellPlan decides, with the fact, whom the process must tell what of the plan; at its end the requester, or the incident's assignee.
func (l *locked) tellPlan(ctx context.Context, actor access.Viewer, tells []plan.Tell, over bool) error {
	for _, t := range tells {
		to, err := l.planRecipients(ctx, actor.UserID, t)
		if err != nil {
			return err
		}
		if t.What == "reminded" && len(to) == 0 { // whoever was asked has left: an administrator hands it on
			t = plan.Tell{What: "escalated", Step: t.Step, Item: t.Item, Pool: plan.Pool{Role: access.Admin}}
			if to, err = l.planRecipients(ctx, actor.UserID, t); err != nil {
				return err
			}
		}
		if t.What == "circulated" {
			if err := l.circulate(ctx, actor, to); err != nil {
				return err
			}
		}
		if err := l.effect(ctx, t.What == "escalated", l.planNotice(actor, t, to)); err != nil {
			return err
		}
	}
	if !over {
		return nil
	}
	return l.tellOver(ctx, actor)
}

func (l *locked) tellOver(ctx context.Context, actor access.Viewer) error {
	switch {
	case l.plan.stage == document.StageRevoke:
		return l.tellRevocation(ctx, actor)
	case l.document != nil && l.plan.state.Verdict == domain.VerdictDone:
		return nil // issuing it tells
	}
	end := plan.Tell{What: string(l.plan.state.Verdict), To: []int64{l.row.RequesterID}}
	if l.row.RecordKind == KindIncident {
		if end.To = []int64{l.row.AssigneeID}; l.row.AssigneeID == 0 {
			end.To, end.Pool = nil, plan.Pool{Group: l.row.GroupID}
		}
	}
	to, err := l.planRecipients(ctx, actor.UserID, end)
	if err != nil {
		return err
	}
	end.What = "over_" + end.What
	return l.effect(ctx, false, l.planNotice(actor, end, to))
}

func (l *locked) planNotice(actor access.Viewer, t plan.Tell, to []Recipient) NoticePayload {
	p := l.noticeOf(actor, "plan_"+t.What, to)
	if step := l.plan.state.Step(t.Step); step != nil {
		p.Params.Step = &domain.Text{En: step.Name.In("en"), Zh: step.Name.In("zh")}
	}
	if it := l.plan.state.Item(t.Item); it != nil && it.Status == plan.ItemOpen {
		due := it.DueAt
		p.Params.Until = &due
	}
	return p
}

// noticeOf answers a notice about the record.
func (l *locked) noticeOf(actor access.Viewer, what string, to []Recipient) NoticePayload {
	return NoticePayload{What: what, To: to, Params: notice.Params{Number: l.row.Number, Title: l.row.Title, Actor: actor.Name, ActorEn: actor.NameEn}}
}

// effect puts a notice to be carried out by the process with the fact.
func (l *locked) effect(ctx context.Context, escalation bool, p NoticePayload) error {
	if len(p.To) == 0 {
		return nil
	}
	kind := "Notify"
	if escalation {
		kind = "Escalate"
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = l.tx.ExecContext(ctx, `INSERT INTO effects (record_id, kind, payload, created_at) VALUES ($1, $2, $3, $4)`, l.row.ID, kind, raw, l.row.UpdatedAt)
	return err
}

// planRecipients finds the enabled people behind a tell, with those who stand in for them now, without the actor, and without a requester who has no say in the step.
func (l *locked) planRecipients(ctx context.Context, actorID int64, t plan.Tell) ([]Recipient, error) {
	people := t.To
	if !t.Pool.Empty() {
		w, err := l.world(ctx)
		if err != nil {
			return nil, err
		}
		people = append(people, w.members(t.Pool)...)
	}
	without := int64(0)
	if step := l.plan.state.Step(t.Step); step != nil && step.RequesterHasNoSay() && !slices.Contains(t.To, l.row.RequesterID) {
		without = l.row.RequesterID
	}
	var rs []Recipient
	err := l.tx.SelectContext(ctx, &rs, `
		SELECT u.id, u.login FROM users u WHERE u.disabled_at IS NULL AND u.id NOT IN ($1, $5) AND u.id IN (
			SELECT unnest($2::bigint[]) UNION SELECT d.deputy_id FROM deputies d
			WHERE d.user_id = ANY ($2) AND d.revoked_at IS NULL AND d.starts_at <= $3 AND d.ends_at > $3 AND (d.kinds = '{}' OR $4 = ANY (d.kinds)))
		ORDER BY u.id`, actorID, pq.Array(people), l.now, l.row.RecordKind, without)
	return rs, err
}

// circulate lets people see the record and waits for no receipt of theirs.
func (l *locked) circulate(ctx context.Context, actor access.Viewer, to []Recipient) error {
	ids := make([]int64, len(to))
	for i, r := range to {
		ids[i] = r.ID
	}
	_, err := l.tx.ExecContext(ctx, `
		WITH w AS (INSERT INTO watchers (record_id, user_id) SELECT $1::bigint, unnest($2::bigint[]) ON CONFLICT DO NOTHING)
		INSERT INTO receipts (record_id, user_id, sent_at, sent_by) SELECT $1::bigint, unnest($2::bigint[]), $3::timestamptz, NULLIF($4::bigint, 0)
		ON CONFLICT (record_id, user_id) DO UPDATE SET sent_at = excluded.sent_at, sent_by = excluded.sent_by, read_at = NULL`,
		l.row.ID, pq.Array(ids), l.now, actor.UserID)
	return err
}

// Receipt is a circulation to one person: when it was sent, and read.
type Receipt struct {
	Person *Ref       `db:"person" json:"person"`
	SentBy *Ref       `db:"sender" json:"sent_by"`
	SentAt time.Time  `db:"sent_at" json:"sent_at"`
	ReadAt *time.Time `db:"read_at" json:"read_at" doc:"null: not yet"`
}

// Receipts answers to whom a record was circulated and who has read it.
func (s *Store) Receipts(ctx context.Context, v access.Viewer, number string) ([]Receipt, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	rs := []Receipt{}
	err = s.DB.SelectContext(ctx, &rs, `
		SELECT `+personSQL("u")+` AS person, `+personSQL("b")+` AS sender, c.sent_at, c.read_at
		FROM receipts c JOIN users u ON u.id = c.user_id LEFT JOIN users b ON b.id = c.sent_by WHERE c.record_id = $1 ORDER BY c.sent_at, u.id`, id)
	return rs, convert(err)
}

// MarkRead receipts what was circulated to the viewer; it answers without change where nothing was.
func (s *Store) MarkRead(ctx context.Context, v access.Viewer, number string) error {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return err
	}
	res, err := s.DB.ExecContext(ctx, `UPDATE receipts SET read_at = steward_now() WHERE record_id = $1 AND user_id = $2 AND read_at IS NULL`, id, v.UserID)
	if err != nil {
		return convert(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return convert(err)
	}
	s.changed(Change{Records: []int64{id}})
	return s.readersLeft(ctx, number)
}
