package everything

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// counting gives a clock that ticks and names that count.
func counting(dir, prefix string) store.Options {
	n, at := 0, noon
	return store.Options{
		Dir:   dir,
		Now:   func() time.Time { at = at.Add(time.Second); return at },
		NewID: func() taglane.ID { n++; return taglane.ID(fmt.Sprintf("%s%d", prefix, n)) },
	}
}

type failing interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}

func opened(t failing, dir, prefix string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), counting(dir, prefix))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lent is what a studio would lend of a library.
func lent(s *store.Store) Lent {
	return Lent{
		Store: s, Tell: taglane.Said.String, Now: func() time.Time { return noon }, Media: filepath.Join(s.Dir(), "media"), Ledger: filepath.Join(s.Dir(), "publish-ledger.jsonl"),
		Draft: func(ctx context.Context, clip taglane.ID) (d taglane.Draft, err error) {
			if d.Clip, err = s.Clip(ctx, clip); err != nil {
				return d, err
			}
			d.Tags, err = s.Tags(ctx, clip)
			for _, g := range d.Tags {
				if p, err := s.Product(ctx, g.Product); err == nil {
					d.Products = append(d.Products, p)
				}
			}
			return d, err
		},
		Comments: func(ctx context.Context, clip taglane.ID, private bool) ([]byte, error) {
			all, err := s.Comments(ctx, clip)
			if private {
				more, err := s.PrivateNotes(ctx, clip)
				if err != nil {
					return nil, err
				}
				all = append(all, more...)
			}
			return fmt.Appendf(nil, "%+v", all), err
		},
		Products: func(ctx context.Context) ([]byte, error) {
			all, err := s.Products(ctx, "")
			return fmt.Appendf(nil, "%+v", all), err
		},
	}
}

func write(t failing, s *store.Store, c Choice) string {
	t.Helper()
	dir := filepath.Join(filepath.Dir(s.Dir()), fmt.Sprint("export-", filepath.Base(s.Dir())))
	if _, err := Write(context.Background(), lent(s), dir, c, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// tree is every file below a folder.
func tree(t failing, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func alike(t failing, a, b string) {
	t.Helper()
	left, right := tree(t, a), tree(t, b)
	for name := range left {
		if !bytes.Equal(left[name], right[name]) {
			t.Errorf("%s differs:\n%.2000s\n---\n%.2000s", name, left[name], right[name])
		}
	}
	if len(left) != len(right) || len(left) < 20 {
		t.Errorf("%d files, then %d", len(left), len(right))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A picture as a library keeps it.
const (
	pictureText = "a picture"
	pictureName = "92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b.jpg"
)

// quickDir is a folder in memory where there is one: each test opens real
// libraries, and what a power cut would leave of them is not asked here.
func quickDir(t testing.TB) string {
	t.Helper()
	if info, err := os.Stat("/dev/shm"); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "everything")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
