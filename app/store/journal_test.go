package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// A copy that was put back has a journal before it has a log. Where the lights go
// out then, the next start undoes what was under way and opens the library.
func TestWhatTheLightsInterruptedIsUndone(t *testing.T) {
	dir, left := t.TempDir(), t.TempDir()
	s := open(t, dir)
	if err := s.SetSetting(context.Background(), "theme", "light"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	interrupt(t, dir, left)
	s = open(t, left)
	defer s.Close()
	if got, err := s.Setting(context.Background(), "theme"); err != nil || got != "light" {
		t.Errorf("the theme is %q: %v", got, err)
	}
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

// interrupt leaves in another folder what there is of a library while a change
// without a log is being written.
func interrupt(t *testing.T, dir, left string) {
	t.Helper()
	path := filepath.Join(dir, "library.db")
	db, err := sql.Open("taglane-sqlite3", "file:"+path+"?_journal_mode=DELETE&_synchronous=FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	// More than is held in memory, so that some of it is in the file already.
	if _, err := db.Exec(`PRAGMA cache_size = 1; BEGIN; UPDATE setting SET value = 'dark' WHERE name = 'theme';
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO setting (name, value) SELECT 'x' || i, hex(zeroblob(800)) FROM n`); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"library.db", "library.db-journal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(left, name), b, 0o600)
		}
		if err != nil || len(b) == 0 {
			t.Fatalf("%s: %d bytes, %v", name, len(b), err)
		}
	}
	if _, err := db.Exec(`ROLLBACK`); err != nil {
		t.Fatal(err)
	}
}
