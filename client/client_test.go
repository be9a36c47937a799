package client

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

// server answers each request by the next function; the last one answers all that follow.
func server(t *testing.T, answers ...http.HandlerFunc) (*Client, *atomic.Int32) {
	t.Helper()
	var n atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers[min(int(n.Add(1)), len(answers))-1](w, r)
	}))
	t.Cleanup(s.Close)
	c := New(s.URL+"/", "stw_secret")
	c.Patience = 5 * time.Second
	return c, &n
}

func refuse(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = c.Close()
	}
}

func answer(body string) http.HandlerFunc { return refuse(http.StatusOK, body) }

func TestAct_RepeatsWithTheSameKeyUntilItIsTaken(t *testing.T) {
	var keys []string
	note := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			keys = append(keys, r.Header.Get("Idempotency-Key"))
			next(w, r)
		}
	}
	c, _ := server(t, note(refuse(503, `{"status":503,"code":"unavailable"}`)), note(cut), note(refuse(502, "")), note(answer(`{"number":"INC-000001","state":"active"}`)))
	r, err := c.Act(t.Context(), "INC-000001", "k1", Act{Verb: "start"})
	require.NoError(t, err)
	require.Equal(t, "active", r.State)
	require.Equal(t, []string{"k1", "k1", "k1", "k1"}, keys)
}

func TestSend_WithoutKeyIsNotRepeatedWhenTheConnectionBreaks(t *testing.T) {
	c, n := server(t, cut, answer(`{}`))
	require.Error(t, c.Send(t.Context(), http.MethodPost, "/users", "", map[string]string{"login": "wang"}, nil))
	require.EqualValues(t, 1, n.Load())
}

func TestDo_RefusalsAreProblemsAndNotRepeated(t *testing.T) {
	c, n := server(t, refuse(422, `{"status":422,"code":"invalid","field":"group","detail":"There is no group."}`))
	_, err := c.Act(t.Context(), "INC-000001", "k1", Act{Verb: "assign"})
	require.True(t, Is(err, 422))
	require.False(t, Is(err, 404))
	require.EqualError(t, err, "There is no group. (422 invalid)")
	require.EqualValues(t, 1, n.Load())
}

func TestDo_PatienceEnds(t *testing.T) {
	c, n := server(t, refuse(429, `{"status":429,"code":"too_many"}`))
	c.Patience = 100 * time.Millisecond
	_, err := c.Record(t.Context(), "INC-000001")
	require.True(t, Is(err, 429))
	require.Greater(t, n.Load(), int32(1))
}

func TestAct_SaysOnlyWhatIsGiven(t *testing.T) {
	var got map[string]any
	var as, auth string
	c, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		as, auth = r.Header.Get("Steward-As"), r.Header.Get("Authorization")
		_ = json.NewDecoder(r.Body).Decode(&got)
		_, _ = io.WriteString(w, `{}`)
	})
	_, err := c.As("wang").Act(t.Context(), "INC-000001", "k", Act{Verb: "assign", Group: domain.ByCode("network"), Assignee: domain.ByCode("")})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"verb": "assign", "group": "network", "assignee": nil}, got)
	require.Equal(t, "wang", as)
	require.Equal(t, "Bearer stw_secret", auth)
}

func TestWord(t *testing.T) {
	require.Equal(t, "", (*Ref)(nil).Word())
	require.Equal(t, "wang", (&Ref{Login: "wang"}).Word())
	require.Equal(t, "network", (&Ref{Code: "network"}).Word())
}
