//go:build unix

package media

import (
	"os/exec"
	"syscall"
)

// ownGroup lets the child lead a group of its own, so that what it starts can
// be ended with it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	bound(cmd.SysProcAttr)
}

// bind has nothing left to do once a child runs: see bound.
func bind(int) {}

func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// rest stops a group where it is, or lets it go on. A group that has ended
// already needs neither.
func rest(pid int, on bool) {
	signal := syscall.SIGCONT
	if on {
		signal = syscall.SIGSTOP
	}
	_ = syscall.Kill(-pid, signal)
}
