package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/lib/pq"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/notice"
)

// Recipient is one person to be told.
type Recipient struct {
	ID    int64  `db:"id" json:"id"`
	Login string `db:"login" json:"login"`
}

// NoticePayload is what an effect of kind Notify or Escalate says: what, to whom, and the words of its notice.
type NoticePayload struct {
	What   string        `json:"what"`
	To     []Recipient   `json:"to"`
	Params notice.Params `json:"params"`
}

// tell decides, with the fact, whom the process must tell what; the process carries it out.
func (l *locked) tell(ctx context.Context, actor access.Viewer, tells []incident.Tell) error {
	for _, t := range tells {
		p, err := l.notice(ctx, actor, t)
		if err != nil {
			return err
		}
		if len(p.To) == 0 {
			continue
		}
		kind := "Notify"
		if t.Escalation {
			kind = "Escalate"
		}
		raw, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = l.tx.ExecContext(ctx, `INSERT INTO effects (record_id, kind, payload, created_at) VALUES ($1, $2, $3, $4)`,
			l.row.ID, kind, raw, l.row.UpdatedAt)
		if err != nil {
			return err
		}
	}
	return nil
}

// tellNow writes notices in this very transaction: of a conversation, which no process carries.
func (l *locked) tellNow(ctx context.Context, actor access.Viewer, what string, to []incident.To) error {
	p, err := l.notice(ctx, actor, incident.Tell{What: what, To: to})
	if err != nil || len(p.To) == 0 {
		return err
	}
	params, err := json.Marshal(p.Params)
	if err != nil {
		return err
	}
	ids := make([]int64, len(p.To))
	for i, r := range p.To {
		ids[i] = r.ID
	}
	_, err = insertNotices(ctx, l.tx, "", `
		SELECT u.id, $2::bigint, NULL::bigint, $3::text, $4::jsonb, $5::timestamptz FROM users u WHERE u.id = ANY ($1) AND `+wants("$3::text", "$6")+` ORDER BY u.id`,
		pq.Array(ids), l.row.ID, what, params, l.row.UpdatedAt, topicsJSON)
	l.changed.Users = append(l.changed.Users, ids...)
	return err
}

func (l *locked) notice(ctx context.Context, actor access.Viewer, t incident.Tell) (NoticePayload, error) {
	p := NoticePayload{What: t.What, Params: notice.Params{Number: l.row.Number, Title: l.row.Title, Actor: actor.Name, ActorEn: actor.NameEn}}
	if ws := incident.Waits(l.row.State); len(ws) > 0 {
		p.Params.Until = ws[len(ws)-1].Until
	}
	if t.Task != nil {
		p.Params.Step = &t.Task.Name
	}
	if t.Line != "" {
		p.Params.Clock, p.Params.Line, p.Params.Until = string(t.Clock), t.Line, nil
		if t.What == incident.LineWarned {
			p.Params.Until, _ = l.due()
		}
	}
	var err error
	p.To, err = l.recipients(ctx, actor.UserID, t)
	return p, err
}

// recipients finds the enabled people behind what the rule names, without the actor.
func (l *locked) recipients(ctx context.Context, actorID int64, tell incident.Tell) ([]Recipient, error) {
	s := l.row.State
	var people, groups []int64
	roles := []string{}
	watchers := int64(0)
	for _, t := range tell.To {
		switch t {
		case incident.ToRequester:
			people = append(people, s.RequesterID)
		case incident.ToAssignee:
			switch {
			case s.AssigneeID != 0:
				people = append(people, s.AssigneeID)
			case s.GroupID != 0:
				groups = append(groups, s.GroupID)
			case l.row.QueueGroupID != 0:
				groups = append(groups, l.row.QueueGroupID)
			}
		case incident.ToManagers:
			roles = append(roles, access.Manager)
		case incident.ToWatchers:
			watchers = l.row.ID
		case incident.ToGroup:
			groups = append(groups, s.GroupID)
		case incident.ToTask:
			p, g, r, err := l.taskOwners(tell.Task)
			if err != nil {
				return nil, err
			}
			people, groups, roles = append(people, p...), append(groups, g...), append(roles, r...)
		default:
			head, err := l.unitHead(ctx, t)
			if err != nil {
				return nil, err
			}
			if head == 0 {
				roles = append(roles, access.Manager)
			}
			people = append(people, head)
		}
	}
	if len(people)+len(groups)+len(roles) == 0 && watchers == 0 || only(people, actorID) && len(groups)+len(roles) == 0 && watchers == 0 {
		return nil, nil
	}
	var rs []Recipient
	err := l.tx.SelectContext(ctx, &rs, `
		SELECT u.id, u.login FROM users u
		WHERE u.disabled_at IS NULL AND u.id <> $1 AND u.id IN (
			SELECT unnest($2::bigint[]) UNION ALL SELECT m.user_id FROM group_members m WHERE m.group_id = ANY ($3)
			UNION ALL SELECT x.id FROM users x WHERE x.roles && $4::text[] UNION ALL SELECT w.user_id FROM watchers w WHERE w.record_id = $5)
		ORDER BY u.id LIMIT 200`, actorID, pq.Array(people), pq.Array(groups), pq.Array(roles), watchers)
	return rs, err
}

// unitHead answers the head of the assignee's unit, or of the nearest one that has another head so many levels or more above it; 0
// where there is none.
func (l *locked) unitHead(ctx context.Context, t incident.To) (head int64, err error) {
	up, ok := t.UnitHead()
	if !ok || l.row.AssigneeID == 0 {
		return 0, nil
	}
	err = l.tx.GetContext(ctx, &head, `
		WITH RECURSIVE up AS (SELECT u.parent_id, u.head_id, 0 AS n FROM units u JOIN users p ON p.unit_id = u.id WHERE p.id = $1
			UNION ALL SELECT u.parent_id, u.head_id, up.n + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.n < 50)
		SELECT COALESCE((SELECT up.head_id FROM up JOIN users h ON h.id = up.head_id WHERE up.n >= $2 AND h.id <> $1 AND h.disabled_at IS NULL ORDER BY up.n LIMIT 1), 0)`,
		l.row.AssigneeID, up)
	return head, err
}

func only(ids []int64, id int64) bool {
	return len(ids) > 0 && !slices.ContainsFunc(ids, func(x int64) bool { return x != id })
}
