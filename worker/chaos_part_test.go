package worker_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"steward/api"
	"steward/store"
	"steward/worker"
)

// wire connects a store with a relay and the announcements, as every server process has them.
func wire(ctx context.Context, s *store.Store, c client.Client) error {
	p, err := store.NewPublisher(os.Getenv(databaseVar))
	if err != nil {
		return err
	}
	r := &worker.Relay{Store: s, Client: c, Log: slog.Default()}
	s.Changed = func(ch store.Change) {
		p.Mark(ch)
		if ch.Wake {
			r.Poke()
		}
	}
	go p.Run(ctx)
	go r.Run(ctx)
	return nil
}

// partAPI is the API with its relay.
func partAPI(ctx context.Context, s *store.Store, c client.Client) error {
	if err := wire(ctx, s, c); err != nil {
		return err
	}
	a, err := api.New(api.Deps{Store: s, Log: slog.Default(), Version: "chaos"})
	if err != nil {
		return err
	}
	return (&http.Server{Addr: os.Getenv(listenVar), Handler: a, ReadHeaderTimeout: 5 * time.Second}).ListenAndServe()
}

// partWholeWorker is a worker with its relay and sweep, which sweeps more often than a real one.
func partWholeWorker(ctx context.Context, s *store.Store, c client.Client) error {
	if err := wire(ctx, s, c); err != nil {
		return err
	}
	for _, w := range worker.New(c, s) {
		if err := w.Start(); err != nil {
			return err
		}
	}
	(&worker.Sweep{Store: s, Client: c, Namespace: os.Getenv(namespaceVar), Log: slog.Default(), Every: time.Second, Late: 3 * time.Second}).Run(ctx)
	return nil
}

// kept is a part that is started again whenever it ends, as "steward up" or a service manager does.
type kept struct {
	name string
	env  []string

	mu   sync.Mutex
	part *part
	over bool
	done chan struct{}
}

func keep(t *testing.T, name string, env ...string) *kept {
	t.Helper()
	k := &kept{name: name, env: env, done: make(chan struct{})}
	require.NoError(t, k.launch())
	go k.run()
	t.Cleanup(k.stop)
	return k
}

func (k *kept) launch() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return context.Canceled
	}
	p, err := launchPart(k.name, k.env...)
	k.part = p
	return err
}

func (k *kept) run() {
	defer close(k.done)
	for {
		k.mu.Lock()
		p := k.part
		k.mu.Unlock()
		<-p.done
		<-time.After(100 * time.Millisecond) // as whoever starts it again waits a moment
		if k.launch() != nil {
			return
		}
	}
}

// kill ends the running process with SIGKILL; the next one is started at once.
func (k *kept) kill() {
	k.mu.Lock()
	p := k.part
	k.mu.Unlock()
	p.kill()
}

func (k *kept) stop() {
	k.mu.Lock()
	k.over = true
	k.mu.Unlock()
	k.kill()
	<-k.done
}

// freePort answers an address on loopback that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return "127.0.0.1:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
