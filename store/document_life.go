package store

import (
	"context"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

// lockedDocument is what a locked record has as a document.
type lockedDocument struct {
	documentRow
	state document.State
	was   document.State // as the database has it
}

// documentRow are the columns of a document that its life needs.
type documentRow struct {
	TypeID         int64      `db:"type_id"`
	Official       string     `db:"official"`
	Verdict        string     `db:"verdict"`
	ApprovedAt     *time.Time `db:"approved_at"`
	IssuedAt       *time.Time `db:"issued_at"`
	CirculateUntil *time.Time `db:"circulate_until"`
	RemindAt       *time.Time `db:"remind_at"`
	CirculatedAt   *time.Time `db:"circulated_at"`
	ArchivedAt     *time.Time `db:"archived_at"`
	RevokeAskedAt  *time.Time `db:"revoke_asked_at"`
	RevokedAt      *time.Time `db:"revoked_at"`
	RevokedFiledAt *time.Time `db:"revoked_filed_at"`
}

const documentColumns = `d.type_id, COALESCE(d.official, '') AS official, COALESCE(d.verdict, '') AS verdict, d.approved_at, d.issued_at, d.circulate_until, d.remind_at, d.circulated_at,
	d.archived_at, d.revoke_asked_at, d.revoked_at, d.revoked_filed_at`

func (r documentRow) state() document.State {
	return document.State{Verdict: domain.Verdict(r.Verdict), ApprovedAt: r.ApprovedAt, IssuedAt: r.IssuedAt, CirculateUntil: r.CirculateUntil, RemindAt: r.RemindAt,
		CirculatedAt: r.CirculatedAt, ArchivedAt: r.ArchivedAt, RevokeAskedAt: r.RevokeAskedAt, RevokedAt: r.RevokedAt, RevokedFiledAt: r.RevokedFiledAt}
}

// loadDocument reads what a record under lock has as a document.
func (l *locked) loadDocument(ctx context.Context) error {
	if l.row.RecordKind != KindDocument {
		return nil
	}
	d := &lockedDocument{}
	if err := l.tx.GetContext(ctx, &d.documentRow, `SELECT `+documentColumns+` FROM documents d WHERE d.record_id = $1`, l.row.ID); err != nil {
		return err
	}
	d.state = d.documentRow.state()
	d.was = d.state
	l.document = d
	return nil
}

// saveDocument writes the facts that changed.
func (l *locked) saveDocument(ctx context.Context) error {
	if l.document == nil || l.document.state == l.document.was {
		return nil
	}
	s := l.document.state
	_, err := l.tx.ExecContext(ctx, `
		UPDATE documents SET status = $2, verdict = NULLIF($3, ''), approved_at = $4, circulate_until = $5, remind_at = $6, circulated_at = $7, archived_at = $8,
			revoke_asked_at = $9, revoked_at = $10, revoked_filed_at = $11 WHERE record_id = $1`,
		l.row.ID, s.Status(), string(s.Verdict), s.ApprovedAt, s.CirculateUntil, s.RemindAt, s.CirculatedAt, s.ArchivedAt, s.RevokeAskedAt, s.RevokedAt, s.RevokedFiledAt)
	l.document.was = s
	return err
}

// status answers where a document stands; empty of another record.
func (l *locked) status() document.Status {
	if l.document == nil {
		return ""
	}
	return l.document.state.Status()
}

// sayStatus lets the timeline and the audit trail tell where a document stands now, if that changed.
func (l *locked) sayStatus(f *fact, before document.Status) {
	if now := l.status(); now != before {
		if f.told == nil {
			f.told = map[string][2]any{}
		}
		f.told["status"] = [2]any{before, now}
	}
}

// documentBecomes takes over new facts, and gives the record the state that follows from them.
func (l *locked) documentBecomes(s document.State) {
	l.document.state = s
	r := &l.row.State
	switch status := s.Status(); {
	case !s.Over():
		r.Status, r.ClosedAt = incident.Active, nil
		return
	case status == document.Withdrawn || status == document.Cancelled:
		r.Status = incident.Cancelled
	default:
		r.Status = incident.Closed
	}
	if r.ClosedAt == nil {
		r.ClosedAt = &l.now
	}
}

// judgeDocument answers the verdict of a document's stage.
func (l *locked) judgeDocument(stage string) domain.Verdict {
	var v domain.Verdict
	if l.plan != nil && l.plan.stage == document.StageRevoke {
		v = l.plan.state.Verdict
	}
	return document.Judge(stage, l.document.state, v)
}

// settleDocument applies what fell due in the circulation.
func (l *locked) settleDocument(ctx context.Context) error {
	if l.document == nil || !l.document.state.Circulates() {
		return nil
	}
	unread, err := l.unread(ctx)
	if err != nil {
		return err
	}
	before, stood := l.row.State, l.status()
	s, lapsed := document.Settle(l.document.state, len(unread), l.now)
	for _, lapse := range lapsed {
		at := lapse.At
		if at.Before(l.row.UpdatedAt) {
			at = l.row.UpdatedAt
		}
		f := fact{verb: lapse.What, at: at, signal: map[string]string{document.Reminder: "Reminded", document.CirculationOver: "Circulated"}[lapse.What]}
		if lapse.What == document.CirculationOver {
			l.documentBecomes(s)
			l.sayStatus(&f, stood)
			if len(unread) > 0 {
				f.told["unread"] = [2]any{nil, len(unread)}
			}
		}
		if err := l.record(ctx, &f, before, l.row.State); err != nil {
			return err
		}
		if lapse.What == document.Reminder {
			if err := l.tellDocument(ctx, access.Viewer{}, "document_reminded", unread, s.CirculateUntil); err != nil {
				return err
			}
		}
		l.touched = true
		l.changed.Late = append(l.changed.Late, l.now.Sub(lapse.At))
	}
	l.document.state = s
	return nil
}

// unread answers who of the circulation has not read the document yet.
func (l *locked) unread(ctx context.Context) (people []int64, err error) {
	err = l.tx.SelectContext(ctx, &people, `SELECT user_id FROM receipts WHERE record_id = $1 AND read_at IS NULL AND sent_at >= $2 ORDER BY user_id`, l.row.ID, l.document.state.IssuedAt)
	return people, err
}

// tellDocument decides, with the fact, that the process tells people something of the document.
func (l *locked) tellDocument(ctx context.Context, actor access.Viewer, what string, people []int64, until *time.Time) error {
	to, err := l.planRecipients(ctx, actor.UserID, plan.Tell{To: people})
	if err != nil {
		return err
	}
	p := l.noticeOf(actor, what, to)
	p.Params.Until, p.Params.Official = until, l.document.Official
	return l.effect(ctx, false, p)
}

// advanceDocument does what an open stage of a document consists of.
func (l *locked) advanceDocument(ctx context.Context, open []process.StageRef) error {
	if l.document == nil {
		return nil
	}
	for _, ref := range open {
		if l.judgeDocument(ref.Stage) != "" {
			continue
		}
		switch ref.Stage {
		case document.StageIssue:
			if err := l.issue(ctx); err != nil {
				return err
			}
		case document.StageArchive:
			if err := l.orderArchive(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// issue gives the document its official number and circulates it, as one fact: whoever is interrupted has drawn no number.
func (l *locked) issue(ctx context.Context) error {
	t, err := readIssuing(ctx, l.tx, l.document.TypeID)
	if err != nil {
		return err
	}
	rules, err := l.row.rules(ctx, l.tx)
	if err != nil {
		return err
	}
	w, err := l.world(ctx)
	if err != nil {
		return err
	}
	readers, err := l.readers(ctx, w, t.Circulation)
	if err != nil {
		return err
	}
	stood, s := l.status(), l.document.state
	s.IssuedAt = &l.now
	if len(readers) > 0 {
		until := rules.Calendar.AddDays(l.now, t.CirculateDays)
		remind := rules.Calendar.Add(l.now, rules.Calendar.Between(l.now, until)/2)
		s.CirculateUntil, s.RemindAt = &until, &remind
	} else {
		s.CirculatedAt = &l.now
	}
	if err := l.drawNumber(ctx, t, rules.Calendar.Zone()); err != nil {
		return err
	}
	l.documentBecomes(s)
	l.touched = true
	f := fact{verb: "issued", at: l.now, told: map[string][2]any{"official": {nil, l.document.Official}}}
	l.sayStatus(&f, stood)
	if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
		return err
	}
	if err := l.tellDocument(ctx, access.Viewer{}, "document_issued", []int64{l.row.RequesterID}, nil); err != nil {
		return err
	}
	if err := l.circulate(ctx, access.Viewer{}, readers); err != nil {
		return err
	}
	p := l.noticeOf(access.Viewer{}, "document_circulated", readers)
	p.Params.Until, p.Params.Official = s.CirculateUntil, l.document.Official
	return l.effect(ctx, false, p)
}

// drawNumber takes the type's next number of this year. The counter stays locked until the transaction ends.
func (l *locked) drawNumber(ctx context.Context, t issuing, zone *time.Location) error {
	year, month := l.now.In(zone).Year(), int(l.now.In(zone).Month())
	var seq int
	err := l.tx.GetContext(ctx, &seq, `
		INSERT INTO document_counters AS c (type_id, year, last) VALUES ($1, $2, 1) ON CONFLICT (type_id, year) DO UPDATE SET last = c.last + 1 RETURNING last`, t.ID, year)
	if err != nil {
		return err
	}
	var unit string
	if err := l.tx.GetContext(ctx, &unit, `SELECT COALESCE((SELECT name FROM units WHERE id = $1), '')`, l.row.UnitID); err != nil {
		return err
	}
	l.document.Official = t.Pattern.Format(unit, year, month, seq)
	_, err = l.tx.ExecContext(ctx, `UPDATE documents SET official = $2, number_year = $3, number_seq = $4, issued_at = $5, status = $6 WHERE record_id = $1`,
		l.row.ID, l.document.Official, year, seq, l.now, document.Circulating)
	return err
}

// readers finds whom the rules of a circulation name, but the requester; of a pool all who are in it.
func (l *locked) readers(ctx context.Context, w *planWorld, rules []plan.Assignee) ([]Recipient, error) {
	var people []int64
	for _, v := range w.People(rules) {
		if !v.Pool.Empty() {
			people = append(people, w.members(v.Pool)...)
			continue
		}
		people = append(people, v.Person)
	}
	if w.err != nil {
		return nil, w.err
	}
	return l.planRecipients(ctx, l.row.RequesterID, plan.Tell{To: people})
}
