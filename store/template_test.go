package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// The organisation of the tests: hq, led by gu; sales below it, led by jia; east below that, which nobody leads.
const organisationOfTest = `
	INSERT INTO users (login, name, roles) VALUES ('gu', 'Gu', '{customer,approver}'), ('jia', 'Jia', '{customer,approver}'), ('fei', 'Fei', '{agent}');
	INSERT INTO users (login, name, disabled_at) VALUES ('gone', 'Gone', now());
	INSERT INTO units (code, name, name_en, head_id) SELECT 'hq', '总部', 'HQ', id FROM users WHERE login = 'gu';
	INSERT INTO units (code, name, parent_id, head_id) SELECT 'sales', '销售', x.id, u.id FROM units x, users u WHERE login = 'jia';
	INSERT INTO units (code, name, parent_id) SELECT 'east', '华东', id FROM units WHERE code = 'sales';
	INSERT INTO units (code, name) VALUES ('island', 'Island');
	INSERT INTO users (login, name, roles, unit_id) SELECT 'rita', 'Rita', '{customer}', id FROM units WHERE code = 'east';
	UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'sales') WHERE login = 'jia';
	INSERT INTO groups (code, name, name_en) VALUES ('money', '财务组', 'Money'), ('empty', 'Empty', '');
	INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE g.code = 'money' AND u.login IN ('fei', 'jia')`

func approvalStep(id string, who ...plan.Assignee) plan.StepDef {
	return plan.StepDef{ID: id, Kind: plan.Approval, Name: domain.Text{En: id, Zh: id}, Who: who}
}

func oneByOne(steps ...plan.StepDef) *plan.Definition {
	for i := 1; i < len(steps); i++ {
		steps[i].After = []string{steps[i-1].ID}
	}
	return &plan.Definition{Steps: steps}
}

func (o office) template(name string, d *plan.Definition) Template {
	o.t.Helper()
	t, err := o.CreateTemplate(o.t.Context(), o.admin, TemplateInput{Naming: named(name), Kind: ptr("approval"), Draft: d}, "")
	require.NoError(o.t, err)
	return t
}

func (o office) publish(t Template) Template {
	o.t.Helper()
	t, err := o.PublishTemplate(o.t.Context(), o.admin, domain.ByID(t.ID), nil)
	require.NoError(o.t, err)
	return t
}

func (o office) id(table, key string) (id int64) {
	o.t.Helper()
	ids, err := o.AllIDs(o.t.Context(), table)
	require.NoError(o.t, err)
	require.Contains(o.t, ids, key)
	return ids[key]
}

func (o office) as(login string) access.Viewer {
	o.t.Helper()
	v, err := o.ViewerOf(o.t.Context(), domain.ByCode(login))
	require.NoError(o.t, err)
	return v
}

// A draft becomes versions that stay; the same draft is not published twice, nor over another's change.
func TestTemplate_DraftsAndVersions(t *testing.T) {
	o := openOffice(t)
	ctx := t.Context()
	o.exec(organisationOfTest)
	made := o.template("Leave", oneByOne(approvalStep("head", plan.Assignee{By: "requester_head"})))
	require.Equal(t, []any{"leave", "approval", true, 1, 0, true, 1}, []any{made.Code, made.Kind, made.Enabled, made.Revision, made.Version, made.Changed, made.Steps})
	first := o.publish(made)
	require.Equal(t, []any{1, 1, false}, []any{first.Version, first.Revision, first.Changed})
	_, err := o.PublishTemplate(ctx, o.admin, domain.ByCode("leave"), nil)
	refused(t, err, domain.Conflict, "draft")

	change := oneByOne(approvalStep("head", plan.Assignee{By: "requester_head"}), approvalStep("boss", plan.Assignee{By: "chosen", Name: "Boss"}))
	next, err := o.UpdateTemplate(ctx, o.admin, domain.ByCode("leave"), TemplateInput{Draft: change, Revision: ptr(1)})
	require.NoError(t, err)
	require.Equal(t, []any{2, 1, true}, []any{next.Revision, next.Version, next.Changed})
	require.Equal(t, TemplateChoices{{"Boss", domain.Text{En: "boss", Zh: "boss"}}}, next.Choices)
	_, err = o.UpdateTemplate(ctx, o.admin, domain.ByCode("leave"), TemplateInput{Draft: change, Revision: ptr(1)})
	refused(t, err, domain.Conflict, "revision")
	_, err = o.PublishTemplate(ctx, o.admin, domain.ByCode("leave"), ptr(1))
	refused(t, err, domain.Conflict, "revision")
	same, err := o.UpdateTemplate(ctx, o.admin, domain.ByCode("leave"), TemplateInput{Draft: change, Naming: Naming{NameEn: ptr("Leave")}})
	require.NoError(t, err)
	require.Equal(t, 2, same.Revision, "the same draft is no change of it")

	o.publish(next)
	o.exec(`INSERT INTO records (number, kind, title, state, priority, requester_id, created_by, created_at, updated_at) SELECT 'APR-' || n, 'approval', 'x', 'active', 3, 1, 1, now(), now() FROM generate_series(1, 3) n`)
	o.exec(`INSERT INTO plans (record_id, epoch, stage, round, state, template_id, template_version, verdict)
		SELECT r.id, 1, 'approve', 1, '{}', $1, CASE r.number WHEN 'APR-1' THEN 1 ELSE 2 END, CASE r.number WHEN 'APR-2' THEN 'done' END FROM records r`, made.ID)
	vs, err := o.TemplateVersions(ctx, domain.ByCode("leave"))
	require.NoError(t, err)
	require.Len(t, vs, 2)
	require.Equal(t, []int{2, 1, 1, 1, 1, 0}, []int{vs[0].Version, vs[0].Running, vs[0].Ended, vs[1].Version, vs[1].Running, vs[1].Ended})
	require.Equal(t, "boss", vs[0].PublishedBy.Login)
	require.Len(t, vs[1].Definition.Steps, 1, "what was published stays")
	trail := o.trail(fmt.Sprintf("template:%d", made.ID))
	require.Equal(t, []string{"create", "publish", "update", "update", "publish"}, verbsOf(trail))
}

func verbsOf(rows []trailRow) (verbs []string) {
	for _, r := range rows {
		verbs = append(verbs, r.Verb)
	}
	return verbs
}

func TestTemplate_RefusesByField(t *testing.T) {
	o := openOffice(t)
	o.exec(organisationOfTest)
	base := o.template("Base", nil)
	variant := TemplateInput{Naming: named("V"), VariantOf: domain.ByID(base.ID), Unit: domain.ByCode("sales")}
	made, err := o.CreateTemplate(t.Context(), o.admin, variant, "")
	require.NoError(t, err)
	require.Equal(t, []any{"approval", "base", "sales"}, []any{made.Kind, made.VariantOf.Code, made.Unit.Code})
	for field, in := range map[string]TemplateInput{
		"kind":       {Naming: named("x")},
		"unit":       {Naming: named("x"), Kind: ptr("approval"), Unit: domain.ByCode("sales")},
		"variant_of": {Naming: named("x"), VariantOf: domain.ByID(made.ID), Unit: domain.ByCode("east")},
		"code":       {Naming: Naming{Name: ptr("x"), Code: ptr("conditions")}, Kind: ptr("approval")},
	} {
		_, err := o.CreateTemplate(t.Context(), o.admin, in, "")
		refused(t, err, domain.Invalid, field)
	}
	_, err = o.CreateTemplate(t.Context(), o.admin, variant, "")
	refused(t, err, domain.Conflict, "unit_id")
	for field, in := range map[string]TemplateInput{
		"kind": {Kind: ptr("incident")}, "variant_of": {VariantOf: domain.Key{Given: true}}, "unit": {Unit: domain.ByCode("east")}, "code": {Naming: Naming{Code: ptr("other")}},
	} {
		_, err := o.UpdateTemplate(t.Context(), o.admin, domain.ByID(made.ID), in)
		refused(t, err, domain.Invalid, field)
	}
	_, err = o.PublishTemplate(t.Context(), o.admin, domain.ByID(base.ID), nil)
	refused(t, err, domain.Invalid, "draft")
}

func TestTemplate_ChecksRulesAgainstPeople(t *testing.T) {
	o := openOffice(t)
	o.exec(organisationOfTest)
	by := func(by, name string) plan.Assignee { return plan.Assignee{By: by, Name: name} }
	d := oneByOne(
		approvalStep("a", by("person", "gone")), approvalStep("b", by("person", "nobody")), approvalStep("c", by("group", "empty")),
		approvalStep("d", by("group", "empty"), by("group", "money")), approvalStep("e", by("role", "technician")), approvalStep("f", by("role", "king")),
		approvalStep("g", by("unit_head", "island")), approvalStep("h", by("unit_head", "mars")), approvalStep("i", by("unit_head", "east")),
		approvalStep("j", by("assignee", "")), approvalStep("k", by("requester", ""), by("chosen", "x"), by("chain_of_heads", "")),
		approvalStep("l", by("requester_head", "")))
	d.Steps[11].Limit = plan.Limit{Minutes: 5, Then: plan.ThenTransfer, To: []plan.Assignee{by("group", "nowhere"), by("person", "gone")}}
	made := o.template("Checked", d)
	require.Equal(t, "gone", made.Names["person"][0].Login)
	require.Equal(t, []string{"empty", "money"}, []string{made.Names["group"][0].Code, made.Names["group"][1].Code})
	ps, err := o.CheckTemplate(t.Context(), domain.ByID(made.ID), nil)
	require.NoError(t, err)
	var all []string
	for _, p := range ps {
		require.NotEmpty(t, p.Said.En)
		require.NotEmpty(t, p.Said.Zh)
		all = append(all, fmt.Sprint(p.Step, " ", p.Field, " ", p.Severity))
	}
	require.Equal(t, []string{"a who.0.name error", "b who.0.name error", "c who.0.name error", "d who.0.name warning", "e who.0.name error", "f who.0.name error",
		"g who.0.name error", "h who.0.name error", "j who.0.name error", "l limit.to.0.name error", "l limit.to.1.name warning"}, all)
	_, err = o.PublishTemplate(t.Context(), o.admin, domain.ByID(made.ID), nil)
	refused(t, err, domain.Invalid, "draft")
	require.ErrorContains(t, err, "f: There is no role “king”")
}

// A template names people, groups and units by their codes: to rename one would leave its steps without anybody.
func TestTemplate_KeepsTheCodesThatItNames(t *testing.T) {
	o := openOffice(t)
	ctx := t.Context()
	o.exec(organisationOfTest)
	d := oneByOne(approvalStep("a", plan.Assignee{By: "person", Name: "jia"}), approvalStep("b", plan.Assignee{By: "unit_head", Name: "hq"}), approvalStep("c", plan.Assignee{By: "requester_head"}))
	d.Steps[1].When, d.Steps[2].When, d.Steps[2].Limit = `requester.unit != 'island'`, `requester.unit == "sales"`, plan.Limit{Then: plan.ThenTransfer, To: []plan.Assignee{{By: "group", Name: "money"}}}
	made := o.publish(o.template("Leave", d))
	_, err := o.UpdateTemplate(ctx, o.admin, domain.ByID(made.ID), TemplateInput{Draft: oneByOne(approvalStep("a", plan.Assignee{By: "requester_head"}))})
	require.NoError(t, err, "what is published names them still")
	unit := func(from, to string) error {
		_, err := o.UpdateUnit(ctx, o.admin, domain.ByCode(from), UnitInput{Naming: Naming{Code: &to}})
		return err
	}
	group := func(from, to string) error {
		_, err := o.UpdateGroup(ctx, o.admin, domain.ByCode(from), GroupInput{Naming: Naming{Code: &to}})
		return err
	}
	person := func(from, to string) error {
		_, err := o.UpdateUser(ctx, o.admin, domain.ByCode(from), UserInput{Login: &to})
		return err
	}
	refused(t, unit("hq", "top"), domain.Invalid, "code")
	refused(t, unit("sales", "selling"), domain.Invalid, "code")
	refused(t, unit("island", "isle"), domain.Invalid, "code")
	refused(t, group("money", "cash"), domain.Invalid, "code")
	refused(t, person("jia", "jia2"), domain.Invalid, "login")
	require.NoError(t, unit("east", "far-east"))
	require.NoError(t, group("empty", "nobody"))
	require.NoError(t, person("gu", "gu2"))
	o.publish(made)
	require.NoError(t, unit("hq", "top"), "nothing runs by the version that named it")
	require.NoError(t, unit("sales", "selling"))
	require.NoError(t, person("jia", "jia2"))
	require.NoError(t, group("money", "cash"))
}

// The nearest unit up the tree with a variant in use decides; else the template itself.
func TestTemplate_AUnitsVariantCountsBelowIt(t *testing.T) {
	o := openOffice(t)
	ctx := t.Context()
	o.exec(organisationOfTest)
	one := func(id string) *plan.Definition {
		return oneByOne(approvalStep(id, plan.Assignee{By: "requester_head"}))
	}
	base := o.template("Base", one("base"))
	variant := func(unit string) Template {
		v, err := o.CreateTemplate(ctx, o.admin, TemplateInput{Naming: named("For " + unit), VariantOf: domain.ByID(base.ID), Unit: domain.ByCode(unit), Draft: one(unit)}, "")
		require.NoError(t, err)
		return v
	}
	counts := func(unit int64) string {
		v, err := TemplateFor(ctx, o.DB, base.ID, unit)
		require.NoError(t, err)
		return v.Definition.Steps[0].ID
	}
	hq, sales, east, island := o.id("units", "hq"), o.id("units", "sales"), o.id("units", "east"), o.id("units", "island")
	ofHQ, ofSales := variant("hq"), variant("sales")
	_, err := TemplateFor(ctx, o.DB, base.ID, hq)
	refused(t, err, domain.Invalid, "template")
	o.publish(base)
	require.Equal(t, "base", counts(east))
	o.publish(ofHQ)
	o.publish(ofSales)
	require.Equal(t, []string{"sales", "sales", "hq", "base", "base"}, []string{counts(east), counts(sales), counts(hq), counts(island), counts(0)})
	_, err = o.UpdateTemplate(ctx, o.admin, domain.ByID(ofSales.ID), TemplateInput{Enabled: ptr(false)})
	require.NoError(t, err)
	require.Equal(t, "hq", counts(east))

	usable, err := o.UsableTemplates(ctx, o.as("rita"), TemplateQuery{Kind: "approval"})
	require.NoError(t, err)
	require.Len(t, usable.Items, 1)
	require.Equal(t, []any{"base", 1, TemplateChoices{}}, []any{usable.Items[0].Code, usable.Items[0].Version, usable.Items[0].Choices})
	_, err = o.UpdateTemplate(ctx, o.admin, domain.ByID(base.ID), TemplateInput{Enabled: ptr(false)})
	require.NoError(t, err)
	usable, err = o.UsableTemplates(ctx, o.as("rita"), TemplateQuery{Kind: "approval"})
	require.NoError(t, err)
	require.Empty(t, usable.Items)
	_, err = TemplateFor(ctx, o.DB, base.ID, hq)
	refused(t, err, domain.Invalid, "template")
}

// "For this requester it would be …": the people in order with the rule that found them, as the machine would ask them.
func TestTemplate_PreviewsWhomItWouldAsk(t *testing.T) {
	o := openOffice(t)
	o.exec(organisationOfTest)
	o.exec(`INSERT INTO deputies (user_id, deputy_id, starts_at, ends_at, created_by) SELECT a.id, b.id, now() - interval '1 day', now() + interval '1 day', a.id FROM users a, users b WHERE a.login = 'gu' AND b.login = 'fei'`)
	money := plan.Assignee{By: "group", Name: "money"}
	pool, chosen := money, plan.Assignee{By: "chosen", Name: "Expert"}
	pool.Pool = true
	d := oneByOne(
		plan.StepDef{ID: "start", Kind: plan.Submit, Name: domain.Text{En: "Submit"}},
		approvalStep("heads", plan.Assignee{By: "chain_of_heads"}), approvalStep("money", plan.Assignee{By: "person", Name: "jia"}, money),
		approvalStep("self", plan.Assignee{By: "requester"}), approvalStep("skip", plan.Assignee{By: "requester"}), approvalStep("big", pool),
		approvalStep("maybe", plan.Assignee{By: "person", Name: "gone"}), approvalStep("expert", chosen), plan.StepDef{ID: "box", Kind: plan.Group, Name: domain.Text{En: "Box"}, When: "amount > 50"},
	)
	d.Steps[3].Self, d.Steps[4].Self, d.Steps[5].When, d.Steps[6].When, d.Steps[6].Nobody = "head", "skip", "amount > 100", `step("big") == "skipped"`, "skip"
	inner := approvalStep("inner", plan.Assignee{By: "unit_head", Name: "hq"})
	inner.In = "box"
	d.Steps = append(d.Steps, inner)
	made := o.template("Purchase", d)
	said := func(in TemplatePreviewInput) (all []string) {
		steps, err := o.PreviewTemplate(t.Context(), domain.ByID(made.ID), in)
		require.NoError(t, err)
		for _, s := range steps {
			line := s.ID + " " + s.Reached
			for _, p := range s.People {
				if p.Person != nil {
					line += " " + p.Person.Login
				} else {
					line += " [" + p.Group.Code + "]"
				}
				line += "(" + p.Said.En + ")"
				for _, deputy := range p.Deputies {
					line += "~" + deputy.Login
				}
				if p.Itself {
					line += "!"
				}
			}
			all = append(all, line+s.Nobody)
		}
		return all
	}
	require.Equal(t, []string{
		"start yes rita(the requester)",
		"heads yes jia(one of the heads above the requester) gu(one of the heads above the requester)~fei",
		"money yes jia(named by the plan) fei(of the group Money)",
		"self yes jia(in place of the requester, whose head he or she is)",
		"skip yes rita(the requester)!",
		"big no [money](of the group Money)",
		"maybe unknownskip",
		"expert yes fei(chosen by the requester: Expert)",
		"box yes",
		"inner yes gu(head of HQ)~fei",
	}, said(TemplatePreviewInput{Requester: domain.ByCode("rita"), Amount: ptr(75.0), Chosen: map[string][]domain.Key{"Expert": {domain.ByCode("fei")}}}))
	other := said(TemplatePreviewInput{Requester: domain.ByCode("jia"), Amount: ptr(7.5)})
	require.Equal(t, []string{"heads yes gu(one of the heads above the requester)~fei", "expert yesadmin", "box no", "inner no gu(head of HQ)~fei"}, []string{other[1], other[7], other[8], other[9]})
	_, err := o.PreviewTemplate(t.Context(), domain.ByID(made.ID), TemplatePreviewInput{Requester: domain.ByCode("nobody")})
	refused(t, err, domain.Invalid, "requester")
	_, err = o.PreviewTemplate(t.Context(), domain.ByID(made.ID), TemplatePreviewInput{Requester: domain.ByCode("rita"), Definition: &plan.Definition{}})
	refused(t, err, domain.Invalid, "steps")
}

// What conditions may speak of is there for a saved record as it is described.
func TestFacts_AreThereAsDescribed(t *testing.T) {
	d := newLevelsDesk(t)
	number := d.raise()
	var id int64
	require.NoError(t, d.s.DB.Get(&id, `SELECT id FROM records WHERE number = $1`, number))
	names, err := planNames(t.Context(), d.s.DB, KindIncident, id)
	require.NoError(t, err)
	holds := func(names plan.Names, kind string) {
		for _, f := range Facts(kind) {
			require.True(t, names.Has(f.Name), f.Name)
			require.True(t, exampleNames(kind).Has(f.Name), f.Name)
			_, refusal := plan.Holds(f.Example, names, nil)
			require.Nil(t, refusal, f.Example)
		}
	}
	holds(names, KindIncident)
	for _, when := range []string{`kind == "incident" and priority == 4 and impact == 3`, `requester.login == "carla" and requester.unit == "" and "customer" in requester.roles`, `customer == "" and channel == "portal"`} {
		yes, refusal := plan.Holds(when, names, nil)
		require.Nil(t, refusal)
		require.True(t, yes, when)
	}
	d.s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'net') WHERE login = 'carla'`)
	d.s.DB.MustExec(`INSERT INTO plan_templates (code, name, kind, draft) VALUES ('t', 'T', 'approval', '{"steps": []}');
		INSERT INTO records (number, kind, title, state, priority, requester_id, created_by, created_at, updated_at) SELECT 'APR-1', 'approval', 'x', 'active', 3, id, id, now(), now() FROM users WHERE login = 'carla';
		INSERT INTO approvals (record_id, amount, template_id, template_version) SELECT r.id, 12.5, t.id, 1 FROM records r, plan_templates t WHERE r.number = 'APR-1'`)
	require.NoError(t, d.s.DB.Get(&id, `SELECT id FROM records WHERE number = 'APR-1'`))
	names, err = planNames(t.Context(), d.s.DB, KindApproval, id)
	require.NoError(t, err)
	holds(names, KindApproval)
	yes, refusal := plan.Holds(`amount == 12.5 and requester.unit == "net" and "it" in requester.units`, names, nil)
	require.Nil(t, refusal)
	require.True(t, yes)
}
