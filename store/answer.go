package store

import (
	"context"

	"steward/domain"
	"steward/domain/incident"
)

// mayAnswer refuses a reply whose author has not read what somebody else has written to the requester's side meanwhile: two who answer
// at once see each other's words before the second one is sent. Who does not say what was read is not held up.
func (l *locked) mayAnswer(ctx context.Context, in ActInput) error {
	if in.Seen == nil || in.Act.Verb != incident.Reply {
		return nil
	}
	var meanwhile bool
	err := l.tx.GetContext(ctx, &meanwhile, `
		SELECT EXISTS (SELECT FROM messages WHERE record_id = $1 AND id > $2 AND NOT internal AND author_id IS DISTINCT FROM $3)`, l.row.ID, *in.Seen, in.Viewer.UserID)
	if err != nil || !meanwhile {
		return err
	}
	return &domain.Error{Code: domain.Conflict, Field: "seen", Text: domain.Text{
		En: "Somebody else has written meanwhile; read it, then send your reply or change it first.", Zh: "他人刚刚已有新消息，请先查看，再发送或修改您的回复。"}}
}
