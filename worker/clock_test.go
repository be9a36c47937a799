package worker_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayLook lists the files that read the clock of this machine, and for what: never for a fact.
var mayLook = map[string]string{
	"api/middleware.go":     "how long a request took",
	"api/events.go":         "a deadline for writing to a browser",
	"api/export.go":         "a file's name, a deadline for writing it, pauses between what is told of its progress",
	"api/presence.go":       "how long somebody counts as here",
	"store/stranger.go":     "how long a name that nobody has is locked out",
	"store/feed.go":         "how long a reader waits for a gap",
	"store/feed_publish.go": "pauses between announcements",
	"store/feed_follow.go":  "pauses between sweeps",
}

// FLOW 2: API clocks are never used. Facts, rules and processes are made in these rooms; who of them looks at the clock of
// this machine is listed above with its reason.
func TestFlow2_NoFactIsStampedByAServersClock(t *testing.T) {
	used := map[string]bool{}
	for _, room := range []string{"domain", "store", "api", "activities", "workflows"} {
		require.NoError(t, filepath.WalkDir(filepath.Join("..", room), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
			if looksAtTheClock(t, path) {
				require.Contains(t, mayLook, name, "time.Now, time.Since or time.Until: facts are stamped by steward_now()")
				used[name] = true
			}
			return nil
		}))
	}
	require.True(t, used["api/middleware.go"], "the search finds what is there")
}

func looksAtTheClock(t *testing.T, path string) bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	looks := false
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if p, ok := s.X.(*ast.Ident); ok && p.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Until") {
			looks = true
		}
		return true
	})
	return looks
}
