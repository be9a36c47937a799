package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"steward/domain/incident"
	"steward/schema"
	"steward/servicenow"
	"steward/servicenow/importer"
	"steward/store"
)

func importCommand() *cobra.Command {
	c := &cobra.Command{Use: "import", Short: "Bring another system's records, with their history", GroupID: groupData, Args: cobra.NoArgs}
	c.AddCommand(importServiceNowCommand())
	return c
}

func importServiceNowCommand() *cobra.Command {
	var until string
	var dry bool
	c := &cobra.Command{
		Use: "servicenow FILE", Short: "Bring a ServiceNow event log as history", Args: cobra.ExactArgs(1),
		Long: `Bring a ServiceNow event log (CSV, one line an update, in the order of the file) into the database as history: every act
with its own time and person, without notices. Cases that are open get a running process that stands where they stand,
with their windows counted from now; what was over is over. Each incident is brought whole or not at all, and only once:
a second import of it changes nothing. An error in any row is told with its line, and then nothing is imported.

Writes to DATABASE_URL, else to the database of the "steward up" that runs on STEWARD_DATA.`,
		Example: `  steward import servicenow incidents.csv --until "05-03-2016 12:00"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			log, err := readServiceNow(args[0], cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if until != "" {
				at, err := parseTime(until)
				if err != nil {
					return err
				}
				log = log.Until(at)
			}
			return importServiceNow(cmd, log, dry)
		},
	}
	c.Flags().StringVar(&until, "until", "", `bring the log as it stood at this time (UTC), as "31-12-2025 18:00" or 2025-12-31T18:00:00Z`)
	c.Flags().BoolVar(&dry, "dry-run", false, "only say what would be done")
	return c
}

// parseTime reads a time as the log writes it, or as RFC 3339.
func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{"02-01-2006 15:04", time.RFC3339, "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("--until: %q is no time; write it as 31-12-2025 18:00 or 2025-12-31T18:00:00Z", text)
}

func importServiceNow(cmd *cobra.Command, log servicenow.Log, dry bool) error {
	st, err := openStore(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = st.DB.Close() }()
	rules, err := st.Rules(cmd.Context())
	if err != nil {
		return err
	}
	if err := checkServiceNow(cmd.ErrOrStderr(), log, rules); err != nil {
		return err
	}
	if dry {
		return sayDry(cmd, st, log)
	}
	ids, err := importer.Prepare(cmd.Context(), st, log.Directory(), importWorkers)
	if err != nil {
		return err
	}
	p := newProgress(cmd.ErrOrStderr(), "incidents", len(log.Incidents))
	r, err := importer.Import(cmd.Context(), st, log, ids, importWorkers, p.add)
	p.end()
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%d incidents imported, %d were there already\n", r.Added, r.There)
	for _, e := range r.Refused {
		fmt.Fprintln(cmd.ErrOrStderr(), e.Error())
	}
	if err != nil {
		return fmt.Errorf("interrupted; each incident is there whole or not at all, and another import brings the rest: %w", err)
	}
	counts, err := st.ImportedStates(cmd.Context(), servicenow.Source)
	if err == nil {
		err = printStates(out, counts)
	}
	if err == nil && len(r.Refused) > 0 {
		err = exitCode(1)
	}
	return err
}

// importWorkers is how many incidents are written at the same time.
const importWorkers = 4

// openStore opens the database that the environment names, else that of `up`; its schema must be this build's.
func openStore(ctx context.Context) (*store.Store, error) {
	cfg, err := readConfig()
	if err != nil {
		return nil, err
	}
	if cfg.DatabaseURL == "" {
		if s, err := runningStatus(cfg); err == nil {
			cfg.DatabaseURL = s.DatabaseURL
		}
	}
	if err := cfg.needDatabase(); err != nil {
		return nil, err
	}
	st, err := store.Open(cfg.DatabaseURL, 2*importWorkers)
	if err != nil {
		return nil, err
	}
	return st, schema.Check(ctx, st.DB.DB)
}

// checkServiceNow plays the log by the rules alone first. An act that they refuse stops the import; what they merely decide
// otherwise, such as a priority by another matrix, is told.
func checkServiceNow(w io.Writer, log servicenow.Log, rules incident.Rules) error {
	rows, differences, errs := log.Check(rules)
	if len(errs) > 0 {
		fmt.Fprintln(w, errs.Error())
		return fmt.Errorf("%d rows cannot be told by the rules of an incident; nothing was imported", len(errs))
	}
	for i, d := range differences {
		if i == 20 {
			fmt.Fprintf(w, "… and %d more\n", len(differences)-i)
			break
		}
		fmt.Fprintf(w, "line %d, %s: %s is %s in the log and will be %s here\n", d.Line, d.Number, d.What, d.Want, d.Got)
	}
	fmt.Fprintf(w, "%d incidents, %d rows; %d rows stand as the log says\n", len(log.Incidents), log.Rows, rows)
	return nil
}

// sayDry says what an import would bring.
func sayDry(cmd *cobra.Command, st *store.Store, log servicenow.Log) error {
	refs := make([]string, len(log.Incidents))
	for i, inc := range log.Incidents {
		refs[i] = inc.Number
	}
	there, err := st.Imported(cmd.Context(), servicenow.Source, refs)
	if err != nil {
		return err
	}
	count := map[store.StateCount]int{}
	for _, inc := range log.Incidents {
		if last := inc.Rows[len(inc.Rows)-1]; !there[inc.Number] {
			count[store.StateCount{State: last.State, Hold: last.Hold}]++
		}
	}
	var counts []store.StateCount
	for c, n := range count {
		c.Count = n
		counts = append(counts, c)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d incidents would be imported, %d are there already; nothing was changed\n", len(refs)-len(there), len(there))
	return printStates(cmd.OutOrStdout(), counts)
}

// printStates prints counts in the order of a life.
func printStates(w io.Writer, counts []store.StateCount) error {
	rank := func(c store.StateCount) int { return slices.Index(incident.Statuses, incident.Status(c.State)) }
	slices.SortFunc(counts, func(a, b store.StateCount) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Hold, b.Hold))
	})
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range counts {
		name := incident.Status(c.State).Text().En
		if c.Hold != "" {
			name += " (" + c.Hold + ")"
		}
		fmt.Fprintf(t, "%s\t%d\n", name, c.Count)
	}
	return t.Flush()
}
