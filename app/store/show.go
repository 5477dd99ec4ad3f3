package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writable tries whether anything can be written into a folder, the one way that
// tells of rights, of media and of mounts alike.
func writable(dir string) error {
	path := filepath.Join(dir, ".writable")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = f.Close()
	if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) { // another Taglane that tries as well
		err = errors.Join(err, gone)
	}
	return err
}

// touchable tries whether the library's own file can be written, where there is
// one. Only who holds the lock may ask: closing the file lets go of whatever
// SQLite holds of it in this process.
func (s *Store) touchable() error {
	f, err := os.OpenFile(s.path(), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return named(err, "open the library")
	}
	return f.Close()
}

// readonly names why nothing can be written. Where there is a library, it can be
// shown all the same: errors.Is tells ErrReadonly of that.
func readonly(dir string, err error) error {
	if _, none := os.Stat(filepath.Join(dir, file)); none == nil {
		err = errors.Join(ErrReadonly, err)
	}
	return named(err, "open the library")
}

// show settles on the file that is read where nothing may be written. SQLite
// can be told that a file never changes: then it needs nothing beside it, but
// also knows nothing of a log. Where one holds commits that are not home, and
// where the library is of an older form, a copy of it is read, elsewhere.
func (s *Store) show(ctx context.Context) error {
	s.seen = s.path()
	log, journal := s.beside("-wal"), s.beside("-journal")
	form := s.form()
	if s.due() && form > 0 && form <= versions() && !journal {
		if err := s.compareShown(); err != nil {
			return err
		}
	}
	if !log && !journal && (form == 0 || form >= versions()) {
		return nil
	}
	var err error
	if s.copied, err = stepAside(); err != nil {
		return named(err, "copy the library")
	}
	s.seen = filepath.Join(s.copied.dir, file)
	for _, part := range []string{"", "-wal", "-journal"} {
		if err := copyFile(s.path()+part, s.seen+part); err != nil && !(part != "" && errors.Is(err, fs.ErrNotExist)) {
			return named(err, "copy the library")
		}
	}
	return s.settle(ctx)
}

// beside says whether some of the library lies in a file of its own.
func (s *Store) beside(part string) bool {
	info, err := os.Stat(s.path() + part)
	return err == nil && info.Size() > 0
}

// form is what the file alone says of its form; 0 where it is none of ours.
// A file that cannot be read is told of by SQLite.
func (s *Store) form() int {
	f, err := os.Open(s.path())
	if err != nil {
		return 0
	}
	defer f.Close()
	head := make([]byte, 100)
	if _, err := io.ReadFull(f, head); err != nil || binary.BigEndian.Uint32(head[68:]) != application {
		return 0
	}
	return int(binary.BigEndian.Uint32(head[60:]))
}

// compareShown holds a library that nothing may be written of against its sums.
func (s *Store) compareShown() error {
	known, seen := openSums(s.sumsPath(), os.O_RDONLY)
	if known == nil {
		return nil
	}
	defer known.f.Close()
	if page, err := pageOf(s.path()); err != nil || page != known.page {
		return nil
	}
	return s.against(known, seen)
}

// settle makes the copy one single file of this build's form, or of a newer one.
func (s *Store) settle(ctx context.Context) error {
	db, err := sql.Open(driver, at(s.seen)+"?_busy_timeout=5000&_foreign_keys=1&_journal_mode=DELETE&_synchronous=OFF")
	if err != nil {
		return named(err, "copy the library")
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var app, version int
	if err := errors.Join(ask(ctx, db, `PRAGMA application_id`, &app), ask(ctx, db, `PRAGMA user_version`, &version)); err != nil {
		return err
	}
	if app != application || version >= versions() {
		return nil
	}
	if err := migrate(ctx, db, version); err != nil {
		return err
	}
	apart := &Store{dir: s.copied.dir, now: s.now, write: writer{DB: db, tend: func(context.Context) {}}, read: db}
	return apart.refresh(ctx)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
