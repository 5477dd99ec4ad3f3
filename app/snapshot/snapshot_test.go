package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

func TestTakenReadBackAndListed(t *testing.T) {
	d := newDesk(t)
	s, done := d.open()
	defer d.closed(s)
	if done != nil {
		t.Fatal("something was put back: ", done)
	}
	if all, err := d.All(); err != nil || all == nil || len(all) != 0 {
		t.Fatal(all, err)
	}
	d.add(s, "mug")
	first := d.take(s)
	if !first.Verified || first.Edits != 1 || first.Bytes == 0 || !first.At.Equal(d.now) {
		t.Errorf("%+v", first)
	}
	if same, fresh, err := d.Take(ctx, s, Hour); err != nil || fresh || same.ID != first.ID {
		t.Errorf("nothing changed, and yet: %v %v %v", same, fresh, err)
	}
	d.add(s, "cup")
	second := d.take(s) // in the same moment: it has a name of its own
	all, err := d.All()
	if err != nil || len(all) != 2 || all[0].ID != second.ID || all[1] != first {
		t.Errorf("%+v %v", all, err)
	}
	entries, _ := os.ReadDir(d.Folder())
	for _, e := range entries {
		info, _ := e.Info()
		if strings.Contains(e.Name(), partial) || info.Mode().Perm() != 0o600 {
			t.Errorf("%s lies there, %v", e.Name(), info.Mode())
		}
	}
	if len(entries) != 4 {
		t.Errorf("%d files lie there", len(entries))
	}
}

// What became of a copy since it was taken is found before it is put back, and
// the next one is offered.
func TestADamagedCopyIsNotOffered(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	d.add(s, "mug")
	first := d.take(s)
	d.add(s, "cup")
	second := d.take(s)
	d.add(s, "jar")
	third := d.take(s)
	d.closed(s)
	spoil(t, d.path(second.ID))
	if err := os.Truncate(d.path(third.ID), third.Bytes/2); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{second.ID, third.ID} {
		if _, err := d.PutBack(id, false); taglane.KindOf(err) != taglane.Refused {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range []string{"", "nothing", "../library", first.ID + "/../" + first.ID} {
		if _, err := d.PutBack(id, false); taglane.KindOf(err) != taglane.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
	if c, err := d.chosen(); c != nil || err != nil {
		t.Error("a refused choice was noted: ", c, err)
	}
	whole, rest, err := d.Offered()
	if err != nil || whole == nil || whole.ID != first.ID || len(rest) != 2 || rest[0].Verified || rest[1].Verified {
		t.Errorf("%+v %+v %v", whole, rest, err)
	}
}

// Old copies go as new ones come, with their notes.
func TestTakingLetsOldOnesGo(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	defer d.closed(s)
	for _, title := range []string{"a", "b", "c", "d"} {
		d.add(s, title)
		d.take(s)
		d.now = d.now.Add(time.Hour)
	}
	d.now = d.now.AddDate(0, 0, 3)
	d.add(s, "e")
	d.take(s)
	all, err := d.All()
	if err != nil || len(all) != 2 || all[1].Edits != 4 {
		t.Errorf("%+v %v", all, err)
	}
	if entries, _ := os.ReadDir(d.Folder()); len(entries) != 4 {
		t.Errorf("%d files lie there", len(entries))
	}
}

// What an end in the midst of taking left behind counts for nothing and is
// gone with the next copy.
func TestHalfACopyIsNone(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	defer d.closed(s)
	d.add(s, "mug")
	if err := os.MkdirAll(d.Folder(), 0o700); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(d.Folder(), "20261125T090000000Z-hour")
	for _, name := range []string{half + partial, half + partial + "-journal", half + notes + partial} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := d.All(); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
	d.take(s)
	if entries, _ := os.ReadDir(d.Folder()); len(entries) != 2 {
		t.Errorf("%d files lie there", len(entries))
	}
}

// Whoever edits goes on while a copy is taken, and the copy is of one moment.
func TestEditingGoesOnWhileACopyIsTaken(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	defer d.closed(s)
	for i := range 400 {
		d.add(s, strings.Repeat("a long title ", 40)+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	var taken atomic.Bool
	before, during := 400, 0
	result := make(chan Snapshot, 1)
	go func() {
		defer taken.Store(true)
		one, _, err := d.Take(ctx, s, Hour)
		if err != nil {
			t.Error(err)
		}
		result <- one
	}()
	for !taken.Load() {
		d.add(s, "meanwhile")
		during++
	}
	if one := <-result; during < 3 || one.Edits < before || one.Edits > before+during {
		t.Errorf("%d edits while it was taken, and it holds %d", during, one.Edits)
	}
}

// A library that is damaged cannot be taken: a copy that does not read back is
// none.
func TestNothingDamagedIsKept(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	d.add(s, strings.Repeat("a long title ", 4000))
	d.closed(s)
	s, _ = d.open()
	defer s.Close()
	b, err := os.ReadFile(filepath.Join(d.Dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	for at := 4096; at < len(b); at += 4096 { // the head of every page but the first
		b[at] ^= 0xff
	}
	if err := os.WriteFile(filepath.Join(d.Dir, "library.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Take(ctx, s, Hour); !errors.Is(err, store.ErrDamaged) {
		t.Error(err)
	}
	if all, _ := d.All(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	if entries, _ := os.ReadDir(d.Folder()); len(entries) != 0 {
		t.Errorf("%d files lie there", len(entries))
	}
}

// A note whose copy never got its name says nothing of any copy, and goes.
func TestANoteOfNothingGoes(t *testing.T) {
	d := newDesk(t)
	s, _ := d.open()
	defer d.closed(s)
	d.add(s, "Cup")
	first := d.take(s)
	alone := filepath.Join(d.Folder(), "20261126T080000000Z-hand"+notes)
	if err := os.WriteFile(alone, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.add(s, "Mug")
	d.take(s)
	if _, err := os.Lstat(alone); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the note is still there: %v", err)
	}
	if one, err := d.Whole(first.ID); err != nil || !one.Verified {
		t.Errorf("the copy lost its note: %v", err)
	}
}

// What could not be written under its name leaves nothing, and what was there
// under that name stays.
func TestWrittenWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "note")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := written(path, []byte("text")); err == nil {
		t.Error("a folder was written over")
	}
	if _, err := os.Lstat(path + partial); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half of it is left: %v", err)
	}
}
