package wording

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestMendingLeavesNothingInTheWay(t *testing.T) {
	a := anAccount("signature", "Nora 👩‍👩‍👧‍👦", "narrow", "yes", "pictured", "yes")
	w := told(t, aDraft(), a, "title", "A title <that> is much too long", "caption", strings.Repeat("Slow sunday 🇩🇪 ", 12)+"ad #one #two", "hashtags", "three four five")
	r := found(t, w)
	for _, rule := range []string{"ST-CAPTION", "ST-HASHTAGS", "ST-TITLE-LEN", "ST-TITLE-CHARS", "ST-WIDTH", "ST-COVER"} {
		if !slices.Contains(r.blocks(), rule) || !slices.Contains(r.mends(), rule) {
			t.Errorf("%s is not offered to be mended: %v, %v", rule, r.blocks(), r.mends())
		}
	}
	for range 12 { // every button there is, until none is left
		mends := found(t, w).mends()
		if len(mends) == 0 {
			break
		}
		w = mend(t, w, mends[0])
	}
	r = found(t, w)
	if len(r.blocks()) > 0 || len(r.mends()) > 0 {
		t.Fatal("still in the way:", r.blocks(), r.mends())
	}
	if n := platform.UTF16.Count(w.Text()); n > 120 || !strings.HasPrefix(w.Text(), "Ad") || !strings.HasSuffix(w.Text(), "Nora 👩‍👩‍👧‍👦") || !strings.Contains(w.Text(), "Slow sunday") {
		t.Errorf("%d: %q", n, w.Text())
	}
	if w.Said["title"] != "A title that is" || w.Said["fit"] != "yes" || w.Said["cover_frame"] != "40" || hashtags(w.Text()) > 3 {
		t.Errorf("%+v", w.Said)
	}
	if w.Own.Caption != "" || w.Own.Title != "" {
		t.Error("mending for one account changed the clip", w.Own)
	}
}

// Where the service adds something of its own, what remains is found by asking.
func TestShorterThanItSays(t *testing.T) {
	w := mend(t, told(t, aDraft(), anAccount("adds", "yes"), "caption", "Ad. "+strings.Repeat("A mug. ", 15)), "ST-DESC-LEN")
	if n := platform.UTF16.Count(w.Text()); n > 70 || n < 50 || !strings.HasPrefix(w.Text(), "Ad.") {
		t.Errorf("%d: %q", n, w.Text())
	}
}

func TestWhatOnlyAPersonMends(t *testing.T) {
	w := told(t, aDraft(), anAccount("never", "yes", "stubborn", "yes"), "caption", "Ad. Not sponsored.")
	mends := found(t, w).mends()
	if !slices.Contains(mends, "ST-CODEC") {
		t.Error("a file made anew may help:", mends)
	}
	for rule, kind := range map[string]taglane.Kind{"ST-DURATION": taglane.Refused, "disc.contradiction": taglane.Refused, "ST-CODEC": taglane.Refused, "ST-CAPTION": taglane.NotFound, "nothing": taglane.NotFound} {
		if rule != "ST-CODEC" && slices.Contains(mends, rule) {
			t.Errorf("%s is offered", rule)
		}
		if c, err := trialAt(w.Account).Mend(ctx, w, rule); taglane.KindOf(err) != kind || !reflect.ValueOf(c).IsZero() {
			t.Errorf("%s: %+v, %v", rule, c, err)
		}
	}
}

// What mends the clip itself is worked out for all that a rule finds, and
// changes nothing that was handed in.
func TestMendingTheClipItself(t *testing.T) {
	d := aDraft()
	d.Tags = append(d.Tags, taglane.Tag{ID: "u", Product: "p", Span: taglane.Span{In: 290, Out: 300}}, taglane.Tag{ID: "v", Product: "q", Span: taglane.Span{In: 100, Out: 110}, Relation: taglane.None})
	d.Products[0].Relation, d.Products[0].URL = taglane.None, "https://amzn.to/3x"
	d.Products = append(d.Products, taglane.Product{ID: "q", Title: "Jug", URL: "https://amzn.to/4x", Relation: taglane.None})
	w := told(t, d, anAccount(), "caption", "Ad.")
	c, err := trialAt(w.Account).Mend(ctx, w, "tag.short")
	if err != nil || len(c.Tags) != 2 || c.Tags[0].Span != (taglane.Span{In: 255, Out: 300}) || c.Tags[1].Span != (taglane.Span{In: 100, Out: 145}) || c.Films() {
		t.Fatalf("%+v, %v", c, err)
	}
	if w.Draft.Tags[1].In != 290 {
		t.Error("it changed what it was handed")
	}
	c, err = trialAt(w.Account).Mend(ctx, w, "disc.relation.link")
	if err != nil || len(c.Products) != 1 || c.Products[0].ID != "p" || c.Products[0].Relation != taglane.Commission || len(c.Tags) != 1 || c.Tags[0].ID != "v" || c.Tags[0].Relation != taglane.Commission {
		t.Fatalf("%+v, %v", c, err)
	}
}

func TestWhatTheLawWantsSaid(t *testing.T) {
	d := aDraft()
	d.Products[0].Relation, d.Products[0].URL = taglane.Commission, "https://lind.example/mug"
	w := told(t, d, anAccount(), "caption", "Ad. Get it: https://lind.example/mug and more")
	if w = mend(t, w, "disc.link.paid"); w.Caption != "Ad. Get it: https://lind.example/mug (paid link) and more" {
		t.Errorf("%q", w.Caption)
	}
	w = told(t, aDraft(), anAccount(), "caption", "A mug.")
	if w = mend(t, w, "disc.words.pass"); w.Text() != "Ad\n\nA mug." {
		t.Errorf("%q", w.Text())
	}
	c, err := trialAt(w.Account).Mend(ctx, w, "disc.video.present")
	if err != nil || c.Answers["overlay"] != "yes" || !c.Films() {
		t.Error(c, err)
	}
	switched, err := switching("paid", w).mend(ctx, Trial{}, w, Found{})
	if err != nil || switched.Answers["paid"] != "true" || switched.Answers["disclosure"] != "true" {
		t.Error("the switch above it stays off:", switched, err)
	}
}

func TestTheLastHashtagsGo(t *testing.T) {
	for _, c := range []struct{ caption, list, want string }{
		{"A #one #two", "three four", "A #one #two\n\n#three"},
		{"A #one #two #three #four b", "", "A #one #two #three b"},
		{"#one #two #three #four", "five", "#one #two #three"},
		{"C# and #one #two #three #", "four", "C# and #one #two #three #"},
	} {
		w := told(t, aDraft(), anAccount(), "caption", c.caption, "hashtags", c.list)
		w = w.with(fewerHashtags(w, found(t, w)))
		if w.Text() != c.want {
			t.Errorf("%q with %q became %q", c.caption, c.list, w.Text())
		}
	}
}

func TestADisclosureElsewhereIsMendedHere(t *testing.T) {
	w := told(t, aDraft(), anAccount(), "caption", "A mug. Disclosure in bio")
	if r := found(t, w); !slices.Contains(r.blocks(), "disc.bio.only") || !slices.Contains(r.mends(), "disc.bio.only") {
		t.Fatal("it is not offered to be mended:", r.blocks(), r.mends())
	}
	w = mend(t, w, "disc.bio.only")
	if r := found(t, w); slices.Contains(r.blocks(), "disc.bio.only") || !strings.HasPrefix(w.Text(), "Ad") {
		t.Errorf("%q: %v", w.Text(), r.blocks())
	}
}
