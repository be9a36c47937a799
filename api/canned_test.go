package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
)

const cannedPath = Prefix + "/canned-replies"

func (d *desk) canned(token string, body map[string]any) store.CannedReply {
	d.t.Helper()
	return read[store.CannedReply](d, 201, post, cannedPath, token, body)
}

// names answers what a list of canned replies shows to somebody.
func (d *desk) cannedNames(token, query string) (names []string) {
	d.t.Helper()
	for _, r := range read[list[store.CannedReply]](d, 200, get, cannedPath+query, token, nil).Items {
		names = append(names, r.Name)
	}
	return names
}

func (d *desk) filled(token, number, query string) store.FilledReplies {
	d.t.Helper()
	return read[store.FilledReplies](d, 200, get, Prefix+"/records/"+number+"/canned-replies"+query, token, nil)
}

// Own replies are one's own, a group's are its members', everybody's are the desk's; who may write them is narrower.
func TestCanned_WhoseTheyAre(t *testing.T) {
	d, tokens := newOffice(t)
	d.exec(`UPDATE groups SET manager_id = (SELECT id FROM users WHERE login = 'net') WHERE code = 'net'`)
	mine := d.canned(tokens["net"], map[string]any{"scope": "mine", "name": "Own of net", "body": "x"})
	team := d.canned(tokens["net"], map[string]any{"scope": "group", "group": "net", "name": "Of the net group", "body": "x"})
	all := d.canned(tokens["manager"], map[string]any{"scope": "all", "name": "For all", "body": "x"})
	require.Equal(t, []string{"Own of net", "Of the net group", "For all"}, d.cannedNames(tokens["net"], ""), "own ones first")
	require.Equal(t, []string{"For all"}, d.cannedNames(tokens["app"], ""))
	require.Equal(t, []string{"Of the net group", "For all"}, d.cannedNames(tokens["admin"], ""), "nobody else's own")
	require.Equal(t, []string{"Of the net group", "For all"}, d.cannedNames(tokens["auditor"], ""))
	refused(d, 403, "", get, cannedPath, tokens["x-one"], nil)

	refused(d, 403, "scope", post, cannedPath, tokens["app"], map[string]any{"scope": "all", "name": "x", "body": "x"})
	refused(d, 403, "scope", post, cannedPath, tokens["app"], map[string]any{"scope": "group", "group": "app", "name": "x", "body": "x"})
	refused(d, 403, "", post, cannedPath, tokens["auditor"], map[string]any{"scope": "mine", "name": "x", "body": "x"})
	change := map[string]any{"scope": "mine", "name": "Taken", "body": "x"}
	at := func(r store.CannedReply) string { return cannedPath + "/" + digits(r.ID) }
	refused(d, 403, "scope", put, at(all), tokens["net"], change, "If-Match", `"1"`)
	refused(d, 404, "", put, at(mine), tokens["admin"], change, "If-Match", `"1"`)
	refused(d, 404, "", put, at(team), tokens["app"], change, "If-Match", `"1"`)
	require.Equal(t, 403, d.call(del, at(all), tokens["net"], nil).Code)
	require.Equal(t, 404, d.call(del, at(mine), tokens["admin"], nil).Code)

	number := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["admin"], map[string]any{"kind": "incident", "subject": "x", "urgency": 2, "impact": 2, "queue": "open"}).Number
	require.Len(t, d.filled(tokens["net"], number, "").Items, 3)
	require.Len(t, d.filled(tokens["manager"], number, "").Items, 1, "a manager administers the group's but does not work in it")
	refused(d, 404, "", get, Prefix+"/records/INC-999999/canned-replies", tokens["net"], nil)
	refused(d, 403, "", get, Prefix+"/records/"+number+"/canned-replies", tokens["x-one"], nil)
	require.Equal(t, 204, d.call(del, at(team), tokens["net"], nil).Code)
	require.Equal(t, []string{"Own of net", "For all"}, d.cannedNames(tokens["net"], ""))
}

func TestCanned_AreFilledForTheRequester(t *testing.T) {
	d := newDesk(t)
	d.PublicURL = "https://desk.example.com"
	wang := d.person("wang", "agent", "manager")
	d.exec(`UPDATE users SET name = '王芳', name_en = 'Wang Fang' WHERE login = 'wang'`)
	d.person("lilei", "customer")
	d.exec(`UPDATE users SET name = '李雷', name_en = 'Li Lei', language = 'zh', zone = 'Asia/Shanghai' WHERE login = 'lilei'`)
	number := read[store.Record](d, 201, post, Prefix+"/incidents", wang, map[string]any{"kind": "incident", "subject": "[VPN](http://evil.example)", "urgency": 2, "impact": 2, "requester": "lilei"}).Number
	d.canned(wang, map[string]any{"scope": "mine", "shortcut": "/hello", "name": "问候", "name_en": "Greeting",
		"body": "{{requester}}您好，{{number}}（{{subject}}）由{{agent}}处理。", "body_en": "Dear {{requester}}, {{agent}} looks after {{number}}: {{link}}. {{service}}"})
	d.canned(wang, map[string]any{"scope": "all", "name": "English only", "body_en": "Hello"})
	got := d.filled(wang, number, "?q=hello")
	require.Equal(t, "zh", got.Language)
	require.Len(t, got.Items, 2)
	first := got.Items[0]
	require.Equal(t, "hello", first.Shortcut, "found by its shortcut: first")
	require.Equal(t, `李雷您好，`+number+`（\[VPN\](http://evil.example)）由王芳处理。`, first.Text)
	require.Equal(t, "Dear Li Lei, Wang Fang looks after "+number+": https://desk.example.com/tickets/"+number+". …", first.TextEn)
	require.Empty(t, first.Missing)
	require.Equal(t, []string{"service"}, first.MissingEn)
	require.Equal(t, "Hello", got.Items[1].Text)
	require.NotContains(t, safeHTML(first.Text), ">VPN</a>", "an address may be followed, but it does not hide behind a word")
	require.Empty(t, d.filled(wang, number, "?q=nowhere").Items)
}

func TestCanned_TwoWhoChangeOneDoNotOverwriteEachOther(t *testing.T) {
	d := newDesk(t)
	wang := d.person("wang", "agent", "manager")
	body := map[string]any{"scope": "all", "name": "x", "body": "one"}
	first := read[store.CannedReply](d, 201, post, cannedPath, wang, body, "Idempotency-Key", "k")
	require.Equal(t, first, read[store.CannedReply](d, 201, post, cannedPath, wang, body, "Idempotency-Key", "k"))
	at := cannedPath + "/" + digits(first.ID)
	body["body"] = "two"
	require.Equal(t, 2, read[store.CannedReply](d, 200, put, at, wang, body, "If-Match", `"1"`).Revision)
	refused(d, 412, "if_match", put, at, wang, body, "If-Match", `"1"`)
	refused(d, 422, "If-Match", put, at, wang, body)
}

func TestCanned_BadInput(t *testing.T) {
	d := newDesk(t)
	wang := d.person("wang", "agent", "manager")
	for field, body := range map[string]string{
		"scope":    `{"scope":"world","name":"x","body":"x"}`,
		"group":    `{"scope":"group","name":"x","body":"x"}`,
		"name":     `{"scope":"mine","name":" ","body":"x"}`,
		"body":     `{"scope":"mine","name":"x"}`,
		"body_en":  `{"scope":"mine","name":"x","body_en":"{{user.password_hash}}"}`,
		"shortcut": `{"scope":"mine","name":"x","body":"x","shortcut":"a b"}`,
	} {
		refused(d, 422, field, post, cannedPath, wang, body)
	}
	refused(d, 422, "group", post, cannedPath, wang, `{"scope":"group","group":"nowhere","name":"x","body":"x"}`)
	require.Len(t, read[list[Placeholder]](d, 200, get, cannedPath+"/placeholders", wang, nil).Items, 8)
}
