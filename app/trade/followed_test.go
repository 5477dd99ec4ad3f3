package trade

import (
	"testing"
	"time"

	"taglane/app/insight"
	"taglane/app/store"
	"taglane/app/taglane"
)

// A page counts on and on; a span of days has what came in it, by clip and product.
func TestWhatWasFollowedInASpan(t *testing.T) {
	at := func(day int, name string, v float64) store.Observed {
		return store.Observed{Publication: "pub", Observation: taglane.Observation{At: start.AddDate(0, 0, day), Name: name, Value: v}}
	}
	seen := []store.Observed{at(0, insight.Followed+"pan", 4), at(2, insight.Followed+"pan", 9), at(0, insight.Followed+"cup", 7), at(2, insight.Seen+"cup", 90)}
	clips := map[taglane.ID]taglane.ID{"pub": "c"}
	for _, x := range []struct {
		from     int
		pan, cup int64
	}{{0, 9, 7}, {1, 5, 0}, {3, 0, 0}} {
		got := followedSince(seen, clips, start.AddDate(0, 0, x.from))
		if got[shownIn{"c", "pan"}] != x.pan || got[shownIn{"c", "cup"}] != x.cup {
			t.Errorf("from day %d: %v", x.from, got)
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
	if v.Asked != start.Format(time.RFC3339) || len(v.Warnings) != 1 || v.Warnings[0].Kind != "failed" {
		t.Errorf("%+v", v)
	}
}
