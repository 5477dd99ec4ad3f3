package trade

import (
	"testing"
	"time"

	"taglane/app/insight"
	"taglane/app/taglane"
)

// A page counts on and on; a span of days has what came in it, by clip and
// product, and a tag that is followed stands there before anybody buys.
func TestWhatWasFollowedInASpan(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.account(t, "page", "memory", nil)
	b.post(t, "pub", "c", "page", "p1")
	at := func(day int, name string, v float64) taglane.Observation {
		return taglane.Observation{At: start.AddDate(0, 0, day), Name: name, Value: v}
	}
	if err := b.store.Observe(ctx, "pub", at(0, insight.Followed+"pan", 4), at(2, insight.Followed+"pan", 9), at(0, insight.Followed+"own", 7), at(2, insight.Seen+"own", 90),
		at(0, "views", 100), at(2, "views", 160), at(0, "clicks", 11), at(2, "clicks", 16)); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		from                int
		views, pan, own     int64
		tags, pans, clicked int64
	}{{0, 160, 9, 7, 3, 2, 16}, {1, 60, 5, 0, 2, 2, 5}, {3, 0, 0, 0, 0, 0, 0}} {
		v := must[Insights](t)(b.Insights(ctx, start.AddDate(0, 0, x.from).Format(time.DateOnly), start.AddDate(0, 0, 5).Format(time.DateOnly)))
		var pan, own, pans int64
		for _, p := range v.Products {
			if p.Product.ID == "pan" {
				pan = p.Clicks
			} else {
				own = p.Clicks
			}
			if p.Views != x.views || p.Clips != 1 {
				t.Errorf("from day %d: %+v", x.from, p)
			}
		}
		for _, tag := range v.Tags {
			if tag.Product.ID == "pan" && tag.Clicks == x.pan && tag.Views == x.views {
				pans++
			}
		}
		if pan != x.pan || own != x.own || int64(len(v.Tags)) != x.tags || pans != x.pans {
			t.Errorf("from day %d: %d and %d, %+v", x.from, pan, own, v.Tags)
		}
		if v.Views != x.views || v.Clicks != x.clicked || len(v.Posts) != 1 || v.Posts[0].Views != x.views || v.Posts[0].Clicks != x.clicked {
			t.Errorf("from day %d: %d views, %d clicks, %+v", x.from, v.Views, v.Clicks, v.Posts)
		}
	}
}

// It is known when everybody was asked, and whether that went well.
func TestWhenAskedLast(t *testing.T) {
	b := newBench(t)
	day := start.Format(time.DateOnly)
	if v := must[Insights](t)(b.Insights(ctx, day, day)); v.Asked != "" {
		t.Errorf("asked at %q before anybody was", v.Asked)
	}
	if err := b.RenewInsights(ctx); err != nil {
		t.Fatal(err)
	}
	if v := must[Insights](t)(b.Insights(ctx, day, day)); v.Asked != "" {
		t.Errorf("asked at %q, and nobody was there", v.Asked)
	}
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.net.wrong = taglane.Errorf(taglane.Login, "Log in again.")
	_ = b.RenewInsights(ctx)
	v := must[Insights](t)(b.Insights(ctx, day, day))
	if v.Asked != start.Format(time.RFC3339) || len(v.Warnings) != 1 || v.Warnings[0].Kind != "login" {
		t.Errorf("%+v", v)
	}
}

// What a service itself counts as sold on a day is its post's, also where nobody
// pays for it.
func TestAServicesOwnOrders(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.account(t, "shop", "memory", nil)
	b.post(t, "pub", "c", "shop", "p1")
	for day, sold := range []float64{3, 0, 2} {
		if err := b.store.Observe(ctx, "pub", taglane.Observation{At: start.AddDate(0, 0, day), Name: insight.Orders, Value: sold}); err != nil {
			t.Fatal(err)
		}
	}
	v := must[Insights](t)(b.Insights(ctx, start.AddDate(0, 0, 1).Format(time.DateOnly), start.AddDate(0, 0, 5).Format(time.DateOnly)))
	if len(v.Posts) != 1 || v.Posts[0].Orders != 2 || v.Sums.Orders != 0 {
		t.Errorf("%+v", v.Posts)
	}
}
