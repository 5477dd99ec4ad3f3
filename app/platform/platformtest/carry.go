package platformtest

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// trip is one publication on its way, with what the outbox would keep of it.
type trip struct {
	testing.TB
	w       World
	p       platform.Publisher
	pub     taglane.Publication
	session platform.UploadSession
	post    *taglane.Post
	asked   bool // the public act was asked for
	trouble int  // answers other than yes
}

func begin(t testing.TB, w World) *trip {
	t.Helper()
	tr := &trip{TB: t, w: w, p: w.New(t)}
	if w.Publication != nil {
		tr.pub = w.Publication(t)
	} else {
		tr.pub = Publication(t, t.TempDir())
		if w.Account.ID != "" {
			tr.pub.Account = w.Account
		}
	}
	return tr
}

// restart throws the connector away and keeps only what survives on disk.
func (t *trip) restart() {
	t.p = t.w.New(t)
	t.session = roundTrip(t, t.session)
}

func roundTrip(t testing.TB, s platform.UploadSession) platform.UploadSession {
	t.Helper()
	b, err := json.Marshal(struct{ S platform.UploadSession }{s})
	if err != nil {
		t.Fatalf("the session is not JSON: %v", err)
	}
	var back struct{ S platform.UploadSession }
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	return back.S
}

func (t *trip) open() {
	t.Helper()
	s, err := t.p.Open(t.Context(), t.pub.Key, t.pub)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.session = s
}

func (t *trip) status() platform.Status {
	t.Helper()
	st, err := t.p.Status(t.Context(), t.session)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	return st
}

// send sends n bytes from off and keeps the session as it was given back.
func (t *trip) send(ctx context.Context, off, n int64) error {
	t.Helper()
	f, err := os.Open(t.pub.Revision.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(off, 0); err != nil {
		t.Fatal(err)
	}
	s, err := t.p.Send(ctx, t.session, off, f, n)
	if err == nil && s != nil {
		t.session = s
	}
	return err
}

// chunk is a lawful piece at off: small, so that a clip takes several.
func (t *trip) chunk(off int64) int64 {
	c, left := t.p.Capabilities(), t.pub.Revision.Media.Size-off
	n := max(c.ChunkMin, 90_000)
	if c.ChunkMultiple > 0 {
		n = max(c.ChunkMultiple, n/c.ChunkMultiple*c.ChunkMultiple)
	}
	if n >= left || left-n < c.ChunkMin {
		return left
	}
	return n
}

// sendAll sends what the far side says is missing.
func (t *trip) sendAll() {
	t.Helper()
	for st := t.status(); !st.Complete; st = t.status() {
		if err := t.send(t.Context(), st.Offset, t.chunk(st.Offset)); err != nil {
			t.Fatalf("Send at %d: %v", st.Offset, err)
		}
	}
}

// ready waits until the far side has processed the bytes.
func (t *trip) ready() platform.Status {
	t.Helper()
	for range 100 {
		st := t.status()
		if st.Ready || st.Post != nil {
			return st
		}
		pause(t, st.Wait)
	}
	t.Fatal("the far side is never ready")
	return platform.Status{}
}

func (t *trip) release() taglane.Post {
	t.Helper()
	if t.p.Capabilities().Fused {
		for range 100 {
			st := t.status()
			if st.Post != nil {
				return *st.Post
			}
			pause(t, st.Wait)
		}
		t.Fatal("the last chunk should publish, but there is no post")
	}
	post, err := t.p.Release(t.Context(), t.session, t.pub)
	if err != nil {
		t.Fatalf("Release: %v", err)
	}
	return post
}

// carry brings the whole publication to its post over a far side in good order.
func (t *trip) carry() taglane.Post {
	t.Helper()
	t.open()
	t.sendAll()
	t.ready()
	return t.release()
}

// posts are the public posts that hold this publication's bytes.
func (t *trip) posts() (out []Posted) {
	t.Helper()
	for _, p := range t.w.Posts() {
		if p.Key == t.pub.Key || p.Key == "" && p.SHA256 == t.pub.Revision.Media.SHA256 {
			out = append(out, p)
		}
	}
	return out
}

func (t *trip) wantPosts(n int) {
	t.Helper()
	if got := t.posts(); len(got) != n {
		t.Fatalf("%d public posts, want %d: %+v", len(got), n, got)
	}
}

// wantKind insists on one of the kinds and looks at the sentence too.
func (t *trip) wantKind(err error, kinds ...taglane.Kind) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one of %v", kinds)
	}
	t.clean(err)
	for _, k := range kinds {
		if taglane.KindOf(err) == k {
			return
		}
	}
	t.Fatalf("%s error %v, want one of %v", taglane.KindOf(err), err, kinds)
}

// clean refuses an error that shows a secret or has no sentence for a person.
func (t *trip) clean(err error) {
	t.Helper()
	for _, s := range t.w.Secrets {
		if s != "" && (strings.Contains(err.Error(), s) || strings.Contains(taglane.MessageOf(err), s)) {
			t.Fatalf("the error shows a secret: %v", err)
		}
	}
	m := taglane.MessageOf(err)
	if m == "" || m == taglane.InternalMessage || !strings.HasSuffix(m, ".") {
		t.Fatalf("%q is not a sentence for a person (%v)", m, err)
	}
}

func pause(t testing.TB, d time.Duration) {
	t.Helper()
	select {
	case <-t.Context().Done():
	case <-time.After(min(max(d, time.Millisecond), time.Second)):
	}
}
