package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"steward/schema"
	"steward/store"
	"steward/worker"
)

func doctorCommand() *cobra.Command {
	var repair, asJSON bool
	c := &cobra.Command{
		Use: "doctor", Short: "Compare the open processes of the database with Temporal, and repair", GroupID: groupCare, Args: cobra.NoArgs,
		Long: `Compare the open processes of the database with the workflows of Temporal, both ways. The database is the truth. Without
--repair nothing is changed. With it, a process whose run is missing begins its next life where it stood, and one that is
stuck, behind or late is woken; a worker has to run for that to happen. A run for a record that the database does not know
is only reported: terminate it by hand if the database is right.

Run it after restoring a backup of either database. The exit code is 1 when something is wrong and has not been repaired.
Reads DATABASE_URL, TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, else uses the "steward up" that runs on STEWARD_DATA.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServers(cmd.Context(), func(st *store.Store, c client.Client, namespace string) error {
				expected, err := st.CountOpenProcesses(cmd.Context())
				if err != nil {
					return err
				}
				bar := newProgress(cmd.ErrOrStderr(), "processes", expected)
				d := worker.Doctor{Store: st, Client: c, Namespace: namespace, Repair: repair, Progress: func(int, int) { bar.add(1) }}
				report, err := d.Examine(cmd.Context())
				bar.end()
				if err != nil {
					return err
				}
				return tellReport(cmd.OutOrStdout(), report, asJSON)
			})
		},
	}
	c.Flags().BoolVar(&repair, "repair", false, "begin the next life of processes whose run is missing, wake those that are behind")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func tellReport(out io.Writer, r worker.Report, asJSON bool) error {
	var err error
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	} else {
		err = printReport(out, r)
	}
	if err == nil && !r.Well() {
		return exitCode(1)
	}
	return err
}

func printReport(out io.Writer, r worker.Report) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, f := range r.Findings {
		if i == 0 {
			fmt.Fprintln(w, "record\tworkflow\tfault\t\twhy")
		}
		repaired := ""
		if f.Repaired {
			repaired = "repaired"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Record, f.Workflow, f.Fault, repaired, f.Why)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	verdict := "nothing is wrong"
	if len(r.Findings) > 0 {
		verdict = fmt.Sprintf("%d findings", len(r.Findings))
	}
	_, err := fmt.Fprintf(out, "%d open processes, %d runs, %d about to be started: %s\n", r.Processes, r.Runs, r.Pending, verdict)
	return err
}

// withServers runs f on the database and the Temporal that the environment names, else on those of the running "steward up".
func withServers(ctx context.Context, f func(st *store.Store, c client.Client, namespace string) error) error {
	cfg, err := readConfig()
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" && cfg.Temporal.Address == "" { // never one of each
		if s, err := runningStatus(cfg); err == nil {
			cfg.DatabaseURL, cfg.Temporal.Address = s.DatabaseURL, s.Temporal
		}
	}
	if err := errors.Join(cfg.needDatabase(), cfg.needTemporal()); err != nil {
		return err
	}
	st, err := store.Open(cfg.DatabaseURL, 0)
	if err != nil {
		return err
	}
	defer func() { _ = st.DB.Close() }()
	if err := schema.Check(ctx, st.DB.DB); err != nil {
		return err
	}
	c, err := dialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return inWords(f(st, c, cfg.Temporal.Namespace))
}

// dialTemporal connects to Temporal now, or says that it does not answer.
func dialTemporal(ctx context.Context, cfg config) (client.Client, error) {
	options, err := cfg.Temporal.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	c, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("temporal at %s: %w", cfg.Temporal.Address, err)
	}
	return c, nil
}
