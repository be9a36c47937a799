package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"

	"golang.org/x/text/language"

	"steward/domain"
	"steward/domain/access"
)

// request is what the API remembers about the request it answers, in the request's context.
type request struct {
	id       string
	record   string // the record's number, for the log
	language string // zh or en
	chosen   bool   // the language was named exactly and wins over the person's own
	ip       string
	agent    string
	origin   string // scheme and host as the caller wrote them
	identity identity
}

// identity is who calls; a zero user means nobody signed in.
type identity struct {
	viewer    access.Viewer
	sessionID int64
	tokenID   int64
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// viewerOf answers on whose behalf the request runs; the zero Viewer if nobody signed in.
func viewerOf(ctx context.Context) access.Viewer { return requestOf(ctx).identity.viewer }

// languageOf answers the language of this request: zh or en.
func languageOf(ctx context.Context) string { return requestOf(ctx).language }

// languageOr answers the language that was asked for, else that of the request.
func languageOr(ctx context.Context, asked string) string {
	if asked != "" {
		return asked
	}
	return languageOf(ctx)
}

// noteRecord names the record that the request is about, for the log.
func noteRecord(ctx context.Context, number string) { requestOf(ctx).record = number }

var languages = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// speak answers the language that the header Accept-Language asks for, and whether it names exactly one.
func speak(header string) (lang string, exact bool) {
	if header == "zh" || header == "en" {
		return header, true
	}
	if _, i := language.MatchStrings(languages, header); i == 1 {
		return "zh", false
	}
	return "en", false
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// requestID answers the id the caller gave, if it is harmless, else a new one.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); idPattern.MatchString(id) {
		return id
	}
	return rand.Text()
}

// identify finds out who calls, by token or by session, and remembers it. It answers why nobody is known.
func (s *Server) identify(r *http.Request) error {
	who, err := s.whoCalls(r)
	if err != nil {
		return err
	}
	q := requestOf(r.Context())
	q.identity = who
	if !q.chosen && who.viewer.Language != "" {
		q.language = who.viewer.Language
	}
	return nil
}

var errNobody = domain.Refuse(domain.Unauthorised, "Sign in first: your session has ended or was never begun.", "请先登录：会话已结束或尚未开始。")
