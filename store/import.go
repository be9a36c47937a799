package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/incident"
)

// History is the whole past of an incident with its own times, as another system or a demonstration tells it.
type History struct {
	Source, Ref  string // whence it comes: the same is imported only once. Both empty: it is never recognised
	Title        string
	Description  string
	Channel      string
	SerialNumber string
	PlaceID      int64
	OpenedAt     time.Time // when it was raised, if that was before it was recorded
	BeganAt      time.Time // when it was recorded
	BeganBy      int64
	Begin        incident.State // as it was recorded, with its requester
	Facts        []PastFact
	Form         form.Given // what was filled in with it, where its service asks for something
}

// PastFact is one act of a history. With PlaceID it is a change of the place, and Act only says by whom.
type PastFact struct {
	incident.Past
	PlaceID  *int64
	OnBehalf string // login of the requester's side for whom the desk acted
	Internal bool   // of a line of the work log
}

// Import writes the incident with its history in one transaction: ledger, conversation and audit chain at the times of the
// history, without notices, and its process standing where the history leaves it. What is still open has its windows from
// now on; what was over by now has no process. It answers the number, and false if the incident was there already.
func (s *Store) Import(ctx context.Context, h History) (number string, added bool, err error) {
	if number, err = s.imported(ctx, h); number != "" || err != nil {
		return number, false, err
	}
	var l *locked
	err = s.Tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		l, err = importIncident(ctx, tx, h)
		return err
	})
	if domain.CodeOf(err) == domain.Conflict { // somebody else imports it at the same time
		if number, there := s.imported(ctx, h); number != "" || there != nil {
			return number, false, there
		}
	}
	if err != nil {
		return "", false, err
	}
	s.changed(l.changed)
	return l.row.Number, true, nil
}

func (s *Store) imported(ctx context.Context, h History) (number string, err error) {
	err = s.DB.GetContext(ctx, &number, `SELECT number FROM records WHERE external_source = $1 AND external_ref = $2`, h.Source, h.Ref)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return number, convert(err)
}

// Imported answers which of these references of a source have been imported.
func (s *Store) Imported(ctx context.Context, source string, refs []string) (map[string]bool, error) {
	var found []string
	err := s.DB.SelectContext(ctx, &found, `SELECT external_ref FROM records WHERE external_source = $1 AND external_ref = ANY ($2)`, source, pq.Array(refs))
	there := make(map[string]bool, len(found))
	for _, ref := range found {
		there[ref] = true
	}
	return there, convert(err)
}

// Kinds of things in the directory that IDs finds: people by login, the others by code.
const (
	KindPeople     = "users"
	KindGroups     = "groups"
	KindPlaces     = "places"
	KindCategories = "categories"
	KindQueues     = "queues"
)

// IDs answers the ids of those of the logins or codes that exist.
func (s *Store) IDs(ctx context.Context, kind string, codes []string) (map[string]int64, error) {
	column, known := map[string]string{KindPeople: "login", KindGroups: "code", KindPlaces: "code", KindCategories: "code", KindQueues: "code"}[kind]
	if !known {
		return nil, fmt.Errorf("store: no directory of %q", kind)
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Code string `db:"code"`
	}
	err := s.DB.SelectContext(ctx, &rows, `SELECT id, `+column+` AS code FROM `+kind+` WHERE `+column+` = ANY ($1)`, pq.Array(codes))
	ids := make(map[string]int64, len(rows))
	for _, r := range rows {
		ids[r.Code] = r.ID
	}
	return ids, convert(err)
}

// Rules answers the installation's rules for incidents.
func (s *Store) Rules(ctx context.Context) (incident.Rules, error) { return s.rulesFor(ctx, 0) }

// rulesFor answers the rules for incidents of a service; 0: of none.
func (s *Store) rulesFor(ctx context.Context, serviceID int64) (incident.Rules, error) {
	var r rulesRow
	if err := s.DB.GetContext(ctx, &r, `SELECT `+rulesColumns("$1::bigint")+` FROM desk_settings d`, serviceID); err != nil {
		return incident.Rules{}, convert(err)
	}
	return r.rules(ctx, s.DB)
}

// inMicroseconds answers the history with every instant as the database can keep it.
func (h History) inMicroseconds() History {
	h.OpenedAt, h.BeganAt, h.Facts = inMicroseconds(h.OpenedAt), inMicroseconds(h.BeganAt), slices.Clone(h.Facts)
	for i := range h.Facts {
		h.Facts[i].At = inMicroseconds(h.Facts[i].At)
	}
	return h
}

func importIncident(ctx context.Context, tx *sqlx.Tx, h History) (*locked, error) {
	h = h.inMicroseconds()
	b, err := readBirth(ctx, tx, h.Begin)
	if err != nil {
		return nil, err
	}
	rules, err := b.rules(ctx, tx)
	if err != nil {
		return nil, err
	}
	h.Begin.QueueID = cmp.Or(h.Begin.QueueID, b.ServiceQueue, b.DefaultQueueID)
	moments, refusal := incident.Retell(h.Begin, h.BeganBy, h.BeganAt, h.past(), rules)
	if refusal != nil {
		return nil, refusal
	}
	now := b.Now
	b.Now = h.BeganAt
	viewer := access.Viewer{UserID: h.BeganBy}
	var began *beganForm
	if len(h.Form) > 0 {
		if began, err = beginForm(ctx, tx, viewer, KindIncident, b.ServiceForm, h.Begin.RequesterID, h.Form, h.BeganAt); err != nil {
			return nil, err
		}
	}
	l, _, err := beginIncident(ctx, tx, NewIncident{
		Viewer: viewer, began: began, Title: h.Title, Description: h.Description, Channel: h.Channel, SerialNumber: h.SerialNumber,
		placeID: h.PlaceID, State: moments[0].State, ExternalSource: h.Source, ExternalRef: h.Ref,
	}, b, moments[0].State)
	if err != nil {
		return nil, err
	}
	if !h.OpenedAt.IsZero() && h.OpenedAt.Before(l.row.CreatedAt) {
		l.row.CreatedAt = h.OpenedAt
	}
	if err := l.tick(ctx, incident.State{}, moments[0].State, incident.Nobody, h.BeganAt); err != nil {
		return nil, err
	}
	for i, f := range h.Facts {
		if err := l.retold(ctx, f, moments[i].State, moments[i+1], h.Begin.RequesterID); err != nil {
			return nil, err
		}
	}
	return l, l.arrive(ctx, h, moments, rules, now)
}

// past answers the acts for the rules; a change of the place is none of the incident's verbs.
func (h History) past() []incident.Past {
	ps := make([]incident.Past, len(h.Facts))
	for i, f := range h.Facts {
		f.Act.ByRequester = f.byRequester(h.Begin.RequesterID)
		ps[i] = f.Past
		if f.PlaceID != nil {
			ps[i].Act = incident.Act{}
		}
	}
	return ps
}

func (f PastFact) byRequester(requesterID int64) bool {
	return f.OnBehalf != "" || f.Act.ActorID == requesterID
}

// retold writes one act of the history at its own time.
func (l *locked) retold(ctx context.Context, p PastFact, before incident.State, m incident.Moment, requesterID int64) error {
	a := p.Act
	a.ByRequester = p.byRequester(requesterID)
	l.now, l.row.State = m.At, m.State
	f := fact{viewer: access.Viewer{UserID: a.ActorID}, verb: string(a.Verb), why: a.Comment, at: m.At}
	if p.OnBehalf != "" {
		f.body = map[string]string{"on_behalf": p.OnBehalf}
	}
	if p.PlaceID != nil {
		return l.movedPlace(ctx, &f, *p.PlaceID)
	}
	if err := l.record(ctx, &f, before, m.State); err != nil {
		return err
	}
	if _, _, err := l.words(ctx, a, p.Internal, f.actID); err != nil {
		return err
	}
	return l.tick(ctx, before, m.State, saidBy(a, strings.TrimSpace(a.Comment)), m.At)
}

func (l *locked) movedPlace(ctx context.Context, f *fact, to int64) error {
	var from int64
	err := l.tx.GetContext(ctx, &from, `SELECT COALESCE(place_id, 0) FROM incidents WHERE record_id = $1`, l.row.ID)
	if err != nil {
		return err
	}
	if _, err := l.tx.ExecContext(ctx, `UPDATE incidents SET place_id = NULLIF($2::bigint, 0) WHERE record_id = $1`, l.row.ID, to); err != nil {
		return err
	}
	f.verb, f.extra = "edit", map[string][2]any{"place": {from, to}}
	return l.record(ctx, f, l.row.State, l.row.State)
}

// arrive ends a history at the present: open windows begin, the audit chain says that and when it was imported, and the
// process is put where it stands.
func (l *locked) arrive(ctx context.Context, h History, ms []incident.Moment, r incident.Rules, now time.Time) error {
	last := ms[len(ms)-1]
	l.row.State = incident.FromNow(last.State, r, now)
	f := fact{verb: "import", why: h.Source + " " + h.Ref, at: now}
	if err := l.chain(ctx, &f, diff(last.State, l.row.State), last.State, l.row.State); err != nil {
		return err
	}
	if err := l.quiet(ctx, now); err != nil {
		return err
	}
	l.row.UpdatedAt = last.At
	rounds := incident.Walk(ms, now)
	here := rounds[len(rounds)-1]
	stage := here.Stage
	if here.Verdict == "" {
		l.wakes = append(l.wakes, wake{signal: "Imported", verb: "import"})
	} else {
		stage = ""
	}
	if err := l.save(ctx); err != nil {
		return err
	}
	for _, round := range rounds {
		if err := l.pastRound(ctx, round); err != nil {
			return err
		}
	}
	if _, err := l.tx.ExecContext(ctx, `UPDATE records SET created_at = $2, stage = $3 WHERE id = $1`, l.row.ID, l.row.CreatedAt, stage); err != nil || stage != "" {
		return err
	}
	_, err := l.tx.ExecContext(ctx, `UPDATE processes SET advanced = needs, ended_at = $2 WHERE record_id = $1`, l.row.ID, here.EndedAt)
	return err
}

// quiet makes every line that was crossed before the import history that nobody is told.
func (l *locked) quiet(ctx context.Context, now time.Time) error {
	for i := range l.clocks {
		l.clocks[i].QuietUntil = &now
	}
	l.now = now
	return l.crossLines(ctx)
}

func (l *locked) pastRound(ctx context.Context, r incident.PastRound) error {
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO rounds (record_id, epoch, stage, round, opened_at, verdict, ended_at) VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7)`,
		l.row.ID, l.row.Epoch, r.Stage, r.Round, r.OpenedAt, string(r.Verdict), sql.NullTime{Time: r.EndedAt, Valid: r.Verdict != ""})
	return err
}

// StateCount counts records of one state and reason of a hold.
type StateCount struct {
	State string `db:"state" json:"state"`
	Hold  string `db:"hold_reason" json:"hold_reason"`
	Count int    `db:"count" json:"count"`
}

// ImportedStates counts the records of a source by state.
func (s *Store) ImportedStates(ctx context.Context, source string) ([]StateCount, error) {
	counts := []StateCount{}
	err := s.DB.SelectContext(ctx, &counts, `
		SELECT r.state, COALESCE(i.hold_reason, '') AS hold_reason, count(*) FROM records r JOIN incidents i ON i.record_id = r.id
		WHERE r.external_source = $1 GROUP BY 1, 2`, source)
	return counts, convert(err)
}
