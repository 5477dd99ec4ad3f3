package studio

import (
	"path/filepath"
	"testing"
	"time"

	"taglane/app/taglane"
)

// One press is one gesture: undo brings back exactly what was.
func TestMendingIsUndone(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "A mug.")
	before, err := s.Variant(ctx, clip, account)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Mend(ctx, clip, account, "disc.words.pass")
	if err != nil || v.Text != "Ad\n\nA mug." {
		t.Fatal(v.Text, err)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if after, err := s.Variant(ctx, clip, account); err != nil || after.Text != before.Text {
		t.Error(after, err)
	}
}

// What mends the clip itself is one gesture of the clip too, whatever it touches.
func TestMendingTheClipItself(t *testing.T) {
	s := newStudio(t)
	clip, account := addClip(t, s, 600), stallAccount(t, s, "Stall")
	mug, kettle := addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	addTag(t, s, clip, mug, 0, 60)
	addTag(t, s, clip, kettle, 100, 110)
	addTag(t, s, clip, mug, 590, 600)
	if _, err := s.Mend(ctx, clip, account, "tag.short"); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 60, 100, 145, 555, 600)
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 60, 100, 110, 590, 600)
	url, none := "https://amzn.to/3x", taglane.None
	for _, id := range []taglane.ID{mug, kettle} {
		if _, err := s.SetProduct(ctx, id, ProductFields{URL: &url, Relation: &none}); err != nil {
			t.Fatal(err)
		}
	}
	relations := func(want taglane.Relation) {
		t.Helper()
		for _, id := range []taglane.ID{mug, kettle} {
			if p, err := s.store.Product(ctx, id); err != nil || p.Relation != want {
				t.Error(p, err)
			}
		}
	}
	if _, err := s.Mend(ctx, clip, account, "disc.relation.link"); err != nil {
		t.Fatal(err)
	}
	relations(taglane.Commission)
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	relations(taglane.None)
	for rule, kind := range map[string]taglane.Kind{"nothing": taglane.NotFound, "clip.file": taglane.Refused} {
		if _, err := s.Mend(ctx, clip, account, rule); taglane.KindOf(err) != kind {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

// What is left as it was found lets the clip go out, and goes with it.
func TestAFindingIsLeft(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "A mug.")
	level := func() (taglane.Level, *Left) {
		t.Helper()
		r, err := s.Check(ctx, clip, account, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Rule == "disc.words.pass" {
				if !f.Leave || !f.Mend {
					t.Errorf("%+v", f)
				}
				return f.Level, f.Left
			}
		}
		return "", nil
	}
	if l, left := level(); l != taglane.Block || left != nil {
		t.Fatal(l, left)
	}
	if _, err := s.LeaveFinding(ctx, clip, account, "disc.words.pass", "My lawyer says so."); err != nil {
		t.Fatal(err)
	}
	if l, left := level(); l != taglane.Info || left == nil || left.Reason != "My lawyer says so." || left.By != "nora" || left.At.IsZero() {
		t.Fatal(l, left)
	}
	if h, err := s.History(ctx, clip); err != nil || h[0].By != "nora" || h[0].Sentence != "Leave “The text does not say that this is advertising.” for Stall: My lawyer says so." {
		t.Fatal(h[0], err)
	}
	p := publishNow(t, s, clip, account)
	if len(p.LeftAsIs) != 1 || p.LeftAsIs[0].Reason != "My lawyer says so." || p.LeftAsIs[0].Rule != "disc.words.pass" {
		t.Errorf("%+v", p.LeftAsIs)
	}
	if list, err := s.Outbox(ctx); err != nil || len(list[0].LeftAsIs) != 1 {
		t.Error(list, err)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if l, _ := level(); l != taglane.Block {
		t.Error("undone, it is", l)
	}
	if _, err := s.Redo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	say(t, s, clip, account, "caption", "A mug and a jug.")
	if l, left := level(); l != taglane.Block || left != nil {
		t.Error("it was left of another wording:", l)
	}
	say(t, s, clip, account, "caption", "Ad. A mug.")
	if q := publishNow(t, s, clip, account); q.LeftAsIs == nil || len(q.LeftAsIs) > 0 {
		t.Errorf("%+v", q.LeftAsIs)
	}
	if _, err := s.LeaveFinding(ctx, clip, account, "disc.words.pass", "x"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

// A file that fits is made once, says so, and is what goes out.
func TestTheFileThatFitsGoesOut(t *testing.T) {
	s, clip, account := aStall(t, "narrow", "yes")
	say(t, s, clip, account, "caption", "Ad. A mug.")
	if _, err := s.Publish(ctx, clip, account, nil, time.Time{}); taglane.KindOf(err) != taglane.Refused {
		t.Fatal("what does not fit was queued:", err)
	}
	if _, err := s.Mend(ctx, clip, account, "ST-WIDTH"); err != nil {
		t.Fatal(err)
	}
	source, err := s.Clip(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	s.o.Emit = func(_ string, data any) {
		if n, ok := data.(NoticeEvent); ok {
			said = n.Message
		}
	}
	p := publishNow(t, s, clip, account)
	if said != "clip was made to fit and is queued for Stall." {
		t.Errorf("it is told %q", said)
	}
	rev, err := s.store.Revision(ctx, p.Revision)
	if err != nil {
		t.Fatal(err)
	}
	c, tag := rev.Draft.Clip, rev.Draft.Tags[0]
	if c.Width > 360 || c.Rate.FPS() > 15 || rev.Media.Path == source.Path || c.Path != source.Path {
		t.Errorf("%+v of %+v", c.Facts, rev.Media)
	}
	if was, is := source.Rate.Seconds(60), c.Rate.Seconds(tag.Out); is < was-.1 || is > was+.1 {
		t.Errorf("the tag ends at %.2f s, on the clip at %.2f", is, was)
	}
	kept := func() (own, cached int) {
		t.Helper()
		for folder, n := range map[string]*int{s.own.Dir: &own, s.cache.Pictures(): &cached} {
			list, err := filepath.Glob(filepath.Join(folder, "*.mp4"))
			if err != nil {
				t.Fatal(err)
			}
			*n = len(list)
		}
		return own, cached
	}
	// Whatever has to make room, what is queued stays until it is sent.
	if _, err := s.ClearCache(ctx); err != nil {
		t.Fatal(err)
	}
	if own, cached := kept(); own != 1 || cached != 0 {
		t.Errorf("%d files of the library's own, %d in the cache", own, cached)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "tagged" || p.Size != rev.Media.Size {
		t.Errorf("%+v", p)
	}
	if err := s.tidy(ctx); err != nil {
		t.Fatal(err)
	}
	if own, _ := kept(); own != 0 {
		t.Errorf("what was sent is kept: %d files", own)
	}
	say(t, s, clip, account, "overlay", "yes")
	if q := publishNow(t, s, clip, account); q.ID == p.ID || q.Revision == p.Revision {
		t.Error("the words are not on the film")
	}
	if own, cached := kept(); own != 1 || cached != 1 {
		t.Errorf("%d files of the library's own, %d in the cache", own, cached)
	}
}

// A job that is called off ends the waiting, and nothing is queued.
func TestFittingIsCalledOff(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.", "fit", "yes")
	s.PauseJobs(true)
	done := make(chan error, 1)
	go func() {
		_, err := s.Publish(ctx, clip, account, nil, time.Time{})
		done <- err
	}()
	for len(s.Jobs()) == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := s.CancelJob(s.Jobs()[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := <-done; taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	if list, err := s.Outbox(ctx); err != nil || len(list) > 0 {
		t.Error(list, err)
	}
}
