package mail

import (
	"context"
	"fmt"
	"io"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	rules "steward/domain/mail"
	"steward/store"
)

// Decision is what somebody at the desk does with a letter that is held.
type Decision struct {
	Requester domain.Key // makes a ticket of it, for this person
	Number    string     // or puts it into this record:
	OnBehalf  string     // as a reply in the name of this login of the requester's side; empty: as an internal note
}

// Decide makes of a held letter what somebody at the desk decided, and answers the record's number.
func (t *Taker) Decide(ctx context.Context, v access.Viewer, id int64, d Decision) (string, error) {
	if d.Requester.Empty() == (d.Number == "") {
		return "", domain.RefuseField("requester", "Name either whose ticket it becomes, or the record that it belongs to.", "请指定新单据的提单人，或指定所属单据，二者选一。")
	}
	m, err := t.Store.SortMail(ctx, v, id)
	if err != nil {
		return "", err
	}
	number, err := t.decide(ctx, v, m, d)
	if err != nil {
		if leave := t.Store.LeaveMail(context.WithoutCancel(ctx), v, id); leave != nil {
			t.Log.WarnContext(ctx, "mail: a letter stays with its sorter for a while", "letter", id, "error", leave)
		}
		return "", err
	}
	return number, t.Store.DecideMail(ctx, v, id, rules.Taken, number, "")
}

func (t *Taker) decide(ctx context.Context, v access.Viewer, m store.MailIn, d Decision) (string, error) {
	in, err := t.reread(ctx, m)
	if err != nil {
		return "", err
	}
	if d.Number == "" {
		number, _, err := t.asTicket(ctx, in, v, d.Requester)
		return number, err
	}
	number := strings.ToUpper(strings.TrimSpace(d.Number))
	verb, before := incident.Reply, ""
	if d.OnBehalf == "" {
		verb, before = incident.Note, fmt.Sprintf(say(fromLine, v.Language), in.From.Name, in.From.Address)+"\n\n"
	}
	_, err = t.intoRecord(ctx, in, v, number, verb, d.OnBehalf, before)
	return number, err
}

// reread reads a held letter from its source. One that could not be read at all is at least in a file.
func (t *Taker) reread(ctx context.Context, m store.MailIn) (Incoming, error) {
	content, err := t.Files.Open(ctx, m.StorageKey)
	if err != nil {
		t.Log.ErrorContext(ctx, "mail: the source of a letter is missing: restore the folder of attachments", "letter", m.ID, "key", m.StorageKey, "error", err)
		return Incoming{}, domain.Refuse(domain.NotFound, "The source of this mail is missing on the server; tell your administrator, who can restore it.", "此邮件的原文在服务器上缺失，请联系管理员恢复。")
	}
	defer func() { _ = content.Close() }()
	raw, err := io.ReadAll(io.LimitReader(content, mostLetter+1))
	if err != nil {
		return Incoming{}, err
	}
	in, err := Read(raw)
	if err != nil {
		in.Subject, in.From.Name, in.From.Address = m.Subject, m.Name, m.Address
		in.Files = []File{{Name: "mail.eml", Content: raw}}
	}
	in.MessageID = m.MessageID
	return in, nil
}

// Dismiss notes that the desk wants nothing of a held letter, and why.
func (t *Taker) Dismiss(ctx context.Context, v access.Viewer, id int64, why string) error {
	if _, err := t.Store.SortMail(ctx, v, id); err != nil {
		return err
	}
	return t.Store.DecideMail(ctx, v, id, rules.Dismissed, "", why)
}
