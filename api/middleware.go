package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/unrolled/secure"

	"steward/domain"
)

// maxBody bounds every request's body, uploads included; huma bounds JSON more narrowly.
const maxBody = 32 << 20

// contentPolicy lets the page load only what this server sends. Styles are set inline by the component library.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"

// begin puts what is known of the request into its context, before anything else sees it.
func (s *Server) begin(c *gin.Context) {
	r := c.Request
	lang, chosen := speak(r.Header.Get("Accept-Language"))
	scheme := "http"
	if r.TLS != nil || s.SecureCookies {
		scheme = "https"
	}
	q := &request{id: requestID(r), language: lang, chosen: chosen, ip: c.ClientIP(), agent: clip(r.UserAgent(), 300), origin: scheme + "://" + r.Host}
	c.Header("X-Request-Id", q.id)
	c.Request = r.WithContext(context.WithValue(r.Context(), requestKey{}, q))
	c.Request.Body = http.MaxBytesReader(c.Writer, r.Body, maxBody)
	c.Next()
}

func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
}

// observe logs each request and counts it for Prometheus, by route and not by address.
func (s *Server) observe() gin.HandlerFunc {
	s.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "steward_http_request_duration_seconds", Help: "How long requests took, by method, route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"method", "route", "status"})
	s.Metrics.MustRegister(s.requests)
	return func(c *gin.Context) {
		begun := time.Now()
		c.Next()
		took, status := time.Since(begun), c.Writer.Status()
		routed := c.FullPath()
		s.requests.WithLabelValues(method(c.Request.Method), routed, strconv.Itoa(status)).Observe(took.Seconds())
		if routed == "/healthz" || routed == "/readyz" || routed == "/metrics" {
			return
		}
		s.logRequest(c, status, took)
	}
}

// method bounds the label to the methods that exist: anybody may send any word.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

func (s *Server) logRequest(c *gin.Context, status int, took time.Duration) {
	q := requestOf(c.Request.Context())
	attrs := []slog.Attr{slog.String("method", c.Request.Method), slog.String("path", clip(c.Request.URL.Path, 300)), slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("request", q.id), slog.String("ip", q.ip)}
	if v := q.identity.viewer; v.Login != "" {
		attrs = append(attrs, slog.String("user", v.Login))
		if v.ImpersonatorID != 0 {
			attrs = append(attrs, slog.Int64("impersonator", v.ImpersonatorID))
		}
	}
	if number := c.Param("number"); number != "" && q.record == "" {
		q.record = clip(number, 40)
	}
	if q.record != "" {
		attrs = append(attrs, slog.String("record", q.record))
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.Log.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

func (s *Server) recoverPanics(c *gin.Context) {
	defer func() {
		why := recover()
		if why == nil {
			return
		}
		if why == http.ErrAbortHandler { //nolint:errorlint // the value itself is the signal
			panic(why)
		}
		s.Log.ErrorContext(c.Request.Context(), "panic", "what", fmt.Sprint(why), "request", requestOf(c.Request.Context()).id, "stack", string(debug.Stack()))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler) // half an answer is none: cut the connection
		}
		s.fail(c, fmt.Errorf("panic: %v", why))
	}()
	c.Next()
}

func (s *Server) secureHeaders() gin.HandlerFunc {
	o := secure.Options{
		ContentTypeNosniff: true, CustomFrameOptionsValue: "SAMEORIGIN", ContentSecurityPolicy: contentPolicy,
		ReferrerPolicy: "same-origin", CrossOriginOpenerPolicy: "same-origin", CrossOriginResourcePolicy: "same-origin",
		PermissionsPolicy: "camera=(), microphone=(), geolocation=(), payment=()",
	}
	if s.SecureCookies {
		o.STSSeconds, o.ForceSTSHeader = 31536000, true
	}
	headers := secure.New(o)
	return func(c *gin.Context) {
		if err := headers.Process(c.Writer, c.Request); err != nil {
			c.Abort()
			return
		}
		if strings.HasPrefix(c.Request.URL.Path, "/api/") {
			c.Header("Cache-Control", "no-store")
		}
		c.Next()
	}
}

// sameOrigin refuses what another site's page makes a browser send with the cookie, the sign-in itself included. A token in
// a header is no browser's doing.
func (s *Server) sameOrigin() (gin.HandlerFunc, error) {
	guard := http.NewCrossOriginProtection()
	if s.PublicURL != "" {
		if err := guard.AddTrustedOrigin(strings.TrimSuffix(s.PublicURL, "/")); err != nil {
			return nil, fmt.Errorf("api: the public address must be like https://desk.example.com: %w", err)
		}
	}
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" && guard.Check(c.Request) != nil {
			s.fail(c, domain.Refuse(domain.Forbidden, "This request comes from another site's page; open Steward itself.", "此请求来自其他网站的页面，请直接打开 Steward。"))
			return
		}
		c.Next()
	}, nil
}

// noRoute answers the application's page, except below /api where a wrong address is a mistake to be told.
func (s *Server) noRoute(c *gin.Context) {
	if s.Web == nil || strings.HasPrefix(c.Request.URL.Path, "/api") {
		s.fail(c, refuseStatus(http.StatusNotFound))
		return
	}
	c.Status(http.StatusOK) // Gin has put 404 here
	s.Web.ServeHTTP(c.Writer, c.Request)
}
