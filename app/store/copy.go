package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	sqlite "github.com/mattn/go-sqlite3"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// copyPages is how much of a library is copied at once. Between two such pieces
// whoever is editing has the disk to themselves.
const (
	copyPages = 128
	copyPause = time.Millisecond
)

// Copy writes the library as it stands into a new file while it is used: what
// is committed meanwhile is not in it, and nobody waits for it. The file is not
// on disk for certain before Read has settled it and it was synced.
// Later: the disk is full.
func (s *Store) Copy(ctx context.Context, path string) error {
	from, err := s.pool(1, "_query_only=1")
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := sql.Open(driver, at(path)+"?_journal_mode=OFF&_synchronous=OFF")
	if err != nil {
		return named(err, "copy the library")
	}
	defer to.Close()
	source, err := from.Conn(ctx)
	if err != nil {
		return named(err, "copy the library")
	}
	defer source.Close()
	dest, err := to.Conn(ctx)
	if err != nil {
		return named(err, "copy the library")
	}
	defer dest.Close()
	// One transaction over all of it: else every commit would begin the copy anew.
	if _, err := source.ExecContext(ctx, `BEGIN; SELECT count(*) FROM sqlite_schema`); err != nil {
		return named(err, "copy the library")
	}
	err = dest.Raw(func(d any) error {
		return source.Raw(func(s any) error { return copyBetween(ctx, d.(*sqlite.SQLiteConn), s.(*sqlite.SQLiteConn)) })
	})
	if _, end := source.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`); err == nil {
		err = end
	}
	return named(err, "copy the library")
}

func copyBetween(ctx context.Context, to, from *sqlite.SQLiteConn) error {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for {
		done, err := b.Step(copyPages)
		if err == nil && !done {
			if err = ctx.Err(); err == nil {
				time.Sleep(copyPause)
				continue
			}
		}
		return errors.Join(err, b.Finish())
	}
}

// Contents are what a copy of a library holds.
type Contents struct {
	Library string // its name for ever
	Version int    // its form
	Clips   int
	Edits   int
}

// Read reads a copy through and makes it one single file, which is how it can
// be kept. Internal: it is damaged. Refused: it is no library of ours.
func Read(ctx context.Context, path string) (Contents, error) {
	db, err := sql.Open(driver, at(path)+"?_journal_mode=DELETE&_synchronous=FULL&_foreign_keys=1")
	if err != nil {
		return Contents{}, named(err, "read the library")
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var f Contents
	var app int
	if err := ask(ctx, db, `PRAGMA application_id`, &app); err != nil {
		return Contents{}, err
	}
	if app != application {
		return Contents{}, taglane.Wrap(fmt.Errorf("application_id %#x", app), taglane.Refused, "That file is not a Taglane library.")
	}
	err = errors.Join(check(ctx, db), ask(ctx, db, `PRAGMA user_version`, &f.Version), ask(ctx, db, `SELECT count(*) FROM clip`, &f.Clips),
		ask(ctx, db, `SELECT count(*) FROM edit`, &f.Edits), ask(ctx, db, `SELECT coalesce(max(value), '') FROM setting WHERE name = 'library'`, &f.Library))
	return f, err
}

func ask(ctx context.Context, db *sql.DB, query string, into any) error {
	return named(db.QueryRowContext(ctx, query).Scan(into), "read the library")
}

// Opens says whether this build knows the form of the copy.
func (f Contents) Opens() bool { return f.Version <= versions() }

// Changes counts what was written since the library was opened: as long as it
// stays the same, so does the library.
func (s *Store) Changes(ctx context.Context) (n int64, err error) {
	err = ask(ctx, s.write.DB, `SELECT total_changes()`, &n)
	return n, err
}

// Size is how large the library's file is, in bytes.
func (s *Store) Size() int64 {
	info, err := os.Stat(s.path())
	if err != nil {
		return 0
	}
	return info.Size()
}

// Began is when the first edit was made; zero while there is none.
func (s *Store) Began(ctx context.Context) (time.Time, error) {
	var first sql.NullString
	if err := s.read.QueryRowContext(ctx, `SELECT min(at) FROM edit`).Scan(&first); err != nil || first.String == "" {
		return time.Time{}, named(err, "read the history")
	}
	at, err := edit.ParseTime(first.String)
	return time.UnixMilli(at.Millis), named(err, "read the history")
}
