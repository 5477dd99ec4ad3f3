//go:build linux && amd64

package faults_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// Of many programs that open one library at the same moment one does, and the
// others say that it is open. When that one is killed the next opens at once.
func TestTwiceAtOnce(t *testing.T) {
	r := begin(t, "four programs at once on one library")
	h := newHome(t)
	h.must(nil, "clips")
	for range count("TAGLANE_TWICE", 3, 50) {
		lives, errs := make([]*living, 4), make([]error, 4)
		atOnce(4, func(i int) { lives[i], errs[i] = h.live() })
		var holder *living
		for i := range lives {
			r.add(&r.tries, 1)
			switch {
			case errs[i] == nil && holder == nil:
				holder = lives[i]
			case errs[i] == nil:
				r.add(&r.mixed, 1)
				t.Error("two programs have one library open")
			case !named(errs[i]) || !strings.HasPrefix(errs[i].Error(), string(taglane.Conflict)+": "):
				r.add(&r.crashed, 1)
				t.Errorf("the other says: %v", errs[i])
			}
		}
		if holder == nil {
			t.Fatalf("nobody opens the library: %v", errors.Join(errs...))
		}
		if err := h.cli(nil, "clips"); !named(err) {
			t.Errorf("a verb beside it: %v", err)
		}
		for _, l := range lives {
			if l != nil {
				l.kill()
			}
		}
		began := time.Now()
		l, err := h.live()
		if err != nil {
			t.Fatalf("after the holder was killed: %v", err)
		}
		l.kill()
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("the next start took %v", took)
		}
	}
}

// Films and libraries lie under any name that a file may have: long ones, and
// those that two systems write differently.
func TestNames(t *testing.T) {
	r := begin(t, "long paths, and names composed and decomposed")
	h := newHome(t)
	films := filepath.Join(h.dir, "films")
	names := []string{"caf\u00e9.mp4", "cafe\u0301.mp4", "\u1e69.mp4", "s\u0323\u0307.mp4", "ＦＵＬＬ.mp4", "\u200e\u202eevil.mp4", "🎬🧵.mp4", "a#b?c%20d&e.mp4", "it's \"quoted\".mp4",
		" spaces .mp4", "new\nline.mp4", "tab\tbed.mp4", "-rf.mp4", "..mp4", strings.Repeat("long ", 50) + ".mp4", strings.Repeat("é", 125) + ".mp4",
		strings.Repeat(strings.Repeat("d", 200)+"/", 15) + "deep.mp4"}
	paths := map[string]string{}
	for i, name := range names {
		path := filepath.Join(films, name)
		clipFile(t, path, 100+i)
		var brought struct{ Imported []struct{ ID string } }
		err := h.cli(&brought, "import", path)
		r.add(&r.tries, 1)
		if err != nil || len(brought.Imported) != 1 {
			r.add(&r.lost, 1)
			t.Errorf("%q: %d came in: %v", name, len(brought.Imported), err)
			continue
		}
		paths[brought.Imported[0].ID] = path
	}
	var list struct{ Clips []struct{ ID, Path string } }
	h.must(&list, "clips")
	for _, c := range list.Clips {
		if paths[c.ID] != c.Path {
			r.add(&r.mixed, 1)
			t.Errorf("%q is kept as %q", paths[c.ID], c.Path)
		}
		delete(paths, c.ID)
	}
	if len(paths) > 0 {
		r.add(&r.lost, len(paths))
		t.Errorf("clips are lost: %q", paths)
	}
	longest := 0
	lengths := []int{480, 520, 5000}
	if full() {
		lengths = []int{100, 200, 300, 400, 450, 480, 500, 510, 520, 600, 1000, 2000, 3900, 4090, 5000}
	}
	for _, n := range lengths {
		in := newHome(t)
		in.library = filepath.Join(in.dir, strings.Repeat(strings.Repeat("l", 60)+"/", 100))[:max(n, len(in.dir)+20)]
		in.library = strings.TrimSuffix(in.library, "/")
		r.add(&r.tries, 1)
		err := in.cli(nil, "products", "add", "--title", "Cup", "--url", "https://shop.example/cup", "--relation", "own")
		if err != nil && !named(err) {
			r.add(&r.crashed, 1)
			t.Errorf("a library at a path of %d bytes: %v", len(in.library), err)
		}
		if err != nil {
			continue
		}
		longest = max(longest, len(in.library))
		var list struct{ Products []struct{ ID string } }
		if err := in.cli(&list, "products"); err != nil || len(list.Products) != 1 {
			r.add(&r.lost, 1)
			t.Errorf("a library at a path of %d bytes: %d products: %v", len(in.library), len(list.Products), err)
		}
	}
	for _, name := range []string{"Bücher", "Bu\u0308cher", "a b'c\"d#e?f%41", "🎬"} {
		in := newHome(t)
		in.library = filepath.Join(in.dir, name)
		r.add(&r.tries, 1)
		err := errors.Join(in.cli(nil, "products", "add", "--title", "Cup", "--url", "https://shop.example/cup", "--relation", "own"), sound(t, in.library))
		if _, there := os.Stat(filepath.Join(in.library, libraryFile)); err != nil || there != nil {
			r.add(&r.lost, 1)
			t.Errorf("a library in %q: %v", name, errors.Join(err, there))
		}
	}
	r.note("libraries at paths of up to %d bytes", longest)
}
