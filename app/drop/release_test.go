package drop_test

import (
	"slices"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func TestLate(t *testing.T) {
	for _, c := range []struct {
		over time.Duration
		want drop.Decision
	}{
		{-2 * time.Hour, drop.Wait}, {-time.Second, drop.Wait}, {0, drop.Go}, {59 * time.Second, drop.Go}, {time.Minute, drop.GoLate},
		{drop.Grace - time.Second, drop.GoLate}, {drop.Grace, drop.GoLate}, {drop.Grace + time.Second, drop.Ask}, {8 * time.Hour, drop.Ask},
	} {
		if got := drop.Late(release, release.Add(c.over), drop.Grace); got != c.want {
			t.Errorf("%s after the time: %q, want %q", c.over, got, c.want)
		}
	}
	if got := drop.Late(release, release, 0); got != drop.GoLate {
		t.Errorf("without any grace, at the time: %q", got)
	}
}

func TestClock(t *testing.T) {
	var c drop.Clock
	if got := c.Now(release); !got.Equal(release) {
		t.Errorf("nobody said otherwise, and it is %s", got)
	}
	if c.Heard(release.Add(2*time.Minute), release) {
		t.Error("two minutes are told")
	}
	// Ours is two hours behind: theirs counts.
	if !c.Heard(release.Add(2*time.Hour), release) {
		t.Error("two hours are not told")
	}
	if got := c.Now(release.Add(time.Second)); !got.Equal(release.Add(2*time.Hour + time.Second)) {
		t.Errorf("corrected it is %s", got)
	}
	// Then it is set right: no moment comes twice.
	later := release.Add(2*time.Hour + time.Minute)
	c.Heard(later, later)
	if got := c.Now(later); !got.Equal(later) {
		t.Errorf("set right it is %s", got)
	}
	c.Heard(release, release) // and jumps back two hours
	if got := c.Now(release); !got.Equal(later) {
		t.Errorf("after a jump back it is %s", got)
	}
	// A jump ahead that no service confirms releases nothing early.
	ahead := drop.Clock{}
	ahead.Heard(release.Add(-2*time.Hour), release)
	if got := drop.Late(release, ahead.Now(release), drop.Grace); got != drop.Wait {
		t.Errorf("a clock two hours ahead: %q", got)
	}
}

func TestInOrder(t *testing.T) {
	at := func(id string, act drop.Act, after time.Duration) drop.Release {
		return drop.Release{ID: id, Act: act, At: release.Add(after)}
	}
	all := []drop.Release{at("caption", drop.Caption, 0), at("b", drop.Video, 0), at("later page", drop.Page, time.Hour), at("shop", drop.Shop, 0), at("page", drop.Page, 0), at("a", drop.Video, 0), at("early", drop.Caption, -time.Hour)}
	var got []string
	for _, r := range drop.InOrder(all) {
		got = append(got, r.ID)
	}
	if want := []string{"early", "page", "shop", "b", "a", "caption", "later page"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if all[0].ID != "caption" {
		t.Error("the list it was given was sorted")
	}
}

func TestSoldOut(t *testing.T) {
	type look struct {
		source string
		ago    time.Duration
		stock  taglane.Availability
	}
	const out, in, unknown = taglane.OutOfStock, taglane.InStock, taglane.UnknownStock
	m := time.Minute
	for name, c := range map[string]struct {
		seen []look
		want bool
	}{
		"nobody looked":                   {nil, false},
		"one look":                        {[]look{{"feed", 0, out}}, false},
		"two looks, half an hour apart":   {[]look{{"feed", 30 * m, out}, {"feed", 0, out}}, true},
		"two looks, a second less":        {[]look{{"feed", 30*m - time.Second, out}, {"feed", 0, out}}, false},
		"two sources":                     {[]look{{"feed", 0, out}, {"page", 5 * m, out}}, true},
		"a second source has it":          {[]look{{"feed", 60 * m, out}, {"feed", 0, out}, {"page", 5 * m, in}}, false},
		"a second source takes orders":    {[]look{{"feed", 60 * m, out}, {"feed", 0, out}, {"page", 5 * m, taglane.Preorder}}, false},
		"a second source does not know":   {[]look{{"feed", 0, out}, {"page", 5 * m, unknown}, {"other", 5 * m, ""}}, false},
		"back since":                      {[]look{{"feed", 60 * m, out}, {"feed", 30 * m, out}, {"feed", 0, in}}, false},
		"there in between":                {[]look{{"feed", 60 * m, out}, {"feed", 20 * m, in}, {"feed", 0, out}}, false},
		"nobody knew in between":          {[]look{{"feed", 60 * m, out}, {"feed", 20 * m, unknown}, {"feed", 0, out}}, true},
		"an old look says nothing of now": {[]look{{"feed", 25 * 60 * m, out}, {"feed", 0, out}}, false},
		"a look of tomorrow":              {[]look{{"feed", 0, out}, {"page", -5 * m, out}}, false},
		"out of order":                    {[]look{{"feed", 0, out}, {"feed", 40 * m, out}}, true},
		"it changes at two sources":       {[]look{{"feed", 40 * m, in}, {"feed", 30 * m, out}, {"feed", 20 * m, in}, {"feed", 10 * m, out}, {"page", 0, out}}, false},
		"it changed, and stayed that way": {[]look{{"feed", 60 * m, in}, {"feed", 50 * m, out}, {"feed", 40 * m, in}, {"feed", 30 * m, out}, {"feed", 10 * m, out}, {"feed", 0, out}}, true},
	} {
		var seen []taglane.Sighting
		for _, l := range c.seen {
			seen = append(seen, taglane.Sighting{Product: "p", Source: l.source, Availability: l.stock, At: release.Add(-l.ago)})
		}
		if got := drop.SoldOut(seen, release); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A product that comes and goes every ten minutes is never swapped, whoever is
// asked and however long.
func TestFlappingNeverSwaps(t *testing.T) {
	for _, sources := range [][]string{{"feed"}, {"feed", "page"}} {
		var seen []taglane.Sighting
		for i := range 100 {
			stock := taglane.OutOfStock
			if i%2 == 1 {
				stock = taglane.InStock
			}
			at := release.Add(time.Duration(i) * 10 * time.Minute)
			for _, source := range sources {
				seen = append(seen, taglane.Sighting{Source: source, Availability: stock, At: at})
			}
			if i > 2 && drop.SoldOut(seen, at) {
				t.Fatalf("%v: swapped at look %d", sources, i)
			}
		}
	}
}

func TestDoubtful(t *testing.T) {
	for _, c := range []struct {
		gone, before int
		want         bool
	}{{0, 0, false}, {3, 3, false}, {4, 4, true}, {4, 8, false}, {5, 8, true}, {500, 1000, false}, {501, 1000, true}} {
		if got := drop.Doubtful(c.gone, c.before); got != c.want {
			t.Errorf("%d of %d: %v", c.gone, c.before, got)
		}
	}
}
