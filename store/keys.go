package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/incident"
)

// Refs of an incident as an input names them; what is not given is kept.
type IncidentKeys struct {
	Group, Assignee, Queue, Category, Service domain.Key
}

// into resolves the keys into the act's ids: nil where not given, 0 where emptied.
func (k IncidentKeys) into(ctx context.Context, q sqlx.QueryerContext, a *incident.Act) error {
	for _, f := range []struct {
		noun  noun
		field string
		key   domain.Key
		to    **int64
	}{
		{groups, "group", k.Group, &a.GroupID}, {people, "assignee", k.Assignee, &a.AssigneeID}, {queues, "queue", k.Queue, &a.QueueID},
		{categories, "category", k.Category, &a.CategoryID}, {services, "service", k.Service, &a.ServiceID},
	} {
		if !f.key.Given {
			continue
		}
		id, err := f.noun.find(ctx, q, f.field, f.key)
		if err != nil {
			return err
		}
		if id == nil {
			id = new(int64)
		}
		*f.to = id
	}
	return nil
}

// id resolves one key; 0 for an empty one.
func (n noun) id(ctx context.Context, q sqlx.QueryerContext, field string, k domain.Key) (int64, error) {
	id, err := n.find(ctx, q, field, k)
	if err != nil || id == nil {
		return 0, err
	}
	return *id, nil
}
