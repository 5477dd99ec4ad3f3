package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Newer is why a library stays shut that a newer Taglane brought to its form;
// errors.Is tells ErrNewer of it.
type Newer struct{ Needs string } // the Taglane that did, such as "0.9.0"; "" where the library does not say

func (n Newer) Error() string { return fmt.Sprintf("%v: it needs %q", ErrNewer, n.Needs) }

// Unwrap is ErrNewer.
func (Newer) Unwrap() error { return ErrNewer }

func (n Newer) said() error {
	if n.Needs == "" {
		return taglane.Wrap(n, taglane.Refused, "This library was made by a newer Taglane. Update the app to open it; nothing was changed.")
	}
	return taglane.Wrap(n, taglane.Refused, "This library needs Taglane %s or a newer one. Update the app to open it; nothing was changed.", taglane.Plain(n.Needs))
}

// maker is the setting that says which Taglane brought the library to its form.
const maker = "maker"

var makerForm = regexp.MustCompile(`^(\d{1,6}) ([0-9A-Za-z.+-]{1,30})$`)

// newer says who made a library of a form that is not known here.
func newer(ctx context.Context, db *sql.DB, version int) error {
	var said string
	if err := db.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = ?`, maker).Scan(&said); err != nil {
		return Newer{}.said() // it may keep that elsewhere by now
	}
	if m := makerForm.FindStringSubmatch(said); m != nil && m[1] == strconv.Itoa(version) {
		return Newer{m[2]}.said()
	}
	return Newer{}.said()
}

// sign notes which Taglane brought the library to this form, for older ones to say.
func (s *Store) sign(ctx context.Context, build string) error {
	now := strconv.Itoa(versions())
	was, err := s.Setting(ctx, maker)
	if err != nil || build == "" {
		return err
	}
	if m := makerForm.FindStringSubmatch(was); m != nil && m[1] == now {
		return nil
	}
	return s.SetSetting(ctx, maker, now+" "+build)
}

// View opens a library to be read alone, whatever form it has: what a newer
// Taglane added is not seen, and what it changed may not be readable. Everything
// that writes is Refused, and nothing is written into the folder. Conflict:
// another process holds it. Internal: the file is damaged. NotFound: there is none.
func View(ctx context.Context, o Options) (*Store, error) {
	if _, err := os.Stat(filepath.Join(o.Dir, file)); err != nil {
		return nil, taglane.Wrap(err, taglane.NotFound, "There is no library in that folder.")
	}
	l, err := claimToRead(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: o.Dir, now: o.Now, lock: l}
	if err := s.look(ctx, o); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// claimToRead keeps others away where that can be written down, and writers where
// neither the folder nor the file of the lock may be written.
func claimToRead(dir string) (*lock, error) {
	path := filepath.Join(dir, "lock")
	if !unwritable(writable(dir)) {
		if l, err := take(path, dir); !unwritable(err) {
			return l, err
		}
	}
	return share(path, dir)
}

func (s *Store) look(ctx context.Context, o Options) (err error) {
	s.write.tend, s.write.viewed = func(context.Context) {}, shown(ErrReadonly)
	if err := s.show(ctx); err != nil {
		return err
	}
	if s.write.DB, err = s.pool(1, ""); err != nil {
		return err
	}
	if s.read, err = s.pool(4, ""); err != nil {
		return err
	}
	var app, version int
	if err := errors.Join(ask(ctx, s.read, `PRAGMA application_id`, &app), ask(ctx, s.read, `PRAGMA user_version`, &version)); err != nil {
		return err
	}
	if app != application {
		return taglane.Errorf(taglane.Refused, "The file in this folder is not a Taglane library; nothing was changed.")
	}
	if version > versions() {
		s.write.viewed = shown(ErrNewer)
	}
	if err := check(ctx, s.read); err != nil {
		return err
	}
	device, err := s.Setting(ctx, "device")
	s.clock = &edit.Clock{Device: device, Wall: o.Now}
	return err
}

// Viewed is why the library can be read and not written; nil where it can be
// written. errors.Is tells ErrNewer and ErrReadonly of it.
func (s *Store) Viewed() error { return s.write.viewed }

func shown(why error) error {
	if why == ErrNewer {
		return taglane.Wrap(why, taglane.Refused, "This library is only shown: a newer Taglane made it, and this one changes nothing in it. Update the app to go on.")
	}
	return taglane.Wrap(why, taglane.Refused, "This library is only shown: it cannot be written. Make its folder and files writable or copy it to another disk, then start Taglane again.")
}
