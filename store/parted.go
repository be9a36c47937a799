package store

import (
	"context"

	"steward/domain/incident"
)

// PartedRecord answers what whoever has just acted on a record may still know of it when the act has moved it out of their sight:
// what it was and its state, and nothing of where it is now.
func (s *Store) PartedRecord(ctx context.Context, number string) (Record, error) {
	var r Record
	if err := s.DB.GetContext(ctx, &r, selectRecord, number, 0, false); err != nil {
		return r, convert(err)
	}
	return Record{
		ID: r.ID, Number: r.Number, UUID: r.UUID, Type: r.Type, Kind: r.Kind, Title: r.Title, State: r.State, Priority: r.Priority, Impact: r.Impact,
		Urgency: r.Urgency, Channel: r.Channel, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Revision: r.Revision, OutOfSight: true,
		Acts: []incident.Offered{}, WaitingOn: []WaitingOn{}, EarlierPlans: []PlanView{}, Clocks: []Clock{},
	}, nil
}
