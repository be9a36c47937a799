package child

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// The death signal of a child is tied to the thread that started it, not to the process. So all children are started
// on one thread that lives as long as the process does.
var launches = sync.OnceValue(func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// Launch starts cmd so that it gets the signal death when this process dies (where the system can do that), in a
// process group of its own: ^C at the terminal reaches the parent only, which ends its children in order.
func Launch(cmd *exec.Cmd, death syscall.Signal) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	setDeath(cmd.SysProcAttr, death)
	done := make(chan error)
	launches() <- func() { done <- cmd.Start() }
	return <-done
}

// launch starts one life of the server, its output appended to the log.
func (c *Child) launch() (*run, error) {
	cmd, err := c.spec.Command()
	if err != nil {
		return nil, err
	}
	log, err := openLog(c.spec.Log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	if err := Launch(cmd, c.spec.Death); err != nil {
		return nil, fmt.Errorf("%s cannot be started: %w", c.spec.Name, err)
	}
	r := &run{cmd: cmd, done: make(chan struct{})}
	go func() {
		r.err = cmd.Wait()
		close(r.done)
	}()
	c.mu.Lock()
	c.run, c.state.Pid = r, cmd.Process.Pid
	c.mu.Unlock()
	if err := writeRecord(c.spec.Record, cmd.Process.Pid); err != nil {
		c.end1(r)
		return nil, err
	}
	return r, nil
}

// openLog opens a log to append to; one that has become large is kept aside once.
func openLog(path string) (*os.File, error) {
	const large = 20 << 20
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > large {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// tail answers the end of a log, for the person who has to find out why a server does not start.
func tail(path string) string {
	const size = 2000
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.Size() > size {
		_, _ = f.Seek(-size, io.SeekEnd)
	}
	text, _ := io.ReadAll(f)
	return fmt.Sprintf("end of %s:\n%s", path, bytes.TrimSpace(text))
}
