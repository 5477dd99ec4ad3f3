package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// hunted is a tree to search; a file's fingerprint is its text.
type hunted struct {
	t     *testing.T
	root  string
	read  []string // what was fingerprinted
	found []string // "id name"
}

func newHunted(t *testing.T, files map[string]string) *hunted {
	t.Helper()
	h := &hunted{t: t, root: t.TempDir()}
	for name, text := range files {
		path := filepath.Join(h.root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func want(id, name, text string) Wanted {
	return Wanted{ID: taglane.ID(id), Size: int64(len(text)), Fingerprint: text, Name: name}
}

func (h *hunted) rel(path string) string {
	rel, err := filepath.Rel(h.root, path)
	if err != nil {
		h.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

func (h *hunted) print(path string) (string, error) {
	h.read = append(h.read, h.rel(path))
	b, err := os.ReadFile(path)
	return string(b), err
}

func (h *hunted) tell(w Wanted, path string) {
	h.found = append(h.found, string(w.ID)+" "+h.rel(path))
}

func (h *hunted) search(wants ...Wanted) error {
	return Search(context.Background(), []string{h.root, h.root + "/nowhere", h.root}, wants, h.print, h.tell)
}

func (h *hunted) check(err error, found, read string) {
	h.t.Helper()
	if err != nil {
		h.t.Errorf("the search fails: %v", err)
	}
	if got := strings.Join(h.found, ", "); got != found {
		h.t.Errorf("found %q, want %q", got, found)
	}
	if got := strings.Join(h.read, ", "); got != read {
		h.t.Errorf("read %q, want %q", got, read)
	}
}

func TestSearchReadsOnlyLikelyFiles(t *testing.T) {
	h := newHunted(t, map[string]string{"a.mp4": "other size", "deep/moved.mp4": "sunday", "deep/z.mp4": "monday", ".trash/x.mp4": "sunday", ".x.mp4": "sunday"})
	h.check(h.search(want("1", "old.mp4", "sunday")), "1 deep/moved.mp4", "deep/moved.mp4")
}

func TestSearchReadsTheOldNameFirst(t *testing.T) {
	h := newHunted(t, map[string]string{"a.mp4": "monday", "b.mp4": "tuesda", "z/Sunday.MP4": "sunday"})
	h.check(h.search(want("1", "sunday.mp4", "sunday")), "1 z/Sunday.MP4", "z/Sunday.MP4")
}

func TestSearchLooksFurtherWhenTheNameDeceives(t *testing.T) {
	h := newHunted(t, map[string]string{"a.mp4": "monday", "sunday.mp4": "tuesda", "z.mp4": "sunday"})
	h.check(h.search(want("1", "sunday.mp4", "sunday")), "1 z.mp4", "sunday.mp4, a.mp4, z.mp4")
}

func TestSearchTellsAllWantsOfOneFingerprint(t *testing.T) {
	h := newHunted(t, map[string]string{"x.mp4": "sunday"})
	h.check(h.search(want("1", "a.mp4", "sunday"), want("2", "b.mp4", "sunday")), "1 x.mp4, 2 x.mp4", "x.mp4")
	// Copies go each to its own name.
	h = newHunted(t, map[string]string{"a.mp4": "sunday", "b.mp4": "sunday", "c.mp4": "sunday"})
	h.check(h.search(want("3", "d.mp4", "sunday"), want("2", "b.mp4", "sunday"), want("1", "a.mp4", "sunday")),
		"2 b.mp4, 1 a.mp4, 3 a.mp4", "b.mp4, a.mp4")
}

func TestSearchTellsEachOnce(t *testing.T) {
	h := newHunted(t, map[string]string{"a.mp4": "sunday", "b/a.mp4": "sunday"})
	h.check(h.search(want("1", "a.mp4", "sunday"), want("2", "gone.mp4", "friday"), Wanted{ID: "3", Size: 6}), "1 a.mp4", "a.mp4, b/a.mp4")
}

func TestSearchSkipsWhatCannotBeRead(t *testing.T) {
	h := newHunted(t, map[string]string{"a.mp4": "sunday", "b.mp4": "sunday"})
	broken := func(path string) (string, error) {
		if filepath.Base(path) == "a.mp4" {
			return "", taglane.Errorf(taglane.Refused, "This file cannot be read.")
		}
		return h.print(path)
	}
	if err := os.Symlink(h.root+"/b.mp4", h.root+"/0.mp4"); err != nil {
		t.Fatal(err)
	}
	err := Search(context.Background(), []string{h.root}, []Wanted{want("1", "a.mp4", "sunday"), {ID: "2", Size: 6}}, broken, h.tell)
	h.check(err, "1 b.mp4", "b.mp4")
}

func TestSearchStopsWhenAsked(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("%02d.mp4", i)] = fmt.Sprintf("clip %02d", i)
	}
	h := newHunted(t, files)
	ctx, cancel := context.WithCancel(context.Background())
	stopping := func(path string) (string, error) {
		if len(h.read) == 2 {
			cancel()
		}
		return h.print(path)
	}
	err := Search(ctx, []string{h.root}, []Wanted{want("1", "x", "clip 19")}, stopping, h.tell)
	if !errors.Is(err, context.Canceled) || len(h.read) != 3 || len(h.found) != 0 {
		t.Errorf("it ends with %v after %d files", err, len(h.read))
	}
	if err := Search(ctx, nil, nil, h.print, h.tell); !errors.Is(err, context.Canceled) {
		t.Errorf("looking for nothing ends with %v", err)
	}
}

func TestSearchSaysWhenItDidNotSeeAll(t *testing.T) {
	files := map[string]string{"1/2/3/deep.mp4": "sunday"}
	for i := range 10 {
		files[fmt.Sprintf("many/%d.mp4", i)] = "monday"
	}
	for name, b := range map[string]bounds{"deep": {2, 1000}, "many": {9, 5}} {
		h := newHunted(t, files)
		err := search(context.Background(), b, []string{h.root}, []Wanted{want("1", "x", "sunday")}, h.print, h.tell)
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: it ends with %v", name, err)
		}
		h.found = nil
		err = search(context.Background(), b, []string{h.root, h.root + "/1/2/3"}, []Wanted{want("1", "x", "sunday")}, h.print, h.tell)
		if err != nil || !slices.Equal(h.found, []string{"1 1/2/3/deep.mp4"}) {
			t.Errorf("%s: with all found it ends with %v and %v", name, err, h.found)
		}
	}
}
