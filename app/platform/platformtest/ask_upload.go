package platformtest

import (
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func capabilitiesAreWhole(t *testing.T, w World) {
	c := w.New(t).Capabilities()
	if c.Service == "" || c.Title == "" || len(c.CheckedOn) != len("2026-11-25") {
		t.Errorf("service %q, title %q and the day of the last check %q must be said", c.Service, c.Title, c.CheckedOn)
	}
	repeats := []platform.ReleaseRepeat{platform.RepeatSets, platform.RepeatAnswers, platform.RepeatUnknown, platform.RepeatBlind}
	if !slices.Contains(repeats, c.ReleaseRepeat) {
		t.Errorf("%q does not say what a second Release does", c.ReleaseRepeat)
	}
	models := []platform.TagModel{platform.NoTags, platform.TagList, platform.TagPositions, platform.TagTimeline}
	if !slices.Contains(models, c.TagModel) {
		t.Errorf("%q is not a tag model", c.TagModel)
	}
	if c.ChunkMax != 0 && c.ChunkMin > c.ChunkMax || c.ChunkMultiple != 0 && c.ChunkMax%c.ChunkMultiple != 0 {
		t.Errorf("no chunk fits %d…%d in steps of %d", c.ChunkMin, c.ChunkMax, c.ChunkMultiple)
	}
	if _, finds := platform.As[platform.Finder](w.New(t)); c.Finds && !finds {
		t.Error("Finds is boasted, but there is no Find")
	}
}

func checkChangesNothing(t *testing.T, w World) {
	tr := begin(t, w)
	for range 2 {
		findings, err := tr.p.Check(t.Context(), tr.pub)
		if err != nil {
			t.Fatalf("Check: %v", err)
		}
		for _, f := range findings {
			if f.Rule == "" || f.Message == "" {
				t.Errorf("a finding without rule or sentence: %+v", f)
			}
			if f.Level == taglane.Block {
				t.Errorf("the plain publication is blocked: %+v", f)
			}
		}
	}
	tr.wantPosts(0)
}

func blocks(t *trip) bool {
	t.Helper()
	findings, err := t.p.Check(t.Context(), t.pub)
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	return slices.ContainsFunc(findings, func(f taglane.Finding) bool { return f.Level == taglane.Block })
}

func captionLimitHolds(t *testing.T, w World) {
	tr := begin(t, w)
	most := tr.p.Capabilities().CaptionMax
	if most == 0 {
		return // any length is fine, says the connector
	}
	tr.pub.Revision.Draft.Clip.Caption = strings.Repeat("ä", most)
	if blocks(tr) {
		t.Errorf("a caption of exactly %d characters is blocked", most)
	}
	tr.pub.Revision.Draft.Clip.Caption += "ä"
	if !blocks(tr) {
		t.Errorf("a caption of %d characters is let through", most+1)
	}
}

func tagLimitHolds(t *testing.T, w World) {
	tr := begin(t, w)
	most := tr.p.Capabilities().TagsMax
	if most == 0 {
		return
	}
	d := &tr.pub.Revision.Draft
	d.Tags, d.Products = nil, nil
	for i := range most + 1 {
		id := taglane.ID("many-" + strings.Repeat("i", i+1))
		d.Products = append(d.Products, taglane.Product{ID: id, Title: string(id), URL: "https://shop.example/" + string(id), Relation: taglane.None})
		d.Tags = append(d.Tags, taglane.Tag{ID: "tag-" + id, Product: id, Span: taglane.Span{In: 0, Out: 60}})
	}
	if !blocks(tr) {
		t.Errorf("%d tags are let through, the limit is %d", most+1, most)
	}
}

func openTwiceShowsNothing(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	tr.open()
	tr.wantPosts(0)
	tr.sendAll()
	tr.ready()
	tr.release()
	tr.wantPosts(1)
}

func statusStartsAtNothing(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	if st := tr.status(); st.Offset != 0 || st.Complete || st.Ready || st.Post != nil {
		t.Fatalf("a fresh upload is said to be %+v", st)
	}
}

func statusFollowsEveryChunk(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	size := tr.pub.Revision.Media.Size
	for off := int64(0); off < size; {
		n := tr.chunk(off)
		if err := tr.send(t.Context(), off, n); err != nil {
			t.Fatalf("Send at %d: %v", off, err)
		}
		off += n
		if st := tr.status(); st.Offset != off || st.Complete != (off == size) {
			t.Fatalf("after %d of %d bytes Status says %+v", off, size, st)
		}
	}
}

func wrongOffsetIsConflict(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	n := tr.chunk(0)
	tr.wantKind(tr.send(t.Context(), n, tr.chunk(n)), taglane.Conflict)
	if st := tr.status(); st.Offset != 0 {
		t.Fatalf("a refused chunk moved the offset to %d", st.Offset)
	}
	tr.sendAll()
	tr.ready()
	tr.release()
	tr.wantPosts(1)
}

func repeatedChunkIsConflict(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	n := tr.chunk(0)
	if err := tr.send(t.Context(), 0, n); err != nil {
		t.Fatalf("Send: %v", err)
	}
	if n == tr.pub.Revision.Media.Size {
		return // the platform takes the clip in one piece
	}
	tr.wantKind(tr.send(t.Context(), 0, n), taglane.Conflict)
	if st := tr.status(); st.Offset != n {
		t.Fatalf("a refused chunk moved the offset from %d to %d", n, st.Offset)
	}
	tr.sendAll()
	tr.ready()
	tr.release()
	bytesMatch(tr)
}

func tooLargeChunkIsRefused(t *testing.T, w World) {
	tr := begin(t, w)
	tr.open()
	size := tr.pub.Revision.Media.Size
	tr.wantKind(tr.send(t.Context(), 0, size+1), taglane.Invalid, taglane.Refused, taglane.Conflict)
	if st := tr.status(); st.Offset > size || st.Complete {
		t.Fatalf("more bytes than the clip has were taken: %+v", st)
	}
}
