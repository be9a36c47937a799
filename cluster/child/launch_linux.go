package child

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

func setDeath(attr *syscall.SysProcAttr, death syscall.Signal) { attr.Pdeathsig = death }

// identity tells a process from every other that had or will have its pid: the boot and the tick it started at.
// It is empty when there is no such process or it has ended and only waits to be collected.
func identity(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	// The second field is the name in parentheses and may contain anything; the third is the state, the 22nd the start.
	_, rest, ok := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 || fields[0] == "Z" || fields[0] == "X" {
		return ""
	}
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(boot)) + "/" + fields[19]
}
