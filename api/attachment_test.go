package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/storage"
)

// filesDesk is an API that keeps files.
func filesDesk(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	disk, err := storage.NewDisk(filepath.Join(t.TempDir(), "attachments"))
	require.NoError(t, err)
	d.Files = disk
	return d
}

// multipartForm is a multipart form: pairs of a field and its content; "file:NAME" is a file.
func multipartForm(t testing.TB, pairs ...string) (body io.Reader, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		h := textproto.MIMEHeader{}
		field, name, isFile := strings.Cut(pairs[i], ":")
		params := map[string]string{"name": field}
		if isFile {
			params["filename"] = name
		}
		h.Set("Content-Disposition", mime.FormatMediaType("form-data", params))
		part, err := w.CreatePart(h)
		require.NoError(t, err)
		_, err = io.WriteString(part, pairs[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return &b, w.FormDataContentType()
}

func (d *desk) upload(number, token string, headers []string, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	body, contentType := multipartForm(d.t.(*testing.T), pairs...)
	return d.call(post, "/api/v1/records/"+number+"/attachments", token, body, append(headers, "Content-Type", contentType)...)
}

func (d *desk) attached(number, token string, pairs ...string) Attachment {
	d.t.Helper()
	w := d.upload(number, token, nil, pairs...)
	require.Equal(d.t, http.StatusCreated, w.Code, w.Body)
	return decode[Attachment](d.t, w)
}

func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))))
	return b.String()
}

func archive(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("setup.exe")
	require.NoError(t, err)
	_, err = f.Write([]byte("MZ"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func TestAttachments_AreActsAndComeBackAsTheyWere(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	content := picture(t)
	a := d.attached(number, anna, "file:屏幕 截图.png", content)
	require.Equal(t, "屏幕 截图.png", a.Name)
	require.Equal(t, "image/png", a.MediaType)
	require.Equal(t, int64(len(content)), a.Size)
	require.True(t, a.Preview)
	require.Equal(t, "anna", a.By.Login)

	list := read[struct{ Items []Attachment }](d, http.StatusOK, get, "/api/v1/records/"+number+"/attachments", anna, nil)
	require.Equal(t, []Attachment{a}, list.Items)
	w := d.call(get, a.URL, anna, nil)
	require.Equal(t, content, w.Body.String())
	var trail int
	require.NoError(t, d.Store.DB.Get(&trail, `SELECT count(*) FROM audit WHERE subject = $1 AND verb = 'attach' AND changes->'attachment'->>1 = '屏幕 截图.png'`, number))
	require.Equal(t, 1, trail)
}

func TestAttachments_CannotActInTheProductsName(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	const evil = "<!DOCTYPE html><script>alert(1)</script>"
	for _, c := range []struct{ name, content, asked, contentType, disposition, sandbox string }{
		{"page.html", evil, "", "text/plain; charset=utf-8", "attachment", "sandbox"},
		{"page.html", evil, "?preview=1", "text/plain; charset=utf-8", "inline", "sandbox"},
		{"photo.png", evil, "?preview=1", "text/plain; charset=utf-8", "inline", "sandbox"},
		{"drawing.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "?preview=1", "text/plain; charset=utf-8", "inline", "sandbox"},
		{"real.png", picture(t), "?preview=1", "image/png", "inline", "sandbox"},
		{"real.png", picture(t), "", "image/png", "attachment", "sandbox"},
		{"archive.zip", archive(t), "?preview=1", "application/octet-stream", "attachment", "sandbox"},
		{"paper.pdf", "%PDF-1.7\n", "?preview=1", "application/pdf", "inline", ""},
		{"paper.pdf", "%PDF-1.7\n", "", "application/pdf", "attachment", "sandbox"},
	} {
		a := d.attached(number, anna, "file:"+c.name, c.content)
		w := d.call(get, a.URL+c.asked, anna, nil)
		require.Equal(t, http.StatusOK, w.Code)
		h := w.Header()
		require.Equal(t, c.contentType, h.Get("Content-Type"), c.name+c.asked)
		disposition, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		require.NoError(t, err)
		require.Equal(t, c.disposition, disposition, c.name+c.asked)
		require.Equal(t, c.name, params["filename"])
		require.Equal(t, []string{"nosniff"}, h.Values("X-Content-Type-Options"))
		require.Len(t, h.Values("Content-Security-Policy"), 1)
		require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'")
		require.Contains(t, h.Get("Content-Security-Policy"), c.sandbox)
		require.NotContains(t, h.Get("Content-Security-Policy"), "script-src")
	}
}

func TestAttachments_AreSeenByWhoSeesTheRecord(t *testing.T) {
	d := filesDesk(t)
	anna, boris, wang := d.person("anna", "customer"), d.person("boris", "customer"), d.person("wang", "manager", "agent")
	number := d.raise(anna, "Printer")
	public, internal := d.attached(number, wang, "file:public.txt", "public"), d.attached(number, wang, "internal", "true", "file:internal.txt", "internal")
	require.True(t, internal.Internal)
	seen := func(token string) (names []string) {
		for _, a := range read[struct{ Items []Attachment }](d, http.StatusOK, get, "/api/v1/records/"+number+"/attachments", token, nil).Items {
			names = append(names, a.Name)
		}
		return names
	}
	require.Equal(t, []string{"public.txt", "internal.txt"}, seen(wang))
	require.Equal(t, []string{"public.txt"}, seen(anna))
	for _, c := range []struct {
		token, url string
		status     int
	}{
		{wang, internal.URL, http.StatusOK}, {anna, public.URL, http.StatusOK}, {anna, internal.URL, http.StatusNotFound},
		{boris, public.URL, http.StatusNotFound}, {"", public.URL, http.StatusUnauthorized}, {anna, attachmentPath + "x", http.StatusNotFound},
		{anna, attachmentPath + "0f8fad5b-d9cb-469f-a165-70867728950e", http.StatusNotFound},
	} {
		require.Equal(t, c.status, d.call(get, c.url, c.token, nil).Code, c.url)
		require.Equal(t, c.status, d.call(http.MethodHead, c.url, c.token, nil).Code, c.url)
	}
	refused(d, http.StatusNotFound, "", get, "/api/v1/records/"+number+"/attachments", boris, nil)
	require.Equal(t, http.StatusNotFound, d.upload(number, boris, nil, "file:x.txt", "x").Code)
}

func TestAttachments_AskEachTimeAlthoughTheBrowserKeepsThem(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	a := d.attached(number, anna, "file:log.txt", "0123456789")
	first := d.call(get, a.URL, anna, nil)
	require.Equal(t, "private, no-cache", first.Header().Get("Cache-Control"))
	tag := first.Header().Get("ETag")
	require.Equal(t, http.StatusNotModified, d.call(get, a.URL, anna, nil, "If-None-Match", tag).Code)
	require.Equal(t, http.StatusUnauthorized, d.call(get, a.URL, "", nil, "If-None-Match", tag).Code)
	part := d.call(get, a.URL, anna, nil, "Range", "bytes=2-4")
	require.Equal(t, http.StatusPartialContent, part.Code)
	require.Equal(t, "234", part.Body.String())
}

// A folder that was lost, or restored from an older day than the database, is no error of the program.
func TestAttachments_SayWhenTheirContentIsMissing(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	a := d.attached(d.raise(anna, "Printer"), anna, "file:log.txt", "line 1")
	empty, err := storage.NewDisk(t.TempDir())
	require.NoError(t, err)
	d.Files = empty
	require.Contains(t, refused(d, http.StatusNotFound, "", get, a.URL, anna, nil).Detail, "missing on the server")
}

func TestAttachments_OnceUnderAKey(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	key := []string{"Idempotency-Key", "k1"}
	first := d.upload(number, anna, key, "file:a.txt", "one")
	again := d.upload(number, anna, key, "file:a.txt", "one")
	require.Equal(t, http.StatusCreated, again.Code, again.Body)
	require.JSONEq(t, first.Body.String(), again.Body.String())
	require.Equal(t, http.StatusUnprocessableEntity, d.upload(number, anna, key, "file:a.txt", "two").Code)
	require.Equal(t, http.StatusUnprocessableEntity, d.upload(number, anna, []string{"Idempotency-Key", strings.Repeat("x", 201)}, "file:a.txt", "one").Code)
	require.Len(t, read[struct{ Items []Attachment }](d, http.StatusOK, get, "/api/v1/records/"+number+"/attachments", anna, nil).Items, 1)
}

func TestAttachments_BadInput(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	for name, c := range map[string]struct {
		pairs []string
		field string
	}{
		"no file":        {[]string{"internal", "false"}, "file"},
		"empty":          {[]string{"file:a.txt", ""}, "file"},
		"two":            {[]string{"file:a.txt", "a", "file:b.txt", "b"}, "file"},
		"program":        {[]string{"file:a.txt", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + strings.Repeat("\x00", 100)}, "file"},
		"unknown":        {[]string{"file:a.txt", "\x00\x01\x02\x03" + strings.Repeat("\xfe", 100)}, "file"},
		"too large":      {[]string{"file:a.txt", strings.Repeat("x", mostFile+1)}, "file"},
		"far too large":  {[]string{"file:a.txt", strings.Repeat("x", mostFile+(1<<20))}, "file"},
		"internal, what": {[]string{"internal", "perhaps", "file:a.txt", "a"}, "internal"},
		"internal, who":  {[]string{"internal", "true", "file:a.txt", "a"}, "internal"},
	} {
		t.Run(name, func(t *testing.T) {
			w := d.upload(number, anna, nil, c.pairs...)
			require.Equal(t, http.StatusUnprocessableEntity, w.Code, w.Body)
			require.Equal(t, c.field, decode[Problem](t, w).Field)
		})
	}
	refused(d, http.StatusUnprocessableEntity, "file", post, "/api/v1/records/"+number+"/attachments", anna, map[string]any{"file": "x"})
	body, contentType := multipartForm(t, "file:a.txt", "broken off")
	half := io.LimitReader(body, 120)
	refused(d, http.StatusUnprocessableEntity, "file", post, "/api/v1/records/"+number+"/attachments", anna, half, "Content-Type", contentType)
	require.Empty(t, read[struct{ Items []Attachment }](d, http.StatusOK, get, "/api/v1/records/"+number+"/attachments", anna, nil).Items)
}

func TestAttachments_BelongToTheMessageTheyWereWrittenWith(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "customer")
	number := d.raise(anna, "Printer")
	a := d.attached(number, anna, "file:log.txt", "log")
	w := d.call(post, "/api/v1/records/"+number+"/messages", anna, map[string]any{"body": "See the log", "attachments": []int64{a.ID}})
	require.Equal(t, http.StatusCreated, w.Code, w.Body)
	got := read[struct{ Items []Attachment }](d, http.StatusOK, get, "/api/v1/records/"+number+"/attachments", anna, nil).Items
	require.NotNil(t, got[0].MessageID)
	refused(d, http.StatusUnprocessableEntity, "attachments", post, "/api/v1/records/"+number+"/messages", anna,
		map[string]any{"body": "Again", "attachments": []int64{a.ID}})
}

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var out T
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out), w.Body)
	return out
}
