package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func get(t *testing.T, dist fstest.MapFS, method, target string, gzip bool) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, target, nil)
	if gzip {
		request.Header.Set("Accept-Encoding", "gzip, br")
	}
	answer := httptest.NewRecorder()
	handler(dist).ServeHTTP(answer, request)
	return answer
}

func TestHandler(t *testing.T) {
	dist := fstest.MapFS{
		"index.html":         {Data: []byte("<page>")},
		".gitkeep":           {},
		"favicon.svg":        {Data: []byte("<svg>")},
		"assets/app-1.js":    {Data: []byte("plain")},
		"assets/app-1.js.gz": {Data: []byte("zipped")},
	}
	for _, route := range []string{"/", "/desk", "/tickets/INC-000001", "/users/wang.lei", "/index.html", "/.gitkeep", "/../embed.go"} {
		answer := get(t, dist, http.MethodGet, route, true)
		require.Equal(t, http.StatusOK, answer.Code, route)
		require.Equal(t, "<page>", answer.Body.String(), route)
		require.Equal(t, "no-cache", answer.Header().Get("Cache-Control"), route)
	}
	asset := get(t, dist, http.MethodGet, "/assets/app-1.js", false)
	require.Equal(t, "plain", asset.Body.String())
	require.Contains(t, asset.Header().Get("Cache-Control"), "immutable")
	require.Contains(t, asset.Header().Get("Content-Type"), "javascript")

	zipped := get(t, dist, http.MethodGet, "/assets/app-1.js", true)
	require.Equal(t, "zipped", zipped.Body.String())
	require.Equal(t, "gzip", zipped.Header().Get("Content-Encoding"))

	require.Equal(t, http.StatusNotFound, get(t, dist, http.MethodGet, "/assets/gone-2.js", true).Code, "an old asset is no page")
	require.Equal(t, http.StatusMethodNotAllowed, get(t, dist, http.MethodPost, "/desk", true).Code)
}

func TestHandler_NotBuilt(t *testing.T) {
	answer := get(t, fstest.MapFS{".gitkeep": {}}, http.MethodGet, "/", false)
	require.Equal(t, http.StatusNotFound, answer.Code)
	require.Contains(t, answer.Body.String(), "make web")
}
