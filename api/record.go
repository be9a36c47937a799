package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/process"
	"steward/store"
	"steward/workflows"
)

func (s *Server) registerRecords() {
	register(s, op(http.MethodGet, "/records/{number}", "get-record", "Read a record, with the acts that you may do now"), onRecord, s.getRecord)
	register(s, op(http.MethodPatch, "/records/{number}", "edit-record", "Change fields that move no process"), onRecord, s.patchRecord)
	register(s, op(http.MethodPost, "/records/{number}/acts", "act-on-record", "Act on a record"), onRecord, s.act)
	register(s, op(http.MethodGet, "/records/{number}/timeline", "list-timeline", "Read what was done, newest first"), onRecord, s.timeline)
	register(s, op(http.MethodPut, "/records/{number}/watching", "watch-record", "Watch a record, or no longer"), onRecord, s.watch)
}

// RecordInput names the record; exported, since huma fills embedded inputs only then.
type RecordInput struct {
	Number string `path:"number" maxLength:"40" doc:"the record's number, such as INC-000045"`
}

// recordAnswer is a record with its revision as ETag.
type recordAnswer struct {
	ETag string `header:"ETag"`
	Body store.Record
}

func (s *Server) getRecord(ctx context.Context, in *RecordInput) (*recordAnswer, error) {
	return s.answerRecord(ctx, in.Number)
}

// answerRecord answers the record as the viewer may see it now.
func (s *Server) answerRecord(ctx context.Context, number string) (*recordAnswer, error) {
	noteRecord(ctx, number)
	v := viewerOf(ctx)
	r, err := s.Store.Record(ctx, v, number)
	if err != nil {
		return nil, err
	}
	r.DescriptionHTML = safeHTML(r.Description)
	for i, w := range r.WaitingOn {
		r.WaitingOn[i].ThenText = process.Then(w.Then).In(languageOf(ctx))
	}
	if v.Desk() {
		r.Temporal = s.temporalLink(workflows.ID(r.Number, r.Epoch))
	}
	return &recordAnswer{ETag: etag(r.Revision), Body: r}, nil
}

// answerDone answers the record after the viewer has changed it, also when that has moved it out of the viewer's sight: it is done.
func (s *Server) answerDone(ctx context.Context, number string) (*recordAnswer, error) {
	a, err := s.answerRecord(ctx, number)
	if !errors.Is(err, store.ErrNone) {
		return a, err
	}
	r, err := s.Store.PartedRecord(ctx, number)
	if err != nil {
		return nil, err
	}
	return &recordAnswer{ETag: etag(r.Revision), Body: r}, nil
}

func (s *Server) temporalLink(id string) *store.TemporalLink {
	l := &store.TemporalLink{WorkflowID: id}
	if s.TemporalUI != "" {
		l.URL = s.TemporalUI + "/namespaces/" + url.PathEscape(s.Namespace) + "/workflows/" + url.PathEscape(id)
	}
	return l
}

// RecordPatch is the body of an edit; what is absent is kept.
type RecordPatch struct {
	Subject      *string    `json:"subject,omitempty" minLength:"1" maxLength:"300"`
	Description  *string    `json:"description,omitempty" maxLength:"50000"`
	SerialNumber *string    `json:"serial_number,omitempty" maxLength:"100"`
	Place        domain.Key `json:"place,omitzero" required:"false"`
	Amount       *float64   `json:"amount,omitempty" minimum:"0" maximum:"9999999999999" doc:"of a request for approval that was returned to its requester; 0: none"`
}

type patchRecordInput struct {
	RecordInput
	Conditional
	Body RecordPatch
}

func (s *Server) patchRecord(ctx context.Context, in *patchRecordInput) (*recordAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Subject, err = subject(b.Subject); err != nil {
		return nil, err
	}
	if b.SerialNumber != nil {
		*b.SerialNumber = strings.TrimSpace(*b.SerialNumber)
	}
	err = s.Store.PatchRecord(ctx, viewerOf(ctx), in.Number, revision,
		store.RecordPatch{Title: b.Subject, Description: b.Description, SerialNumber: b.SerialNumber, Place: b.Place, Amount: b.Amount})
	if err != nil {
		return nil, err
	}
	return s.answerDone(ctx, in.Number)
}

// subject answers a subject without the spaces around it; one of nothing else is refused, none is none.
func subject(given *string) (*string, error) {
	if given == nil {
		return nil, nil
	}
	words := strings.TrimSpace(*given)
	if words == "" {
		return nil, domain.RefuseField("subject", "Say in a few words what it is about.", "请用几个字说明主题。")
	}
	return &words, nil
}

type timelineInput struct {
	RecordInput
	Cursor string `query:"cursor" maxLength:"20" doc:"the previous page's \"next\""`
}

func (s *Server) timeline(ctx context.Context, in *timelineInput) (*body[list[store.Event]], error) {
	before, err := cursorID(in.Cursor)
	if err != nil {
		return nil, err
	}
	noteRecord(ctx, in.Number)
	es, err := s.Store.Timeline(ctx, viewerOf(ctx), in.Number, before)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(es) == store.HistoryPage {
		next = strconv.FormatInt(es[len(es)-1].ID, 10)
	}
	return &body[list[store.Event]]{list[store.Event]{Items: es, Next: next}}, nil
}

// cursorID reads a cursor that is the id before which to read on; 0 from the newest.
func cursorID(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || id < 1 {
		return 0, domain.RefuseField("cursor", "This cursor is of another list; begin again without it.", "此游标不属于该列表，请去掉后重新开始。")
	}
	return id, nil
}

type watchInput struct {
	RecordInput
	Body struct {
		Watching bool `json:"watching"`
	}
}

func (s *Server) watch(ctx context.Context, in *watchInput) (*recordAnswer, error) {
	if err := s.Store.SetWatching(ctx, viewerOf(ctx), in.Number, in.Body.Watching); err != nil {
		return nil, err
	}
	return s.answerDone(ctx, in.Number)
}

// filterKey reads a filter: "me" is the viewer, "none" is nobody, empty does not narrow.
func filterKey(text string, v access.Viewer) domain.Key {
	switch text {
	case "me":
		return domain.ByID(v.UserID)
	case "none":
		return domain.ByID(0)
	}
	return domain.ParseKey(text)
}
