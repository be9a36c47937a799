package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/testkit"
)

// Types go into files and come back; a file with a fault is refused by its name, and the others are taken over.
func TestDocuments_TypesAsFiles(t *testing.T) {
	url := testkit.DatabaseURL(t)
	t.Setenv("DATABASE_URL", url)
	st, err := store.Open(url, 2)
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.DB.Close() })
	db := st.DB
	db.MustExec(`INSERT INTO users (login, name, roles) VALUES ('root', 'Root', '{admin}'), ('tom', 'Tom', '{agent}')`)
	db.MustExec(`INSERT INTO document_groups (code, name) VALUES ('office', 'Office')`)
	db.MustExec(`INSERT INTO plan_templates (code, name, name_en, kind, draft) VALUES ('decide', 'Decide', 'Decide', 'document', '{"steps": [{"id": "look", "kind": "approval", "name": {"en": "Look", "zh": "审阅"}, "who": [{"by": "person", "name": "tom"}]}]}')`)
	db.MustExec(`INSERT INTO document_types (code, name, group_id, template_id, pattern) SELECT 'notice', 'Notice', g.id, t.id, '{year}-{seq}' FROM document_groups g, plan_templates t`)
	dir := t.TempDir()
	run := func(args ...string) (string, error) {
		var out strings.Builder
		c := root()
		c.SetArgs(append([]string{"documents"}, args...))
		c.SetOut(&out)
		c.SetErr(&out)
		err := c.ExecuteContext(t.Context())
		return out.String(), err
	}
	out, err := run("export", dir)
	require.NoError(t, err, out)
	path := filepath.Join(dir, "notice.json")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(raw), `"keep_years": 0`, `"keep_years": 5`, 1)), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrong.json"), []byte(strings.ReplaceAll(string(raw), "{year}-{seq}", "{day}")), 0o600))
	years := func() (n int) {
		require.NoError(t, db.Get(&n, `SELECT keep_years FROM document_types`))
		return n
	}
	out, err = run("import", dir, "--as", "root", "--dry-run")
	require.Error(t, err)
	require.Contains(t, out, "notice.json: change template decide, change type notice")
	require.Contains(t, out, "wrong.json: type.pattern: ")
	require.Zero(t, years())
	_, err = run("import", dir, "--as", "tom")
	require.ErrorContains(t, err, "no administrator")
	_, err = run("import", dir, "--as", "root")
	require.ErrorContains(t, err, "1 of 2 files")
	require.Equal(t, 5, years())
}
