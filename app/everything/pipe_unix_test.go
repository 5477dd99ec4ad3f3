//go:build unix

package everything

import (
	"os"
	"syscall"
	"testing"
)

// pipe puts one in the place of a file: whoever opened it would wait for ever.
func pipe(t *testing.T, path string) {
	t.Helper()
	must(t, os.Remove(path))
	must(t, syscall.Mkfifo(path, 0o600))
}
