package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"steward/cluster"
	"steward/schema"
)

const dumpHeading = `-- The whole schema of today, for reading. Made from schema/migrations by ` + "`make generate`" + `; do not edit.
`

// dumpSchema writes what the migrations add up to. It is for this project's own makefile.
func dumpSchema(ctx context.Context, file string) error {
	dir, err := cluster.TempFolder()
	if err != nil {
		return err
	}
	defer func() { _, _ = cluster.Discard(dir) }()
	c, err := cluster.Start(ctx, cluster.Options{Data: dir, Throwaway: true})
	if err != nil {
		return err
	}
	defer c.Stop()
	if err := schema.Migrate(ctx, c.DatabaseURL); err != nil {
		return err
	}
	text, err := pgDump(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(dumpHeading+tidyDump(text)), 0o644)
}

func pgDump(ctx context.Context, url string) (string, error) {
	bin, err := cluster.FindPostgres(0)
	if err != nil {
		return "", err
	}
	program := filepath.Join(bin.Dir, "pg_dump")
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("pg_dump"); err != nil {
			return "", fmt.Errorf("pg_dump is not installed: install postgresql-client")
		}
	}
	out, err := exec.CommandContext(ctx, program, "--schema-only", "--no-owner", "--no-privileges", "--exclude-table=goose_db_version*", url).Output()
	if err != nil {
		return "", fmt.Errorf("pg_dump: %w", err)
	}
	return string(out), nil
}

var (
	dumpNoise = regexp.MustCompile(`(?m)^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n`)
	blanks    = regexp.MustCompile(`\n{3,}`)
)

// tidyDump leaves out what differs from one minor version to the next, and what nobody reads.
func tidyDump(text string) string {
	text = dumpNoise.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "public.", "")
	return blanks.ReplaceAllString(text, "\n\n")
}
