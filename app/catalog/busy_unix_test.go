//go:build unix

package catalog

import (
	"syscall"
	"time"
)

// busy is how long the processors have worked for this process, on all threads.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
