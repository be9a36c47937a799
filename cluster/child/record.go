package child

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// record is what is written down about a running server.
type record struct {
	Pid      int    `json:"pid"`
	Identity string `json:"identity"`
}

func writeRecord(path string, pid int) error {
	text, err := json.Marshal(record{Pid: pid, Identity: identity(pid)})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// EndOrphan ends the process that the file record names, if it is still the one that was written down. It waits grace
// after the signal stop, then kills.
func EndOrphan(path string, stop syscall.Signal, grace time.Duration) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var r record
	if err := json.Unmarshal(text, &r); err != nil || r.Pid <= 1 || r.Identity == "" {
		return os.Remove(path) // torn by a crash: it names nobody
	}
	for _, s := range []syscall.Signal{stop, syscall.SIGKILL} {
		if identity(r.Pid) != r.Identity {
			break
		}
		if err := syscall.Kill(r.Pid, s); errors.Is(err, syscall.EPERM) {
			return fmt.Errorf("process %d of an earlier start belongs to another user: end it, then start again", r.Pid)
		}
		for deadline := time.Now().Add(grace); identity(r.Pid) == r.Identity && time.Now().Before(deadline); {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if identity(r.Pid) == r.Identity {
		return fmt.Errorf("process %d of an earlier start does not end: end it, then start again", r.Pid)
	}
	return os.Remove(path)
}

// Alive tells whether the process pid runs. One that has ended and only waits to be collected does not.
func Alive(pid int) bool { return identity(pid) != "" }

func (c *Child) endOrphan() error {
	if err := EndOrphan(c.spec.Record, c.spec.Stop, c.spec.Grace); err != nil {
		return fmt.Errorf("%s: %w", c.spec.Name, err)
	}
	return nil
}
