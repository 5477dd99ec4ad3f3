package store

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"

	sqlite "github.com/mattn/go-sqlite3"

	"taglane/app/taglane"
)

// Too many open files pass by themselves, and have nothing to do with rights.
func TestTooManyOpenFilesAreNoFolderForReading(t *testing.T) {
	for _, err := range []error{
		&fs.PathError{Op: "open", Path: "lock", Err: syscall.EMFILE},
		sqlite.Error{Code: sqlite.ErrCantOpen, SystemErrno: syscall.ENFILE},
	} {
		if told := named(err, "open the library"); taglane.KindOf(told) != taglane.Later || unwritable(told) {
			t.Errorf("%v: %v", err, told)
		}
	}
	if told := named(sqlite.Error{Code: sqlite.ErrCantOpen}, "open the library"); taglane.KindOf(told) != taglane.Refused {
		t.Error(told)
	}
}

// SQLite opens for reading what cannot be opened for writing just then. The next
// opening is another one; a folder that may only be read is so again.
func TestWhatCanOnlyBeReadIsOpenedOnceMore(t *testing.T) {
	onlyRead := sqlite.Error{Code: sqlite.ErrReadonly}
	for _, c := range []struct {
		says []error
		want error
	}{{[]error{nil}, nil}, {[]error{onlyRead, nil}, nil}, {[]error{onlyRead, onlyRead}, onlyRead}, {[]error{fs.ErrInvalid}, fs.ErrInvalid}} {
		n := 0
		err := twice(func() error { n++; return c.says[n-1] })
		if n != len(c.says) || !errors.Is(err, c.want) {
			t.Errorf("%v: %v after %d", c.says, err, n)
		}
	}
}
