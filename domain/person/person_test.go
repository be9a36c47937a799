package person

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
)

func field(err error) string {
	var d *domain.Error
	if errors.As(err, &d) {
		return d.Field
	}
	return ""
}

func TestLogin(t *testing.T) {
	for given, want := range map[string]string{"wang.lei": "wang.lei", " Anna@Example.com ": "anna@example.com", "caller-2403": "caller-2403", "3m": "3m"} {
		got, err := Login(given)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, given := range []string{"", "12", "王磊", "a b", "-x", "a\x00", strings.Repeat("a", 101), "a/b"} {
		_, err := Login(given)
		require.Equal(t, "login", field(err), given)
	}
}

func TestEmailPhoneTitleLanguage(t *testing.T) {
	for _, given := range []string{"", "a@b.c", " a@b.c "} {
		got, err := Email(given)
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(given), got)
	}
	for _, given := range []string{"a", "A <a@b.c>", "a@b.c, d@e.f", "a@b.c\nBcc: x@y.z", strings.Repeat("a", 251) + "@b.c"} {
		_, err := Email(given)
		require.Equal(t, "email", field(err), given)
	}
	for given, ok := range map[string]bool{"": true, "+86 (10) 5555-0101": true, "call me": false, strings.Repeat("1", 41): false, "1\n2": false} {
		_, err := Phone(given)
		require.Equal(t, !ok, field(err) == "phone", given)
	}
	for given, ok := range map[string]bool{"": true, "高级工程师": true, "a\nb": false, strings.Repeat("工", 101): false} {
		_, err := Title(given)
		require.Equal(t, !ok, field(err) == "title", given)
	}
	require.NoError(t, Language("zh"))
	require.Equal(t, "language", field(Language("de")))
}

func TestRoles(t *testing.T) {
	got, err := Roles([]string{"admin", "agent", "admin"})
	require.NoError(t, err)
	require.Equal(t, []string{access.Agent, access.Admin}, got)
	_, err = Roles([]string{"root"})
	require.Equal(t, "roles", field(err))
}

func TestBelongs(t *testing.T) {
	require.NoError(t, Belongs(true, false, false, []string{access.Admin}))
	require.NoError(t, Belongs(false, true, true, []string{access.Customer}))
	require.Equal(t, "unit", field(Belongs(true, true, false, nil)))
	require.Equal(t, "roles", field(Belongs(false, true, false, []string{access.Customer, access.Agent})))
	require.Equal(t, "sees_customer", field(Belongs(true, false, true, nil)))
}

func TestPassword(t *testing.T) {
	for _, good := range []string{"correct horse", "密码要有八个字符", "wang.lei-and-much-more"} {
		require.NoError(t, Password("password", good, "wang.lei"), good)
	}
	for _, bad := range []string{"", "seven77", "aaaaaaaaaa", "啊啊啊啊啊啊啊啊", "wang.lei1", "Wang.Lei!", strings.Repeat("ab", 101), "12345678\xff"} {
		require.Equal(t, "new", field(Password("new", bad, "wang.lei")), bad)
	}
}
