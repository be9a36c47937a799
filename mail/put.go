package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/attachment"
	"steward/domain/incident"
	"steward/domain/ledger"
	rules "steward/domain/mail"
	"steward/store"
)

// The measures of what is taken from one letter.
const (
	mostText  = 50_000 // characters, as of any message; the rest is in a file
	mostFiles = 20     // as of any message
	mostTitle = 300
)

// asRefusal tells whether an error is a rule's refusal: what a repeat would not change.
func asRefusal(err error, why **domain.Error) bool {
	return errors.As(err, why) && (*why).Code != domain.Unavailable && (*why).Code != domain.TooMany
}

// asTicket makes a ticket of a letter, raised by the viewer for the requester (empty: the viewer), with its files. It answers its number
// and what files were not taken.
func (t *Taker) asTicket(ctx context.Context, in Incoming, v access.Viewer, requester domain.Key) (string, []rules.Left, error) {
	files, left := in.taken(fmt.Sprintf("raised by %d", v.UserID))
	text, files := in.words(files, left, v.Language)
	title := rules.BareSubject(in.Subject, mostTitle)
	if title == "" {
		title = say(noSubject, v.Language)
	}
	number, err := t.Store.CreateIncident(ctx, store.NewIncident{
		Viewer: v, Key: in.key(), BodyHash: ledger.Digest(in.MessageID), Body: map[string]any{"kind": "incident", "mail": in.MessageID},
		Title: title, Description: text, Channel: "mail", Requester: requester, State: incident.State{Kind: "incident", Impact: 3, Urgency: 2},
	})
	if err != nil {
		return "", nil, err
	}
	_, err = t.attach(ctx, in, v, number, false, files)
	return number, left, err
}

// intoRecord puts a letter into a record's conversation as the verb says, with its files. before is what is said ahead of the letter's
// own words. It answers what files were not taken.
func (t *Taker) intoRecord(ctx context.Context, in Incoming, v access.Viewer, number string, verb incident.Verb, onBehalf, before string) ([]rules.Left, error) {
	files, left := in.taken(fmt.Sprintf("%s by %d", number, v.UserID))
	text, files := in.words(files, left, v.Language)
	if strings.TrimSpace(text) == "" {
		text = say(seeFiles, v.Language)
	}
	// Who may not write gets no file in either; files come first, so that the message has them.
	if err := t.Store.MayAct(ctx, v, number, verb, in.key()); err != nil {
		return left, err
	}
	ids, err := t.attach(ctx, in, v, number, verb == incident.Note, files)
	if err != nil {
		return left, err
	}
	err = t.Store.Act(ctx, store.ActInput{
		Number: number, Viewer: v, Key: in.key(), BodyHash: ledger.Digest(in.MessageID), Body: map[string]any{"verb": string(verb), "comment": before + text, "mail": in.MessageID},
		OnBehalf: onBehalf, Attach: ids, Act: incident.Act{Verb: verb, Comment: clip(before+text, mostText)},
	})
	return left, err
}

// attach puts files on a record, each once, and answers their ids.
func (t *Taker) attach(ctx context.Context, in Incoming, v access.Viewer, number string, internal bool, files []sniffed) ([]int64, error) {
	var ids []int64
	for i, f := range files {
		blob, err := t.Files.Put(ctx, bytes.NewReader(f.Content))
		if err != nil {
			return nil, err
		}
		a, err := t.Store.Attach(ctx, store.NewAttachment{
			Number: number, Viewer: v, Key: fmt.Sprintf("%s:file:%d", in.key(), i), BodyHash: blob.SHA256, Internal: internal,
			UUID: f.uuid, Name: f.Name, MediaType: f.mediaType, Size: blob.Size, SHA256: blob.SHA256, StorageKey: blob.Key,
		})
		if err != nil {
			return nil, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

// sniffed is a file whose kind is known by its content.
type sniffed struct {
	File
	mediaType string
	uuid      string // of a picture that the words show: under which they will find it
}

// taken answers the files that may be attached, and why the others may not: by the same rules as any upload.
func taken(files []File) (take []sniffed, left []rules.Left) {
	for _, f := range files {
		mediaType, err := judgeFile(f.Content)
		var why *domain.Error
		switch {
		case errors.As(err, &why):
			left = append(left, rules.Left{Name: f.Name, Why: why.Text})
		case len(take) == mostFiles:
			left = append(left, rules.Left{Name: f.Name, Why: tooManyFiles})
		default:
			take = append(take, sniffed{File: f, mediaType: mediaType})
		}
	}
	return take, left
}

var tooManyFiles = domain.Text{En: "A mail brings 20 files at most.", Zh: "每封邮件最多接收 20 个附件。"}

func judgeFile(content []byte) (string, error) {
	switch {
	case len(content) == 0:
		return "", attachment.ErrEmpty
	case len(content) > attachment.Most:
		return "", attachment.ErrTooLarge
	}
	return attachment.Sniff(content[:min(len(content), attachment.Sniffed)])
}

// words answers a letter's text as a record takes it: what is too long goes into a file, and files that were not taken are named.
func (in Incoming) words(files []sniffed, left []rules.Left, language string) (string, []sniffed) {
	text := strings.TrimSpace(placed(in.Text, files))
	if len([]rune(text)) > mostText-4000 {
		const name = "mail.txt"
		if len(files) == mostFiles {
			files = files[:mostFiles-1]
		}
		files = append(files, sniffed{File: File{Name: name, Content: []byte(text)}, mediaType: "text/plain"})
		text = clip(text, mostText-4000) + "\n\n" + fmt.Sprintf(say(goesOn, language), name)
	}
	if len(left) > 0 {
		text += "\n\n*" + say(filesLeft, language) + "*\n"
		for _, f := range left[:min(len(left), 30)] {
			text += "\n- " + strings.ReplaceAll(f.Name, "\n", " ") + ": " + f.Why.In(language)
		}
	}
	return strings.TrimSpace(text), files
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}
