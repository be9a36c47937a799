package main

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/caarlos0/env/v11"
	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"
)

// loadCompose reads docker-compose.yml as docker compose does: interpolated, validated, references checked.
func loadCompose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../docker-compose.yml"},
		cli.WithEnv([]string{"STEWARD_DB_PASSWORD=secret"}), cli.WithConsistency(true))
	require.NoError(t, err)
	project, err := options.LoadProject(context.Background())
	require.NoError(t, err)
	return project
}

func TestCompose_HasEveryPart(t *testing.T) {
	require.ElementsMatch(t, []string{"postgresql", "temporal-schema", "temporal", "temporal-ui", "migrate", "api", "worker"},
		loadCompose(t).ServiceNames())
}

func TestCompose_NeedsAPassword(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{"../../docker-compose.yml"})
	require.NoError(t, err)
	_, err = options.LoadProject(context.Background())
	require.ErrorContains(t, err, "STEWARD_DB_PASSWORD")
}

func TestCompose_PublishesOnLoopbackOnly(t *testing.T) {
	for _, s := range loadCompose(t).Services {
		for _, p := range s.Ports {
			require.Equal(t, "127.0.0.1", p.HostIP, s.Name)
		}
		require.NotEqual(t, "host", s.NetworkMode, s.Name)
	}
}

// Our own parts get variables that the program reads, run commands that it has, and say when they are ready.
func TestCompose_MatchesTheProgram(t *testing.T) {
	params, err := env.GetFieldParams(&config{})
	require.NoError(t, err)
	var reads []string
	for _, p := range params {
		reads = append(reads, p.Key)
	}
	p := loadCompose(t)
	for _, name := range []string{"migrate", "api", "worker"} {
		s := p.Services[name]
		require.Contains(t, s.Environment, "DATABASE_URL")
		require.Contains(t, s.Environment, "TEMPORAL_ADDRESS")
		for variable := range s.Environment {
			require.Contains(t, reads, variable, name)
		}
		command, _, err := root().Find(s.Command)
		require.NoError(t, err)
		require.Equal(t, s.Command[0], command.Name())
		if name == "migrate" {
			continue
		}
		require.NotNil(t, s.HealthCheck, name)
		command, rest, err := root().Find(slices.Clone(s.HealthCheck.Test[2:]))
		require.NoError(t, err)
		require.NoError(t, command.ParseFlags(rest), name)
	}
}

// The versions here are those that this project is tried with.
func TestCompose_VersionsAgree(t *testing.T) {
	p := loadCompose(t)
	makefile, err := os.ReadFile("../../Makefile")
	require.NoError(t, err)
	server := wordAfter(t, string(makefile), "TEMPORAL_SERVER := v")
	require.Equal(t, "temporalio/server:"+server, p.Services["temporal"].Image)
	require.Equal(t, "temporalio/admin-tools:"+server, p.Services["temporal-schema"].Image)
	require.Equal(t, "temporalio/ui:"+wordAfter(t, string(makefile), "TEMPORAL_UI     := v"), p.Services["temporal-ui"].Image)

	dockerfile, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	gomod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	minor := strings.Join(strings.Split(wordAfter(t, string(gomod), "\ngo "), ".")[:2], ".")
	require.Contains(t, string(dockerfile), "FROM golang:"+minor+"-")
}

// wordAfter answers the word after mark.
func wordAfter(t *testing.T, text, mark string) string {
	t.Helper()
	_, after, found := strings.Cut(text, mark)
	require.True(t, found, mark)
	return strings.Fields(after)[0]
}
