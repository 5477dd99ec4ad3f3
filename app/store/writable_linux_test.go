package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"taglane/app/store"
	"taglane/app/taglane"
)

// A library whose file cannot be opened for writing is refused at once, not
// opened for reading until the first edit fails; it can be shown, and nothing is
// put beside it that would be for reading too and in the way later.
func TestOpenRefusesAFileItCannotWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	o := store.Options{Dir: dir, Now: time.Now, NewID: func() taglane.ID { return "device" }}
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 { // who may write everything
		give(t, filepath.Dir(dir), nobody)
		runtime.LockOSThread() // whose leave is taken away: it ends with the test
		if _, err := unix.SetfsuidRetUid(nobody); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Setfsuid(0) })
	}
	file := filepath.Join(dir, "library.db")
	if err := os.Chmod(file, 0o444); err != nil {
		t.Fatal(err)
	}
	if s, err := store.Open(context.Background(), o); taglane.KindOf(err) != taglane.Refused || !errors.Is(err, store.ErrReadonly) {
		t.Errorf("a file for reading: %v, %v", s, err)
	}
	if s, err := store.View(context.Background(), o); err != nil || !errors.Is(s.Viewed(), store.ErrReadonly) {
		t.Errorf("a file for reading is not shown: %v", err)
	} else if err := s.Close(); err != nil {
		t.Error(err)
	}
	if besides, err := filepath.Glob(file + "-*"); err != nil || len(besides) > 0 {
		t.Error("something lies beside it: ", besides, err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// give lets somebody else have a folder, and everybody come to it.
func give(t *testing.T, dir string, uid int) {
	t.Helper()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, uid, uid)
	}); err != nil {
		t.Fatal(err)
	}
}
