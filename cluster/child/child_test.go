package child_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/cluster/child"
)

// TestMain lets this test program play a parent that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CHILD_TEST_PARENT"); dir != "" {
		c := child.New(spec(dir, "sleep 300"))
		if err := c.Start(context.Background()); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(c.State().Pid)
		select {}
	}
	os.Exit(m.Run())
}

func spec(dir, script string) child.Spec {
	return child.Spec{
		Name:    "part",
		Command: func() (*exec.Cmd, error) { return exec.Command("sh", "-c", "exec "+script), nil },
		Log:     filepath.Join(dir, "part.log"),
		Record:  filepath.Join(dir, "part.json"),
		Grace:   300 * time.Millisecond,
		Limit:   5 * time.Second,
	}
}

func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !errors.Is(err, os.ErrNotExist) && syscall.Kill(pid, 0) == nil
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}

func gone(t *testing.T, pid int) {
	t.Helper()
	require.Eventually(t, func() bool { return !alive(pid) }, 10*time.Second, 10*time.Millisecond, "process %d still runs", pid)
}

func start(t *testing.T, s child.Spec) *child.Child {
	t.Helper()
	c := child.New(s)
	require.NoError(t, c.Start(context.Background()))
	t.Cleanup(c.Stop)
	return c
}

func TestChild_IsStartedAgainAfterItsDeath(t *testing.T) {
	c := start(t, spec(t.TempDir(), "sleep 300"))
	first := c.State().Pid
	require.NoError(t, c.Kill())
	require.Eventually(t, func() bool {
		s := c.State()
		return s.State == child.Running && s.Pid != first && s.Restarts == 1
	}, 10*time.Second, 10*time.Millisecond)
	require.Contains(t, c.State().Error, "killed")
	c.Stop()
	require.Equal(t, child.Stopped, c.State().State)
	require.Error(t, c.Kill(), "what was stopped stays stopped")
}

func TestChild_IsReadyBeforeStartAnswers(t *testing.T) {
	dir := t.TempDir()
	s := spec(dir, "sh -c 'sleep 0.3; touch "+dir+"/ready; sleep 300'")
	s.Ready = func(context.Context) error { _, err := os.Stat(dir + "/ready"); return err }
	start(t, s)
	require.FileExists(t, dir+"/ready")
}

func TestChild_ThatDoesNotStartTellsItsLog(t *testing.T) {
	s := spec(t.TempDir(), "sh -c 'echo the disk is full; exit 3'")
	s.Ready = func(context.Context) error { return errors.New("not yet") }
	c := child.New(s)
	err := c.Start(context.Background())
	require.ErrorContains(t, err, "the disk is full")
	require.ErrorContains(t, err, "exit status 3")
	require.Equal(t, child.Stopped, c.State().State)
}

func TestChild_ThatIsNeverReadyIsEnded(t *testing.T) {
	s := spec(t.TempDir(), "sleep 300")
	s.Limit = 300 * time.Millisecond
	s.Ready = func(context.Context) error { return errors.New("no answer") }
	c := child.New(s)
	require.ErrorContains(t, c.Start(context.Background()), "no answer")
	require.Error(t, c.Kill())
}

func TestChild_ThatIgnoresTheSignalIsKilledAfterItsGrace(t *testing.T) {
	dir := t.TempDir()
	s := spec(dir, `sh -c 'trap "" TERM; touch `+dir+`/ready; while :; do sleep 1; done'`)
	s.Ready = func(context.Context) error { _, err := os.Stat(dir + "/ready"); return err }
	c := start(t, s)
	pid := c.State().Pid
	began := time.Now()
	c.Stop()
	require.GreaterOrEqual(t, time.Since(began), 300*time.Millisecond)
	gone(t, pid)
}

func TestChild_EndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent died; elsewhere the next start ends the orphan")
	}
	parent, pid := parentOf(t, t.TempDir())
	require.True(t, alive(pid))
	require.NoError(t, parent.Process.Kill())
	gone(t, pid)
}

// An orphan is what a killed parent leaves behind where nothing tells children of it.
func TestChild_OrphanIsEndedByTheNextStart(t *testing.T) {
	dir := t.TempDir()
	_, pid := parentOf(t, dir) // still lives, as an orphan would: the record in the folder is what counts
	c := start(t, spec(dir, "sleep 300"))
	gone(t, pid)
	require.True(t, alive(c.State().Pid))
}

func TestChild_SomebodyElseWithTheRecordedPidIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	other := exec.Command("sleep", "300")
	require.NoError(t, other.Start())
	t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
	record := `{"pid":` + strconv.Itoa(other.Process.Pid) + `,"identity":"another boot/1"}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "part.json"), []byte(record), 0o600))
	start(t, spec(dir, "sleep 300"))
	require.True(t, alive(other.Process.Pid))
}

func TestChild_TornRecordDoesNotPreventAStart(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "part.json"), []byte(`{"pid":`), 0o600))
	start(t, spec(dir, "sleep 300"))
}

// parentOf starts this program as a parent in the folder and answers it and its child's pid.
func parentOf(t *testing.T, dir string) (*exec.Cmd, int) {
	t.Helper()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), "CHILD_TEST_PARENT="+dir)
	out, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	t.Cleanup(func() { _ = parent.Process.Kill(); _ = parent.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err, line)
	return parent, pid
}
