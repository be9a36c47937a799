package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/testkit"
)

// desk is an API on a fresh database, with what it logged.
type desk struct {
	*Server
	t   testing.TB
	log *logged
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return deskOn(t, &store.Store{DB: testkit.DB(t)})
}

func deskOn(t testing.TB, st *store.Store) *desk {
	t.Helper()
	log := &logged{}
	s, err := New(Deps{Store: st, Log: slog.New(slog.NewJSONHandler(log, nil)), Version: "test"})
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return &desk{Server: s, t: t, log: log}
}

// logged keeps the log's text.
type logged struct {
	sync.Mutex
	b bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.Lock()
	defer l.Unlock()
	return l.b.String()
}

// person makes a user with a token that may do everything the roles allow, and answers the token.
func (d *desk) person(login string, roles ...string) (token string) {
	d.t.Helper()
	ctx := context.Background()
	_, err := d.Store.DB.ExecContext(ctx, `INSERT INTO users (login, name, language, roles) VALUES ($1, $1, 'en', $2)`, login, "{"+strings.Join(roles, ",")+"}")
	require.NoError(d.t, err)
	return d.token(login, "read", "write", "admin", "impersonate")
}

// token makes a token of a user with these scopes.
func (d *desk) token(login string, scopes ...string) string {
	d.t.Helper()
	secret := "stw_test_" + login + "_" + strings.Join(scopes, "_")
	_, err := d.Store.DB.ExecContext(context.Background(), `
		INSERT INTO tokens (user_id, name, hash, scopes, expires_at)
		SELECT id, 'test', sha256(convert_to($2, 'UTF8')), $3, now() + interval '1 day' FROM users WHERE login = $1`,
		login, secret, "{"+strings.Join(scopes, ",")+"}")
	require.NoError(d.t, err)
	return secret
}

// call is one request of a test: a token, headers in pairs, and a body that is sent as JSON unless it is a reader.
func (d *desk) call(method, path, token string, body any, headers ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		reader = b
	case string:
		reader = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		require.NoError(d.t, err)
		reader = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, path, reader)
	r.RemoteAddr = "192.0.2.1:4711"
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	d.asDescribed(method, r.URL.Path, w)
	return w
}

// read calls and decodes the answer into a T, requiring the status.
func read[T any](d *desk, want int, method, path, token string, body any, headers ...string) T {
	d.t.Helper()
	w := d.call(method, path, token, body, headers...)
	require.Equal(d.t, want, w.Code, "%s %s: %s", method, path, w.Body)
	var out T
	require.NoError(d.t, json.Unmarshal(w.Body.Bytes(), &out), w.Body)
	return out
}

// refused calls and requires the problem's status and field.
func refused(d *desk, status int, field, method, path, token string, body any, headers ...string) Problem {
	d.t.Helper()
	w := d.call(method, path, token, body, headers...)
	require.Equal(d.t, status, w.Code, "%s %s: %s", method, path, w.Body)
	require.Equal(d.t, "application/problem+json", w.Header().Get("Content-Type"))
	var p Problem
	require.NoError(d.t, json.Unmarshal(w.Body.Bytes(), &p))
	require.Equal(d.t, field, p.Field, w.Body)
	require.NotEmpty(d.t, p.Detail)
	require.NotEmpty(d.t, p.Code)
	return p
}

const get, post, patch, put, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete

func digits(id int64) string { return strconv.FormatInt(id, 10) }
