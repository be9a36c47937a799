package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// InUse says that another process runs a cluster in the folder.
type InUse struct {
	Folder string
	Pid    int
	Status json.RawMessage // what that process announced; empty while it starts
}

func (e *InUse) Error() string {
	return fmt.Sprintf("%s is in use by process %d: end that one first, or choose another folder with STEWARD_DATA", e.Folder, e.Pid)
}

// folderLock is held as long as a cluster runs. The system frees it when the process dies, however it dies.
type folderLock struct {
	file   *os.File
	status string
}

func lockPath(data string) string   { return filepath.Join(data, "lock") }
func statusPath(data string) string { return filepath.Join(data, "status.json") }

func lockFolder(data string) (*folderLock, error) {
	f, err := os.OpenFile(lockPath(data), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be locked: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, readInUse(data)
		}
		return nil, fmt.Errorf("the data folder cannot be locked: %w", err)
	}
	if err := os.Remove(statusPath(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := f.Truncate(0); err != nil {
		return nil, err
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0); err != nil {
		return nil, err
	}
	return &folderLock{file: f, status: statusPath(data)}, nil
}

func (l *folderLock) announce(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := os.WriteFile(l.status+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(l.status+".new", l.status)
}

func (l *folderLock) release() {
	_ = os.Remove(l.status)
	_ = l.file.Close()
}

// Running answers who runs a cluster in the folder data, or nil if nobody does.
func Running(data string) (*InUse, error) {
	f, err := os.Open(lockPath(data))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return readInUse(data), nil
	}
	return nil, err
}

func readInUse(data string) *InUse {
	used := &InUse{Folder: data}
	if text, err := os.ReadFile(lockPath(data)); err == nil {
		used.Pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
	}
	if text, err := os.ReadFile(statusPath(data)); err == nil && json.Valid(text) {
		used.Status = text
	}
	return used
}
