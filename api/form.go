package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/store"
)

// designs read how forms are made: they name fields that are hidden from others.
var designs = Rule{name: "sees all", may: access.Viewer.SeesAll}

func (s *Server) registerForms() {
	registerNoun(s, directoryNoun[store.Form, store.FormInput]{one: "form", many: "forms", read: designs, list: s.Store.Forms, get: s.Store.Form, create: s.Store.CreateForm, update: s.Store.UpdateForm})
	register(s, op(http.MethodPost, "/forms/{id}/publish", "publish-form", "Make the draft the version with which records begin from now on"), admins,
		func(ctx context.Context, in *revisal[publication]) (*body[store.Form], error) {
			return answer(s.Store.PublishForm(ctx, viewerOf(ctx), in.key(), in.Body.Revision))
		})
	register(s, op(http.MethodGet, "/forms/{id}/versions", "list-form-versions", "What was published, the newest first, with how many records use it"), designs,
		func(ctx context.Context, in *Named) (*body[list[store.PublishedForm]], error) {
			vs, err := s.Store.FormVersions(ctx, in.key())
			return answer(list[store.PublishedForm]{Items: vs}, err)
		})
	register(s, op(http.MethodGet, "/forms/{id}/check", "check-form", "What is wrong with the draft"), designs, func(ctx context.Context, in *Named) (*body[list[store.FormProblem]], error) {
		return s.checkForm(ctx, in.key(), nil)
	})
	register(s, op(http.MethodPost, "/forms/{id}/check", "check-form-draft", "What is wrong with a draft that is not saved"), designs,
		func(ctx context.Context, in *revisal[form.Definition]) (*body[list[store.FormProblem]], error) {
			return s.checkForm(ctx, in.key(), &in.Body)
		})
	register(s, op(http.MethodPost, "/forms/{id}/preview", "preview-form", "See how the draft looks to whom, with what is filled in"), designs,
		func(ctx context.Context, in *revisal[store.FormPreviewInput]) (*body[store.FormView], error) {
			return saidForm(ctx)(s.Store.PreviewForm(ctx, viewerOf(ctx), in.key(), in.Body))
		})
	register(s, op(http.MethodGet, "/forms/{id}/blank", "read-blank-form", "A published form as it looks to you when you begin with it"), signedIn,
		func(ctx context.Context, in *Named) (*body[store.FormView], error) {
			return saidForm(ctx)(s.Store.BlankForm(ctx, viewerOf(ctx), in.key(), domain.Key{}, nil))
		})
	register(s, op(http.MethodPost, "/forms/{id}/blank", "try-blank-form", "The same with what you have filled in: which fields are there, and what is wrong; it writes nothing"), signedIn,
		func(ctx context.Context, in *revisal[filledIn]) (*body[store.FormView], error) {
			return saidForm(ctx)(s.Store.BlankForm(ctx, viewerOf(ctx), in.key(), in.Body.Requester, in.Body.Values))
		})
	register(s, op(http.MethodPatch, "/records/{number}/form", "fill-in-form", "Fill in what you may of a record's form"), onRecord, s.fillForm)
	register(s, op(http.MethodPost, "/records/{number}/form", "try-form", "The record's form with what you have filled in: which fields are there, and what is wrong; it writes nothing"), onRecord, s.tryForm)
	register(s, op(http.MethodGet, "/unit-names", "list-unit-names", "Find units by code and name, for whoever works here"), signedIn, s.unitNames)
}

type filledIn struct {
	Requester domain.Key `json:"requester,omitzero" required:"false" doc:"desk: for whom it is filled in"`
	Values    form.Given `json:"values" doc:"by field; null empties one"`
}

func (s *Server) checkForm(ctx context.Context, k domain.Key, given *form.Definition) (*body[list[store.FormProblem]], error) {
	ps, err := s.Store.CheckForm(ctx, viewerOf(ctx), k, given)
	for i := range ps {
		ps[i].Text = ps[i].Said.In(languageOf(ctx))
	}
	return answer(list[store.FormProblem]{Items: ps}, err)
}

// saidForm says what is wrong with a form in the viewer's language.
func saidForm(ctx context.Context) func(*store.FormView, error) (*body[store.FormView], error) {
	return func(v *store.FormView, err error) (*body[store.FormView], error) {
		if err != nil {
			return nil, err
		}
		for i := range v.Faults {
			v.Faults[i].Detail = v.Faults[i].Text.In(languageOf(ctx))
		}
		return &body[store.FormView]{*v}, nil
	}
}

type fillFormInput struct {
	RecordInput
	Conditional
	Body struct {
		Values form.Given `json:"values" doc:"by field; null empties one, what is absent stays"`
	}
}

func (s *Server) fillForm(ctx context.Context, in *fillFormInput) (*recordAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	noteRecord(ctx, in.Number)
	if err := s.Store.FillRecordForm(ctx, viewerOf(ctx), in.Number, revision, in.Body.Values); err != nil {
		return nil, err
	}
	return s.answerDone(ctx, in.Number)
}

type tryFormInput struct {
	RecordInput
	Body struct {
		Values form.Given `json:"values" doc:"by field; null empties one, what is absent stays"`
	}
}

func (s *Server) tryForm(ctx context.Context, in *tryFormInput) (*body[store.FormView], error) {
	noteRecord(ctx, in.Number)
	return saidForm(ctx)(s.Store.TryRecordForm(ctx, viewerOf(ctx), in.Number, in.Body.Values))
}

func (s *Server) unitNames(ctx context.Context, in *DirectoryList) (*body[store.Page[store.Named]], error) {
	return answer(s.Store.UnitNames(ctx, viewerOf(ctx), in.query()))
}
