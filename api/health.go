package api

import (
	"context"
	"net/http"
	"runtime"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// registerHealth registers what operators and their machines ask, at the root.
func (s *Server) registerHealth() {
	s.handle(http.MethodGet, "/healthz", anonymous, func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"alive": true}) })
	s.handle(http.MethodGet, "/readyz", anonymous, s.ready)
	s.handle(http.MethodGet, "/version", anonymous, func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{"version": s.Version, "go": runtime.Version()})
	})
	s.handle(http.MethodGet, "/metrics", anonymous, gin.WrapH(promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{})))
	for _, format := range []string{".json", ".yaml", "-3.0.json", "-3.0.yaml"} { // huma answers these
		s.declare(http.MethodGet, "/openapi"+format, anonymous)
	}
}

// ready tells whether requests can be answered: only the database is needed for that, not Temporal.
func (s *Server) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	select {
	case <-s.stopping:
		c.JSON(http.StatusServiceUnavailable, gin.H{"ready": false, "why": "stopping"})
		return
	default:
	}
	if err := s.Store.DB.PingContext(ctx); err != nil {
		s.Log.WarnContext(ctx, "not ready", "err", err)
		c.JSON(http.StatusServiceUnavailable, gin.H{"ready": false, "why": "the database does not answer"})
		return
	}
	c.JSON(http.StatusOK, gin.H{"ready": true})
}
