package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	sqlite "github.com/mattn/go-sqlite3"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Options say which library to open and lend the store a clock and names.
type Options struct {
	Dir   string            // the library's folder; made if it is missing
	Now   func() time.Time  // the wall
	NewID func() taglane.ID // fresh names
	Build string            // which Taglane this is, such as "0.8.0", for older ones to say; "" unknown

	// Before runs under the library's lock, before anything of it is looked at; nil: nothing.
	Before func(ctx context.Context) error
	// Update runs before an older library is brought to this build's form; nil: nothing.
	Update func(ctx context.Context, s *Store) error
}

// Store is an open library. One process holds it at a time.
type Store struct {
	dir   string
	now   func() time.Time
	write writer
	read  *sql.DB
	tally tally
	clock *edit.Clock
	lock  *lock
	sums  *sums  // nil: nothing is known of what the pages should be
	asked uint32 // how long the log was when it was last to be brought home

	seen   string // the file that is read where nothing may be written
	copied *aside // where that is a copy
}

const file = "library.db"

// driver is go-sqlite3 with the settings that a DSN cannot carry.
const driver = "taglane-sqlite3"

func init() {
	sql.Register(driver, &sqlite.SQLiteDriver{ConnectHook: func(c *sqlite.SQLiteConn) error {
		_, err := c.Exec(`PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
			PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;
			PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1`, nil)
		return err
	}})
}

// Open takes the library's lock and opens it, making it if it is missing.
// Conflict: another process holds it. Refused: it was made by a newer Taglane
// (ErrNewer), or it cannot be written (ErrReadonly). Internal: the file is
// damaged; nothing was overwritten.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, named(err, "open the library")
	}
	if err := writable(o.Dir); unwritable(err) {
		return nil, readonly(o.Dir, err)
	}
	l, err := take(filepath.Join(o.Dir, "lock"), o.Dir)
	if unwritable(err) {
		return nil, readonly(o.Dir, err)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{dir: o.Dir, now: o.Now, lock: l}
	if err = s.touchable(); err == nil {
		err = s.start(ctx, o)
	}
	if unwritable(err) {
		err = readonly(o.Dir, err)
	}
	if err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context, o Options) error {
	if o.Before != nil {
		if err := o.Before(ctx); err != nil {
			return err
		}
	}
	version, err := s.examine(ctx)
	if err != nil {
		return err
	}
	s.write.tend = s.tend
	if err := twice(func() error { return s.openToWrite(ctx) }); err != nil {
		return err
	}
	if o.Update != nil && version > 0 && version < versions() {
		if err := o.Update(ctx, s); err != nil {
			return err
		}
	}
	if err := migrate(ctx, s.write.DB, version); err != nil {
		return err
	}
	if err := s.refresh(ctx); err != nil {
		return err
	}
	if err := s.sign(ctx, o.Build); err != nil {
		return err
	}
	s.begin(ctx)
	if s.read, err = s.pool(5, "_journal_mode=WAL&_synchronous=FULL&_query_only=1"); err != nil {
		return err
	}
	if err := os.WriteFile(s.marker(), nil, 0o600); err != nil {
		return named(err, "open the library")
	}
	return s.wind(ctx, o)
}

// wind starts the clock past everything the log holds.
func (s *Store) wind(ctx context.Context, o Options) error {
	device, err := s.Setting(ctx, "device")
	if err != nil {
		return err
	}
	if device == "" {
		device = string(o.NewID())
		if err := s.SetSetting(ctx, "device", device); err != nil {
			return err
		}
	}
	s.clock = &edit.Clock{Device: device, Wall: o.Now}
	var last sql.NullString
	if err := s.write.QueryRowContext(ctx, `SELECT max(at) FROM edit`).Scan(&last); err != nil {
		return named(err, "read the library")
	}
	if last.String == "" {
		return nil
	}
	at, err := edit.ParseTime(last.String)
	if err != nil {
		return taglane.Wrap(err, taglane.Internal, "The library's log holds a time that cannot be read.")
	}
	s.clock.Saw(at)
	return nil
}

func (s *Store) pool(conns int, settings string) (*sql.DB, error) {
	path := s.path()
	if s.seen != "" {
		path, settings = s.seen, "mode=ro&immutable=1"
	}
	db, err := sql.Open(driver, at(path)+"?_busy_timeout=5000&_foreign_keys=1&"+settings)
	if err != nil {
		return nil, named(err, "open the library")
	}
	db.SetMaxOpenConns(conns)
	return db, nil
}

// at is a file as SQLite is asked for it.
func at(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

// openToWrite opens the one connection that writes; none stays of one that only reads.
func (s *Store) openToWrite(ctx context.Context) (err error) {
	if s.write.DB, err = s.pool(1, "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"); err != nil {
		return err
	}
	if err = s.settings(ctx); unwritable(err) {
		err = errors.Join(err, s.write.DB.Close())
		s.write.DB = nil
	}
	return err
}

// settings reads back what durability rests on, and that the file can be written.
func (s *Store) settings(ctx context.Context) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1"} {
		var got string
		if err := s.write.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return named(err, "open the library")
		}
		if got != want {
			return taglane.Errorf(taglane.Refused, "The library cannot be kept safely in %s (%s is %s). Choose a folder on this machine's own disk.", s.dir, pragma, got)
		}
	}
	tx, err := s.write.DB.BeginTx(ctx, nil)
	if err != nil {
		return named(err, "open the library")
	}
	defer tx.Rollback()
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, application))
	return named(err, "open the library")
}

// Close writes the log home and lets the library go.
func (s *Store) Close() error {
	if s.seen != "" {
		return s.release()
	}
	err := s.empty(context.Background())
	if err == nil {
		// A person may have moved the folder away under us; then there is nothing left to say.
		if err = os.Remove(s.marker()); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	} else {
		s.giveUp() // SQLite empties the log by itself when it lets go
		if Full(err) {
			err = nil // all is kept in the log, and the next start reads it
		}
	}
	if s.sums != nil {
		err = errors.Join(err, s.sums.f.Close())
		s.sums = nil
	}
	return errors.Join(err, s.release())
}

func (s *Store) release() error {
	if s.write.DB != nil {
		s.giveUp()
	} else if s.sums != nil {
		s.sums.f.Close() // nothing was written
	}
	s.tally.close()
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write.DB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.copied != nil {
		errs = append(errs, s.copied.clear())
	}
	return errors.Join(append(errs, s.lock.free())...)
}

// Locked runs do while nobody can open the library in a folder. Conflict: it is
// open.
func Locked(dir string, do func() error) error {
	l, err := take(filepath.Join(dir, "lock"), dir)
	if err != nil {
		return err
	}
	return errors.Join(do(), l.free())
}

// Dir is the library's folder.
func (s *Store) Dir() string { return s.dir }

// Device is this library's own name in the log.
func (s *Store) Device() string { return s.clock.Name() }

// path is the one file; SQLite keeps two more beside it while it is open.
func (s *Store) path() string { return filepath.Join(s.dir, file) }

// marker exists while a process has the library open.
func (s *Store) marker() string { return filepath.Join(s.dir, "running") }
