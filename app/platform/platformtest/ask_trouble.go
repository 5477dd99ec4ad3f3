package platformtest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// drip is the clip as a very slow disk would give it.
type drip struct {
	io.ReadSeeker
	started chan struct{}
}

func (d *drip) Read(b []byte) (int, error) {
	select {
	case d.started <- struct{}{}:
	default:
	}
	time.Sleep(5 * time.Millisecond)
	return d.ReadSeeker.Read(b[:min(len(b), 16)])
}

// cancelSend cancels a slow Send soon after it began and waits for its return.
func cancelSend(t *trip) {
	t.Helper()
	size := t.pub.Revision.Media.Size
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	slow := &drip{bytes.NewReader(make([]byte, size)), make(chan struct{}, 1)}
	done := make(chan error, 1)
	go func() {
		_, err := t.p.Send(ctx, t.session, 0, slow, t.chunk(0))
		done <- err
	}()
	<-slow.started
	cancel()
	select {
	case err := <-done:
		if err == nil {
			t.Fatal("a cancelled Send says it succeeded")
		}
		t.clean(err)
	case <-time.After(time.Second):
		t.Fatal("a cancelled Send did not return within a second")
	}
}

func cancelledSendReturnsSoon(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	cancelSend(tr)
	tr.wantPosts(0)
}

func cancelledSendCanContinue(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	cancelSend(tr)
	// What dripped in was not the clip, so this session is spoiled: a new one
	// must not be touched by it.
	tr.open()
	tr.sendAll()
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

func cancelledStallReturnsSoon(t *testing.T, w World) {
	if !canBreak(w, Stall) {
		return
	}
	tr := begin(t, w)
	tr.open()
	ctx, cancel := context.WithCancel(t.Context())
	w.Break(Stall, 1)
	time.AfterFunc(20*time.Millisecond, cancel)
	began := time.Now()
	_, err := tr.p.Status(ctx, tr.session)
	if took := time.Since(began); took > time.Second {
		t.Fatalf("a cancelled call took %v to return", took)
	}
	tr.wantKind(err, taglane.Offline, taglane.Later, taglane.Internal, taglane.Unsure)
}

func cancelledBeforeChangesNothing(t *testing.T, w World) {
	tr := begin(t, w)
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tr.p.Open(dead, tr.pub.Key, tr.pub); err == nil {
		t.Error("Open went ahead though it was called off")
	}
	tr.open()
	if err := tr.send(dead, 0, tr.chunk(0)); err == nil {
		t.Error("Send went ahead though it was called off")
	}
	tr.sendAll()
	tr.ready()
	if !tr.p.Capabilities().Fused {
		if _, err := tr.p.Release(dead, tr.session, tr.pub); err == nil {
			t.Error("Release went ahead though it was called off")
		}
		tr.wantPosts(0)
	}
	tr.release()
	bytesMatch(tr)
}

func canBreak(w World, how How) bool {
	for _, h := range w.Breaks {
		if h == how && w.Break != nil {
			return true
		}
	}
	return false
}

// everyBreakEverywhere carries a publication once for each way to break and
// each touch of the far side, asking Status after every silence. Once a few
// carries in a row met no trouble, the touches of a whole carry are behind it.
func everyBreakEverywhere(t *testing.T, w World) {
	for _, how := range w.Breaks {
		if how == Stall {
			continue // needs a caller who gives up; asked elsewhere
		}
		for nth, calm := 1, 0; nth <= 60 && calm < 4; nth++ {
			tr := begin(t, w)
			w.Break(how, nth)
			carryBroken(tr)
			w.Break(BreakNothing, 0)
			if calm++; tr.trouble > 0 {
				calm = 0
			}
			if tr.post != nil || tr.p.Capabilities().ReleaseRepeat == platform.RepeatSets {
				bytesMatch(tr)
			}
			if n := len(tr.posts()); n > 1 {
				t.Fatalf("%s at touch %d: %d posts", how, nth, n)
			}
		}
	}
}

// carryBroken does what the outbox does, in its shortest form: act once, and
// after any silence ask the far side where it stands.
func carryBroken(t *trip) {
	t.Helper()
	for range 60 {
		if t.session == nil {
			if s, err := t.p.Open(t.Context(), t.pub.Key, t.pub); t.heard(err) {
				t.session = s
			}
			continue
		}
		st, err := t.p.Status(t.Context(), t.session)
		if taglane.KindOf(err) == taglane.NotFound && !t.asked {
			t.session = nil
			continue
		}
		if !t.heard(err) {
			continue
		}
		switch {
		case st.Post != nil:
			t.post = st.Post
			return
		case !st.Complete:
			n := t.chunk(st.Offset)
			err := t.send(t.Context(), st.Offset, n)
			t.heard(err)
			if now, serr := t.p.Status(t.Context(), t.session); serr == nil && (now.Offset < st.Offset || now.Offset > st.Offset+n || err == nil && now.Offset != st.Offset+n) {
				t.Fatalf("after sending %d bytes at %d (%v) Status says %+v", n, st.Offset, err, now)
			}
		case !st.Ready:
			pause(t, st.Wait)
		case t.asked && t.p.Capabilities().ReleaseRepeat != platform.RepeatSets && t.p.Capabilities().ReleaseRepeat != platform.RepeatAnswers:
			return // nobody can know; the outbox would ask a person
		default:
			t.asked = true
			if post, err := t.p.Release(t.Context(), t.session, t.pub); t.heard(err) {
				t.post = &post
				return
			}
		}
	}
	t.Fatal("never arrives, though it broke only once")
}

// heard says whether the far side answered yes; every other answer must carry
// a kind that lets the outbox go on.
func (t *trip) heard(err error) bool {
	t.Helper()
	if err == nil {
		return true
	}
	t.trouble++
	t.clean(err)
	switch taglane.KindOf(err) {
	case taglane.Offline, taglane.Later, taglane.Unsure, taglane.Internal, taglane.Conflict:
		return false
	}
	t.Fatalf("a broken call is told as %s: %v", taglane.KindOf(err), err)
	return false
}

func errorsAreSentences(t *testing.T, w World) {
	tr := begin(t, w)
	_, foreign := tr.p.Status(t.Context(), platform.UploadSession(`{"no":"such"}`))
	tr.open()
	misplaced := tr.send(t.Context(), tr.pub.Revision.Media.Size-1, 1)
	for _, err := range []error{foreign, misplaced} {
		tr.clean(err)
		if strings.ContainsAny(taglane.MessageOf(err), "\n\t{}") {
			t.Errorf("%v is not told as a plain sentence", err)
		}
	}
}
