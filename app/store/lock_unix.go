//go:build unix

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"taglane/app/taglane"
)

// lock is the one writer's claim on a library. The system lets go of it when
// the process ends, however it ends.
type lock struct {
	f    *os.File // nil: there is nothing that could be claimed
	mine bool     // it says whose it is
}

func take(path, dir string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, named(err, "open the library")
	}
	if err := claim(f, unix.LOCK_EX, dir); err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(0), write(f, fmt.Sprintln(os.Getpid()))); err != nil {
		f.Close()
		return nil, named(err, "open the library")
	}
	return &lock{f, true}, nil
}

// share is the claim of one who only reads and cannot write the claim down:
// others may read as well, and nobody may write. A copy of a library on a medium
// may have come without the file; then there is nobody to agree with.
func share(path, dir string) (*lock, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &lock{}, nil
	}
	if err != nil {
		return nil, named(err, "open the library")
	}
	if err := claim(f, unix.LOCK_SH, dir); err != nil {
		return nil, err
	}
	return &lock{f: f}, nil
}

// claim closes the file where it cannot be had.
func claim(f *os.File, how int, dir string) error {
	err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
	if err == nil {
		return nil
	}
	text := make([]byte, 32)
	n, _ := f.Read(text)
	f.Close()
	holder := strings.TrimSpace(string(text[:n]))
	switch {
	case !errors.Is(err, unix.EWOULDBLOCK):
		return taglane.Wrap(err, taglane.Refused, "The library in %s cannot be locked. Choose a folder on this machine's own disk.", dir)
	case holder == "": // who only reads cannot say so
		return taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane. Close that one first.", dir)
	}
	return taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane (process %s). Close that one first.", dir, holder)
}

func write(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// free says aloud that the library is free. Closing alone would not do: a
// program that is just being started holds a copy of the file until it is on
// its own feet, and the lock with it.
func (l *lock) free() error {
	if l.f == nil {
		return nil
	}
	if l.mine {
		_ = l.f.Truncate(0) // or whoever comes next is told of one who is gone
	}
	return errors.Join(unix.Flock(int(l.f.Fd()), unix.LOCK_UN), l.f.Close())
}
