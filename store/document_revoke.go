package store

import (
	"context"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

var errFrozen = domain.Refuse(domain.Closed, "What was decided stays as it is; it can only be revoked.", "文件已审定，不能再修改，只能申请撤销。")

// documentWho is what the viewer is to a document.
func documentWho(who incident.Who) document.Who {
	return document.Who{Requester: who.Requester, Manager: who.Manager, Desk: who.Agent || who.Technician || who.Manager}
}

// askRevocation begins the plan that decides whether an issued document is revoked. It stays in force until then.
func (l *locked) askRevocation(ctx context.Context, in ActInput) error {
	why := strings.TrimSpace(in.Act.Comment)
	if why == "" {
		return domain.RefuseField("comment", "Say why it should be revoked.", "请说明撤销原因。")
	}
	if err := l.loadPlan(); err != nil {
		return err
	}
	before, stood, s := l.row.State, l.status(), l.document.state
	s.RevokeAskedAt = &l.now
	l.documentBecomes(s)
	if err := l.planRevocation(ctx); err != nil {
		return err
	}
	_, err := l.tx.ExecContext(ctx, `UPDATE documents SET revoke_asked_by = $2, revoke_reason = $3 WHERE record_id = $1`, l.row.ID, in.Viewer.UserID, why)
	if err != nil {
		return err
	}
	if err := l.reviveProcess(ctx); err != nil {
		return err
	}
	f := fact{viewer: in.Viewer, verb: string(document.Revoke), key: in.Key, hash: in.BodyHash, body: in.Body, why: why, at: l.now, signal: "RevocationAsked"}
	l.sayStatus(&f, stood)
	if err := l.record(ctx, &f, before, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}

// planRevocation makes the plan by which a revocation is decided: the type's own, else the one that holds now for approving such a document.
func (l *locked) planRevocation(ctx context.Context) error {
	t, err := readIssuing(ctx, l.tx, l.document.TypeID)
	if err != nil {
		return err
	}
	v, err := TemplateFor(ctx, l.tx, t.decidesRevocation(), l.row.UnitID)
	if err != nil {
		return err
	}
	for i := range v.Definition.Steps {
		name := &v.Definition.Steps[i].Name
		*name = domain.Text{En: "Revoke: " + name.In("en"), Zh: "撤销：" + name.In("zh")}
	}
	var rounds int
	if err := l.tx.GetContext(ctx, &rounds, `SELECT count(*) FROM plans WHERE record_id = $1 AND stage = $2`, l.row.ID, document.StageRevoke); err != nil {
		return err
	}
	l.around = nil // conditions may ask whether it is being revoked
	return l.insertPlan(ctx, process.StageRef{Stage: document.StageRevoke, Round: rounds + 1}, v)
}

// reviveProcess begins the process's next life where the present one has ended or is bound to: the document is archived.
func (l *locked) reviveProcess(ctx context.Context) error {
	over := l.row.EndedAt != nil
	if !over {
		err := l.tx.GetContext(ctx, &over, `SELECT EXISTS (SELECT FROM rounds WHERE record_id = $1 AND epoch = $2 AND stage = $3 AND verdict = $4)`,
			l.row.ID, l.row.Epoch, document.StageArchive, domain.VerdictDone)
		if err != nil {
			return err
		}
	}
	if !over {
		return nil
	}
	return l.nextEpoch(ctx, false)
}

// tellRevocation tells how a revocation was decided: everybody whom the document was sent to if it is revoked, else the requester.
func (l *locked) tellRevocation(ctx context.Context, actor access.Viewer) error {
	people, what := []int64{l.row.RequesterID}, "document_kept"
	if l.plan.state.Verdict == domain.VerdictDone {
		what = "document_revoked"
		var readers []int64
		if err := l.tx.SelectContext(ctx, &readers, `SELECT user_id FROM receipts WHERE record_id = $1 ORDER BY user_id`, l.row.ID); err != nil {
			return err
		}
		people = append(people, readers...)
	}
	return l.tellDocument(ctx, actor, what, people, nil)
}

// readersLeft ends a circulation that everybody has read by now. Receipts are written without the record's lock; ending is an act.
func (s *Store) readersLeft(ctx context.Context, number string) error {
	return s.onRecord(ctx, number, ledgerKey{}, func(l *locked) error {
		if l.document == nil || !l.document.state.Circulates() || l.mayWrite() != nil {
			return nil
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		if !l.touched && l.row.State == l.was {
			return nil
		}
		return l.save(ctx)
	})
}

// issuing is what of a type its documents need when they are issued or revoked.
type issuing struct {
	ID             int64            `db:"id"`
	Pattern        document.Pattern `db:"pattern"`
	Circulation    circulationRules `db:"circulation"`
	CirculateDays  int              `db:"circulate_days"`
	KeepYears      int              `db:"keep_years"`
	TemplateID     int64            `db:"template_id"`
	RevokeTemplate *int64           `db:"revoke_template_id"`
}

func (t issuing) decidesRevocation() int64 {
	if t.RevokeTemplate != nil {
		return *t.RevokeTemplate
	}
	return t.TemplateID
}

type circulationRules []plan.Assignee

// Scan reads a JSON array.
func (r *circulationRules) Scan(src any) error {
	*r = circulationRules{}
	return scanJSON(src, r)
}
