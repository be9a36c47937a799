package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

// FillRecordForm fills in a record's form if its revision still is the one that the caller has seen; ErrStale if not.
func (s *Store) FillRecordForm(ctx context.Context, v access.Viewer, number string, revision int, given form.Given) error {
	return s.onRecord(ctx, number, ledgerKey{ActorID: v.UserID}, func(l *locked) error {
		if !access.May(v, l.facts()) {
			return ErrNone
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if l.row.Revision != revision {
			return ErrStale
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		changes, err := l.fillForm(ctx, v, given)
		if err != nil || len(changes) == 0 {
			return err
		}
		f := fact{viewer: v, verb: "fill_in", at: l.now, told: changes, body: json.RawMessage(`{}`)}
		if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
			return err
		}
		return l.save(ctx)
	})
}

// form answers the form of the locked record as it stands in this transaction; nil where it has none.
func (l *locked) form(ctx context.Context) (*recordForm, error) {
	f, err := readRecordForm(ctx, l.tx, l.row.ID)
	if err != nil || f == nil {
		return nil, err
	}
	if err := l.loadPlan(); err != nil {
		return nil, err
	}
	f.State, f.HoldReason, f.Now = l.row.Status, l.row.HoldReason, l.now
	if l.plan != nil {
		f.plan = &l.plan.state
	}
	return f, nil
}

// fillForm fills in the form of the locked record and answers what changed, by form.id, for the act that the caller records. What is required of the
// viewer now must be there afterwards, also where nothing is given.
func (l *locked) fillForm(ctx context.Context, v access.Viewer, given form.Given) (map[string][2]any, error) {
	f, err := l.form(ctx)
	if err != nil {
		return nil, err
	}
	if f == nil {
		if len(given) > 0 {
			return nil, errNoForm
		}
		return nil, nil
	}
	standing, err := f.standing(ctx, l.tx, v)
	if err != nil {
		return nil, err
	}
	w := f.world(ctx, l.tx, v)
	values, changes, refusal := f.definition.Fill(f.values, given, w.filler(standing, l.now))
	if w.err != nil {
		return nil, w.err
	}
	if refusal != nil {
		return nil, refusal
	}
	if len(changes) == 0 {
		return nil, nil
	}
	if _, err := l.tx.ExecContext(ctx, `UPDATE record_forms f SET values = $2 WHERE f.record_id = $1`, l.row.ID, mustJSON(values)); err != nil {
		return nil, err
	}
	return changesOfForm(changes), reindex(ctx, l.tx, l.row.ID)
}

// changesOfForm names the changes as the audit trail and the timeline keep them.
func changesOfForm(changes []form.Change) map[string][2]any {
	out := map[string][2]any{}
	for _, c := range changes {
		out[formPrefix+c.Field] = [2]any{c.Before, c.After}
	}
	return out
}

// formPrefix begins the names of a form's fields among a record's changes.
const formPrefix = "form."

// beganForm is the form of a record that is about to be created.
type beganForm struct {
	id, version int64
	values      form.Values
	changes     map[string][2]any
}

// beginForm fills in a published form for a record that is about to be created by the viewer for a requester. Where no form is asked for
// (id 0), or it is not in use, it answers nil, and refuses values.
func beginForm(ctx context.Context, tx *sqlx.Tx, v access.Viewer, kind string, id, requester int64, given form.Given, now time.Time) (*beganForm, error) {
	b, d, err := formInUse(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if b == nil {
		if len(given) > 0 {
			return nil, domain.RefuseField("form", "Nothing is to be filled in here; leave the form out.", "此处没有需要填写的表单，请去掉表单内容。")
		}
		return nil, nil
	}
	w := &formWorld{ctx: ctx, q: tx, viewer: v, requester: requester}
	values, changes, refusal := d.Fill(nil, given, w.filler(beginner(v, kind), now))
	if w.err != nil {
		return nil, w.err
	}
	if refusal != nil {
		return nil, refusal
	}
	b.values, b.changes = values, changesOfForm(changes)
	return b, nil
}

// tryForm is beginForm for a record that does not stay: what is missing or wrong is left out.
func tryForm(ctx context.Context, tx *sqlx.Tx, v access.Viewer, kind string, id, requester int64, given form.Given, now time.Time) (*beganForm, error) {
	b, d, err := formInUse(ctx, tx, id)
	if err != nil || b == nil {
		return nil, err
	}
	w := &formWorld{ctx: ctx, q: tx, viewer: v, requester: requester}
	b.values = d.Try(nil, given, w.filler(beginner(v, kind), now)).Values
	return b, w.err
}

// beginner is the standing of whoever creates a record: the desk fills in for the requester what the requester would, and what is its own.
func beginner(v access.Viewer, kind string) form.Standing {
	s := form.Standing{Now: []string{form.Start}, All: v.SeesAll()}
	if kind == KindIncident && v.Has(access.Agent, access.Technician, access.Manager, access.Admin) {
		s.Now = append(s.Now, form.Desk)
	}
	return s
}

// formInUse answers the version of a form with which records begin; nil where it is not published or disabled.
func formInUse(ctx context.Context, q sqlx.QueryerContext, id int64) (*beganForm, form.Definition, error) {
	var row struct {
		Version int64  `db:"version"`
		Raw     []byte `db:"definition"`
	}
	err := sqlx.GetContext(ctx, q, &row, `
		SELECT v.version, v.definition FROM forms x JOIN form_versions v ON v.form_id = x.id AND v.version = x.version WHERE x.id = $1 AND x.enabled`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, form.Definition{}, nil
	}
	if err != nil {
		return nil, form.Definition{}, err
	}
	var d form.Definition
	return &beganForm{id: id, version: row.Version}, d, json.Unmarshal(row.Raw, &d)
}

// insert writes the form of a record that is there by now.
func (b *beganForm) insert(ctx context.Context, tx *sqlx.Tx, recordID int64) error {
	if b == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO record_forms (record_id, form_id, form_version, values) VALUES ($1, $2, $3, $4)`, recordID, b.id, b.version, mustJSON(b.values))
	if err != nil {
		return err
	}
	return reindex(ctx, tx, recordID)
}

// told adds the form's changes to those of the creation.
func (b *beganForm) told(changes map[string][2]any) {
	if b != nil {
		maps.Copy(changes, b.changes)
	}
}

// formOfAct fills in what an act gives of the record's form, and answers what changed; an act by which somebody is done with their part is refused while
// something that they have to fill in is empty.
func (l *locked) formOfAct(ctx context.Context, in ActInput, done bool) (map[string][2]any, error) {
	if len(in.Form) > 0 {
		return l.fillForm(ctx, in.Viewer, in.Form)
	}
	if !done {
		return nil, nil
	}
	f, err := l.form(ctx)
	if err != nil || f == nil {
		return nil, err
	}
	standing, err := f.standing(ctx, l.tx, in.Viewer)
	if err != nil {
		return nil, err
	}
	w := f.world(ctx, l.tx, in.Viewer)
	refusal := f.definition.Missing(f.values, w.filler(standing, l.now))
	if w.err != nil {
		return nil, w.err
	}
	if refusal != nil {
		return nil, refusal
	}
	return nil, nil
}
