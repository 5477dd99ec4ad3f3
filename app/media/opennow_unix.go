//go:build unix

package media

import "syscall"

// openNow opens a pipe or a device without waiting for its other side.
const openNow = syscall.O_NONBLOCK
