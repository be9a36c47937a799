package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

const password = "a good secret"

// passwordHash is made once: a hash costs as much in tests as it does outside.
var passwordHash = func() string {
	hash, err := store.HashPassword(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
}()

// withPassword lets a person sign in.
func (d *desk) withPassword(login string, roles ...string) {
	d.t.Helper()
	d.person(login, roles...)
	d.Store.DB.MustExec(`UPDATE users SET password_hash = $2 WHERE login = $1`, login, passwordHash)
}

func (d *desk) signInAs(login, secret string, headers ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	return d.call(post, "/api/v1/session", "", map[string]string{"login": login, "password": secret}, headers...)
}

// cookie signs in and answers the header that a browser sends from then on.
func (d *desk) cookie(login string) string {
	d.t.Helper()
	w := d.signInAs(login, password)
	require.Equal(d.t, 200, w.Code, w.Body)
	c := w.Result().Cookies()
	require.Len(d.t, c, 1)
	return c[0].Name + "=" + c[0].Value
}

// hasty is an API whose refusals do not wait.
func hasty(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.signIns.pause = 0
	return d
}

func TestSignIn_CookieAndMe(t *testing.T) {
	d := hasty(t)
	d.withPassword("tech1", access.Technician)
	w := d.signInAs(" Tech1 ", password)
	require.Equal(t, 200, w.Code, w.Body)
	c := w.Result().Cookies()[0]
	require.Equal(t, "steward_session", c.Name)
	require.True(t, c.HttpOnly)
	require.False(t, c.Secure, "not behind TLS here")
	require.Equal(t, http.SameSiteLaxMode, c.SameSite)
	me := read[Me](d, 200, get, "/api/v1/me", "", nil, "Cookie", c.Name+"="+c.Value)
	require.Equal(t, "tech1", me.Login)
	require.Equal(t, Permissions{Portal: true, Desk: true}, me.Permissions)
	require.NotContains(t, w.Body.String(), c.Value)
	var kept []string
	require.NoError(t, d.Store.DB.Select(&kept, `SELECT encode(token_hash, 'escape') || encode(data, 'escape') FROM sessions`))
	require.NotContains(t, strings.Join(kept, ""), c.Value, "only a digest is kept")

	d.SecureCookies = true
	d.sessions = newSessions(d.Deps)
	require.True(t, d.signInAs("tech1", password).Result().Cookies()[0].Secure)
}

func TestSignIn_BeginsUnderATokenOfItsOwn(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna", access.Customer)
	d.withPassword("bert", access.Agent)
	planted := "steward_session=planted-by-somebody-else"
	w := d.signInAs("anna", password, "Cookie", planted)
	require.Equal(t, 200, w.Code)
	require.NotContains(t, w.Header().Get("Set-Cookie"), "planted")
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", planted)

	anna := d.cookie("anna")
	w = d.signInAs("bert", password, "Cookie", anna)
	require.Equal(t, 200, w.Code)
	require.NotContains(t, w.Header().Get("Set-Cookie"), strings.TrimPrefix(anna, "steward_session="))
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", anna)
}

func TestSignIn_LocksAfterTenFailuresWhetherTheLoginExistsOrNot(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna", access.Agent)
	told := map[string][]string{}
	for _, login := range []string{"anna", "nobody"} {
		for i := range 12 {
			w := d.signInAs(login, "wrong")
			require.Equal(t, 401, w.Code)
			told[login] = append(told[login], w.Body.String())
			require.Equal(t, i >= 9, strings.Contains(w.Body.String(), "locked for 15 minutes. Wait"), "%s, %d", login, i)
		}
	}
	require.Equal(t, told["anna"], told["nobody"])
	require.Equal(t, 401, d.signInAs("anna", password).Code, "locked, though the password is right")
	d.Store.DB.MustExec(`UPDATE users SET locked_until = now() WHERE login = 'anna'`)
	require.Equal(t, 401, d.signInAs("anna", "wrong").Code)
	var failures int
	require.NoError(t, d.Store.DB.Get(&failures, `SELECT failed_sign_ins FROM users WHERE login = 'anna'`))
	require.Equal(t, 1, failures, "the count begins anew after a lock")
	require.Equal(t, 200, d.signInAs("anna", password).Code)
	require.NoError(t, d.Store.DB.Get(&failures, `SELECT failed_sign_ins FROM users WHERE login = 'anna'`))
	require.Zero(t, failures)
}

func TestSignIn_RefusalsTakeEquallyLong(t *testing.T) {
	d := newDesk(t)
	d.withPassword("anna")
	for _, login := range []string{"anna", "nobody"} {
		begun := time.Now()
		require.Equal(t, 401, d.signInAs(login, "wrong").Code)
		require.GreaterOrEqual(t, time.Since(begun), d.signIns.pause)
	}
}

func TestSignIn_WithoutPasswordOrDisabledIsWrongPassword(t *testing.T) {
	d := hasty(t)
	d.person("invited")
	d.withPassword("gone")
	d.Store.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'gone'`)
	wrong := d.signInAs("nobody", "x").Body.String()
	for _, login := range []string{"invited", "gone"} {
		require.Equal(t, wrong, d.signInAs(login, password).Body.String())
	}
	refused(d, 422, "password", post, "/api/v1/session", "", `{"login":"anna"}`)
	refused(d, 422, "login", post, "/api/v1/session", "", `{"login":"","password":"hunter22"}`)
	w := d.call(post, "/api/v1/session", "", `{"login":"anna","password":["hunter22"]}`)
	require.Equal(t, 422, w.Code)
	require.NotContains(t, w.Body.String()+d.log.String(), "hunter22")
}

func TestSignIn_TriesAreLimitedPerLoginAndAddress(t *testing.T) {
	d := bare(t, nil)
	spend := func(address, login func(int) string) (allowed int) {
		for i := range 100 {
			if d.signIns.allow(address(i), login(i)) == nil {
				allowed++
			}
		}
		return allowed
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	require.InDelta(t, 20, spend(strconv.Itoa, same("one login")), 1)
	spelled := []string{"another", "Another", " another", "ANOTHER "}
	require.InDelta(t, 20, spend(strconv.Itoa, func(i int) string { return spelled[i%4] }), 1, "however it is spelled")
	require.InDelta(t, 60, spend(same("192.0.2.1"), strconv.Itoa), 1)
	w := d.signInAs("anna", "wrong")
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	require.Contains(t, w.Body.String(), `"too_many"`)
	for i := range 20_000 {
		_ = d.signIns.allow(strconv.Itoa(i), strconv.Itoa(i))
	}
	require.Equal(t, 10_000, d.signIns.logins.Len(), "no more are remembered")
}

func TestSignIn_FromAnotherSiteIsRefused(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna")
	require.Equal(t, 403, d.signInAs("anna", password, "Sec-Fetch-Site", "cross-site").Code)
	cookie := d.cookie("anna")
	refused(d, 403, "", patch, "/api/v1/me", "", `{"name":"x"}`, "Cookie", cookie, "Origin", "https://evil.example")
	require.Equal(t, 200, d.call(patch, "/api/v1/me", "", `{"name":"x"}`, "Cookie", cookie, "Sec-Fetch-Site", "same-origin").Code)
}

func TestSessions_ListEndAndSignOut(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna")
	d.withPassword("bert")
	one, two, other := d.cookie("anna"), d.cookie("anna"), d.cookie("bert")
	found := read[items[store.Session]](d, 200, get, "/api/v1/sessions", "", nil, "Cookie", one).Items
	require.Len(t, found, 2)
	require.Equal(t, "192.0.2.1", found[0].IP)
	i := slices.IndexFunc(found, func(s store.Session) bool { return !s.Current })
	require.True(t, found[1-i].Current)
	path := "/api/v1/sessions/" + digits(found[i].ID)
	refused(d, 404, "", del, path, "", nil, "Cookie", other)
	require.Equal(t, 204, d.call(del, path, "", nil, "Cookie", one).Code)
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", two)
	w := d.call(del, "/api/v1/session", "", nil, "Cookie", one)
	require.Equal(t, 204, w.Code)
	require.Contains(t, w.Header().Get("Set-Cookie"), "Max-Age=0")
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", one)
	require.Equal(t, 200, d.call(get, "/api/v1/me", "", nil, "Cookie", other).Code)
	require.Equal(t, 409, d.call(del, "/api/v1/session", d.token("bert", "write"), nil).Code)
}

func TestSessions_EndByTimeAndByDisabling(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna")
	admin := d.person("admin", access.Admin)
	for name, query := range map[string]string{
		"seven days":   `UPDATE sessions SET expires_at = now()`,
		"twelve hours": `UPDATE sessions SET last_seen_at = now() - interval '12 hours'`,
	} {
		cookie := d.cookie("anna")
		d.Store.DB.MustExec(query)
		refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", cookie)
		require.NoError(t, d.Store.Tidy(context.Background()), name)
	}
	cookie := d.cookie("anna")
	d.Store.DB.MustExec(`UPDATE sessions SET last_seen_at = now() - interval '5 minutes'`)
	require.Equal(t, 200, d.call(get, "/api/v1/me", "", nil, "Cookie", cookie).Code)
	var fresh bool
	require.NoError(t, d.Store.DB.Get(&fresh, `SELECT last_seen_at > now() - interval '1 minute' FROM sessions`))
	require.True(t, fresh, "use keeps it alive")

	require.Equal(t, 200, d.call(patch, "/api/v1/users/anna", admin, `{"disabled":true}`).Code)
	refused(d, 401, "", get, "/api/v1/me", "", nil, "Cookie", cookie)
	require.Equal(t, 401, d.signInAs("anna", password).Code)
}
