package mail

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/ledger"
	rules "steward/domain/mail"
	"steward/storage"
	"steward/store"
)

// Files keeps the content of attachments.
type Files interface {
	Put(ctx context.Context, r io.Reader) (storage.Blob, error)
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Taker makes of letters that came in what they are meant to be. All it does may be done twice: the letter's Message-ID is the key of
// its acts, so that whoever was killed in between leaves nothing done twice and nothing undone.
type Taker struct {
	Store    *store.Store
	Files    Files
	Settings Settings
	Log      *slog.Logger
}

// The measures of one sender: so many letters within an hour are a machine's.
const (
	mostFromOne = 30
	fromOneIn   = time.Hour
)

// Result says what became of a letter: "taken", "again" for one that came before, or the reason why it was not taken.
type Result struct {
	What   string
	Number string
}

// Take takes one letter as it came over the line. An error means that nothing is decided yet and it must be tried again.
func (t *Taker) Take(ctx context.Context, raw []byte) (Result, error) {
	in, unread := Read(raw)
	if there, err := t.Store.CameIn(ctx, in.MessageID); err != nil || there {
		return Result{What: "again"}, err
	}
	if unread != nil {
		return t.hold(ctx, in, rules.Failed, 0, "", unread.Error())
	}
	out, _, err := t.Store.MailWays(ctx)
	if err != nil {
		return Result{}, err
	}
	if reason := rules.Stop(in.Head, out.Installation); reason != "" {
		return t.stop(ctx, in, reason)
	}
	if strings.TrimSpace(in.Text) == "" && len(in.Files) == 0 && rules.BareSubject(in.Subject, 300) == "" {
		return t.stop(ctx, in, rules.Empty)
	}
	return t.ofSender(ctx, in)
}

// Fail keeps a letter for the desk that could not be taken, and why.
func (t *Taker) Fail(ctx context.Context, raw []byte, why error) (Result, error) {
	in, _ := Read(raw)
	return t.hold(ctx, in, rules.Failed, 0, "", why.Error())
}

// ofSender finds whose letter it is, and what record it is about.
func (t *Taker) ofSender(ctx context.Context, in Incoming) (Result, error) {
	v, reason, err := t.Store.Sender(ctx, in.From.Address)
	if err != nil {
		return Result{}, err
	}
	number, note, err := t.recordOf(ctx, in)
	if err != nil {
		return Result{}, err
	}
	lately, err := t.Store.SentLately(ctx, in.From.Address, fromOneIn)
	if err != nil {
		return Result{}, err
	}
	switch {
	case reason == rules.DisabledSender || reason == "" && v.OnlyReads():
		if reason == "" {
			reason = rules.OnlyReads
		}
		return t.keep(ctx, in, store.MailIn{State: string(rules.Refused), Reason: string(reason), Number: number}, v.UserID, nil)
	case reason != "":
		return t.hold(ctx, in, reason, 0, number, "")
	case !rules.Vouched(in.Head, t.Settings.AuthServer):
		return t.hold(ctx, in, rules.UnverifiedSender, v.UserID, number, "")
	case lately >= mostFromOne:
		return t.hold(ctx, in, rules.TooMany, v.UserID, number, "")
	}
	if number == "" {
		return t.raise(ctx, in, v)
	}
	sees, err := t.Store.Sees(ctx, v, number)
	if err != nil {
		return Result{}, err
	}
	if !sees {
		return t.hold(ctx, in, rules.NoAccess, v.UserID, number, "")
	}
	return t.reply(ctx, in, v, number, note && v.Desk())
}

// recordOf answers the number of the record that a letter is about, empty if none: by what it answers, by the address that it went to, by
// a number in its subject. note: it answers an internal note.
func (t *Taker) recordOf(ctx context.Context, in Incoming) (number string, note bool, err error) {
	var uuids []string
	for i, id := range in.Answers {
		if ref, ok := rules.ParseRef(id); ok {
			note = note || ref.Kind == rules.Note && i == 0
			if ref.Record != "" {
				uuids = append(uuids, ref.Record)
			}
		}
	}
	if number, err = t.Store.Answering(ctx, uuids, in.Answers); err != nil || number != "" {
		return number, note || t.tagged(in, number), err
	}
	var numbers []string
	for _, to := range in.To {
		if n, ofNote, ok := rules.ParseTag(t.Settings.From.Address, to); ok {
			numbers, note = append(numbers, n), note || ofNote
		}
	}
	number, err = t.Store.Numbered(ctx, append(numbers, rules.NumbersIn(in.Subject)...))
	return number, note, err
}

// tagged tells whether the letter went to the address of internal notes of the record.
func (t *Taker) tagged(in Incoming, number string) bool {
	for _, to := range in.To {
		if n, note, ok := rules.ParseTag(t.Settings.From.Address, to); ok && note && n == number {
			return true
		}
	}
	return false
}

// stop notes a letter that a machine wrote. One of ours that came back marks that one.
func (t *Taker) stop(ctx context.Context, in Incoming, reason rules.Reason) (Result, error) {
	m := store.MailIn{State: string(rules.Stopped), Reason: string(reason)}
	if reason == rules.Bounce {
		if ref, why := returned(in.Raw); ref != "" {
			if _, err := t.Store.BounceLetter(ctx, ref, why); err != nil {
				return Result{}, err
			}
			m.Detail = ref
		}
	}
	return t.keep(ctx, in, m, 0, nil)
}

var (
	ourID      = regexp.MustCompile(`(?i)message-id:\s*<((?:notice|note|digest|answer|invitation|reset|test)\.[0-9]{1,18}(?:\.[0-9a-f-]{36})?)@`)
	dsnAction  = regexp.MustCompile(`(?mi)^Action:[ \t]*([a-z]+)`)
	diagnostic = regexp.MustCompile(`(?mi)^Diagnostic-Code:[ \t]*([^\r\n]{1,300})`)
)

// returned answers which letter of ours a server reports that it could not deliver, and why; none for a report of mere delay.
func returned(raw []byte) (ref, why string) {
	m := ourID.FindSubmatch(raw)
	if m == nil {
		return "", ""
	}
	if a := dsnAction.FindSubmatch(raw); a != nil && !strings.EqualFold(string(a[1]), "failed") {
		return "", ""
	}
	if d := diagnostic.FindSubmatch(raw); d != nil {
		why = string(d[1])
	}
	return string(m[1]), why
}

// hold keeps a letter with its source for the desk.
func (t *Taker) hold(ctx context.Context, in Incoming, reason rules.Reason, userID int64, number, detail string) (Result, error) {
	blob, err := t.Files.Put(ctx, bytes.NewReader(in.Raw))
	if err != nil {
		return Result{}, err
	}
	m := store.MailIn{State: string(rules.Held), Reason: string(reason), Number: number, Detail: detail, StorageKey: blob.Key, Body: clip(placed(in.Text, nil), mostText)}
	for _, f := range in.Files {
		m.Files = append(m.Files, store.MailFile{Name: f.Name, Size: len(f.Content)})
	}
	return t.keep(ctx, in, m, userID, nil)
}

func (t *Taker) keep(ctx context.Context, in Incoming, m store.MailIn, userID int64, answer *rules.Answered) (Result, error) {
	m.MessageID, m.Address, m.Name, m.Subject = in.MessageID, in.From.Address, in.From.Name, in.Subject
	kept, err := t.Store.KeepMail(ctx, m, userID, answer)
	r := Result{What: m.Reason, Number: m.Number}
	switch {
	case !kept && err == nil:
		r.What = "again"
	case r.What == "":
		r.What = string(rules.Taken)
	}
	return r, err
}

// key is under which the acts of a letter are done once.
func (in Incoming) key() string {
	id := in.MessageID
	if len(id) > 150 {
		id = fmt.Sprintf("%x", ledger.Digest(id))
	}
	return "mail:" + id
}

// raise makes a ticket of a letter.
func (t *Taker) raise(ctx context.Context, in Incoming, v access.Viewer) (Result, error) {
	number, left, err := t.asTicket(ctx, in, v, domain.Key{})
	if decided, result, err := t.declined(ctx, in, v, "", err); decided || err != nil {
		return result, err
	}
	return t.keep(ctx, in, store.MailIn{State: string(rules.Taken), Number: number}, v.UserID, in.answer(rules.Received, nil, left))
}

// reply puts a letter into the conversation of a record.
func (t *Taker) reply(ctx context.Context, in Incoming, v access.Viewer, number string, note bool) (Result, error) {
	verb := incident.Reply
	if note {
		verb = incident.Note
	}
	left, err := t.intoRecord(ctx, in, v, number, verb, "", "")
	if decided, result, err := t.declined(ctx, in, v, number, err); decided || err != nil {
		return result, err
	}
	var answer *rules.Answered
	if len(left) > 0 {
		answer = in.answer(rules.WithoutAll, nil, left)
	}
	return t.keep(ctx, in, store.MailIn{State: string(rules.Taken), Number: number}, v.UserID, answer)
}

// declined answers the sender of a letter that a rule refuses, with what the rule says. Any other error is not decided.
func (t *Taker) declined(ctx context.Context, in Incoming, v access.Viewer, number string, err error) (bool, Result, error) {
	var why *domain.Error
	if err == nil {
		return false, Result{}, nil
	}
	if !asRefusal(err, &why) {
		return false, Result{}, err
	}
	m := store.MailIn{State: string(rules.Refused), Reason: string(rules.NotNow), Number: number, Detail: why.Text.En}
	result, err := t.keep(ctx, in, m, v.UserID, in.answer(rules.Declined, &why.Text, nil))
	return true, result, err
}

// TooLarge notes a letter of which only the header was fetched, and tells its sender.
func (t *Taker) TooLarge(ctx context.Context, header []byte, size int64) (Result, error) {
	in, _ := Read(header)
	in.identify(in.Head.Get("Message-Id"))
	if there, err := t.Store.CameIn(ctx, in.MessageID); err != nil || there {
		return Result{What: "again"}, err
	}
	m := store.MailIn{State: string(rules.Refused), Reason: string(rules.TooLarge), Detail: fmt.Sprintf("%d MiB", size>>20)}
	v, reason, err := t.Store.Sender(ctx, in.From.Address)
	if err != nil {
		return Result{}, err
	}
	if reason != "" || rules.Stop(in.Head, "") != "" || !rules.Vouched(in.Head, t.Settings.AuthServer) {
		return t.keep(ctx, in, m, v.UserID, nil)
	}
	return t.keep(ctx, in, m, v.UserID, in.answer(rules.Declined, &tooLarge, nil))
}

var tooLarge = domain.Text{En: fmt.Sprintf("It is larger than %d MiB. Send large files in the ticket's page, each 20 MiB at most.", mostLetter>>20),
	Zh: fmt.Sprintf("邮件超过 %d MiB。较大的文件请在单据页面上传，每个不超过 20 MiB。", mostLetter>>20)}

func (in Incoming) answer(what string, why *domain.Text, left []rules.Left) *rules.Answered {
	subject := rules.BareSubject(in.Subject, mostTitle)
	if subject == "" {
		subject = strings.Join(strings.Fields(clip(in.Subject, mostTitle)), " ")
	}
	return &rules.Answered{What: what, Subject: subject, InReplyTo: in.MessageID, Why: why, Files: left}
}
