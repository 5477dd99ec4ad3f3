package studio

import (
	"strings"
	"testing"

	"taglane/app/taglane"
)

func TestManyTagsAreOneGesture(t *testing.T) {
	s := newStudio(t)
	clip, mug, kettle := addClip(t, s, 300), addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	c, err := s.AddTags(ctx, clip, []NewTag{
		{Product: mug, Span: taglane.Span{In: 0, Out: 30}, Label: "First"},
		{Product: kettle, Span: taglane.Span{In: 20, Out: 60}},
		{Product: mug, Span: taglane.Span{In: 25, Out: 50}},
	}, "Apply Hook – demo – link")
	if err != nil || c.Clip.Undo != "Apply Hook – demo – link" {
		t.Fatal(c.Clip.Undo, err)
	}
	want(t, s, clip, 0, 50, 20, 60)
	first, second := c.Clip.Tags[0].ID, c.Clip.Tags[1].ID
	label, paid, in, out := "Cup", taglane.Paid, taglane.Frame(100), taglane.Frame(130)
	c, err = s.SetTags(ctx, clip, []TagChange{
		{Tag: first, TagFields: TagFields{Label: &label, Relation: &paid}},
		{Tag: second, TagFields: TagFields{Label: &label}, In: &in, Out: &out},
	}, "")
	if err != nil || c.Clip.Undo != "Change 2 tags" || c.Clip.Tags[0].Label != "Cup" || c.Clip.Tags[1].Label != "Cup" || c.Clip.Tags[0].Relation != taglane.Paid {
		t.Fatalf("%+v %v", c.Clip, err)
	}
	want(t, s, clip, 0, 50, 100, 130)
	// Another product meets its own tag, and both become one.
	in = 40
	if c, err = s.SetTags(ctx, clip, []TagChange{{Tag: second, TagFields: TagFields{Product: &mug}, In: &in}}, ""); err != nil || len(c.Clip.Tags) != 1 {
		t.Fatalf("%+v %v", c.Clip.Tags, err)
	}
	want(t, s, clip, 0, 130)
	for range 3 {
		if _, err := s.Undo(ctx, clip); err != nil {
			t.Fatal(err)
		}
	}
	want(t, s, clip)
	bad, long := taglane.Relation("friend"), strings.Repeat("x", 30)
	tag := addTag(t, s, clip, mug, 0, 30)
	for name, do := range map[string]func() error{
		"beyond the end": func() error {
			_, err := s.AddTags(ctx, clip, []NewTag{{Product: mug, Span: taglane.Span{In: 0, Out: 900}}}, "")
			return err
		},
		"a long label": func() error {
			_, err := s.AddTags(ctx, clip, []NewTag{{Product: mug, Span: taglane.Span{In: 0, Out: 9}, Label: long}}, "")
			return err
		},
		"no relation": func() error {
			_, err := s.SetTags(ctx, clip, []TagChange{{Tag: tag, TagFields: TagFields{Relation: &bad}}}, "")
			return err
		},
		"too many": func() error { _, err := s.SetTags(ctx, clip, make([]TagChange, mostTags+1), ""); return err },
	} {
		if err := do(); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(t, s, clip, 0, 30)
}

func TestMarkersAreEditsLikeTags(t *testing.T) {
	s := newStudio(t)
	clip, other := addClip(t, s, 300), addClip(t, s, 300)
	c, err := s.SetMarker(ctx, clip, taglane.Marker{Frame: 90, Out: 90, Text: "Hook ends"})
	if err != nil || len(c.Clip.Markers) != 1 {
		t.Fatal(c.Clip.Markers, err)
	}
	m := c.Clip.Markers[0]
	m.Out = 120
	if c, err = s.SetMarker(ctx, clip, m); err != nil || c.Clip.Markers[0] != m {
		t.Fatal(c.Clip.Markers, err)
	}
	if _, err := s.SetMarker(ctx, other, m); taglane.KindOf(err) != taglane.NotFound {
		t.Error("a marker changed clips:", err)
	}
	if _, err := s.SetMarker(ctx, clip, taglane.Marker{Frame: 300, Out: 300}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	if c, err = s.RemoveMarkers(ctx, clip, []taglane.ID{m.ID}); err != nil || len(c.Clip.Markers) != 0 {
		t.Fatal(c.Clip.Markers, err)
	}
	if c, err = s.Undo(ctx, clip); err != nil || len(c.Clip.Markers) != 1 || c.Clip.Markers[0] != m {
		t.Fatal(c.Clip.Markers, err)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if v, _ := s.View(ctx, clip); len(v.Markers) != 1 {
		t.Error("a rebuild lost the marker")
	}
}

func TestTravelGoesToAnyStepAndBack(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 600), addProduct(t, s, "Mug")
	for i := range taglane.Frame(5) {
		addTag(t, s, clip, mug, i*50, i*50+20)
		if i == 2 {
			if _, err := s.Checkpoint(ctx, clip, " Three tags "); err != nil {
				t.Fatal(err)
			}
		}
	}
	steps, err := s.History(ctx, clip)
	if err != nil || len(steps) != 6 || steps[2].Checkpoint != "Three tags" {
		t.Fatalf("%+v %v", steps, err)
	}
	if c, err := s.Travel(ctx, clip, steps[2].N); err != nil || len(c.Clip.Tags) != 3 {
		t.Fatal(len(c.Clip.Tags), err)
	}
	if steps, _ = s.History(ctx, clip); !steps[0].Undone || !steps[1].Undone || steps[2].Undone {
		t.Errorf("%+v", steps)
	}
	if c, err := s.Travel(ctx, clip, steps[0].N); err != nil || len(c.Clip.Tags) != 5 {
		t.Fatal(len(c.Clip.Tags), err)
	}
	if c, err := s.Travel(ctx, clip, steps[4].N); err != nil || len(c.Clip.Tags) != 1 {
		t.Fatal(len(c.Clip.Tags), err)
	}
	// A new gesture ends the way forward, and names of what lies there are gone.
	addTag(t, s, clip, mug, 500, 520)
	steps, _ = s.History(ctx, clip)
	for _, e := range steps {
		if e.Checkpoint != "" {
			t.Errorf("a name of what is gone: %+v", e)
		}
	}
	if _, err := s.Travel(ctx, clip, 99); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	if c, err := s.Travel(ctx, clip, 0); err != nil || len(c.Clip.Tags) != 0 || c.Clip.Card.Frames != 600 {
		t.Errorf("behind everything lies %+v, %v", c.Clip.Card, err)
	}
	if steps, _ = s.History(ctx, clip); !steps[0].Undone || steps[len(steps)-1].Undone {
		t.Errorf("the clip's own coming in was taken back: %+v", steps)
	}
	if c, err := s.Travel(ctx, clip, steps[0].N); err != nil || len(c.Clip.Tags) != 2 {
		t.Error(len(c.Clip.Tags), err)
	}
}

func TestSettingsAreAPersonsOwn(t *testing.T) {
	s := newStudio(t)
	if err := s.SetSetting(ctx, "keys", `{"a":"b"}`); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Settings(ctx); err != nil || len(got) != 1 || got["keys"] != `{"a":"b"}` {
		t.Error(got, err)
	}
	for _, name := range []string{"", "Keys", "../x", "a b", strings.Repeat("a", 60)} {
		if err := s.SetSetting(ctx, name, ""); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.SetSetting(ctx, "long", strings.Repeat("x", mostSetting+1)); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestTagsGoOutAndComeBackInEveryForm(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 600), addProduct(t, s, "Mug")
	for _, at := range []taglane.Span{{In: 30, Out: 90}, {In: 300, Out: 390}} { // one form carries only what has a place
		path := taglane.Path{Keys: []taglane.Key{{Frame: at.In, Spot: taglane.Spot{X: .5, Y: .5}}}}
		if _, err := s.AddTag(ctx, clip, mug, at, &path); err != nil {
			t.Fatal(err)
		}
	}
	reads := 0
	for _, f := range s.TagFormats() {
		if !f.Writes {
			continue
		}
		text, err := s.TagsAs(ctx, clip, string(f.ID))
		if err != nil || text.Text == "" || !strings.HasSuffix(text.Name, f.Extension) || text.Lost == nil {
			t.Errorf("%s: %+v %v", f.ID, text, err)
			continue
		}
		if !f.Reads {
			continue
		}
		reads++
		other := addClip(t, s, 600)
		taken, err := s.TakeTags(ctx, other, string(f.ID), text.Text)
		if err != nil || taken.Taken != 2 || len(taken.Clip.Tags) != 2 {
			t.Errorf("%s: %d of 2 came back: %v %v", f.ID, taken.Taken, taken.Refused, err)
			continue
		}
		want(t, s, other, 30, 90, 300, 390)
		if _, err := s.Undo(ctx, other); err != nil || len(spans(t, s, other)) != 0 {
			t.Errorf("%s is not one step back: %v", f.ID, err)
		}
	}
	if reads < 5 {
		t.Errorf("only %d forms are read and written", reads)
	}
	if _, err := s.TagsAs(ctx, clip, "pdf"); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}
