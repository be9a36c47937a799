package store

import (
	"context"
	"encoding/json"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

// BlankForm answers a published form as it looks to somebody who begins with it, after filling in what is given; it writes nothing. Requester names for whom
// the desk fills it in; empty: the viewer.
func (s *Store) BlankForm(ctx context.Context, v access.Viewer, k, requester domain.Key, given form.Given) (*FormView, error) {
	var row struct {
		ID int64 `db:"id"`
		recordForm
		Offered bool `db:"offered"`
		Typed   bool `db:"typed"`
	}
	var a arguments
	err := s.DB.GetContext(ctx, &row, `
		SELECT x.id, `+refSQL("x")+` AS form, v.version AS form_version, v.definition, steward_now() AS now, EXISTS (SELECT FROM services s WHERE s.form_id = x.id) AS offered,
			EXISTS (SELECT FROM document_types d WHERE d.form_id = x.id AND d.enabled) AS typed
		FROM forms x JOIN form_versions v ON v.form_id = x.id AND v.version = x.version WHERE x.enabled AND `+forms.is(k, &a), a...)
	if err != nil {
		return nil, convert(err)
	}
	if !row.Offered && (!row.Typed || v.CustomerID != 0) && !v.SeesAll() {
		return nil, ErrNone
	}
	f := row.recordForm
	if err := json.Unmarshal(f.Raw, &f.definition); err != nil {
		return nil, err
	}
	f.Requester = v.UserID
	if !requester.Empty() && v.Desk() {
		if f.Requester, err = people.id(ctx, s.DB, "requester", requester); err != nil {
			return nil, convert(err)
		}
	}
	kind := KindIncident
	if row.Typed && !row.Offered {
		kind = KindDocument
	}
	w := f.world(ctx, s.DB, v)
	tried := f.definition.Try(nil, given, w.filler(beginner(v, kind), f.Now))
	if w.err != nil {
		return nil, convert(w.err)
	}
	view, err := f.view(ctx, s.DB, tried)
	return view, convert(err)
}

// PreviewForm answers a draft, or the definition that is given in its place, as it looks to somebody at a step after filling in what is given.
func (s *Store) PreviewForm(ctx context.Context, v access.Viewer, k domain.Key, in FormPreviewInput) (*FormView, error) {
	f, err := s.Form(ctx, v, k)
	if err != nil {
		return nil, err
	}
	now, err := s.Now(ctx)
	if err != nil {
		return nil, err
	}
	d := form.Definition(*f.Draft)
	replace(&d, in.Definition)
	shown := recordForm{Form: &Ref{ID: f.ID, Code: f.Code, Name: f.Name, NameEn: f.NameEn}, Version: f.Version, Requester: v.UserID, Now: now, definition: d}
	w := shown.world(ctx, s.DB, v)
	filled := d.Try(nil, in.Values, w.filler(form.Standing{All: true, Now: append([]string{form.Start, form.Desk}, d.Steps()...)}, now))
	seen := d.Show(filled.Values, standingAt(in.Step), w)
	seen.Faults = filled.Faults
	if w.err != nil {
		return nil, convert(w.err)
	}
	view, err := shown.view(ctx, s.DB, seen)
	return view, convert(err)
}

// standingAt is the standing of somebody at one step only.
func standingAt(step string) form.Standing {
	if step == form.Others {
		return form.Standing{}
	}
	return form.Standing{Now: []string{step}}
}

// FormPreviewInput asks how a draft would look.
type FormPreviewInput struct {
	Step       string           `json:"step" maxLength:"40" doc:"to whom: start, desk, others, or a step of a plan"`
	Values     form.Given       `json:"values,omitempty" doc:"what is filled in so far"`
	Definition *form.Definition `json:"definition,omitempty" doc:"in place of the saved draft"`
}
