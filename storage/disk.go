// Package storage keeps the content of attachments outside the database: once each, named by its digest.
package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// Blob is content that is kept.
type Blob struct {
	Key    string // its name here
	Size   int64  // in bytes
	SHA256 []byte
}

// ErrNone is what Open answers for a key under which nothing is kept.
var ErrNone = errors.New("storage: nothing is kept under this key")

// Disk keeps content in a folder: ab/cd/abcd…, written to tmp/ first. Several processes may share the folder.
type Disk struct{ dir string }

// NewDisk makes a Disk in dir, creating the folder if it is missing.
func NewDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	return &Disk{dir: dir}, nil
}

// Put keeps what r gives. Nothing is kept unless all of it was read, written and has reached the disk.
func (d *Disk) Put(ctx context.Context, r io.Reader) (Blob, error) {
	tmp, err := os.CreateTemp(filepath.Join(d.dir, "tmp"), "*")
	if err != nil {
		return Blob{}, fmt.Errorf("storage: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already if it was moved
	defer func() { _ = tmp.Close() }()
	digest := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, digest), r)
	if err != nil {
		return Blob{}, err // the caller's reader knows best why
	}
	if err := ctx.Err(); err != nil {
		return Blob{}, err
	}
	if err := tmp.Sync(); err != nil {
		return Blob{}, fmt.Errorf("storage: %w", err)
	}
	b := Blob{Size: size, SHA256: digest.Sum(nil)}
	b.Key = hex.EncodeToString(b.SHA256)
	return b, d.locked(syscall.LOCK_SH, func() error { return d.place(tmp.Name(), b.Key) })
}

// place moves a finished file to its name. One that is there already has the same content, but may be old: the new one
// takes its place, so that a sweep sees it as young.
func (d *Disk) place(from, key string) error {
	to := d.path(key)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	for dir := filepath.Dir(to); len(dir) >= len(d.dir); dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

var keyPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (d *Disk) path(key string) string { return filepath.Join(d.dir, key[:2], key[2:4], key) }

// Open answers the content under key; the caller closes it.
func (d *Disk) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	if !keyPattern.MatchString(key) {
		return nil, ErrNone
	}
	f, err := os.Open(d.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	return f, nil
}

// Sweep removes content that is older than age and not among what used answers of the keys it is asked about, and unfinished
// files of that age. It answers how many files it removed. Content put meanwhile stays, also if it was there before.
func (d *Disk) Sweep(ctx context.Context, age time.Duration, used func(ctx context.Context, keys []string) ([]string, error)) (int, error) {
	before := time.Now().Add(-age)
	removed := 0
	var keys []string
	look := func() error {
		n, err := d.removeUnused(ctx, keys, before, used)
		removed, keys = removed+n, nil
		return err
	}
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if info, err := e.Info(); err != nil || !info.ModTime().Before(before) {
			return nil // gone, or young
		}
		if filepath.Base(filepath.Dir(path)) == "tmp" {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			removed++
			return nil
		}
		if keyPattern.MatchString(e.Name()) {
			keys = append(keys, e.Name())
		}
		if len(keys) < 500 {
			return ctx.Err()
		}
		return look()
	})
	if err == nil {
		err = look()
	}
	return removed, err
}

func (d *Disk) removeUnused(ctx context.Context, keys []string, before time.Time, used func(context.Context, []string) ([]string, error)) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	inUse, err := used(ctx, keys)
	if err != nil {
		return 0, err
	}
	keep := map[string]bool{}
	for _, key := range inUse {
		keep[key] = true
	}
	removed := 0
	err = d.locked(syscall.LOCK_EX, func() error { // nobody puts now: what is old stays old
		for _, key := range keys {
			info, err := os.Stat(d.path(key))
			if keep[key] || err != nil || !info.ModTime().Before(before) {
				continue
			}
			if err := os.Remove(d.path(key)); err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	return removed, err
}

// locked runs f while the folder's lock is held: shared by those who put, alone by a sweep.
func (d *Disk) locked(how int, f func() error) error {
	lock, err := os.OpenFile(filepath.Join(d.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	defer func() { _ = lock.Close() }() // lets go of the lock too
	if err := syscall.Flock(int(lock.Fd()), how); err != nil {
		return fmt.Errorf("storage: lock: %w", err)
	}
	if err := f(); err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	return nil
}
