package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// aLaterForm makes a library what a later Taglane would leave: another form, a
// column and a table that nobody here knows, and the name of who made it.
func aLaterForm(t *testing.T, dir, maker string) [32]byte {
	t.Helper()
	path := filepath.Join(dir, "library.db")
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`ALTER TABLE clip ADD COLUMN mood TEXT; CREATE TABLE moon (id TEXT); PRAGMA user_version = 9999`)
	if err == nil && maker != "" {
		_, err = db.Exec(`INSERT OR REPLACE INTO setting (name, value) VALUES ('maker', ?)`, maker)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return summed(t, path)
}

func summed(t *testing.T, path string) [32]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

// An older Taglane says which one a library needs, as far as the library does.
func TestANewerLibrarySaysWhatItNeeds(t *testing.T) {
	for maker, want := range map[string]string{
		"":                                "made by a newer Taglane",
		"9999 0.9.1":                      "needs Taglane 0.9.1",
		"9998 0.9.1":                      "made by a newer Taglane", // whoever came after it did not say
		"9999 <b>0.9.1</b>":               "made by a newer Taglane",
		"9999 " + strings.Repeat("9", 40): "made by a newer Taglane",
	} {
		dir := t.TempDir()
		o := counting(dir, "n")
		o.Build = "0.8.0"
		s, err := store.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Setting(context.Background(), "maker"); err != nil || !strings.HasSuffix(got, " 0.8.0") {
			t.Errorf("the library does not say who made it: %q %v", got, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		was := aLaterForm(t, dir, maker)
		_, err = store.Open(context.Background(), counting(dir, "n"))
		var needs store.Newer
		if !errors.Is(err, store.ErrNewer) || !errors.As(err, &needs) || taglane.KindOf(err) != taglane.Refused || !strings.Contains(taglane.MessageOf(err), want) {
			t.Errorf("%q: %v", maker, err)
		}
		if summed(t, filepath.Join(dir, "library.db")) != was {
			t.Error("the library was changed")
		}
	}
}

// A library of a later form is shown as far as it is known here, to be copied
// and exported; not a byte of it changes.
func TestANewerLibraryIsViewed(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	if _, err := store.View(ctx, counting(filepath.Join(dir, "none"), "v")); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	s := open(t, dir)
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(t, s, "", "Add", store.ProductWrites(taglane.Product{ID: "p", Title: "Teapot"})...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	was := aLaterForm(t, dir, "9999 0.9.1")
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}

	s, err = store.View(ctx, counting(dir, "v"))
	if err != nil || !errors.Is(s.Viewed(), store.ErrNewer) {
		t.Fatal(err)
	}
	if c, err := s.Clip(ctx, "c"); err != nil || c.Name == "" {
		t.Error(c, err)
	}
	if all, err := s.Products(ctx, ""); err != nil || len(all) != 1 {
		t.Error(all, err)
	}
	if names := listed(t, s, store.Query{}); names != "c" {
		t.Error(names)
	}
	for name, write := range map[string]func() error{
		"a gesture": func() error {
			_, err := s.Do(ctx, edit.Draft{Scope: "c", Label: "x", Writes: []edit.Write{store.Set(store.KindClip, "c", "note", "x")}})
			return err
		},
		"a setting":  func() error { return s.SetSetting(ctx, "x", "y") },
		"settings":   func() error { return s.SetSettings(ctx, map[string]string{"x": ""}) },
		"an account": func() error { return s.KeepAccount(ctx, taglane.Account{ID: "a"}) },
		"undo":       func() error { _, err := s.Undo(ctx, "c", ""); return err },
		"rebuilding": func() error { return s.Rebuild(ctx) },
	} {
		if err := write(); taglane.KindOf(err) != taglane.Refused || !strings.Contains(taglane.MessageOf(err), "only shown") {
			t.Errorf("%s: %v", name, err)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Copy(ctx, copied); err != nil {
		t.Error(err)
	}
	if held, err := store.Read(ctx, copied); err != nil || held.Clips != 1 || held.Opens() {
		t.Errorf("%+v %v", held, err)
	}
	if _, err := store.View(ctx, counting(dir, "w")); taglane.KindOf(err) != taglane.Conflict {
		t.Error("it is shown twice at once: ", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	log, err := os.Stat(filepath.Join(dir, "library.db-wal")) // SQLite may lay an empty one, and what belongs to it
	if err == nil && log.Size() > 0 {
		t.Error("something was written")
	}
	after, err := os.ReadDir(dir)
	after = slices.DeleteFunc(after, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "library.db-") })
	if err != nil || len(after) != len(before) || summed(t, filepath.Join(dir, "library.db")) != was {
		t.Errorf("viewing left something: %v, then %v, %v", before, after, err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "library.db")); err != nil || !bytes.Contains(raw, []byte("moon")) {
		t.Error("what is not known here is gone: ", err)
	}
}
