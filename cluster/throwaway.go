package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"steward/cluster/child"
)

// TempFolder makes a folder for a throwaway cluster where the user that PostgreSQL runs as may enter. Folders that
// killed processes left behind are removed on the way. Discard removes this one.
func TempFolder() (string, error) {
	const prefix = "steward-test-"
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range old {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Minute { // a younger one may be about to be locked
			_, _ = Discard(dir)
		}
	}
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

// Discard removes the folder of a cluster that nobody runs any more, and ends what it may have left behind. It answers
// false, and does nothing, while somebody runs it.
func Discard(data string) (bool, error) {
	l, err := lockFolder(data)
	var used *InUse
	if errors.As(err, &used) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer l.release()
	records, _ := filepath.Glob(filepath.Join(data, "run", "*.json"))
	for _, record := range records {
		if err := child.EndOrphan(record, syscall.SIGQUIT, time.Second); err != nil {
			return false, err
		}
	}
	return true, os.RemoveAll(data)
}
