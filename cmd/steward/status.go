package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"steward/cluster"
	"steward/cluster/child"
)

// status is what `up` announces and `status` tells.
type status struct {
	Web         string        `json:"web"`
	TemporalUI  string        `json:"temporal_ui"`
	Temporal    string        `json:"temporal"`
	DatabaseURL string        `json:"database_url"`
	Ready       bool          `json:"ready"`
	Pid         int           `json:"pid"`
	Parts       []child.State `json:"parts"`
}

func statusCommand() *cobra.Command {
	var (
		asJSON bool
		at     string
	)
	c := &cobra.Command{
		Use: "status", Short: `Tell where the Steward of "steward up" answers, and how its parts are`, GroupID: groupRun, Args: cobra.NoArgs,
		Long: `Tell where the Steward that "steward up" started in the data folder (STEWARD_DATA) answers, and how its parts are.
The exit code is 0 when it is ready, 1 when it is not running or not ready. With --at it asks an API or a worker
anywhere, and needs no data folder; so containers check their health.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if at != "" {
				return cluster.Answers(cmd.Context(), strings.TrimSuffix(at, "/")+"/readyz")
			}
			cfg, err := readConfig()
			if err != nil {
				return err
			}
			used, err := cluster.Running(cfg.Data)
			if err != nil {
				return err
			}
			var s status
			if used != nil {
				s.Pid = used.Pid
				if used.Status != nil {
					if err := json.Unmarshal(used.Status, &s); err != nil {
						return err
					}
				}
			}
			s.Ready = s.Ready && wellWeb(s.Web)
			if err := printStatus(cmd, s, cfg.Data, asJSON); err != nil {
				return err
			}
			if !s.Ready {
				return exitCode(1)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&at, "at", "", "ask the API or worker at this address only, as http://127.0.0.1:8080")
	return c
}

// wellWeb asks the API itself: what was announced may be a second old.
func wellWeb(web string) bool {
	resp, err := (&http.Client{Timeout: 5 * time.Second}).Get(web + "/readyz")
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

func printStatus(cmd *cobra.Command, s status, data string, asJSON bool) error {
	out := cmd.OutOrStdout()
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	if s.Pid == 0 {
		_, err := fmt.Fprintf(out, "Steward is not running in %s. Start it with \"steward up\".\n", data)
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	state := "ready"
	if !s.Ready {
		state = "not ready"
	}
	_, _ = fmt.Fprintf(w, "Steward is %s\t(process %d, data in %s)\n\n", state, s.Pid, data)
	for _, row := range [][2]string{{"web", s.Web}, {"Temporal Web UI", s.TemporalUI}, {"Temporal", s.Temporal}, {"database", s.DatabaseURL}} {
		_, _ = fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
	}
	_, _ = fmt.Fprintln(w)
	for _, p := range s.Parts {
		_, _ = fmt.Fprintf(w, "%s\t%s since %s", p.Name, p.State, p.Since.Local().Format(time.DateTime))
		if p.Restarts > 0 {
			_, _ = fmt.Fprintf(w, ", restarted %d times", p.Restarts)
		}
		_, _ = fmt.Fprintln(w)
	}
	return w.Flush()
}
