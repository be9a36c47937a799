package mail

import (
	"context"
	"errors"
	"io"
	"regexp"
	"slices"

	"steward/domain/attachment"
	"steward/markdown"
	"steward/storage"
	"steward/store"
)

// The measures of the pictures that one letter brings along: many servers take no letter of more than 10 MiB, as which these leave. The
// others are links.
const (
	mostPictures = 10
	mostEnclosed = 7 << 20 // bytes of all
)

// Picture is a picture that a letter's words show, brought along.
type Picture struct {
	uuid      string
	name      string
	mediaType string
	content   []byte
}

// contentID is by which the words of a letter show a picture. It is the same each time that the letter is sent.
func (s Settings) contentID(p Picture) string { return p.uuid + "@" + s.domain() }

var shownHere = regexp.MustCompile(`<img [^>]*src="` + attachmentsAt + `([0-9a-f-]{36})`)

// pictures answers the pictures that the letter's words show, as far as its reader may see them now and they are not too large.
func (s *Sender) pictures(ctx context.Context, l store.Letter) ([]Picture, error) {
	var found []Picture
	left := int64(mostEnclosed)
	for _, m := range shownHere.FindAllStringSubmatch(markdown.HTML(cutToLetter(l.Words)), -1) {
		if len(found) == mostPictures || slices.ContainsFunc(found, func(p Picture) bool { return p.uuid == m[1] }) {
			continue
		}
		a, number, err := s.Store.Attachment(ctx, l.Reader, m[1])
		if errors.Is(err, store.ErrNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if number != l.Record.Number || !attachment.Picture(a.MediaType) || a.Size > left {
			continue
		}
		content, err := s.content(ctx, a)
		if err != nil {
			return nil, err
		}
		if content != nil {
			left -= a.Size
			found = append(found, Picture{a.UUID, a.Name, a.MediaType, content})
		}
	}
	return found, nil
}

// content reads a file. One that is missing on the server must not keep the letter back.
func (s *Sender) content(ctx context.Context, a store.Attachment) ([]byte, error) {
	r, err := s.Files.Open(ctx, a.StorageKey)
	if errors.Is(err, storage.ErrNone) {
		s.Log.ErrorContext(ctx, "mail: a picture is missing: restore the folder of attachments", "file", a.UUID, "key", a.StorageKey)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, a.Size))
}
