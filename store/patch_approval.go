package store

import (
	"context"
	"encoding/json"
	"slices"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// mayEditApproval lets the requester change a request while it is with them: returned, or not decided by anybody yet.
func (l *locked) mayEditApproval(v access.Viewer) error {
	if v.UserID != l.row.RequesterID {
		return domain.Refuse(domain.Forbidden, "Only the requester changes what is asked for.", "只有申请人可以修改申请内容。")
	}
	if l.document != nil && l.document.state.Frozen() { // also while its revocation is with the requester
		return errFrozen
	}
	if err := l.loadPlan(); err != nil {
		return err
	}
	if l.row.State.Over() {
		return domain.Refuse(domain.Closed, "This request is closed.", "此申请已关闭。")
	}
	if l.plan == nil {
		return nil
	}
	if !l.returned() && slices.ContainsFunc(l.plan.state.Items, func(it plan.Item) bool { return it.Status.Decided() }) {
		return domain.Refuse(domain.Conflict, "Somebody has decided already; ask them to return it to you, or withdraw it.", "已有人作出决定，请请其退回或自行撤回。")
	}
	return nil
}

// returned tells whether the request waits for its requester to submit it again.
func (l *locked) returned() bool {
	return l.plan != nil && slices.ContainsFunc(l.plan.state.Items, func(it plan.Item) bool { return it.Step == plan.StartStep && it.Status == plan.ItemOpen })
}

// newAmount answers what a request is to cost from now on, zero for nothing. The amount decides who is asked, so it changes only before it is submitted again.
func (l *locked) newAmount(p RecordPatch, was float64) (float64, error) {
	switch {
	case p.Amount == nil || *p.Amount == was:
		return was, nil
	case l.row.RecordKind != KindApproval:
		return was, domain.RefuseField("amount", "Only a request for approval has an amount; leave it out.", "只有审批申请有金额，请去掉。")
	case !l.returned():
		return was, domain.RefuseField("amount", "The amount decides who is asked; have the request returned to you, or withdraw it, and change it then.", "金额决定由谁审批；请先请审批人退回或自行撤回，再修改金额。")
	}
	return *p.Amount, nil
}

// patchApproval changes title, description and amount of a request.
func (l *locked) patchApproval(ctx context.Context, v access.Viewer, p RecordPatch) error {
	if p.SerialNumber != nil || p.Place.Given {
		return domain.RefuseField("serial_number", "A request has no serial number and no place.", "审批申请没有序列号和地点。")
	}
	var was struct {
		Title       string  `db:"title"`
		Description string  `db:"description"`
		Amount      float64 `db:"amount"`
	}
	err := l.tx.GetContext(ctx, &was, `SELECT r.title, a.description, COALESCE(a.amount, 0)::float8 AS amount FROM records r JOIN approvals a ON a.record_id = r.id WHERE r.id = $1`, l.row.ID)
	if err != nil {
		return err
	}
	now, changes := was, map[string][2]any{}
	for _, f := range []struct {
		field string
		to    *string
		value *string
	}{{"title", &now.Title, p.Title}, {"description", &now.Description, p.Description}} {
		if f.value != nil && *f.value != *f.to {
			changes[f.field] = [2]any{*f.to, *f.value}
			*f.to = *f.value
		}
	}
	if now.Amount, err = l.newAmount(p, was.Amount); err != nil {
		return err
	}
	if now.Amount != was.Amount {
		changes["amount"] = [2]any{was.Amount, now.Amount}
	}
	if len(changes) == 0 {
		return nil
	}
	_, err = l.tx.ExecContext(ctx, `WITH r AS (UPDATE records SET title = $2 WHERE id = $1) UPDATE approvals SET description = $3, amount = NULLIF($4::float8, 0) WHERE record_id = $1`,
		l.row.ID, now.Title, now.Description, now.Amount)
	if err != nil {
		return err
	}
	if err := indexText(ctx, l.tx, l.row.ID, l.row.Number, now.Title, now.Description); err != nil {
		return err
	}
	f := fact{viewer: v, verb: "edit", at: l.now, told: changes, body: json.RawMessage(`{}`)}
	if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}
