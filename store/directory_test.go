package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
	"steward/testkit"
)

// office is a database with an administrator, and short names for what tests of the directory do.
type office struct {
	*Store
	t     *testing.T
	admin access.Viewer
}

func openOffice(t *testing.T) office {
	t.Helper()
	t.Parallel()
	o := office{Store: &Store{DB: testkit.DB(t)}, t: t}
	o.admin = access.Viewer{UserID: o.person("boss", "{admin}", nil), Login: "boss", Roles: []string{access.Admin}}
	return o
}

func (o office) person(login, roles string, unit *int64) (id int64) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Get(&id, `INSERT INTO users (login, name, roles, unit_id) VALUES ($1, $1, $2, $3) RETURNING id`, login, roles, unit))
	return id
}

func named(name string) Naming { return Naming{Name: &name} }

func (o office) unit(name string, parent domain.Key) Unit {
	o.t.Helper()
	u, err := o.CreateUnit(context.Background(), o.admin, UnitInput{Naming: named(name), Parent: parent}, "")
	require.NoError(o.t, err)
	return u
}

// refused asserts a refusal of the code about the field, with a sentence in both languages.
func refused(t *testing.T, err error, code domain.Code, field string) {
	t.Helper()
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code, e.Text.En)
	require.Equal(t, field, e.Field, e.Text.En)
	require.NotEmpty(t, e.Text.En)
	require.NotEmpty(t, e.Text.Zh)
}

type trailRow struct {
	Verb    string          `db:"verb"`
	Actor   int64           `db:"actor_id"`
	Changes json.RawMessage `db:"changes"`
}

func (o office) trail(subject string) (rows []trailRow) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Select(&rows, `SELECT verb, actor_id, changes FROM audit WHERE subject = $1 ORDER BY seq`, subject))
	return rows
}

func TestSave_NamesCodesAndAudit(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	english := "Quality & Safety"
	u, err := o.CreateUnit(ctx, o.admin, UnitInput{Naming: Naming{Name: ptr("质量安全部"), NameEn: &english}}, "")
	require.NoError(t, err)
	require.Equal(t, "quality-safety", u.Code)
	require.Equal(t, "quality-safety-2", o.unit(english, domain.Key{}).Code)
	require.Equal(t, "unit", o.unit("质量部", domain.Key{}).Code)

	u, err = o.UpdateUnit(ctx, o.admin, domain.ByCode(u.Code), UnitInput{Naming: Naming{Name: ptr("质量部")}})
	require.NoError(t, err)
	require.Equal(t, Named{u.ID, "quality-safety", "质量部", english}, u.Named)
	_, err = o.UpdateUnit(ctx, o.admin, domain.ByID(u.ID), UnitInput{Naming: Naming{Name: ptr("质量部")}})
	require.NoError(t, err)

	trail := o.trail(fmt.Sprintf("unit:%d", u.ID))
	require.Len(t, trail, 2, "a change of nothing leaves no trace")
	require.Equal(t, "create", trail[0].Verb)
	require.Equal(t, o.admin.UserID, trail[1].Actor)
	require.JSONEq(t, `{"name": ["质量安全部", "质量部"]}`, string(trail[1].Changes))
}

func ptr[T any](v T) *T { return &v }

func TestSave_RefusesByField(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	u := o.unit("IT", domain.Key{})
	_, err := o.DB.Exec(`INSERT INTO customers (code, name) VALUES ('acme', 'Acme');
		INSERT INTO users (login, name, customer_id) SELECT 'contact', 'c', id FROM customers;
		INSERT INTO users (login, name, disabled_at) VALUES ('gone', 'g', now())`)
	require.NoError(t, err)
	for field, in := range map[string]UnitInput{
		"name":    {},
		"name_en": {Naming: Naming{Name: ptr("a"), NameEn: ptr("b\x00")}},
		"code":    {Naming: Naming{Name: ptr("a"), Code: ptr("1 2")}},
		"parent":  {Naming: named("a"), Parent: domain.ByCode("nowhere")},
		"head":    {Naming: named("a"), Head: domain.ByID(999)},
	} {
		_, err := o.CreateUnit(ctx, o.admin, in, "")
		refused(t, err, domain.Invalid, field)
	}
	for _, nobody := range []string{"contact", "gone"} {
		_, err := o.CreateUnit(ctx, o.admin, UnitInput{Naming: named("a"), Head: domain.ByCode(nobody)}, "")
		refused(t, err, domain.Invalid, "head")
	}
	_, err = o.CreateUnit(ctx, o.admin, UnitInput{Naming: Naming{Name: ptr("a"), Code: &u.Code}}, "")
	refused(t, err, domain.Conflict, "code")
	_, err = o.UpdateUnit(ctx, o.admin, domain.ByCode("nowhere"), UnitInput{})
	refused(t, err, domain.NotFound, "")
	var left int
	require.NoError(t, o.DB.Get(&left, `SELECT count(*) FROM units`))
	require.Equal(t, 1, left, "a refusal writes nothing")
}

func TestCreate_OnceUnderAKey(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	in := GroupInput{Naming: named("Network")}
	first, err := o.CreateGroup(ctx, o.admin, in, "k1")
	require.NoError(t, err)
	again, err := o.CreateGroup(ctx, o.admin, in, "k1")
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Len(t, o.trail(fmt.Sprintf("group:%d", first.ID)), 1)

	_, err = o.CreateGroup(ctx, o.admin, GroupInput{Naming: named("Other")}, "k1")
	refused(t, err, domain.Invalid, "Idempotency-Key")
	_, err = o.CreateCustomer(ctx, o.admin, CustomerInput{Naming: named("Network")}, "k1")
	refused(t, err, domain.Invalid, "Idempotency-Key")

	somebody := access.Viewer{UserID: o.person("second", "{admin}", nil)}
	other, err := o.CreateGroup(ctx, somebody, in, "k1")
	require.NoError(t, err)
	require.NotEqual(t, first.ID, other.ID, "the same key by another person is another creation")
}

func TestGroups_Members(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	a, b := o.person("a", "{technician}", nil), o.person("b", "{technician}", nil)
	g, err := o.CreateGroup(ctx, o.admin, GroupInput{Naming: named("Network"), Manager: domain.ByCode("a")}, "")
	require.NoError(t, err)
	require.Equal(t, "a", g.Manager.Login)

	g, err = o.SetMembers(ctx, o.admin, domain.ByID(g.ID), []domain.Key{domain.ByCode("b"), domain.ByID(a), domain.ByID(b)})
	require.NoError(t, err)
	require.Len(t, g.Members, 2)
	require.Equal(t, 2, g.MembersCount)
	_, err = o.SetMembers(ctx, o.admin, domain.ByID(g.ID), []domain.Key{domain.ByID(a), {}})
	refused(t, err, domain.Invalid, "users[1]")
	_, err = o.SetMembers(ctx, o.admin, domain.ByID(g.ID), []domain.Key{domain.ByCode("nobody")})
	refused(t, err, domain.Invalid, "users[0]")
	_, err = o.SetMembers(ctx, o.admin, domain.Key{}, nil)
	refused(t, err, domain.NotFound, "")
	g, err = o.SetMembers(ctx, o.admin, domain.ByID(g.ID), nil)
	require.NoError(t, err)
	require.Empty(t, g.Members)

	trail := o.trail(fmt.Sprintf("group:%d", g.ID))
	require.Len(t, trail, 3)
	require.JSONEq(t, fmt.Sprintf(`{"members": [[%d, %d], []]}`, a, b), string(trail[2].Changes))
}

func TestQueues_ShowWhatTheViewerMayWorkFrom(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	net, err := o.CreateGroup(ctx, o.admin, GroupInput{Naming: named("Network")}, "")
	require.NoError(t, err)
	desk, err := o.CreateQueue(ctx, o.admin, QueueInput{Naming: named("Desk")}, "")
	require.NoError(t, err)
	require.True(t, desk.OpenToDesk)
	secret, err := o.CreateQueue(ctx, o.admin, QueueInput{Naming: named("Security"), OpenToDesk: ptr(false), Grants: &[]domain.Key{domain.ByCode("network")}}, "")
	require.NoError(t, err)
	require.Equal(t, net.ID, secret.Grants[0].ID)
	o.records(desk.ID, 3, 2)
	o.records(secret.ID, 1, 0)

	agent := access.Viewer{UserID: o.person("agent", "{agent}", nil), Roles: []string{access.Agent}, QueueIDs: []int64{desk.ID}}
	page, err := o.Queues(ctx, agent, ListQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, 3, page.Items[0].Open, "closed records do not count")
	_, err = o.Queue(ctx, agent, domain.ByCode(secret.Code))
	refused(t, err, domain.NotFound, "")
	all, err := o.Queues(ctx, o.admin, ListQuery{})
	require.NoError(t, err)
	require.Len(t, all.Items, 2)

	o.records(desk.ID, MostOpen, 0)
	desk, err = o.UpdateQueue(ctx, o.admin, domain.ByID(desk.ID), QueueInput{Group: domain.ByID(net.ID), Grants: &[]domain.Key{}})
	require.NoError(t, err)
	require.Equal(t, MostOpen, desk.Open)
	require.True(t, desk.OpenCapped)
	require.True(t, desk.OpenToDesk, "what is not given stays")
}

// records puts open and closed records into a queue.
func (o office) records(queue int64, open, closed int) {
	o.t.Helper()
	_, err := o.DB.Exec(`
		INSERT INTO records (number, kind, title, state, priority, requester_id, queue_id, created_by, created_at, updated_at, closed_at)
		SELECT concat_ws('-', 'T', $1::bigint, $2::int, n), 'incident', 't', 'new', 3, $4, $1, $4, now(), now(), CASE WHEN n > $2 THEN now() END
		FROM generate_series(1, $2::int + $3::int) n`, queue, open, closed, o.admin.UserID)
	require.NoError(o.t, err)
}

func TestPlaces_OrderCirclesAndCustomers(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	acme, err := o.CreateCustomer(ctx, o.admin, CustomerInput{Naming: named("Acme")}, "")
	require.NoError(t, err)
	place := func(name, kind string, parent domain.Key, customer domain.Key) (Place, error) {
		return o.CreatePlace(ctx, o.admin, PlaceInput{Naming: named(name), Kind: &kind, Parent: parent, Customer: customer}, "")
	}
	site, err := place("Plant", "site", domain.Key{}, domain.Key{})
	require.NoError(t, err)
	theirs, err := place("Acme Tower", "site", domain.Key{}, domain.ByID(acme.ID))
	require.NoError(t, err)
	floor, err := place("Floor 3", "floor", domain.ByID(theirs.ID), domain.Key{})
	require.NoError(t, err)
	rack, err := place("Rack 1", "rack", domain.ByID(floor.ID), domain.Key{})
	require.NoError(t, err)
	require.Equal(t, []string{"Acme Tower", "Floor 3"}, []string{rack.Path[0].Name, rack.Path[1].Name})

	_, err = place("x", "", domain.Key{}, domain.Key{})
	refused(t, err, domain.Invalid, "kind")
	_, err = place("x", "building", domain.ByID(floor.ID), domain.Key{})
	refused(t, err, domain.Invalid, "parent")
	_, err = place("x", "room", domain.ByID(site.ID), domain.ByID(acme.ID))
	refused(t, err, domain.Invalid, "customer")
	_, err = o.UpdatePlace(ctx, o.admin, domain.ByID(floor.ID), PlaceInput{Parent: domain.ByID(rack.ID)})
	refused(t, err, domain.Invalid, "parent")
	_, err = o.UpdatePlace(ctx, o.admin, domain.ByID(floor.ID), PlaceInput{Kind: ptr("rack")})
	refused(t, err, domain.Invalid, "kind")
	moved, err := o.UpdatePlace(ctx, o.admin, domain.ByID(rack.ID), PlaceInput{Parent: domain.ByID(site.ID)})
	require.NoError(t, err)
	require.Equal(t, site.ID, *moved.ParentID)

	contact := access.Viewer{Roles: []string{access.Customer}, CustomerID: acme.ID}
	employee := access.Viewer{Roles: []string{access.Customer}}
	for _, c := range []struct {
		v    access.Viewer
		want []string
	}{{contact, []string{theirs.Code, floor.Code}}, {employee, []string{site.Code, rack.Code}}, {o.admin, []string{theirs.Code, floor.Code, site.Code, rack.Code}}} {
		page, err := o.Places(ctx, c.v, ListQuery{})
		require.NoError(t, err)
		var got []string
		for _, p := range page.Items {
			got = append(got, p.Code)
		}
		require.ElementsMatch(t, c.want, got)
	}
	_, err = o.Place(ctx, contact, domain.ByID(site.ID))
	refused(t, err, domain.NotFound, "")
	_, err = placeFor(ctx, o.DB, contact, domain.ByCode(site.Code))
	refused(t, err, domain.Invalid, "place")
	id, err := placeFor(ctx, o.DB, contact, domain.ByCode(floor.Code))
	require.NoError(t, err)
	require.Equal(t, floor.ID, id)
}

func TestCategoriesAndServices(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	hard, err := o.CreateCategory(ctx, o.admin, CategoryInput{Naming: named("Hardware")}, "")
	require.NoError(t, err)
	laptop, err := o.CreateCategory(ctx, o.admin, CategoryInput{Naming: named("Laptop"), Parent: domain.ByCode("hardware")}, "")
	require.NoError(t, err)
	require.Equal(t, hard.ID, laptop.Path[0].ID)
	_, err = o.UpdateCategory(ctx, o.admin, domain.ByID(hard.ID), CategoryInput{Parent: domain.ByID(laptop.ID)})
	refused(t, err, domain.Invalid, "parent")

	queue, err := o.CreateQueue(ctx, o.admin, QueueInput{Naming: named("Desk")}, "")
	require.NoError(t, err)
	mail, err := o.CreateService(ctx, o.admin, ServiceInput{Naming: named("Mail"), Queue: domain.ByID(queue.ID)}, "")
	require.NoError(t, err)
	require.Equal(t, queue.ID, mail.Queue.ID)
	seen, err := o.Services(ctx, access.Viewer{Roles: []string{access.Customer}}, ListQuery{})
	require.NoError(t, err)
	require.Nil(t, seen.Items[0].Queue, "queues are the desk's own affair")
	_, err = o.UpdateService(ctx, o.admin, domain.ByID(mail.ID), ServiceInput{Queue: domain.ByCode("nowhere")})
	refused(t, err, domain.Invalid, "queue")
	o.exec(`INSERT INTO plan_templates (code, name, kind, draft) VALUES ('fault', 'Fault', 'incident', '{"steps": []}'), ('leave', 'Leave', 'approval', '{"steps": []}')`)
	_, err = o.UpdateService(ctx, o.admin, domain.ByID(mail.ID), ServiceInput{Template: domain.ByCode("leave")})
	refused(t, err, domain.Invalid, "template")
	require.Equal(t, "refuse", mail.OpenTasks)
	mail, err = o.UpdateService(ctx, o.admin, domain.ByID(mail.ID), ServiceInput{Template: domain.ByCode("fault"), OpenTasks: ptr("close")})
	require.NoError(t, err)
	require.Equal(t, []string{"fault", "close"}, []string{mail.Template.Code, mail.OpenTasks})
	mail, err = o.UpdateService(ctx, o.admin, domain.ByID(mail.ID), ServiceInput{Template: domain.Key{Given: true}})
	require.NoError(t, err)
	require.Nil(t, mail.Template)
}

func TestList_PagesAndSearch(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	for i := range 7 {
		_, err := o.CreateCustomer(ctx, o.admin, CustomerInput{Naming: Naming{Name: ptr(fmt.Sprintf("客户%d", i)), NameEn: ptr(fmt.Sprintf("Firm %d", i))}}, "")
		require.NoError(t, err)
	}
	var codes []string
	for q := (ListQuery{Limit: 3}); ; {
		page, err := o.Customers(ctx, q)
		require.NoError(t, err)
		for _, c := range page.Items {
			codes = append(codes, c.Code)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	require.Equal(t, []string{"firm-0", "firm-1", "firm-2", "firm-3", "firm-4", "firm-5", "firm-6"}, codes)
	for q, want := range map[string]int{"客户3": 1, "FIRM": 7, "firm-6": 1, "%": 0} {
		page, err := o.Customers(ctx, ListQuery{Q: q})
		require.NoError(t, err)
		require.Len(t, page.Items, want, q)
		require.NotNil(t, page.Items)
	}
}

func TestPriorityMatrix(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	cells, err := o.PriorityMatrix(ctx)
	require.NoError(t, err)
	require.Len(t, cells, 9)
	cells[8].Priority = 5
	slices.Reverse(cells)
	after, err := o.SetPriorityMatrix(ctx, o.admin, cells)
	require.NoError(t, err)
	require.Equal(t, directory.Cell{Impact: 3, Urgency: 3, Priority: 5}, after[8])
	_, err = o.SetPriorityMatrix(ctx, o.admin, cells)
	require.NoError(t, err)
	trail := o.trail("settings:priority_matrix")
	require.Len(t, trail, 1)
	require.JSONEq(t, `{"impact 3, urgency 3": [4, 5]}`, string(trail[0].Changes))
	_, err = o.SetPriorityMatrix(ctx, o.admin, cells[:8])
	refused(t, err, domain.Invalid, "rows")
}

func TestDeskSettings(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	queue, err := o.CreateQueue(ctx, o.admin, QueueInput{Naming: named("Desk")}, "")
	require.NoError(t, err)
	d, err := o.UpdateDeskSettings(ctx, o.admin, DeskSettingsInput{Zone: ptr("Europe/Berlin"), AcceptDays: ptr(7), DefaultQueue: domain.ByID(queue.ID)})
	require.NoError(t, err)
	require.Equal(t, "Europe/Berlin", d.Zone)
	require.Equal(t, []int{7, 10}, []int{d.AcceptDays, d.ReopenDays})
	require.Equal(t, queue.ID, d.DefaultQueue.ID)
	for field, in := range map[string]DeskSettingsInput{
		"zone":             {Zone: ptr("Peking")},
		"accept_days":      {AcceptDays: ptr(0)},
		"reopen_days":      {ReopenDays: ptr(-1)},
		"remind_days":      {RemindDays: ptr(61)},
		"escalation_hours": {EscalationHours: ptr(73)},
		"default_queue":    {DefaultQueue: domain.ByCode("nowhere")},
	} {
		_, err := o.UpdateDeskSettings(ctx, o.admin, in)
		refused(t, err, domain.Invalid, field)
	}
	trail := o.trail("settings:desk")
	require.Len(t, trail, 1)
	require.Contains(t, string(trail[0].Changes), `"accept_days": [5, 7]`)
}
