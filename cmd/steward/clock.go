package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"steward/store"
)

func clockCommand() *cobra.Command {
	return &cobra.Command{
		Use: "clock [INSTANT | real]", Short: "Say or set the time of the private cluster, to see what a day brings", GroupID: groupCare, Args: cobra.MaximumNArgs(1),
		Long: `Say what time it is for the product, or set it, so that reminders, deadlines and closings can be seen without waiting for them.
Only the private cluster of "steward up" lets its clock be set; what people did stays at the times when they did it.`,
		Example: `  steward clock
  steward clock 2026-09-20T11:00:00+08:00
  steward clock real`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var at time.Time
			if len(args) == 1 && args[0] != "real" {
				var err error
				if at, err = time.Parse(time.RFC3339, args[0]); err != nil {
					return fmt.Errorf("give the instant as 2026-09-20T11:00:00+08:00, or “real”")
				}
			}
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				if len(args) == 1 {
					if err := st.SetNow(ctx, at); err != nil {
						return err
					}
				}
				now, err := st.Now(ctx)
				if err == nil {
					_, err = fmt.Fprintln(cmd.OutOrStdout(), now.Format(time.RFC3339))
				}
				return err
			})
		},
	}
}
