package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"steward/api"
	"steward/storage"
	"steward/store"
	"steward/web"
)

func apiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "api", Short: "Answer the web and the API", GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Answer the web application and the API on STEWARD_LISTEN. Reads DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
TEMPORAL_UI_URL, STEWARD_URL, STEWARD_PROXIES and STEWARD_DATA (the folder of attachments). Temporal may be away for a
while: what people do is taken all the same and carried on later.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			return runAPI(cmd.Context(), cfg, cmd)
		},
	}
}

func runAPI(ctx context.Context, cfg config, cmd *cobra.Command) error {
	s, err := newServer(ctx, cfg, newLog(cmd.ErrOrStderr(), cfg))
	if err != nil {
		return err
	}
	defer s.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	files, err := storage.NewDisk(filepath.Join(cfg.Data, "attachments"))
	if err != nil {
		return err
	}
	a, err := api.New(api.Deps{
		Store: s.store, Log: s.log, Metrics: s.metrics.Registry, Web: web.Handler(), Files: files, Version: version, PublicURL: cfg.PublicURL, TrustedProxies: cfg.Proxies,
		SecureCookies: cfg.SecureCookies(), TemporalUI: cfg.Temporal.UIURL, Namespace: cfg.Temporal.Namespace,
	})
	if err != nil {
		return err
	}
	s.start(ctx, s.publisher.Run)
	s.start(ctx, s.relay.Run)
	follower := store.NewFollower(s.store, cfg.DatabaseURL)
	s.start(ctx, func(ctx context.Context) { follower.Run(ctx, a.Deliver) })
	s.start(ctx, func(ctx context.Context) { s.sweepFiles(ctx, files) })
	s.start(ctx, s.tidy)
	s.start(ctx, s.exportDaily)
	s.log.Info("api answers", "listen", cfg.Listen)
	h := a.HTTP()
	h.Addr = cfg.Listen
	return serve(ctx, h)
}

// tidy removes sessions, links and tokens that have ended, once an hour until ctx ends.
func (s *server) tidy(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := s.store.Tidy(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("cannot tidy sessions and tokens", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
