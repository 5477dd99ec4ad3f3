//go:build unix && !linux

package media

import "syscall"

// bound does nothing here: a child of a Taglane that was killed runs to its end,
// or until it may print no more.
func bound(*syscall.SysProcAttr) {}
