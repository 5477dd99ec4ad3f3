package store

import (
	"errors"

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
	case Full(err):
		return taglane.Wrap(err, taglane.Later, "The disk is full: make room, then Taglane can %s.", doing(what))
	case e.Code == sqlite.ErrCorrupt, e.Code == sqlite.ErrNotADB:
		return damaged(err)
	case taglane.FilesOut(e.SystemErrno), taglane.FilesOut(err):
		return taglane.Wrap(err, taglane.Later, "Too many files are open on this machine: close other programs, then Taglane can %s.", doing(what))
	case e.Code == sqlite.ErrCantOpen, unwritable(err):
		return taglane.Wrap(err, taglane.Refused, "The library cannot be written, so Taglane cannot %s.", doing(what))
	case e.Code == sqlite.ErrBusy, e.Code == sqlite.ErrLocked:
		return taglane.Wrap(err, taglane.Later, "The library was busy; try again.")
	}
	return taglane.Wrap(err, taglane.Internal, "Taglane could not %s.", doing(what))
}

// doing is what was being done, in its parts.
func doing(what string) taglane.Said {
	for _, d := range doings {
		if d.Format == what {
			return d
		}
	}
	return taglane.Plain(what)
}

// doings are all that is ever done to a library.
var doings = []taglane.Said{
	taglane.Say("bring the library up to date"), taglane.Say("check the library"), taglane.Say("copy the library"), taglane.Say("forget the source of products"),
	taglane.Say("forget the watched folder"), taglane.Say("forget what was found"), taglane.Say("freeze the revision"), taglane.Say("open the library"),
	taglane.Say("queue the publication"), taglane.Say("read a setting"), taglane.Say("read the figures"), taglane.Say("read the history"),
	taglane.Say("read the library"), taglane.Say("read the outbox"), taglane.Say("read the settings"), taglane.Say("rebuild the library"),
	taglane.Say("remove the account"), taglane.Say("save a setting"), taglane.Say("save the account"), taglane.Say("save the audit"),
	taglane.Say("save the checkpoint"), taglane.Say("save the curve"), taglane.Say("save the edit"), taglane.Say("save the figures"), taglane.Say("save the note"),
	taglane.Say("save the outbox"), taglane.Say("save the programmes"), taglane.Say("save the source of products"),
	taglane.Say("save the watched folder"), taglane.Say("save what is known of the files"), taglane.Say("save what the source lists"),
	taglane.Say("save what was earned"), taglane.Say("save what was found"), taglane.Say("save what was seen"), taglane.Say("save where the file lies"),
	taglane.Say("take in the edits"), taglane.Say("take out what the source no longer lists"), taglane.Say("undo"),
}

func damaged(err error) error {
	return taglane.Wrap(errors.Join(ErrDamaged, err), taglane.Internal, "The library's file is damaged. Nothing was overwritten.")
}

// unwritable says whether an error comes of a folder, a file or a medium that
// may only be read.
func unwritable(err error) bool {
	var e sqlite.Error
	errors.As(err, &e)
	return e.Code == sqlite.ErrReadonly || e.Code == sqlite.ErrPerm || taglane.Unwritable(err)
}

// Full says whether an error comes of a full disk.
func Full(err error) bool {
	var e sqlite.Error
	errors.As(err, &e)
	return e.Code == sqlite.ErrFull || taglane.DiskFull(e.SystemErrno) || taglane.DiskFull(err)
}

// twice does what opens a file to be written, once more where it can only be
// read: SQLite takes a file so that cannot be opened for writing just then, as
// for want of descriptors, and says nothing of it.
func twice(do func() error) (err error) {
	if err = do(); unwritable(err) {
		err = do()
	}
	return err
}
