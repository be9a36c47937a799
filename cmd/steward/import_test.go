package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"steward/testkit"
)

const logExcerpt = "../../servicenow/testdata/excerpt.csv"

// command runs the command line against the database and answers what it printed.
func command(t *testing.T, args ...string) (out, errors string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetOut(&o)
	c.SetErr(&e)
	err = c.ExecuteContext(t.Context())
	return o.String(), e.String(), err
}

func TestImportServiceNow_DryRunThenRealThenNothing(t *testing.T) {
	address := testkit.DatabaseURL(t)
	t.Setenv("DATABASE_URL", address)
	out, _, err := command(t, "import", "servicenow", logExcerpt, "--until", "05-03-2016 12:00", "--dry-run")
	require.NoError(t, err)
	require.Contains(t, out, "18 incidents would be imported, 0 are there already; nothing was changed\n")
	states := out[strings.Index(out, "\n")+1:]
	require.Contains(t, states, "resolved")

	db := sqlx.MustConnect("postgres", address)
	defer func() { require.NoError(t, db.Close()) }()
	var people int
	require.NoError(t, db.Get(&people, `SELECT count(*) FROM users`))
	require.Zero(t, people)

	out, _, err = command(t, "import", "servicenow", logExcerpt, "--until", "2016-03-05T12:00:00Z")
	require.NoError(t, err)
	require.Equal(t, "18 incidents imported, 0 were there already\n"+states, out)
	out, _, err = command(t, "import", "servicenow", logExcerpt, "--until", "2016-03-05 12:00")
	require.NoError(t, err)
	require.Equal(t, "0 incidents imported, 18 were there already\n"+states, out)
}

func TestImportServiceNow_WrongRowsAreToldAndNothingIsDone(t *testing.T) {
	t.Setenv("DATABASE_URL", testkit.DatabaseURL(t))
	raw, err := os.ReadFile(logExcerpt)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "log.csv")
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(raw, []byte("05-03-2016 12:00"), []byte("soon")), 0o600))
	out, told, err := command(t, "import", "servicenow", file)
	require.ErrorContains(t, err, "nothing was done")
	require.Empty(t, out)
	require.Contains(t, told, `line 5, sys_updated_at: "soon" is not a time as dd-mm-yyyy hh:mm`)
}

func TestImportServiceNow_TimeThatIsNone(t *testing.T) {
	_, _, err := command(t, "import", "servicenow", logExcerpt, "--until", "tomorrow")
	require.ErrorContains(t, err, `--until: "tomorrow" is no time`)
}

func TestDriveServiceNow_SaysWhatIsMissing(t *testing.T) {
	t.Setenv("STEWARD_DATA", t.TempDir())
	_, _, err := command(t, "drive", "servicenow", logExcerpt)
	require.ErrorContains(t, err, "--token is missing")
	_, _, err = command(t, "drive", "servicenow", logExcerpt, "--token", "stw_x")
	require.ErrorContains(t, err, "--url is missing")
	_, _, err = command(t, "drive", "servicenow", logExcerpt, "--workers", "0")
	require.ErrorContains(t, err, "--workers must be 1 to 256")
	_, _, err = command(t, "drive", "servicenow", "no-such-file.csv")
	require.ErrorIs(t, err, os.ErrNotExist)
}
