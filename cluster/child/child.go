// Package child runs the servers that Steward starts for itself: each is ready before Start answers, is started again
// when it dies, ends with this process, and is found again by the next one should it outlive it.
package child

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Spec says how one server is started, known to be ready, and ended.
type Spec struct {
	Name    string
	Command func() (*exec.Cmd, error)       // made anew for every start
	Ready   func(ctx context.Context) error // asked until it answers nil
	Log     string                          // file that receives what it prints
	Record  string                          // file that remembers its pid, for the next start to find orphans
	Stop    syscall.Signal                  // asks it to end; SIGTERM if zero
	Death   syscall.Signal                  // what it gets when this process dies (Linux); SIGKILL if zero
	Grace   time.Duration                   // how long after Stop it is killed; 10 s if zero
	Limit   time.Duration                   // how long it may take to be ready; 60 s if zero
}

// States of a server as State.State tells them.
const (
	Stopped  = "stopped"
	Starting = "starting"
	Running  = "running"
	Waiting  = "waiting" // died, and waits to be started again
)

// State is what is known of a server now.
type State struct {
	Name     string    `json:"name"`
	State    string    `json:"state"`
	Pid      int       `json:"pid,omitempty"`
	Since    time.Time `json:"since"`
	Restarts int       `json:"restarts"`
	Error    string    `json:"error,omitempty"` // why it last died
}

// Child is one server. Its methods may be called from any goroutine.
type Child struct {
	spec Spec

	order  sync.Mutex // one Start or Stop at a time
	mu     sync.Mutex // guards what follows
	run    *run
	state  State
	end    chan struct{} // closed to end the keeper
	keeper sync.WaitGroup
}

// run is one life of the server.
type run struct {
	cmd  *exec.Cmd
	done chan struct{} // closed after err is set
	err  error
}

// New makes a server that is not yet started.
func New(spec Spec) *Child {
	if spec.Stop == 0 {
		spec.Stop = syscall.SIGTERM
	}
	if spec.Death == 0 {
		spec.Death = syscall.SIGKILL
	}
	if spec.Grace == 0 {
		spec.Grace = 10 * time.Second
	}
	if spec.Limit == 0 {
		spec.Limit = time.Minute
	}
	return &Child{spec: spec, state: State{Name: spec.Name, State: Stopped, Since: time.Now()}}
}

// Start ends an orphan of an earlier process, starts the server, waits until it is ready and keeps it running from
// then on. A server that runs already is left alone. If it ends or is not ready in time the error carries the end of its log.
func (c *Child) Start(ctx context.Context) error {
	c.order.Lock()
	defer c.order.Unlock()
	if c.State().State != Stopped {
		return nil
	}
	if err := c.endOrphan(); err != nil {
		return err
	}
	c.set(Starting, "")
	r, err := c.first(ctx)
	if err != nil {
		c.set(Stopped, err.Error())
		_ = os.Remove(c.spec.Record)
		return err
	}
	c.set(Running, "")
	end := make(chan struct{})
	c.mu.Lock()
	c.end = end
	c.mu.Unlock()
	c.keeper.Go(func() { c.keep(r, end) })
	return nil
}

// first starts the server; one that ends at once is tried again, because what a crash left behind (backends that have
// not yet seen that their server is gone, a port) may take a moment to go.
func (c *Child) first(ctx context.Context) (*run, error) {
	for tries := 1; ; tries++ {
		r, err := c.launch()
		if err != nil {
			return nil, err
		}
		if err = c.awaitReady(ctx, r); err == nil {
			return r, nil
		}
		c.end1(r)
		if !errors.Is(err, errEnded) || tries == 3 || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(time.Duration(tries) * 200 * time.Millisecond)
	}
}

// errEnded marks a server that ended before it was ready.
var errEnded = errors.New("it ended before it was ready")

// Stop ends the server politely, then by force after its grace, and waits for it.
func (c *Child) Stop() {
	c.order.Lock()
	defer c.order.Unlock()
	c.mu.Lock()
	end := c.end
	c.end = nil
	c.mu.Unlock()
	if end == nil {
		return
	}
	close(end)
	c.keeper.Wait()
	c.set(Stopped, "")
	_ = os.Remove(c.spec.Record)
}

// Kill ends the server as a crash would (SIGKILL). It is then started again like after any other death.
func (c *Child) Kill() error { return c.Signal(syscall.SIGKILL) }

// Signal sends the running server a signal.
func (c *Child) Signal(s syscall.Signal) error {
	c.mu.Lock()
	r := c.run
	c.mu.Unlock()
	if r == nil {
		return fmt.Errorf("%s does not run", c.spec.Name)
	}
	return r.cmd.Process.Signal(s)
}

// State answers what is known of the server now.
func (c *Child) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

func (c *Child) set(state, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.State, c.state.Since = state, time.Now()
	if why != "" {
		c.state.Error = why
	}
	if state == Stopped || state == Waiting {
		c.state.Pid = 0
	}
}

// keep starts the server again whenever it dies, later and later (0.2 s to 10 s) while it keeps dying, until end is closed.
func (c *Child) keep(r *run, end <-chan struct{}) {
	const first, longest, settled = 200 * time.Millisecond, 10 * time.Second, 30 * time.Second
	pause := first
	for {
		started := time.Now()
		if r != nil {
			select {
			case <-end:
				c.end1(r)
				return
			case <-r.done:
				c.set(Waiting, ended(r))
			}
		}
		if time.Since(started) > settled {
			pause = first
		}
		select {
		case <-end:
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, longest)
		r = c.again(end)
	}
}

// again starts a server that died. It answers nil if that failed.
func (c *Child) again(end <-chan struct{}) *run {
	c.mu.Lock()
	c.state.Restarts++
	c.mu.Unlock()
	c.set(Starting, "")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-end:
			cancel()
		case <-ctx.Done():
		}
	}()
	r, err := c.launch()
	if err == nil {
		if err = c.awaitReady(ctx, r); err != nil {
			c.end1(r)
		}
	}
	if err != nil {
		c.set(Waiting, err.Error())
		return nil
	}
	c.set(Running, "")
	return r
}

// awaitReady asks the server until it is ready, has ended, or its time is over.
func (c *Child) awaitReady(ctx context.Context, r *run) error {
	ctx, cancel := context.WithTimeout(ctx, c.spec.Limit)
	defer cancel()
	var last error
	for {
		if c.spec.Ready == nil {
			return nil
		}
		ask, stop := context.WithTimeout(ctx, 2*time.Second)
		err := c.spec.Ready(ask)
		stop()
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-r.done:
			return fmt.Errorf("%s: %w (%s)\n%s", c.spec.Name, errEnded, ended(r), tail(c.spec.Log))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w (%w)\n%s", c.spec.Name, ctx.Err(), last, tail(c.spec.Log))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// end1 ends one life: politely, then by force.
func (c *Child) end1(r *run) {
	_ = r.cmd.Process.Signal(c.spec.Stop)
	select {
	case <-r.done:
	case <-time.After(c.spec.Grace):
		_ = r.cmd.Process.Kill()
		<-r.done
	}
}

func ended(r *run) string {
	if r.err == nil {
		return "ended by itself"
	}
	return "ended: " + r.err.Error()
}
