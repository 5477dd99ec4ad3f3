package snapshot

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/store"
	"taglane/app/taglane"
)

// street is two hundred publications to one account, and the ledger of them.
type street struct {
	*desk
	base    taglane.Publication
	posts   map[taglane.ID]taglane.Publication
	folders []string // of the ledger: beside the library, and in the state folder
}

const many = 200

// aStreet lies in memory where there is one: what a power cut leaves is asked
// elsewhere.
func aStreet(t *testing.T) *street {
	t.Helper()
	at := t.TempDir()
	if dir, err := os.MkdirTemp("/dev/shm", "snapshot"); err == nil {
		at = dir
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
	}
	w := &street{desk: newDesk(t), base: platformtest.Publication(t, t.TempDir()), posts: map[taglane.ID]taglane.Publication{}}
	w.Dir = filepath.Join(at, "library")
	w.base.Account = taglane.Account{ID: taglane.ID(t.Name()), Service: "memory"}
	w.folders = []string{filepath.Join(w.Dir, "publish-ledger.jsonl"), filepath.Join(at, "state", "publish-ledger.jsonl")}
	return w
}

func (w *street) queue(s *store.Store, from, to int) {
	w.Helper()
	for n := from; n < to; n++ {
		p := w.base
		p.ID = taglane.ID(fmt.Sprintf("post-%03d", n))
		p.Revision.Digest = fmt.Sprintf("%064x", n+1)
		r := outbox.NewRow(p.ID, p.Revision, p.Account.ID, 0, nil, time.Time{}, w.now)
		p.Key = r.Key
		w.posts[p.ID] = p
		if _, fresh, err := s.Queue(ctx, r, outbox.Entry{}); err != nil || !fresh {
			w.Fatal(fresh, err)
		}
	}
}

// carry opens the outbox as a start does, and runs it until nothing moves.
// behind is of how many the ledger knew more than the library.
func (w *street) carry(s *store.Store) (behind int) {
	w.Helper()
	l, err := outbox.OpenLedger("library", outbox.Plain{}, w.folders...)
	if err != nil {
		w.Fatal(err)
	}
	defer l.Close()
	o := &outbox.Outbox{
		Journal: s, Ledger: l, Media: new(outbox.Files).Open, Now: time.Now, After: time.After,
		Connect: func(_ context.Context, r outbox.Row) (platform.Publisher, taglane.Publication, error) {
			p, err := platform.Open(w.base.Account, nil)
			return p, w.posts[r.ID], err
		},
	}
	rows, err := s.Publications(ctx)
	if err != nil {
		w.Fatal(err)
	}
	if behind, err = o.Replay(ctx, rows); err != nil {
		w.Fatal(err)
	}
	if err := o.RunUntilIdle(ctx); err != nil {
		w.Fatal(err)
	}
	return behind
}

// stand checks that all of them are public once, and that the library says so.
func (w *street) stand(s *store.Store, when string) {
	w.Helper()
	rows, err := s.Publications(ctx)
	if err != nil {
		w.Fatal(err)
	}
	told := 0
	for _, r := range rows {
		if r.Stage >= outbox.Live && r.Post.ID != "" {
			told++
		}
	}
	posts, err := memory.Posts(w.base.Account)
	if err != nil || len(posts) != many || told != len(rows) {
		w.Errorf("%s: %d posts, and the library knows of %d of its %d, %v", when, len(posts), told, len(rows), err)
	}
}

// A library is put back to before its publications went out: when half of them
// were out, and when none was, with the ledger beside it gone too. The states of
// all two hundred are known again, and none is posted twice.
func TestTwoHundredPostsAfterAnOlderCopy(t *testing.T) {
	w := aStreet(t)
	s, _ := w.open()
	w.queue(s, 0, many/2)
	waiting := w.take(s)
	w.carry(s)
	w.queue(s, many/2, many)
	half := w.take(s)
	w.carry(s)
	w.stand(s, "at first")

	for _, back := range []struct {
		name       string
		to         Snapshot
		rows, lost int
		noLedger   bool
	}{{"half of them out", half, many, many / 2, false}, {"none of them out, and the ledger gone with it", waiting, many / 2, many / 2, true}} {
		w.closed(s)
		if _, err := w.PutBack(back.to.ID, false); err != nil {
			t.Fatal(err)
		}
		if back.noLedger {
			if err := os.Remove(w.folders[0]); err != nil {
				t.Fatal(err)
			}
		}
		var done *Done
		if s, done = w.open(); done == nil {
			t.Fatal("nothing was put back")
		}
		if rows, err := s.Publications(ctx); err != nil || len(rows) != back.rows {
			t.Fatal(len(rows), err)
		}
		if behind := w.carry(s); behind != back.lost {
			t.Errorf("%s: the ledger knew more of %d", back.name, behind)
		}
		w.stand(s, back.name)
	}
	w.closed(s)
}
