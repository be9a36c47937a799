package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"steward/worker"
)

func replayCommand() *cobra.Command {
	var (
		live        bool
		closedSince time.Duration
	)
	c := &cobra.Command{
		Use: "replay [--live] [FILE…]", Short: "Run this build's processes over histories of running ones, before it replaces the worker", GroupID: groupCare,
		Long: `Run this build's processes over histories, and say where they would do something else than happened. Do it with --live before
a new worker starts: it downloads the history of every open process of the server that TEMPORAL_ADDRESS and
TEMPORAL_NAMESPACE name, else of the "steward up" that runs on STEWARD_DATA, and changes nothing there. Files are histories in JSON, or
JSON.gz, as Temporal's Web UI and command line download them.

The exit code is 1 when a history diverges; its workflow and the event are named. Such a build must not carry these processes:
keep the old worker until they have ended, or guard the change (see docs/designing-processes.md).`,
		RunE: func(cmd *cobra.Command, files []string) error {
			if !live && len(files) == 0 {
				return errors.New("name files with histories, or --live for those of a running server")
			}
			wrong, err := replayFiles(cmd.OutOrStdout(), files)
			if err != nil {
				return err
			}
			if live {
				n, err := replayLive(cmd, closedSince)
				if err != nil {
					return err
				}
				wrong += n
			}
			if wrong > 0 {
				return exitCode(1)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&live, "live", false, "replay the open processes of the running server")
	c.Flags().DurationVar(&closedSince, "closed-since", 0, "with --live: also those that ended within this time, such as 24h")
	return c
}

func replayFiles(out io.Writer, files []string) (wrong int, err error) {
	for _, f := range files {
		h, err := worker.ReadHistory(f)
		if err != nil {
			return wrong, err
		}
		var d *worker.Divergence
		switch err := worker.ReplayHistory(worker.WorkflowID(h), h); {
		case err == nil:
			fmt.Fprintf(out, "%s: %d events, well\n", f, len(h.Events))
		case errors.As(err, &d):
			wrong++
			fmt.Fprintf(out, "%s: diverges at event %d: %v\n", f, d.Event, d.Err)
		default:
			return wrong, err
		}
	}
	return wrong, nil
}

func replayLive(cmd *cobra.Command, closedSince time.Duration) (wrong int, err error) {
	cfg, err := readConfig()
	if err != nil {
		return 0, err
	}
	if cfg.Temporal.Address == "" {
		if s, err := runningStatus(cfg); err == nil {
			cfg.Temporal.Address = s.Temporal
		}
	}
	if err := cfg.needTemporal(); err != nil {
		return 0, err
	}
	c, err := dialTemporal(cmd.Context(), cfg)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var bar *progress
	l := worker.LiveReplay{Client: c, Namespace: cfg.Temporal.Namespace, Progress: func(_, expected int) {
		if bar == nil {
			bar = newProgress(cmd.ErrOrStderr(), "histories", expected)
		}
		bar.add(1)
	}}
	if closedSince > 0 {
		l.ClosedSince = time.Now().Add(-closedSince)
	}
	n, diverging, err := l.Run(cmd.Context())
	if bar != nil {
		bar.end()
	}
	if err != nil {
		return 0, err
	}
	for _, d := range diverging {
		fmt.Fprintln(cmd.OutOrStdout(), d.Error())
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d histories replayed, %d diverge\n", n, len(diverging))
	return len(diverging), nil
}
