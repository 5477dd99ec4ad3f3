package cli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/media"
)

// keep copies the library aside, as a backup of the whole folder does.
func (s *street) keep(name string) {
	s.t.Helper()
	if err := os.CopyFS(filepath.Join(s.dir, name), os.DirFS(filepath.Join(s.dir, "library"))); err != nil {
		s.t.Fatal(err)
	}
}

// restore puts such a copy in the library's place.
func (s *street) restore(name string) {
	s.t.Helper()
	library := filepath.Join(s.dir, "library")
	if err := os.RemoveAll(library); err != nil {
		s.t.Fatal(err)
	}
	if err := os.CopyFS(library, os.DirFS(filepath.Join(s.dir, name))); err != nil {
		s.t.Fatal(err)
	}
}

// Yesterday's library is put back after today's posts went out, folder, database
// and the ledger beside it: nothing is posted again, whether yesterday had not
// heard of them yet, had them waiting, or was in the midst of them.
func TestRestoredFromYesterday(t *testing.T) {
	if raced {
		t.Skip("many programs: the run without the race detector starts them")
	}
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	s := newStreet(t)
	s.keep("before")
	s.queue()
	s.keep("waiting")
	s.carry(700 * time.Millisecond)
	s.keep("under way")
	s.settle()

	for _, day := range []string{"waiting", "under way"} {
		s.restore(day)
		s.settle()
	}
	s.restore("before")
	s.lives--
	s.queue() // the person queues the same takes again
	s.settle()
	for name, w := range s.fars {
		if n := len(w.Posts()); n != 1 {
			t.Errorf("%s has %d posts", name, n)
		}
	}

	s.queue() // and a new one still goes out
	s.settle()
}
