package snapshot

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

func TestPutBackAndForthAgain(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	d.add(s, "mug")
	first := d.take(s)
	d.add(s, "cup")
	if _, err := d.PutBack(first.ID, false); err != nil {
		t.Fatal(err)
	}
	d.add(s, "jar") // between the choice and the next start
	d.closed(s)

	s, done := d.open()
	if done == nil || done.Snapshot.ID != first.ID || done.Aside != "" || d.titles(s) != "mug " {
		t.Fatalf("%+v: %s", done, d.titles(s))
	}
	all, err := d.All()
	if err != nil || all[0].Why != Restore || all[0].Edits != 3 {
		t.Fatalf("the library as it was is no snapshot: %+v %v", all, err)
	}
	d.closed(s)
	if s, done = d.open(); done != nil {
		t.Error("it was put back twice: ", done)
	}
	d.closed(s)
	if _, err := d.PutBack(all[0].ID, false); err != nil {
		t.Fatal(err)
	}
	s, _ = d.open()
	defer d.closed(s)
	if got := d.titles(s); got != "cup jar mug " {
		t.Error("the way back: ", got)
	}
}

// The lights go out after each step of putting a copy back, and at the next
// start the library is the copy, and what was there lies aside as it was.
func TestPutBackAfterTheLightsWentOut(t *testing.T) {
	for _, empty := range []bool{false, true} {
		for stop := range 9 {
			if empty && stop%4 > 0 {
				continue
			}
			d, first, was := damagedDesk(t)
			if empty {
				first = ""
			}
			if err := d.choose(Choice{Snapshot: first}, true); err != nil {
				t.Fatal(err)
			}
			c, err := d.chosen()
			if err != nil || c == nil {
				t.Fatal(err)
			}
			halfWay(t, d, *c, stop)
			s, done := d.open()
			want := "mug "
			if empty {
				want = ""
			}
			if got := d.titles(s); got != want || done == nil || (done.Snapshot == nil) != empty {
				t.Errorf("stopped at %d: %+v, %q", stop, done, got)
			}
			if kept, err := os.ReadFile(filepath.Join(done.Aside, "library.db")); err != nil || !bytes.Equal(kept, was) {
				t.Errorf("stopped at %d: what was there is not there as it was: %v", stop, err)
			}
			d.closed(s)
			if left, _ := filepath.Glob(filepath.Join(d.Dir, "*.next")); len(left) > 0 {
				t.Error(left, " is left")
			}
		}
	}
}

// halfWay does the first steps of settle.
func halfWay(t *testing.T, d *desk, c Choice, steps int) {
	t.Helper()
	next, folder := filepath.Join(d.Dir, "library.db.next"), filepath.Join(d.Dir, c.Aside)
	all := []func() error{
		func() error { return os.WriteFile(next, []byte("half a copy"), 0o600) },
		func() error {
			if c.Snapshot == "" {
				return remove(next)
			}
			return clone(d.path(c.Snapshot), next)
		},
		func() error { return os.Mkdir(folder, 0o700) },
	}
	for _, name := range set[:4] {
		all = append(all, func() error {
			err := os.Rename(filepath.Join(d.Dir, name), filepath.Join(folder, name))
			if errors.Is(err, os.ErrNotExist) {
				return nil
			}
			return err
		})
	}
	all = append(all, func() error { return d.leave(c.Aside) }, func() error {
		if c.Snapshot == "" {
			return nil
		}
		return os.Rename(next, filepath.Join(d.Dir, set[0]))
	})
	for _, step := range all[:steps] {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

// damagedDesk is a library that was let go in the midst of something and does
// not open, its only copy, and its bytes.
func damagedDesk(t *testing.T) (d *desk, copied string, was []byte) {
	t.Helper()
	d = newDesk(t)
	s, _ := d.open()
	d.add(s, "mug")
	one := d.take(s)
	d.add(s, "cup")
	d.closed(s)
	spoil(t, filepath.Join(d.Dir, "library.db"))
	for _, name := range []string{"running", "library.db-wal", "library.db-shm"} {
		if err := os.WriteFile(filepath.Join(d.Dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(filepath.Join(d.Dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	return d, one.ID, was
}

// A damaged library stays where it is, however often it is opened, until a
// person says otherwise.
func TestADamagedLibraryStaysUntilSaidOtherwise(t *testing.T) {
	d, _, was := damagedDesk(t)
	for range 3 {
		if _, _, err := Open(ctx, d.options()); !errors.Is(err, store.ErrDamaged) {
			t.Fatal(err)
		}
	}
	if is, err := os.ReadFile(filepath.Join(d.Dir, "library.db")); err != nil || !bytes.Equal(is, was) {
		t.Error("it was written over: ", err)
	}
	if aside, _ := filepath.Glob(filepath.Join(d.Dir, "damaged-*")); len(aside) != 0 {
		t.Error(aside)
	}
}

// A library that turns out damaged just when another one was to take its place
// is moved aside as it is.
func TestAWholeChoiceOfADamagedLibrary(t *testing.T) {
	d, first, was := damagedDesk(t)
	if _, err := d.PutBack(first, false); err != nil {
		t.Fatal(err)
	}
	s, done := d.open()
	defer d.closed(s)
	if done.Aside == "" || d.titles(s) != "mug " {
		t.Fatalf("%+v", done)
	}
	if kept, err := os.ReadFile(filepath.Join(done.Aside, "library.db")); err != nil || !bytes.Equal(kept, was) {
		t.Error(err)
	}
}

// A choice that cannot be read opens nothing: it may be that of a library that
// is half moved.
func TestAChoiceThatCannotBeRead(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	d.closed(s)
	for _, text := range []string{"", "{", `{"snapshot":"","aside":""}`, `{"snapshot":"x","aside":"../../elsewhere"}`} {
		if err := os.WriteFile(filepath.Join(d.Dir, choice), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Open(ctx, d.options()); taglane.KindOf(err) != taglane.Internal || !strings.Contains(taglane.MessageOf(err), choice) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A copy that went bad after it was chosen leaves the library as it is.
func TestAChosenCopyThatWentBad(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	d.add(s, "mug")
	one := d.take(s)
	d.add(s, "cup")
	d.closed(s)
	if _, err := d.PutBack(one.ID, false); err != nil {
		t.Fatal(err)
	}
	spoil(t, d.path(one.ID))
	if _, _, err := Open(ctx, d.options()); taglane.KindOf(err) != taglane.Refused {
		t.Fatal(err)
	}
	s, done := d.open()
	defer d.closed(s)
	if done != nil || d.titles(s) != "cup mug " {
		t.Error(done, d.titles(s))
	}
}
