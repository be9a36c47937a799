package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// MostOpen is where counting a queue's open records stops: the badge says "1000+" rather than make everybody wait.
const MostOpen = 1000

// Queue is a list of records with an access rule: open to the whole desk, or to its owner and the groups it is granted to.
type Queue struct {
	Named
	Group      *Ref `db:"owner" json:"group" doc:"the group that owns it"`
	OpenToDesk bool `db:"open_to_desk" json:"open_to_desk"`
	Grants     Refs `db:"grants" json:"grants" nullable:"false" doc:"the other groups that may work from it"`
	Open       int  `db:"open" json:"open" doc:"open records in it, counted up to 1000"`
	OpenCapped bool `db:"open_capped" json:"open_capped" doc:"there are more open records than counted"`
}

// QueueInput creates or changes a queue.
type QueueInput struct {
	Naming
	Group      domain.Key    `json:"group,omitzero"`
	OpenToDesk *bool         `json:"open_to_desk,omitempty" doc:"true when absent on creation"`
	Grants     *[]domain.Key `json:"grants,omitempty" doc:"all groups that it is granted to"`
}

// queuesOf selects the queues that the viewer may list, with what is open in each.
func queuesOf(v access.Viewer) selection {
	sel := selection{
		columns: `, x.open_to_desk, ` + refSQL("o") + ` AS owner,
			(SELECT json_agg(` + refSQL("g") + ` ORDER BY g.code) FROM queue_grants q JOIN groups g ON g.id = q.group_id WHERE q.queue_id = x.id) AS grants,
			least(open.n, ` + fmt.Sprint(MostOpen) + `) AS open, open.n > ` + fmt.Sprint(MostOpen) + ` AS open_capped`,
		joins: `LEFT JOIN groups o ON o.id = x.group_id
			CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
				SELECT FROM records r WHERE r.queue_id = x.id AND r.closed_at IS NULL LIMIT ` + fmt.Sprint(MostOpen+1) + `) counted) open`,
	}
	if !v.SeesAll() {
		sel.where = ` AND x.id = ANY(` + sel.args.add(pq.Array(v.QueueIDs)) + `)`
	}
	return sel
}

// Queues lists the queues that the viewer may work from.
func (s *Store) Queues(ctx context.Context, v access.Viewer, q ListQuery) (Page[Queue], error) {
	return list[Queue](ctx, s, queues, queuesOf(v), q)
}

// Queue answers one queue that the viewer may work from.
func (s *Store) Queue(ctx context.Context, v access.Viewer, k domain.Key) (Queue, error) {
	return one[Queue](ctx, s, queues, queuesOf(v), k)
}

// CreateQueue adds a queue; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateQueue(ctx context.Context, v access.Viewer, in QueueInput, key string) (Queue, error) {
	return s.saveQueue(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateQueue changes a queue; who may see its records follows at once.
func (s *Store) UpdateQueue(ctx context.Context, v access.Viewer, k domain.Key, in QueueInput) (Queue, error) {
	return s.saveQueue(ctx, v, k, Once{}, in)
}

func (s *Store) saveQueue(ctx context.Context, v access.Viewer, k domain.Key, once Once, in QueueInput) (Queue, error) {
	c := change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, _ int64) ([]column, error) {
		columns, err := groups.reference(ctx, tx, "group", in.Group)
		if in.OpenToDesk != nil {
			columns = append(columns, column{"open_to_desk", *in.OpenToDesk})
		}
		return columns, err
	}}
	if in.Grants != nil {
		c.attach = func(tx *sqlx.Tx, id int64) error {
			ids, err := several(*in.Grants, "grants", func(field string, g domain.Key) (*int64, error) { return groups.find(ctx, tx, field, g) })
			if err != nil {
				return err
			}
			return grants.set(ctx, tx, v, id, ids)
		}
	}
	id, err := s.save(ctx, v, queues, c)
	if err != nil {
		return Queue{}, err
	}
	return s.Queue(ctx, v, domain.ByID(id))
}
