package api

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

func TestPasswords_ChangeEndsTheOtherSessions(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna")
	here, there := d.cookie("anna"), d.cookie("anna")
	change := func(current, next string) *httptest.ResponseRecorder {
		return d.call(post, "/api/v1/me/password", "", map[string]string{"current": current, "new": next}, "Cookie", here)
	}
	require.Contains(t, change("wrong", "another secret").Body.String(), `"field":"current"`)
	require.Contains(t, change(password, "short").Body.String(), `"field":"new"`)
	require.Equal(t, 200, d.call(get, "/api/v1/me", "", nil, "Cookie", there).Code)
	require.Equal(t, 204, change(password, "another secret").Code)
	require.Equal(t, 200, d.call(get, "/api/v1/me", "", nil, "Cookie", here).Code)
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", there)
	require.Equal(t, 401, d.signInAs("anna", password).Code)
	require.Equal(t, 200, d.signInAs("anna", "another secret").Code)
	for range 10 {
		change("wrong", "another secret")
	}
	require.Equal(t, 403, change("wrong", "another secret").Code, "guessing locks here too, and the session goes on")
}

func TestPasswords_InvitationIsForOneUseAndThreeDays(t *testing.T) {
	d := hasty(t)
	admin := d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	refused(d, 403, "", post, "/api/v1/invitations", agent, `{"user_id":"agent"}`)
	refused(d, 422, "user_id", post, "/api/v1/invitations", admin, `{"user_id":4711}`)
	first := read[PasswordLink](d, 201, post, "/api/v1/invitations", admin, `{"user_id":"agent"}`)
	link := read[PasswordLink](d, 201, post, "/api/v1/invitations", admin, `{"user_id":"agent"}`)
	require.True(t, strings.HasPrefix(link.Link, "http://example.com/password?token="))
	require.WithinDuration(t, time.Now().Add(72*time.Hour), *link.ExpiresAt, time.Minute)
	use := func(l PasswordLink, secret string) *httptest.ResponseRecorder {
		_, token, _ := strings.Cut(l.Link, "token=")
		return d.call(post, "/api/v1/passwords", "", map[string]string{"token": token, "password": secret})
	}
	require.Contains(t, use(first, password).Body.String(), `"field":"token"`, "a newer link ends the older")
	require.Contains(t, use(link, "short").Body.String(), `"field":"password"`)
	require.Equal(t, 204, use(link, password).Code)
	require.Equal(t, 422, use(link, "another secret").Code, "once only")
	old := d.cookie("agent")
	reset := read[PasswordLink](d, 202, post, "/api/v1/password-resets", admin, `{"login":"agent"}`)
	require.WithinDuration(t, time.Now().Add(2*time.Hour), *reset.ExpiresAt, time.Minute)
	d.Store.DB.MustExec(`UPDATE users SET locked_until = now() + interval '1 hour' WHERE login = 'agent'`)
	require.Equal(t, 204, use(reset, "another secret").Code)
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", old)
	require.Equal(t, 200, d.signInAs("agent", "another secret").Code, "a new password lifts the lock")
	late := read[PasswordLink](d, 202, post, "/api/v1/password-resets", admin, `{"login":"agent"}`)
	d.Store.DB.MustExec(`UPDATE password_links SET expires_at = now()`)
	require.Contains(t, use(late, password).Body.String(), `"field":"token"`)
	var kept string
	require.NoError(t, d.Store.DB.Get(&kept, `SELECT string_agg(encode(hash, 'escape'), ' ') FROM password_links`))
	require.NotContains(t, kept, strings.TrimPrefix(late.Link, "http://example.com/password?token="))
}

func TestPasswords_ResetTellsNobodyWhoExists(t *testing.T) {
	d := hasty(t)
	d.person("anna")
	for _, login := range []string{"anna", "nobody"} {
		w := d.call(post, "/api/v1/password-resets", "", map[string]string{"login": login}, "Host", "evil.example")
		require.Equal(t, 202, w.Code)
		require.JSONEq(t, `{}`, w.Body.String())
	}
	require.Eventually(t, func() bool { return strings.Contains(d.log.String(), "give this link to its person") }, 10*time.Second, 10*time.Millisecond)
	require.NotContains(t, d.log.String(), "http://", "the address of an unknown caller is in no link")
	d.PublicURL = "https://desk.example.com/"
	require.Equal(t, "https://desk.example.com/password?token=x", d.passwordLink("http://evil.example", store.PasswordLink{Secret: "x"}))
}
