package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"steward/cluster"
	"steward/cluster/child"
	"steward/schema"
	"steward/seed"
	"steward/store"
)

func upCommand() *cobra.Command {
	return &cobra.Command{
		Use: "up", Short: "Start everything for trying it out: servers, web application, demo data", GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Start a private PostgreSQL, Temporal with its Web UI, the API with the web application, and the worker; the first time
with demo data. Everything listens on this machine only. ^C ends it in order; data is kept in the folder STEWARD_DATA
(./.steward, for root /var/lib/steward). What dies is started again; logs are in the folder "logs" of the data folder.

DATABASE_URL and TEMPORAL_ADDRESS name servers to use instead of private ones; then no demo data is made.
PG_BIN and TEMPORAL_BIN name the folders of PostgreSQL's and Temporal's programs if they are not found.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			return up(cmd.Context(), cfg, cmd.OutOrStdout())
		},
	}
}

// stand is a running Steward: the cluster, and our own servers on it.
type stand struct {
	cfg     config
	out     io.Writer
	began   time.Time
	cluster *cluster.Cluster
	web     string
	own     []*child.Child // in the order of their start

	throwaway bool // for tests: see cluster.Options
}

// up starts everything, tells where it is, and ends it in order when ctx ends.
func up(ctx context.Context, cfg config, out io.Writer) error {
	s := &stand{cfg: cfg, out: out, began: time.Now()}
	defer s.stop()
	if err := s.start(ctx); err != nil {
		var used *cluster.InUse
		if errors.As(err, &used) {
			return alreadyUp(used)
		}
		if ctx.Err() != nil {
			return nil // asked to end while starting
		}
		return err
	}
	s.greet()
	s.watch(ctx)
	return nil
}

func (s *stand) say(line string) {
	_, _ = fmt.Fprintf(s.out, "%6.1f s  %s\n", time.Since(s.began).Seconds(), line)
}

// startServers starts PostgreSQL and Temporal, or finds those that the environment names.
func (s *stand) startServers(ctx context.Context) error {
	temporal, err := s.cfg.Temporal.options(newLog(io.Discard, s.cfg))
	if err != nil {
		return err
	}
	s.cluster, err = cluster.Start(ctx, cluster.Options{
		Data: s.cfg.Data, Temporal: true, UI: !s.throwaway, DatabaseURL: s.cfg.DatabaseURL, Client: temporal, Say: s.say, Throwaway: s.throwaway,
	})
	return err
}

func (s *stand) start(ctx context.Context) error {
	if err := s.startServers(ctx); err != nil {
		return err
	}
	if err := s.announce(false); err != nil {
		return err
	}
	s.say("bringing the database to this version's schema")
	if err := schema.Migrate(ctx, s.cluster.DatabaseURL); err != nil {
		return err
	}
	if err := s.demo(ctx); err != nil {
		return err
	}
	if err := s.startOwn(ctx); err != nil {
		return err
	}
	return s.announce(true)
}

// demo fills a private database with the demo data if it has none.
func (s *stand) demo(ctx context.Context) error {
	if !s.cluster.Private {
		return nil
	}
	st, err := store.Open(s.cluster.DatabaseURL, 0)
	if err != nil {
		return err
	}
	defer func() { _ = st.DB.Close() }()
	return loadDemo(ctx, st, s.cfg.Data, s.say)
}

// startOwn starts the API and the worker as processes of this same program.
func (s *stand) startOwn(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	webSocket, web, err := s.cluster.Listen("web", 8080)
	if err != nil {
		return err
	}
	probeSocket, probe, err := s.cluster.Listen("worker", 8081)
	if err != nil {
		return err
	}
	s.web = "http://127.0.0.1:" + strconv.Itoa(web)
	env := append(os.Environ(),
		"DATABASE_URL="+s.cluster.DatabaseURL, "STEWARD_DATA="+s.cfg.Data, "STEWARD_LISTEN=127.0.0.1:"+strconv.Itoa(web),
		"STEWARD_WORKER_LISTEN=127.0.0.1:"+strconv.Itoa(probe), "TEMPORAL_ADDRESS="+s.cluster.TemporalAddress,
		"TEMPORAL_NAMESPACE="+s.cluster.Options().Namespace, "TEMPORAL_UI_URL="+s.temporalUI())
	for _, part := range []struct {
		name, title, ready string
		socket             *os.File
	}{
		{"api", "the API and the web application", s.web + "/readyz", webSocket},
		{"worker", "the worker", "http://127.0.0.1:" + strconv.Itoa(probe) + "/readyz", probeSocket},
	} {
		s.say("starting " + part.title)
		c := child.New(child.Spec{
			Name: part.name,
			Command: func() (*exec.Cmd, error) {
				cmd := exec.Command(program, part.name)
				cmd.Env = append(slices.Clip(env), socketVar+"=3")
				cmd.ExtraFiles = []*os.File{part.socket} // becomes file 3
				return cmd, nil
			},
			Ready:  func(ctx context.Context) error { return cluster.Answers(ctx, part.ready) },
			Log:    filepath.Join(s.cfg.Data, "logs", part.name+".log"),
			Record: filepath.Join(s.cfg.Data, "run", part.name+".json"),
		})
		if err := c.Start(ctx); err != nil {
			return err
		}
		s.own = append(s.own, c)
	}
	return nil
}

func (s *stand) temporalUI() string {
	if s.cluster.TemporalUI != "" {
		return s.cluster.TemporalUI
	}
	return s.cfg.Temporal.UIURL
}

func (s *stand) status(ready bool) status {
	parts := s.cluster.States()
	for _, c := range s.own {
		parts = append(parts, c.State())
	}
	for _, p := range parts {
		ready = ready && p.State == child.Running
	}
	return status{
		Web: s.web, TemporalUI: s.temporalUI(), Temporal: s.cluster.TemporalAddress, DatabaseURL: s.cluster.DatabaseURL,
		Ready: ready, Pid: os.Getpid(), Parts: parts,
	}
}

func (s *stand) announce(ready bool) error { return s.cluster.Announce(s.status(ready)) }

// watch keeps the announcement true, and says what died and came back, until ctx ends.
func (s *stand) watch(ctx context.Context) {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	var last []byte
	states := map[string]string{}
	for {
		now := s.status(true)
		if text, err := json.Marshal(now); err == nil && !bytes.Equal(text, last) {
			last = text
			if err := s.cluster.Announce(now); err != nil {
				s.say("the status cannot be written: " + err.Error())
			}
		}
		for _, p := range now.Parts {
			if before := states[p.Name]; before != "" && before != p.State {
				s.tell(p)
			}
			states[p.Name] = p.State
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *stand) tell(p child.State) {
	switch p.State {
	case child.Waiting:
		why, _, _ := strings.Cut(p.Error, "\n")
		s.say(fmt.Sprintf("%s %s; it is started again", p.Name, strings.TrimPrefix(why, p.Name+": ")))
	case child.Running:
		s.say(p.Name + " runs again")
	}
}

// stop ends everything in the order worker, API, Web UI, Temporal, PostgreSQL.
func (s *stand) stop() {
	if s.cluster == nil {
		return
	}
	s.say("stopping; data is kept in " + s.cfg.Data)
	for i := len(s.own) - 1; i >= 0; i-- {
		s.own[i].Stop()
	}
	s.cluster.Stop()
	s.say("stopped")
}

func (s *stand) greet() {
	s.say("ready")
	_, _ = fmt.Fprintf(s.out, `
Steward is ready. Steward 已就绪。

  Web 网页            %s
  Temporal Web UI     %s
  Temporal            %s
  Database 数据库     %s
  Data, logs 数据     %s
`, s.web, s.temporalUI(), s.cluster.TemporalAddress, s.cluster.DatabaseURL, s.cfg.Data)
	if s.cluster.Private {
		_, _ = fmt.Fprintf(s.out, "\n  Sign in 登录        %s\n  Password 密码       %s\n", strings.Join(seed.SignIns, ", "), seed.Password)
	}
	_, _ = fmt.Fprint(s.out, "\n^C ends it; the data is kept. 按 ^C 停止，数据会保留。\n\n")
}

// alreadyUp tells who uses the folder, and where that one answers.
func alreadyUp(used *cluster.InUse) error {
	var s status
	if used.Status == nil || json.Unmarshal(used.Status, &s) != nil || s.Web == "" {
		return used
	}
	return fmt.Errorf("%w\nit answers at %s, Temporal Web UI %s, Temporal %s", used, s.Web, s.TemporalUI, s.Temporal)
}
