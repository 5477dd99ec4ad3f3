package platformtest

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func tagSetsTheWholeList(t *testing.T, w World) {
	tr := begin(t, w)
	tagger, ok := platform.As[platform.Tagger](tr.p)
	if !ok {
		return
	}
	post := tr.carry()
	want := map[taglane.ID]bool{}
	for _, tag := range tr.pub.Revision.Draft.Tags {
		want[tag.Product] = true
	}
	for range 2 {
		got, err := tagger.Tag(t.Context(), post, tr.pub)
		if err != nil {
			t.Fatalf("Tag: %v", err)
		}
		have := map[taglane.ID]bool{}
		for _, id := range append(got, tr.never(got, post)...) {
			have[id] = true
		}
		if len(have) != len(want) || len(got) > len(want) {
			t.Fatalf("the post carries %v, want exactly %v", got, want)
		}
		for id := range want {
			if !have[id] {
				t.Fatalf("the post carries %v, want exactly %v", got, want)
			}
		}
	}
	tr.wantPosts(1)
}

func tagOfNoPostIsNotFound(t *testing.T, w World) {
	tr := begin(t, w)
	if tagger, ok := platform.As[platform.Tagger](tr.p); ok {
		_, err := tagger.Tag(t.Context(), taglane.Post{ID: "there-is-no-such-post"}, tr.pub)
		tr.wantKind(err, taglane.NotFound, taglane.Invalid)
	}
}

// never lists the products that a post will never carry, where the platform
// says so. It must not take back what Tag said that it carries.
func (t *trip) never(carried []taglane.ID, post taglane.Post) (out []taglane.ID) {
	t.Helper()
	partly, ok := platform.As[platform.Partly](t.p)
	if !ok {
		return nil
	}
	now, never, err := partly.Kept(t.Context(), post, t.pub)
	if err != nil {
		t.Fatalf("Kept: %v", err)
	}
	for _, id := range carried {
		if _, no := never[id]; no || !slices.Contains(now, id) {
			t.Fatalf("Tag says the post carries %v, Kept says it carries %v and never will %v", carried, now, never)
		}
	}
	for id, why := range never {
		if why.Format == "" {
			t.Fatalf("nobody says why %s is never carried", id)
		}
		out = append(out, id)
	}
	return out
}

// linkLeadsToThePost asks for the address of a post, which may come late, but
// never becomes another's.
func linkLeadsToThePost(t *testing.T, w World) {
	tr := begin(t, w)
	linker, ok := platform.As[platform.Linker](tr.p)
	if !ok {
		return
	}
	post := tr.carry()
	if post.ID == "" {
		return // its name is told later, by Status
	}
	post.Link = ""
	for range 5 {
		got, err := linker.Link(t.Context(), post)
		if err != nil {
			tr.wantKind(err, taglane.NotFound, taglane.Later)
			continue
		}
		if got.ID != post.ID || got.Link == "" {
			t.Fatalf("asked for the address of %+v, told of %+v", post, got)
		}
	}
	tr.wantPosts(1)
}

// updateMakesNoPost changes the texts of a post twice.
func updateMakesNoPost(t *testing.T, w World) {
	tr := begin(t, w)
	u, ok := platform.As[platform.Updater](tr.p)
	if !ok {
		return
	}
	post := tr.carry()
	if post.ID == "" {
		return
	}
	c := &tr.pub.Revision.Draft.Clip
	c.Title, c.Caption = "Another title", "Other words than before."
	tr.pub.Revision.Digest = taglane.DigestOf(tr.pub.Revision)
	for range 2 {
		losses, err := u.Update(t.Context(), post, tr.pub)
		if err != nil {
			t.Fatalf("Update: %v", err)
		}
		for _, l := range losses {
			if l.What == "" || l.Why == "" {
				t.Errorf("a loss that says nothing: %+v", l)
			}
		}
	}
	tr.wantPosts(1)
}

// narrowIsObeyed counts the bytes that asked before they left, and refuses them once.
func narrowIsObeyed(t *testing.T, w World) {
	tr := begin(t, w)
	n, ok := platform.As[platform.Narrow](tr.p)
	if !ok {
		return
	}
	var asked atomic.Int64
	n.Narrow(func(_ context.Context, n int) error { asked.Add(int64(n)); return nil })
	tr.open()
	tr.sendAll()
	size := tr.pub.Revision.Media.Size
	if got := asked.Load(); got < size || got > size+size/4+1<<17 {
		t.Errorf("%d bytes asked before they left, the clip has %d", got, size)
	}
	tr = begin(t, w)
	n, _ = platform.As[platform.Narrow](tr.p)
	n.Narrow(func(context.Context, int) error { return nil })
	tr.open()
	n.Narrow(func(context.Context, int) error { return errors.New("not now") })
	if err := tr.send(t.Context(), 0, tr.chunk(0)); err == nil {
		t.Error("bytes left that were told to stay")
	} else {
		tr.clean(err)
	}
	tr.wantPosts(0)
}

// deadUploadIsTold: an upload that can never be finished is told as such, and
// another one takes its place.
func deadUploadIsTold(t *testing.T, w World) {
	if w.Expire == nil {
		return
	}
	tr := begin(t, w)
	tr.open()
	if err := tr.send(t.Context(), 0, tr.chunk(0)); err != nil {
		t.Fatalf("Send: %v", err)
	}
	w.Expire()
	if st := tr.status(); !st.Dead || st.Complete || st.Ready || st.Post != nil {
		t.Fatalf("an upload whose address expired is said to be %+v", st)
	}
	tr.wantPosts(0)
	tr.open()
	tr.sendAll()
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

// plainNoIsTold: a no is told as a no, made nothing public, and hurts nothing.
func plainNoIsTold(t *testing.T, w World) {
	tr := begin(t, w)
	if w.Refuse == nil || tr.p.Capabilities().Fused {
		return
	}
	tr.open()
	tr.sendAll()
	tr.ready()
	w.Refuse()
	_, err := tr.p.Release(t.Context(), tr.session, tr.pub)
	tr.wantKind(err, taglane.Refused, taglane.Invalid)
	tr.wantPosts(0)
	tr.release()
	bytesMatch(tr)
}

// blindNoIsCertain breaks the public act of a platform that cannot be asked
// later, everywhere: whatever is told as a no must have made nothing public.
func blindNoIsCertain(t *testing.T, w World) {
	c := w.New(t).Capabilities()
	if c.ReleaseRepeat != platform.RepeatBlind || c.Fused {
		return
	}
	for _, how := range w.Breaks {
		if how == Stall {
			continue
		}
		for nth := 1; nth <= 20; nth++ {
			tr := begin(t, w)
			tr.open()
			tr.sendAll()
			tr.ready()
			w.Break(how, nth)
			_, err := tr.p.Release(t.Context(), tr.session, tr.pub)
			w.Break(BreakNothing, 0)
			if err == nil {
				break // it is through before the break
			}
			tr.clean(err)
			no := slices.Contains([]taglane.Kind{taglane.Refused, taglane.Invalid, taglane.NotFound, taglane.Conflict, taglane.Login}, taglane.KindOf(err))
			if n := len(tr.posts()); no && n > 0 {
				t.Fatalf("%s at touch %d: told as %s (%v), and there is a post", how, nth, taglane.KindOf(err), err)
			}
		}
	}
}
