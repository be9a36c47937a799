package store

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// HandOver moves everything that waits on a person to another one.
type HandOver struct {
	ID         int64      `db:"id" json:"id"`
	User       *Ref       `db:"person" json:"user"`
	To         *Ref       `db:"receiver" json:"to"`
	Reason     string     `db:"reason" json:"reason"`
	AskedBy    *Ref       `db:"asked_by" json:"asked_by"`
	AskedAt    time.Time  `db:"asked_at" json:"asked_at"`
	Total      int        `db:"total" json:"total"`
	Done       int        `db:"done" json:"done"`
	Moved      int        `db:"moved" json:"moved" doc:"of those done; the others say why they could not be moved"`
	FinishedAt *time.Time `db:"finished_at" json:"finished_at" doc:"null while it is under way"`
}

// HandOverItem is what became of one piece of work.
type HandOverItem struct {
	N      int         `db:"n" json:"n"`
	Number string      `db:"number" json:"number"`
	Title  string      `db:"title" json:"title"`
	Item   *int        `db:"plan_item" json:"item" doc:"the item of its plan; null: the record was assigned to the person"`
	DoneAt *time.Time  `db:"done_at" json:"done_at" doc:"null: its turn has not come"`
	Moved  bool        `db:"moved" json:"moved"`
	Why    string      `db:"-" json:"why,omitempty" doc:"why it could not be moved, in the viewer's language"`
	Said   domain.Text `db:"-" json:"-"`
	WhyEn  string      `db:"why_en" json:"-"`
	WhyZh  string      `db:"why_zh" json:"-"`
}

// Belongings is what depends on a person: the work that a hand-over moves, and what somebody must settle by hand.
type Belongings struct {
	Incidents int       `db:"incidents" json:"incidents" doc:"open records that are assigned to the person: a hand-over moves them"`
	Items     int       `db:"items" json:"items" doc:"items of plans that wait on the person or will: a hand-over moves them"`
	Requests  int       `db:"requests" json:"requests" doc:"open records that the person raised: they stay"`
	Groups    Refs      `db:"groups" json:"groups" nullable:"false" doc:"groups the person works for"`
	Manages   Refs      `db:"manages" json:"manages" nullable:"false" doc:"groups the person manages"`
	Heads     Refs      `db:"heads" json:"heads" nullable:"false" doc:"units the person leads"`
	Templates Refs      `db:"templates" json:"templates" nullable:"false" doc:"templates of plans that name the person in their draft or the version published last"`
	Last      *HandOver `db:"-" json:"last" doc:"the latest hand-over of the person's work"`
}

// openWorkSQL lists the open work of the person $1, as record_id and plan_item.
const openWorkSQL = `
	SELECT r.id AS record_id, NULL::integer AS plan_item FROM records r WHERE r.kind = 'incident' AND r.assignee_id = $1 AND r.closed_at IS NULL
	UNION ALL
	SELECT p.record_id, (i->>'id')::integer FROM plans p JOIN records r ON r.id = p.record_id AND r.closed_at IS NULL CROSS JOIN LATERAL jsonb_array_elements(p.state->'items') i
	WHERE p.verdict IS NULL AND p.state->'items' @> jsonb_build_array(jsonb_build_object('person', $1::bigint)) AND (i->>'person')::bigint = $1 AND i->>'status' IN ('open', 'queued')`

// Belongings answers what depends on a person.
func (s *Store) Belongings(ctx context.Context, k domain.Key) (Belongings, error) {
	var b Belongings
	u, err := s.user(ctx, k)
	if err != nil {
		return b, err
	}
	named := `jsonb_build_array(jsonb_build_object('by', 'person', 'name', $2::text))`
	err = s.DB.GetContext(ctx, &b, `
		WITH open AS (`+openWorkSQL+`)
		SELECT (SELECT count(*) FROM open WHERE plan_item IS NULL) AS incidents, (SELECT count(*) FROM open WHERE plan_item IS NOT NULL) AS items,
			(SELECT count(*) FROM records WHERE requester_id = $1 AND closed_at IS NULL) AS requests,
			(SELECT json_agg(`+refSQL("g")+` ORDER BY g.code) FROM groups g JOIN group_members m ON m.group_id = g.id WHERE m.user_id = $1) AS groups,
			(SELECT json_agg(`+refSQL("g")+` ORDER BY g.code) FROM groups g WHERE g.manager_id = $1) AS manages,
			(SELECT json_agg(`+refSQL("x")+` ORDER BY x.code) FROM units x WHERE x.head_id = $1) AS heads,
			(SELECT json_agg(`+refSQL("t")+` ORDER BY t.code) FROM plan_templates t LEFT JOIN plan_template_versions v ON v.template_id = t.id AND v.version = t.version
				WHERE EXISTS (SELECT FROM (SELECT jsonb_array_elements(t.draft->'steps') UNION ALL SELECT jsonb_array_elements(v.definition->'steps')) s(step)
					WHERE s.step->'who' @> `+named+` OR s.step->'limit'->'to' @> `+named+`)) AS templates`, u.ID, u.Login)
	if err != nil {
		return b, convert(err)
	}
	var last []HandOver
	err = s.DB.SelectContext(ctx, &last, selectHandOvers+`WHERE h.user_id = $1 ORDER BY h.id DESC LIMIT 1`, u.ID)
	if len(last) > 0 {
		b.Last = &last[0]
	}
	return b, convert(err)
}

var selectHandOvers = `SELECT h.id, ` + personSQL("u") + ` AS person, ` + personSQL("o") + ` AS receiver, h.reason, ` + personSQL("a") + ` AS asked_by, h.asked_at, h.finished_at, c.total, c.done, c.moved
	FROM hand_overs h JOIN users u ON u.id = h.user_id JOIN users o ON o.id = h.to_id JOIN users a ON a.id = h.asked_by
	CROSS JOIN LATERAL (SELECT count(*) AS total, count(done_at) AS done, count(*) FILTER (WHERE moved) AS moved FROM hand_over_items i WHERE i.hand_over_id = h.id) c `

// StartHandOver begins to move a person's open work; one runs at a time for each person.
func (s *Store) StartHandOver(ctx context.Context, v access.Viewer, from, to domain.Key, reason string) (HandOver, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 1000 {
		return HandOver{}, domain.RefuseField("reason", "Say why, in at most 1,000 characters: it stands at each act.", "请填写原因（不超过 1000 个字符），将记入每次操作。")
	}
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		user, receiver, err := receiverOf(ctx, tx, from, to)
		if err != nil {
			return err
		}
		var busy bool
		if err := tx.GetContext(ctx, &busy, `SELECT EXISTS (SELECT FROM hand_overs WHERE user_id = $1 AND finished_at IS NULL)`, user); err != nil {
			return err
		}
		if busy {
			return domain.Refuse(domain.Conflict, "This person's work is being handed over already; wait until that has finished.", "此人员的工作正在交接，请等待完成。")
		}
		err = tx.GetContext(ctx, &id, `INSERT INTO hand_overs (user_id, to_id, reason, asked_by, impersonator_id) VALUES ($1, $2, $3, $4, NULLIF($5::bigint, 0)) RETURNING id`,
			user, receiver, reason, v.UserID, v.ImpersonatorID)
		if err != nil {
			return err
		}
		listed, err := listOpenWork(ctx, tx, id, user)
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(user), Viewer: v, Verb: "hand_over", Why: reason,
			Changes: map[string][2]any{"to": {nil, receiver}, "hand_over": {nil, id}, "items": {nil, listed}}})
	})
	if err != nil {
		return HandOver{}, convert(err)
	}
	return s.HandOver(ctx, id)
}

// receiverOf answers whose work goes to whom, locking the one who leaves.
func receiverOf(ctx context.Context, tx *sqlx.Tx, from, to domain.Key) (user, receiver int64, err error) {
	row, err := people.lock(ctx, tx, from)
	if err != nil {
		return 0, 0, err
	}
	if user, err = row.id(); err != nil {
		return 0, 0, err
	}
	who, err := people.find(ctx, tx, "to", to)
	if err != nil {
		return 0, 0, err
	}
	var active bool
	if who != nil {
		if err := tx.GetContext(ctx, &active, `SELECT disabled_at IS NULL FROM users WHERE id = $1`, *who); err != nil {
			return 0, 0, err
		}
	}
	if !active || *who == user {
		return 0, 0, domain.RefuseField("to", "Name somebody else who is active.", "请指定另一位在职人员。")
	}
	return user, *who, nil
}

// listOpenWork notes what of a person's open work a hand-over does not list yet, and answers how much that was.
func listOpenWork(ctx context.Context, tx *sqlx.Tx, id, user int64) (int64, error) {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO hand_over_items (hand_over_id, n, record_id, plan_item)
		SELECT $2, (SELECT COALESCE(max(n), 0) FROM hand_over_items WHERE hand_over_id = $2) + row_number() OVER (ORDER BY x.record_id, x.plan_item NULLS FIRST), x.record_id, x.plan_item
		FROM (`+openWorkSQL+`) x
		WHERE NOT EXISTS (SELECT FROM hand_over_items i WHERE i.hand_over_id = $2 AND i.record_id = x.record_id AND i.plan_item IS NOT DISTINCT FROM x.plan_item)`, user, id)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// HandOver answers one hand-over and how far it is.
func (s *Store) HandOver(ctx context.Context, id int64) (HandOver, error) {
	var h HandOver
	err := s.DB.GetContext(ctx, &h, selectHandOvers+`WHERE h.id = $1`, id)
	return h, convert(err)
}

// HandOverItems answers what became of each piece of work, in order from after on; stuck: only of those that could not be moved.
func (s *Store) HandOverItems(ctx context.Context, id int64, stuck bool, after, limit int) ([]HandOverItem, error) {
	items := []HandOverItem{}
	err := s.DB.SelectContext(ctx, &items, `
		SELECT i.n, r.number, r.title, i.plan_item, i.done_at, i.moved, i.why_en, i.why_zh FROM hand_over_items i JOIN records r ON r.id = i.record_id
		WHERE i.hand_over_id = $1 AND i.n > $2 AND (NOT $3 OR i.done_at IS NOT NULL AND NOT i.moved) ORDER BY i.n LIMIT $4`, id, after, stuck, limit)
	for i := range items {
		items[i].Said = domain.Text{En: items[i].WhyEn, Zh: items[i].WhyZh}
	}
	return items, convert(err)
}
