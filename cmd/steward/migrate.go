package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"steward/cluster"
	"steward/schema"
)

func migrateCommand() *cobra.Command {
	var dump string
	c := &cobra.Command{
		Use: "migrate", Short: "Bring the database and Temporal's namespace to what this build needs", GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Bring the database (DATABASE_URL) to the schema of this build, one process at a time; a newer database is refused and
not changed. If TEMPORAL_ADDRESS is set, Steward's namespace and search attributes are made there too.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dump != "" {
				return dumpSchema(cmd.Context(), dump)
			}
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			if err := cfg.needDatabase(); err != nil {
				return err
			}
			if err := schema.Migrate(cmd.Context(), cfg.DatabaseURL); err != nil {
				return err
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), "the database has this build's schema"); err != nil {
				return err
			}
			if cfg.Temporal.Address == "" {
				return nil
			}
			options, err := cfg.Temporal.options(newLog(os.Stderr, cfg))
			if err != nil {
				return err
			}
			if err := cluster.EnsureNamespace(cmd.Context(), options); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Temporal has the namespace %s\n", options.Namespace)
			return err
		},
	}
	c.Flags().StringVar(&dump, "dump", "", "write the whole schema to this file instead, made in a throwaway database (needs pg_dump)")
	_ = c.Flags().MarkHidden("dump")
	return c
}
