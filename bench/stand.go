package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"steward/cluster"
	"steward/cluster/child"
	"steward/schema"
	"steward/store"
)

// stand is what is measured: private servers that keep their promises (fsync is on), and Steward's own as processes of their own,
// so that the memory of each can be told.
type stand struct {
	say     func(string)
	dir     string
	program string
	cluster *cluster.Cluster
	servers map[string]*child.Child
	began   time.Time
}

// newStand builds the program and starts the servers in a temporary folder.
func newStand(ctx context.Context) (*stand, error) {
	s := &stand{servers: map[string]*child.Child{}, began: time.Now()}
	s.say = func(line string) { fmt.Fprintf(os.Stderr, "%6.1f s  %s\n", time.Since(s.began).Seconds(), line) }
	var err error
	if s.dir, err = cluster.TempFolder(); err != nil {
		return nil, err
	}
	s.say("building the program")
	s.program = filepath.Join(s.dir, "steward")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", s.program, "./cmd/steward").CombinedOutput(); err != nil {
		return s, fmt.Errorf("go build: %w\n%s(run it in the project's folder)", err, out)
	}
	s.cluster, err = cluster.Start(ctx, cluster.Options{Data: s.dir, Temporal: true, Say: s.say})
	return s, err
}

// stop ends everything and removes the folder.
func (s *stand) stop() error {
	for _, c := range s.servers {
		c.Stop()
	}
	if s.cluster != nil {
		s.cluster.Stop()
	}
	_, err := cluster.Discard(s.dir)
	return err
}

// database makes another database on the stand's PostgreSQL, with the schema and the population.
func (s *stand) database(ctx context.Context, name string) (address string, err error) {
	admin, err := store.Open(s.cluster.DatabaseURL, 1)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, admin.DB.Close()) }()
	address = s.cluster.DatabaseURL
	if name != "steward" {
		if _, err := admin.DB.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
			return "", err
		}
		address = strings.Replace(address, "/steward?", "/"+name+"?", 1)
	}
	if err := schema.Migrate(ctx, address); err != nil {
		return "", err
	}
	st, err := store.Open(address, 1)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, st.DB.Close()) }()
	return address, populate(ctx, st.DB)
}

// start runs "steward api" or "steward worker" on a database and answers its address. Without an engine it is told of a Temporal that
// is not there: facts are taken all the same.
func (s *stand) start(ctx context.Context, part, database string, engine bool) (string, error) {
	port, err := s.cluster.Port(part+filepath.Base(strings.SplitN(database, "?", 2)[0]), 18_080)
	if err != nil {
		return "", err
	}
	listen, temporal := "127.0.0.1:"+strconv.Itoa(port), s.cluster.TemporalAddress
	if !engine {
		temporal = "127.0.0.1:1"
	}
	env := append(os.Environ(), "DATABASE_URL="+database, "TEMPORAL_ADDRESS="+temporal, "TEMPORAL_NAMESPACE="+cluster.Namespace,
		"STEWARD_DATA="+s.dir, "STEWARD_LISTEN="+listen, "STEWARD_WORKER_LISTEN="+listen, "STEWARD_LOG=warn")
	name := part + strconv.Itoa(port)
	c := child.New(child.Spec{
		Name: name,
		Command: func() (*exec.Cmd, error) {
			cmd := exec.Command(s.program, part)
			cmd.Env = env
			return cmd, nil
		},
		Ready:  func(ctx context.Context) error { return cluster.Answers(ctx, "http://"+listen+"/readyz") },
		Log:    filepath.Join(s.dir, "logs", name+".log"),
		Record: filepath.Join(s.dir, "run", name+".json"),
	})
	s.servers[name] = c
	if err := c.Start(ctx); err != nil {
		return "", err
	}
	return "http://" + listen, nil
}

// end stops the server that answers at the address.
func (s *stand) end(address string) {
	port := address[strings.LastIndex(address, ":")+1:]
	for name, c := range s.servers {
		if strings.HasSuffix(name, port) {
			c.Stop()
			delete(s.servers, name)
		}
	}
}

// memory answers how much memory each of our servers holds, in MB, by the first part of its name.
func (s *stand) memory() (map[string]float64, error) {
	mb := map[string]float64{}
	for name, c := range s.servers {
		kb, err := proportional(c.State().Pid)
		if err != nil {
			return nil, err
		}
		mb[strings.TrimRight(name, "0123456789")] += float64(kb) / 1024
	}
	return mb, nil
}

// proportional answers the memory of a process in kB, of what it shares with others its part (Pss): both are one program, whose text
// is in memory once.
func proportional(pid int) (int, error) {
	name := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "Pss:"); ok {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, fmt.Errorf("%s names no Pss", name)
}

// web is an HTTP client that keeps a connection for each of many clients.
func web() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost, t.DisableCompression = 0, 1024, true
	return &http.Client{Transport: t, Timeout: time.Minute}
}
