package api

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

func TestTokens_ScopesExpiryRevocation(t *testing.T) {
	d := hasty(t)
	admin := d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	for _, c := range []struct {
		scopes []string
		method string
		path   string
		body   any
		want   int
	}{
		{[]string{"read"}, get, "/api/v1/me", nil, 200},
		{[]string{"read"}, patch, "/api/v1/me", map[string]string{"title": ""}, 403},
		{[]string{"write"}, get, "/api/v1/me", nil, 403},
		{[]string{"write"}, patch, "/api/v1/me", map[string]string{"name": "Admin"}, 200},
		{[]string{"read", "write"}, post, "/api/v1/users", map[string]string{"login": "x1", "name": "x"}, 403},
		{[]string{"admin"}, post, "/api/v1/users", map[string]string{"login": "x2", "name": "x"}, 201},
	} {
		w := d.call(c.method, c.path, d.token("admin", c.scopes...)+"", c.body)
		require.Equal(t, c.want, w.Code, "%v %s %s: %s", c.scopes, c.method, c.path, w.Body)
		d.Store.DB.MustExec(`DELETE FROM tokens WHERE name = 'test' AND NOT scopes @> '{impersonate}'`)
	}
	made := read[NewToken](d, 201, post, "/api/v1/tokens", agent, `{"name":"script","expires_in_days":2}`)
	require.True(t, strings.HasPrefix(made.Token, "stw_"))
	require.Equal(t, []string{"read", "write"}, made.Scopes)
	require.WithinDuration(t, time.Now().Add(48*time.Hour), made.ExpiresAt, time.Minute)
	require.Equal(t, 200, d.call(get, "/api/v1/me", made.Token, nil).Code)
	mine := read[items[store.Token]](d, 200, get, "/api/v1/tokens", agent, nil).Items
	require.Len(t, mine, 2)
	require.NotNil(t, mine[0].LastUsedAt)
	require.NotContains(t, d.call(get, "/api/v1/tokens", agent, nil).Body.String(), made.Token)

	refused(d, 404, "", del, "/api/v1/tokens/"+digits(made.ID), admin, nil)
	require.Equal(t, 204, d.call(del, "/api/v1/tokens/"+digits(made.ID), agent, nil).Code)
	refused(d, 401, "", get, "/api/v1/me", made.Token, nil)
	again := read[NewToken](d, 201, post, "/api/v1/tokens", agent, `{"name":"script"}`)
	require.WithinDuration(t, time.Now().Add(90*24*time.Hour), again.ExpiresAt, 2*time.Hour)
	d.Store.DB.MustExec(`UPDATE tokens SET expires_at = now() WHERE id = $1`, again.ID)
	refused(d, 401, "", get, "/api/v1/me", again.Token, nil)
	d.Store.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'agent'`)
	refused(d, 401, "", get, "/api/v1/me", agent, nil)
	for _, header := range []string{"Bearer", "Bearer ", "Basic YTpi", "Bearer stw_nothing", "stw_nothing"} {
		refused(d, 401, "", get, "/api/v1/me", "", nil, "Authorization", header)
	}
}

func TestTokens_RefuseWhatTheirOwnerMayNot(t *testing.T) {
	d := hasty(t)
	d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	narrow := d.token("admin", "read", "write")
	for _, c := range []struct{ token, body, field string }{
		{agent, `{"name":""}`, "name"},
		{agent, `{"name":"x","scopes":["all"]}`, "scopes"},
		{agent, `{"name":"x","scopes":["admin"]}`, "scopes"},
		{agent, `{"name":"x","scopes":["impersonate"]}`, "scopes"},
		{narrow, `{"name":"x","scopes":["admin"]}`, "scopes"},
		{agent, `{"name":"x","expires_in_days":-1}`, "expires_in_days"},
		{agent, `{"name":"x","expires_in_days":5000}`, "expires_in_days"},
	} {
		refused(d, 422, c.field, post, "/api/v1/tokens", c.token, c.body)
	}
}

func TestImpersonation_OnlyForAdministratorsAndInTheAudit(t *testing.T) {
	d := hasty(t)
	admin := d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	d.person("anna", access.Customer)
	d.person("gone", access.Customer)
	d.Store.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'gone'`)
	me := read[Me](d, 200, patch, "/api/v1/me", admin, `{"name":"Anna"}`, "Steward-As", "Anna")
	require.Equal(t, "anna", me.Login)
	require.True(t, me.Impersonated)
	var who struct {
		Actor string `db:"actor"`
		By    string `db:"impersonator"`
	}
	require.NoError(t, d.Store.DB.Get(&who, `SELECT a.login AS actor, i.login AS impersonator FROM audit x JOIN users a ON a.id = x.actor_id JOIN users i ON i.id = x.impersonator_id`))
	require.Equal(t, "anna", who.Actor)
	require.Equal(t, "admin", who.By)
	require.Contains(t, d.log.String(), `"impersonator":`)

	refused(d, 403, "Steward-As", get, "/api/v1/me", agent, nil, "Steward-As", "anna")
	refused(d, 403, "Steward-As", get, "/api/v1/me", d.token("admin", "read"), nil, "Steward-As", "anna")
	refused(d, 404, "Steward-As", get, "/api/v1/me", admin, nil, "Steward-As", "nobody")
	refused(d, 404, "Steward-As", get, "/api/v1/me", admin, nil, "Steward-As", "gone")
	refused(d, 403, "", get, "/api/v1/users", admin, nil, "Steward-As", "anna")
	refused(d, 403, "", post, "/api/v1/tokens", admin, `{"name":"x"}`, "Steward-As", "anna")
	refused(d, 403, "", post, "/api/v1/me/password", admin, `{"current":"x","new":"a longer secret"}`, "Steward-As", "anna")
	d.withPassword("root", access.Admin)
	refused(d, 403, "", get, "/api/v1/me", "", nil, "Cookie", d.cookie("root"), "Steward-As", "anna")
}
