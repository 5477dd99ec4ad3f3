package desktop

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// finder is a shell that can show folders, and notes which.
type finder struct {
	browser
	shown *[]string
	given string
}

func (f finder) openFolder(path string) error { *f.shown = append(*f.shown, path); return nil }
func (f finder) granted(path string) bool     { return path == f.given }

// Only folders of Taglane's own are shown, and those that a person gave.
func TestOnlyOurFoldersAreShown(t *testing.T) {
	at := t.TempDir()
	library, exports, given, other := filepath.Join(at, "library"), filepath.Join(at, "exports"), filepath.Join(at, "given"), filepath.Join(at, "library-2")
	for _, dir := range []string{filepath.Join(library, "snapshots"), filepath.Join(library, "damaged-1"), exports, filepath.Join(given, "Taglane library"), other} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(exports, "run.sh")
	if err := os.WriteFile(file, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	var shown []string
	b := &Bridge{log: quiet, shell: finder{shown: &shown, given: given}, config: Config{Options: func(string) (studio.Options, error) { return studio.Options{Dir: library, Exports: exports}, nil }}}
	for path, want := range map[string]taglane.Kind{
		library: "", exports: "", given: "", filepath.Join(library, "snapshots"): "", filepath.Join(library, "damaged-1"): "", filepath.Join(given, "Taglane library"): "",
		file: taglane.NotFound, filepath.Join(exports, "gone"): taglane.NotFound,
		other: taglane.Refused, at: taglane.Refused, "": taglane.Refused, "/": taglane.Refused, "snapshots": taglane.Refused, "file://" + library: taglane.Refused, "-R": taglane.Refused,
		filepath.Join(library, "snapshots", "..", "..", "library-2"): taglane.Refused, library + "/../library-2": taglane.Refused,
	} {
		was := len(shown)
		err := b.ShowFolder(path)
		if want == "" && (err != nil || len(shown) != was+1 || shown[was] != path) {
			t.Errorf("%q: %v, %v", path, err, shown)
		}
		if want != "" && (taglane.KindOf(err) != want || len(shown) != was) {
			t.Errorf("%q: %v, %v", path, err, shown)
		}
	}
	b.shell = browser{}
	if err := b.ShowFolder(library); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
}

func TestTheOpenerIsGivenTheFolder(t *testing.T) {
	dir := t.TempDir()
	opener, told := filepath.Join(dir, "opener"), filepath.Join(dir, "told")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf %s \"$1\" > "+told+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TAGLANE_OPENER", opener)
	if err := (&window{}).openFolder(dir); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if b, err := os.ReadFile(told); err == nil && string(b) == dir {
			return
		} else if time.Now().After(end) {
			t.Fatalf("it was given %q, %v", b, err)
		}
	}
}
