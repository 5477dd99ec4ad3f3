//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

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
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		holder := make([]byte, 32)
		n, _ := f.Read(holder)
		f.Close()
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, taglane.Wrap(err, taglane.Refused, "The library in %s cannot be locked. Choose a folder on this machine's own disk.", dir)
		}
		return nil, taglane.Wrap(err, taglane.Conflict, "The library in %s is open in another Taglane (process %s). Close that one first.", dir, strings.TrimSpace(string(holder[:n])))
	}
	if err := errors.Join(f.Truncate(0), write(f, fmt.Sprintln(os.Getpid()))); err != nil {
		f.Close()
		return nil, named(err, "open the library")
	}
	return &lock{f}, nil
}

func write(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// free says aloud that the library is free. Closing alone would not do: a
// program that is just being started holds a copy of the file until it is on
// its own feet, and the lock with it.
func (l *lock) free() error {
	return errors.Join(unix.Flock(int(l.f.Fd()), unix.LOCK_UN), l.f.Close())
}
