package cluster

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed" // the configuration
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"text/template"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"steward/cluster/child"
)

//go:embed temporal.yaml.tmpl
var temporalConfig string

// ThrowawayRefresh is how often the services of a throwaway Temporal look for new namespaces and search attributes.
const ThrowawayRefresh = 100 * time.Millisecond

// temporal is the Temporal server: all its services in one process, its two databases beside ours.
type temporal struct {
	server *url.URL // of PostgreSQL
	ports  map[string]int
	child  *child.Child
}

// Its ports and where they usually are. "frontend" is the one that clients use.
var temporalPorts = []struct {
	name      string
	preferred int
}{
	{"frontend", 7233}, {"http", 7243}, {"history", 7234}, {"matching", 7235}, {"worker", 7239},
	{"frontend_ring", 6933}, {"history_ring", 6934}, {"matching_ring", 6935}, {"worker_ring", 6939},
}

// prepareTemporal makes or updates Temporal's databases on the PostgreSQL of databaseURL and writes its configuration.
func prepareTemporal(ctx context.Context, opt Options, ports *ports, databaseURL string) (*temporal, error) {
	program, err := FindTemporal("temporal-server")
	if err != nil {
		return nil, err
	}
	server, err := url.Parse(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("the address of the database is not a URL: %w", err)
	}
	t := &temporal{server: server, ports: map[string]int{}}
	for _, p := range temporalPorts {
		name := "Temporal"
		if p.name != "frontend" {
			name += " internal " + p.name
		}
		if t.ports[p.name], err = ports.pick(name, p.preferred); err != nil {
			return nil, err
		}
	}
	if err := t.schema(ctx, opt); err != nil {
		return nil, err
	}
	config := filepath.Join(opt.Data, "temporal.yaml")
	if err := t.configure(config, opt); err != nil {
		return nil, err
	}
	stop := syscall.SIGTERM
	if opt.Throwaway {
		stop = syscall.SIGKILL // it would take seconds to part from the workers of every test's namespace
	}
	t.child = child.New(child.Spec{
		Name: Temporal,
		Stop: stop,
		Command: func() (*exec.Cmd, error) {
			return exec.Command(program, "--config-file", config, "--allow-no-auth", "start"), nil
		},
		Ready:  t.ready,
		Log:    filepath.Join(opt.Data, "logs", "temporal.log"),
		Record: filepath.Join(opt.Data, "run", "temporal.json"),
	})
	return t, nil
}

func (t *temporal) address() string { return "127.0.0.1:" + strconv.Itoa(t.ports["frontend"]) }

func (t *temporal) ready(ctx context.Context) error {
	c, err := client.NewLazyClient(client.Options{HostPort: t.address(), Logger: quiet{}})
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err = c.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return err
	}
	// Healthy is the frontend alone; this asks the others and the database too.
	_, err = c.WorkflowService().DescribeNamespace(ctx, describe("temporal-system"))
	return err
}

// schema makes the two databases and brings them to this server's version. The tool takes seconds to see that there is
// nothing to do, so the version that was applied last is remembered beside the data.
func (t *temporal) schema(ctx context.Context, opt Options) error {
	tool, err := FindTemporal("temporal-sql-tool")
	if err != nil {
		return err
	}
	info, err := os.Stat(tool)
	if err != nil {
		return err
	}
	stamp := fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
	remembered := filepath.Join(opt.Data, "temporal-schema")
	applied, _ := os.ReadFile(remembered)
	var work errgroup.Group
	for database, name := range map[string]string{"temporal": "temporal", "temporal_visibility": "visibility"} {
		u := *t.server
		u.Path = "/" + database
		if err := createDatabase(ctx, t.server.String(), database); err != nil {
			return err
		}
		fresh, err := empty(ctx, u.String())
		if err != nil {
			return err
		}
		if !fresh && string(applied) == stamp {
			continue
		}
		opt.Say("preparing Temporal's database " + database)
		work.Go(func() error {
			if fresh {
				if err := t.sqlTool(ctx, tool, database, "setup-schema", "-v", "0.0"); err != nil {
					return err
				}
			}
			return t.sqlTool(ctx, tool, database, "update-schema", "--schema-name", "postgresql/v12/"+name)
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	return os.WriteFile(remembered, []byte(stamp), 0o644)
}

func (t *temporal) sqlTool(ctx context.Context, tool, database string, args ...string) error {
	password, _ := t.server.User.Password()
	cmd := exec.CommandContext(ctx, tool, append([]string{"--db", database}, args...)...)
	cmd.Env = append(os.Environ(), "SQL_PLUGIN=postgres12", "SQL_HOST="+t.server.Hostname(), "SQL_PORT="+port(t.server),
		"SQL_USER="+t.server.User.Username(), "SQL_PASSWORD="+password, "SQL_TLS="+strconv.FormatBool(t.tls()))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("temporal-sql-tool %s of %s: %w\n%s", args[0], database, err, out)
	}
	return nil
}

func (t *temporal) tls() bool { return t.server.Query().Get("sslmode") != "disable" }

func port(u *url.URL) string {
	if u.Port() == "" {
		return "5432"
	}
	return u.Port()
}

// empty tells whether Temporal's tool has not yet set up the database.
func empty(ctx context.Context, url string) (bool, error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return false, err
	}
	defer func() { _ = db.Close() }()
	var version string
	err = db.QueryRowContext(ctx, "SELECT coalesce(to_regclass('schema_version')::text, '')").Scan(&version)
	if err != nil || version == "" {
		return true, err
	}
	err = db.QueryRowContext(ctx, "SELECT curr_version FROM schema_version").Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return false, err
}

func (t *temporal) configure(path string, opt Options) error {
	dynamic := filepath.Join(opt.Data, "temporal-dynamic.yaml")
	refresh := 2 * time.Second
	if opt.Throwaway {
		refresh = ThrowawayRefresh // a test's namespace is new and used at once
	}
	text := fmt.Sprintf("system.namespaceCacheRefreshInterval: [{value: %s}]\nfrontend.WorkflowPauseEnabled: [{value: true}]\n", refresh)
	if err := os.WriteFile(dynamic, []byte(text), 0o644); err != nil {
		return err
	}
	tmpl, err := template.New("temporal").Parse(temporalConfig)
	if err != nil {
		return err
	}
	password, _ := t.server.User.Password()
	var out bytes.Buffer
	err = tmpl.Execute(&out, map[string]any{
		"Host": t.server.Hostname() + ":" + port(t.server), "User": t.server.User.Username(), "Password": password, "TLS": t.tls(),
		"Port": t.ports, "Dynamic": dynamic,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o600)
}

// quiet swallows the SDK's remarks about a server that is not there yet.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
