// Package testkit gives tests the real servers: a PostgreSQL and a Temporal, started once per test process, or shared by
// all of them when `steward testbed` (so `make test`) has started them. Every test gets a database and a namespace of its own.
package testkit

import (
	"context"
	"os"
	"path/filepath"
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

// prefix of the folders of throwaway clusters.
const prefix = "steward-test-"

var own struct {
	sync.Mutex
	cluster *cluster.Cluster
}

// Folder makes a folder for a throwaway cluster where the user that PostgreSQL runs as may enter. Folders that killed
// test processes left behind are removed on the way.
func Folder() (string, error) {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range old {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Minute { // a younger one may be about to be locked
			_, _ = cluster.Discard(dir)
		}
	}
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
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
		dir, err := Folder()
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
	dir, err := Folder()
	require.NoError(t, err)
	c, err := cluster.Start(ctx, cluster.Options{Data: dir, Throwaway: true, Temporal: true})
	require.NoError(t, err)
	t.Cleanup(func() {
		c.Stop()
		_, err := cluster.Discard(dir)
		require.NoError(t, err)
	})
	migrate(ctx, t, c.DatabaseURL)
	return c
}
