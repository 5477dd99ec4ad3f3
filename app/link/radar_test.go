package link_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/link"
	"taglane/app/taglane"
)

// watched are ten clips with a link each: one is seen most, one by nobody.
func watched() []link.Watched {
	var all []link.Watched
	for i := range 10 {
		all = append(all, link.Watched{
			SubID: fmt.Sprintf("l%d", i), URL: ours(shoe), Network: "querynet", Advertiser: "42", Product: "shoe", Clip: taglane.ID(fmt.Sprint(i)), Views: int64(i * 100),
			ReleasedAt: noon.Add(-100 * day), Verdict: link.OK, LookedAt: noon, FollowedAt: noon,
		})
	}
	return all
}

func list(jobs []link.Job) string {
	var out []string
	for _, j := range jobs {
		text := j.SubID
		if !j.Follow {
			text += " read"
		}
		if j.Event != "" {
			text += " " + string(j.Event)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestLinksAreLookedAtInTheirTime(t *testing.T) {
	for name, c := range map[string]struct {
		after  time.Duration
		change func(all []link.Watched)
		want   string
	}{
		"at once":               {0, nil, ""},
		"a day less a moment":   {day - 1, nil, ""},
		"a day":                 {day, nil, "l9 read"},
		"a week less a moment":  {7*day - 1, nil, "l9 read"},
		"a week":                {7 * day, nil, "l9, l8, l7, l6, l5, l4, l3, l2, l1"},
		"a month less a moment": {30*day - 1, func(all []link.Watched) { clear(all[1:]); all[0].Views = 0 }, ", , , , , , , , "},
		"a month":               {30 * day, func(all []link.Watched) { all[9].Verdict = "" }, "l9, l8, l7, l6, l5, l4, l3, l2, l1, l0"},
		"new clips": {day, func(all []link.Watched) {
			all[0].ReleasedAt = noon.Add(-13*day + 1)
			all[5].ReleasedAt = noon.Add(-13 * day)
		}, "l9 read, l0 read"},
		"never looked at": {0, func(all []link.Watched) { all[3].LookedAt, all[3].FollowedAt = time.Time{}, time.Time{} }, "l3"},
		"worst first": {7 * day, func(all []link.Watched) {
			all[2].Verdict, all[5].Verdict, all[9].Verdict, all[4].Verdict = link.Gone, link.SubIDLost, link.Unsure, "never heard of"
		}, "l2, l5, l9, l8, l7, l6, l4, l3, l1"},
		"as many views: the older": {7 * day, func(all []link.Watched) {
			for i := range all {
				all[i].Views, all[i].LookedAt = 50, noon.Add(-time.Duration(i%3)*time.Hour)
			}
		}, "l2, l5, l8, l1, l4, l7, l0, l3, l6, l9"},
	} {
		all := watched()
		if c.change != nil {
			c.change(all)
		}
		if got := list(link.Due(all, nil, noon.Add(c.after))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := link.Due(nil, nil, noon); len(got) > 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestWhatHappensIsLookedAtAtOnce(t *testing.T) {
	later := noon.Add(time.Hour)
	for name, c := range map[string]struct {
		event  link.Event
		change func(w *link.Watched)
		want   string
	}{
		"to the network":           {link.Event{Kind: link.PartnershipLost, Network: "querynet", At: later}, nil, "l1 read partnership-lost"},
		"to another network":       {link.Event{Kind: link.PartnershipLost, Network: "pathnet", At: later}, nil, ""},
		"to the advertiser":        {link.Event{Kind: link.OfferEnded, Network: "querynet", Advertiser: "42", At: later}, nil, "l1 read offer-ended"},
		"to another advertiser":    {link.Event{Kind: link.OfferEnded, Network: "querynet", Advertiser: "43", At: later}, nil, ""},
		"to the product":           {link.Event{Kind: link.ProductDeleted, Product: "shoe", At: later}, nil, "l1 read product-deleted"},
		"to the product's price":   {link.Event{Kind: link.PriceMoved, Product: "shoe", At: later}, nil, "l1 read price-moved"},
		"to another product":       {link.Event{Kind: link.StockGone, Product: "hat", At: later}, nil, ""},
		"to the link":              {link.Event{Kind: link.Asked, SubID: "l1", At: later}, nil, "l1 read asked"},
		"to nothing in particular": {link.Event{Kind: link.Asked, At: later}, nil, ""},
		"before it was looked at":  {link.Event{Kind: link.StockGone, Product: "shoe", At: noon}, nil, ""},
		"in days to come":          {link.Event{Kind: link.StockGone, Product: "shoe", At: noon.Add(3 * time.Hour)}, nil, ""},
		"a week since followed":    {link.Event{Kind: link.StockGone, Product: "shoe", At: later}, func(w *link.Watched) { w.FollowedAt = noon.Add(2*time.Hour - 7*day) }, "l1 stock-gone"},
	} {
		w := watched()[1:2]
		if c.change != nil {
			c.change(&w[0])
		}
		if got := list(link.Due(w, []link.Event{c.event}, noon.Add(2*time.Hour))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	end := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	w := watched()[1:2]
	w[0].URL = "https://shopstyle.it/l/x"
	for _, c := range []struct {
		looked, now time.Time
		want        string
	}{
		{end.Add(-30*day - 2*time.Hour), end.Add(-30*day - 1), ""},
		{end.Add(-30*day - 2*time.Hour), end.Add(-30 * day), "l1 read sunset-near"},
		{end.Add(-30 * day), end.Add(-30*day + time.Hour), ""},
	} {
		w[0].LookedAt, w[0].FollowedAt = c.looked, c.looked
		if got := list(link.Due(w, nil, c.now)); got != c.want {
			t.Errorf("on %s: %q, want %q", c.now, got, c.want)
		}
	}
}

func TestAPriceThatMoved(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"10.00", "11.00", false}, {"10.00", "11.01", true}, {"10.00", "9.00", false}, {"10.00", "8.99", true}, {"10", "10.00", false},
		{"0.1", "0.3", true}, {"x", "1", false}, {"1", "", false}, {"0", "0", false}, {"0", "1", true},
	} {
		if got := link.Moved(taglane.Money{Amount: c.from, Currency: "EUR"}, taglane.Money{Amount: c.to, Currency: "EUR"}); got != c.want {
			t.Errorf("%s to %s: %v", c.from, c.to, got)
		}
	}
	if link.Moved(taglane.Money{Amount: "1", Currency: "EUR"}, taglane.Money{Amount: "2", Currency: "USD"}) {
		t.Error("two currencies are compared")
	}
}

func outcomes(advertiser string, of, bad int, verdict link.Verdict) (run []link.Outcome) {
	for i := range of {
		o := link.Outcome{SubID: fmt.Sprint(advertiser, i), Network: "querynet", Advertiser: advertiser, Before: link.Chain{Verdict: link.OK}, Now: link.Chain{Verdict: link.OK}}
		if i < bad {
			o.Now.Verdict = verdict
		}
		run = append(run, o)
	}
	return run
}

func TestASourceIsDoubtedBeforeItsLinks(t *testing.T) {
	join := func(runs ...[]link.Outcome) (all []link.Outcome) {
		for _, r := range runs {
			all = append(all, r...)
		}
		return all
	}
	was := outcomes("42", 10, 9, link.Gone)
	for i := range was {
		was[i].Before = was[i].Now
	}
	nowhere := outcomes("", 4, 4, link.Gone)
	for i := range nowhere {
		nowhere[i].Network = ""
	}
	for name, c := range map[string]struct {
		run   []link.Outcome
		polls []link.Poll
		want  []link.Stop
	}{
		"nothing":                    {nil, nil, nil},
		"a fifth":                    {outcomes("42", 10, 2, link.Gone), nil, nil},
		"more than a fifth":          {outcomes("42", 10, 3, link.Gone), nil, []link.Stop{{"querynet", "", 3, 10, false}, {"querynet", "42", 3, 10, false}}},
		"one of two":                 {outcomes("42", 2, 1, link.Gone), nil, nil},
		"both":                       {outcomes("42", 2, 2, link.Gone), nil, []link.Stop{{"querynet", "", 2, 2, false}, {"querynet", "42", 2, 2, false}}},
		"sold out all at once":       {outcomes("42", 10, 3, link.SoldOut), nil, []link.Stop{{"querynet", "", 3, 10, false}, {"querynet", "42", 3, 10, false}}},
		"one advertiser of many":     {join(outcomes("42", 10, 3, link.Gone), outcomes("43", 40, 1, link.Gone)), nil, []link.Stop{{"querynet", "42", 3, 10, false}}},
		"they were bad before":       {was, nil, nil},
		"they could not be seen":     {outcomes("42", 10, 10, link.Unsure), nil, nil},
		"of those that could":        {join(outcomes("42", 10, 8, link.Unsure), outcomes("42", 3, 1, link.Gone)), nil, nil},
		"of no network":              {nowhere, nil, nil},
		"an empty poll":              {outcomes("42", 10, 0, ""), []link.Poll{{"querynet", "42", 0, 9}}, []link.Stop{{"querynet", "42", 0, 10, true}}},
		"an empty poll of a network": {nil, []link.Poll{{"pathnet", "", 0, 1}}, []link.Stop{{"pathnet", "", 0, 0, true}}},
		"one that always was empty":  {nil, []link.Poll{{"pathnet", "", 0, 0}, {"querynet", "", 5, 9}}, nil},
	} {
		got := link.Stops(c.run, c.polls)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		for _, s := range got {
			if text := s.Said("A shop").String(); !strings.Contains(text, "A shop") || s.Empty == strings.Contains(text, " of ") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
	stops := []link.Stop{{Network: "querynet", Advertiser: "42"}, {Network: "pathnet"}}
	for of, want := range map[[2]string]bool{{"querynet", "42"}: true, {"querynet", "43"}: false, {"querynet", ""}: false, {"pathnet", "9"}: true, {"other", "42"}: false} {
		if link.Doubted(stops, of[0], of[1]) != want {
			t.Errorf("%v is doubted: %v", of, !want)
		}
	}
}

// What could not be seen leaves a link as it was, whatever that is; what was
// seen counts.
func TestUnsureChangesNothing(t *testing.T) {
	verdict := rapid.SampledFrom([]link.Verdict{
		link.OK, link.IDMissing, link.IDForeign, link.SubIDLost, link.WrongShop, link.Soft404, link.OwnFallback, link.Gone,
		link.SoldOut, link.Region, link.Loop, link.TooLong, link.DeadHost, link.DeadNetwork, link.Unsure,
	})
	rapid.Check(t, func(t *rapid.T) {
		o := link.Outcome{Before: link.Chain{Verdict: verdict.Draw(t, "before"), At: noon}, Now: link.Chain{Verdict: verdict.Draw(t, "now"), At: noon.Add(day)}}
		stands := o.Stands()
		if o.Now.Verdict == link.Unsure && (!reflect.DeepEqual(stands, o.Before) || o.Turned() || o.Now.Bad()) {
			t.Fatalf("an unsure look makes %+v of %+v", stands, o.Before)
		}
		if o.Now.Verdict != link.Unsure && stands.Verdict != o.Now.Verdict {
			t.Fatalf("%s stands after %s", stands.Verdict, o.Now.Verdict)
		}
		if !o.Now.Verdict.Known() || o.Now.Verdict.Said().Format == "" {
			t.Fatalf("%s says nothing", o.Now.Verdict)
		}
	})
	if first := (link.Outcome{Now: link.Chain{Verdict: link.Unsure}}); first.Stands().Verdict != link.Unsure {
		t.Error("the first look is not kept")
	}
	if link.Verdict("fine").Known() || link.Verdict("").Known() {
		t.Error("any word is a verdict")
	}
}

// A host that is not there stops a link when it was missed twice, a day apart,
// and was not there in between.
func TestADeadHostIsMissedTwice(t *testing.T) {
	look := func(hours int, v link.Verdict) link.Chain {
		return link.Chain{Verdict: v, At: noon.Add(time.Duration(hours) * time.Hour)}
	}
	for name, c := range map[string]struct {
		looks []link.Chain
		want  taglane.Level
	}{
		"once":              {[]link.Chain{look(0, link.DeadHost)}, taglane.Warn},
		"within a day":      {[]link.Chain{look(0, link.DeadHost), look(12, link.DeadHost), look(23, link.DeadHost)}, taglane.Warn},
		"a day apart":       {[]link.Chain{look(0, link.DeadHost), look(24, link.DeadHost)}, taglane.Block},
		"there in between":  {[]link.Chain{look(0, link.DeadHost), look(12, link.OK), look(24, link.DeadHost)}, taglane.Warn},
		"unsure in between": {[]link.Chain{look(0, link.DeadHost), look(12, link.Unsure), look(24, link.DeadHost)}, taglane.Block},
		"unsure at the end": {[]link.Chain{look(0, link.DeadHost), look(24, link.Unsure)}, ""},
		"back":              {[]link.Chain{look(0, link.DeadHost), look(24, link.DeadHost), look(48, link.OK)}, ""},
		"a clock set back":  {[]link.Chain{look(48, link.DeadHost), look(0, link.DeadHost)}, taglane.Warn},
	} {
		var last link.Chain
		for _, l := range c.looks {
			last = l.After(last)
		}
		if last.Level() != c.want {
			t.Errorf("%s: %q, want %q", name, last.Level(), c.want)
		}
	}
	for v, want := range map[link.Verdict]taglane.Level{
		link.OK: "", link.Unsure: "", link.IDMissing: taglane.Block, link.IDForeign: taglane.Block, link.SubIDLost: taglane.Warn, link.WrongShop: taglane.Block, link.Soft404: taglane.Warn,
		link.OwnFallback: taglane.Warn, link.Gone: taglane.Block, link.SoldOut: taglane.Warn, link.Region: taglane.Warn, link.Loop: taglane.Block, link.TooLong: taglane.Block, link.DeadNetwork: taglane.Block,
	} {
		if got := (link.Chain{Verdict: v}); got.Level() != want || got.Bad() != (want != "") {
			t.Errorf("%s weighs %q, want %q", v, got.Level(), want)
		}
	}
}
