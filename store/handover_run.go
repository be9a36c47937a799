package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/plan"
)

// handOverNext is the next piece of work of a hand-over that is under way; without a number nothing is listed any more.
type handOverNext struct {
	ID             int64   `db:"id"`
	UserID         int64   `db:"user_id"`
	To             int64   `db:"to_id"`
	Reason         string  `db:"reason"`
	AskedBy        int64   `db:"asked_by"`
	ImpersonatorID int64   `db:"impersonator_id"`
	N              *int    `db:"n"`
	Number         *string `db:"number"`
	PlanItem       *int    `db:"plan_item"`
}

// HandOverStep moves the next piece of work of a hand-over that is under way, as an act of whoever asked for it, and answers whether there was one.
// Several may call it at once, and again after one was killed: the ledger does each act once.
func (s *Store) HandOverStep(ctx context.Context) (bool, error) {
	var next handOverNext
	err := s.DB.GetContext(ctx, &next, `
		SELECT h.id, h.user_id, h.to_id, h.reason, h.asked_by, COALESCE(h.impersonator_id, 0) AS impersonator_id, i.n, i.number, i.plan_item
		FROM hand_overs h LEFT JOIN LATERAL (SELECT x.n, r.number, x.plan_item FROM hand_over_items x JOIN records r ON r.id = x.record_id
			WHERE x.hand_over_id = h.id AND x.done_at IS NULL ORDER BY x.n LIMIT 1) i ON true
		WHERE h.finished_at IS NULL ORDER BY h.id LIMIT 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, convert(err)
	}
	if next.Number == nil {
		return true, s.finishHandOver(ctx, next)
	}
	v, err := s.ViewerOf(ctx, domain.ByID(next.AskedBy))
	if err != nil {
		return true, err
	}
	v.ImpersonatorID = next.ImpersonatorID
	var refusal *domain.Error
	if err := s.handOver(ctx, v, next); err != nil && (!errors.As(err, &refusal) || refusal.Code == domain.Unavailable) {
		return true, err
	}
	why := domain.Text{}
	if refusal != nil {
		why = refusal.Text
	}
	_, err = s.DB.ExecContext(ctx, `UPDATE hand_over_items SET done_at = steward_now(), moved = $3, why_en = $4, why_zh = $5 WHERE hand_over_id = $1 AND n = $2 AND done_at IS NULL`,
		next.ID, *next.N, refusal == nil, why.En, why.Zh)
	return true, convert(err)
}

var errHandedOn = domain.Refuse(domain.Conflict, "It does not wait on this person any more.", "该工作已不在此人员名下。")

// handOver carries out one act.
func (s *Store) handOver(ctx context.Context, v access.Viewer, next handOverNext) error {
	in := ActInput{Number: *next.Number, Viewer: v, Key: fmt.Sprintf("hand-over:%d:%d", next.ID, *next.N), Body: map[string]any{"comment": next.Reason, "hand_over": next.ID}}
	in.Act.Comment = next.Reason
	if next.PlanItem != nil {
		in.Act.Verb, in.Plan = incident.Verb(plan.Transfer), PlanAct{Item: *next.PlanItem, To: []domain.Key{domain.ByID(next.To)}}
		return s.Act(ctx, in)
	}
	in.Act.Verb, in.Keys.Assignee = incident.Assign, domain.ByID(next.To)
	in.Also = func(ctx context.Context, a *ActTx) error { // the record is locked, and not written yet
		var still bool
		err := a.Tx.GetContext(ctx, &still, `SELECT COALESCE(assignee_id = $2, false) FROM records WHERE id = $1`, a.RecordID, next.UserID)
		if err == nil && !still {
			err = errHandedOn
		}
		return err
	}
	return s.Act(ctx, in)
}

// finishHandOver ends a hand-over of which everything listed is done, unless more has come to wait on the person meanwhile.
func (s *Store) finishHandOver(ctx context.Context, next handOverNext) error {
	return convert(s.Tx(ctx, func(tx *sqlx.Tx) error {
		var open bool
		err := tx.GetContext(ctx, &open, `SELECT finished_at IS NULL FROM hand_overs WHERE id = $1 FOR UPDATE`, next.ID)
		if err != nil || !open {
			return err
		}
		more, err := listOpenWork(ctx, tx, next.ID, next.UserID)
		if err != nil || more > 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE hand_overs SET finished_at = steward_now() WHERE id = $1`, next.ID)
		return err
	}))
}
