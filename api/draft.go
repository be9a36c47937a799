package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"steward/domain"
	"steward/store"
)

func (s *Server) registerDrafts() {
	register(s, op(http.MethodGet, "/drafts", "list-drafts", "What you have begun to write, the latest first"), signedIn, s.drafts)
	register(s, op(http.MethodGet, "/drafts/{draft}", "get-draft", "Read one of your drafts"), signedIn, s.draft)
	register(s, op(http.MethodPut, "/drafts/{draft}", "save-draft", "Save what you are writing, under an id of your own choice"), signedIn, s.saveDraft)
	register(s, op(http.MethodDelete, "/drafts/{draft}", "discard-draft", "Discard a draft with its files"), signedIn, s.discardDraft)
	register(s, op(http.MethodDelete, "/drafts/{draft}/files/{file}", "remove-draft-file", "Take a file from a draft"), signedIn, s.removeDraftFile)
	s.describeDraftFiles()
	s.handle(http.MethodPut, Prefix+"/drafts/:draft/files/:file", signedIn, s.addDraftFile)
}

// DraftInput names a draft; exported, since huma fills embedded inputs only then.
type DraftInput struct {
	Draft string `path:"draft" format:"uuid" doc:"The draft's id: any UUID that its author chose"`
}

type draftAnswer struct {
	ETag string `header:"ETag"`
	Body store.Draft
}

func draftOf(d store.Draft, err error) (*draftAnswer, error) {
	if err != nil {
		return nil, err
	}
	return &draftAnswer{etag(d.Revision), d}, nil
}

type draftList struct {
	Kind   string `query:"kind" enum:"incident,approval,document,reply,note"`
	Number string `query:"number" maxLength:"40" doc:"Only those about this record"`
}

func (s *Server) drafts(ctx context.Context, in *draftList) (*body[list[store.Draft]], error) {
	ds, err := s.Store.Drafts(ctx, viewerOf(ctx), store.DraftQuery{Kind: in.Kind, Number: in.Number})
	return answer(list[store.Draft]{Items: ds}, err)
}

func (s *Server) draft(ctx context.Context, in *DraftInput) (*draftAnswer, error) {
	return draftOf(s.Store.Draft(ctx, viewerOf(ctx), in.Draft))
}

type saveDraftInput struct {
	DraftInput
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the draft as you last read or saved it; absent for a new one"`
	Body    struct {
		Kind    string          `json:"kind" enum:"incident,approval,document,reply,note"`
		Number  string          `json:"number,omitempty" maxLength:"40" doc:"of a reply or note: the record"`
		Subject string          `json:"subject,omitempty" maxLength:"2000" doc:"by which you find it again; what is longer than 300 characters is cut"`
		Payload json.RawMessage `json:"payload" doc:"a JSON object: what the form holds"`
	}
}

func (s *Server) saveDraft(ctx context.Context, in *saveDraftInput) (*draftAnswer, error) {
	revision := 0
	if in.IfMatch != "" {
		var err error
		if revision, err = (Conditional{in.IfMatch}).revision(); err != nil {
			return nil, err
		}
	}
	return draftOf(s.Store.SaveDraft(ctx, viewerOf(ctx), in.Draft, revision,
		store.DraftInput{Kind: in.Body.Kind, Number: in.Body.Number, Subject: in.Body.Subject, Payload: in.Body.Payload}))
}

func (s *Server) discardDraft(ctx context.Context, in *DraftInput) (*nothing, error) {
	return nil, s.Store.DiscardDraft(ctx, viewerOf(ctx), in.Draft)
}

type draftFileInput struct {
	DraftInput
	File string `path:"file" format:"uuid"`
}

func (s *Server) removeDraftFile(ctx context.Context, in *draftFileInput) (*nothing, error) {
	return nil, s.Store.RemoveDraftFile(ctx, viewerOf(ctx), in.Draft, in.File)
}

// addDraftFile takes a form with "file" and answers 201 with the draft's file.
func (s *Server) addDraftFile(c *gin.Context) {
	f, err := s.keepDraftFile(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, f)
}

func (s *Server) keepDraftFile(c *gin.Context) (store.DraftFile, error) {
	ctx := c.Request.Context()
	id, err := uuid.Parse(c.Param("draft"))
	if err != nil {
		return store.DraftFile{}, store.ErrNone
	}
	file, err := uuid.Parse(c.Param("file"))
	if err != nil {
		return store.DraftFile{}, domain.RefuseField("file", "The file's id is a UUID that you choose.", "文件编号须为自选的 UUID。")
	}
	if err := s.mayUpload(""); err != nil {
		return store.DraftFile{}, err
	}
	if err := s.Store.HasDraft(ctx, viewerOf(ctx), id.String()); err != nil {
		return store.DraftFile{}, err
	}
	up, err := s.receive(c)
	if err != nil {
		return store.DraftFile{}, err
	}
	if up.internal {
		return store.DraftFile{}, domain.RefuseField("internal", "A draft is nobody's but yours; whether its files are internal, the note that they are sent with says.", "草稿仅供本人查看，附件是否内部可见由发送时的备注决定。")
	}
	return s.Store.AddDraftFile(ctx, store.NewDraftFile{Draft: id.String(), Viewer: viewerOf(ctx), UUID: file.String(), Name: up.name, MediaType: up.mediaType,
		Size: up.blob.Size, SHA256: up.blob.SHA256, StorageKey: up.blob.Key})
}
