package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

func documentsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "documents", Short: "Keep types of documents as files", GroupID: groupData, Args: cobra.NoArgs,
		Long: `Keep types of documents as files: each has the type with its group, form, plans and units' variants, to be kept under version control.

Works on DATABASE_URL, else on the database of the "steward up" that runs on STEWARD_DATA.`,
	}
	c.AddCommand(exportTypesCommand(), importTypesCommand())
	return c
}

func exportTypesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "export DIR", Short: "Write every type into DIR, as CODE.json", Args: cobra.ExactArgs(1), Example: `  steward documents export ./document-types`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				if err := os.MkdirAll(args[0], 0o755); err != nil {
					return err
				}
				ids, err := st.AllIDs(ctx, "document_types")
				if err != nil {
					return err
				}
				for code, id := range ids {
					f, err := st.TypeFile(ctx, domain.ByID(id))
					if err != nil {
						return fmt.Errorf("%s: %w", code, err)
					}
					raw, err := json.MarshalIndent(f, "", "  ")
					if err != nil {
						return err
					}
					if err := os.WriteFile(filepath.Join(args[0], code+".json"), append(raw, '\n'), 0o644); err != nil { //nolint:gosec // nothing in it is secret
						return err
					}
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d types are in %s\n", len(ids), args[0])
				return err
			})
		},
	}
}

func importTypesCommand() *cobra.Command {
	var as string
	var dry bool
	c := &cobra.Command{
		Use: "import DIR", Short: "Make types what the files in DIR say", Args: cobra.ExactArgs(1), Example: `  steward documents import ./document-types --as admin --dry-run`,
		Long: `Make types, their forms and plans what the files (*.json) in DIR say. Each file is taken over whole or not at all; what is new of a form or plan is
published. With a file that is refused the others go on, and the command ends with an error.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				v, err := st.ViewerOf(ctx, domain.ByCode(as))
				if err == nil && !v.Has(access.Admin) {
					err = errors.New("the person is no administrator")
				}
				if err != nil {
					return fmt.Errorf("--as %s: %w", as, err)
				}
				return importTypes(ctx, cmd, st, v, args[0], dry)
			})
		},
	}
	c.Flags().StringVar(&as, "as", "", "login of the administrator in whose name it is done")
	c.Flags().BoolVar(&dry, "dry-run", false, "only say what would be done")
	_ = c.MarkFlagRequired("as")
	return c
}

func importTypes(ctx context.Context, cmd *cobra.Command, st *store.Store, v access.Viewer, dir string, dry bool) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("%s: there is no file *.json", dir)
	}
	refused := 0
	for _, path := range paths {
		report, err := importType(ctx, st, v, path, dry)
		if err != nil {
			refused++
			cmd.PrintErrf("%s: %v\n", filepath.Base(path), inWords(err))
			continue
		}
		var done []string
		for _, c := range report.Changes {
			if c.What != "same" {
				done = append(done, c.What+" "+strings.ReplaceAll(c.Noun, "_", " ")+" "+c.Code)
			}
		}
		if len(done) == 0 {
			done = []string{"nothing to change"}
		}
		cmd.Printf("%s: %s\n", filepath.Base(path), strings.Join(done, ", "))
	}
	if refused > 0 {
		return fmt.Errorf("%d of %d files were refused", refused, len(paths))
	}
	return nil
}

func importType(ctx context.Context, st *store.Store, v access.Viewer, path string, dry bool) (store.TypeFileReport, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return store.TypeFileReport{}, err
	}
	var f store.TypeFile
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields() // a misspelt setting would be lost
	if err := d.Decode(&f); err != nil {
		return store.TypeFileReport{}, err
	}
	return st.TakeTypeFile(ctx, v, f, dry)
}
