package store

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/sla"
)

func seconds(n int64) *sla.Seconds { return ptr(sla.Seconds(n)) }

// promise is the input of a policy that promises to resolve priority 1 within four hours.
func promise(name string, c sla.Conditions) PolicyInput {
	return PolicyInput{Naming: named(name), Conditions: &c, Targets: &[]sla.Targets{{Priority: 1, Resolution: seconds(4 * 3600)}}}
}

func (o office) policy(in PolicyInput) Policy {
	o.t.Helper()
	p, err := o.CreatePolicy(context.Background(), o.admin, in, "")
	require.NoError(o.t, err)
	return p
}

func (o office) exec(query string, args ...any) {
	o.t.Helper()
	_, err := o.DB.Exec(query, args...)
	require.NoError(o.t, err)
}

const catalogueOfTest = `
	INSERT INTO categories (code, name, name_en) VALUES ('hardware', '硬件', 'Hardware');
	INSERT INTO categories (code, name, name_en, parent_id) SELECT 'printer', '打印机', 'Printer', id FROM categories;
	INSERT INTO units (code, name) VALUES ('hq', 'HQ');
	INSERT INTO units (code, name, parent_id) SELECT 'sales', 'Sales', id FROM units;
	INSERT INTO customers (code, name) VALUES ('acme', 'Acme');
	INSERT INTO queues (code, name) VALUES ('second', 'Second line');
	INSERT INTO services (code, name) VALUES ('mail', 'Mail');
	INSERT INTO groups (code, name) VALUES ('net', 'Network');
	INSERT INTO users (login, name) VALUES ('lead', 'Lead');
	INSERT INTO users (login, name, customer_id) SELECT 'contact', 'Contact', id FROM customers`

func TestPolicies_Defaults(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	first := o.policy(PolicyInput{Naming: named("Standard")})
	require.Equal(t, []any{"standard", 1, true, 1}, []any{first.Code, first.Position, first.Enabled, first.Version})
	require.Equal(t, Terms{Targets: []sla.Targets{}, Warnings: sla.DefaultWarnings, Levels: []sla.Level{}}, first.Terms)
	require.Nil(t, first.Calendar)
	require.Equal(t, 2, o.policy(PolicyInput{Naming: named("Second")}).Position)
	again, err := o.CreatePolicy(ctx, o.admin, PolicyInput{Naming: named("Keyed")}, "k")
	require.NoError(t, err)
	repeat, err := o.CreatePolicy(ctx, o.admin, PolicyInput{Naming: named("Keyed")}, "k")
	require.NoError(t, err)
	require.Equal(t, again, repeat)
	got, err := o.Policy(ctx, domain.ByCode("standard"))
	require.NoError(t, err)
	require.Equal(t, first, got)
	_, err = o.Policy(ctx, domain.ByCode("nowhere"))
	require.ErrorIs(t, err, ErrNone)
}

// Every wrong part is refused by its field, and nothing of it is left.
func TestPolicies_RefuseByField(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	o.exec(catalogueOfTest)
	p := o.policy(promise("Standard", sla.Conditions{}))
	level := func(a sla.Action) *[]sla.Level {
		return &[]sla.Level{{Level: 1, Percent: 100, Actions: []sla.Action{a}}}
	}
	refusals := map[string]PolicyInput{
		"position":                   {Position: ptr(-1)},
		"calendar":                   {Calendar: domain.ByCode("nowhere")},
		"conditions.priority[0]":     {Conditions: &sla.Conditions{Priority: []int{6}}},
		"conditions.kind[0]":         {Conditions: &sla.Conditions{Kind: []string{"bug"}}},
		"conditions.channel[1]":      {Conditions: &sla.Conditions{Channel: []string{"mail", "pigeon"}}},
		"conditions.category[1]":     {Conditions: &sla.Conditions{Category: []string{"printer", "nowhere"}}},
		"conditions.service[0]":      {Conditions: &sla.Conditions{Service: []string{"printer"}}},
		"conditions.customer[0]":     {Conditions: &sla.Conditions{Customer: []string{"mail"}}},
		"conditions.queue[0]":        {Conditions: &sla.Conditions{Queue: []string{""}}},
		"conditions.group[0]":        {Conditions: &sla.Conditions{Group: []string{"x"}}},
		"conditions.unit[0]":         {Conditions: &sla.Conditions{Unit: []string{"x"}}},
		"targets[0].resolution":      {Targets: &[]sla.Targets{{Priority: 1, Resolution: seconds(0)}}},
		"targets[1].priority":        {Targets: &[]sla.Targets{{Priority: 1}, {Priority: 1}}},
		"warnings[0]":                {Warnings: &[]int{100}},
		"levels[0].actions[0].queue": {Levels: level(sla.Action{Do: sla.MoveQueue, Queue: "x"})},
		"levels[0].actions[0].login": {Levels: level(sla.Action{Do: sla.AddWatcher, Login: "contact"})},
		"levels[0].actions[0].do":    {Levels: level(sla.Action{Do: "shout"})},
		"levels[0].percent":          {Levels: &[]sla.Level{{Level: 1, Actions: []sla.Action{{Do: sla.RaisePriority}}}}},
	}
	for field, in := range refusals {
		_, err := o.UpdatePolicy(ctx, o.admin, domain.ByID(p.ID), in)
		refused(t, err, domain.Invalid, field)
		in.Naming = named("New")
		_, err = o.CreatePolicy(ctx, o.admin, in, "")
		refused(t, err, domain.Invalid, field)
	}
	_, err := o.CreatePolicy(ctx, o.admin, PolicyInput{}, "")
	refused(t, err, domain.Invalid, "name")
	_, err = o.CreatePolicy(ctx, o.admin, PolicyInput{Naming: Naming{Name: ptr("x"), Code: &p.Code}}, "")
	refused(t, err, domain.Conflict, "code")
	_, err = o.UpdatePolicy(ctx, o.admin, domain.ByID(p.ID), PolicyInput{Naming: Naming{Code: ptr("other")}})
	refused(t, err, domain.Invalid, "code")
	page, err := o.Policies(ctx, ListQuery{})
	require.NoError(t, err)
	require.Equal(t, []Policy{p}, page.Items)
	require.Len(t, o.trail(fmt.Sprintf("policy:%d", p.ID)), 1)
	_, err = o.UpdatePolicy(ctx, o.admin, domain.ByCode("nowhere"), PolicyInput{})
	refused(t, err, domain.NotFound, "")
}

// Every change of the terms is a version, kept as it was; the audit trail has what changed.
func TestPolicies_VersionsAndAudit(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	o.exec(catalogueOfTest)
	p := o.policy(promise("Gold", sla.Conditions{Customer: []string{"acme"}}))
	stamp := o.stamp()
	change := func(in PolicyInput) Policy {
		p, err := o.UpdatePolicy(ctx, o.admin, domain.ByID(p.ID), in)
		require.NoError(t, err)
		return p
	}
	require.Equal(t, 1, change(PolicyInput{Naming: named("Golden"), Enabled: ptr(false)}).Version, "a name is no promise")
	require.NotEqual(t, stamp, o.stamp(), "who keeps policies in memory sees that they changed")
	require.Equal(t, 1, change(PolicyInput{Targets: &[]sla.Targets{{Priority: 1, Resolution: seconds(4 * 3600)}}}).Version, "the same again is no change")
	two := change(PolicyInput{Warnings: &[]int{}, Version: ptr(1), Levels: &[]sla.Level{{Level: 1, After: 7200, Actions: []sla.Action{
		{Do: sla.MoveQueue, Queue: "second"}, {Do: sla.AddWatcher, Login: "lead"}, {Do: sla.Notify, Who: sla.UnitHead, Up: 1}}}}})
	require.Equal(t, 2, two.Version)
	require.Equal(t, []int{}, two.Warnings)
	require.Equal(t, sla.Conditions{Customer: []string{"acme"}}, two.Conditions, "what is not given stays")
	require.Equal(t, "Acme", two.Names["customer"][0].Name)
	require.Equal(t, []string{"Second line", "Lead"}, []string{two.Names["queue"][0].Name, two.Names["login"][0].Name})
	_, err := o.UpdatePolicy(ctx, o.admin, domain.ByID(p.ID), PolicyInput{Version: ptr(1), Warnings: &[]int{10}})
	refused(t, err, domain.Conflict, "version")

	var versions []struct {
		Version    int             `db:"version"`
		Definition json.RawMessage `db:"definition"`
	}
	require.NoError(t, o.DB.Select(&versions, `SELECT version, definition FROM sla_policy_versions WHERE policy_id = $1 ORDER BY version`, p.ID))
	require.Len(t, versions, 2)
	for i, want := range []Terms{p.Terms, two.Terms} {
		var kept Terms
		require.NoError(t, json.Unmarshal(versions[i].Definition, &kept))
		require.Equal(t, want, kept)
	}
	trail := o.trail(fmt.Sprintf("policy:%d", p.ID))
	require.Len(t, trail, 3)
	require.JSONEq(t, `{"name": ["Gold", "Golden"], "enabled": [true, false]}`, string(trail[1].Changes))
	var changes map[string][2]any
	require.NoError(t, json.Unmarshal(trail[2].Changes, &changes))
	require.Len(t, changes, 3)
	require.Equal(t, [2]any{[]any{50.0, 75.0, 90.0}, []any{}}, changes["warnings"])
	require.Equal(t, [2]any{1.0, 2.0}, changes["version"])
	require.Contains(t, changes, "levels")
}

func (o office) stamp() (stamp string) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Get(&stamp, `SELECT levels_stamp FROM desk_settings`))
	return stamp
}

func TestPolicies_Order(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	a, b, c := o.policy(promise("A", sla.Conditions{})), o.policy(promise("B", sla.Conditions{})), o.policy(promise("C", sla.Conditions{}))
	codes := func(p Page[Policy]) (codes []string) {
		for _, one := range p.Items {
			codes = append(codes, one.Code)
		}
		return codes
	}
	page, err := o.OrderPolicies(ctx, o.admin, []domain.Key{domain.ByID(c.ID), domain.ByCode("a"), domain.ByCode("b")})
	require.NoError(t, err)
	require.Equal(t, []string{"c", "a", "b"}, codes(page))
	require.Equal(t, 1, page.Items[0].Version, "an order is no promise")
	trail := o.trail(fmt.Sprintf("policy:%d", b.ID))
	require.JSONEq(t, `{"position": [2, 3]}`, string(trail[1].Changes))
	_, err = o.OrderPolicies(ctx, o.admin, []domain.Key{domain.ByID(c.ID), domain.ByCode("a"), domain.ByCode("b")})
	require.NoError(t, err)
	require.Len(t, o.trail(fmt.Sprintf("policy:%d", a.ID)), 2, "the same order leaves no trace")

	for field, order := range map[string][]domain.Key{
		"policies":    {domain.ByID(a.ID), domain.ByID(b.ID)},
		"policies[1]": {domain.ByID(a.ID), domain.ByCode("x"), domain.ByID(c.ID)},
		"policies[2]": {domain.ByID(a.ID), domain.ByID(b.ID), {}},
	} {
		_, err := o.OrderPolicies(ctx, o.admin, order)
		refused(t, err, domain.Invalid, field)
	}
	_, err = o.OrderPolicies(ctx, o.admin, []domain.Key{domain.ByID(a.ID), domain.ByCode("a"), domain.ByID(b.ID), domain.ByID(c.ID)})
	refused(t, err, domain.Invalid, "policies")

	o.exec(`UPDATE sla_policies SET position = 7`) // equal positions go by code
	walked, cursor := []string{}, ""
	for {
		page, err := o.Policies(ctx, ListQuery{Limit: 1, Cursor: cursor})
		require.NoError(t, err)
		if walked = append(walked, codes(page)...); page.Next == "" {
			break
		}
		cursor = page.Next
	}
	require.Equal(t, []string{"a", "b", "c"}, walked)
	page, err = o.Policies(ctx, ListQuery{Q: "B"})
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, codes(page))
	_, err = o.Policies(ctx, ListQuery{Cursor: "x"})
	refused(t, err, domain.Invalid, "cursor")
}

// A choice says in names of both languages why each policy applies or not; branches of trees hold for what lies in them.
func TestPolicies_Choose(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	o.exec(catalogueOfTest)
	o.policy(promise("Off", sla.Conditions{}))
	_, err := o.UpdatePolicy(ctx, o.admin, domain.ByCode("off"), PolicyInput{Enabled: ptr(false)})
	require.NoError(t, err)
	o.policy(promise("Contract", sla.Conditions{Customer: []string{"acme"}}))
	o.policy(promise("Hardware", sla.Conditions{Kind: []string{"incident"}, Category: []string{"hardware"}, Unit: []string{"hq"}}))
	printer := Supposed{Kind: "incident", Priority: 1, Category: domain.ByCode("printer"), Unit: domain.ByCode("sales"), Channel: "mail"}

	c, err := o.ChooseFor(ctx, printer)
	require.NoError(t, err)
	require.Equal(t, "hardware", c.Policy.Code)
	require.Equal(t, seconds(4*3600), c.Promised.Resolution)
	require.Nil(t, c.Calendar)
	require.Len(t, c.Tried, 2, "what is not enabled is passed over")
	require.Equal(t, domain.Text{En: "does not apply: it has no customer, and this is for Acme only", Zh: "不适用：未填写客户，仅适用于“Acme”"}, c.Tried[0].Said)
	require.Equal(t, domain.Text{En: "applies: kind is incident, category is Printer in Hardware, unit is Sales in HQ",
		Zh: "适用：类型为“事件”，分类为“打印机”（属于“硬件”），部门为“Sales”（属于“HQ”）"}, c.Tried[1].Said)

	printer.Priority, printer.Customer, printer.Service = 3, domain.ByCode("acme"), domain.ByCode("mail")
	o.exec(`INSERT INTO calendars (code, name, definition) VALUES ('always', 'Always', '{}');
		UPDATE services SET calendar_id = (SELECT id FROM calendars)`)
	c, err = o.ChooseFor(ctx, printer)
	require.NoError(t, err)
	require.Equal(t, []any{"contract", "always"}, []any{c.Policy.Code, c.Calendar.Code})
	require.Nil(t, c.Promised, "of priority 3 nothing is promised")

	printer.Kind, printer.Customer = "question", domain.Key{}
	c, err = o.ChooseFor(ctx, printer)
	require.NoError(t, err)
	require.Nil(t, c.Policy)
	require.Len(t, c.Tried, 2)
	for field, in := range map[string]Supposed{"facts.priority": {}, "facts.kind": {Priority: 1, Kind: "bug"}, "facts.unit": {Priority: 1, Unit: domain.ByCode("x")}} {
		_, err := o.ChooseFor(ctx, in)
		refused(t, err, domain.Invalid, field)
	}
}

// A policy names things by their codes: to rename one would quietly take what it promises away.
func TestPolicies_KeepTheCodesThatTheyName(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	o.exec(catalogueOfTest)
	gold := promise("金牌", sla.Conditions{Category: []string{"printer"}, Service: []string{"mail"}, Customer: []string{"acme"}, Unit: []string{"sales"}})
	gold.NameEn = ptr("Gold")
	levels := []sla.Level{{Level: 1, Percent: 100, Actions: []sla.Action{{Do: sla.MoveQueue, Queue: "second"}, {Do: sla.AddWatcher, Login: "lead"}}}}
	gold.Levels = &levels
	off := promise("Off", sla.Conditions{Group: []string{"net"}, Service: []string{"mail"}})
	off.Enabled = ptr(false) // it may come back
	p, _ := o.policy(gold), o.policy(off)

	other := Naming{Code: ptr("other"), NameEn: ptr("Other")}
	renames := map[string]func(Naming) error{
		"category": func(n Naming) error {
			_, err := o.UpdateCategory(ctx, o.admin, domain.ByCode("printer"), CategoryInput{Naming: n})
			return err
		},
		"service": func(n Naming) error {
			_, err := o.UpdateService(ctx, o.admin, domain.ByCode("mail"), ServiceInput{Naming: n})
			return err
		},
		"customer": func(n Naming) error {
			_, err := o.UpdateCustomer(ctx, o.admin, domain.ByCode("acme"), CustomerInput{Naming: n})
			return err
		},
		"queue": func(n Naming) error {
			_, err := o.UpdateQueue(ctx, o.admin, domain.ByCode("second"), QueueInput{Naming: n})
			return err
		},
		"group": func(n Naming) error {
			_, err := o.UpdateGroup(ctx, o.admin, domain.ByCode("net"), GroupInput{Naming: n})
			return err
		},
		"unit": func(n Naming) error {
			_, err := o.UpdateUnit(ctx, o.admin, domain.ByCode("sales"), UnitInput{Naming: n})
			return err
		},
	}
	for what, rename := range renames {
		refused(t, rename(other), domain.Invalid, "code")
		require.NoError(t, rename(Naming{NameEn: other.NameEn}), "another name of a %s", what)
	}
	_, err := o.UpdateUser(ctx, o.admin, domain.ByCode("lead"), UserInput{Login: ptr("chief")})
	refused(t, err, domain.Invalid, "login")
	require.ErrorContains(t, renames["service"](other), "the service levels “Gold”, “Off” name it by that")
	_, err = o.UpdateCategory(ctx, o.admin, domain.ByCode("hardware"), CategoryInput{Naming: Naming{Code: ptr("devices")}})
	require.NoError(t, err, "what no policy names")

	_, err = o.UpdatePolicy(ctx, o.admin, domain.ByID(p.ID), PolicyInput{Conditions: &sla.Conditions{}})
	require.NoError(t, err)
	require.NoError(t, renames["customer"](other), "after the remedy")
	refused(t, renames["queue"](other), domain.Invalid, "code") // the level still moves to it
}
