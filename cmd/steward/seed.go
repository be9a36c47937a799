package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"steward/seed"
	"steward/storage"
	"steward/store"
)

func seedCommand() *cobra.Command {
	var url string
	c := &cobra.Command{
		Use: "seed", Short: "Fill a private cluster with demo data", GroupID: groupData, Args: cobra.NoArgs,
		Long: `Add the demo data: a manufacturer with its people, places and services, three of its customers, and three months of
incidents. What is there already stays as it is, so a second run changes nothing. "steward up" does this the first time.

It goes only into the private cluster of a "steward up": the one that runs on STEWARD_DATA, or that --url or DATABASE_URL names.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			fill := func(ctx context.Context, st *store.Store) error {
				return loadDemo(ctx, st, cfg.Data, func(line string) { say(cmd, "%s\n", line) })
			}
			if url == "" {
				return withStore(cmd, fill)
			}
			st, err := store.Open(url, 0)
			if err != nil {
				return err
			}
			defer func() { _ = st.DB.Close() }()
			return inWords(fill(cmd.Context(), st))
		},
	}
	c.Flags().StringVar(&url, "url", "", "the private cluster's database, as \"steward status\" tells it")
	return c
}

// loadDemo adds the demo data; what it keeps of files goes below the folder data.
func loadDemo(ctx context.Context, st *store.Store, data string, tell func(string)) error {
	report, err := seed.Load(ctx, st)
	if err != nil {
		return err
	}
	files, err := storage.NewDisk(filepath.Join(data, "attachments"))
	if err != nil {
		return err
	}
	if err := seed.Letters(ctx, st, files); err != nil {
		return err
	}
	if report.Incidents == 0 {
		tell("the demo data is there already")
		return nil
	}
	tell(fmt.Sprintf("demo data: %d people and %d incidents in %.1f s", report.People, report.Incidents, report.Took.Seconds()))
	tell(signIns)
	return nil
}

// signIns says with what the demo data can be tried.
var signIns = "sign in as " + strings.Join(seed.SignIns, ", ") + " with the password " + seed.Password
