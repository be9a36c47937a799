package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/testkit"
)

func changed(t *testing.T, r AuditRow, field string) string {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(r.Changes, &all))
	return string(all[field])
}

func to[T any](v T) *T { return &v }

// root is an administrator's viewer in a fresh store.
func root(t *testing.T) (*Store, access.Viewer) {
	t.Helper()
	s := &Store{DB: testkit.DB(t)}
	u, err := s.CreateUser(context.Background(), access.Viewer{}, UserInput{Login: to("root"), Name: to("Root"), Roles: &[]string{"admin"}}, "", "")
	require.NoError(t, err)
	v, err := s.ViewerOf(context.Background(), domain.ByID(u.ID))
	require.NoError(t, err)
	return s, v
}

func refusal(err error) (domain.Code, string) {
	var d *domain.Error
	if errors.As(err, &d) {
		return d.Code, d.Field
	}
	return "", ""
}

func TestCreateUser_RefusesEachWrongField(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	_, err := s.CreateCustomer(ctx, v, CustomerInput{Naming{Code: to("acme"), Name: to("Acme")}}, "")
	require.NoError(t, err)
	_, err = s.CreateUnit(ctx, v, UnitInput{Naming: Naming{Code: to("it"), Name: to("IT")}}, "")
	require.NoError(t, err)
	for field, spoil := range map[string]func(*UserInput){
		"login":         func(u *UserInput) { u.Login = to("a b") },
		"name":          func(u *UserInput) { u.Name = to(" ") },
		"name_en":       func(u *UserInput) { u.NameEn = to("a\nb") },
		"email":         func(u *UserInput) { u.Email = to("nowhere") },
		"phone":         func(u *UserInput) { u.Phone = to("call me") },
		"title":         func(u *UserInput) { u.Title = to(strings.Repeat("x", 101)) },
		"language":      func(u *UserInput) { u.Language = to("fr") },
		"zone":          func(u *UserInput) { u.Zone = to("Mars/Base") },
		"roles":         func(u *UserInput) { u.Roles = &[]string{"root"} },
		"unit":          func(u *UserInput) { u.Unit = domain.ByCode("nowhere") },
		"customer":      func(u *UserInput) { u.Customer = domain.ByID(4711) },
		"sees_customer": func(u *UserInput) { u.SeesCustomer = to(true) },
	} {
		in := UserInput{Login: to("wang"), Name: to("王磊")}
		spoil(&in)
		_, err := s.CreateUser(ctx, v, in, "", "")
		code, at := refusal(err)
		require.Equal(t, domain.Invalid, code, field)
		require.Equal(t, field, at)
	}
	_, err = s.CreateUser(ctx, v, UserInput{Login: to("wang"), Name: to("王磊"), Customer: domain.ByCode("acme"), Unit: domain.ByCode("it")}, "", "")
	_, field := refusal(err)
	require.Equal(t, "unit", field)
	_, err = s.CreateUser(ctx, v, UserInput{Login: to("wang"), Name: to("王磊"), Customer: domain.ByCode("acme"), Roles: &[]string{"agent"}}, "", "")
	_, field = refusal(err)
	require.Equal(t, "roles", field, "a customer's contact gets no role of the house")
	_, err = s.CreateUser(ctx, v, UserInput{Name: to("王磊")}, "", "")
	_, field = refusal(err)
	require.Equal(t, "login", field)
	_, err = s.CreateUser(ctx, v, UserInput{Login: to("wang"), Name: to("王磊")}, "short", "")
	_, field = refusal(err)
	require.Equal(t, "password", field)
	_, err = s.CreateUser(ctx, v, UserInput{Login: to("ROOT"), Name: to("Another")}, "", "")
	code, field := refusal(err)
	require.Equal(t, domain.Conflict, code)
	require.Equal(t, "login", field)
	var users int
	require.NoError(t, s.DB.Get(&users, `SELECT count(*) FROM users`))
	require.Equal(t, 1, users, "nothing half made")
}

func TestCreateUser_OnceAKey(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	in := UserInput{Login: to("wang"), Name: to("王磊")}
	first, err := s.CreateUser(ctx, v, in, "long enough", "k1")
	require.NoError(t, err)
	again, err := s.CreateUser(ctx, v, in, "long enough", "k1")
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	in.Name = to("王雷")
	_, err = s.CreateUser(ctx, v, in, "long enough", "k1")
	require.Equal(t, domain.Invalid, domain.CodeOf(err))
}

func TestUpdateUser_KeepsWhatIsAbsentAndAuditsWithoutSecrets(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	_, err := s.CreateUnit(ctx, v, UnitInput{Naming: Naming{Code: to("it"), Name: to("IT")}}, "")
	require.NoError(t, err)
	u, err := s.CreateUser(ctx, v, UserInput{Login: to("wang"), Name: to("王磊"), Email: to("wang@example.com"), Unit: domain.ByCode("it"), Roles: &[]string{"agent"}}, "a good secret", "")
	require.NoError(t, err)
	require.True(t, u.CanSignIn)
	u, err = s.UpdateUser(ctx, v, domain.ByCode("wang"), UserInput{Title: to("工程师")})
	require.NoError(t, err)
	require.Equal(t, []string{"王磊", "wang@example.com", "工程师", "it", "agent"}, []string{u.Name, u.Email, u.Title, u.Unit.Code, u.Roles[0]})
	u, err = s.UpdateUser(ctx, v, domain.ByID(u.ID), UserInput{Unit: domain.Key{Given: true}, Roles: &[]string{}})
	require.NoError(t, err)
	require.Nil(t, u.Unit)
	require.Empty(t, u.Roles)

	var trail string
	require.NoError(t, s.DB.Get(&trail, `SELECT string_agg(verb || changes::text, E'\n' ORDER BY seq) FROM audit WHERE subject = $1`, fmt.Sprintf("user:%d", u.ID)))
	require.Equal(t, 2, strings.Count(trail, "\n"))
	require.NotContains(t, trail, "argon2")
	require.NotContains(t, trail, "password")
	require.Contains(t, trail, `["", "工程师"]`)
}

func TestUpdateUser_DisablingEndsEverythingAndTheLastAdministratorStays(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	for field, in := range map[string]UserInput{"disabled": {Disabled: to(true)}, "roles": {Roles: &[]string{"agent"}}} {
		_, err := s.UpdateUser(ctx, v, domain.ByID(v.UserID), in)
		_, at := refusal(err)
		require.Equal(t, field, at)
	}
	two, err := s.CreateUser(ctx, v, UserInput{Login: to("two"), Name: to("Two"), Roles: &[]string{"admin"}}, "", "")
	require.NoError(t, err)
	token, secret, err := s.CreateToken(ctx, access.Viewer{UserID: two.ID, Roles: []string{"admin"}}, TokenInput{Name: "t", Days: 1})
	require.NoError(t, err)
	_, err = s.CallerByToken(ctx, secret, "")
	require.NoError(t, err)
	link, err := s.Invite(ctx, v, domain.ByID(two.ID))
	require.NoError(t, err)
	_, err = s.UpdateUser(ctx, v, domain.ByID(two.ID), UserInput{Disabled: to(true)})
	require.NoError(t, err)
	_, err = s.CallerByToken(ctx, secret, "")
	require.ErrorIs(t, err, ErrNone)
	_, err = s.UpdateUser(ctx, v, domain.ByID(two.ID), UserInput{Disabled: to(false)})
	require.NoError(t, err)
	_, err = s.CallerByToken(ctx, secret, "")
	require.ErrorIs(t, err, ErrNone, "enabling again gives no old token back")
	require.ErrorIs(t, s.UsePasswordLink(ctx, link.Secret, "another secret"), errLink)
	require.ErrorIs(t, s.RevokeToken(ctx, access.Viewer{UserID: two.ID}, token.ID), ErrNone)
}

// Two administrators who take each other's role in the same moment: one of them stays.
func TestUpdateUser_TwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	for round := range 5 {
		two, err := s.CreateUser(ctx, v, UserInput{Login: to(fmt.Sprintf("two-%d", round)), Name: to("Two"), Roles: &[]string{"admin"}}, "", "")
		require.NoError(t, err)
		var wg sync.WaitGroup
		for _, id := range []int64{v.UserID, two.ID} {
			wg.Go(func() { _, _ = s.UpdateUser(ctx, v, domain.ByID(id), UserInput{Roles: &[]string{}}) })
		}
		wg.Wait()
		var left int
		require.NoError(t, s.DB.Get(&left, `SELECT count(*) FROM users WHERE 'admin' = ANY(roles)`))
		require.Equal(t, 1, left)
		s.DB.MustExec(`UPDATE users SET roles = '{admin}' WHERE id = $1`, v.UserID)
		s.DB.MustExec(`UPDATE users SET roles = '{}' WHERE id = $1`, two.ID)
	}
}

func TestUsers_FiltersAndPages(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	_, err := s.CreateUnit(ctx, v, UnitInput{Naming: Naming{Code: to("it"), Name: to("IT")}}, "")
	require.NoError(t, err)
	_, err = s.CreateCustomer(ctx, v, CustomerInput{Naming{Code: to("acme"), Name: to("Acme")}}, "")
	require.NoError(t, err)
	_, err = s.CreateGroup(ctx, v, GroupInput{Naming: Naming{Code: to("net"), Name: to("Network")}}, "")
	require.NoError(t, err)
	for i := range 7 {
		in := UserInput{Login: to(fmt.Sprintf("u%d", i)), Name: to(fmt.Sprintf("王%d", i)), NameEn: to(fmt.Sprintf("Wang %d", i))}
		switch {
		case i < 2:
			in.Unit, in.Roles = domain.ByCode("it"), &[]string{"agent"}
		case i < 3:
			in.Customer, in.Roles = domain.ByCode("acme"), &[]string{"customer"}
		}
		_, err := s.CreateUser(ctx, v, in, "", "")
		require.NoError(t, err)
	}
	s.DB.MustExec(`INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE u.login IN ('u1', 'u5')`)
	s.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'u6'`)
	logins := func(q UserQuery) string {
		page, err := s.Users(ctx, q)
		require.NoError(t, err)
		var all []string
		for _, u := range page.Items {
			all = append(all, u.Login)
		}
		return strings.Join(all, " ")
	}
	require.Equal(t, "root u0 u1 u2 u3 u4 u5", logins(UserQuery{}))
	require.Equal(t, "u6", logins(UserQuery{Status: "disabled"}))
	require.Equal(t, "u0 u1", logins(UserQuery{Unit: domain.ByCode("it")}))
	require.Equal(t, "u2", logins(UserQuery{Customer: domain.ByCode("acme")}))
	require.Equal(t, "u1 u5", logins(UserQuery{Group: domain.ByCode("net")}))
	require.Equal(t, "u1", logins(UserQuery{Group: domain.ByCode("net"), Role: "agent"}))
	require.Equal(t, "root u0 u1", logins(UserQuery{Desk: true}))
	require.Equal(t, "u3", logins(UserQuery{Q: "王3"}))
	require.Equal(t, "u4", logins(UserQuery{Q: "wang 4"}))
	require.Empty(t, logins(UserQuery{Q: "%"}), "no pattern")
	page, err := s.Users(ctx, UserQuery{Limit: 3, Status: "all"})
	require.NoError(t, err)
	require.Len(t, page.Items, 3)
	require.Equal(t, "u2 u3 u4", logins(UserQuery{Limit: 3, Status: "all", Cursor: page.Next}))
	_, err = s.Users(ctx, UserQuery{Group: domain.ByCode("nowhere")})
	_, field := refusal(err)
	require.Equal(t, "group", field)
}

// A customer learns the names of those on the own records, and of nobody else.
func TestUser_CustomersSeeNamesOfPeopleOnTheirRecords(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	ids := map[string]int64{}
	for _, login := range []string{"customer", "agent", "writer", "whisperer", "stranger"} {
		u, err := s.CreateUser(ctx, v, UserInput{Login: to(login), Name: to(login), Phone: to("5555-0101")}, "", "")
		require.NoError(t, err)
		ids[login] = u.ID
	}
	var record int64
	require.NoError(t, s.DB.Get(&record, `INSERT INTO records (number, kind, title, state, priority, requester_id, assignee_id, created_by, created_at, updated_at)
		VALUES ('INC-1', 'incident', 't', 'new', 3, $1, $2, $1, now(), now()) RETURNING id`, ids["customer"], ids["agent"]))
	s.DB.MustExec(`INSERT INTO messages (record_id, author_id, internal, body, created_at) VALUES ($1, $2, false, 'x', now()), ($1, $3, true, 'y', now())`,
		record, ids["writer"], ids["whisperer"])
	me := access.Viewer{UserID: ids["customer"], Roles: []string{access.Customer}}
	for login, seen := range map[string]bool{"customer": true, "agent": true, "writer": true, "whisperer": false, "stranger": false} {
		u, err := s.User(ctx, me, domain.ByCode(login))
		if !seen {
			require.ErrorIs(t, err, ErrNone, login)
			continue
		}
		require.NoError(t, err, login)
		require.Equal(t, login, u.Name)
		require.Equal(t, login == "customer", u.Phone != "", "only the own number")
	}
}
