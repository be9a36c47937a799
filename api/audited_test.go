package api

import (
	"cmp"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/store"
)

// unaudited are the routes that change nothing anybody could be held to, though their method might; each with its reason.
var unaudited = map[string]string{
	"HEAD /api/v1/attachments/:uuid":              "reads",
	"POST /api/v1/markdown":                       "reads: a preview",
	"POST /api/v1/calendars/preview-deadline":     "reads: a preview",
	"POST /api/v1/calendars/:id/holidays/preview": "reads: a preview",
	"POST /api/v1/policies/choose":                "reads: a preview",
	"POST /api/v1/plan-templates/:id/check":       "reads: a preview",
	"POST /api/v1/plan-templates/:id/preview":     "reads: a preview",
	"POST /api/v1/approvals/rehearsal":            "reads: a preview",
	"POST /api/v1/documents/rehearsal":            "reads: a preview",
	"POST /api/v1/forms/:id/check":                "reads: a preview",
	"POST /api/v1/forms/:id/preview":              "reads: a preview",
	"POST /api/v1/forms/:id/blank":                "reads: a preview",
	"POST /api/v1/records/:number/form":           "reads: a preview",
	"PUT /api/v1/records/:number/receipt":         "leaves a receipt with its reader and time, shown on the record",
	"PUT /api/v1/drafts/:draft":                   "the owner's own words, which nobody else reads before they are sent",
	"DELETE /api/v1/drafts/:draft":                "likewise",
	"PUT /api/v1/drafts/:draft/files/:file":       "likewise; sent, they are in the row of what was sent",
	"DELETE /api/v1/drafts/:draft/files/:file":    "likewise",
	"PUT /api/v1/records/:number/presence":        "is told and forgotten; written nowhere",
	"POST /api/v1/notices/read":                   "a read receipt of the reader's own; nobody else sees it",
}

// change is one request that changes something, and the row that it leaves in the audit trail. $1 stands for the number of
// the last record.
type change struct {
	route, path, body string
	headers           []string
	by                string // "": root in the name of deputy; "token", "cookie": root himself; "link": anna, who has a link
	subject, verb     string
	what              string // JSON of changes: field, before, after; "…" stands for any value
	why               string
}

const anything = "…"

// changes are all routes that change something, in an order in which each finds what it needs.
var changes = []change{
	{route: "POST /api/v1/units", body: `{"code":"it","name":"IT"}`, subject: "unit:1", verb: "create", what: `{"code":[null,"it"],"name":[null,"IT"]}`},
	{route: "PATCH /api/v1/units/:id", path: "/units/it", body: `{"name":"Informatics"}`, subject: "unit:1", verb: "update", what: `{"name":["IT","Informatics"]}`},
	{route: "POST /api/v1/users", body: `{"login":"anna","name":"Anna","roles":["agent"],"unit":"it","password":"the first secret"}`,
		subject: "user:3", verb: "create", what: `{"login":[null,"anna"],"roles":[null,["agent"]],"unit_id":[null,1]}`},
	{route: "PATCH /api/v1/users/:id", path: "/users/anna", body: `{"title":"Agent"}`, subject: "user:3", verb: "update", what: `{"title":["","Agent"]}`},
	{route: "POST /api/v1/groups", body: `{"code":"net","name":"Network"}`, subject: "group:1", verb: "create", what: `{"code":[null,"net"]}`},
	{route: "PATCH /api/v1/groups/:id", path: "/groups/net", body: `{"manager":"anna"}`, subject: "group:1", verb: "update", what: `{"manager_id":[null,3]}`},
	{route: "PUT /api/v1/groups/:id/members", path: "/groups/net/members", body: `{"users":["anna"]}`,
		subject: "group:1", verb: "update members", what: `{"members":[null,[3]]}`},
	{route: "POST /api/v1/queues", body: `{"code":"desk","name":"Desk"}`, subject: "queue:1", verb: "create", what: `{"open_to_desk":[null,true]}`},
	{route: "PATCH /api/v1/queues/:id", path: "/queues/desk", body: `{"open_to_desk":false}`, subject: "queue:1", verb: "update", what: `{"open_to_desk":[true,false]}`},
	{route: "POST /api/v1/places", body: `{"code":"hq","name":"HQ","kind":"site"}`, subject: "place:1", verb: "create", what: `{"kind":[null,"site"]}`},
	{route: "PATCH /api/v1/places/:id", path: "/places/hq", body: `{"name":"Headquarters"}`, subject: "place:1", verb: "update", what: `{"name":["HQ","Headquarters"]}`},
	{route: "POST /api/v1/categories", body: `{"code":"mail","name":"Mail"}`, subject: "category:1", verb: "create", what: `{"code":[null,"mail"]}`},
	{route: "PATCH /api/v1/categories/:id", path: "/categories/mail", body: `{"name":"E-mail"}`, subject: "category:1", verb: "update", what: `{"name":["Mail","E-mail"]}`},
	{route: "POST /api/v1/calendars", body: `{"code":"office","name":"Office","zone":"Asia/Shanghai","week":[[],[{"from":"09:00","to":"18:00"}],[],[],[],[],[]]}`,
		subject: "calendar:1", verb: "create", what: `{"code":[null,"office"],"zone":[null,"Asia/Shanghai"],"version":[null,1]}`},
	{route: "PATCH /api/v1/calendars/:id", path: "/calendars/office", body: `{"exceptions":[{"date":"2026-10-01","name":"National Day"}]}`,
		subject: "calendar:1", verb: "update", what: `{"exceptions":[[],[{"date":"2026-10-01","name":"National Day"}]],"version":[1,2]}`},
	{route: "POST /api/v1/services", body: `{"code":"mail","name":"Mail"}`, subject: "service:1", verb: "create", what: `{"code":[null,"mail"]}`},
	{route: "PATCH /api/v1/services/:id", path: "/services/mail", body: `{"queue":"desk","calendar":"office"}`, subject: "service:1", verb: "update", what: `{"queue_id":[null,1],"calendar_id":[null,1]}`},
	{route: "POST /api/v1/customers", body: `{"code":"acme","name":"Acme"}`, subject: "customer:1", verb: "create", what: `{"code":[null,"acme"]}`},
	{route: "PATCH /api/v1/customers/:id", path: "/customers/acme", body: `{"name":"Acme Ltd"}`, subject: "customer:1", verb: "update", what: `{"name":["Acme","Acme Ltd"]}`},
	{route: "POST /api/v1/policies", body: `{"name":"Gold","position":5,"targets":[{"priority":1,"resolution":3600}]}`,
		subject: "policy:1", verb: "create", what: `{"code":[null,"gold"],"enabled":[null,true],"warnings":[null,[50,75,90]],"version":[null,1]}`},
	{route: "PATCH /api/v1/policies/:id", path: "/policies/gold", body: `{"warnings":[80]}`, subject: "policy:1", verb: "update", what: `{"warnings":[[50,75,90],[80]],"version":[1,2]}`},
	{route: "PUT /api/v1/policies/order", path: "/policies/order", body: `{"policies":["gold"]}`, subject: "policy:1", verb: "update", what: `{"position":[5,1]}`},
	{route: "PUT /api/v1/priority-matrix", body: `{"rows":[{"impact":1,"urgency":1,"priority":1},{"impact":1,"urgency":2,"priority":1},{"impact":1,"urgency":3,"priority":3},
		{"impact":2,"urgency":1,"priority":2},{"impact":2,"urgency":2,"priority":3},{"impact":2,"urgency":3,"priority":4},
		{"impact":3,"urgency":1,"priority":3},{"impact":3,"urgency":2,"priority":4},{"impact":3,"urgency":3,"priority":4}]}`,
		subject: "settings:priority_matrix", verb: "update", what: `{"impact 1, urgency 2":[2,1]}`},
	{route: "PATCH /api/v1/desk-settings", body: `{"accept_days":6,"calendar":"office"}`, subject: "settings:desk", verb: "update", what: `{"accept_days":[5,6],"calendar_id":[null,1]}`},
	{route: "PATCH /api/v1/me", body: `{"phone":"110"}`, subject: "user:2", verb: "update", what: `{"phone":["","110"]}`},
	{route: "POST /api/v1/incidents", body: `{"kind":"incident","subject":"One","urgency":2,"impact":2}`,
		subject: "INC-000001", verb: "create", what: `{"state":["","new"],"title":["","One"],"requester":[0,2],"priority":[0,3]}`},
	{route: "POST /api/v1/incidents", body: `{"kind":"incident","subject":"Two","urgency":2,"impact":2}`,
		subject: "INC-000002", verb: "create", what: `{"title":["","Two"]}`},
	{route: "PATCH /api/v1/records/:number", path: "/records/$1", body: `{"subject":"Too"}`, headers: []string{"If-Match", `"1"`},
		subject: "INC-000002", verb: "edit", what: `{"title":["Two","Too"]}`},
	{route: "POST /api/v1/records/:number/acts", path: "/records/$1/acts", body: `{"verb":"hold","hold_reason":"vendor","comment":"A part is missing"}`,
		subject: "INC-000002", verb: "hold", what: `{"state":["new","on_hold"],"hold_reason":["","vendor"]}`, why: "A part is missing"},
	{route: "POST /api/v1/records/:number/acts", path: "/records/$1/acts", body: `{"verb":"log_work","minutes":30,"comment":"Asked them"}`,
		subject: "INC-000002", verb: "log_work", what: `{"minutes":[null,30]}`, why: "Asked them"},
	{route: "POST /api/v1/work/acts", body: `{"records":["$1"],"act":{"verb":"note","comment":"Looked at"}}`, subject: "INC-000002", verb: "note", why: "Looked at"},
	{route: "POST /api/v1/records/:number/messages", path: "/records/$1/messages", body: `{"body":"Says hello","on_behalf":"deputy"}`,
		subject: "INC-000002", verb: "reply", what: `{"on_behalf":[null,"deputy"]}`, why: "Says hello"},
	{route: "PUT /api/v1/records/:number/watching", path: "/records/$1/watching", body: `{"watching":true}`,
		subject: "user:2", verb: "watch", what: `{"watching":[null,"INC-000002"]}`},
	{route: "POST /api/v1/records/:number/links", path: "/records/$1/links", body: `{"to":"INC-000001","kind":"relates"}`,
		subject: anything, verb: "link", what: `{"link":["","…"]}`},
	{route: "DELETE /api/v1/records/:number/links/:id", path: "/records/$1/links/1", subject: anything, verb: "unlink", what: `{"link":["…",""]}`},
	{route: "POST /api/v1/records/:number/attachments", path: "/records/$1/attachments", body: "form",
		subject: "INC-000002", verb: "attach", what: `{"attachment":[null,"a.txt"]}`},
	{route: "POST /api/v1/records/:number/acts", path: "/records/$1/acts", body: `{"verb":"resolve","resolution_code":"solved","resolution_text":"The part came"}`,
		subject: "INC-000002", verb: "resolve", what: `{"state":["on_hold","resolved"]}`},
	{route: "POST /api/v1/records/:number/acts", path: "/records/$1/acts", body: `{"verb":"accept"}`, subject: "INC-000002", verb: "accept", what: `{"state":["resolved","closed"]}`},
	{route: "PUT /api/v1/records/:number/rating", path: "/records/$1/rating", body: `{"stars":2,"comment":"Slow"}`,
		subject: "INC-000002", verb: "rate", what: `{"stars":[null,2]}`, why: "Slow"},
	{route: "POST /api/v1/level-jobs", body: `{"dry":true}`, subject: "settings:levels", verb: "preview_recompute", what: `{"job":[null,1]}`},
	{route: "POST /api/v1/plan-templates", body: `{"name":"Leave","kind":"approval","draft":` + leaveDraft + `}`,
		subject: "template:1", verb: "create", what: `{"code":[null,"leave"],"kind":[null,"approval"],"revision":[null,1]}`},
	{route: "PATCH /api/v1/plan-templates/:id", path: "/plan-templates/leave", body: `{"name_en":"Leave"}`, subject: "template:1", verb: "update", what: `{"name_en":["","Leave"]}`},
	{route: "POST /api/v1/plan-templates/:id/publish", path: "/plan-templates/leave/publish", body: `{}`,
		subject: "template:1", verb: "publish", what: `{"version":[0,1],"definition":[null,"…"]}`},
	{route: "POST /api/v1/forms", body: `{"name":"Device","draft":` + deviceDraft + `}`, subject: "form:1", verb: "create", what: `{"code":[null,"device"],"revision":[null,1]}`},
	{route: "PATCH /api/v1/forms/:id", path: "/forms/device", body: `{"name_en":"Device"}`, subject: "form:1", verb: "update", what: `{"name_en":["","Device"]}`},
	{route: "POST /api/v1/forms/:id/publish", path: "/forms/device/publish", body: `{}`, subject: "form:1", verb: "publish", what: `{"version":[0,1],"definition":[null,"…"]}`},
	{route: "PATCH /api/v1/services/:id", path: "/services/mail", body: `{"form":"device"}`, subject: "service:1", verb: "update", what: `{"form_id":[null,1]}`},
	{route: "POST /api/v1/incidents", body: `{"kind":"question","subject":"A device","urgency":2,"impact":2,"service":"mail","form":{"device":"phone"}}`,
		subject: "INC-000003", verb: "create", what: `{"form.device":[null,"phone"]}`},
	{route: "PATCH /api/v1/records/:number/form", path: "/records/$1/form", body: `{"values":{"device":"laptop"}}`, headers: []string{"If-Match", `"1"`},
		subject: "INC-000003", verb: "fill_in", what: `{"form.device":["phone","laptop"]}`},
	{route: "POST /api/v1/approvals", body: `{"template":"leave","subject":"Two days","amount":5,"chosen":{"Boss":["deputy"]}}`,
		subject: "APR-000001", verb: "create", what: `{"title":["","Two days"],"template":[null,"…"],"amount":[null,5],"chosen":[null,"…"]}`},
	{route: "POST /api/v1/incidents/export", body: `{"format":"csv"}`, subject: "user:2", verb: "export", what: `{"export":[null,"incidents"],"format":[null,"csv"],"count":[null,3]}`},
	{route: "POST /api/v1/approvals/export", body: `{"format":"csv","numbers":["APR-000001"]}`, subject: "user:2", verb: "export", what: `{"export":[null,"approvals"],"count":[null,1]}`},
	{route: "POST /api/v1/canned-replies", body: `{"scope":"all","name":"Thanks","body_en":"Dear {{requester}}"}`,
		subject: "canned_reply:1", verb: "create", what: `{"name":[null,"Thanks"],"body_en":[null,"Dear {{requester}}"],"revision":[null,1]}`},
	{route: "PUT /api/v1/canned-replies/:id", path: "/canned-replies/1", body: `{"scope":"mine","name":"Thanks","body_en":"Private words"}`, headers: []string{"If-Match", `"1"`},
		subject: "canned_reply:1", verb: "update", what: `{"owner_id":[null,2],"revision":[1,2]}`},
	{route: "DELETE /api/v1/canned-replies/:id", path: "/canned-replies/1", subject: "canned_reply:1", verb: "remove", what: `{"name":["Thanks",null]}`},
	{route: "POST /api/v1/plan-templates", body: `{"code":"decide","name":"Decide","kind":"document","draft":` + leaveDraft + `}`, subject: "template:2", verb: "create", what: `{"kind":[null,"document"]}`},
	{route: "POST /api/v1/plan-templates/:id/publish", path: "/plan-templates/decide/publish", body: `{}`, subject: "template:2", verb: "publish", what: `{"version":[0,1]}`},
	{route: "POST /api/v1/document-groups", body: `{"code":"office","name":"Office"}`, subject: "document_group:1", verb: "create", what: `{"code":[null,"office"]}`},
	{route: "PATCH /api/v1/document-groups/:id", path: "/document-groups/office", body: `{"name_en":"Office"}`, subject: "document_group:1", verb: "update", what: `{"name_en":["","Office"]}`},
	{route: "POST /api/v1/document-types", body: `{"code":"notice","name":"Notice","group":"office","template":"decide","pattern":"{year}-{seq}"}`,
		subject: "document_type:1", verb: "create", what: `{"pattern":[null,"{year}-{seq}"],"keep_years":[null,0]}`},
	{route: "PATCH /api/v1/document-types/:id", path: "/document-types/notice", body: `{"keep_years":10}`, subject: "document_type:1", verb: "update", what: `{"keep_years":[0,10]}`},
	{route: "POST /api/v1/document-types/file", body: `{"steward":"document type","group":{"code":"office","name":"Office"},"template":{"code":"decide","name":"Decide","definition":` + leaveDraft + `},
		"type":{"code":"notice","name":"Notice","pattern":"{year}/{seq}","circulate_days":3,"keep_years":10,"enabled":true}}`, subject: "document_type:1", verb: "update", what: `{"pattern":["{year}-{seq}","{year}/{seq}"]}`},
	{route: "POST /api/v1/documents", body: `{"type":"notice","subject":"Rules","chosen":{"Boss":["deputy"]}}`, subject: "DOC-000001", verb: "create", what: `{"title":["","Rules"],"type":[null,1]}`},
	{route: "POST /api/v1/documents/export", body: `{"format":"csv","numbers":["DOC-000001"]}`, subject: "user:2", verb: "export", what: `{"export":[null,"documents"],"count":[null,1]}`},
	{route: "PATCH /api/v1/me", body: `{"notice_choice":{"off":["progress"]}}`, subject: "user:2", verb: "update", what: `{"notice_choice":["…","…"]}`},
	{route: "POST /api/v1/deputies", body: `{"deputy":"anna","starts_at":"2030-01-01T00:00:00Z","ends_at":"2030-01-05T00:00:00Z","note":"Holiday"}`,
		subject: "user:2", verb: "appoint_deputy", what: `{"deputy":[null,3],"ends_at":[null,"2030-01-05T00:00:00Z"],"note":[null,"Holiday"]}`},
	{route: "DELETE /api/v1/deputies/:id", path: "/deputies/1", subject: "user:2", verb: "revoke_deputy", what: `{"deputy":[3,null],"revoked_at":[null,"…"]}`},
	{route: "POST /api/v1/users/:id/hand-over", path: "/users/anna/hand-over", body: `{"to":"deputy","reason":"Anna leaves"}`,
		subject: "user:3", verb: "hand_over", what: `{"to":[null,2],"hand_over":[null,1]}`, why: "Anna leaves"},
	{route: "PATCH /api/v1/me", body: `{"email":"deputy@example.com"}`, subject: "user:2", verb: "update", what: `{"email":["","deputy@example.com"]}`},
	{route: "POST /api/v1/mail/test", subject: "mail_out:1", verb: "create", what: `{"kind":[null,"test"],"address":[null,"deputy@example.com"]}`},
	{route: "PATCH /api/v1/mail/out/:id", path: "/mail/out/1", body: `{"state":"dropped"}`, subject: "mail_out:1", verb: "update", what: `{"state":["waiting","dropped"]}`},
	{route: "POST /api/v1/mail/in/:id/take", path: "/mail/in/1/take", body: `{"requester":"anna"}`, subject: "mail_in:1", verb: "update", what: `{"state":["held","taken"],"record":[null,"INC-000004"]}`},
	{route: "POST /api/v1/mail/in/:id/dismiss", path: "/mail/in/2/dismiss", body: `{"why":"Spam"}`, subject: "mail_in:2", verb: "update", what: `{"state":["held","dismissed"]}`, why: "Spam"},
	{route: "POST /api/v1/tokens", by: "token", body: `{"name":"one more"}`, subject: "token:3", verb: "create", what: `{"name":[null,"one more"],"user":[null,1],"scopes":[null,["read","write"]]}`},
	{route: "DELETE /api/v1/tokens/:id", by: "token", path: "/tokens/3", subject: "token:3", verb: "revoke", what: `{"revoked_at":[null,"…"]}`},
	{route: "POST /api/v1/session", by: "token", body: `{"login":"root","password":"` + password + `"}`,
		subject: "user:1", verb: "sign_in", what: `{"address":[null,"192.0.2.1"],"browser":[null,""]}`},
	{route: "DELETE /api/v1/sessions/:id", by: "cookie", path: "/sessions/2", subject: "user:1", verb: "end_session", what: `{"session":[2,null],"address":["192.0.2.1",null]}`},
	{route: "POST /api/v1/session", by: "token", body: `{"login":"root","password":"` + password + `"}`, subject: "user:1", verb: "sign_in"},
	{route: "POST /api/v1/me/password", by: "cookie", body: `{"current":"` + password + `","new":"another secret"}`,
		subject: "user:1", verb: "change_password", what: `{"password":["old","new"],"other_sessions":[1,0]}`},
	{route: "DELETE /api/v1/session", by: "cookie", subject: "user:1", verb: "sign_out", what: `{"session":[1,null]}`},
	{route: "POST /api/v1/invitations", body: `{"user_id":"anna"}`, subject: "user:3", verb: "invitation", what: `{"password_link":[null,"…"]}`},
	{route: "POST /api/v1/password-resets", body: `{"login":"anna"}`, subject: "user:3", verb: "reset", what: `{"password_link":[null,"…"]}`},
	{route: "POST /api/v1/passwords", by: "link", body: "link", subject: "user:3", verb: "use_link", what: `{"password":["old","new"]}`},
}

// Every route that changes something leaves rows in the audit trail that say who did it and in whose name, what was before and
// after, and why; none holds a secret, and the whole trail verifies.
func TestChanges_EachLeavesItsRowInTheAudit(t *testing.T) {
	d := filesDesk(t)
	d.withPassword("root", access.Admin, access.Agent)
	d.person("deputy", access.Admin, access.Agent)
	cookie := d.cookie("root")
	d.held("one@elsewhere.com", "May I?")
	d.held("two@elsewhere.com", "Buy now")
	left := map[string]bool{}
	for _, r := range d.routes {
		if key := r.method + " " + r.path; r.method != get && unaudited[key] == "" {
			left[key] = true
		}
	}
	var number, link string
	for _, c := range changes {
		before := d.newest()
		w := d.change(c, cookie, number, link)
		require.Less(t, w.Code, 300, "%s: %s", c.route, w.Body)
		if made := field(w.Body.Bytes(), "number"); made != "" {
			number = made
		}
		if made := field(w.Body.Bytes(), "link"); made != "" {
			_, link, _ = strings.Cut(made, "token=")
		}
		after := d.newest()
		require.Greater(t, after.ID, before.ID, "%s left no row in the audit trail", c.route)
		c.leaves(t, after)
		delete(left, c.route)
	}
	require.Empty(t, left, "name a request for each new route in changes, or a reason in unaudited")
	d.keepsNoSecret(t, link)
	v := read[store.Verification](d, 200, get, Prefix+"/audit/verify", "stw_test_root_read_write_admin_impersonate", nil)
	require.True(t, v.OK, v.Broken)
	require.GreaterOrEqual(t, v.Rows, len(changes))
}

// leaves requires the row to say who, what and why.
func (c change) leaves(t *testing.T, row store.AuditRow) {
	t.Helper()
	actor, impersonator := "deputy", "root"
	switch c.by {
	case "link":
		actor, impersonator = "anna", ""
	case "token", "cookie":
		actor, impersonator = "root", ""
	}
	require.NotNil(t, row.Actor, c.route)
	require.Equal(t, actor, row.Actor.Login, c.route)
	if impersonator == "" {
		require.Nil(t, row.Impersonator, c.route)
	} else {
		require.NotNil(t, row.Impersonator, c.route)
		require.Equal(t, impersonator, row.Impersonator.Login, c.route)
	}
	if c.subject != anything {
		require.Equal(t, c.subject, row.Subject, c.route)
	}
	require.Equal(t, c.verb, row.Verb, c.route)
	require.Equal(t, c.why, row.Why, c.route)
	var want, got map[string][2]any
	require.NoError(t, json.Unmarshal([]byte(cmp.Or(c.what, "{}")), &want))
	require.NoError(t, json.Unmarshal(row.Changes, &got))
	require.True(t, len(got) > 0 || row.Why != "", "%s says neither what nor why", c.route)
	for name, pair := range want {
		for i, value := range pair {
			if value == anything {
				require.NotEmpty(t, got[name][i], "%s: %s in %s", c.route, name, row.Changes)
			} else {
				require.Equal(t, value, got[name][i], "%s: %s in %s", c.route, name, row.Changes)
			}
		}
	}
}

// Every verb of an incident leaves its comment and what it changed in the audit trail.
func TestActs_EachLeavesItsCommentInTheAudit(t *testing.T) {
	d := newDesk(t)
	token := d.person("root", access.Admin, access.Agent)
	number := read[store.Record](d, 201, post, Prefix+"/incidents", token, `{"kind":"incident","subject":"One","urgency":2,"impact":2}`).Number
	left := map[string]bool{}
	for _, v := range incident.Verbs() {
		if viaOwnRoute[string(v)] == "" { // those are in changes
			left[string(v)] = true
		}
	}
	resolve := `"resolution_code":"solved","resolution_text":"Restarted"`
	for _, act := range [][2]string{
		{"start"}, {"take"}, {"assign", `"assignee":null`}, {"hold", `"hold_reason":"vendor"`}, {"resume"}, {"classify", `"impact":1`}, {"log_work", `"minutes":5`},
		{"reply"}, {"note"}, {"escalate"}, {"answer_escalation"}, {"resolve", resolve}, {"reject"}, {"resolve", resolve}, {"accept"}, {"reopen"},
		{"resolve", resolve}, {"close"}, {"reopen"}, {"cancel"},
	} {
		verb, more := act[0], act[1]
		if more != "" {
			more = "," + more
		}
		why := "This is why: " + verb
		read[store.Record](d, 200, post, Prefix+"/records/"+number+"/acts", token, `{"verb":"`+verb+`","comment":"`+why+`"`+more+`}`)
		row := d.newest()
		require.Equal(t, []string{number, verb, why, "root"}, []string{row.Subject, row.Verb, row.Why, row.Actor.Login})
		if verb != "reply" && verb != "note" {
			require.NotEqual(t, "{}", string(row.Changes), verb)
		}
		delete(left, verb)
	}
	require.Empty(t, left)
	v, err := d.Store.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.True(t, v.OK, v.Broken)
}

// change sends the request: as root in the name of deputy, as root himself by token or cookie, or as whoever has the link.
func (d *desk) change(c change, cookie, number, link string) *httptest.ResponseRecorder {
	d.t.Helper()
	method, path, _ := strings.Cut(c.route, " ")
	if c.path != "" {
		path = Prefix + strings.ReplaceAll(c.path, "$1", number)
	}
	token, headers := "stw_test_root_read_write_admin_impersonate", c.headers
	switch c.by {
	case "":
		headers = append([]string{"Steward-As", "deputy"}, headers...)
	case "cookie":
		token, headers = "", []string{"Cookie", cookie}
	case "link":
		token = ""
	}
	var sent any
	switch c.body {
	case "":
	case "form":
		body, kind := multipartForm(d.t, "internal", "false", "file:a.txt", "content")
		sent, headers = body, append(headers, "Content-Type", kind)
	case "link":
		sent = map[string]string{"token": link, "password": "yet another secret"}
	default:
		sent = strings.ReplaceAll(c.body, "$1", number)
	}
	return d.call(method, path, token, sent, headers...)
}

// keepsNoSecret requires that the audit trail has no password, link or token that was used, nor a hash of a password.
func (d *desk) keepsNoSecret(t *testing.T, link string) {
	t.Helper()
	var all string
	require.NoError(t, d.Store.DB.Get(&all, `SELECT string_agg(to_jsonb(a)::text, ' ') FROM audit a`))
	for _, secret := range []string{password, "Private words", "the first secret", "another secret", "$argon2", "password_hash", "stw_", link} {
		require.NotContains(t, all, secret)
	}
}

// A login that is locked by failures says so in the audit trail, once; a refusal leaves nothing.
func TestSignIn_ALockIsInTheAudit(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna", access.Agent)
	for range store.FailuresToLock - 1 {
		require.Equal(t, 401, d.signInAs("anna", "a wrong secret").Code)
	}
	require.Zero(t, d.newest().ID, "a failure is counted, not told: else anybody could fill the trail")
	for range 3 {
		require.Equal(t, 401, d.signInAs("anna", "a wrong secret", "User-Agent", "curl").Code)
	}
	row := d.newest()
	require.Equal(t, "user:1", row.Subject)
	require.Equal(t, 1, row.Seq)
	require.Equal(t, "lock", row.Verb)
	require.Nil(t, row.Actor, "nobody is signed in")
	var changes map[string][2]any
	require.NoError(t, json.Unmarshal(row.Changes, &changes))
	require.Equal(t, [2]any{nil, "192.0.2.1"}, changes["address"])
	require.Equal(t, [2]any{nil, "curl"}, changes["browser"])
	require.NotNil(t, changes["locked_until"][1])
	require.NotContains(t, string(row.Changes), "secret")
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
