package main

import (
	"errors"
	"fmt"
	"io"
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
	var product bool
	c := &cobra.Command{
		Use: "testbed [--product] -- command [argument…]", Hidden: true, Args: cobra.MinimumNArgs(1),
		Short: "Run a command beside throwaway servers",
		Long: `Run a command beside a throwaway PostgreSQL and Temporal, named in STEWARD_TEST_DATABASE_URL and STEWARD_TEST_TEMPORAL.
With --product the API, the web and a worker with demo data run too, named in STEWARD_URL. The exit code is the command's.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := cluster.TempFolder()
			if err != nil {
				return err
			}
			defer func() { _, _ = cluster.Discard(dir) }()
			s := &stand{cfg: config{Data: dir}, out: io.Discard, began: time.Now(), throwaway: true}
			defer s.stop()
			if product {
				err = s.start(cmd.Context())
			} else {
				err = s.startServers(cmd.Context())
			}
			if err != nil {
				return err
			}
			return beside(cmd, args, "STEWARD_TEST_DATABASE_URL="+s.cluster.DatabaseURL, "STEWARD_TEST_TEMPORAL="+s.cluster.TemporalAddress,
				"STEWARD_URL="+s.web)
		},
	}
	c.Flags().BoolVar(&product, "product", false, "start the whole product")
	return c
}

// beside runs a command with more environment, and ends it when we are asked to end.
func beside(cmd *cobra.Command, args []string, environment ...string) error {
	run := exec.Command(args[0], args[1:]...)
	run.Stdin, run.Stdout, run.Stderr = os.Stdin, os.Stdout, os.Stderr
	run.Env = append(os.Environ(), environment...)
	if err := child.Launch(run, syscall.SIGKILL); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	done := make(chan error, 1)
	go func() { done <- run.Wait() }()
	var err error
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
