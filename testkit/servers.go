// Package testkit gives tests the real servers: a PostgreSQL and a Temporal, started once per test process, or shared by
// all of them when `steward testbed` (so `make test`) has started them. Every test gets a database and a namespace of its own.
package testkit

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/cluster"
)

// The variables through which `steward testbed` names its servers.
const (
	DatabaseVar = "STEWARD_TEST_DATABASE_URL" // as a superuser
	TemporalVar = "STEWARD_TEST_TEMPORAL"     // host:port
)

var own struct {
	sync.Mutex
	cluster *cluster.Cluster
}

// ours answers the cluster of this test process. It ends with the process (see cluster/child); the next one to start
// removes its folder.
func ours(t testing.TB, temporal bool) *cluster.Cluster {
	t.Helper()
	own.Lock()
	defer own.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if own.cluster == nil {
		dir, err := cluster.TempFolder()
		require.NoError(t, err)
		c, err := cluster.Start(ctx, cluster.Options{Data: dir, Throwaway: true})
		require.NoError(t, err)
		own.cluster = c
	}
	if temporal && own.cluster.TemporalAddress == "" {
		require.NoError(t, own.cluster.StartTemporal(ctx))
	}
	return own.cluster
}

// Cluster starts a private cluster with Temporal for a test that stops or kills servers, its database migrated, and
// ends it with the test. It takes about four seconds.
func Cluster(t testing.TB) *cluster.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir, err := cluster.TempFolder()
	require.NoError(t, err)
	t.Cleanup(func() { _, err := cluster.Discard(dir); require.NoError(t, err) })
	c, err := cluster.Start(ctx, cluster.Options{Data: dir, Throwaway: true, Temporal: true})
	require.NoError(t, err)
	t.Cleanup(c.Stop)
	migrate(ctx, t, c.DatabaseURL)
	return c
}
