package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/testkit"
)

// typed runs a command line on the test's database and answers what it printed.
func typed(t *testing.T, input string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetIn(strings.NewReader(input))
	c.SetOut(&out)
	c.SetErr(&out)
	err := c.ExecuteContext(context.Background())
	return out.String(), err
}

func TestUser_TheFirstAdministratorAndThoseAfter(t *testing.T) {
	t.Setenv("DATABASE_URL", testkit.DatabaseURL(t))
	t.Setenv("STEWARD_DATA", t.TempDir())
	t.Setenv("STEWARD_URL", "https://desk.example.com")
	do := func(input string, args ...string) string {
		t.Helper()
		out, err := typed(t, input, append([]string{"user"}, args...)...)
		require.NoError(t, err)
		return out
	}
	out := do("", "create", "--role", "admin", "--login", "Root", "--name", "Root", "--invite")
	secret := regexp.MustCompile(`https://desk\.example\.com/password\?token=(\w+)`).FindStringSubmatch(out)
	require.Len(t, secret, 2, out)
	st, err := openStore(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, st.DB.Close()) }()
	require.NoError(t, st.UsePasswordLink(t.Context(), secret[1], "the first secret"))
	id, err := st.SignIn(t.Context(), "root", "the first secret", store.Where{})
	require.NoError(t, err)
	require.Positive(t, id)

	require.Contains(t, do("", "create", "--login", "anna", "--name", "Anna", "--role", "agent,technician"), "cannot sign in yet")
	require.Contains(t, do("from the input\n", "password", "anna", "--password", "-"), "new password")
	_, err = st.SignIn(t.Context(), "anna", "from the input", store.Where{})
	require.NoError(t, err)
	require.Contains(t, do("", "password", "anna"), "/password?token=")
	token := strings.TrimSpace(do("", "token", "root", "--scope", "read,admin"))
	_, err = st.CallerByToken(t.Context(), token, "")
	require.NoError(t, err)
	require.Contains(t, do("", "disable", "anna"), "disabled")
	require.Regexp(t, `anna +Anna +agent,technician +- +disabled`, do("", "list"))
	require.NotContains(t, do("", "list", "--role", "admin"), "anna")
	require.Contains(t, do("", "enable", "anna"), "may sign in")
}

func TestUser_RefusesInWords(t *testing.T) {
	t.Setenv("DATABASE_URL", testkit.DatabaseURL(t))
	for what, args := range map[string][]string{
		"login: A login has":          {"create", "--login", "a b", "--name", "A"},
		"roles: Choose roles":         {"create", "--login", "a", "--name", "A", "--role", "king"},
		"password: Choose a password": {"create", "--login", "a", "--name", "A", "--password", "short"},
		`required flag(s) "name"`:     {"create", "--login", "a"},
		"nobody has the login":        {"disable", "nobody"},
		"first line":                  {"create", "--login", "a", "--name", "A", "--password", "-"},
	} {
		_, err := typed(t, "", append([]string{"user"}, args...)...)
		require.ErrorContains(t, err, what)
	}
	t.Setenv("DATABASE_URL", "")
	t.Setenv("STEWARD_DATA", t.TempDir())
	_, err := typed(t, "", "user", "list")
	require.ErrorContains(t, err, "DATABASE_URL is not set")
}
