package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/document"
	"steward/domain/form"
	"steward/domain/ledger"
	"steward/store"
)

func (s *Server) registerDocuments() {
	register(s, created(op(http.MethodPost, "/documents", "create-document", "Submit an official document")), signedIn, s.createDocument)
	register(s, op(http.MethodGet, "/documents", "list-documents", "List the official documents that you may see, newest first"), signedIn, s.listDocuments)
	s.registerArchive()
	register(s, op(http.MethodPost, "/documents/rehearsal", "rehearse-document", "Say who would be asked in which order, and when, if this were submitted now"), signedIn, s.rehearseDocument)
}

// NewDocument is the body of a new document.
type NewDocument struct {
	Type domain.Key `json:"type" doc:"the type, by id or code"`
	AskedFor
	Form form.Given `json:"form,omitempty" doc:"what is filled in of the type's form, by field"`
}

func (b NewDocument) input(ctx context.Context, key string) (store.NewDocument, error) {
	in, err := b.AskedFor.input(ctx, key)
	in.Form = b.Form
	in.BodyHash, in.Body = ledger.Digest(b), map[string]any{"type": b.Type}
	return store.NewDocument{NewApproval: in, Type: b.Type}, err
}

type createDocumentInput struct {
	Idempotent
	Body NewDocument
}

func (s *Server) createDocument(ctx context.Context, in *createDocumentInput) (*recordAnswer, error) {
	n, err := in.Body.input(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	number, err := s.Store.CreateDocument(ctx, n)
	if err != nil {
		return nil, err
	}
	return s.answerRecord(ctx, number)
}

type rehearseDocumentInput struct{ Body NewDocument }

func (s *Server) rehearseDocument(ctx context.Context, in *rehearseDocumentInput) (*body[store.Rehearsal], error) {
	n, err := in.Body.input(ctx, "")
	if err != nil {
		return nil, err
	}
	return answer(s.Store.RehearseDocument(ctx, n))
}

type listDocumentsInput struct {
	Paged
	ApprovalFilter
	Q      string   `query:"q" maxLength:"200" doc:"Found in number, official number, subject and text"`
	Group  string   `query:"group" maxLength:"200" doc:"Of types, by id or code"`
	Type   string   `query:"type" maxLength:"200" doc:"By id or code"`
	Status []string `query:"status,explode" enum:"in_approval,approved,circulating,issued,archived,revoking,revoked,rejected,failed,withdrawn,cancelled"`
	Year   int      `query:"year" minimum:"0" maximum:"9999" doc:"Of the official number"`
	ToRead bool     `query:"to_read" doc:"Circulated to you, and not read yet"`
}

func (s *Server) listDocuments(ctx context.Context, in *listDocumentsInput) (*body[list[store.DocumentRow]], error) {
	asked, err := in.page(in.Paged)
	if err != nil {
		return nil, err
	}
	q := store.DocumentQuery{Asked: asked, Q: in.Q, Group: domain.ParseKey(in.Group), Type: domain.ParseKey(in.Type), Year: in.Year, ToRead: in.ToRead}
	for _, status := range in.Status {
		q.Status = append(q.Status, document.Status(status))
	}
	page, err := s.Store.Documents(ctx, viewerOf(ctx), q)
	return answer(list[store.DocumentRow]{Items: page.Items, Next: page.Next}, err)
}
