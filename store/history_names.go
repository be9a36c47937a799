package store

import (
	"context"
	"encoding/json"

	"github.com/lib/pq"

	"steward/domain/access"
)

// referring says of which noun a changed field holds ids.
var referring = map[string]noun{"group": groups, "assignee": people, "requester": people, "queue": queues, "category": categories, "service": services}

// hiddenChanges are fields that only the desk reads.
var hiddenChanges = map[string]bool{"accept_by": true, "reopen_until": true, "escalated_at": true}

// nameChanges turns ids in the changes of a timeline into references, with one query a noun.
func (s *Store) nameChanges(ctx context.Context, v access.Viewer, es []Event) error {
	ids := map[string][]int64{}
	for i := range es {
		es[i].Named = Changes{}
		if err := json.Unmarshal(orBraces(es[i].Changes), &es[i].Named); err != nil {
			return err
		}
		for field, pair := range es[i].Named {
			if hiddenChanges[field] && !v.Desk() {
				delete(es[i].Named, field)
			}
			if n, ok := referring[field]; ok {
				ids[n.table] = append(ids[n.table], idOf(pair[0]), idOf(pair[1]))
			}
		}
	}
	refs := map[string]map[int64]*Ref{}
	for _, n := range referring {
		if len(ids[n.table]) == 0 || refs[n.table] != nil {
			continue
		}
		found, err := s.refs(ctx, n, ids[n.table])
		if err != nil {
			return err
		}
		refs[n.table] = found
	}
	for i := range es {
		for field, pair := range es[i].Named {
			if n, ok := referring[field]; ok {
				es[i].Named[field] = [2]any{refs[n.table][idOf(pair[0])], refs[n.table][idOf(pair[1])]}
			}
		}
	}
	return nil
}

func (s *Store) refs(ctx context.Context, n noun, ids []int64) (map[int64]*Ref, error) {
	var rows []struct {
		ID  int64 `db:"id"`
		Ref *Ref  `db:"ref"`
	}
	err := s.DB.SelectContext(ctx, &rows, `SELECT x.id, `+refWith("x", n.key)+` AS ref FROM `+n.table+` x WHERE x.id = ANY ($1)`, pq.Array(ids))
	found := make(map[int64]*Ref, len(rows))
	for _, r := range rows {
		found[r.ID] = r.Ref
	}
	return found, convert(err)
}

func idOf(v any) int64 {
	if f, ok := v.(float64); ok {
		return int64(f)
	}
	return 0
}

func orBraces(raw json.RawMessage) []byte {
	if len(raw) == 0 || string(raw) == "null" {
		return []byte("{}")
	}
	return raw
}
