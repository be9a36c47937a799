package store

import (
	"context"
	"encoding/json"
	"time"

	"steward/domain/access"
)

// Event is one line of a record's timeline: an act of a person, or what fell due by itself (no actor).
type Event struct {
	ID           int64           `db:"id" json:"id"`
	At           time.Time       `db:"at" json:"at"`
	Actor        *Ref            `db:"actor" json:"actor"`
	Impersonator *Ref            `db:"impersonator" json:"impersonator" doc:"the administrator who acted in the actor's name"`
	Verb         string          `db:"verb" json:"verb"`
	Changes      json.RawMessage `db:"changes" json:"-"`
	Comment      string          `db:"comment" json:"comment" doc:"what was said with an act on a plan; of an incident's only to the desk. Other words stand in the conversation"`
	Named        Changes         `db:"-" json:"changes" doc:"field: value before, value after; references by name"`
	Form         []FormChange    `db:"-" json:"form" nullable:"false" doc:"what it changed of the record's form, as far as the viewer may read that"`
}

// Changes is field: before, after.
type Changes map[string][2]any

// Message is one message of a record's conversation.
type Message struct {
	ID          int64          `db:"id" json:"id"`
	At          time.Time      `db:"at" json:"at"`
	Author      *Ref           `db:"author" json:"author"`
	Verb        string         `db:"verb" json:"verb" doc:"the act that it was said with: reply, note, hold, reject, …"`
	Internal    bool           `db:"internal" json:"internal"`
	Body        string         `db:"body" json:"body" doc:"Markdown"`
	BodyHTML    string         `db:"-" json:"body_html" doc:"the body as safe HTML"`
	FromDesk    bool           `db:"from_desk" json:"from_desk" doc:"written by the desk's side"`
	Attachments attachmentRows `db:"attachments" json:"attachments" nullable:"false"`
}

// MessageFile is an attachment as its message names it.
type MessageFile struct {
	ID        int64  `json:"id"`
	UUID      string `json:"uuid"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
}

type attachmentRows []MessageFile

// Scan reads a JSON array; null is the empty list.
func (a *attachmentRows) Scan(src any) error {
	*a = attachmentRows{}
	return scanJSON(src, a)
}

// Work is one line of a record's work log.
type Work struct {
	ID       int64     `db:"id" json:"id"`
	At       time.Time `db:"at" json:"at"`
	User     *Ref      `db:"person" json:"user"`
	Minutes  int       `db:"minutes" json:"minutes"`
	Note     string    `db:"note" json:"note"`
	Internal bool      `db:"internal" json:"internal"`
}

// HistoryPage bounds what a page shows of one record at once; older lines come by cursor (the id before which to read).
const HistoryPage = 200

// changesSQL are the changes of an act a; a line of a clock says which.
const changesSQL = `CASE WHEN a.verb IN ('level_warned', 'level_breached', 'level_reached')
	THEN (a.outcome->'changes') || jsonb_build_object('clock', jsonb_build_array(NULL, a.body->'clock'), 'line', jsonb_build_array(NULL, a.body->'line'))
	ELSE a.outcome->'changes' END`

// saidSQL are the words of an act a on the plan of a record r: they are no message of its conversation.
const saidSQL = `CASE WHEN ($3 OR r.kind IN ('approval', 'document')) AND a.verb <> 'log_work' AND NOT EXISTS (SELECT FROM messages m WHERE m.record_id = a.record_id AND m.act_id = a.id)
	THEN COALESCE(a.body->>'comment', '') ELSE '' END`

// Timeline answers the acts of a record, newest first, before the given act id (0: from the newest). What only the desk may
// read is left out for others.
func (s *Store) Timeline(ctx context.Context, v access.Viewer, number string, before int64) ([]Event, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	es := []Event{}
	err = s.DB.SelectContext(ctx, &es, `
		SELECT a.id, a.at, a.verb, `+changesSQL+` AS changes, `+saidSQL+` AS comment, `+personSQL("u")+` AS actor, `+personSQL("m")+` AS impersonator
		FROM acts a JOIN records r ON r.id = a.record_id LEFT JOIN users u ON u.id = a.actor_id LEFT JOIN users m ON m.id = a.impersonator_id AND $3
		WHERE a.record_id = $1 AND ($2 = 0 OR a.id < $2) AND ($3 OR a.verb NOT IN ('note', 'log_work', 'restart_process', 'link', 'unlink', 'reminder_handle', 'level_warned', 'level_breached', 'level_reached', 'escalation_reminder')
			AND NOT (a.verb = 'attach' AND EXISTS (SELECT FROM attachments f WHERE f.act_id = a.id AND f.internal)))
		ORDER BY a.id DESC LIMIT $4`, id, before, v.Desk(), HistoryPage)
	if err != nil {
		return nil, convert(err)
	}
	if err := s.nameChanges(ctx, v, es); err != nil {
		return nil, err
	}
	return es, convert(s.sayFormChanges(ctx, v, id, es))
}

// Messages answers the conversation of a record in its order: the last HistoryPage messages, before the given id if not 0.
func (s *Store) Messages(ctx context.Context, v access.Viewer, number string, before int64) ([]Message, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	ms := []Message{}
	err = s.DB.SelectContext(ctx, &ms, `
		SELECT * FROM (
			SELECT m.id, m.created_at AS at, m.internal, m.body, COALESCE(a.verb, '') AS verb, `+personSQL("u")+` AS author,
				u.id IS DISTINCT FROM r.requester_id AND u.customer_id IS NULL AS from_desk,
				(SELECT json_agg(json_build_object('id', f.id, 'uuid', f.uuid, 'name', f.name, 'media_type', f.media_type, 'size', f.size) ORDER BY f.id)
					FROM attachments f WHERE f.message_id = m.id AND ($3 OR NOT f.internal)) AS attachments
			FROM messages m JOIN records r ON r.id = m.record_id LEFT JOIN users u ON u.id = m.author_id LEFT JOIN acts a ON a.id = m.act_id
			WHERE m.record_id = $1 AND ($2 = 0 OR m.id < $2) AND ($3 OR NOT m.internal) ORDER BY m.id DESC LIMIT $4) x
		ORDER BY id`, id, before, v.Desk(), HistoryPage)
	return ms, convert(err)
}

// WorkLog answers the work log of a record, newest first; what is internal only to the desk.
func (s *Store) WorkLog(ctx context.Context, v access.Viewer, number string) ([]Work, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	ws := []Work{}
	err = s.DB.SelectContext(ctx, &ws, `
		SELECT w.id, w.created_at AS at, w.minutes, w.note, w.internal, `+personSQL("u")+` AS person
		FROM work_log w JOIN users u ON u.id = w.user_id WHERE w.record_id = $1 AND ($2 OR NOT w.internal) ORDER BY w.id DESC LIMIT $3`,
		id, v.Desk(), HistoryPage)
	return ws, convert(err)
}
