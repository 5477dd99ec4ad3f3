package platformtest

import (
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func bytesMatch(t *trip) {
	t.Helper()
	for _, p := range t.posts() {
		if p.SHA256 != t.pub.Revision.Media.SHA256 {
			t.Fatalf("the far side holds bytes with sum %s, the source has %s", p.SHA256, t.pub.Revision.Media.SHA256)
		}
	}
	t.wantPosts(1)
}

func carriedWholeIsPostedOnce(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	tr.wantPosts(0)
	tr.sendAll()
	tr.ready()
	if !tr.p.Capabilities().Fused {
		tr.wantPosts(0)
	}
	post := tr.release()
	tr.wantPosts(1)
	if got := tr.posts()[0].ID; post.ID != got {
		t.Errorf("Release says post %q, the far side says %q", post.ID, got)
	}
}

func bytesAreTheSource(t *testing.T, w World) {
	tr := begin(t, w)
	tr.carry()
	bytesMatch(tr)
}

func statusTellsOfThePost(t *testing.T, w World) {
	tr := begin(t, w)
	post := tr.carry()
	if tr.p.Capabilities().ReleaseRepeat == platform.RepeatBlind {
		return // Status cannot know, says the connector
	}
	tr.restart()
	st := tr.status()
	if st.Post == nil || st.Post.ID != post.ID {
		t.Fatalf("the post is %+v, but Status says %+v", post, st)
	}
}

func releaseBeforeCompleteIsNo(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	if tr.p.Capabilities().Fused {
		return // the last chunk is the release
	}
	_, err := tr.p.Release(t.Context(), tr.session, tr.pub)
	tr.wantKind(err, taglane.Conflict, taglane.Refused, taglane.Invalid, taglane.Later)
	if n := tr.chunk(0); n < tr.pub.Revision.Media.Size {
		if err := tr.send(t.Context(), 0, n); err != nil {
			t.Fatalf("Send: %v", err)
		}
		_, err := tr.p.Release(t.Context(), tr.session, tr.pub)
		tr.wantKind(err, taglane.Conflict, taglane.Refused, taglane.Invalid, taglane.Later)
	}
	tr.wantPosts(0)
	if st := tr.status(); st.Post != nil {
		t.Fatalf("Status invents a post: %+v", st)
	}
	tr.sendAll()
	tr.ready()
	tr.release()
	tr.wantPosts(1)
}

// releaseTwice holds the connector to its own word on what a second Release does.
func releaseTwice(t *testing.T, w World) {
	tr := begin(t, w)
	post := tr.carry()
	c := tr.p.Capabilities()
	if c.Fused {
		return
	}
	switch c.ReleaseRepeat {
	case platform.RepeatSets:
		for range 2 {
			tr.restart()
			again, err := tr.p.Release(t.Context(), tr.session, tr.pub)
			if err != nil || again.ID != post.ID {
				t.Fatalf("a repeated Release gives %+v, %v; the post is %+v", again, err, post)
			}
		}
		tr.wantPosts(1)
	case platform.RepeatAnswers, platform.RepeatUnknown:
		if st := tr.status(); st.Post == nil || st.Post.ID != post.ID {
			t.Fatalf("before a second Release Status must tell of the first: %+v", st)
		}
	}
}

func sessionSurvivesJSON(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	for st := tr.status(); !st.Complete; st = tr.status() {
		tr.session = roundTrip(t, tr.session)
		if err := tr.send(t.Context(), st.Offset, tr.chunk(st.Offset)); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
	tr.session = roundTrip(t, tr.session)
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

func anotherInstanceContinues(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	tr.restart()
	for st := tr.status(); !st.Complete; st = tr.status() {
		if err := tr.send(t.Context(), st.Offset, tr.chunk(st.Offset)); err != nil {
			t.Fatalf("Send: %v", err)
		}
		tr.restart()
	}
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

func anotherInstanceReleases(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	tr.sendAll()
	tr.ready()
	tr.restart()
	tr.release()
	tr.wantPosts(1)
}

func foreignSessionIsNotFound(t *testing.T, w World) {
	tr := begin(t, w)
	tr.session = platform.UploadSession(`{}`)
	_, err := tr.p.Status(t.Context(), tr.session)
	tr.wantKind(err, taglane.NotFound, taglane.Invalid)
}

func forgottenSessionIsNotFound(t *testing.T, w World) {
	if w.Forget == nil {
		return
	}
	tr := begin(t, w)
	tr.open()
	if err := tr.send(t.Context(), 0, tr.chunk(0)); err != nil {
		t.Fatalf("Send: %v", err)
	}
	w.Forget()
	_, err := tr.p.Status(t.Context(), tr.session)
	tr.wantKind(err, taglane.NotFound)
	tr.open()
	tr.sendAll()
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

func twoPublicationsAreTwoPosts(t *testing.T, w World) {
	a, b := begin(t, w), begin(t, w)
	a.open()
	b.open()
	b.sendAll()
	a.sendAll()
	a.ready()
	pa := a.release()
	b.ready()
	pb := b.release()
	if pa.ID == pb.ID {
		t.Fatalf("two publications became one post %+v", pa)
	}
	bytesMatch(a)
	bytesMatch(b)
}

func findConfirmsOwnPost(t *testing.T, w World) {
	tr := begin(t, w)
	post := tr.carry()
	if !tr.p.Capabilities().Finds {
		return
	}
	tr.restart()
	finder, _ := platform.As[platform.Finder](tr.p)
	got, err := finder.Find(t.Context(), tr.pub.Key)
	if err != nil || got.ID != post.ID {
		t.Fatalf("Find gives %+v, %v; the post is %+v", got, err, post)
	}
}

func findIsSilentOtherwise(t *testing.T, w World) {
	tr := begin(t, w)
	f, ok := platform.As[platform.Finder](tr.p)
	if !ok {
		return
	}
	begin(t, w).carry()
	tr.open()
	_, err := f.Find(t.Context(), tr.pub.Key)
	tr.wantKind(err, taglane.NotFound)
}
