package studio

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// mendAll presses every button there is until none is left.
func mendAll(t *testing.T, s *Studio, clip, account taglane.ID) {
	t.Helper()
	for range 10 {
		_, mends := rulesOf(t, s, clip, account)
		if len(mends) == 0 {
			return
		}
		if _, err := s.Mend(ctx, clip, account, mends[0]); err != nil {
			t.Fatalf("%s: %v", mends[0], err)
		}
	}
	t.Fatal("it is never mended")
}

func TestMendingLeavesNothingInTheWay(t *testing.T) {
	s, clip, account := aStall(t, "signature", "Nora 👩‍👩‍👧‍👦", "narrow", "yes")
	say(t, s, clip, account, "title", "A title that is much too long", "caption", strings.Repeat("Slow sunday 🇩🇪 ", 12)+"ad #one #two", "hashtags", "three four five")
	blocks, mends := rulesOf(t, s, clip, account)
	for _, rule := range []string{"ST-CAPTION", "ST-HASHTAGS", "ST-TITLE-LEN", "ST-WIDTH"} {
		if !slices.Contains(blocks, rule) || !slices.Contains(mends, rule) {
			t.Errorf("%s is not offered to be mended: %v, %v", rule, blocks, mends)
		}
	}
	mendAll(t, s, clip, account)
	if blocks, _ := rulesOf(t, s, clip, account); len(blocks) > 0 {
		t.Fatal("still in the way:", blocks)
	}
	v, err := s.Variant(ctx, clip, account)
	if err != nil {
		t.Fatal(err)
	}
	if n := platform.UTF16.Count(v.Text); n > 120 || !strings.HasPrefix(v.Text, "Ad") || !strings.HasSuffix(v.Text, "Nora 👩‍👩‍👧‍👦") || !strings.Contains(v.Text, "Slow sunday") {
		t.Errorf("%d: %q", n, v.Text)
	}
	if v.Said["title"] != "A title that is much" || v.Said["fit"] != "yes" || hashtags(v.Text) > 3 {
		t.Errorf("%+v", v.Said)
	}
	if c, err := s.Clip(ctx, clip); err != nil || c.Caption != "" || c.Title != "" {
		t.Error("mending for one account changed the clip", c, err)
	}
}

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

func TestWhatOnlyAPersonMends(t *testing.T) {
	s, clip, account := aStall(t, "never", "yes")
	say(t, s, clip, account, "caption", "Ad. Not sponsored.")
	_, mends := rulesOf(t, s, clip, account)
	for rule, kind := range map[string]taglane.Kind{"ST-DURATION": taglane.Refused, "disc.contradiction": taglane.Refused, "ST-CAPTION": taglane.NotFound, "nothing": taglane.NotFound} {
		if slices.Contains(mends, rule) {
			t.Errorf("%s is offered", rule)
		}
		if _, err := s.Mend(ctx, clip, account, rule); taglane.KindOf(err) != kind {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

func TestMendingTheClipItself(t *testing.T) {
	s, clip, account := aStall(t)
	addTag(t, s, clip, addProduct(t, s, "Kettle"), 100, 110)
	if _, err := s.Mend(ctx, clip, account, "tag.short"); err != nil {
		t.Fatal(err)
	}
	c, err := s.Clip(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	for _, span := range spans(t, s, clip) {
		if c.Rate.Millis(span.Len()) < taglane.ShortestTag {
			t.Error("still short:", span)
		}
	}
	url, none := "https://amzn.to/3x", taglane.None
	tags, err := s.store.Tags(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetProduct(ctx, tags[0].Product, ProductFields{URL: &url, Relation: &none}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mend(ctx, clip, account, "disc.relation.link"); err != nil {
		t.Fatal(err)
	}
	if p, err := s.store.Product(ctx, tags[0].Product); err != nil || p.Relation != taglane.Commission {
		t.Error(p, err)
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
	if err := s.RunOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
	if p, err = s.Publication(ctx, p.ID); err != nil || p.Stage != "tagged" || p.Size != rev.Media.Size {
		t.Error(p, err)
	}
	began := time.Now()
	if q := publishNow(t, s, clip, account); q.ID != p.ID || time.Since(began) > 5*time.Second {
		t.Error("the same form was made twice")
	}
	v := say(t, s, clip, account, "overlay", "yes")
	if _, err := s.Publish(ctx, clip, account, nil, time.Time{}); err != nil {
		t.Fatal(v, err)
	}
	if list, err := s.Outbox(ctx); err != nil || list[0].Revision == p.Revision {
		t.Error("the words are not on the film", err)
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
