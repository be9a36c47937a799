package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain/incident"
	"steward/domain/sla"
)

// turnsSQL selects when the state of records, or the reason of their hold, became another.
const turnsSQL = `
	SELECT record_id, at, outcome->>'state' AS status, COALESCE(outcome->'changes'->'hold_reason'->>1, '') AS hold_reason
	FROM acts WHERE record_id = ANY ($1) AND outcome->'changes' ?| ARRAY['state', 'hold_reason'] ORDER BY record_id, id`

// exchangedSQL selects what was said of records so that both sides read it, and by whom. A resolution answers too, whatever it says.
const exchangedSQL = `
	SELECT x.record_id, x.at, x.customer FROM (
		SELECT m.record_id, m.created_at AS at, m.id,
			COALESCE(m.author_id = r.requester_id OR u.customer_id = r.customer_id OR a.body->>'on_behalf' <> '', false) AS customer
		FROM messages m JOIN records r ON r.id = m.record_id LEFT JOIN acts a ON a.id = m.act_id LEFT JOIN users u ON u.id = m.author_id
		WHERE m.record_id = ANY ($1) AND NOT m.internal
		UNION ALL SELECT record_id, at, 9223372036854775807, false FROM acts WHERE record_id = ANY ($1) AND became IN ('resolved', 'closed')) x
	ORDER BY x.record_id, x.at, x.id`

// preceding answers what of the past of records clocks must know that begin later than they; began says when each of them did.
func preceding(ctx context.Context, tx *sqlx.Tx, began map[int64]time.Time) (map[int64]incident.Preceding, error) {
	ids := pq.Array(slices.Collect(maps.Keys(began)))
	var turned []struct {
		RecordID int64 `db:"record_id"`
		incident.Turn
	}
	if err := tx.SelectContext(ctx, &turned, turnsSQL, ids); err != nil {
		return nil, err
	}
	var said []struct {
		RecordID int64     `db:"record_id"`
		At       time.Time `db:"at"`
		Customer bool      `db:"customer"`
	}
	if err := tx.SelectContext(ctx, &said, exchangedSQL, ids); err != nil {
		return nil, err
	}
	turns, messages := map[int64][]incident.Turn{}, map[int64][]sla.Message{}
	for _, t := range turned {
		turns[t.RecordID] = append(turns[t.RecordID], t.Turn)
	}
	for _, m := range said {
		messages[m.RecordID] = append(messages[m.RecordID], sla.Message{At: m.At, FromCustomer: m.Customer})
	}
	all := make(map[int64]incident.Preceding, len(began))
	for id, at := range began {
		p := incident.Preceding{Pauses: incident.Pauses(turns[id])}
		exchanges := sla.Exchanges(at, messages[id])
		if last := exchanges[len(exchanges)-1]; last.AnsweredAt == nil {
			p.Unanswered = &last
		}
		all[id] = p
	}
	return all, nil
}
