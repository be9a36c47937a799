package storage

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

func newDisk(t *testing.T) *Disk {
	t.Helper()
	d, err := NewDisk(filepath.Join(t.TempDir(), "attachments"))
	require.NoError(t, err)
	return d
}

func put(t *testing.T, d *Disk, content string) Blob {
	t.Helper()
	b, err := d.Put(t.Context(), strings.NewReader(content))
	require.NoError(t, err)
	return b
}

func files(t *testing.T, d *Disk) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(d.dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != "lock" {
			names = append(names, e.Name())
		}
		return err
	}))
	return names
}

func age(t *testing.T, d *Disk, b Blob) {
	t.Helper()
	old := time.Now().Add(-48 * time.Hour)
	require.NoError(t, os.Chtimes(d.path(b.Key), old, old))
}

func TestDisk_KeepsTheSameContentOnce(t *testing.T) {
	d := newDisk(t)
	a, b := put(t, d, "same"), put(t, d, "same")
	require.Equal(t, a, b)
	require.Equal(t, int64(4), a.Size)
	require.Equal(t, []string{a.Key}, files(t, d))
	f, err := d.Open(t.Context(), a.Key)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	content, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, "same", string(content))
}

func TestDisk_KeepsNothingOfWhatBreaksOff(t *testing.T) {
	d := newDisk(t)
	broken := errors.New("the caller went away")
	_, err := d.Put(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Put(cancelled, strings.NewReader("whole"))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, files(t, d))
}

func TestDisk_OpensOnlyItsOwnKeys(t *testing.T) {
	d := newDisk(t)
	for _, key := range []string{"", "lock", "../../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("A", 64)} {
		_, err := d.Open(t.Context(), key)
		require.ErrorIs(t, err, ErrNone, key)
	}
}

func TestSweep_RemovesWhatIsOldAndUnused(t *testing.T) {
	d := newDisk(t)
	used, young, orphan := put(t, d, "used"), put(t, d, "young"), put(t, d, "orphan")
	unfinished := filepath.Join(d.dir, "tmp", "unfinished")
	require.NoError(t, os.WriteFile(unfinished, []byte("x"), 0o600))
	old := time.Now().Add(-48 * time.Hour)
	require.NoError(t, os.Chtimes(unfinished, old, old))
	age(t, d, used)
	age(t, d, orphan)
	n, err := d.Sweep(t.Context(), 24*time.Hour, func(_ context.Context, keys []string) ([]string, error) {
		require.ElementsMatch(t, []string{used.Key, orphan.Key}, keys)
		return []string{used.Key}, nil
	})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.ElementsMatch(t, []string{used.Key, young.Key}, files(t, d))
}

func TestSweep_SparesContentThatIsPutWhileItLooks(t *testing.T) {
	d := newDisk(t)
	b := put(t, d, "again")
	age(t, d, b)
	n, err := d.Sweep(t.Context(), 24*time.Hour, func(context.Context, []string) ([]string, error) {
		put(t, d, "again") // its row is not committed yet
		return nil, nil
	})
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, []string{b.Key}, files(t, d))
}

func TestSweep_RemovesNothingWhenItCannotAsk(t *testing.T) {
	d := newDisk(t)
	b := put(t, d, "content")
	age(t, d, b)
	down := errors.New("the database is down")
	_, err := d.Sweep(t.Context(), 24*time.Hour, func(context.Context, []string) ([]string, error) { return nil, down })
	require.ErrorIs(t, err, down)
	require.Equal(t, []string{b.Key}, files(t, d))
}
