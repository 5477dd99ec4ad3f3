package watch

import (
	"os"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// readersDir is a folder for a reader whom a folder can be shut against: root
// gives up its rights over files, on the test's own thread alone.
func readersDir(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		return t.TempDir()
	}
	const nobody = 65534
	dir, err := os.MkdirTemp("", "watch")
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread()
	t.Cleanup(func() {
		err := unix.Setfsuid(0)
		runtime.UnlockOSThread()
		if err != nil {
			t.Error(err)
		}
		os.RemoveAll(dir)
	})
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	return dir
}

func pipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}
