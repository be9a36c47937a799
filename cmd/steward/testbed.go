package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"steward/cluster"
	"steward/cluster/child"
)

// testbedCommand starts the servers that tests share. It is for this project's own makefile.
func testbedCommand() *cobra.Command {
	return &cobra.Command{
		Use: "testbed -- command [argument…]", Hidden: true, Args: cobra.MinimumNArgs(1),
		Short: "Run a command beside a throwaway PostgreSQL and Temporal, named in STEWARD_TEST_DATABASE_URL and STEWARD_TEST_TEMPORAL",
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := cluster.TempFolder()
			if err != nil {
				return err
			}
			defer func() { _, _ = cluster.Discard(dir) }()
			c, err := cluster.Start(cmd.Context(), cluster.Options{Data: dir, Throwaway: true, Temporal: true})
			if err != nil {
				return err
			}
			defer c.Stop()
			run := exec.Command(args[0], args[1:]...)
			run.Stdin, run.Stdout, run.Stderr = os.Stdin, os.Stdout, os.Stderr
			run.Env = append(os.Environ(), "STEWARD_TEST_DATABASE_URL="+c.DatabaseURL, "STEWARD_TEST_TEMPORAL="+c.TemporalAddress)
			if err := child.Launch(run, syscall.SIGKILL); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			done := make(chan error, 1)
			go func() { done <- run.Wait() }()
			select {
			case err = <-done:
			case <-cmd.Context().Done():
				err = endGroup(run, done)
			}
			var exit *exec.ExitError
			if errors.As(err, &exit) && exit.ExitCode() > 0 {
				return exitCode(exit.ExitCode())
			}
			return err
		},
	}
}

// endGroup ends a command and all that it started, by force if it takes long.
func endGroup(run *exec.Cmd, done <-chan error) error {
	_ = syscall.Kill(-run.Process.Pid, syscall.SIGINT)
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		_ = syscall.Kill(-run.Process.Pid, syscall.SIGKILL)
		return <-done
	}
}
