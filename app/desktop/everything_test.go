package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// A library that was written out comes back beside the one in use, and the next
// start opens it; of a folder that is none, nothing is left.
func TestBringingALibraryBack(t *testing.T) {
	home := elsewhere(t)
	o, err := Options(filepath.Join(t.TempDir(), "first"))
	if err != nil {
		t.Fatal(err)
	}
	o.Quiet = true
	s, err := studio.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	title, own := "Blue mug", taglane.Own
	if _, err := s.AddProduct(t.Context(), studio.ProductFields{Title: &title, Relation: &own}); err != nil {
		t.Fatal(err)
	}
	out, one := filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "out.zip")
	if _, err := s.WriteEverything(t.Context(), out, studio.EverythingChoice{}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteEverything(t.Context(), one, studio.EverythingChoice{Zip: true}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	for _, c := range []struct {
		shell  chooser
		config Config
		kind   taglane.Kind
	}{{chooser{folder: t.TempDir()}, Config{}, taglane.Invalid}, {chooser{folder: out}, Config{Library: home}, taglane.Refused}, {chooser{}, Config{}, ""}} {
		b := &Bridge{log: quiet, shell: c.shell, config: c.config}
		if got, err := b.BringEverything(false); taglane.KindOf(err) != c.kind || got != nil {
			t.Errorf("%+v: %+v, %v", c, got, err)
		}
		if left, _ := filepath.Glob(usualLibrary(home) + "*"); len(left) > 0 {
			t.Error("left behind:", left)
		}
	}

	b := &Bridge{log: quiet, shell: chooser{folder: out, zip: one}}
	for n := range 2 { // a second time on the same day, and of one file
		got, err := b.BringEverything(n == 1)
		if err != nil || !got.Place.Chosen || got.Place.Next == usualLibrary(home) || len(got.Wrong) > 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		if o, err = Options(""); err != nil || o.Dir != got.Place.Next {
			t.Fatal(o.Dir, err)
		}
		o.Quiet = true
		if s, err = studio.Open(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Products(t.Context(), ""); err != nil || len(all) != 1 || all[0].Title != title {
			t.Errorf("%+v, %v", all, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if dirs, _ := os.ReadDir(filepath.Dir(usualLibrary(home))); len(dirs) != 2 {
		t.Errorf("%v", dirs)
	}
}
