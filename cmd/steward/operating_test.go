package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caarlos0/env/v11"
	"github.com/stretchr/testify/require"

	"steward/api"
	"steward/metrics"
	"steward/store"
	"steward/testkit"
)

// operating answers docs/operating.md.
func operating(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/operating.md")
	require.NoError(t, err)
	return string(page)
}

// The page's table of variables is the struct that reads them, with the same defaults; and the two that other packages read.
func TestOperating_NamesEveryVariable(t *testing.T) {
	params, err := env.GetFieldParams(&config{})
	require.NoError(t, err)
	want := map[string]string{"PG_BIN": "", "TEMPORAL_BIN": ""}
	for _, p := range params {
		want[p.Key] = p.DefaultValue
	}
	want["TEMPORAL_TLS"] = "false"
	said := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`([^`]*)`)? ?\\|").FindAllStringSubmatch(operating(t), -1) {
		said[row[1]] = row[2]
	}
	require.Equal(t, want, said)
}

// Every command line of the page is one that the program has, with these flags.
func TestOperating_CommandsAreTheProgram(t *testing.T) {
	lines := regexp.MustCompile("(?:\n|`)steward ([^`\n]+)").FindAllStringSubmatch(operating(t), -1)
	require.Greater(t, len(lines), 15)
	for _, line := range lines {
		words := strings.Fields(strings.TrimSuffix(line[1], "…"))
		command, rest, err := root().Find(words)
		require.NoError(t, err, line[0])
		require.Equal(t, words[0], strings.Fields(command.CommandPath())[1], line[0])
		require.NoError(t, command.ParseFlags(rest), line[0])
		if args := command.Flags().Args(); command.HasSubCommands() {
			require.Empty(t, args, "no such command: %s", line[0])
		}
	}
}

// Every metric of Steward's own that the page or an alert names exists, and the page names all of them.
func TestOperating_NamesEveryMetric(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	m, err := metrics.New(st, "test")
	require.NoError(t, err)
	a, err := api.New(api.Deps{Store: st, Metrics: m.Registry, Version: "test"})
	require.NoError(t, err)
	t.Cleanup(a.Stop)
	a.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/healthz", nil))
	families, err := m.Registry.Gather()
	require.NoError(t, err)
	var there []string
	for _, f := range families {
		if name := f.GetName(); strings.HasPrefix(name, "steward_") || strings.HasPrefix(name, "go_sql_wait_duration") {
			there = append(there, name)
		}
	}
	names := func(text string) (found []string) {
		for _, name := range regexp.MustCompile(`\b(steward_(?:outbox|processes|timer|mail|http|event|build)_\w+|go_sql_\w+)`).FindAllString(text, -1) {
			found = append(found, regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name, ""))
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	require.Equal(t, there, names(operating(t)))
	alerts, err := os.ReadFile("../../deploy/alerts.yaml")
	require.NoError(t, err)
	_, rules, _ := strings.Cut(string(alerts), "\ngroups:")
	require.NotEmpty(t, names(rules))
	require.Subset(t, there, names(rules))
}
