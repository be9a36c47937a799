package cluster

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"steward/cluster/child"
)

// startUI starts Temporal's Web UI. It has no sign-in of its own and listens on loopback only.
func (c *Cluster) startUI(ctx context.Context) error {
	program, err := FindTemporal("temporal-ui-server")
	if err != nil {
		return err
	}
	port, err := c.ports.pick("Temporal UI", 8233)
	if err != nil {
		return err
	}
	dir := filepath.Join(c.opt.Data, "temporal-ui")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	config := fmt.Sprintf("temporalGrpcAddress: %s\nhost: 127.0.0.1\nport: %d\nenableUi: true\ndefaultNamespace: %s\ndisableNewsFetch: true\nhideLogs: true\n",
		strconv.Quote(c.TemporalAddress), port, Namespace)
	if err := os.WriteFile(filepath.Join(dir, "steward.yaml"), []byte(config), 0o644); err != nil {
		return err
	}
	c.TemporalUI = "http://127.0.0.1:" + strconv.Itoa(port)
	c.opt.Say("starting Temporal's Web UI")
	c.ui = child.New(child.Spec{
		Name: UI,
		Command: func() (*exec.Cmd, error) {
			return exec.Command(program, "--root", c.opt.Data, "--config", "temporal-ui", "--env", "steward", "start"), nil
		},
		Ready:  func(ctx context.Context) error { return Answers(ctx, c.TemporalUI+"/healthz") },
		Log:    filepath.Join(c.opt.Data, "logs", "temporal-ui.log"),
		Record: filepath.Join(c.opt.Data, "run", "temporal-ui.json"),
	})
	return c.ui.Start(ctx)
}

// Answers answers nil if the HTTP server at url says that it is well.
func Answers(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, resp.Status)
	}
	return nil
}
