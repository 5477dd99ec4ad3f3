package snapshot

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"taglane/app/store"
	"taglane/app/taglane"
)

// Libraries as older Taglanes left them: the sample clip with its tags, its page
// published, a product. Each is taken as it is before it is brought to today's
// form; nothing of it is lost, and what was taken can be put back.
func TestOlderLibrariesOpen(t *testing.T) {
	old, err := filepath.Glob("testdata/form-*.db.gz")
	if err != nil || len(old) < 2 {
		t.Fatal(old, err)
	}
	for _, path := range old {
		d := newDesk(t)
		unpack(t, path, d.Dir)
		s, done := d.open()
		if done != nil {
			t.Error(done)
		}
		held := holds(t, s)
		if held.products < 2 || held.posts != 1 || held.clips != 1 || held.tags == 0 {
			t.Errorf("%s holds %+v", path, held)
		}
		all, err := d.All()
		if err != nil || len(all) != 1 || all[0].Why != Update || !all[0].Verified || all[0].Edits == 0 {
			t.Fatalf("%s was not taken before: %+v %v", path, all, err)
		}
		if was := d.read(all[0].ID).Version; was != form(t, path) {
			t.Errorf("%s was taken when it had form %d", path, was)
		}
		d.closed(s)
		if _, err := d.PutBack(all[0].ID, false); err != nil {
			t.Fatal(err)
		}
		s, done = d.open()
		if again := holds(t, s); done == nil || again != held {
			t.Errorf("%s put back holds %+v, %+v", path, again, done)
		}
		d.closed(s)
	}
}

// form is the one a file of an older library is named for.
func form(t *testing.T, path string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(filepath.Base(path), "form-%d.db.gz", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Where no copy can be put aside first, an older library stays as it is.
func TestWithoutACopyNothingIsMadeNewer(t *testing.T) {
	old, err := filepath.Glob("testdata/form-*.db.gz")
	if err != nil || len(old) == 0 {
		t.Fatal(old, err)
	}
	d := newDesk(t)
	unpack(t, old[0], d.Dir)
	if err := os.WriteFile(d.Folder(), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(ctx, d.options()); taglane.KindOf(err) != taglane.Refused {
		t.Fatal(err)
	}
	if held, err := store.Read(ctx, filepath.Join(d.Dir, "library.db")); err != nil || held.Version != form(t, old[0]) {
		t.Errorf("%+v %v", held, err)
	}
	if err := os.Remove(d.Folder()); err != nil {
		t.Fatal(err)
	}
	s, _ := d.open()
	d.closed(s)
}

type holding struct{ clips, tags, products, posts int }

func holds(t *testing.T, s *store.Store) (h holding) {
	t.Helper()
	products, err := s.Products(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	posts, err := s.Publications(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h.products, h.posts = len(products), len(posts)
	for _, p := range posts {
		if c, err := s.Clip(ctx, p.Clip); err == nil && c.Name != "" {
			h.clips++
		}
		tags, err := s.Tags(ctx, p.Clip)
		if err != nil {
			t.Fatal(err)
		}
		h.tags += len(tags)
	}
	return h
}

func unpack(t *testing.T, path, dir string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "library.db"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
