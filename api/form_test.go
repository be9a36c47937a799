package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

// deviceDraft asks for a device; the desk notes a tag that the requester never sees.
const deviceDraft = `{"sections":[{"id":"main","name":{"en":"Main","zh":"基本"},"fields":[
	{"id":"device","kind":"choice","required":true,"name":{"en":"Device","zh":"设备"},"options":[{"id":"laptop","name":{"en":"Laptop","zh":"笔记本"}},{"id":"phone","name":{"en":"Phone","zh":"电话"}}]},
	{"id":"memory","kind":"number","required":true,"name":{"en":"Memory","zh":"内存"},"when":"form.device == \"laptop\"","default":16},
	{"id":"tag","kind":"text","name":{"en":"Asset tag","zh":"资产标签"},"access":{"start":"hidden","others":"hidden","desk":"edit"}},
	{"id":"parts","kind":"table","name":{"en":"Parts","zh":"配件"},"columns":[{"id":"what","kind":"text","name":{"en":"What","zh":"名称"},"required":true}]}]}]}`

// withDevices makes a service that asks for a device.
func (d *desk) withDevices(admin string) {
	d.t.Helper()
	made := read[store.Form](d, 201, post, Prefix+"/forms", admin, `{"name":"Device","draft":`+deviceDraft+`}`)
	require.Equal(d.t, "device", made.Code)
	require.Equal(d.t, 1, read[store.Form](d, 200, post, Prefix+"/forms/device/publish", admin, `{"revision":1}`).Version)
	read[store.Service](d, 201, post, Prefix+"/services", admin, `{"code":"devices","name":"Devices","form":"device"}`)
}

const aDevice = `{"kind":"question","subject":"A device","urgency":2,"impact":2,"service":"devices","form":`

func TestForms_WhoMayWhat(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	d.withDevices(admin)
	path := Prefix + "/forms/device"
	for role, may := range map[string]bool{access.Agent: false, access.Technician: false, access.Manager: true, access.Approver: false, access.Auditor: true, access.Customer: false} {
		token := d.person("a-"+role, role)
		status := http.StatusForbidden
		if may {
			status = http.StatusOK
		}
		for _, p := range []string{Prefix + "/forms", path, path + "/versions", path + "/check"} {
			require.Equal(t, status, d.call(get, p, token, nil).Code, "%s %s", role, p)
		}
		require.Equal(t, status, d.call(post, path+"/preview", token, `{"step":"start"}`).Code, role)
		require.Equal(t, 403, d.call(post, path+"/publish", token, `{}`).Code, role)
		require.Equal(t, 403, d.call(patch, path, token, `{"enabled":false}`).Code, role)
		require.Equal(t, 403, d.call(post, Prefix+"/forms", token, `{"name":"x"}`).Code, role)
		require.Equal(t, 200, d.call(get, path+"/blank", token, nil).Code, role)
	}
}

// What is wrong is named field by field, in the reader's language, before and when it is sent.
func TestForms_EachFaultIsNamed(t *testing.T) {
	d := newDesk(t)
	d.withDevices(d.person("root", access.Admin))
	rita := d.person("rita", access.Customer)
	blank := read[store.FormView](d, 200, get, Prefix+"/forms/device/blank", rita, nil)
	require.Len(t, blank.Sections[0].Fields, 3)
	tried := read[store.FormView](d, 200, post, Prefix+"/forms/device/blank", rita, `{"values":{"device":"laptop","parts":[{"what":""},{"what":7}]}}`, "Accept-Language", "zh")
	require.Equal(t, 16.0, tried.Values["memory"], "what becomes there begins with its default")
	require.Equal(t, "form.parts[1].what", tried.Faults[0].Field)
	require.Contains(t, tried.Faults[0].Detail, "第 2 行")

	p := refused(d, 422, "form.device", post, Prefix+"/incidents", rita, aDevice+`{"device":"tablet","parts":[{"what":7}],"memory":"x"}}`)
	require.Len(t, p.Errors, 2, "the memory of no laptop is not asked for")
	require.Equal(t, "form.parts[0].what", p.Errors[1].Field)
	p = refused(d, 422, "form.device", post, Prefix+"/incidents", rita, strings.Replace(aDevice, `,"form":`, ``, 1)+`}`)
	require.Equal(t, "“Device” is required; fill it in.", p.Detail)
	refused(d, 422, "form", post, Prefix+"/incidents", rita, `{"kind":"question","subject":"x","urgency":2,"impact":2,"form":{"device":"phone"}}`)
}

// A field that is added in the product is asked for from then on, and an old ticket stays as it was, on every path without what is hidden.
func TestForms_FromTheDesignToTheTicket(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	d.withDevices(admin)
	rita, anna := d.person("rita", access.Customer), d.person("anna", access.Agent)
	first := read[store.Record](d, 201, post, Prefix+"/incidents", rita, aDevice+`{"device":"laptop"}}`)
	require.Equal(t, 16.0, first.Form.Values["memory"])

	draft := strings.Replace(deviceDraft, `{"id":"memory"`, `{"id":"colour","kind":"text","required":true,"name":{"en":"Colour","zh":"颜色"}},{"id":"memory"`, 1)
	require.Empty(t, read[list[store.FormProblem]](d, 200, post, Prefix+"/forms/device/check", admin, draft).Items)
	ps := read[list[store.FormProblem]](d, 200, post, Prefix+"/forms/device/check", admin, strings.Replace(draft, `form.device ==`, `form.devize ==`, 1), "Accept-Language", "zh").Items
	require.Equal(t, []string{"main", "memory", "when", "表单中没有字段“devize”。"}, []string{ps[0].Section, ps[0].Field, ps[0].Property, ps[0].Text})
	read[store.Form](d, 200, patch, Prefix+"/forms/device", admin, `{"revision":1,"draft":`+draft+`}`)
	refused(d, 409, "revision", post, Prefix+"/forms/device/publish", admin, `{"revision":1}`)
	read[store.Form](d, 200, post, Prefix+"/forms/device/publish", admin, `{"revision":2}`)
	refused(d, 422, "form.colour", post, Prefix+"/incidents", rita, aDevice+`{"device":"laptop"}}`)
	second := read[store.Record](d, 201, post, Prefix+"/incidents", rita, aDevice+`{"device":"laptop","colour":"red"}}`)
	require.Equal(t, []int{1, 2}, []int{read[store.Record](d, 200, get, Prefix+"/records/"+first.Number, rita, nil).Form.Version, second.Form.Version})
	vs := read[list[store.PublishedForm]](d, 200, get, Prefix+"/forms/device/versions", admin, nil).Items
	require.Equal(t, []int{1, 1}, []int{vs[0].Open, vs[1].Open})

	number := second.Number
	_, err := d.Store.DB.Exec(`UPDATE records SET assignee_id = (SELECT id FROM users WHERE login = 'anna')`)
	require.NoError(t, err)
	etag := d.call(get, Prefix+"/records/"+number, anna, nil).Header().Get("ETag")
	refused(d, 422, "form.tag", patch, Prefix+"/records/"+number+"/form", rita, `{"values":{"tag":"SECRET-7"}}`, "If-Match", etag)
	refused(d, 422, "If-Match", patch, Prefix+"/records/"+number+"/form", anna, `{"values":{"tag":"SECRET-7"}}`)
	read[store.Record](d, 200, patch, Prefix+"/records/"+number+"/form", anna, `{"values":{"tag":"SECRET-7"}}`, "If-Match", etag)
	refused(d, 412, "if_match", patch, Prefix+"/records/"+number+"/form", anna, `{"values":{"tag":"SECRET-8"}}`, "If-Match", etag)
	for _, r := range d.routes { // whatever the requester can read of it
		path := strings.Replace(r.path, ":number", number, 1)
		if r.method != get || strings.Contains(path, ":") || path == Prefix+"/events" || !r.rule.anonymous && r.rule.name != signedIn.name && r.rule.name != onRecord.name {
			continue
		}
		w := d.call(get, path, rita, nil)
		require.NotContains(t, w.Body.String(), "SECRET-7", path)
		require.NotContains(t, w.Body.String(), `"tag"`, path)
	}
	require.Empty(t, read[incidentList](d, 200, get, Prefix+"/incidents?q=SECRET-7", anna, nil).Items)
	events := read[list[store.Event]](d, 200, get, Prefix+"/records/"+number+"/timeline", anna, nil).Items
	require.Equal(t, "SECRET-7", events[0].Form[0].After.En)
	tried := read[store.FormView](d, 200, post, Prefix+"/records/"+number+"/form", anna, `{"values":{"tag":"T"}}`)
	require.Equal(t, "T", tried.Values["tag"])
	require.NotContains(t, d.call(post, Prefix+"/records/"+number+"/form", rita, `{"values":{}}`).Body.String(), "tag")
}

// Units are named by whoever works here, and not shown to customers.
func TestForms_UnitsAreNotForCustomers(t *testing.T) {
	d := newDesk(t)
	inside, outside := d.person("rita", access.Customer), d.person("cora", access.Customer)
	_, err := d.Store.DB.Exec(`INSERT INTO units (code, name) VALUES ('it', 'IT'); WITH c AS (INSERT INTO customers (code, name) VALUES ('acme', 'Acme') RETURNING id)
		UPDATE users SET customer_id = c.id FROM c WHERE login = 'cora'`)
	require.NoError(t, err)
	require.Len(t, read[store.Page[store.Named]](d, 200, get, Prefix+"/unit-names?q=i", inside, nil).Items, 1)
	require.Empty(t, read[store.Page[store.Named]](d, 200, get, Prefix+"/unit-names", outside, nil).Items)
}

// An answer that lists nothing lists it as a list.
func TestForms_AnswersHaveLists(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	read[store.Form](d, 201, post, Prefix+"/forms", admin, `{"name":"Empty"}`)
	var raw map[string]any
	require.NoError(t, json.Unmarshal(d.call(get, Prefix+"/forms/empty", admin, nil).Body.Bytes(), &raw))
	require.Equal(t, []any{}, raw["services"])
	require.Equal(t, map[string]any{"sections": []any{}}, raw["draft"])
	refused(d, 422, "draft", post, Prefix+"/forms/empty/publish", admin, `{}`)
}
