package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a database of them too

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"steward/api"
	"steward/schema"
	"steward/storage"
	"steward/store"
	"steward/web"
	"steward/worker"
)

func apiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "api", Short: "Serve the web application and the API", GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Serve the web application and the API at STEWARD_LISTEN (127.0.0.1:8080), on the database DATABASE_URL, which must have
this build's schema ("steward migrate"). Files are kept in STEWARD_DATA.

STEWARD_URL is the address by which people reach it: with https:// cookies are sent over TLS only. STEWARD_PROXIES names the
reverse proxies before it. With TEMPORAL_ADDRESS it starts and wakes processes itself at once; without, workers do. Facts are
taken also while Temporal is away.

The first administrator: steward user create --role admin --login NAME --name NAME --invite`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			if err := cfg.needDatabase(); err != nil {
				return err
			}
			return serveAPI(cmd.Context(), cfg, newLog(os.Stderr, cfg))
		},
	}
}

// backdrop is what runs beside the requests and ends after them.
type backdrop struct {
	ctx  context.Context
	stop context.CancelFunc
	wg   sync.WaitGroup
}

func newBackdrop() *backdrop {
	ctx, stop := context.WithCancel(context.Background())
	return &backdrop{ctx: ctx, stop: stop}
}

func (b *backdrop) run(f func(context.Context)) { b.wg.Go(func() { f(b.ctx) }) }

func (b *backdrop) end() {
	b.stop()
	b.wg.Wait()
}

// serveAPI serves until ctx ends; then streams end, requests are answered to their end, and what they changed is told.
func serveAPI(ctx context.Context, cfg config, log *slog.Logger) error {
	st, err := store.Open(cfg.DatabaseURL, 0)
	if err != nil {
		return err
	}
	defer func() { _ = st.DB.Close() }()
	if err := schema.Check(ctx, st.DB.DB); err != nil {
		return err
	}
	server, err := newAPI(cfg, log, st)
	if err != nil {
		return err
	}
	beside := newBackdrop()
	defer beside.end()
	closeAll, err := connect(cfg, log, st, server, beside)
	if err != nil {
		return err
	}
	defer closeAll()
	return serve(ctx, cfg, log, server)
}

func newAPI(cfg config, log *slog.Logger, st *store.Store) (*api.Server, error) {
	files, err := storage.NewDisk(filepath.Join(cfg.Data, "attachments"))
	if err != nil {
		return nil, err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewDBStatsCollector(st.DB.DB, "steward"))
	return api.New(api.Deps{
		Store: st, Log: log, Metrics: metrics, Web: web.Handler(), Files: files, Version: version, PublicURL: cfg.PublicURL,
		TrustedProxies: cfg.Proxies, SecureCookies: cfg.SecureCookies(), TemporalUI: cfg.Temporal.UIURL, Namespace: cfg.Temporal.Namespace,
	})
}

// connect lets the API tell other processes what it commits, hear what they do, and start processes itself.
func connect(cfg config, log *slog.Logger, st *store.Store, server *api.Server, beside *backdrop) (closeAll func(), err error) {
	publisher, err := store.NewPublisher(cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	relay, closeAll, err := newRelay(cfg, log, st)
	if err != nil {
		return nil, err
	}
	st.Changed = func(c store.Change) {
		publisher.Mark(c)
		if c.Wake && relay != nil {
			relay.Poke()
		}
	}
	beside.run(publisher.Run)
	follower := store.NewFollower(st, cfg.DatabaseURL)
	beside.run(func(ctx context.Context) { follower.Run(ctx, server.Deliver) })
	beside.run(func(ctx context.Context) { tidy(ctx, log, st) })
	if relay != nil {
		beside.run(relay.Run)
	}
	return closeAll, nil
}

// newRelay makes a relay whose client connects when it is first used: Temporal may be away. Without an address there is none.
func newRelay(cfg config, log *slog.Logger, st *store.Store) (*worker.Relay, func(), error) {
	if cfg.Temporal.Address == "" {
		return nil, func() {}, nil
	}
	options, err := cfg.Temporal.options(log)
	if err != nil {
		return nil, nil, err
	}
	c, err := client.NewLazyClient(options)
	if err != nil {
		return nil, nil, fmt.Errorf("temporal: %w", err)
	}
	return &worker.Relay{Store: st, Client: c, Log: log}, c.Close, nil
}

// tidy removes ended sessions, links and tokens once an hour.
func tidy(ctx context.Context, log *slog.Logger, st *store.Store) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := st.Tidy(ctx); err != nil && ctx.Err() == nil {
			log.Warn("tidying sessions failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// serve listens and answers until ctx ends, then lets what runs come to its end, for 15 seconds at most.
func serve(ctx context.Context, cfg config, log *slog.Logger, server *api.Server) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("STEWARD_LISTEN: %w", err)
	}
	h := server.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(listener) }()
	log.Info("serving", "address", "http://"+listener.Addr().String(), "version", version)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	last, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := h.Shutdown(last); err != nil {
		log.Warn("requests were cut off", "err", err)
		return h.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
