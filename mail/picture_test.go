package mail_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/attachment"
	"steward/domain/incident"
	"steward/mail"
	"steward/markdown"
	"steward/storage"
	"steward/store"
)

const png = "\x89PNG\r\n\x1a\n"

// picture is a part with a picture, shown by its Content-ID id@x.
func picture(id, disposition string) string {
	return "Content-Type: image/png; name=" + id + ".png\nContent-ID: <" + id + "@x>\nContent-Disposition: " + disposition + "\nContent-Transfer-Encoding: base64\n\n" + b64(png+strings.Repeat(id, 30))
}

func inHTML(text string) string { return "Content-Type: text/html\n\n" + text }

// alternatives is one part with plain text and HTML that say the same.
func alternatives(plain, html string) string {
	return "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain\n\n" + plain + "\n--a\nContent-Type: text/html\n\n" + html + "\n--a--"
}

// namesOf answers the names of files; addresses, where a text says that they are.
func namesOf(files []store.Attachment) []string {
	names := []string{}
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

func at(f store.Attachment) string { return "![" + f.Name + "](/api/v1/attachments/" + f.UUID + ")" }

func (d *desk) filesOf(number string) []store.Attachment {
	d.t.Helper()
	files, err := d.store.Attachments(d.ctx(), d.agent, number)
	d.NoError(err)
	return files
}

// Pictures that the new words show are files and stand in the text at their places; those of the quoted letter, of a signature and of no letter are not taken.
func TestIn_PicturesStandAtTheirPlaces(t *testing.T) {
	d := newDesk(t)
	d.receives()
	row := d.arrives(multi("carla@example.com", "Look", inHTML(`<p>Like this: <img src="cid:new@x" alt="a [strange\] name"> and <img src="CID:second%40x">, <img src="https://spy.example/p.png" alt="seen">,
		<img src="cid:missing@x"></p><p>Again: <a href="https://example.com"><img src="cid:new@x"></a></p><p>-- <br>Carla <img src="cid:logo@x"></p><blockquote type=cite><img src="cid:old@x"></blockquote>`),
		picture("new", "inline"), picture("second", "attachment"), picture("old", "inline"), picture("logo", "inline"), picture("nowhere", "inline"), picture("attached", "attachment")))
	files := d.filesOf(row.Number)
	require.Equal(t, []string{"new.png", "second.png", "attached.png"}, namesOf(files))
	text := d.record(row.Number).Description
	require.Equal(t, "Like this: "+at(files[0])+" and "+at(files[1])+", seen, \\[picture 图片]\n\nAgain: ["+at(files[0])+"](https://example.com)", text)
	require.Equal(t, 3, strings.Count(markdown.HTML(text), `<img src="/api/v1/attachments/`), markdown.HTML(text))
	require.NotContains(t, markdown.HTML(text), "spy.example")
}

// Programs write plain text and HTML beside each other: the plain text is taken, but for pictures.
func TestIn_PicturesWhereThereIsPlainTextToo(t *testing.T) {
	d := newDesk(t)
	d.receives()
	for name, c := range map[string]struct {
		parts []string
		want  func(files []store.Attachment) string
		files []string
	}{
		"shown by the HTML": {[]string{alternatives("Look:\n[image: new.png]\nDone?", `<p>Look:<br><img src="cid:new@x"><br>Done?</p>`), picture("new", "inline")},
			func(f []store.Attachment) string { return "Look:\n" + at(f[0]) + "\nDone?" }, []string{"new.png"}},
		"shown by nothing new": {[]string{alternatives("Thanks!", `<p>Thanks a lot!</p><div class="gmail_quote"><img src="cid:new@x"></div>`), picture("new", "inline")},
			func([]store.Attachment) string { return "Thanks!" }, []string{}},
		"named by plain text alone": {[]string{"Content-Type: text/plain\n\nLook: [cid:new@x] and [cid:other@x]", picture("new", "inline")},
			func(f []store.Attachment) string { return "Look: " + at(f[0]) + " and [cid:other@x]" }, []string{"new.png"}},
		"named by nothing": {[]string{"Content-Type: text/plain\n\nSee the picture.", picture("new", "inline"), picture("second", "attachment")},
			func([]store.Attachment) string { return "See the picture." }, []string{"new.png", "second.png"}},
	} {
		row := d.arrives(multi("carla@example.com", name, c.parts...))
		files := d.filesOf(row.Number)
		require.Equal(t, c.files, namesOf(files), name)
		require.Equal(t, c.want(files), regexp.MustCompile(` *\n+`).ReplaceAllString(d.record(row.Number).Description, "\n"), name)
	}
}

// What may not be attached, and what is no picture whatever it calls itself, is not shown.
func TestIn_OnlyPicturesThatAreTakenAreShown(t *testing.T) {
	d := newDesk(t)
	d.receives()
	other := func(id, content string) string {
		return "Content-Type: image/png; name=" + id + ".png\nContent-ID: <" + id + "@x>\nContent-Transfer-Encoding: base64\n\n" + b64(content)
	}
	row := d.arrives(multi("carla@example.com", "Look", inHTML(`<p>A <img src="cid:program@x" alt="p">, B <img src="cid:page@x" alt="q">, C <img src="cid:pdf@x" alt="r"></p>`),
		other("program", "MZ"+strings.Repeat("\x00", 100)), other("page", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), other("pdf", "%PDF-1.7\n")))
	require.Equal(t, []string{"page.png", "pdf.png"}, namesOf(d.filesOf(row.Number)))
	text := d.record(row.Number).Description
	require.True(t, strings.HasPrefix(text, "A [p], B [q], C [r]"), text)
	require.Contains(t, text, "program.png")
}

// A reply's pictures are its own; killed after the words were kept, the letter comes again and they find their pictures.
func TestIn_PicturesOfAReplyAndOfARepeat(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	raw := multi("carla@example.com", "["+number+"]", inHTML(`<p>Here: <img src="cid:new@x"></p>`), picture("new", "inline"))
	for range 2 {
		_, err := d.taker.Take(d.ctx(), []byte(crlf(raw)))
		require.NoError(t, err)
		ms := d.said(number)
		require.Len(t, ms, 1)
		require.Len(t, ms[0].Attachments, 1)
		require.Equal(t, "Here: "+at(d.filesOf(number)[0]), ms[0].Body)
		d.exec(`DELETE FROM mail_in`) // as if it was killed before it could note it
	}

	raw = multi("carla@example.com", "New", inHTML(`<p>Here: <img src="cid:new@x"></p>`), picture("new", "inline"))
	d.taker.Files = fullDisk{d.files}
	_, err := d.taker.Take(d.ctx(), []byte(crlf(raw)))
	require.ErrorIs(t, err, errFull)
	require.Equal(t, 2, d.count(`SELECT count(*) FROM records`), "its words are kept already")
	d.taker.Files = d.files
	r, err := d.taker.Take(d.ctx(), []byte(crlf(raw)))
	require.NoError(t, err)
	require.Equal(t, "Here: "+at(d.filesOf(r.Number)[0]), d.record(r.Number).Description)
	require.Equal(t, 2, d.count(`SELECT count(*) FROM records`))
}

// fullDisk keeps nothing more.
type fullDisk struct{ mail.Files }

var errFull = errors.New("the disk is full")

func (fullDisk) Put(context.Context, io.Reader) (storage.Blob, error) { return storage.Blob{}, errFull }

// A held letter names its pictures; whatever the desk makes of it shows them.
func TestIn_PicturesOfAHeldLetter(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	_, err := d.taker.Take(d.ctx(), []byte(crlf(multi("stranger@example.com", "Look", inHTML(`<p>Here: <img src="cid:new@x" alt="shot"></p>`), picture("new", "inline")))))
	require.NoError(t, err)
	held := d.held()
	require.Equal(t, "Here: [shot]", held[0].Body)
	made, err := d.taker.Decide(d.ctx(), d.agent, held[0].ID, mail.Decision{Requester: domain.ByCode("oscar")})
	require.NoError(t, err)
	require.Equal(t, "Here: "+at(d.filesOf(made)[0]), d.record(made).Description)
	d.exec(`UPDATE mail_in SET state = 'held', decided_at = NULL, decided_by = NULL, record_id = NULL, storage_key = $1`, held[0].StorageKey)
	_, err = d.taker.Decide(d.ctx(), d.agent, held[0].ID, mail.Decision{Number: number})
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(d.said(number)[0].Body, "Here: "+at(d.filesOf(number)[0])))
}

// kept puts a file on a record, as the desk does.
func (d *desk) kept(number, content string, internal bool) store.Attachment {
	d.t.Helper()
	blob, err := d.files.Put(d.ctx(), strings.NewReader(content))
	d.NoError(err)
	mediaType, err := attachment.Sniff([]byte(content)[:min(len(content), attachment.Sniffed)])
	d.NoError(err)
	a, err := d.store.Attach(d.ctx(), store.NewAttachment{Number: number, Viewer: d.tech, Internal: internal, Name: "屏幕 [1].png", MediaType: mediaType, Size: blob.Size, SHA256: blob.SHA256, StorageKey: blob.Key})
	d.NoError(err)
	return a
}

// Pictures of a reply come along within the letter, once each; what its reader may not see, what is no picture, and what is elsewhere is a link.
func TestOut_PicturesOfAReplyComeAlong(t *testing.T) {
	d := newDesk(t)
	elsewhere := d.kept(d.raised(), png+"elsewhere", false)
	number := d.raised()
	shown, secret, text := d.kept(number, png+"shown", false), d.kept(number, png+"secret", true), d.kept(number, "%PDF-1.7\n", false)
	gone := d.kept(number, png+"gone", false)
	d.NoError(os.Remove(filepath.Join(d.folder, "attachments", gone.StorageKey[:2], gone.StorageKey[2:4], gone.StorageKey)))
	d.act(d.tech, number, incident.Act{Verb: incident.Reply, Comment: "Press " + at(shown) + ", not " + at(secret) + at(text) + at(elsewhere) + at(gone) + " but " + at(shown)})
	d.smtp.says(func(command, _ string) error {
		if command == "DATA" {
			return &smtp.SMTPError{Code: 451, Message: "not now"}
		}
		return nil
	})
	d.exec(`UPDATE mail_out SET due_at = clock_timestamp()`)
	_, err := d.sender().Drain(d.ctx())
	require.NoError(t, err)
	require.Empty(t, d.smtp.letters())
	d.smtp.says(nil)
	sent := d.sends()
	require.Len(t, sent, 1)
	l := sent[0]
	require.Len(t, l.Inlines, 1)
	require.Empty(t, l.Attachments)
	require.Equal(t, []string{png + "shown", "image/png", shown.UUID + "@example.com"}, []string{string(l.Inlines[0].Content), l.Inlines[0].ContentType, l.Inlines[0].ContentID})
	require.Equal(t, 2, strings.Count(l.HTML, `<img src="cid:`+shown.UUID+`@example.com"`), l.HTML)
	require.Equal(t, 2, strings.Count(l.HTML, "<img"), "the others are links")
	require.NotContains(t, l.HTML, secret.UUID)
	require.Contains(t, l.Text, "Press ")
	require.Regexp(t, `(?s)multipart/related.*multipart/alternative.*text/plain.*text/html.*image/png`, string(l.raw))
	require.Empty(t, d.sends(), "nothing is sent twice")
}

// A letter stays small enough for its reader's server.
func TestOut_NoMorePicturesThanALetterCarries(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	words := ""
	for i := range 12 {
		words += at(d.kept(number, png+strings.Repeat("x", i), false))
	}
	large := d.kept(number, png+strings.Repeat("x", 7<<20), false)
	d.act(d.tech, number, incident.Act{Verb: incident.Reply, Comment: at(large) + words})
	sent := d.sends()
	require.Len(t, sent, 1)
	require.Len(t, sent[0].Inlines, 10)
	require.Equal(t, 10, strings.Count(sent[0].HTML, "<img"))
}
