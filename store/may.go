package store

import (
	"context"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/document"
	"steward/domain/incident"
)

// MayAct refuses what the viewer may not do with a record now, by the rules that will judge the act; nil: it would be taken as things
// stand. What the viewer has done under the key already counts as allowed: a repeat changes nothing.
func (s *Store) MayAct(ctx context.Context, v access.Viewer, number string, verb incident.Verb, key string) error {
	var done bool
	err := s.DB.GetContext(ctx, &done, `
		SELECT EXISTS (SELECT FROM acts a JOIN records r ON r.id = a.record_id WHERE r.number = $1 AND a.actor_id = $2 AND a.key = $3 AND a.verb = $4)`,
		number, v.UserID, key, string(verb))
	if err != nil || done {
		return convert(err)
	}
	r, err := s.Record(ctx, v, number)
	if err != nil {
		return err
	}
	who, state := r.standing(v)
	var refusal *domain.Error
	switch r.Type {
	case KindApproval:
		refusal = approval.MayAct(verb, state.Over(), who.Agent || who.Technician || who.Manager)
	case KindDocument:
		refusal = document.MayAct(r.Document.Row.state(), documentWho(who), verb)
	default:
		if refusal = incident.MayPerson(who, verb); refusal == nil {
			refusal = incident.MayNow(state, verb, r.Now)
		}
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

// standing answers what the viewer is to the record, and of its state what the rules of who may do what need.
func (r Record) standing(v access.Viewer) (incident.Who, incident.State) {
	return whoIs(v, r.RequesterID, r.CustomerID, r.AssigneeID), incident.State{Status: incident.Status(r.State), HoldReason: r.HoldReason,
		EscalatedAt: r.EscalatedAt, ReopenUntil: r.ReopenUntil, AcceptBy: r.AcceptBy}
}
