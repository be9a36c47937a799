package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"steward/client"
	"steward/cluster"
	"steward/servicenow/drive"
)

func driveCommand() *cobra.Command {
	c := &cobra.Command{Use: "drive", Short: "Play another system's log through the API and compare every step", GroupID: groupData, Args: cobra.NoArgs}
	c.AddCommand(driveServiceNowCommand())
	return c
}

// driveFlags say how a log is played.
type driveFlags struct {
	url, token, resume string
	workers            int
	asJSON             bool
}

func driveServiceNowCommand() *cobra.Command {
	var f driveFlags
	c := &cobra.Command{
		Use: "servicenow FILE", Short: "Play a ServiceNow event log through the API", Args: cobra.ExactArgs(1),
		Long: `Play a ServiceNow event log (CSV, one line an update, in the order of the file) through the public API of a running
server: each act as the person of its row, on an administrator's token with the scope "impersonate". People, groups,
places and categories that the server lacks are created. After every row the record is read and compared with the log:
state, reason of a hold, counts of reassignments and reopenings, priority, group, person and classification.

Every drive is a run of its own with new records; --resume goes on with one that was interrupted. The exit code is 0
only when everything was equal.`,
		Example: `  steward drive servicenow incidents.csv --url http://127.0.0.1:8080 --token stw_…`,
		RunE:    func(cmd *cobra.Command, args []string) error { return driveServiceNow(cmd, args[0], f) },
	}
	c.Flags().StringVar(&f.url, "url", "", `the server (default: STEWARD_URL, else that of "steward up")`)
	c.Flags().StringVar(&f.token, "token", "", "an administrator's token with the scopes read, write, admin and impersonate (default: STEWARD_TOKEN)")
	c.Flags().IntVar(&f.workers, "workers", 8, "how many incidents are played at the same time")
	c.Flags().StringVar(&f.resume, "resume", "", "go on with this run, which was interrupted")
	c.Flags().BoolVar(&f.asJSON, "as-json", false, "print the report as JSON")
	return c
}

func driveServiceNow(cmd *cobra.Command, file string, f driveFlags) error {
	if f.workers < 1 || f.workers > 256 {
		return errors.New("--workers must be 1 to 256")
	}
	log, err := readServiceNow(file, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	c, err := f.client()
	if err != nil {
		return err
	}
	if err := mayDrive(cmd, c); err != nil {
		return err
	}
	people := log.Directory()
	p := newProgress(cmd.ErrOrStderr(), "people, groups, places", drive.Count(people))
	err = drive.Prepare(cmd.Context(), c, people, f.workers, p.add)
	p.end()
	if err != nil {
		return err
	}
	o := drive.Options{Workers: f.workers, Run: cmp.Or(f.resume, drive.NewRun(time.Now())), Resume: f.resume != ""}
	fmt.Fprintf(cmd.ErrOrStderr(), "run %s: %d incidents, %d rows\n", o.Run, len(log.Incidents), log.Rows)
	p = newProgress(cmd.ErrOrStderr(), "rows", log.Rows)
	o.Played = p.add
	report := drive.Play(cmd.Context(), c, log, o)
	p.end()
	if f.asJSON {
		err = json.NewEncoder(cmd.OutOrStdout()).Encode(report)
	} else {
		report.Print(cmd.OutOrStdout())
	}
	if err == nil && !report.Equal() {
		err = exitCode(1)
	}
	return err
}

// client finds the server and the token.
func (f driveFlags) client() (*client.Client, error) {
	cfg, err := readConfig()
	if err != nil {
		return nil, err
	}
	token := cmp.Or(f.token, os.Getenv("STEWARD_TOKEN"))
	if token == "" {
		return nil, errors.New(`--token is missing: sign in as an administrator and make a token with the scopes read, write, admin and impersonate (POST /api/v1/tokens)`)
	}
	address := cmp.Or(f.url, cfg.PublicURL)
	if address == "" {
		s, err := runningStatus(cfg)
		if err != nil {
			return nil, fmt.Errorf("--url is missing, and %w", err)
		}
		address = s.Web
	}
	return client.New(address, token), nil
}

// runningStatus answers what the `up` of the data folder announced.
func runningStatus(cfg config) (status, error) {
	var s status
	used, err := cluster.Running(cfg.Data)
	if err != nil {
		return s, err
	}
	if used == nil || used.Status == nil {
		return s, fmt.Errorf("no \"steward up\" runs on %s", cfg.Data)
	}
	return s, json.Unmarshal(used.Status, &s)
}

// mayDrive looks first whether the token can do what a drive needs.
func mayDrive(cmd *cobra.Command, c *client.Client) error {
	me, err := c.Me(cmd.Context())
	if client.Is(err, http.StatusUnauthorized) {
		return errors.New("the server does not know this token; it may have expired or been revoked")
	}
	if err != nil {
		return err
	}
	if !slices.Contains(me.Roles, "admin") {
		return fmt.Errorf("the token is that of %s, who is no administrator", me.Login)
	}
	_, err = c.As(me.Login).Me(cmd.Context())
	return err
}
