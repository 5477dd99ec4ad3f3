//go:build !windows

package crash

import (
	"errors"
	"syscall"
)

// alive says whether a process of that number runs; somebody else's counts.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
