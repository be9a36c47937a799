package cluster_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"steward/cluster"
	"steward/cluster/child"
)

// TestMain lets this test program play an `up` that is killed while it writes.
func TestMain(m *testing.M) {
	if data := os.Getenv("CLUSTER_TEST_UP"); data != "" {
		if err := writeForEver(data); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForEver starts a cluster and prints each number after its row was committed.
func writeForEver(data string) error {
	c, err := cluster.Start(context.Background(), cluster.Options{Data: data})
	if err != nil {
		return err
	}
	db, err := sql.Open("postgres", c.DatabaseURL)
	if err != nil {
		return err
	}
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS told (n int PRIMARY KEY)"); err != nil {
		return err
	}
	for n := 1; ; n++ {
		if _, err := db.Exec("INSERT INTO told VALUES ($1)", n); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func folder(t *testing.T) string {
	t.Helper()
	dir, err := cluster.TempFolder()
	require.NoError(t, err)
	t.Cleanup(func() { _, err := cluster.Discard(dir); require.NoError(t, err) })
	return dir
}

func start(t *testing.T, opt cluster.Options) *cluster.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := cluster.Start(ctx, opt)
	require.NoError(t, err)
	t.Cleanup(c.Stop)
	return c
}

func query[T any](t *testing.T, url, statement string) T {
	t.Helper()
	db, err := sql.Open("postgres", url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	var v T
	require.NoError(t, db.QueryRow(statement).Scan(&v))
	return v
}

func TestCluster_PrivatePostgres(t *testing.T) {
	opt := cluster.Options{Data: folder(t), Throwaway: true}
	c := start(t, opt)
	require.Equal(t, "on", query[string](t, c.DatabaseURL, "SHOW steward.private"))
	require.Equal(t, "C.UTF-8", query[string](t, c.DatabaseURL, "SELECT datcollate FROM pg_database WHERE datname = current_database()"))
	require.Equal(t, "127.0.0.1", query[string](t, c.DatabaseURL, "SHOW listen_addresses"))
	require.Empty(t, query[string](t, c.DatabaseURL, "SHOW unix_socket_directories"))
	if os.Geteuid() == 0 {
		info, err := os.Stat(filepath.Join(opt.Data, "pg"))
		require.NoError(t, err)
		require.NotZero(t, info.Sys().(*syscall.Stat_t).Uid, "PostgreSQL does not run as root")
	}

	u, err := url.Parse(c.DatabaseURL)
	require.NoError(t, err)
	u.User = url.UserPassword(u.User.Username(), "guessed")
	db, err := sql.Open("postgres", u.String())
	require.NoError(t, err)
	require.ErrorContains(t, db.Ping(), "password")
	require.NoError(t, db.Close())

	_ = query[string](t, c.DatabaseURL, "SELECT pg_catalog.lo_from_bytea(4711, 'kept')::text")
	before := c.DatabaseURL
	c.Stop()
	c = start(t, opt)
	require.Equal(t, before, c.DatabaseURL, "port and password are remembered")
	require.Equal(t, "kept", query[string](t, c.DatabaseURL, "SELECT convert_from(lo_get(4711), 'UTF8')"))
}

func TestCluster_TakenPortIsReplacedAndSaid(t *testing.T) {
	var said []string
	opt := cluster.Options{Data: folder(t), Say: func(line string) { said = append(said, line) }}
	c := start(t, opt)
	before := c.DatabaseURL
	c.Stop()
	u, err := url.Parse(before)
	require.NoError(t, err)
	taken, err := net.Listen("tcp", u.Host)
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()

	c = start(t, opt)
	require.NotEqual(t, before, c.DatabaseURL)
	require.Contains(t, strings.Join(said, "\n"), "port "+u.Port()+" is taken: PostgreSQL uses")
	other := c.DatabaseURL
	c.Stop()
	require.NoError(t, taken.Close())
	require.Equal(t, other, start(t, opt).DatabaseURL, "the new one is remembered")
}

func TestCluster_SecondStartIsRefusedAndToldOfTheFirst(t *testing.T) {
	opt := cluster.Options{Data: folder(t), Throwaway: true}
	none, err := cluster.Running(opt.Data)
	require.NoError(t, err)
	require.Nil(t, none)
	c := start(t, opt)
	require.NoError(t, c.Announce(map[string]string{"web": "http://127.0.0.1:8080"}))

	_, err = cluster.Start(context.Background(), opt)
	var used *cluster.InUse
	require.ErrorAs(t, err, &used)
	require.Equal(t, os.Getpid(), used.Pid)
	require.JSONEq(t, `{"web":"http://127.0.0.1:8080"}`, string(used.Status))
	require.ErrorContains(t, err, opt.Data)

	seen, err := cluster.Running(opt.Data)
	require.NoError(t, err)
	require.Equal(t, used, seen)
	discarded, err := cluster.Discard(opt.Data)
	require.NoError(t, err)
	require.False(t, discarded)
	c.Stop()
	seen, err = cluster.Running(opt.Data)
	require.NoError(t, err)
	require.Nil(t, seen)
}

func TestCluster_KilledWithItsServersLosesNothingItTold(t *testing.T) {
	data := folder(t)
	for _, also := range []bool{false, true} { // the process alone; PostgreSQL at the same moment
		last := killWhileWriting(t, data, also)
		c := start(t, cluster.Options{Data: data})
		require.GreaterOrEqual(t, query[int](t, c.DatabaseURL, "SELECT max(n) FROM told"), last)
		require.Equal(t, query[int](t, c.DatabaseURL, "SELECT max(n) FROM told"), query[int](t, c.DatabaseURL, "SELECT count(*) FROM told"))
		_ = query[string](t, c.DatabaseURL, "WITH gone AS (DELETE FROM told RETURNING 1) SELECT count(*)::text FROM gone")
		c.Stop()
	}
}

// killWhileWriting answers the last number that was told as written.
func killWhileWriting(t *testing.T, data string, alsoPostgres bool) int {
	t.Helper()
	up := exec.Command(os.Args[0])
	up.Env = append(os.Environ(), "CLUSTER_TEST_UP="+data)
	out, err := up.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, up.Start())
	defer func() { _ = up.Process.Kill(); _ = up.Wait() }()
	last := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		_, err := fmt.Sscan(lines.Text(), &last)
		require.NoError(t, err, lines.Text())
		if last == 200 {
			require.NoError(t, up.Process.Kill())
			if alsoPostgres {
				var r struct{ Pid int }
				text, err := os.ReadFile(filepath.Join(data, "run", "postgres.json"))
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(text, &r))
				require.NoError(t, syscall.Kill(r.Pid, syscall.SIGKILL))
			}
		}
	}
	require.GreaterOrEqual(t, last, 200)
	return last
}

func TestCluster_DataOfAnotherVersionIsRefusedAndNotTouched(t *testing.T) {
	data := folder(t)
	pg := filepath.Join(data, "pg")
	require.NoError(t, os.Mkdir(pg, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(pg, "PG_VERSION"), []byte("9\n"), 0o600))
	_, err := cluster.Start(context.Background(), cluster.Options{Data: data, Throwaway: true})
	require.ErrorContains(t, err, "made by PostgreSQL 9")
	require.ErrorContains(t, err, "PG_BIN")
	entries, err := os.ReadDir(pg)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestCluster_FolderThatPostgresMayNotEnterIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only as root does PostgreSQL run as somebody else")
	}
	closed := filepath.Join(folder(t), "closed")
	require.NoError(t, os.Mkdir(closed, 0o700))
	_, err := cluster.Start(context.Background(), cluster.Options{Data: filepath.Join(closed, "data"), Throwaway: true})
	require.ErrorContains(t, err, "may not enter "+closed)
	require.ErrorContains(t, err, "STEWARD_DATA")
}

func TestCluster_KilledPartsComeBack(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c := start(t, cluster.Options{Data: folder(t), Throwaway: true, Temporal: true, UI: true})
	require.NoError(t, cluster.Answers(ctx, c.TemporalUI+"/healthz"))
	engine, err := client.Dial(c.Options())
	require.NoError(t, err)
	defer engine.Close()
	_, err = engine.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "INC-000001", TaskQueue: "nobody"}, "Sleeper")
	require.NoError(t, err)

	for _, part := range []string{cluster.UI, cluster.Temporal, cluster.Postgres} {
		require.NoError(t, c.Kill(part))
	}
	require.Eventually(t, func() bool {
		for _, s := range c.States() {
			if s.State != child.Running || s.Restarts == 0 {
				return false
			}
		}
		return true
	}, time.Minute, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		d, err := engine.DescribeWorkflowExecution(ctx, "INC-000001", "")
		return err == nil && d.GetWorkflowExecutionInfo().GetCloseTime() == nil
	}, time.Minute, 100*time.Millisecond, "the workflow is still there")
	require.ErrorContains(t, c.Kill("mail"), "mail")

	require.NoError(t, c.RestartPostgres(ctx))
	require.NoError(t, c.StopTemporal())
	_, err = engine.CheckHealth(ctx, &client.CheckHealthRequest{})
	require.Error(t, err)
	require.NoError(t, c.StartTemporal(ctx))
	_, err = engine.DescribeWorkflowExecution(ctx, "INC-000001", "")
	require.NoError(t, err)
	require.NoError(t, cluster.EnsureNamespace(ctx, c.Options()), "again changes nothing")
}

func TestCluster_IsStoppedWhenStartIsGivenUp(t *testing.T) {
	data := folder(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := cluster.Start(ctx, cluster.Options{Data: data, Throwaway: true, Temporal: true, Say: func(line string) {
		if strings.HasPrefix(line, "preparing Temporal") {
			cancel()
		}
	}})
	require.Error(t, err)
	running, err := cluster.Running(data)
	require.NoError(t, err)
	require.Nil(t, running)
	records, err := filepath.Glob(filepath.Join(data, "run", "*.json"))
	require.NoError(t, err)
	require.Empty(t, records, "nothing was left behind")
}
