package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"steward/store"
)

func draftPath(id string) string { return Prefix + "/drafts/" + id }

// write saves a draft and requires that it is taken.
func (d *desk) write(token, id, etag string, body map[string]any) store.Draft {
	d.t.Helper()
	return read[store.Draft](d, 200, put, draftPath(id), token, body, "If-Match", etag)
}

func (d *desk) putFile(draft, file, token string, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	body, contentType := multipartForm(d.t, pairs...)
	return d.call(put, draftPath(draft)+"/files/"+file, token, body, "Content-Type", contentType)
}

func (d *desk) draftList(token, query string) []store.Draft {
	d.t.Helper()
	return read[list[store.Draft]](d, 200, get, Prefix+"/drafts"+query, token, nil).Items
}

func TestDrafts_AreThereOnAnotherDevice(t *testing.T) {
	d := newDesk(t)
	anna := d.person("anna", "agent")
	number := d.raise(anna, "Printer")
	reply, ticket := uuid.NewString(), uuid.NewString()
	first := d.write(anna, reply, "", map[string]any{"kind": "reply", "number": number, "subject": "Dear", "payload": map[string]any{"text": "Dear"}})
	require.Equal(t, 1, first.Revision)
	second := d.write(anna, reply, `"1"`, map[string]any{"kind": "reply", "number": number, "subject": "Dear Li", "payload": map[string]any{"text": "Dear Li"}})
	require.Equal(t, 2, second.Revision)
	d.write(anna, ticket, "", map[string]any{"kind": "incident", "subject": "Net", "payload": map[string]any{"subject": "Net", "urgency": 2}})

	other := d.token("anna", "read")
	got := read[store.Draft](d, 200, get, draftPath(reply), other, nil)
	require.JSONEq(t, `{"text":"Dear Li"}`, string(got.Payload))
	require.Equal(t, []string{number, "Printer", "Dear Li"}, []string{got.Number, got.Title, got.Subject})
	all := d.draftList(other, "")
	require.Len(t, all, 2)
	require.Equal(t, ticket, all[0].ID, "the latest first")
	require.Nil(t, all[0].Payload)
	require.Len(t, d.draftList(other, "?kind=reply&number="+number), 1)
	require.Empty(t, d.draftList(other, "?kind=note&number="+number))

	require.Equal(t, 204, d.call(del, draftPath(ticket), anna, nil).Code)
	require.Equal(t, 204, d.call(del, draftPath(ticket), anna, nil).Code, "it is discarded already")
	require.Equal(t, 404, d.call(get, draftPath(ticket), anna, nil).Code)
}

// Two windows write one draft: nothing is written over that the other has not shown.
func TestDrafts_OfTwoWindowsDoNotOverwriteEachOther(t *testing.T) {
	d := newDesk(t)
	anna := d.person("anna", "agent")
	number, id := d.raise(anna, "Printer"), uuid.NewString()
	body := func(text string) map[string]any {
		return map[string]any{"kind": "reply", "number": number, "subject": text, "payload": map[string]any{"text": text}}
	}
	d.write(anna, id, "", body("one"))
	require.Equal(t, 1, d.write(anna, id, "", body("one")).Revision, "a repeat of a save whose answer was lost")
	d.write(anna, id, `"1"`, body("two"))
	refused(d, 412, "if_match", put, draftPath(id), anna, body("mine"), "If-Match", `"1"`)
	refused(d, 412, "if_match", put, draftPath(id), anna, body("mine"))
	require.Equal(t, 2, d.write(anna, id, `"1"`, body("two")).Revision, "the same words are no conflict")
	refused(d, 412, "if_match", put, draftPath(uuid.NewString()), anna, body("mine"))
	require.Equal(t, 404, d.call(put, draftPath(uuid.NewString()), anna, body("mine"), "If-Match", `"1"`).Code, "sent or discarded meanwhile")
	require.JSONEq(t, `{"text":"two"}`, string(read[store.Draft](d, 200, get, draftPath(id), anna, nil).Payload))
}

// Nobody but its owner reads, changes, discards or sends a draft, nor learns that it is there.
func TestDrafts_AreTheirOwnersAlone(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "agent")
	number, id := d.raise(anna, "Printer"), uuid.NewString()
	payload := map[string]any{"kind": "reply", "number": number, "payload": map[string]any{"text": "secret words"}}
	d.write(anna, id, "", payload)
	file := decode[store.DraftFile](t, d.putFile(id, uuid.NewString(), anna, "file:secret.txt", "secret content"))
	root := d.person("root", "admin", "manager", "agent", "auditor")
	d.person("wang", "agent")
	for _, who := range [][]string{{root}, {d.token("wang", "read", "write")}, {root, "Steward-As", "anna"}} {
		token, headers := who[0], who[1:]
		for _, c := range []struct{ method, path string }{{get, draftPath(id)}, {get, file.URL}, {http.MethodHead, file.URL}, {put, draftPath(id)}, {del, draftPath(id) + "/files/" + file.UUID}} {
			var body any
			if c.method == put {
				body = payload
			}
			w := d.call(c.method, c.path, token, body, headers...)
			require.Contains(t, []int{403, 404}, w.Code, "%s %s %v", c.method, c.path, headers)
			require.NotContains(t, w.Body.String(), "secret")
		}
		w := d.call(get, Prefix+"/drafts", token, nil, headers...)
		require.NotContains(t, w.Body.String(), id)
		d.call(del, draftPath(id), token, nil, headers...)
		require.Contains(t, []int{403, 404}, d.call(put, draftPath(id)+"/files/"+uuid.NewString(), token, nil, headers...).Code)
		refusal := d.call(post, Prefix+"/records/"+number+"/messages", token, map[string]any{"body": "mine", "draft": id}, headers...)
		require.Contains(t, []int{403, 404, 409}, refusal.Code)
	}
	require.Len(t, d.draftList(anna, ""), 1, "it is still there")
	require.Equal(t, "secret content", d.call(get, file.URL, anna, nil).Body.String())
	require.Equal(t, 401, d.call(get, file.URL, "", nil).Code)
	var trail int
	require.NoError(t, d.Store.DB.Get(&trail, `SELECT count(*) FROM audit WHERE changes::text LIKE '%secret%' OR why LIKE '%secret%'`))
	require.Zero(t, trail)
}

// A draft of a record that its owner no longer sees keeps the owner's words, and tells nothing else of the record.
func TestDrafts_OutliveTheSightOfTheirRecord(t *testing.T) {
	d := newDesk(t)
	root, anna := d.person("root", "admin", "agent"), d.person("anna", "agent")
	number, id := d.raise(root, "Confidential"), uuid.NewString()
	body := map[string]any{"kind": "note", "number": number, "payload": map[string]any{"text": "mine"}}
	refused(d, 404, "", put, draftPath(id), anna, body)
	d.exec(`INSERT INTO watchers SELECT r.id, u.id FROM records r, users u WHERE u.login = 'anna'`)
	d.write(anna, id, "", body)
	require.Equal(t, "Confidential", d.draftList(anna, "")[0].Title)
	d.exec(`DELETE FROM watchers`)
	body["payload"] = map[string]any{"text": "still mine"}
	got := d.write(anna, id, `"1"`, body)
	require.JSONEq(t, `{"text":"still mine"}`, string(got.Payload))
	require.Empty(t, got.Title)
	require.Empty(t, d.draftList(anna, "")[0].Title)
	require.Equal(t, 404, d.call(post, Prefix+"/records/"+number+"/messages", anna, map[string]any{"body": "x", "internal": true, "draft": id}).Code)
	require.Len(t, d.draftList(anna, ""), 1)
}

// What was written as a draft is sent once: its files come along under the addresses that the text names, and the draft is gone.
func TestDrafts_BecomeWhatIsSent(t *testing.T) {
	d := filesDesk(t)
	anna, wang := d.person("anna", "customer"), d.person("wang", "agent", "manager")
	id := uuid.NewString()
	d.write(anna, id, "", map[string]any{"kind": "incident", "payload": map[string]any{"subject": "Screen"}})
	file := decode[store.DraftFile](t, d.putFile(id, uuid.NewString(), anna, "file:screen.png", picture(t)))
	require.Equal(t, "image/png", file.MediaType)
	require.Equal(t, 200, d.call(get, file.URL+"?preview=1", anna, nil).Code)
	sent := map[string]any{"kind": "incident", "subject": "Screen", "description": "![screen](" + file.URL + ")", "urgency": 2, "impact": 2, "draft": id}
	r := read[store.Record](d, 201, post, Prefix+"/incidents", anna, sent, "Idempotency-Key", "k1")
	require.Contains(t, r.DescriptionHTML, `<img src="`+file.URL)
	require.Equal(t, r.Number, read[store.Record](d, 201, post, Prefix+"/incidents", anna, sent, "Idempotency-Key", "k1").Number, "a repeat")
	refused(d, 409, "draft", post, Prefix+"/incidents", anna, sent, "Idempotency-Key", "k2")
	require.Empty(t, d.draftList(anna, ""))
	require.Equal(t, 200, d.call(get, file.URL, wang, nil).Code, "whoever sees the record sees its files")
	require.JSONEq(t, `["screen.png"]`, d.audited(r.Number, "create", "attachments"))

	note := uuid.NewString()
	d.write(wang, note, "", map[string]any{"kind": "note", "number": r.Number, "payload": map[string]any{"text": "Look"}})
	secret := decode[store.DraftFile](t, d.putFile(note, uuid.NewString(), wang, "file:inside.txt", "inside"))
	refused(d, 422, "draft", post, Prefix+"/records/"+r.Number+"/messages", wang, map[string]any{"body": "Look", "draft": note})
	refused(d, 422, "draft", post, Prefix+"/records/"+r.Number+"/acts", wang, map[string]any{"verb": "take", "draft": note})
	other := d.raise(wang, "Other")
	refused(d, 422, "draft", post, Prefix+"/records/"+other+"/messages", wang, map[string]any{"body": "Look", "internal": true, "draft": note})
	read[any](d, 201, post, Prefix+"/records/"+r.Number+"/messages", wang, map[string]any{"body": "Look", "internal": true, "draft": note})
	require.Equal(t, 404, d.call(get, secret.URL, anna, nil).Code, "a file of an internal note is internal")
	require.Equal(t, 200, d.call(get, secret.URL, wang, nil).Code)
	ms := read[list[store.Message]](d, 200, get, Prefix+"/records/"+r.Number+"/messages", wang, nil).Items
	require.Equal(t, secret.UUID, ms[0].Attachments[0].UUID)
	require.JSONEq(t, `["inside.txt"]`, d.audited(r.Number, "note", "attachments"))
}

// A note of somebody at the desk about a ticket that they raised themselves is a note all the same, and so are its files.
func TestNotes_AreInternalWhoeverRaisedTheTicket(t *testing.T) {
	d := filesDesk(t)
	wang, anna := d.person("wang", "agent"), d.person("anna", "customer")
	number, id := d.raise(wang, "My own"), uuid.NewString()
	d.exec(`INSERT INTO watchers SELECT r.id, u.id FROM records r, users u WHERE u.login = 'anna'`)
	d.write(wang, id, "", map[string]any{"kind": "note", "number": number, "payload": map[string]any{"text": "Between us"}})
	file := decode[store.DraftFile](t, d.putFile(id, uuid.NewString(), wang, "file:inside.txt", "inside"))
	at := Prefix + "/records/" + number + "/messages"
	read[any](d, 201, post, at, wang, map[string]any{"body": "Between us", "internal": true, "draft": id})
	read[any](d, 201, post, at, wang, map[string]any{"body": "Between us, on behalf", "internal": true, "on_behalf": "wang"})
	require.Len(t, read[list[store.Message]](d, 200, get, at, wang, nil).Items, 2)
	require.Empty(t, read[list[store.Message]](d, 200, get, at, anna, nil).Items)
	require.Equal(t, 404, d.call(get, file.URL, anna, nil).Code)
}

func (d *desk) audited(number, verb, field string) string {
	d.t.Helper()
	var what string
	require.NoError(d.t, d.Store.DB.Get(&what, `SELECT changes->$3->>1 FROM audit WHERE subject = $1 AND verb = $2 ORDER BY id DESC LIMIT 1`, number, verb, field))
	return what
}

func sha(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// Of a refused creation the draft stays as it was.
func TestDrafts_StayWhenWhatIsSentIsRefused(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "agent")
	id := uuid.NewString()
	d.write(anna, id, "", map[string]any{"kind": "incident", "payload": map[string]any{}})
	decode[store.DraftFile](t, d.putFile(id, uuid.NewString(), anna, "file:a.txt", "a"))
	refused(d, 422, "requester", post, Prefix+"/incidents", anna, map[string]any{"kind": "incident", "subject": "x", "urgency": 2, "impact": 2, "requester": "nobody", "draft": id})
	ds := d.draftList(anna, "")
	require.Len(t, ds, 1)
	require.Len(t, ds[0].Files, 1)
}

func TestDrafts_FilesOnceAndWithinTheLimits(t *testing.T) {
	d := filesDesk(t)
	anna := d.person("anna", "agent")
	id := uuid.NewString()
	d.write(anna, id, "", map[string]any{"kind": "document", "payload": map[string]any{}})
	file := uuid.NewString()
	first := d.putFile(id, file, anna, "file:a.txt", "a")
	require.Equal(t, 201, first.Code, first.Body)
	require.JSONEq(t, first.Body.String(), d.putFile(id, file, anna, "file:a.txt", "a").Body.String())
	require.Equal(t, 409, d.putFile(id, file, anna, "file:b.txt", "b").Code)
	require.Equal(t, 422, d.putFile(id, "7", anna, "file:b.txt", "b").Code)
	sent := d.attached(d.raise(anna, "Printer"), anna, "file:a.txt", "a")
	require.Equal(t, 409, d.putFile(id, sent.UUID, anna, "file:a.txt", "a").Code, "an attachment's id is taken")
	require.Equal(t, 422, d.putFile(id, uuid.NewString(), anna, "file:evil.exe", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff").Code, "a program")
	require.Equal(t, 422, d.putFile(id, uuid.NewString(), anna, "internal", "true", "file:b.txt", "b").Code)
	for range 19 {
		require.Equal(t, 201, d.putFile(id, uuid.NewString(), anna, "file:b.txt", "b").Code)
	}
	w := d.putFile(id, uuid.NewString(), anna, "file:b.txt", "b")
	require.Equal(t, 422, w.Code)
	require.Contains(t, w.Body.String(), "20 files")
	d.exec(`UPDATE draft_files SET size = 500 << 20 WHERE name = 'a.txt'`)
	other := uuid.NewString()
	d.write(anna, other, "", map[string]any{"kind": "document", "payload": map[string]any{}})
	require.Contains(t, d.putFile(other, uuid.NewString(), anna, "file:b.txt", "b").Body.String(), "500 MiB")
	file = d.draftList(anna, "?kind=document")[1].Files[1].UUID
	require.Equal(t, 204, d.call(del, draftPath(id)+"/files/"+file, anna, nil).Code)
	require.Equal(t, 404, d.call(get, attachmentPath+file, anna, nil).Code)

	keys, err := d.Store.StorageKeys(t.Context(), []string{sha("a"), sha("b"), sha("c")})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{sha("a"), sha("b")}, keys, "the sweep of kept content spares drafts")
}

func TestDrafts_BadInput(t *testing.T) {
	d := newDesk(t)
	anna := d.person("anna", "agent")
	number := d.raise(anna, "Printer")
	for _, c := range []struct{ field, body string }{
		{"kind", `{"kind":"poem","payload":{}}`},
		{"payload", `{"kind":"incident","payload":[1]}`},
		{"payload", `{"kind":"incident","payload":null}`},
		{"payload", `{"kind":"incident"}`},
		{"payload", `{"kind":"incident","payload":{"text":"` + strings.Repeat("x", 513<<10) + `"}}`},
		{"number", `{"kind":"reply","payload":{}}`},
		{"number", `{"kind":"incident","number":"` + number + `","payload":{}}`},
		{"", `{"kind":"incident","payload":{"text":"\u0000"}}`},
	} {
		p := refused(d, 422, c.field, put, draftPath(uuid.NewString()), anna, c.body)
		require.NotContains(t, p.Detail, "xxxxx")
	}
	refused(d, 422, "draft", put, draftPath("7"), anna, `{"kind":"incident","payload":{}}`)
	refused(d, 422, "If-Match", put, draftPath(uuid.NewString()), anna, `{"kind":"incident","payload":{}}`, "If-Match", "x")
	require.Equal(t, 404, d.call(put, draftPath(uuid.NewString()), anna, `{"kind":"reply","number":"INC-999999","payload":{}}`).Code)
	id := uuid.NewString()
	d.write(anna, id, "", map[string]any{"kind": "incident", "payload": map[string]any{}})
	refused(d, 422, "kind", put, draftPath(id), anna, `{"kind":"approval","payload":{}}`, "If-Match", `"1"`)
	d.exec(`INSERT INTO drafts (id, user_id, kind, payload) SELECT gen_random_uuid(), id, 'incident', '{}' FROM users, generate_series(1, 199) WHERE login = 'anna'`)
	refused(d, 409, "", put, draftPath(uuid.NewString()), anna, `{"kind":"incident","payload":{}}`)
}

// The owner's other windows hear of each save at once; nobody else does.
func TestDrafts_TellTheOwnersOtherWindows(t *testing.T) {
	d := newLiveDesk(t)
	anna, wang := d.person("anna", "agent"), d.person("wang", "admin")
	mine, others := d.watch(anna), d.watch(wang)
	id := uuid.NewString()
	d.write(anna, id, "", map[string]any{"kind": "incident", "payload": map[string]any{}})
	e, _ := expect(t, mine, "draft", 5*time.Second)
	require.JSONEq(t, `{"id":"`+id+`","revision":1}`, e.data)
	d.call(del, draftPath(id), anna, nil)
	e, _ = expect(t, mine, "draft", 5*time.Second)
	require.JSONEq(t, `{"id":"`+id+`","revision":0}`, e.data)
	d.raise(wang, "Printer")
	for {
		e, open := <-others
		require.True(t, open)
		require.NotEqual(t, "draft", e.name)
		if e.name == "changed" {
			break
		}
	}
}
