package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

// bare is an API whose database is never asked.
func bare(t *testing.T, more func(*Server)) *desk {
	t.Helper()
	d := deskOn(t, &store.Store{})
	if more != nil {
		more(d.Server)
	}
	return d
}

func TestRoutes_EachDeclaresItsRule(t *testing.T) {
	d := bare(t, nil)
	rules := map[string]Rule{}
	for _, r := range d.routes {
		require.NotEmpty(t, r.rule.name)
		rules[r.method+" "+r.path] = r.rule
	}
	for _, r := range d.engine.Routes() {
		require.Contains(t, rules, r.Method+" "+r.Path, "register routes by register() or handle(), with a rule")
		delete(rules, r.Method+" "+r.Path)
	}
	require.Empty(t, rules, "declared, but nowhere registered")
}

// The routes that anybody may call are few and named here: a new one is added on purpose.
func TestRoutes_AnonymousOnesAreThese(t *testing.T) {
	var open []string
	for _, r := range bare(t, nil).routes {
		if r.rule.anonymous {
			open = append(open, r.method+" "+r.path)
		}
	}
	require.ElementsMatch(t, []string{
		"GET /healthz", "GET /readyz", "GET /version", "GET /metrics",
		"GET /openapi.json", "GET /openapi.yaml", "GET /openapi-3.0.json", "GET /openapi-3.0.yaml",
		"POST /api/v1/session", "POST /api/v1/password-resets", "POST /api/v1/passwords",
	}, open)
}

func TestRoutes_WithoutCredentialsAre401BeforeTheInputIsRead(t *testing.T) {
	d := bare(t, nil)
	for _, r := range d.routes {
		if r.rule.anonymous {
			continue
		}
		path := r.path
		for strings.Contains(path, ":") {
			before, after, _ := strings.Cut(path, ":")
			_, rest, more := strings.Cut(after, "/")
			path = before + "7"
			if more {
				path += "/" + rest
			}
		}
		p := refused(d, http.StatusUnauthorized, "", r.method, path, "", "not json")
		require.Equal(t, domain.Unauthorised, p.Code, r.path)
	}
}

func TestDeclare_RefusesARouteWithoutARule(t *testing.T) {
	require.Panics(t, func() {
		bare(t, func(s *Server) { s.handle(get, "/api/v1/open", Rule{}, func(*gin.Context) {}) })
	})
}

func TestProblem_MapsEveryCodeAndSpeaksBothLanguages(t *testing.T) {
	wanted := map[domain.Code]int{domain.NotFound: 404, domain.Invalid: 422, domain.Conflict: 409, domain.Forbidden: 403,
		domain.Unauthorised: 401, domain.Closed: 409, domain.Unavailable: 503, domain.TooMany: 429}
	require.Len(t, statuses, len(wanted)+1)
	d := bare(t, func(s *Server) {
		for code := range wanted {
			type in struct{}
			register(s, op(get, "/try/"+string(code), string(code), ""), anonymous, func(context.Context, *in) (*nothing, error) {
				return nil, fmt.Errorf("wrapped: %w", domain.Refuse(code, "Do this.", "请这样做。"))
			})
		}
	})
	for code, status := range wanted {
		p := refused(d, status, "", get, "/api/v1/try/"+string(code), "", nil, "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5")
		require.Equal(t, code, p.Code)
		require.Equal(t, "请这样做。", p.Detail)
		require.Equal(t, titles[code].Zh, p.Title)
		require.Equal(t, "Do this.", refused(d, status, "", get, "/api/v1/try/"+string(code), "", nil).Detail)
	}
	require.NotEmpty(t, d.call(get, "/api/v1/try/unavailable", "", nil).Header().Get("Retry-After"))
}

func TestProblem_UnknownErrorsAndPanicsAreLoggedAndNotShown(t *testing.T) {
	d := bare(t, func(s *Server) {
		type in struct{}
		register(s, op(get, "/try/error", "e", ""), anonymous, func(context.Context, *in) (*nothing, error) { return nil, errors.New("secret of the house") })
		register(s, op(get, "/try/panic", "p", ""), anonymous, func(context.Context, *in) (*nothing, error) { panic("secret of the house") })
	})
	for _, path := range []string{"/api/v1/try/error", "/api/v1/try/panic"} {
		w := d.call(get, path, "", nil, "X-Request-Id", "asked-by-me-1")
		require.Equal(t, http.StatusInternalServerError, w.Code)
		require.NotContains(t, w.Body.String(), "secret")
		require.Contains(t, w.Body.String(), "asked-by-me-1", "the number to tell the administrator")
	}
	require.Equal(t, 2, strings.Count(d.log.String(), `"level":"ERROR","msg":"request"`))
	require.Contains(t, d.log.String(), "secret of the house")
	require.Contains(t, d.log.String(), `"stack"`)
}

type tryInput struct {
	Body struct {
		Name     string     `json:"name" minLength:"2"`
		Password string     `json:"password" minLength:"8"`
		Kind     string     `json:"kind" enum:"a,b"`
		Group    domain.Key `json:"group,omitzero"`
	}
	Limit int `query:"limit" maximum:"200"`
	Idempotent
	Conditional
}

func tryRoute(s *Server) {
	register(s, op(post, "/try", "try", ""), anonymous, func(_ context.Context, in *tryInput) (*body[string], error) {
		return answer(fmt.Sprintf("%v %d %s %s", in.Body.Group.Given, in.Body.Group.ID, in.Body.Group.Code, in.Key), nil)
	})
}

func TestInput_EachWrongFieldIsNamedAndNoValueEchoed(t *testing.T) {
	d := bare(t, tryRoute)
	for _, c := range []struct{ body, field, en, zh string }{
		{`{"name":"x","password":"long-enough","kind":"a"}`, "name", "at least 2", "至少 2"},
		{`{"name":"xy","password":"hunter2","kind":"a"}`, "password", "at least 8", "至少 8"},
		{`{"name":"xy","kind":"a"}`, "password", "required", "必填"},
		{`{"name":"xy","password":"long-enough","kind":"hunter2"}`, "kind", "a, b", "a, b"},
		{`{"name":"xy","password":"long-enough","kind":"a","hunter2":1}`, "hunter2", "not known", "没有该字段"},
		{`{"name":77777,"password":"long-enough","kind":"a"}`, "name", "text", "文本"},
		{`{"name":"xy","password":"long-enough","kind":"a","group":77777.5}`, "group", "id", "编号"},
		{`{"name":"xy","password":"long-enough","kind":"a","group":-77777}`, "group", "id", "编号"},
		{`{"name":"xy","password":"long-enough","kind":"a","group":["hunter2"]}`, "group", "id", "编号"},
	} {
		en := refused(d, 422, c.field, post, "/api/v1/try", "", c.body)
		require.Contains(t, en.Detail, c.en)
		require.Contains(t, refused(d, 422, c.field, post, "/api/v1/try", "", c.body, "Accept-Language", "zh").Detail, c.zh)
		raw := d.call(post, "/api/v1/try", "", c.body).Body.String()
		require.NotContains(t, raw, "77777")
		if c.field != "hunter2" {
			require.NotContains(t, raw, "hunter2")
		}
	}
	require.Equal(t, "limit", refused(d, 422, "limit", post, "/api/v1/try?limit=900", "", `{"name":"xy","password":"long-enough","kind":"a"}`).Errors[0].Field)
	refused(d, 422, "limit", post, "/api/v1/try?limit=many", "", `{"name":"xy","password":"long-enough","kind":"a"}`)
	refused(d, 422, "lmit", post, "/api/v1/try?lmit=1", "", `{"name":"xy","password":"long-enough","kind":"a"}`)
	broken := refused(d, 400, "", post, "/api/v1/try", "", `{"name":`)
	require.Contains(t, broken.Detail, "send valid JSON")
	require.Empty(t, broken.Errors, "no field is to blame")
	require.Contains(t, refused(d, 422, "", post, "/api/v1/try", "", `{"name":"xy","password":"long-enough","kind":"a","group":99999999999999999999}`).Detail, "too large")
	refused(d, 413, "", post, "/api/v1/try", "", `{"name":"`+strings.Repeat("x", 2<<20)+`"}`)
	require.Contains(t, refused(d, 415, "", post, "/api/v1/try", "", `<name/>`, "Content-Type", "text/xml").Detail, "application/json")
	refused(d, 422, "Idempotency-Key", post, "/api/v1/try", "", `{"name":"xy","password":"long-enough","kind":"a"}`, "Idempotency-Key", strings.Repeat("k", 201))
}

func TestInput_KeysAreIdsCodesOrNothing(t *testing.T) {
	d := bare(t, tryRoute)
	for given, want := range map[string]string{
		``: "false 0  k", `,"group":null`: "true 0  k", `,"group":""`: "true 0  k", `,"group":12`: "true 12  k", `,"group":"network"`: "true 0 network k",
	} {
		got := read[string](d, 200, post, "/api/v1/try", "", `{"name":"xy","password":"long-enough","kind":"a"`+given+`}`, "Idempotency-Key", "k")
		require.Equal(t, want, got)
	}
}

func TestConditional_ReadsRevisionsAndRefusesOthers(t *testing.T) {
	for given, want := range map[string]int{`"3"`: 3, `W/"12"`: 12, `7`: 7} {
		n, err := Conditional{given}.revision()
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	for _, given := range []string{"", "*", `"x"`, `"0"`, `"-1"`} {
		_, err := Conditional{given}.revision()
		require.Equal(t, "If-Match", fieldOf(err), given)
	}
	require.Equal(t, `"3"`, etag(3))
	d := bare(t, func(s *Server) {
		type in struct{}
		register(s, op(get, "/try", "try", ""), anonymous, func(context.Context, *in) (*nothing, error) { return nil, store.ErrStale })
	})
	require.Equal(t, domain.Conflict, refused(d, 412, staleField, get, "/api/v1/try", "", nil).Code)
}

func TestServer_UnknownAddressesAndMethods(t *testing.T) {
	d := bare(t, nil)
	refused(d, 404, "", get, "/api/v1/nothing", "", nil)
	refused(d, 405, "", del, "/healthz", "", nil)
	d.Web = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("the page")) })
	w := d.call(get, "/tickets/INC-000001", "", nil)
	require.Equal(t, 200, w.Code)
	require.Equal(t, "the page", w.Body.String())
	refused(d, 404, "", get, "/api/nothing", "", nil)
}

func TestServer_SecurityHeadersEverywhere(t *testing.T) {
	d := bare(t, nil)
	d.Web = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})
	for _, path := range []string{"/", "/api/v1/nothing", "/healthz"} {
		h := d.call(get, path, "", nil).Header()
		require.Contains(t, h.Get("Content-Security-Policy"), "script-src 'self';", path)
		require.NotContains(t, h.Get("Content-Security-Policy"), "unsafe-eval", path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Equal(t, "SAMEORIGIN", h.Get("X-Frame-Options"), path)
		require.NotEmpty(t, h.Get("X-Request-Id"), path)
	}
	require.Equal(t, "no-store", d.call(get, "/api/v1/nothing", "", nil).Header().Get("Cache-Control"))
}

func TestServer_OtherSitesPagesAreRefused(t *testing.T) {
	d := bare(t, tryRoute)
	in := `{"name":"xy","password":"long-enough","kind":"a"}`
	require.Equal(t, 200, d.call(post, "/api/v1/try", "", in, "Sec-Fetch-Site", "same-origin").Code)
	require.Equal(t, 200, d.call(post, "/api/v1/try", "", in, "Origin", "http://example.com").Code, "the host of the test's requests")
	refused(d, 403, "", post, "/api/v1/try", "", in, "Sec-Fetch-Site", "cross-site")
	refused(d, 403, "", post, "/api/v1/try", "", in, "Sec-Fetch-Site", "same-site")
	refused(d, 403, "", post, "/api/v1/try", "", in, "Origin", "http://evil.example")
}

func TestRules_WhoMay(t *testing.T) {
	for _, c := range []struct {
		rule Rule
		may  []string
	}{
		{deskOnly, []string{access.Agent, access.Technician, access.Manager, access.Admin, access.Auditor}},
		{managers, []string{access.Manager, access.Admin}},
		{admins, []string{access.Admin}},
		{auditors, []string{access.Admin, access.Auditor}},
		{signedIn, access.Roles},
		{onRecord, access.Roles},
	} {
		for _, role := range access.Roles {
			require.Equal(t, strings.Contains(strings.Join(c.may, " "), role), c.rule.may(access.Viewer{Roles: []string{role}}), "%s: %s", c.rule.name, role)
		}
	}
}

func TestHealth(t *testing.T) {
	d := newDesk(t)
	require.Equal(t, 200, d.call(get, "/healthz", "", nil).Code)
	require.Equal(t, 200, d.call(get, "/readyz", "", nil).Code)
	require.Contains(t, d.call(get, "/version", "", nil).Body.String(), `"test"`)
	require.Equal(t, 200, d.call(get, "/openapi.json", "", nil).Code)
	require.Contains(t, d.call(get, "/metrics", "", nil).Body.String(), `steward_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1`)
	require.NoError(t, d.Store.DB.Close())
	require.Equal(t, 200, d.call(get, "/healthz", "", nil).Code, "alive, though the database is away")
	require.Equal(t, 503, d.call(get, "/readyz", "", nil).Code)
	w := httptest.NewRecorder()
	d.Stop()
	d.ServeHTTP(w, httptest.NewRequest(get, "/readyz", nil))
	require.Contains(t, w.Body.String(), "stopping")
}
