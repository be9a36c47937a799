package api

import (
	"context"
	"net/http"
	"time"

	"steward/domain"
	"steward/store"
)

func (s *Server) registerAudit() {
	register(s, op(http.MethodGet, "/audit", "list-audit", "Read the audit trail, the latest first"), auditors, s.listAudit)
	register(s, op(http.MethodGet, "/audit/verify", "verify-audit", "Compute every chain of the audit trail anew and compare"), auditors, s.verifyAudit)
}

func (s *Server) listAudit(ctx context.Context, in *struct {
	Paged
	Subject string    `query:"subject" maxLength:"100" doc:"A record's number, or noun:id such as user:12"`
	Actor   string    `query:"actor" maxLength:"100" doc:"Id or login"`
	From    time.Time `query:"from" doc:"Not before this instant"`
	To      time.Time `query:"to" doc:"Before this instant"`
}) (*body[store.Page[store.AuditRow]], error) {
	return answer(s.Store.Audit(ctx, store.AuditQuery{Subject: in.Subject, Actor: domain.ParseKey(in.Actor), From: in.From, To: in.To, Limit: in.Limit, Cursor: in.Cursor}))
}

func (s *Server) verifyAudit(ctx context.Context, _ *struct{}) (*body[store.Verification], error) {
	return answer(s.Store.VerifyAudit(ctx))
}
