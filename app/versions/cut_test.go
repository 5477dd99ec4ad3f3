package versions_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/versions"
)

// shorter is a desk with a clip of ten seconds and a cut of it that lacks its
// third and fourth.
func shorter(t *testing.T) (*desk, taglane.Clip, string) {
	t.Helper()
	old := film(t, films, source{name: "small", picture: "testsrc2=s=108x192:rate=30", sound: loudness, seconds: 10})
	d := newDesk(t)
	c := d.clip("c", old)
	path := filepath.Join(films, "tighter.mp4")
	if _, err := os.Stat(path); err == nil {
		return d, c, path
	}
	recut{pieces: []taglane.Span{{Out: 60}, {In: 120, Out: 300}}, encode: []string{"-crf", "24"}}.make(t, old, c.Rate, true, path)
	return d, c, path
}

func key(f taglane.Frame) taglane.Key { return taglane.Key{Frame: f, Spot: taglane.Spot{X: .5, Y: .5}} }

func item(t *testing.T, all []versions.Item, id taglane.ID) versions.Item {
	t.Helper()
	for _, x := range all {
		if x.ID == id {
			return x
		}
	}
	t.Fatalf("nothing is said of %s: %v", id, all)
	return versions.Item{}
}

func near(a, b taglane.Frame) bool { return max(a-b, b-a) <= 2 }

// One cut with everything on it: what is proposed, what is written by one edit,
// and that one undo takes all of it back.
func TestTagsFollowTheCut(t *testing.T) {
	d, c, path := shorter(t)
	cover := taglane.Frame(200)
	d.do(store.Set(store.KindClip, "c", "cover", &cover))
	d.tag("stays", "c", 10, 40)
	d.tag("moves", "c", 150, 210, key(160), key(200))
	d.tag("shrinks", "c", 30, 90, key(35), key(80))
	d.tag("goes", "c", 70, 110)
	d.do(store.MarkerWrites(taglane.Marker{ID: "mark", Clip: "c", Frame: 240, Out: 240, Text: "Here"})...)
	d.comment("said", "c", 180, 195)
	d.comment("gone", "c", 90, 90)
	before := d.tags("c")

	s := d.must(d.NewCut(bg, "c", path))
	if s.Cut == nil || s.Cut.N != 2 || len(s.Versions) != 1 || s.Cut.Known < 0.97 || !strings.Contains(s.Cut.Line, "2.0 s shorter") {
		t.Fatalf("the proposal: %+v", s.Cut)
	}
	for id, want := range map[taglane.ID]taglane.How{"stays": taglane.Kept, "moves": taglane.Moved, "shrinks": taglane.Shortened, "goes": taglane.Lost, "mark": taglane.Moved, "said": taglane.Moved, "gone": taglane.Lost, "cover": taglane.Moved} {
		if x := item(t, s.Cut.Items, id); x.How != want || want == taglane.Moved && (!near(x.By, -60) || x.Line != "2.0 s earlier.") {
			t.Errorf("%s: %+v", id, x)
		}
	}
	if k := item(t, s.Cut.Items, "shrinks").Keys; len(k) != 2 || k[0].New != 35 || k[1].New != -1 {
		t.Errorf("the hotspot's keys: %v", k)
	}
	if now, _ := d.store.Clip(bg, "c"); now.Fingerprint != c.Fingerprint || len(d.tags("c")) != 4 {
		t.Error("a proposal changed something")
	}

	s = d.must(d.AcceptCut(bg, "c", s.Cut.ID, nil, "tighter"))
	now, err := d.store.Clip(bg, "c")
	if err != nil || now.Frames != 240 || now.Path != path && filepath.Base(now.Path) != "tighter.mp4" || now.Cover == nil || !near(*now.Cover, 140) {
		t.Errorf("the clip shows %+v, %v", now, err)
	}
	if len(s.Versions) != 2 || !s.Versions[0].Current || s.Versions[0].N != 2 || s.Versions[0].Note != "tighter" || s.Versions[0].By != "Nora" || s.Versions[1].Frames != 300 || s.Cut != nil {
		t.Errorf("the versions: %+v", s.Versions)
	}
	tags := d.tags("c")
	if m := tags["moves"]; !near(m.In, 90) || !near(m.Out, 150) || len(m.Keys) != 2 || !near(m.Keys[0].Frame, 100) || !near(m.Keys[1].Frame, 140) {
		t.Errorf("what moves: %+v", m)
	}
	if x := tags["shrinks"]; x.In != 30 || !near(x.Out, 60) || x.Path.Check(x.Span) != nil {
		t.Errorf("what shrinks: %+v", x)
	}
	if _, there := tags["goes"]; there || len(tags) != 3 {
		t.Errorf("there are %v", tags)
	}
	if moved := s.Versions[0].Moved; moved == nil || moved.Tallies[0].Line != "1 tag moved" || moved.Tallies[0].Seconds > -1.9 {
		t.Errorf("what moved: %+v", moved)
	}
	item(t, s.Lost, "goes")
	item(t, s.Lost, "gone")

	if _, err := d.store.Undo(bg, "c", "Nora"); err != nil {
		t.Fatal(err)
	}
	s = d.must(d.Cuts.Versions(bg, "c"))
	after := d.tags("c")
	if now, _ := d.store.Clip(bg, "c"); now.Fingerprint != c.Fingerprint || now.Path != c.Path || *now.Cover != 200 || len(s.Versions) != 1 || len(s.Lost) != 0 {
		t.Errorf("after one undo: %+v, %+v", now, s)
	}
	for id, was := range before {
		if is := after[id]; is.Span != was.Span || len(is.Keys) != len(was.Keys) {
			t.Errorf("%s is at %v and was at %v", id, is, was)
		}
	}
	if _, err := d.store.Redo(bg, "c", "Nora"); err != nil {
		t.Fatal(err)
	}
	if now, _ := d.store.Clip(bg, "c"); now.Frames != 240 || filepath.Base(now.Path) != "tighter.mp4" {
		t.Errorf("after the redo it shows %+v", now)
	}
}

// What is not chosen is left behind, listed, and comes back where its footage is;
// what lost its footage comes back where somebody says.
func TestLeftBehindAndBroughtBack(t *testing.T) {
	d, _, path := shorter(t)
	d.tag("keeps", "c", 150, 180)
	d.tag("left", "c", 200, 240, key(210))
	d.tag("lost", "c", 70, 100, key(75))
	d.comment("said", "c", 210, 210)
	s := d.must(d.NewCut(bg, "c", path))
	s = d.must(d.AcceptCut(bg, "c", s.Cut.ID, []taglane.ID{"keeps"}, ""))
	if len(d.tags("c")) != 1 || len(s.Lost) != 3 || len(item(t, s.Lost, "left").New) != 1 || len(item(t, s.Lost, "lost").New) != 0 {
		t.Fatalf("lost are %+v", s.Lost)
	}
	if _, err := d.BringBack(bg, "c", []taglane.ID{"lost"}, -1); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without a place it came back: %v", err)
	}
	s = d.must(d.BringBack(bg, "c", []taglane.ID{"left", "said"}, -1))
	if x := d.tags("c")["left"]; !near(x.In, 140) || !near(x.Out, 180) || len(x.Keys) != 1 || !near(x.Keys[0].Frame, 150) {
		t.Errorf("it came back as %+v", x)
	}
	s = d.must(d.BringBack(bg, "c", []taglane.ID{"lost"}, 12))
	if x := d.tags("c")["lost"]; x.In != 12 || x.Out != 42 || x.Keys[0].Frame != 17 || len(s.Lost) != 0 {
		t.Errorf("it came back as %+v; %v", x, s.Lost)
	}
	p, err := d.Placing(bg, "c")
	if err != nil {
		t.Fatal(err)
	}
	all, _ := d.store.Comments(bg, "c")
	if n, at, how := p.Of(all[0]); n != 1 || !near(at.In, 150) || how == taglane.Lost {
		t.Errorf("the comment of version %d lies at %v, %s", n, at, how)
	}
	if _, err := d.BringBack(bg, "c", []taglane.ID{"lost"}, 12); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("what is there came back: %v", err)
	}
}

// What others do while a proposal waits is taken as it lies; where something can
// no longer go, the person is asked again.
func TestAProposalOutlivesOthersEdits(t *testing.T) {
	d, _, path := shorter(t)
	d.tag("moved", "c", 150, 180)
	d.tag("deleted", "c", 200, 230)
	s := d.must(d.NewCut(bg, "c", path))
	first := s.Cut.ID
	d.do(store.Set(store.KindTag, "moved", "span", taglane.Span{In: 160, Out: 200}))
	d.do(store.Set(store.KindTag, "deleted", edit.Present, false))
	d.tag("new", "c", 240, 270)
	s = d.must(d.AcceptCut(bg, "c", first, []taglane.ID{"moved", "deleted"}, ""))
	tags := d.tags("c")
	if m := tags["moved"]; len(tags) != 2 || !near(m.In, 100) || !near(m.Out, 140) || !near(tags["new"].In, 180) {
		t.Errorf("there are %v", tags)
	}
	if _, err := d.AcceptCut(bg, "c", first, nil, ""); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("twice: %v", err)
	}
	if _, err := d.NewCut(bg, "c", path); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("its own file: %v", err)
	}
}

func TestAProposalThatNoLongerHolds(t *testing.T) {
	d, c, path := shorter(t)
	d.tag("tag", "c", 150, 180)
	cut := d.must(d.NewCut(bg, "c", path)).Cut.ID
	d.do(store.Set(store.KindTag, "tag", "span", taglane.Span{In: 70, Out: 100}))
	if _, err := d.AcceptCut(bg, "c", cut, nil, ""); taglane.KindOf(err) != taglane.Conflict || len(d.tags("c")) != 1 {
		t.Errorf("it moved into footage that goes: %v", err)
	}
	if s := d.must(d.Cuts.Versions(bg, "c")); item(t, s.Cut.Items, "tag").How != taglane.Lost {
		t.Errorf("the list still says %+v", s.Cut.Items)
	}
	d.do(store.Set(store.KindClip, "c", "file", store.SourceFile{Size: 1, Fingerprint: strings.Repeat("a", 40)}))
	if _, err := d.AcceptCut(bg, "c", cut, nil, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("the clip shows other footage: %v", err)
	}
	d.do(store.Set(store.KindClip, "c", "file", store.SourceFile{Path: c.Path, Size: c.Size, Fingerprint: c.Fingerprint}))
	if _, err := d.AcceptCut(bg, "c", "another", nil, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("another proposal: %v", err)
	}
	d.must(d.AcceptCut(bg, "c", cut, nil, "")) // by now the person has seen that it goes
}

// An approved version stays, whoever wants it away.
func TestApprovedVersionsAreLocked(t *testing.T) {
	d, _, path := shorter(t)
	s := d.must(d.NewCut(bg, "c", path))
	first := s.Versions[0].ID
	s = d.must(d.AcceptCut(bg, "c", s.Cut.ID, nil, ""))
	d.do(store.DraftWrite(first, "digest"))
	d.sayings = []versions.Saying{{Member: "m", Name: "Mia", Digest: "digest", Answer: taglane.Approves}}
	if s = d.must(d.Cuts.Versions(bg, "c")); !s.Versions[1].Locked || s.Versions[1].LockedBy != "Mia" || s.Versions[0].Locked {
		t.Fatalf("the versions: %+v", s.Versions)
	}
	for id, why := range map[taglane.ID]string{first: "approved by Mia", s.Versions[0].ID: "shows this version"} {
		if _, err := d.DropVersion(bg, "c", id); taglane.KindOf(err) != taglane.Refused || !strings.Contains(taglane.MessageOf(err), why) {
			t.Errorf("%s was dropped: %v", id, err)
		}
	}
	d.sayings = append(d.sayings, versions.Saying{Member: "m", Name: "Mia", Digest: "digest", Answer: taglane.Withdrawn})
	s = d.must(d.DropVersion(bg, "c", first))
	if len(s.Versions) != 1 || s.Versions[0].N != 2 {
		t.Errorf("after it went: %+v", s.Versions)
	}
	if p, err := d.Placing(bg, "c"); err != nil || p.Draft("digest") != 1 {
		t.Error("the verdict on it no longer knows which version it is about")
	}
}

// Two versions are compared through everything that lies between them.
func TestCompareOverTwoCuts(t *testing.T) {
	d, c, path := shorter(t)
	s := d.must(d.NewCut(bg, "c", path))
	first := s.Versions[0].ID
	s = d.must(d.AcceptCut(bg, "c", s.Cut.ID, nil, ""))
	second := s.Versions[0].ID
	third := filepath.Join(filepath.Dir(path), "third.mp4")
	recut{pieces: []taglane.Span{{In: 90, Out: 240}}, encode: []string{"-crf", "24"}}.make(t, path, c.Rate, true, third)
	s = d.must(d.NewCut(bg, "c", third))
	for _, w := range []struct {
		a, b taglane.ID
		at   taglane.Frame // of b
		want taglane.Frame // of a
	}{{first, second, 100, 160}, {second, first, 160, 100}, {second, s.Cut.ID, 0, 90}, {first, s.Cut.ID, 30, 180}} {
		x, err := d.CompareVersions(bg, "c", w.a, w.b)
		got := taglane.Frame(-1)
		for _, p := range x.Pieces {
			if p.New.Contains(w.at) {
				got = p.Old + w.at - p.New.In
			}
		}
		if err != nil || !near(got, w.want) {
			t.Errorf("frame %d of %s is %d of %s, %v: %v", w.at, w.b, got, w.a, err, x.Pieces)
		}
	}
	if _, err := d.CompareVersions(bg, "c", first, "nothing"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}
