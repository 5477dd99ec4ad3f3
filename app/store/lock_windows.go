package store

import (
	"os"

	"golang.org/x/sys/windows"

	"taglane/app/taglane"
)

// lock is the one writer's claim on a library. The system lets go of it when
// the process ends, however it ends.
type lock struct{ f *os.File }

func take(path, dir string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, named(err, "open the library")
	}
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if err != nil {
		f.Close()
		return nil, taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane. Close that one first.", dir)
	}
	return &lock{f}, nil
}

func (l *lock) free() error { return l.f.Close() }
