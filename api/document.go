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

// DocumentFilter is embedded: what narrows a list of documents, in an address or a body.
type DocumentFilter struct {
	ApprovalFilter
	Q      string   `query:"q" json:"q,omitempty" maxLength:"200" doc:"Found in number, official number, subject and text"`
	Group  string   `query:"group" json:"group,omitempty" maxLength:"200" doc:"Of types, by id or code"`
	Type   string   `query:"type" json:"type,omitempty" maxLength:"200" doc:"By id or code"`
	Status []string `query:"status,explode" json:"status,omitempty" enum:"in_approval,approved,circulating,issued,archived,revoking,revoked,rejected,failed,withdrawn,cancelled"`
	Year   int      `query:"year" json:"year,omitempty" minimum:"0" maximum:"9999" doc:"Of the official number"`
	ToRead bool     `query:"to_read" json:"to_read,omitempty" doc:"Circulated to you, and not read yet"`
}

func (f DocumentFilter) query() store.DocumentQuery {
	q := store.DocumentQuery{Asked: f.ApprovalFilter.query(), Q: f.Q, Group: domain.ParseKey(f.Group), Type: domain.ParseKey(f.Type), Year: f.Year, ToRead: f.ToRead}
	for _, status := range f.Status {
		q.Status = append(q.Status, document.Status(status))
	}
	return q
}

type listDocumentsInput struct {
	Paged
	DocumentFilter
}

func (s *Server) listDocuments(ctx context.Context, in *listDocumentsInput) (*body[list[store.DocumentRow]], error) {
	q := in.query()
	var err error
	if q.Asked, err = in.page(in.Paged); err != nil {
		return nil, err
	}
	page, err := s.Store.Documents(ctx, viewerOf(ctx), q)
	return answer(list[store.DocumentRow]{Items: page.Items, Next: page.Next}, err)
}
