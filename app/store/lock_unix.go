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

// claim has the system keep others away. A writer says whose the library is, for
// those who come and are refused.
func claim(f *os.File, alone bool, dir string) error {
	how := unix.LOCK_SH
	if alone {
		how = unix.LOCK_EX
	}
	if err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); err != nil {
		return held(f, err, dir)
	}
	if !alone {
		return nil
	}
	return named(errors.Join(f.Truncate(0), write(f, fmt.Sprintln(os.Getpid()))), "open the library")
}

// held says why the library cannot be had.
func held(f *os.File, err error, dir string) error {
	text := make([]byte, 32)
	n, _ := f.Read(text)
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
	if l.alone {
		_ = l.f.Truncate(0) // or whoever comes next is told of one who is gone
	}
	return errors.Join(unix.Flock(int(l.f.Fd()), unix.LOCK_UN), l.f.Close())
}
