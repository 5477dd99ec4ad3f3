package snapshot

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

var ctx = context.Background()

// desk is a library with its ring and a clock that is turned by hand.
type desk struct {
	*testing.T
	Ring
	now time.Time
	ids int
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, now: day(26, 9)}
	d.Ring = Ring{Dir: filepath.Join(t.TempDir(), "library"), Now: func() time.Time { return d.now }}
	return d
}

func (d *desk) options() store.Options {
	return store.Options{Dir: d.Dir, Now: d.Now, NewID: func() taglane.ID { d.ids++; return taglane.ID(fmt.Sprint("id", d.ids)) }}
}

// open opens the library; it is closed with the test unless it was before.
func (d *desk) open() (*store.Store, *Done) {
	d.Helper()
	s, done, err := Open(ctx, d.options())
	if err != nil {
		d.Fatal(err)
	}
	return s, done
}

func (d *desk) closed(s *store.Store) {
	d.Helper()
	if err := s.Close(); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) add(s *store.Store, title string) {
	d.Helper()
	p := taglane.Product{ID: taglane.ID(title), Title: title, Relation: taglane.Own}
	if _, err := s.Do(ctx, edit.Draft{By: "nora", Label: "Add", Writes: store.ProductWrites(p)}); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) titles(s *store.Store) string {
	d.Helper()
	all, err := s.Products(ctx, "")
	if err != nil {
		d.Fatal(err)
	}
	out := ""
	for _, p := range all {
		out += p.Title + " "
	}
	return out
}

// take takes a copy of an open library that has to be fresh.
func (d *desk) take(s *store.Store) Snapshot {
	d.Helper()
	one, fresh, err := d.Take(ctx, s, Hand)
	if err != nil || !fresh {
		d.Fatal(fresh, err)
	}
	return one
}

// spoil turns some bytes of a file into others.
func spoil(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < len(b)/2+40; i++ {
		b[i] ^= 0x20
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
