// Package api answers the browser and other programs: Gin's engine, huma's operations, one file per noun. A handler decodes,
// asks the store once and encodes; who may call it is declared where it is registered.
package api

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"steward/store"
)

// Prefix is the path below which every operation lives.
const Prefix = "/api/v1"

// Deps is what the API needs from outside.
type Deps struct {
	Store          *store.Store
	Log            *slog.Logger         // nil: slog's default
	Metrics        *prometheus.Registry // nil: a new one; served at /metrics
	Web            http.Handler         // answers what is not the API's; nil: nothing does
	Files          Files                // keeps the content of attachments; nil: none can be attached
	Version        string
	PublicURL      string   // where people reach the product, for links in invitations; empty: as the request says
	TrustedProxies []string // addresses of proxies whose X-Forwarded-For is believed
	SecureCookies  bool     // behind TLS: cookies only over TLS, and browsers are told to stay on it
	TemporalUI     string   // address of Temporal's web page, empty if unknown
	Namespace      string   // Temporal's namespace, for links to its page
}

// Server is the API as an http.Handler.
type Server struct {
	Deps
	api       huma.API
	engine    *gin.Engine
	routes    []route
	requests  *prometheus.HistogramVec
	sessions  *scs.SessionManager
	signIns   *signIns
	hub       *hub
	exporting chan struct{} // one for each export that is being made
	stopping  chan struct{}
	stopOnce  sync.Once
}

func init() {
	gin.SetMode(gin.ReleaseMode)
	huma.DefaultArrayNullable = false // a list may be empty, never null
}

// New builds the API with every route.
func New(d Deps) (*Server, error) {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Metrics == nil {
		d.Metrics = prometheus.NewRegistry()
	}
	s := &Server{Deps: d, engine: gin.New(), sessions: newSessions(d), signIns: newSignIns(), hub: newHub(d.Store), stopping: make(chan struct{})}
	if err := s.prepareEngine(); err != nil {
		return nil, err
	}
	s.api = humagin.New(s.engine, config(d.Version))
	s.registerAll()
	sayWhatMayBeNull(s.api.OpenAPI().Components.Schemas)
	return s, nil
}

// registerAll registers every noun; each has its own file.
func (s *Server) registerAll() {
	s.registerHealth()
	s.registerSession()
	s.registerTokens()
	s.registerPasswords()
	s.registerMe()
	s.registerUsers()
	s.registerColleagues()
	s.registerDirectory()
	s.registerEvents()
	s.registerNotices()
	s.registerMail()
	s.registerAttachments()
	s.registerDrafts()
	s.registerPresence()
	s.registerCanned()
	s.registerIncidents()
	s.registerRecords()
	s.registerApprovals()
	s.registerDocuments()
	s.registerClocks()
	s.registerLevelJobs()
	s.registerRatings()
	s.registerConversation()
	s.registerWork()
	s.registerTimeSpent()
	s.registerMonitor()
	s.registerReports()
	s.registerAudit()
	s.registerPreview()
	s.registerPrint()
	s.registerExports()
}

func (s *Server) prepareEngine() error {
	s.engine.RedirectTrailingSlash = false
	s.engine.HandleMethodNotAllowed = true
	if err := s.engine.SetTrustedProxies(s.TrustedProxies); err != nil {
		return err
	}
	sameOrigin, err := s.sameOrigin()
	if err != nil {
		return err
	}
	s.engine.Use(s.begin, s.observe(), s.recoverPanics, s.secureHeaders(), sameOrigin)
	s.engine.NoRoute(s.noRoute)
	s.engine.NoMethod(func(c *gin.Context) { s.fail(c, refuseStatus(http.StatusMethodNotAllowed)) })
	return nil
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Steward", version)
	c.Info.Description = "IT and customer service management in which every promise is a durable process."
	c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	registerAliases(c.Components.Schemas)
	return c
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// OpenAPI answers the description of every operation as YAML.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.OpenAPI().YAML() }

// Stop tells open streams to end; call it when the HTTP server begins to shut down.
func (s *Server) Stop() { s.stopOnce.Do(func() { close(s.stopping) }) }

// Stopping is closed when the server begins to shut down: whoever streams ends then.
func (s *Server) Stopping() <-chan struct{} { return s.stopping }

// HTTP wraps the API into an http.Server with the limits of time and size that the open network asks for.
func (s *Server) HTTP() *http.Server {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	h.RegisterOnShutdown(s.Stop)
	return h
}
