package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"steward/worker"
)

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "Run the processes", GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Run the processes, the relay that starts and wakes them, and the sweep that finds what was lost. Several workers may run
side by side. Sends mails and reads a mailbox if SMTP_URL and IMAP_URL name servers. Reads DATABASE_URL, TEMPORAL_ADDRESS,
TEMPORAL_NAMESPACE, STEWARD_DATA (the folder of attachments), STEWARD_URL and what begins with MAIL_; answers /readyz and /metrics on STEWARD_WORKER_LISTEN if set.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			return runWorker(cmd.Context(), cfg, cmd)
		},
	}
}

func runWorker(ctx context.Context, cfg config, cmd *cobra.Command) error {
	s, err := newServer(ctx, cfg, newLog(cmd.ErrOrStderr(), cfg))
	if err != nil {
		return err
	}
	defer s.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.start(ctx, s.publisher.Run)
	s.start(ctx, s.relay.Run)
	sweep := &worker.Sweep{Store: s.store, Client: s.temporal, Namespace: cfg.Temporal.Namespace, Log: s.log}
	s.start(ctx, sweep.Run)
	s.start(ctx, (&worker.Recompute{Store: s.store, Log: s.log}).Run)
	s.start(ctx, (&worker.HandOvers{Store: s.store, Log: s.log}).Run)
	if err := s.startMail(ctx); err != nil {
		return err
	}
	workers := worker.New(s.temporal, s.store)
	for _, w := range workers {
		if err := w.Start(); err != nil {
			return fmt.Errorf("temporal at %s: %w", cfg.Temporal.Address, err)
		}
		defer w.Stop()
	}
	s.log.Info("worker runs", "temporal", cfg.Temporal.Address, "namespace", cfg.Temporal.Namespace)
	return s.probe(ctx)
}

// probe answers /healthz, /readyz and /metrics of a worker until ctx ends.
func (s *server) probe(ctx context.Context) error {
	if s.cfg.WorkerProbe == "" {
		<-ctx.Done()
		return nil
	}
	e := gin.New()
	e.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"alive": true}) })
	e.GET("/readyz", func(c *gin.Context) {
		if err := s.store.DB.PingContext(c.Request.Context()); err != nil {
			c.JSON(http.StatusServiceUnavailable, gin.H{"ready": false, "why": "the database does not answer"})
			return
		}
		c.JSON(http.StatusOK, gin.H{"ready": true})
	})
	e.GET("/metrics", gin.WrapH(promhttp.HandlerFor(s.metrics.Registry, promhttp.HandlerOpts{})))
	return serve(ctx, &http.Server{Addr: s.cfg.WorkerProbe, Handler: e, ReadHeaderTimeout: 5 * time.Second})
}

// serve answers until ctx ends, then lets what is under way finish for a few seconds.
func serve(ctx context.Context, h *http.Server) error {
	l, err := listen(ctx, h.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", h.Addr, err)
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 8*time.Second)
	defer cancel()
	if err := h.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// socketVar names the file that "steward up" hands to a server: the socket to listen on. It stays open in "up", so that
// callers wait in line, and nobody takes the port, while the server is started again.
const socketVar = "STEWARD_SOCKET"

func listen(ctx context.Context, address string) (net.Listener, error) {
	fd, err := strconv.Atoi(os.Getenv(socketVar))
	if err != nil {
		return (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	}
	f := os.NewFile(uintptr(fd), socketVar)
	defer func() { _ = f.Close() }()
	return net.FileListener(f)
}
