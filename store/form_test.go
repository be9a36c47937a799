package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

func bilingual(text string) domain.Text { return domain.Text{En: text, Zh: text} }

func oneSection(fields ...form.Field) *form.Definition {
	for i := range fields {
		fields[i].Name = bilingual("Name of " + fields[i].ID)
	}
	return &form.Definition{Sections: []form.Section{{ID: "main", Name: bilingual("Main"), Fields: fields}}}
}

// deviceForm asks for a device and who will use it; the desk notes an asset tag that nobody else reads, and a price that the requester does not.
func deviceForm() *form.Definition {
	return oneSection(
		form.Field{ID: "device", Kind: form.Choice, Required: true, Options: []form.Option{{ID: "laptop", Name: bilingual("Laptop")}, {ID: "phone", Name: bilingual("Phone")}}},
		form.Field{ID: "memory", Kind: form.Number, When: `form.device == "laptop"`},
		form.Field{ID: "user", Kind: form.Person, Default: form.DefaultRequester},
		form.Field{ID: "tag", Kind: form.Text, Required: true, Access: map[string]form.Right{form.Start: form.Hidden, form.Others: form.Hidden, form.Desk: form.Edit}},
		form.Field{ID: "note", Kind: form.Paragraph})
}

func (o office) form(name string, d *form.Definition) Form {
	o.t.Helper()
	f, err := o.CreateForm(o.t.Context(), o.admin, FormInput{Naming: named(name), Draft: d}, "")
	require.NoError(o.t, err)
	return f
}

func (o office) publishForm(f Form) Form {
	o.t.Helper()
	f, err := o.PublishForm(o.t.Context(), o.admin, domain.ByID(f.ID), nil)
	require.NoError(o.t, err)
	return f
}

// asking makes a service with a published form, and answers the form.
func (o office) asking(d *form.Definition) Form {
	o.t.Helper()
	f := o.publishForm(o.form("Device", d))
	_, err := o.CreateService(o.t.Context(), o.admin, ServiceInput{Naming: Naming{Code: ptr("devices"), Name: ptr("Devices")}, Form: domain.ByID(f.ID)}, "")
	require.NoError(o.t, err)
	return f
}

func (o office) raise(login string, given form.Given) (string, error) {
	o.t.Helper()
	return o.CreateIncident(o.t.Context(), NewIncident{Viewer: o.as(login), Title: "A device", Channel: "portal", Keys: IncidentKeys{Service: domain.ByCode("devices")}, Form: given,
		State: incident.State{Kind: "question", Impact: 2, Urgency: 2}})
}

func (o office) record(login, number string) Record {
	o.t.Helper()
	r, err := o.Record(o.t.Context(), o.as(login), number)
	require.NoError(o.t, err)
	return r
}

func (o office) fill(login, number string, given form.Given) error {
	o.t.Helper()
	return o.FillRecordForm(o.t.Context(), o.as(login), number, o.record(login, number).Revision, given)
}

const peopleOfTheDesk = `
	INSERT INTO users (login, name, roles) VALUES ('rita', 'Rita', '{customer}'), ('olga', 'Olga', '{customer}'), ('anna', 'Anna', '{agent}'), ('mona', 'Mona', '{manager}'), ('ada', 'Ada', '{auditor}');
	INSERT INTO queues (code, name, open_to_desk) VALUES ('desk', 'Desk', true); UPDATE desk_settings SET default_queue_id = (SELECT id FROM queues)`

// A draft becomes versions that stay; what is wrong with it keeps it a draft.
func TestForm_DraftsAndVersions(t *testing.T) {
	o := openOffice(t)
	ctx := t.Context()
	f := o.form("Device", &form.Definition{})
	require.Equal(t, []any{"device", true, 1, 0, 0, true}, []any{f.Code, f.Enabled, f.Revision, f.Version, f.Fields, f.Changed})
	_, err := o.PublishForm(ctx, o.admin, domain.ByID(f.ID), nil)
	refused(t, err, domain.Invalid, "draft")
	f, err = o.UpdateForm(ctx, o.admin, domain.ByID(f.ID), FormInput{Draft: deviceForm(), Revision: &f.Revision})
	require.NoError(t, err)
	require.Equal(t, []any{2, 5}, []any{f.Revision, f.Fields})
	_, err = o.UpdateForm(ctx, o.admin, domain.ByID(f.ID), FormInput{Draft: deviceForm(), Revision: ptr(1)})
	refused(t, err, domain.Conflict, "revision")
	f = o.publishForm(f)
	require.Equal(t, []any{1, false}, []any{f.Version, f.Changed})
	_, err = o.PublishForm(ctx, o.admin, domain.ByID(f.ID), nil)
	refused(t, err, domain.Conflict, "draft")
	vs, err := o.FormVersions(ctx, domain.ByID(f.ID))
	require.NoError(t, err)
	require.Len(t, vs, 1)
	require.Equal(t, *f.Draft, vs[0].Definition)
}

func TestForm_ChecksWhoIsNamed(t *testing.T) {
	o := openOffice(t)
	f := o.form("Device", oneSection(form.Field{ID: "who", Kind: form.Person, Default: "ghost", Access: map[string]form.Right{"sign": form.Edit}}))
	ps, err := o.CheckForm(t.Context(), o.admin, domain.ByID(f.ID), nil)
	require.NoError(t, err)
	require.Len(t, ps, 1, "as long as no plan is known any step may be named")
	require.Equal(t, []any{"who", "default", plan.Error}, []any{ps[0].Field, ps[0].Property, ps[0].Severity})
	_, err = o.PublishForm(t.Context(), o.admin, domain.ByID(f.ID), nil)
	refused(t, err, domain.Invalid, "draft")
	require.ErrorContains(t, err, "It cannot be published yet. who: There is no “ghost”.")
}

// What one fills in is kept with the version of the form; a new version changes nothing of what is there.
func TestForm_OldRecordsStayReadable(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	f := o.asking(deviceForm())
	_, err := o.raise("rita", nil)
	refused(t, err, domain.Invalid, "form.device")
	require.Zero(t, o.count(`SELECT count(*) FROM records`))
	first, err := o.raise("rita", form.Given{"device": "laptop", "memory": 16.0, "note": "soon"})
	require.NoError(t, err)

	d := oneSection(form.Field{ID: "size", Kind: form.Text, Required: true})
	_, err = o.UpdateForm(t.Context(), o.admin, domain.ByID(f.ID), FormInput{Draft: d})
	require.NoError(t, err)
	o.publishForm(f)
	_, err = o.raise("rita", form.Given{"device": "phone"})
	refused(t, err, domain.Invalid, "form.device")
	second, err := o.raise("rita", form.Given{"size": "large"})
	require.NoError(t, err)

	old, now := o.record("rita", first).Form, o.record("rita", second).Form
	require.Equal(t, []int{1, 2}, []int{old.Version, now.Version})
	require.Equal(t, form.Values{"device": "laptop", "memory": 16.0, "user": float64(o.id("users", "rita")), "note": "soon"}, old.Values)
	require.Equal(t, "Rita", old.Names["person"][0].Name)
	require.NoError(t, o.fill("rita", first, form.Given{"device": "phone"}), "by the version with which it began")
	require.NotContains(t, o.record("rita", first).Form.Values, "memory")
	vs, err := o.FormVersions(t.Context(), domain.ByID(f.ID))
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{vs[0].Open, vs[1].Open})
}

// Whatever a viewer may not see of a form is on no path: page, timeline, search, nor in the conditions of the plan.
func TestForm_WhatIsHiddenIsNowhere(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	o.asking(deviceForm())
	n, err := o.raise("rita", form.Given{"device": "laptop", "note": "findable words"})
	require.NoError(t, err)
	refused(t, o.fill("rita", n, form.Given{"tag": "SECRET-7"}), domain.Invalid, "form.tag")
	require.NoError(t, o.fill("anna", n, form.Given{"tag": "SECRET-7"}))
	require.NoError(t, o.SetWatching(t.Context(), o.as("mona"), n, true))
	o.exec(`INSERT INTO watchers SELECT r.id, u.id FROM records r, users u WHERE u.login = 'olga'`)
	for login, sees := range map[string]bool{"rita": false, "olga": false, "anna": true, "mona": true, "ada": true} {
		v := o.as(login)
		es, err := o.Timeline(t.Context(), v, n, 0)
		require.NoError(t, err)
		tried, err := o.TryRecordForm(t.Context(), v, n, form.Given{})
		require.NoError(t, err)
		for what, answer := range map[string]any{"page": o.record(login, n), "timeline": es, "try": tried} {
			raw, err := json.Marshal(answer)
			require.NoError(t, err)
			require.Equal(t, sees, containsAny(string(raw), "SECRET-7"), "%s of %s", what, login)
			require.Equal(t, sees, containsAny(string(raw), `"tag"`, "Name of tag"), "%s of %s", what, login)
		}
		for q, found := range map[string]int{"SECRET-7": 0, "findable words": 1} {
			page, err := o.Incidents(t.Context(), v, IncidentQuery{Q: q})
			require.NoError(t, err)
			require.Len(t, page.Items, found, "%s searches %s", login, q)
		}
	}
	es, err := o.Timeline(t.Context(), o.as("anna"), n, 0)
	require.NoError(t, err)
	require.Equal(t, []FormChange{{"tag", bilingual("Name of tag"), domain.Text{}, bilingual("SECRET-7")}}, es[0].Form)
	require.Equal(t, "fill_in", es[0].Verb)
	require.Equal(t, bilingual("Laptop"), es[1].Form[0].After)
	v, err := o.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.True(t, v.OK)
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

// Who may change what, and when: the requester until the desk begins or while it waits on them; the desk until it is over.
func TestForm_WhoMayFillInWhen(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	o.asking(deviceForm())
	n, err := o.raise("rita", form.Given{"device": "laptop"})
	require.NoError(t, err)
	act := func(login string, a incident.Act) error {
		return o.Act(t.Context(), ActInput{Number: n, Viewer: o.as(login), Act: a})
	}
	require.True(t, o.record("rita", n).Form.Editable())
	require.False(t, o.record("ada", n).Form.Editable())
	require.NoError(t, act("anna", incident.Act{Verb: incident.Start}))
	require.False(t, o.record("rita", n).Form.Editable())
	refused(t, o.fill("rita", n, form.Given{"device": "phone"}), domain.Invalid, "form.device")
	require.NoError(t, act("anna", incident.Act{Verb: incident.Hold, HoldReason: "customer", Comment: "Which one?"}))
	require.NoError(t, o.fill("rita", n, form.Given{"device": "phone"}))
	refused(t, o.FillRecordForm(t.Context(), o.as("rita"), n, 1, form.Given{"device": "laptop"}), domain.Conflict, "if_match")

	resolve := incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Handed out"}
	refused(t, act("anna", resolve), domain.Invalid, "form.tag")
	require.NoError(t, o.Act(t.Context(), ActInput{Number: n, Viewer: o.as("anna"), Act: resolve, Form: form.Given{"tag": "T-1"}}), "it may be said with the act")
	require.NoError(t, act("rita", incident.Act{Verb: incident.Accept}))
	require.False(t, o.record("anna", n).Form.Editable(), "it is over")
	require.Equal(t, "T-1", o.record("anna", n).Form.Values["tag"])
}

// A service whose form is not in use asks for nothing; of one without a form nothing is taken.
func TestForm_OnlyWhatIsInUseIsAsked(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	f := o.asking(deviceForm())
	off := false
	_, err := o.UpdateForm(t.Context(), o.admin, domain.ByID(f.ID), FormInput{Enabled: &off})
	require.NoError(t, err)
	_, err = o.raise("rita", form.Given{"device": "phone"})
	refused(t, err, domain.Invalid, "form")
	n, err := o.raise("rita", nil)
	require.NoError(t, err)
	require.Nil(t, o.record("rita", n).Form)
	refused(t, o.fill("anna", n, form.Given{"tag": "x"}), domain.Invalid, "form")
	_, err = o.BlankForm(t.Context(), o.as("rita"), domain.ByID(f.ID), domain.Key{}, nil)
	require.ErrorIs(t, err, ErrNone)
	s, err := o.Service(t.Context(), o.as("rita"), domain.ByCode("devices"))
	require.NoError(t, err)
	require.Nil(t, s.Form)
}

// A blank form is what whoever begins sees: with defaults, without what is not theirs.
func TestForm_BlankAndPreview(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	f := o.asking(deviceForm())
	rita := float64(o.id("users", "rita"))
	blank, err := o.BlankForm(t.Context(), o.as("rita"), domain.ByCode("device"), domain.Key{}, nil)
	require.NoError(t, err)
	require.Equal(t, form.Values{"user": rita}, blank.Values)
	require.Len(t, blank.Sections[0].Fields, 4, "without the tag")
	require.False(t, blank.Sections[0].Fields[1].There)
	blank, err = o.BlankForm(t.Context(), o.as("anna"), domain.ByCode("device"), domain.ByCode("rita"), form.Given{"device": "laptop", "memory": "much"})
	require.NoError(t, err)
	require.Len(t, blank.Sections[0].Fields, 5, "the desk may fill in its own at once")
	require.True(t, blank.Sections[0].Fields[1].There)
	require.Equal(t, rita, blank.Values["user"])
	require.Equal(t, "form.memory", blank.Faults[0].Field)
	_, err = o.BlankForm(t.Context(), o.as("rita"), domain.ByCode("nothing"), domain.Key{}, nil)
	require.ErrorIs(t, err, ErrNone)

	seen, err := o.PreviewForm(t.Context(), o.admin, domain.ByID(f.ID), FormPreviewInput{Step: form.Desk, Values: form.Given{"device": "phone", "tag": "T"}})
	require.NoError(t, err)
	require.Equal(t, "T", seen.Values["tag"])
	seen, err = o.PreviewForm(t.Context(), o.admin, domain.ByID(f.ID), FormPreviewInput{Step: form.Others, Values: form.Given{"device": "phone", "tag": "T"}})
	require.NoError(t, err)
	require.NotContains(t, seen.Values, "tag")
	require.False(t, seen.Editable())
}

// Contacts of a customer name their own people, and neither units nor places of others.
func TestForm_NamesOnlyWhoOneMayName(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	o.exec(`INSERT INTO customers (code, name) VALUES ('acme', 'Acme'); INSERT INTO units (code, name) VALUES ('it', 'IT');
		INSERT INTO users (login, name, roles, customer_id) SELECT x, x, '{customer}', c.id FROM customers c, unnest('{cora,cleo}'::text[]) x`)
	o.asking(oneSection(form.Field{ID: "who", Kind: form.Person}, form.Field{ID: "unit", Kind: form.Unit}))
	_, err := o.raise("cora", form.Given{"who": "anna"})
	refused(t, err, domain.Invalid, "form.who")
	_, err = o.raise("cora", form.Given{"unit": "it"})
	refused(t, err, domain.Invalid, "form.unit")
	_, err = o.raise("cora", form.Given{"who": "cleo"})
	require.NoError(t, err)
	n, err := o.raise("rita", form.Given{"who": "anna", "unit": "it"})
	require.NoError(t, err)
	r := o.record("rita", n)
	require.Equal(t, []string{"Anna", "IT"}, []string{r.Form.Names["person"][0].Name, r.Form.Names["unit"][0].Name})
	_, err = o.raise("rita", form.Given{"who": "cora"})
	refused(t, err, domain.Invalid, "form.who")
}

// Conditions of the plan by which a ticket goes speak of its form, and whoever may not know of a field does not read them.
func TestForm_PlansAskForIt(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	f := o.asking(deviceForm())
	d := oneByOne(plan.StepDef{ID: "order", Kind: plan.Task, Name: bilingual("Order"), Who: []plan.Assignee{{By: "person", Name: "anna"}}, When: `form.device == "laptop"`},
		plan.StepDef{ID: "tagged", Kind: plan.Task, Name: bilingual("Tagged"), Who: []plan.Assignee{{By: "person", Name: "anna"}}, When: `form.tag == ""`})
	made, err := o.CreateTemplate(t.Context(), o.admin, TemplateInput{Naming: named("Devices"), Kind: ptr(KindIncident), Draft: d}, "")
	require.NoError(t, err)
	_, err = o.UpdateService(t.Context(), o.admin, domain.ByCode("devices"), ServiceInput{Template: domain.ByID(made.ID)})
	require.NoError(t, err)
	d.Steps[1].When = `form.colour == "red"`
	ps, err := o.CheckTemplate(t.Context(), domain.ByID(made.ID), d)
	require.NoError(t, err)
	require.Len(t, ps, 1)
	require.Contains(t, ps[0].Said.En, "form.colour")
	o.publish(made)
	poorer := deviceForm()
	poorer.Sections[0].Fields = poorer.Sections[0].Fields[2:3] // without the device and the memory
	wrong, err := o.CheckForm(t.Context(), o.admin, domain.ByID(f.ID), poorer)
	require.NoError(t, err)
	require.Len(t, wrong, 2)
	require.Equal(t, plan.Error, wrong[0].Severity)
	require.Contains(t, wrong[0].Said.En, "“Devices” asks for form.device (form.device == \"laptop\")")
	other := o.publishForm(o.form("Poorer", poorer))
	_, err = o.UpdateService(t.Context(), o.admin, domain.ByCode("devices"), ServiceInput{Form: domain.ByID(other.ID)})
	require.Equal(t, "template", err.(*domain.Error).Field) //nolint:errorlint // as it is
	_, err = o.CreateService(t.Context(), o.admin, ServiceInput{Naming: Naming{Code: ptr("poor"), Name: ptr("Poor")}, Form: domain.ByID(other.ID), Template: domain.ByID(made.ID)}, "")
	require.Equal(t, "template", err.(*domain.Error).Field) //nolint:errorlint // as it is
	o.exec(`INSERT INTO services (code, name, form_id, template_id) VALUES ('poor', 'Poor', (SELECT id FROM forms WHERE name = 'Poorer'), (SELECT id FROM plan_templates WHERE name = 'Devices'))`)
	_, err = o.UpdateService(t.Context(), o.admin, domain.ByCode("poor"), ServiceInput{Naming: Naming{Name: ptr("Poorest")}})
	require.NoError(t, err, "what is wrong already may be renamed")
	d.Steps[1].When = `form.device == "phone"`
	ps, err = o.CheckTemplate(t.Context(), domain.ByID(made.ID), d)
	require.NoError(t, err)
	require.Len(t, ps, 2)
	require.Contains(t, ps[1].Said.En, `service == "…" and (form.device == "phone")`)
	for i := range d.Steps {
		d.Steps[i].When = `service == "devices" and form.device == "phone"`
	}
	ps, err = o.CheckTemplate(t.Context(), domain.ByID(made.ID), d)
	require.NoError(t, err)
	require.Empty(t, ps)
	o.exec(`DELETE FROM services WHERE code = 'poor'`)
	steps, err := o.Form(t.Context(), o.admin, domain.ByID(f.ID))
	require.NoError(t, err)
	require.Equal(t, []FormStep{{"order", bilingual("Order")}, {"tagged", bilingual("Tagged")}}, steps.Steps)
	facts, err := o.FormFacts(t.Context(), domain.ByID(made.ID))
	require.NoError(t, err)
	require.Equal(t, []string{"form.device", `form.device == "laptop"`}, []string{facts[0].Name, facts[0].Example})

	ask, err := o.CreateTemplate(t.Context(), o.admin, TemplateInput{Naming: named("Ask"), Kind: ptr(KindApproval), Draft: oneByOne(
		plan.StepDef{ID: "big", Kind: plan.Approval, Name: bilingual("Big"), Who: []plan.Assignee{{By: "person", Name: "anna"}}, When: `form.memory > 32`},
		plan.StepDef{ID: "any", Kind: plan.Approval, Name: bilingual("Any"), Who: []plan.Assignee{{By: "person", Name: "anna"}}})}, "")
	require.NoError(t, err)
	o.publish(ask)
	r, err := o.RehearseApproval(t.Context(), NewApproval{Viewer: o.as("rita"), Title: "x", Template: domain.ByID(ask.ID)})
	require.NoError(t, err, "without a form its fields are empty")
	require.True(t, r.Steps[len(r.Steps)-1].Skipped || r.Steps[0].Skipped)

	n, err := o.raise("rita", form.Given{"device": "phone"})
	require.NoError(t, err)
	life := process.Life{Number: n, Epoch: 1}
	require.NoError(t, o.DB.Get(&life.UUID, `SELECT uuid FROM records WHERE number = $1`, n))
	_, err = o.Advance(t.Context(), process.AdvanceIn{Life: life, First: true, Open: []process.StageRef{{Stage: incident.StageHandle, Round: 1}}})
	require.NoError(t, err)
	seen := o.record("rita", n).Plan
	require.NotNil(t, seen)
	require.Equal(t, []plan.Status{plan.Skipped, plan.Open}, []plan.Status{seen.Steps[0].Status, seen.Steps[1].Status})
	require.Equal(t, []string{`form.device == "laptop"`, ""}, []string{seen.Steps[0].When, seen.Steps[1].When})
	require.Equal(t, `form.tag == ""`, o.record("anna", n).Plan.Steps[1].When)
}

// What a form names by its code keeps it: a default, and what a condition asks for.
func TestForm_WhatItNamesKeepsItsCode(t *testing.T) {
	o := openOffice(t)
	o.exec(peopleOfTheDesk)
	o.exec(`INSERT INTO units (code, name) VALUES ('it', 'IT'), ('hr', 'HR'), ('pr', 'PR')`)
	o.publishForm(o.form("Move", oneSection(form.Field{ID: "unit", Kind: form.Unit, Default: "it"}, form.Field{ID: "why", Kind: form.Text, When: `form.unit == "hr"`},
		form.Field{ID: "text", Kind: form.Text, Default: "pr"})))
	for code, kept := range map[string]bool{"it": true, "hr": true, "pr": false} {
		_, err := o.UpdateUnit(t.Context(), o.admin, domain.ByCode(code), UnitInput{Naming: Naming{Code: ptr(code + "-2")}})
		if kept {
			refused(t, err, domain.Invalid, "code")
		} else {
			require.NoError(t, err)
		}
	}
}
