package drop_test

import (
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

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
