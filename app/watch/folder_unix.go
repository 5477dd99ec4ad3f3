//go:build unix

package watch

import (
	"os"
	"syscall"
)

// openFolder opens nothing but a folder, and a link to one only when asked to:
// what the walk saw a moment ago may be something else by now.
func openFolder(path string, follow bool) (*os.File, error) {
	flags := os.O_RDONLY | syscall.O_DIRECTORY | syscall.O_NONBLOCK
	if !follow {
		flags |= syscall.O_NOFOLLOW
	}
	return os.OpenFile(path, flags, 0)
}
