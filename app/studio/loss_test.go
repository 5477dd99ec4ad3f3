package studio

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"taglane/app/platform/rules"
	"taglane/app/taglane"
)

// rowsOf are the products of the report from the first to the last.
func rowsOf(t *testing.T, s *Studio, clip taglane.ID) (ids []taglane.ID) {
	t.Helper()
	r, err := s.LossReport(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Rows {
		ids = append(ids, row.Product)
	}
	return ids
}

func TestTheLossReportSpeaksOfEveryPlaceAndProduct(t *testing.T) {
	s := newStudio(t)
	clip, mug, kettle := addClip(t, s, 300), addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	r, err := s.LossReport(ctx, clip)
	if err != nil || r.Rows == nil || len(r.Rows) != 0 || len(r.Destinations) < 6 {
		t.Fatalf("%+v %v", r, err)
	}
	first, again := addTag(t, s, clip, mug, 0, 60), addTag(t, s, clip, mug, 200, 260)
	addTag(t, s, clip, kettle, 30, 90)
	if r, err = s.LossReport(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 2 || r.Rows[0].Product != mug || !slices.Equal(r.Rows[0].Tags, []taglane.ID{first, again}) {
		t.Errorf("%+v", r.Rows)
	}
	for i, d := range r.Destinations {
		if d.Name == "" || d.Says == "" || d.Source == "" || d.Checked == "" || len(d.Whole) == 0 || d.Whole[0].What != "Clip" {
			t.Errorf("%+v", d)
		}
		switch f := r.Rows[1].Fates[i]; d.ID {
		case "webpage":
			if f != (Fate{rules.Kept, ""}) {
				t.Error(f)
			}
		case "tiktok":
			if f != (Fate{rules.Dropped, "There is room for one product, and another goes before it."}) {
				t.Error(f)
			}
		}
	}
	if _, err := s.LossReport(ctx, "nothing"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

func TestPriorityIsAnEditOfTheClip(t *testing.T) {
	s := newStudio(t)
	clip, mug, kettle, bowl := addClip(t, s, 300), addProduct(t, s, "Mug"), addProduct(t, s, "Kettle"), addProduct(t, s, "Bowl")
	for i, p := range []taglane.ID{mug, kettle, bowl} {
		addTag(t, s, clip, p, taglane.Frame(i*60), taglane.Frame(i*60+50))
	}
	want := func(ids ...taglane.ID) {
		t.Helper()
		if got := rowsOf(t, s, clip); !slices.Equal(got, ids) {
			t.Fatalf("%v, want %v", got, ids)
		}
	}
	want(mug, kettle, bowl)
	before, err := s.History(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetPriority(ctx, clip, []taglane.ID{mug, kettle}); err != nil {
		t.Fatal(err)
	}
	if steps, _ := s.History(ctx, clip); len(steps) != len(before) {
		t.Error("an order that is there already became a step")
	}
	c, err := s.SetPriority(ctx, clip, []taglane.ID{bowl, bowl})
	if err != nil || c.Clip.Undo != "Order the products" {
		t.Fatal(c.Clip.Undo, err)
	}
	want(bowl, mug, kettle)
	// What the order does not name follows by time.
	jug := addProduct(t, s, "Jug")
	tag := addTag(t, s, clip, jug, 0, 10)
	want(bowl, mug, jug, kettle)
	if _, err := s.RemoveTags(ctx, clip, []taglane.ID{tag}, false); err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	want(bowl, mug, kettle)
	for range 3 {
		if _, err := s.Undo(ctx, clip); err != nil {
			t.Fatal(err)
		}
	}
	want(mug, kettle, bowl)
	if _, err := s.Redo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	want(bowl, mug, kettle)
	for name, ids := range map[taglane.Kind][]taglane.ID{taglane.NotFound: {mug, "nothing"}, taglane.Invalid: make([]taglane.ID, mostPriority+1)} {
		if _, err := s.SetPriority(ctx, clip, ids); taglane.KindOf(err) != name {
			t.Error(err)
		}
	}
	if _, err := s.SetPriority(ctx, "nothing", nil); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
	if _, err := s.SetPriority(ctx, clip, nil); err != nil {
		t.Fatal(err)
	}
	want(mug, kettle, bowl)
}

func TestPrioritySurvivesARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	s, err := Open(context.Background(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	clip, mug, kettle := addClip(t, s, 300), addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	addTag(t, s, clip, mug, 0, 50)
	addTag(t, s, clip, kettle, 60, 90)
	if _, err := s.SetPriority(ctx, clip, []taglane.ID{kettle, mug}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(context.Background(), options(dir)); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := rowsOf(t, s, clip); !slices.Equal(got, []taglane.ID{kettle, mug}) {
		t.Error(got)
	}
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	if got := rowsOf(t, s, clip); !slices.Equal(got, []taglane.ID{mug, kettle}) {
		t.Error("what was ordered before the restart cannot be taken back:", got)
	}
}
