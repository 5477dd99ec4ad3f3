package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/taglane"
)

// What can be wrong with a library that cannot be opened, for errors.Is.
var (
	ErrDamaged  = errors.New("the library is damaged")
	ErrNewer    = errors.New("a newer Taglane made the library")
	ErrReadonly = errors.New("the library cannot be written")
)

// checkEvery is how long a library that is always closed well goes unread.
const checkEvery = 7 * 24 * time.Hour

// examine looks at a library before anything may write to it, and says which
// form it has; 0 for one that is to be made. It reads through a connection that
// cannot write: SQLite would else tidy a damaged file up when it lets it go.
func (s *Store) examine(ctx context.Context) (version int, err error) {
	info, err := os.Stat(s.path())
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return 0, s.checked()
	}
	if err != nil {
		return 0, named(err, "open the library")
	}
	if err := twice(func() error { return s.rollBack(ctx) }); err != nil {
		return 0, err
	}
	due := s.due()
	if err := s.compare(due); err != nil {
		return 0, err
	}
	db, err := s.pool(1, "mode=ro")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var app, things int
	err = errors.Join(ask(ctx, db, `PRAGMA application_id`, &app), ask(ctx, db, `PRAGMA user_version`, &version),
		ask(ctx, db, `SELECT count(*) FROM sqlite_schema`, &things))
	switch {
	case err != nil:
		return 0, err
	case things > 0 && app != application:
		return 0, taglane.Errorf(taglane.Refused, "The file in this folder is not a Taglane library; nothing was changed.")
	case version > versions():
		return 0, newer(ctx, db, version)
	case !due:
		return version, nil
	}
	if err := check(ctx, db); err != nil {
		return 0, err
	}
	return version, s.checked()
}

// rollBack undoes what the lights interrupted while the library was no log's yet:
// a copy that was put back, at its first start. Who may not write cannot read it
// before that.
func (s *Store) rollBack(ctx context.Context) error {
	info, err := os.Stat(s.path() + "-journal")
	if err != nil || info.Size() == 0 {
		return nil
	}
	db, err := s.pool(1, "mode=rw")
	if err != nil {
		return err
	}
	defer db.Close()
	var things int
	return ask(ctx, db, `SELECT count(*) FROM sqlite_schema`, &things)
}

// compare opens the sums, and holds the library against them where it is due.
func (s *Store) compare(due bool) error {
	known, seen := openSums(s.sumsPath(), os.O_RDWR)
	if known == nil {
		return nil
	}
	s.sums = known
	if page, err := pageOf(s.path()); err != nil || page != known.page {
		s.giveUp()
		return nil
	}
	if !due {
		return nil
	}
	return s.against(known, seen)
}

// against holds the library and its log against their sums.
func (s *Store) against(known *sums, seen witness) error {
	log, err := readWAL(s.path() + "-wal")
	if err == nil {
		if err = seen.lacks(log); err == nil {
			err = known.compare(s.path(), log)
		}
		if err != nil {
			return damaged(err)
		}
	}
	return named(err, "check the library")
}

// due says whether the library is to be read through before it is built on: the
// last close was not clean, or nobody looked for long.
func (s *Store) due() bool {
	if _, err := os.Stat(s.marker()); !errors.Is(err, fs.ErrNotExist) {
		return true
	}
	text, err := os.ReadFile(s.lastCheck())
	if err != nil {
		return true
	}
	last, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	ago := s.now().Sub(last)
	return err != nil || ago < 0 || ago >= checkEvery
}

// checked notes that the library was just read through. The note may be lost:
// then it is read once more.
func (s *Store) checked() error {
	err := os.WriteFile(s.lastCheck(), []byte(s.now().UTC().Format(time.RFC3339)+"\n"), 0o600)
	return named(err, "open the library")
}

func (s *Store) lastCheck() string { return filepath.Join(s.dir, "checked") }

// Check looks the whole file over. Internal: it is damaged.
func (s *Store) Check(ctx context.Context) error { return check(ctx, s.write.DB) }

func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return named(err, "check the library")
	}
	if verdict != "ok" {
		return damaged(fmt.Errorf("quick_check: %s", verdict))
	}
	rows, err := db.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return named(err, "check the library")
	}
	defer rows.Close()
	if rows.Next() {
		return damaged(errors.New("foreign_key_check found a row without its parent"))
	}
	return named(rows.Err(), "check the library")
}
