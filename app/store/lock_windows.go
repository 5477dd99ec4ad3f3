package store

import (
	"os"

	"golang.org/x/sys/windows"

	"taglane/app/taglane"
)

// claim has the system keep others away. Nobody else can read a file that is
// claimed, so it does not say whose it is.
func claim(f *os.File, alone bool, dir string) error {
	how := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if alone {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	if err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{}); err != nil {
		return taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane. Close that one first.", dir)
	}
	return nil
}

func (l *lock) free() error {
	if l.f == nil {
		return nil
	}
	return l.f.Close()
}
