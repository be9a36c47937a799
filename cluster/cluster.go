// Package cluster runs the servers that Steward stands on as child processes: a PostgreSQL of its own, the Temporal
// server on it, and Temporal's Web UI. `steward up` and the tests use it; in production these servers are somebody else's.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.temporal.io/sdk/client"

	"steward/cluster/child"
)

// Names of the parts, as Kill and States use them.
const (
	Postgres = "postgres"
	Temporal = "temporal"
	UI       = "ui"
)

// Namespace is Steward's own namespace in Temporal.
const Namespace = "steward"

// Options say what to start and where.
type Options struct {
	Data        string           // the folder that keeps everything; made if missing
	Temporal    bool             // start Temporal, and make the namespace
	UI          bool             // start Temporal's Web UI
	Throwaway   bool             // for tests: nothing survives a power cut, unusual ports, settings that fit short lives
	DatabaseURL string           // a PostgreSQL to use instead of an own one
	Client      client.Options   // a Temporal to use instead of an own one, if HostPort is set
	Say         func(say string) // hears one line per thing that takes time or differs from the usual
}

// Cluster is a running set of servers. Close it with Stop.
type Cluster struct {
	DatabaseURL     string // of the database "steward", as its owner
	TemporalAddress string // host:port, empty without Temporal
	TemporalUI      string // http address, empty without the UI
	Private         bool   // the PostgreSQL is our own: demo data and a moved clock are allowed

	opt      Options
	lock     *folderLock
	ports    *ports
	pg       *postgres
	temporal *temporal
	ui       *child.Child
}

// Start starts what the options ask for and answers when all of it is ready. The folder is locked until Stop; a second
// Start on it is refused with *InUse. What was started is ended again when a later part fails.
func Start(ctx context.Context, opt Options) (*Cluster, error) {
	if opt.Say == nil {
		opt.Say = func(string) {}
	}
	data, err := filepath.Abs(opt.Data)
	if err != nil {
		return nil, err
	}
	opt.Data = data
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w (choose another with STEWARD_DATA)", err)
	}
	lock, err := lockFolder(data)
	if err != nil {
		return nil, err
	}
	c := &Cluster{opt: opt, lock: lock, Private: opt.DatabaseURL == "", DatabaseURL: opt.DatabaseURL, TemporalAddress: opt.Client.HostPort}
	if err := c.start(ctx); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context) error {
	var err error
	if c.ports, err = loadPorts(filepath.Join(c.opt.Data, "ports.json"), c.opt.Throwaway, c.opt.Say); err != nil {
		return err
	}
	if c.Private {
		if err := c.startPostgres(ctx); err != nil {
			return err
		}
	}
	if c.opt.Temporal && c.TemporalAddress == "" {
		if err := c.startTemporal(ctx); err != nil {
			return err
		}
	}
	if c.opt.Temporal {
		if err := EnsureNamespace(ctx, c.Options()); err != nil {
			return err
		}
	}
	if c.opt.UI && c.temporal != nil {
		return c.startUI(ctx)
	}
	return nil
}

func (c *Cluster) startPostgres(ctx context.Context) error {
	pg, err := preparePostgres(ctx, c.opt, c.ports)
	if err != nil {
		return err
	}
	c.pg = pg
	c.opt.Say("starting PostgreSQL " + pg.bin.Version)
	if err := pg.child.Start(ctx); err != nil {
		return err
	}
	c.DatabaseURL = pg.url("steward")
	return createDatabase(ctx, pg.url("postgres"), "steward")
}

func (c *Cluster) startTemporal(ctx context.Context) error {
	t, err := prepareTemporal(ctx, c.opt, c.ports, c.DatabaseURL)
	if err != nil {
		return err
	}
	c.temporal = t
	c.TemporalAddress = t.address()
	c.opt.Say("starting Temporal")
	return t.child.Start(ctx)
}

// Stop ends the parts in order, the database last, and frees the folder.
func (c *Cluster) Stop() {
	if c.ui != nil {
		c.ui.Stop()
	}
	if c.temporal != nil {
		c.temporal.child.Stop()
	}
	if c.pg != nil {
		c.pg.child.Stop()
	}
	c.lock.release()
}

// StopTemporal ends Temporal alone; StartTemporal starts it again on the same address.
func (c *Cluster) StopTemporal() error {
	if c.temporal == nil {
		return errors.New("cluster: Temporal was not started here")
	}
	c.temporal.child.Stop()
	return nil
}

// StartTemporal starts Temporal, for the first time or again after StopTemporal, and answers when it and the namespace
// are ready. TemporalAddress does not change from one start to the next.
func (c *Cluster) StartTemporal(ctx context.Context) error {
	if c.temporal != nil {
		return c.temporal.child.Start(ctx)
	}
	if err := c.startTemporal(ctx); err != nil {
		return err
	}
	return EnsureNamespace(ctx, c.Options())
}

// RestartPostgres ends all sessions, stops PostgreSQL and starts it again on the same address.
func (c *Cluster) RestartPostgres(ctx context.Context) error {
	if c.pg == nil {
		return errors.New("cluster: PostgreSQL was not started here")
	}
	c.pg.child.Stop()
	return c.pg.child.Start(ctx)
}

// Kill ends one part as a crash would. The part is started again by itself, as after any crash.
func (c *Cluster) Kill(part string) error {
	for _, p := range c.parts() {
		if p.State().Name == part {
			return p.Kill()
		}
	}
	return fmt.Errorf("cluster: no part %q was started here", part)
}

// States tells how each part that was started is.
func (c *Cluster) States() []child.State {
	var states []child.State
	for _, p := range c.parts() {
		states = append(states, p.State())
	}
	return states
}

// Options answers how a Temporal client reaches Steward's namespace.
func (c *Cluster) Options() client.Options {
	if c.opt.Client.HostPort != "" {
		return c.opt.Client
	}
	return client.Options{HostPort: c.TemporalAddress, Namespace: Namespace}
}

// Port answers a port as Listen chooses it, without binding it.
func (c *Cluster) Port(name string, preferred int) (int, error) { return c.ports.pick(name, preferred) }

// Listen binds the preferred port for name if it is free, else the one that this folder remembers, else one near it, and
// answers its listening socket.
func (c *Cluster) Listen(name string, preferred int) (*os.File, int, error) {
	return c.ports.listen(name, preferred)
}

// Announce writes down what a second `up` and `status` tell about this one.
func (c *Cluster) Announce(v any) error { return c.lock.announce(v) }

func (c *Cluster) parts() []*child.Child {
	var parts []*child.Child
	if c.pg != nil {
		parts = append(parts, c.pg.child)
	}
	if c.temporal != nil {
		parts = append(parts, c.temporal.child)
	}
	if c.ui != nil {
		parts = append(parts, c.ui)
	}
	return parts
}
