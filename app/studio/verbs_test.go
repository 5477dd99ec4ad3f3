package studio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"taglane/app/taglane"
)

var ctx = context.Background()

func spans(t testing.TB, s *Studio, clip taglane.ID) (out []taglane.Span) {
	t.Helper()
	tags, err := s.store.Tags(ctx, clip)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tags {
		out = append(out, x.Span)
	}
	return out
}

func want(t testing.TB, s *Studio, clip taglane.ID, in ...taglane.Frame) {
	t.Helper()
	var w []taglane.Span
	for i := 0; i < len(in); i += 2 {
		w = append(w, taglane.Span{In: in[i], Out: in[i+1]})
	}
	if got := spans(t, s, clip); !reflect.DeepEqual(got, w) {
		t.Fatalf("spans %v, want %v", got, w)
	}
}

func TestTagsOfOneProductMergeInOneStep(t *testing.T) {
	s := newStudio(t)
	clip, mug, kettle := addClip(t, s, 300), addProduct(t, s, "Mug"), addProduct(t, s, "Kettle")
	addTag(t, s, clip, mug, 0, 30)
	addTag(t, s, clip, mug, 60, 90)
	addTag(t, s, clip, kettle, 20, 70)
	change, err := s.AddTag(ctx, clip, mug, taglane.Span{In: 29, Out: 61}, nil)
	if err != nil || change.Message != "3 Mug tags merged" {
		t.Fatal(change.Message, err)
	}
	want(t, s, clip, 0, 90, 20, 70)
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 30, 20, 70, 60, 90)
	if _, err := s.Redo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 90, 20, 70)
}

func TestNeighboursDoNotMerge(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	addTag(t, s, clip, mug, 0, 30)
	addTag(t, s, clip, mug, 30, 60)
	want(t, s, clip, 0, 30, 30, 60)
}

func TestMoveCarriesTheHotspotAndTrimLeavesIt(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	tag := addTag(t, s, clip, mug, 0, 60)
	path := taglane.Path{Keys: []taglane.Key{{Frame: 10, Spot: taglane.Spot{X: .2, Y: .2}}, {Frame: 50, Spot: taglane.Spot{X: .8, Y: .2}}}}
	if _, err := s.SetPath(ctx, tag, path); err != nil {
		t.Fatal(err)
	}
	c, err := s.MoveTags(ctx, clip, []Move{{tag, taglane.Span{In: 100, Out: 160}}}, "")
	if err != nil || c.Clip.Undo != "Move Mug +3.3 s" {
		t.Fatal(c.Clip.Undo, err)
	}
	if got, _ := s.store.Tag(ctx, tag); got.Keys[0].Frame != 110 || got.Keys[1].Frame != 150 {
		t.Fatalf("keys after a move: %v", got.Keys)
	}
	before, _ := s.store.Tag(ctx, tag)
	if _, err = s.MoveTags(ctx, clip, []Move{{tag, taglane.Span{In: 120, Out: 160}}}, ""); err != nil {
		t.Fatal(err)
	}
	after, _ := s.store.Tag(ctx, tag)
	for f := taglane.Frame(120); f < 160; f++ {
		a, _ := before.At(f)
		b, _ := after.At(f)
		if d := a.X - b.X; d > 1e-9 || d < -1e-9 {
			t.Fatalf("the hotspot moved at frame %d: %v, was %v", f, b, a)
		}
	}
}

func TestSplitRemoveCloseUpDuplicate(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	tag := addTag(t, s, clip, mug, 0, 60)
	addTag(t, s, clip, mug, 100, 130)
	if _, err := s.SplitTags(ctx, clip, []taglane.ID{tag}, 20); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 20, 20, 60, 100, 130)
	for _, at := range []taglane.Frame{0, 20, 500} {
		if _, err := s.SplitTags(ctx, clip, []taglane.ID{tag}, at); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("split at %d: %v", at, err)
		}
	}
	if _, err := s.RemoveTags(ctx, clip, []taglane.ID{tag}, true); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 40, 80, 110)
	tags, _ := s.store.Tags(ctx, clip)
	if _, err := s.DuplicateTags(ctx, clip, []taglane.ID{tags[0].ID, tags[1].ID}, 200); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 40, 80, 110, 200, 240, 280, 300)
	other := addClip(t, s, 100)
	if _, err := s.DuplicateTags(ctx, other, []taglane.ID{tags[0].ID}, 50); err != nil {
		t.Fatal(err)
	}
	want(t, s, other, 50, 90)
}

func TestVerbsRefuseWhatCannotBe(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	tag := addTag(t, s, clip, mug, 0, 60)
	long, bad := strings.Repeat("x", 25), taglane.Relation("friend")
	for name, do := range map[string]func() error{
		"an empty span":  func() error { _, err := s.AddTag(ctx, clip, mug, taglane.Span{In: 5, Out: 5}, nil); return err },
		"beyond the end": func() error { _, err := s.AddTag(ctx, clip, mug, taglane.Span{In: 5, Out: 301}, nil); return err },
		"before the start": func() error {
			_, err := s.MoveTags(ctx, clip, []Move{{tag, taglane.Span{In: -1, Out: 59}}}, "")
			return err
		},
		"a long label":     func() error { _, err := s.SetTag(ctx, tag, TagFields{Label: &long}); return err },
		"no such relation": func() error { _, err := s.SetTag(ctx, tag, TagFields{Relation: &bad}); return err },
		"a key outside": func() error {
			_, err := s.SetPath(ctx, tag, taglane.Path{Keys: []taglane.Key{{Frame: 60}}})
			return err
		},
		"a cover beyond": func() error {
			f := taglane.Frame(300)
			_, err := s.SetClip(ctx, clip, ClipFields{Cover: &f})
			return err
		},
		"a name of nothing": func() error { n := " "; _, err := s.SetClip(ctx, clip, ClipFields{Name: &n}); return err },
	} {
		if err := do(); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(t, s, clip, 0, 60)
	if v, _ := s.View(ctx, clip); v.Undo != "Tag Mug at 00:00.00" {
		t.Errorf("a refused verb left a step: %q", v.Undo)
	}
	if _, err := s.RemoveProducts(ctx, []taglane.ID{mug}); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a tagged product was removed: %v", err)
	}
}

func TestManyAreSplitAsOneGesture(t *testing.T) {
	s := newStudio(t)
	clip := addClip(t, s, 300)
	mug, pan := addTag(t, s, clip, addProduct(t, s, "Mug"), 0, 60), addTag(t, s, clip, addProduct(t, s, "Pan"), 10, 80)
	if _, err := s.SplitTags(ctx, clip, []taglane.ID{mug, pan, mug}, 40); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 40, 10, 40, 40, 60, 40, 80)
	if _, err := s.Undo(ctx, clip); err != nil {
		t.Fatal(err)
	}
	want(t, s, clip, 0, 60, 10, 80)
	if _, err := s.SplitTags(ctx, clip, []taglane.ID{mug, pan}, 70); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a frame inside one of two: %v", err)
	}
	want(t, s, clip, 0, 60, 10, 80)
	for name, ids := range map[string][]taglane.ID{"none": nil, "one of another clip": {addTag(t, s, addClip(t, s, 90), addProduct(t, s, "Lid"), 0, 60)}} {
		if _, err := s.SplitTags(ctx, clip, ids, 40); taglane.KindOf(err) != taglane.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShelfKeysAreHeldOnce(t *testing.T) {
	s := newStudio(t)
	for i := range 11 {
		addProduct(t, s, fmt.Sprint("p", i))
	}
	shelf, _ := s.store.Shelf(ctx)
	if len(shelf) != 9 {
		t.Fatalf("%d products on the shelf", len(shelf))
	}
	rest, _ := s.Products(ctx, "p10")
	one := 1
	if _, err := s.SetProduct(ctx, rest[0].ID, ProductFields{Shelf: &one}); err != nil {
		t.Fatal(err)
	}
	shelf, _ = s.store.Shelf(ctx)
	if len(shelf) != 9 || shelf[0].ID != rest[0].ID {
		t.Fatalf("key 1 has %v of %d", shelf[0].Title, len(shelf))
	}
}

func TestNaughtyTextIsKeptAsItIs(t *testing.T) {
	s := newStudio(t)
	clip := addClip(t, s, 300)
	for _, text := range []string{`<script>alert(1)</script>`, `"; DROP TABLE clip; --`, "=cmd|' /C calc'!A0", "\u202egnp.exe", "ﷺ你好🏳️‍🌈", "a\tb", "-->"} {
		title := text
		c, err := s.SetClip(ctx, clip, ClipFields{Title: &title})
		if err != nil || c.Clip.Card.Title != text {
			t.Errorf("%q came back as %q, %v", text, c.Clip.Card.Title, err)
		}
		if found, err := s.Clips(ctx, LibraryQuery{Text: text}); err != nil {
			t.Errorf("searching %q: %v (%d)", text, err, found.Total)
		}
	}
	for _, text := range []string{"a\x00b", "\xff\xfe", strings.Repeat("x", 201)} {
		title := text
		if _, err := s.SetClip(ctx, clip, ClipFields{Title: &title}); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestMediaIdsAreLookedUp(t *testing.T) {
	s := newStudio(t)
	addClip(t, s, 300)
	for _, id := range []string{"", "poster", "poster-", "poster-../../x", "picture-../../etc/passwd", "picture-" + strings.Repeat("g", 64), "clip-x", "proxy-nobody"} {
		if path, _, err := s.MediaFile(ctx, id); taglane.KindOf(err) != taglane.NotFound {
			t.Errorf("%q gave %q, %v", id, path, err)
		}
	}
}

func TestMissingFileIsSaidAndKeepsItsTags(t *testing.T) {
	s := newStudio(t)
	clip, mug := addClip(t, s, 300), addProduct(t, s, "Mug")
	addTag(t, s, clip, mug, 0, 60)
	page, err := s.Clips(ctx, LibraryQuery{})
	cards := page.Cards
	if err != nil || cards[0].State != "missing" || cards[0].Tags != 1 {
		t.Fatalf("%+v %v", cards, err)
	}
}

func TestAHugePictureIsRefusedInOneSentence(t *testing.T) {
	s := newStudio(t)
	mug := addProduct(t, s, "Mug")
	bomb, err := os.Open(filepath.Join("testdata", "bomb.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer bomb.Close()
	if _, err := s.SetProductPicture(ctx, mug, bomb); taglane.KindOf(err) != taglane.Invalid {
		t.Fatalf("a 30000×30000 picture: %v", err)
	}
	if p, _ := s.store.Product(ctx, mug); p.Image != "" {
		t.Fatal("the product has a picture all the same")
	}
}

func TestAnAccountChangesInPlace(t *testing.T) {
	s := newStudio(t)
	a, err := s.AddAccount(ctx, NewAccount{Service: "memory", Name: "Far", Settings: map[string]string{"repeat": "set"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddAccount(ctx, NewAccount{Service: "memory", Name: "Near"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetAccount(ctx, a.ID, "Near", nil); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("two accounts of one name: %v", err)
	}
	b, err := s.SetAccount(ctx, a.ID, "Farther", map[string]string{"repeat": "answers"})
	if err != nil || b.ID != a.ID || b.Service != "memory" {
		t.Fatal(b, err)
	}
	if kept, err := s.store.Account(ctx, a.ID); err != nil || kept.Name != "Farther" || kept.Settings["repeat"] != "answers" {
		t.Fatal(kept, err)
	}
	if list, _ := s.Accounts(ctx); len(list) != 2 {
		t.Errorf("%d accounts", len(list))
	}
}

func TestAProductKeepsTheColourChosenForIt(t *testing.T) {
	s := newStudio(t)
	clip := addClip(t, s, 300)
	mug := addProduct(t, s, "Mug")
	if _, err := s.AddTag(ctx, clip, mug, taglane.Span{In: 0, Out: 90}, nil); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name        string
		key, chosen int
		lane        int
	}{{"the key's own", 1, 0, 1}, {"the one chosen", 1, 6, 6}, {"the one chosen, under another key", 4, 6, 6}, {"without a wish", 4, 0, 4}} {
		p, err := s.SetProduct(ctx, mug, ProductFields{Shelf: &step.key, Colour: &step.chosen})
		if err != nil || p.Lane != step.lane {
			t.Errorf("%s: colour %d (%v)", step.name, p.Lane, err)
		}
		page, err := s.Clips(ctx, LibraryQuery{Limit: 1})
		if err != nil || page.Cards[0].Lanes[0].Lane != step.lane {
			t.Errorf("%s: the card's strip has %v (%v)", step.name, page.Cards[0].Lanes, err)
		}
	}
	ninth := 9
	if _, err := s.SetProduct(ctx, mug, ProductFields{Colour: &ninth}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a ninth colour: %v", err)
	}
}
