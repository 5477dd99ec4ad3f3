package store

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"

	"taglane/app/taglane"
)

// lock is the one writer's claim on a library. The system lets go of it when
// the process ends, however it ends.
type lock struct {
	f *os.File // nil: there is nothing that could be claimed
}

func take(path, dir string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, named(err, "open the library")
	}
	return claim(f, windows.LOCKFILE_EXCLUSIVE_LOCK, dir)
}

// share is the claim of one who only reads: others may read as well, and nobody
// may write. A copy of a library on a medium may have come without the file;
// then there is nobody to agree with.
func share(path, dir string) (*lock, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &lock{}, nil
	}
	if err != nil {
		return nil, named(err, "open the library")
	}
	return claim(f, 0, dir)
}

// claim closes the file where it cannot be had.
func claim(f *os.File, how uint32, dir string) (*lock, error) {
	err := windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if err != nil {
		f.Close()
		return nil, taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane. Close that one first.", dir)
	}
	return &lock{f}, nil
}

func (l *lock) free() error {
	if l.f == nil {
		return nil
	}
	return l.f.Close()
}
