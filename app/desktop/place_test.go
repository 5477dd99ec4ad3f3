package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// chooser is a shell whose dialog answers with one folder.
type chooser struct {
	browser
	folder string
	zip    string
}

func (c chooser) pickZip() (string, error)    { return c.zip, nil }
func (c chooser) pickFolder() (string, error) { return c.folder, nil }

func elsewhere(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	return home
}

func TestTheLibraryLiesWhereThePersonWantsIt(t *testing.T) {
	home := elsewhere(t)
	wanted := t.TempDir()
	b := &Bridge{log: quiet, shell: chooser{folder: wanted}}
	before, err := b.LibraryPlace()
	if err != nil || before.Path != usualLibrary(home) || before.Chosen || before.Fixed {
		t.Fatalf("at first: %+v, %v", before, err)
	}
	if p, err := b.PlaceLibrary(false); err != nil || p.Next != wanted || !p.Chosen {
		t.Fatalf("chosen: %+v, %v", p, err)
	}
	o, err := Options("")
	if err != nil || o.Dir != wanted || !strings.HasPrefix(o.Pages, home) {
		t.Errorf("the next start opens %s with pages in %s (%v)", o.Dir, o.Pages, err)
	}
	if o, err := Options(home); err != nil || o.Dir != home {
		t.Errorf("a library named at the start gives way to the choice: %s, %v", o.Dir, err)
	}
	if err := os.RemoveAll(wanted); err != nil {
		t.Fatal(err)
	}
	if _, err := Options(""); taglane.KindOf(err) != taglane.NotFound || !strings.Contains(taglane.MessageOf(err), wanted) {
		t.Errorf("a library that is away: %v", err)
	}
	if _, err := os.Stat(wanted); err == nil {
		t.Error("an empty library was made where one is only away")
	}
	if p, err := b.PlaceLibrary(true); err != nil || p.Chosen || p.Next != usualLibrary(home) {
		t.Errorf("taken back: %+v, %v", p, err)
	}
}

func TestAFolderForALibraryIsEmptyOrHasOne(t *testing.T) {
	elsewhere(t)
	full, library, gone := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "gone")
	for path, text := range map[string]string{filepath.Join(full, "holiday.txt"): "sun", filepath.Join(library, libraryFile): "a library"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, v := range map[string]struct {
		folder string
		kind   taglane.Kind
	}{
		"other things":     {full, taglane.Invalid},
		"a library":        {library, ""},
		"an empty one":     {t.TempDir(), ""},
		"one that is gone": {gone, taglane.Invalid},
		"a relative one":   {"films", taglane.Invalid},
	} {
		if _, err := (&Bridge{log: quiet, shell: chooser{folder: v.folder}}).PlaceLibrary(false); taglane.KindOf(err) != v.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := (&Bridge{log: quiet, shell: chooser{}}).PlaceLibrary(false)
	if err != nil || !p.Chosen {
		t.Errorf("a dismissed dialog: %+v, %v", p, err)
	}
	if p, err := (&Bridge{log: quiet, config: Config{Library: full}}).LibraryPlace(); err != nil || !p.Fixed || p.Path != full {
		t.Errorf("a library named at the start: %+v, %v", p, err)
	}
}
