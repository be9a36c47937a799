package api

import (
	"cmp"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

// unaudited are the routes that change nothing anybody could be held to, though their method might; each with its reason.
var unaudited = map[string]string{
	"HEAD /api/v1/attachments/:uuid": "reads",
	"POST /api/v1/markdown":          "reads: a preview",
	"POST /api/v1/notices/read":      "a read receipt is a row of its own",
	"POST /api/v1/password-resets":   "told to nobody, done after the answer; the link it makes is audited (TestPasswords)",
}

// change is one request that changes something. $1 stands for the last record's number.
type change struct {
	route, path, body string
	headers           []string
	byCookie          bool
	actor             string // whom the audit names; root when empty
}

// changes are all routes that change something, in an order in which each finds what it needs.
var changes = []change{
	{route: "POST /api/v1/units", body: `{"code":"it","name":"IT"}`},
	{route: "PATCH /api/v1/units/:id", path: "/units/it", body: `{"name":"Informatics"}`},
	{route: "POST /api/v1/users", body: `{"login":"anna","name":"Anna","roles":["agent"],"unit":"it"}`},
	{route: "PATCH /api/v1/users/:id", path: "/users/anna", body: `{"title":"Agent"}`},
	{route: "POST /api/v1/groups", body: `{"code":"net","name":"Network"}`},
	{route: "PATCH /api/v1/groups/:id", path: "/groups/net", body: `{"manager":"anna"}`},
	{route: "PUT /api/v1/groups/:id/members", path: "/groups/net/members", body: `{"users":["anna"]}`},
	{route: "POST /api/v1/queues", body: `{"code":"desk","name":"Desk"}`},
	{route: "PATCH /api/v1/queues/:id", path: "/queues/desk", body: `{"open_to_desk":false}`},
	{route: "POST /api/v1/places", body: `{"code":"hq","name":"HQ","kind":"site"}`},
	{route: "PATCH /api/v1/places/:id", path: "/places/hq", body: `{"name":"Headquarters"}`},
	{route: "POST /api/v1/categories", body: `{"code":"mail","name":"Mail"}`},
	{route: "PATCH /api/v1/categories/:id", path: "/categories/mail", body: `{"name":"E-mail"}`},
	{route: "POST /api/v1/services", body: `{"code":"mail","name":"Mail"}`},
	{route: "PATCH /api/v1/services/:id", path: "/services/mail", body: `{"queue":"desk"}`},
	{route: "POST /api/v1/customers", body: `{"code":"acme","name":"Acme"}`},
	{route: "PATCH /api/v1/customers/:id", path: "/customers/acme", body: `{"name":"Acme Ltd"}`},
	{route: "PUT /api/v1/priority-matrix", body: `{"rows":[{"impact":1,"urgency":1,"priority":1},{"impact":1,"urgency":2,"priority":1},{"impact":1,"urgency":3,"priority":2},
		{"impact":2,"urgency":1,"priority":2},{"impact":2,"urgency":2,"priority":3},{"impact":2,"urgency":3,"priority":4},
		{"impact":3,"urgency":1,"priority":3},{"impact":3,"urgency":2,"priority":4},{"impact":3,"urgency":3,"priority":5}]}`},
	{route: "PATCH /api/v1/desk-settings", body: `{"accept_days":6}`},
	{route: "PATCH /api/v1/me", body: `{"phone":"110"}`},
	{route: "POST /api/v1/incidents", body: `{"kind":"incident","subject":"One","urgency":2,"impact":2}`},
	{route: "POST /api/v1/incidents", body: `{"kind":"incident","subject":"Two","urgency":2,"impact":2}`},
	{route: "PATCH /api/v1/records/:number", path: "/records/$1", body: `{"subject":"Too"}`, headers: []string{"If-Match", `"1"`}},
	{route: "POST /api/v1/records/:number/acts", path: "/records/$1/acts", body: `{"verb":"take"}`},
	{route: "POST /api/v1/work/acts", body: `{"records":["$1"],"act":{"verb":"note","comment":"looked at"}}`},
	{route: "POST /api/v1/records/:number/messages", path: "/records/$1/messages", body: `{"body":"Hello"}`},
	{route: "PUT /api/v1/records/:number/watching", path: "/records/$1/watching", body: `{"watching":true}`},
	{route: "POST /api/v1/records/:number/links", path: "/records/$1/links", body: `{"to":"INC-000001","kind":"relates"}`},
	{route: "DELETE /api/v1/records/:number/links/:id", path: "/records/$1/links/1"},
	{route: "POST /api/v1/records/:number/attachments", path: "/records/$1/attachments", body: "form"},
	{route: "POST /api/v1/tokens", body: `{"name":"one more"}`},
	{route: "DELETE /api/v1/tokens/:id", path: "/tokens/2"},
	{route: "POST /api/v1/session", body: `{"login":"root","password":"` + password + `"}`},
	{route: "DELETE /api/v1/sessions/:id", path: "/sessions/2", byCookie: true},
	{route: "POST /api/v1/me/password", body: `{"current":"` + password + `","new":"another secret"}`, byCookie: true},
	{route: "DELETE /api/v1/session", byCookie: true},
	{route: "POST /api/v1/invitations", body: `{"user_id":"anna"}`},
	{route: "POST /api/v1/passwords", body: "link", actor: "anna"},
}

// Every route that changes something leaves a row of the audit trail that says who did it, and the whole trail verifies.
func TestChanges_EachLeavesItsRowInTheAudit(t *testing.T) {
	d := filesDesk(t)
	d.withPassword("root", access.Admin, access.Agent)
	cookie := d.cookie("root")
	token := "stw_test_root_read_write_admin_impersonate"
	left := map[string]bool{}
	for _, r := range d.routes {
		if key := r.method + " " + r.path; r.method != get && unaudited[key] == "" {
			left[key] = true
		}
	}
	var number, link string
	for _, c := range changes {
		before := d.newest()
		w := d.change(c, token, cookie, number, link)
		require.Less(t, w.Code, 300, "%s: %s", c.route, w.Body)
		switch c.route {
		case "POST /api/v1/incidents":
			number = field(w.Body.Bytes(), "number")
		case "POST /api/v1/invitations":
			_, link, _ = strings.Cut(field(w.Body.Bytes(), "link"), "token=")
		}
		after := d.newest()
		require.Greater(t, after.ID, before.ID, "%s left no row in the audit trail", c.route)
		require.NotEmpty(t, after.Verb)
		require.Equal(t, cmp.Or(c.actor, "root"), after.Actor.Login, c.route)
		require.NotContains(t, string(after.Changes), "secret", c.route)
		delete(left, c.route)
	}
	require.Empty(t, left, "name a request for each new route in changes, or a reason in unaudited")
	v := read[store.Verification](d, 200, get, Prefix+"/audit/verify", token, nil)
	require.True(t, v.OK, v.Broken)
	require.Greater(t, v.Rows, len(changes))
}

// change sends the request as the administrator root: by token, or by cookie where it is about the session.
func (d *desk) change(c change, token, cookie, number, link string) *httptest.ResponseRecorder {
	d.t.Helper()
	method, path, _ := strings.Cut(c.route, " ")
	if c.path != "" {
		path = Prefix + strings.ReplaceAll(c.path, "$1", number)
	}
	headers := c.headers
	if c.byCookie {
		token, headers = "", []string{"Cookie", cookie}
	}
	var sent any
	switch c.body {
	case "":
	case "form":
		body, kind := form(d.t, "internal", "false", "file:a.txt", "content")
		sent, headers = body, []string{"Content-Type", kind}
	case "link":
		sent, token = map[string]string{"token": link, "password": "yet another secret"}, ""
	default:
		sent = strings.ReplaceAll(c.body, "$1", number)
	}
	return d.call(method, path, token, sent, headers...)
}

func (d *desk) newest() store.AuditRow {
	d.t.Helper()
	page, err := d.Store.Audit(d.t.Context(), store.AuditQuery{Limit: 1})
	require.NoError(d.t, err)
	if len(page.Items) == 0 {
		return store.AuditRow{}
	}
	return page.Items[0]
}

func field(raw []byte, name string) string {
	var m map[string]any
	_ = json.Unmarshal(raw, &m)
	s, _ := m[name].(string)
	return s
}
