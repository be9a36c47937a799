package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is whom PostgreSQL runs as: it refuses to run as root. nil means "as we are".
type account struct {
	name     string
	uid, gid uint32
}

// databaseAccount answers nil unless we are root; then postgres or nobody, and if the system has neither, nobody's number.
func databaseAccount() *account {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &account{name: name, uid: uint32(uid), gid: uint32(gid)}
		}
	}
	return &account{name: "65534", uid: 65534, gid: 65534}
}

// command makes a command that runs as the account.
func (a *account) command(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	if a != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
		cmd.Env = append(cmd.Env, "HOME=/")
	}
	return cmd
}

// own gives a file or folder of ours to the account.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// reach tells whether the account may enter every folder on the way to path. PostgreSQL's own message about this does
// not say which folder it is.
func (a *account) reach(path string) error {
	if a == nil {
		return nil
	}
	for dir := path; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && !a.enters(stat, info.Mode()) {
			return fmt.Errorf("PostgreSQL runs as the user %s, who may not enter %s", a.name, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

func (a *account) enters(stat *syscall.Stat_t, mode os.FileMode) bool {
	switch {
	case stat.Uid == a.uid:
		return mode&0o100 != 0
	case stat.Gid == a.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}
