package api

import (
	"context"
	"net/http"
	"strconv"

	"steward/domain/incident"
	"steward/domain/ledger"
	"steward/store"
)

func (s *Server) registerConversation() {
	register(s, op(http.MethodGet, "/records/{number}/messages", "list-messages", "Read the conversation, oldest first"), onRecord, s.messages)
	register(s, created(op(http.MethodPost, "/records/{number}/messages", "write-message", "Write a message or an internal note")), onRecord, s.writeMessage)
	register(s, op(http.MethodGet, "/records/{number}/work-log", "list-work-log", "Read the time spent"), onRecord, s.workLog)
	register(s, op(http.MethodGet, "/records/{number}/links", "list-links", "Read the links to other records"), onRecord, s.links)
	register(s, created(op(http.MethodPost, "/records/{number}/links", "link-record", "Link to another record")), onRecord, s.link)
	register(s, op(http.MethodDelete, "/records/{number}/links/{id}", "unlink-record", "Remove a link"), onRecord, s.unlink)
}

type messagesInput struct {
	RecordInput
	Cursor string `query:"cursor" maxLength:"20" doc:"the previous page's \"next\": older messages"`
}

func (s *Server) messages(ctx context.Context, in *messagesInput) (*body[list[store.Message]], error) {
	before, err := cursorID(in.Cursor)
	if err != nil {
		return nil, err
	}
	return s.answerMessages(ctx, in.Number, before)
}

func (s *Server) answerMessages(ctx context.Context, number string, before int64) (*body[list[store.Message]], error) {
	noteRecord(ctx, number)
	ms, err := s.Store.Messages(ctx, viewerOf(ctx), number, before)
	if err != nil {
		return nil, err
	}
	for i := range ms {
		ms[i].BodyHTML = safeHTML(ms[i].Body)
	}
	next := ""
	if len(ms) == store.HistoryPage {
		next = strconv.FormatInt(ms[0].ID, 10)
	}
	return &body[list[store.Message]]{list[store.Message]{Items: ms, Next: next}}, nil
}

type writeMessageInput struct {
	RecordInput
	Idempotent
	Body struct {
		Body        string  `json:"body" minLength:"1" maxLength:"50000" doc:"Markdown"`
		Internal    bool    `json:"internal,omitempty" doc:"only for the desk"`
		Attachments []int64 `json:"attachments,omitempty" maxItems:"20" doc:"ids of files uploaded to this record"`
		OnBehalf    string  `json:"on_behalf,omitempty" maxLength:"100"`
		Draft       string  `json:"draft,omitempty" format:"uuid" doc:"your draft that it was written in: its files come with it, and it is gone"`
		Seen        *int64  `json:"seen,omitempty" minimum:"0" doc:"the newest message that you have read, 0 if there was none; a reply is refused (conflict) if somebody else has written since"`
	}
}

func (s *Server) writeMessage(ctx context.Context, in *writeMessageInput) (*body[list[store.Message]], error) {
	a := Act{Verb: string(incident.Reply), Comment: in.Body.Body, Attachments: in.Body.Attachments, OnBehalf: in.Body.OnBehalf, Draft: in.Body.Draft, Seen: in.Body.Seen}
	if in.Body.Internal {
		a.Verb = string(incident.Note)
	}
	if err := s.Store.Act(ctx, actOf(ctx, in.Number, in.Key, a)); err != nil {
		return nil, err
	}
	return s.answerMessages(ctx, in.Number, 0)
}

func (s *Server) workLog(ctx context.Context, in *RecordInput) (*body[list[store.Work]], error) {
	ws, err := s.Store.WorkLog(ctx, viewerOf(ctx), in.Number)
	return answer(list[store.Work]{Items: ws}, err)
}

func (s *Server) links(ctx context.Context, in *RecordInput) (*body[list[store.LinkRow]], error) {
	ls, err := s.Store.Links(ctx, viewerOf(ctx), in.Number)
	return answer(list[store.LinkRow]{Items: ls}, err)
}

type linkInput struct {
	RecordInput
	Idempotent
	Body struct {
		To   string `json:"to" minLength:"1" maxLength:"40" doc:"the other record's number"`
		Kind string `json:"kind" enum:"relates,duplicates,causes,parent"`
	}
}

func (s *Server) link(ctx context.Context, in *linkInput) (*body[list[store.LinkRow]], error) {
	a := store.ActInput{Number: in.Number, Viewer: viewerOf(ctx), Key: in.Key, BodyHash: ledger.Digest(in.Body), Body: in.Body}
	if err := s.Store.Link(ctx, a, in.Body.To, in.Body.Kind); err != nil {
		return nil, err
	}
	return s.links(ctx, &in.RecordInput)
}

type unlinkInput struct {
	RecordInput
	Idempotent
	ID int64 `path:"id" minimum:"1"`
}

func (s *Server) unlink(ctx context.Context, in *unlinkInput) (*body[list[store.LinkRow]], error) {
	a := store.ActInput{Number: in.Number, Viewer: viewerOf(ctx), Key: in.Key, BodyHash: ledger.Digest(in.ID), Body: map[string]int64{"link": in.ID}}
	if err := s.Store.Unlink(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.links(ctx, &in.RecordInput)
}
