package cluster

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lib/pq"

	"steward/cluster/child"
)

const superuser = "steward"

// postgres is the private PostgreSQL: its data in the folder pg, reachable on loopback by password only.
type postgres struct {
	bin       Binaries
	acct      *account
	dir       string // its data folder
	port      int
	password  string
	throwaway bool
	child     *child.Child
}

// preparePostgres finds the programs, makes the data folder the first time, and writes the settings of this start.
func preparePostgres(ctx context.Context, opt Options, ports *ports) (*postgres, error) {
	p := &postgres{acct: databaseAccount(), dir: filepath.Join(opt.Data, "pg"), throwaway: opt.Throwaway}
	major, err := dataMajor(p.dir)
	if err != nil {
		return nil, err
	}
	if err := p.acct.reach(opt.Data); err != nil {
		return nil, fmt.Errorf("%w: choose another data folder with STEWARD_DATA", err)
	}
	if p.bin, err = FindPostgres(major); err != nil {
		return nil, err
	}
	if p.bin, err = p.executable(opt.Data); err != nil {
		return nil, err
	}
	if p.password, err = secret(filepath.Join(opt.Data, "secret")); err != nil {
		return nil, err
	}
	if p.port, err = ports.pick("PostgreSQL", 0); err != nil {
		return nil, err
	}
	if major == 0 {
		opt.Say("making the database")
		if err := p.initialize(ctx); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(p.dir, "steward.conf"), []byte(p.settings()), 0o644); err != nil {
		return nil, err
	}
	p.child = child.New(child.Spec{
		Name: Postgres,
		Command: func() (*exec.Cmd, error) {
			if err := p.clearStale(); err != nil {
				return nil, err
			}
			return p.acct.command(exec.Command(filepath.Join(p.bin.Dir, "postgres"), "-D", p.dir)), nil
		},
		Ready:  func(ctx context.Context) error { return ping(ctx, p.url("postgres")) },
		Log:    filepath.Join(opt.Data, "logs", "postgres.log"),
		Record: filepath.Join(opt.Data, "run", "postgres.json"),
		Stop:   syscall.SIGINT, // "fast": ends sessions, writes a checkpoint
		Death:  p.death(),
		Grace:  30 * time.Second,
	})
	return p, nil
}

// clearStale removes the pid file of a killed server. PostgreSQL does so itself unless a process of that number is
// there: one that nobody collected after its end, or somebody else's after a restart of the machine. Whether old
// backends still use the data PostgreSQL checks apart from this file.
func (p *postgres) clearStale() error {
	path := filepath.Join(p.dir, "postmaster.pid")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(first); err == nil && child.Alive(pid) {
		in, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)) // a server's working folder is its data
		if err != nil || in == p.dir {
			return nil
		}
	}
	return os.Remove(path)
}

// death is what PostgreSQL gets when our process is killed: it still closes its files properly, unless nobody will read them.
func (p *postgres) death() syscall.Signal {
	if p.throwaway {
		return syscall.SIGQUIT
	}
	return syscall.SIGINT
}

// dataMajor answers the version that made the data folder, 0 if there is none yet.
func dataMajor(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// executable copies the installation into the data folder when the account may not enter the place where it is (as
// with node_modules in root's home).
func (p *postgres) executable(data string) (Binaries, error) {
	if p.acct.reach(p.bin.Dir) == nil {
		return p.bin, nil
	}
	home := filepath.Dir(p.bin.Dir)
	if filepath.Base(home) != "native" {
		return Binaries{}, fmt.Errorf("PostgreSQL in %s: %w", p.bin.Dir, p.acct.reach(p.bin.Dir))
	}
	target := filepath.Join(data, "postgresql-"+p.bin.Version)
	if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
		if err := os.RemoveAll(target + ".new"); err != nil {
			return Binaries{}, err
		}
		if err := os.CopyFS(target+".new", os.DirFS(home)); err != nil {
			return Binaries{}, fmt.Errorf("PostgreSQL cannot be copied to where its user may run it: %w", err)
		}
		if err := os.Rename(target+".new", target); err != nil {
			return Binaries{}, err
		}
	}
	b := p.bin
	b.Dir = filepath.Join(target, "bin")
	return b, nil
}

// initialize makes the data folder beside its place and moves it there when it is whole.
func (p *postgres) initialize(ctx context.Context) error {
	fresh := p.dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	if err := p.acct.own(fresh); err != nil {
		return err
	}
	pwfile := filepath.Join(fresh, "..", "initial")
	if err := os.WriteFile(pwfile, []byte(p.password), 0o600); err != nil {
		return err
	}
	defer func() { _ = os.Remove(pwfile) }()
	if err := p.acct.own(pwfile); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", superuser, "--pwfile", pwfile, "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"}
	if p.bin.Major >= 17 {
		args = append(args, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
	} else {
		args = append(args, "--locale=C.UTF-8")
	}
	if p.throwaway {
		args = append(args, "--no-sync")
	}
	cmd := p.acct.command(exec.CommandContext(ctx, filepath.Join(p.bin.Dir, "initdb"), args...))
	cmd.Dir = "/"
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	conf, err := os.OpenFile(filepath.Join(fresh, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := conf.WriteString("\ninclude 'steward.conf' # written at every start\n"); err != nil {
		return err
	}
	if err := conf.Close(); err != nil {
		return err
	}
	return os.Rename(fresh, p.dir)
}

// settings answers steward.conf. steward.private tells the database's clock that tests may move it.
func (p *postgres) settings() string {
	s := `# Written by steward at every start; what you change here is lost.
listen_addresses = '127.0.0.1'
port = ` + strconv.Itoa(p.port) + `
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 300 # Temporal's pools take 60, ours 50 a process, tests many small ones
shared_buffers = '256MB'
effective_cache_size = '1GB'
random_page_cost = 1.1
max_wal_size = '2GB'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_line_prefix = '%m [%p] %d '
log_checkpoints = off
steward.private = 'on'
`
	if p.throwaway {
		// Killing the server must still lose nothing, so commits stay synchronous; only the machine may not fail.
		s += "fsync = off\nfull_page_writes = off\nautovacuum_naptime = '1h'\n"
	}
	return s
}

func (p *postgres) url(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, p.password), Host: "127.0.0.1:" + strconv.Itoa(p.port),
		Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// secret answers the password that the file keeps, made the first time.
func secret(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err == nil && len(text) >= 16 {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	made := rand.Text()
	return made, os.WriteFile(path, []byte(made), 0o600)
}

func ping(ctx context.Context, url string) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return db.PingContext(ctx)
}

// createDatabase makes a database if the server of url has none of that name.
func createDatabase(ctx context.Context, url, name string) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var there bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return fmt.Errorf("the server of the database does not answer: %w", err)
	}
	if there {
		return nil
	}
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name)); err != nil {
		return fmt.Errorf("the database %s cannot be made: %w", name, err)
	}
	return nil
}
