package webpage

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// later is what a page says after it was changed: the carafe was held back
// until then.
func later(t testing.TB, p taglane.Publication) taglane.Publication {
	t.Helper()
	d := &p.Revision.Draft
	d.Clip.Title, d.Clip.Caption = "Another title", "Other words."
	d.Products = append([]taglane.Product{}, d.Products...)
	d.Products[0].Title = "Red mug"
	p.Revision.Digest = taglane.DigestOf(p.Revision)
	return p
}

func TestAPageIsChangedInItsPlace(t *testing.T) {
	for _, single := range []string{"false", "true"} {
		was := sunday(t)
		was.Settings["single_file"] = single
		delete(was.Settings, "title")
		now := later(t, was)
		dir := t.TempDir()
		s := service(t, map[string]string{"dir": dir})
		post, err := carry(t, s, was)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := s.Update(t.Context(), post, now); err != nil {
				t.Fatal(err)
			}
		}
		got := tree(t, filepath.Join(dir, post.ID))
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("single %s: the folder holds %v", single, entries)
		}
		page := got["index.html"]
		if !strings.Contains(page, "Another title") || !strings.Contains(page, "Red mug") || !strings.Contains(got["manifest.json"], now.Revision.Digest) {
			t.Errorf("single %s: the page still says what it said", single)
		}
		if found, err := s.Find(t.Context(), was.Key); err != nil || found.ID != post.ID {
			t.Errorf("single %s: by its key there is %v, %v", single, found, err)
		}
		if single == "false" {
			if err := os.WriteFile(filepath.Join(dir, post.ID, "clip.mp4"), []byte("another clip"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Update(t.Context(), post, was); taglane.KindOf(err) != taglane.Refused {
				t.Errorf("a clip that somebody changed: %v", err)
			}
		}
		if err := os.RemoveAll(filepath.Join(dir, post.ID)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(t.Context(), post, was); taglane.KindOf(err) != taglane.Refused {
			t.Errorf("single %s: a page that is gone: %v", single, err)
		}
	}
}

// The machine is turned off at every change of the disk while a page is
// changed, and started again: there is one page, and it is the new one.
func TestCrashWhileAPageIsChanged(t *testing.T) {
	was := sunday(t)
	delete(was.Settings, "title")
	now := later(t, was)
	var want map[string]string
	for n := 0; ; n++ {
		dir := t.TempDir()
		calm := service(t, map[string]string{"dir": dir})
		post, err := carry(t, calm, was)
		if err != nil {
			t.Fatal(err)
		}
		f := &fault{how: platformtest.CutMidway, crash: true, quiet: true, left: n}
		s := service(t, map[string]string{"dir": dir})
		s.open = f.open
		_, err = s.Update(t.Context(), post, now)
		if n == 0 {
			if err != nil {
				t.Fatal(err)
			}
			want = tree(t, dir)
			continue
		}
		if err == nil {
			if n < 20 {
				t.Errorf("only %d changes of the disk were interrupted", n-1)
			}
			return
		}
		if _, err := calm.Update(t.Context(), post, now); err != nil {
			t.Fatalf("after a crash at change %d: %v", n, err)
		}
		if got := tree(t, dir); !reflect.DeepEqual(got, want) {
			t.Fatalf("after a crash at change %d the folder holds %v", n, sortedKeys(got))
		}
	}
}
