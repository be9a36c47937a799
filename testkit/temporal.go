package testkit

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"steward/cluster"
)

// Temporal makes a fresh namespace with Steward's search attributes and answers a client of it, closed with the test.
// A namespace takes about a third of a second.
func Temporal(t testing.TB) (client.Client, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	namespace := "t-" + strings.ToLower(rand.Text()[:12])
	address := TemporalAddress(t)
	require.NoError(t, cluster.EnsureNamespace(ctx, client.Options{HostPort: address, Namespace: namespace}))
	// The frontend knows the attributes now. The history service has a cache of its own that nothing outside can ask; a
	// workflow that sets an attribute before it has looked again gets a failed task, which a test of histories would see.
	<-time.After(2 * cluster.ThrowawayRefresh)
	c, err := client.DialContext(ctx, client.Options{
		HostPort: address, Namespace: namespace,
		Logger: log.NewStructuredLogger(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c, namespace
}

// TemporalAddress answers host:port of the Temporal that tests share.
func TemporalAddress(t testing.TB) string {
	t.Helper()
	if a := os.Getenv(TemporalVar); a != "" {
		return a
	}
	return ours(t, true).TemporalAddress
}
