// Package web carries the browser application, built by `npm run build` into dist and embedded in the binary.
package web

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var built embed.FS

const notBuilt = "The web application is not part of this build; run `make web` and build again.\n" +
	"此程序未包含网页应用，请先运行 make web 再构建。\n"

// Handler serves the application: files under /assets for ever, since their names carry their digest, and the page
// itself for every other address, because the browser knows the routes.
func Handler() http.Handler {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the folder is named above
	}
	return handler(dist)
}

func handler(dist fs.FS) http.Handler {
	page, pageErr := fs.ReadFile(dist, "index.html")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if name != "" && name != "index.html" && serveFile(w, r, dist, name) {
			return
		}
		if strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r) // of another build: the page would only confuse the module loader
			return
		}
		if pageErr != nil {
			http.Error(w, notBuilt, http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache") // a new build's page names new assets
		_, _ = w.Write(page)
	})
}

// serveFile answers a file of the build, and false when there is none of that name.
func serveFile(w http.ResponseWriter, r *http.Request, dist fs.FS, name string) bool {
	body, err := fs.ReadFile(dist, name)
	if err != nil || strings.HasPrefix(path.Base(name), ".") || strings.HasSuffix(name, ".gz") {
		return false
	}
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "public, max-age=3600")
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	if zipped, err := fs.ReadFile(dist, name+".gz"); err == nil {
		w.Header().Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			body = zipped
		}
	}
	_, _ = w.Write(body)
	return true
}
