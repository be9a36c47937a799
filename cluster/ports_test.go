package cluster

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// take answers a port that somebody listens on until release is called.
func take(t *testing.T) (taken int, release func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l.Addr().(*net.TCPAddr).Port, func() { _ = l.Close() }
}

func TestPorts_PreferredThenRememberedThenNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ports.json")
	var said []string
	pick := func(preferred int) int {
		p, err := loadPorts(path, false, func(line string) { said = append(said, line) })
		require.NoError(t, err)
		port, err := p.pick("web", preferred)
		require.NoError(t, err)
		return port
	}
	preferred, release := take(t)
	next := pick(preferred)
	require.Greater(t, next, preferred)
	require.Equal(t, []string{fmt.Sprintf("port %d is taken: web uses %d", preferred, next)}, said)

	remembered, free := take(t)
	free()
	require.NoError(t, os.WriteFile(path, []byte(fmt.Sprintf(`{"web":%d}`, remembered)), 0o600))
	require.Equal(t, remembered, pick(preferred), "the same other one as the last time")
	release()
	require.Equal(t, preferred, pick(preferred), "free again: where people look first")
	require.Len(t, said, 2)
}

func TestPorts_NoTwoServersGetTheSame(t *testing.T) {
	p, err := loadPorts(filepath.Join(t.TempDir(), "ports.json"), false, func(string) {})
	require.NoError(t, err)
	first, err := p.pick("one", 0)
	require.NoError(t, err)
	second, err := p.pick("two", 0)
	require.NoError(t, err)
	require.NotEqual(t, first, second)
}
