package mail_test

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
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
