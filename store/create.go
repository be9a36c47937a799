package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/domain/search"
)

// NewIncident is an incident to be recorded. State carries kind, impact, urgency, ids and, for the desk, how far it is.
type NewIncident struct {
	Viewer       access.Viewer
	Key          string
	BodyHash     []byte
	Body         any
	Title        string
	Description  string
	Channel      string
	SerialNumber string
	Keys         IncidentKeys // group, assignee, queue, category and service, as the input names them
	Requester    domain.Key   // empty: the viewer
	Place        domain.Key
	State        incident.State // kind, impact, urgency and, from the desk, status, hold reason and resolution
	Form         form.Given     // what the service asks for, by field

	Draft string // the viewer's draft that it was written in, whose files come with it; empty: none

	placeID        int64
	held           *heldDraft
	began          *beganForm
	ExternalSource string
	ExternalRef    string
	Comment        string
}

const incidentWorkflow = "Incident"

type birth struct {
	ID           int64     `db:"id"` // taken before the row is there: the first row of its audit chain names it
	Number       string    `db:"number"`
	Now          time.Time `db:"now"`
	CustomerID   int64     `db:"customer_id"`
	UnitID       int64     `db:"unit_id"`
	Disabled     bool      `db:"disabled"`
	ServiceQueue int64     `db:"service_queue"`
	ServiceForm  int64     `db:"service_form"`
	rulesRow
}

// CreateIncident records an incident and answers its number. A repeat of the same key and body answers the number of the
// first; another body under the same key is refused.
func (s *Store) CreateIncident(ctx context.Context, in NewIncident) (string, error) {
	if number, err := s.created(ctx, in); number != "" || err != nil {
		return number, err
	}
	if err := in.resolve(ctx, s.DB); err != nil {
		return "", convert(err)
	}
	var l *locked
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		l, err = createIncident(ctx, tx, in)
		return err
	})
	if domain.CodeOf(err) == domain.Conflict && in.Key != "" { // the same request at the same time
		if number, err := s.created(ctx, in); number != "" || err != nil {
			return number, err
		}
	}
	if err != nil {
		return "", err
	}
	s.changed(l.changed)
	return l.row.Number, nil
}

// resolve finds what the input's keys name.
func (in *NewIncident) resolve(ctx context.Context, q sqlx.QueryerContext) error {
	var a incident.Act
	if err := in.Keys.into(ctx, q, &a); err != nil {
		return err
	}
	for _, f := range []struct{ to, from *int64 }{{&in.State.GroupID, a.GroupID}, {&in.State.AssigneeID, a.AssigneeID},
		{&in.State.QueueID, a.QueueID}, {&in.State.CategoryID, a.CategoryID}, {&in.State.ServiceID, a.ServiceID}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	var err error
	if in.State.RequesterID, err = people.id(ctx, q, "requester", in.Requester); err != nil {
		return err
	}
	if in.State.RequesterID == 0 {
		in.State.RequesterID = in.Viewer.UserID
	}
	in.placeID, err = placeFor(ctx, q, in.Viewer, in.Place)
	return err
}

// created answers the number of the incident that the viewer created under the same key, if any.
func (s *Store) created(ctx context.Context, in NewIncident) (string, error) {
	if in.Key == "" {
		return "", nil
	}
	var done struct {
		Number string `db:"number"`
		Hash   []byte `db:"body_hash"`
	}
	err := s.DB.GetContext(ctx, &done, `
		SELECT r.number, a.body_hash FROM acts a JOIN records r ON r.id = a.record_id WHERE a.actor_id = $1 AND a.key = $2 AND a.verb = 'create'`,
		in.Viewer.UserID, in.Key)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", convert(err)
	}
	return done.Number, sameBody(done.Hash, in.BodyHash)
}

func createIncident(ctx context.Context, tx *sqlx.Tx, in NewIncident) (*locked, error) {
	var err error
	if in.held, err = takeDraft(ctx, tx, in.Viewer, in.Draft, 0, DraftIncident); err != nil {
		return nil, err
	}
	b, err := readBirth(ctx, tx, in.State)
	if err == nil && b.Disabled {
		err = errRequester
	}
	if err != nil {
		return nil, err
	}
	rules, err := b.rules(ctx, tx)
	if err != nil {
		return nil, err
	}
	in.State.QueueID = cmp.Or(in.State.QueueID, b.ServiceQueue, b.DefaultQueueID)
	o, refusal := incident.Begin(in.State, in.Viewer.UserID, rules, b.Now)
	if refusal != nil {
		return nil, refusal
	}
	if in.began, err = beginForm(ctx, tx, in.Viewer, KindIncident, b.ServiceForm, in.State.RequesterID, in.Form, b.Now); err != nil {
		return nil, err
	}
	return insertIncident(ctx, tx, in, b, o)
}

var errRequester = domain.RefuseField("requester", "Name somebody who exists and is not disabled.", "请指定存在且未停用的提单人。")

// readBirth takes a number and reads what a new incident of this requester and service needs.
func readBirth(ctx context.Context, tx *sqlx.Tx, s incident.State) (b birth, err error) {
	err = tx.GetContext(ctx, &b, `
		SELECT nextval('records_id_seq') AS id, 'INC-' || lpad(n.next, greatest(6, length(n.next)), '0') AS number, steward_now() AS now,
			COALESCE(u.customer_id, 0) AS customer_id, COALESCE(u.unit_id, 0) AS unit_id, u.disabled_at IS NOT NULL AS disabled,
			COALESCE((SELECT queue_id FROM services WHERE id = $2), 0) AS service_queue,
			COALESCE((SELECT form_id FROM services WHERE id = $2), 0) AS service_form, `+rulesColumns("$2")+`
		FROM users u CROSS JOIN desk_settings d CROSS JOIN (SELECT nextval('incident_numbers')::text AS next) n WHERE u.id = $1`, s.RequesterID, s.ServiceID)
	if errors.Is(err, sql.ErrNoRows) {
		err = errRequester
	}
	return b, err
}

func insertIncident(ctx context.Context, tx *sqlx.Tx, in NewIncident, b birth, o incident.Outcome) (*locked, error) {
	l, f, err := beginIncident(ctx, tx, in, b, o.State)
	if err != nil {
		return nil, err
	}
	if err := in.held.become(ctx, tx, l.row.ID, f.actID, nil, false, l.now); err != nil {
		return nil, err
	}
	if err := l.checkPeople(ctx, incident.State{}, o.State); err != nil {
		return nil, err
	}
	if err := l.syncItems(ctx); err != nil {
		return nil, err
	}
	if err := l.tell(ctx, in.Viewer, o.Tells); err != nil {
		return nil, err
	}
	if err := l.tick(ctx, incident.State{}, o.State, incident.Nobody, l.now); err != nil {
		return nil, err
	}
	if err := l.saveClocks(ctx); err != nil {
		return nil, err
	}
	l.changed.Records, l.changed.Wake, l.changed.Drafts = []int64{l.row.ID}, true, in.held.gone()
	return l, insertWake(ctx, tx, l.row.ID, wake{incident.Signal(incident.Create), f.actID, f.verb, in.Viewer.Login, nil})
}

// beginIncident writes the record in its first state with its process, its first act and the first row of its chain, at b.Now.
func beginIncident(ctx context.Context, tx *sqlx.Tx, in NewIncident, b birth, s incident.State) (*locked, fact, error) {
	l := &locked{tx: tx, now: b.Now}
	l.row.RecordKind = KindIncident
	l.row.ID, l.row.CreatedAt, l.row.UnitID, l.row.Channel, l.row.rulesRow = b.ID, b.Now, b.UnitID, in.Channel, b.rulesRow
	l.was.ServiceID = s.ServiceID // whose calendar is in the rules
	l.row.Number, l.row.Title, l.row.CustomerID, l.row.UpdatedAt, l.row.AuditHead = b.Number, in.Title, b.CustomerID, b.Now, []byte{}
	l.row.State, l.row.Epoch, l.row.Shape = s, 1, process.Shape
	f := fact{viewer: in.Viewer, verb: string(incident.Create), key: in.Key, hash: in.BodyHash, body: in.Body, at: b.Now, why: in.Comment}
	changes := diff(incident.State{}, s)
	changes["title"], changes["description"] = [2]any{"", in.Title}, [2]any{"", in.Description}
	changes["requester"] = [2]any{0, s.RequesterID}
	in.held.note(changes)
	in.began.told(changes)
	if err := l.chain(ctx, &f, changes, nil, s); err != nil {
		return nil, f, err
	}
	if err := l.insertRecord(ctx, in, b); err != nil {
		return nil, f, err
	}
	if err := in.began.insert(ctx, tx, l.row.ID); err != nil {
		return nil, f, err
	}
	err := l.insertAct(ctx, &f, mustJSON(orEmpty(in.Body)), mustJSON(map[string]any{"state": s.Status, "changes": changes}))
	return l, f, err
}

func (l *locked) insertRecord(ctx context.Context, in NewIncident, b birth) error {
	s := l.row.State
	text := searchText(l.row.Number, in.Title, in.Description, in.SerialNumber, in.ExternalRef)
	return l.tx.GetContext(ctx, &l.row.ID, `
		WITH r AS (
			INSERT INTO records (id, number, kind, title, state, priority, requester_id, customer_id, unit_id, queue_id, group_id, assignee_id,
				created_by, created_at, updated_at, audit_head, audit_seq, external_source, external_ref)
			OVERRIDING SYSTEM VALUE VALUES ($35, $1, 'incident', $2, $3, $4, $5, NULLIF($6::bigint, 0), NULLIF($7::bigint, 0), NULLIF($8::bigint, 0), NULLIF($9::bigint, 0),
				NULLIF($10::bigint, 0), $11, $12, $12, $13, 1, $14, $15) RETURNING id),
		i AS (
			INSERT INTO incidents (record_id, kind, description, channel, impact, urgency, category_id, service_id, place_id, serial_number, hold_reason,
				resolution_code, resolution_text, resolved_at, resolved_by, accept_by, remind_at)
			SELECT id, $16, $17, $18, $19, $20, NULLIF($21::bigint, 0), NULLIF($22::bigint, 0), NULLIF($23::bigint, 0), $24, $25, $26, $27, $28,
				NULLIF($29::bigint, 0), $30, $31 FROM r),
		p AS (INSERT INTO processes (record_id, workflow, shape) SELECT id, $32, $36 FROM r),
		t AS (INSERT INTO record_search (record_id, text, grams) SELECT id, $33, $34 FROM r)
		SELECT id FROM r`,
		l.row.Number, in.Title, s.Status, s.Priority, s.RequesterID, l.row.CustomerID, b.UnitID, s.QueueID, s.GroupID, s.AssigneeID,
		in.Viewer.UserID, b.Now, l.row.AuditHead, nullString(in.ExternalSource), nullString(in.ExternalRef),
		s.Kind, in.Description, in.Channel, s.Impact, s.Urgency, s.CategoryID, s.ServiceID, in.placeID, in.SerialNumber, nullString(s.HoldReason),
		s.ResolutionCode, s.ResolutionText, s.ResolvedAt, s.ResolvedBy, s.AcceptBy, s.RemindAt,
		incidentWorkflow, text, pq.Array(search.Index(l.row.ID, text)), l.row.ID, l.row.Shape)
}

// searchText is what a record is found by: public words only, so that a search tells nobody what notes say.
func searchText(parts ...string) string { return search.Fold(strings.Join(parts, "\n")) }

// indexText makes parts and what its form says the words by which a record is found.
func indexText(ctx context.Context, tx *sqlx.Tx, recordID int64, parts ...string) error {
	words, err := formWords(ctx, tx, recordID)
	if err != nil {
		return err
	}
	text := searchText(append(parts, words...)...)
	_, err = tx.ExecContext(ctx, `UPDATE record_search SET text = $2, grams = $3 WHERE record_id = $1`, recordID, text, pq.Array(search.Index(recordID, text)))
	return err
}
