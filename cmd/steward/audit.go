package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"

	"steward/store"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", Short: "Verify the audit trail, or export its heads", GroupID: groupCare, Args: cobra.NoArgs,
		Long: `Verify every hash chain of the audit trail, or export the chains' heads so that a later verification finds what was cut off
or written anew. The API exports them by itself into the folder "audit" of STEWARD_DATA (STEWARD_AUDIT_EXPORT says when, as
a cron expression); copy them to where the database's owner cannot write.`,
	}
	var heads string
	verify := &cobra.Command{
		Use: "verify", Short: "Compute every chain anew and name what does not fit", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStore(cmd, func(ctx context.Context, s *store.Store) error { return verifyAudit(ctx, s, heads, cmd.OutOrStdout()) })
		},
	}
	verify.Flags().StringVar(&heads, "heads", "", "compare with this file of exported heads too")
	export := &cobra.Command{
		Use: "export FILE", Short: "Write the head of every chain to a file (gzip)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, func(ctx context.Context, s *store.Store) error {
				n, err := exportHeads(ctx, s, args[0])
				if err == nil {
					_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d heads written to %s\n", n, args[0])
				}
				return err
			})
		},
	}
	c.AddCommand(verify, export)
	return c
}

func verifyAudit(ctx context.Context, s *store.Store, heads string, out io.Writer) error {
	v, err := s.VerifyAudit(ctx)
	if err != nil {
		return err
	}
	line := fmt.Sprintf("%d rows of %d subjects", v.Rows, v.Subjects)
	if heads != "" {
		n, err := checkHeads(ctx, s, heads, &v)
		if err != nil {
			return err
		}
		line += fmt.Sprintf(", %d exported heads", n)
	}
	for _, b := range v.Broken {
		if _, err := fmt.Fprintf(out, "%s row %d: %s\n", b.Subject, b.Seq, b.Why); err != nil {
			return err
		}
	}
	if !v.OK {
		return errors.New("the audit trail does not hold: " + line)
	}
	_, err = fmt.Fprintln(out, "the audit trail holds: "+line)
	return err
}

func checkHeads(ctx context.Context, s *store.Store, path string, v *store.Verification) (int, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return s.CheckHeads(ctx, z, v)
}

// exportHeads writes the heads whole or not at all.
func exportHeads(ctx context.Context, s *store.Store, path string) (n int, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".heads-*")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	z := gzip.NewWriter(f)
	n, err = s.WriteHeads(ctx, z)
	if err = errors.Join(err, z.Close(), f.Sync(), f.Close()); err != nil {
		return n, err
	}
	return n, os.Rename(f.Name(), path)
}

// exportDaily exports the heads at the instants of the cron expression, until ctx ends.
func (s *server) exportDaily(ctx context.Context) {
	dir := filepath.Join(s.cfg.Data, "audit")
	c := cron.New()
	_, err := c.AddFunc(s.cfg.AuditExport, func() {
		path := filepath.Join(dir, "heads-"+time.Now().UTC().Format("2006-01-02T150405Z")+".gz")
		n, err := 0, os.MkdirAll(dir, 0o700)
		if err == nil {
			n, err = exportHeads(ctx, s.store, path)
		}
		if err != nil {
			s.log.Error("cannot export the heads of the audit trail", "file", path, "error", err)
			return
		}
		s.log.Info("exported the heads of the audit trail", "file", path, "heads", n)
	})
	if err != nil { // readConfig has refused it before
		s.log.Error("STEWARD_AUDIT_EXPORT is no cron expression", "error", err)
		return
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
}
