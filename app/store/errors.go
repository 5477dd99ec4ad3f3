package store

import (
	"errors"
	"io/fs"
	"syscall"

	sqlite "github.com/mattn/go-sqlite3"

	"taglane/app/taglane"
)

// named turns what SQLite or the disk says into one of the few errors a person
// can do something about; what says what was being done ("save the edit").
func named(err error, what string) error {
	var known *taglane.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	var e sqlite.Error
	errors.As(err, &e)
	switch {
	case e.Code == sqlite.ErrFull, e.SystemErrno == syscall.ENOSPC, errors.Is(err, syscall.ENOSPC):
		return taglane.Wrap(err, taglane.Later, "The disk is full: make room, then Taglane can %s.", what)
	case e.Code == sqlite.ErrCorrupt, e.Code == sqlite.ErrNotADB:
		return damaged(err)
	case e.Code == sqlite.ErrReadonly, e.Code == sqlite.ErrPerm, e.Code == sqlite.ErrCantOpen,
		errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return taglane.Wrap(err, taglane.Refused, "The library's folder cannot be written, so Taglane cannot %s.", what)
	case e.Code == sqlite.ErrBusy, e.Code == sqlite.ErrLocked:
		return taglane.Wrap(err, taglane.Later, "The library was busy; try again.")
	}
	return taglane.Wrap(err, taglane.Internal, "Taglane could not %s.", what)
}

func damaged(err error) error {
	return taglane.Wrap(err, taglane.Internal, "The library's file is damaged. Nothing was overwritten.")
}
