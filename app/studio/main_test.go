package studio

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"taglane/app/media"
	_ "taglane/app/platform/memory"
	"taglane/app/store"
	"taglane/app/taglane"
)

func TestMain(m *testing.M) {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	if dir := os.Getenv("TAGLANE_TEST_VICTIM"); dir != "" {
		victim(dir) // ends only by being killed
	}
	os.Exit(m.Run())
}

// options are those of a library in dir, with its other folders beside it.
func options(dir string) Options {
	return Options{
		Dir: dir, State: dir + "-state", Pages: dir + "-pages", Exports: dir + "-exports", Person: "nora", Now: time.Now, Quiet: true,
		NewID: func() taglane.ID { return taglane.ID(uuid.Must(uuid.NewV7()).String()) }, Log: slog.New(slog.DiscardHandler),
	}
}

// newStudio opens a studio on a fresh library.
func newStudio(t testing.TB) *Studio {
	t.Helper()
	s, err := Open(context.Background(), options(filepath.Join(t.TempDir(), "library")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// needTools skips where there is no ffmpeg to read clips with.
func needTools(t testing.TB) {
	t.Helper()
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
}

var counter atomic.Int64

// addClip puts a clip into the library that no file stands behind.
func addClip(t testing.TB, s *Studio, frames taglane.Frame) taglane.ID {
	t.Helper()
	c := taglane.Clip{ID: s.o.NewID(), Name: fmt.Sprint("clip ", counter.Add(1)), Path: "/nowhere/x.mp4", Fingerprint: fmt.Sprint("fp", counter.Load()), AddedAt: time.Now(), Language: "en",
		Facts: taglane.Facts{Frames: frames, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920}}
	if err := s.commit(context.Background(), c.ID, "Import "+c.Name, store.ClipWrites(c)...); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func addProduct(t testing.TB, s *Studio, title string) taglane.ID {
	t.Helper()
	own, url := taglane.Own, "https://lind.example/"+title
	p, err := s.AddProduct(context.Background(), ProductFields{Title: &title, URL: &url, Relation: &own})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func addTag(t testing.TB, s *Studio, clip, product taglane.ID, in, out taglane.Frame) taglane.ID {
	t.Helper()
	c, err := s.AddTag(context.Background(), clip, product, taglane.Span{In: in, Out: out}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.Tag
}
