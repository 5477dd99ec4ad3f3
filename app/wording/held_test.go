package wording

import (
	"slices"
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/platform"
	"taglane/app/taglane"
)

var opens = now.Add(48 * time.Hour)

// keptBack is a draft with a second product that may not be seen yet.
func keptBack() taglane.Draft {
	d := aDraft()
	d.Tags = append(d.Tags, taglane.Tag{ID: "t2", Clip: "c", Product: "secret", Span: taglane.Span{In: 100, Out: 200}})
	d.Products = append(d.Products, taglane.Product{ID: "secret", Title: "Zephyrine", URL: "https://lind.example/zephyrine", Relation: taglane.Own,
		Embargo: &taglane.Embargo{Until: opens, Zone: "UTC"}})
	return d
}

func dropRules(r Found) (out []string) {
	for _, f := range r.Findings {
		if len(f.Rule) > 5 && f.Rule[:5] == "drop." {
			out = append(out, f.Rule)
		}
	}
	return out
}

func TestWhatIsHeldIsTriedWithoutIt(t *testing.T) {
	w := told(t, keptBack(), anAccount(), "caption", "Ad: a mug.")
	trial := trialAt(w.Account)
	look := func(at time.Time) Found {
		t.Helper()
		trial.At = at
		r, err := trial.Check(ctx, w)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if got := dropRules(look(time.Time{})); !slices.Contains(got, drop.RuleHeld) || !slices.Contains(got, drop.RuleVisual) {
		t.Errorf("at once: %v", got)
	}
	if r := look(opens); len(dropRules(r)) > 0 || r.Blocked() != nil {
		t.Errorf("at the time: %v, %v", dropRules(r), r.blocks())
	}
	trial.Own = true
	if got := dropRules(look(opens)); !slices.Equal(got, []string{"drop.grace"}) {
		t.Errorf("at the time, by our own clock: %v", got)
	}
	if d := trial.leaving(w); len(d.Tags) != 2 {
		t.Errorf("at the time there leave %v", d.Tags)
	}
	trial.At = opens.Add(-time.Second)
	if d := trial.leaving(w); len(d.Tags) != 1 || len(d.Products) != 1 {
		t.Errorf("before the time there leave %v and %v", d.Tags, d.Products)
	}
	if d, held := w.Leaving(now, platform.TagTimeline); len(d.Tags) != 2 || len(held) != 1 || d.Products[1].Title != drop.Label(held[0], "en") {
		t.Errorf("on a page there are %v of %v", d.Tags, d.Products)
	}
}

func TestWhatOnlyEyesCanTellIsTicked(t *testing.T) {
	w := told(t, keptBack(), anAccount(), "caption", "Ad: a mug.")
	if err := found(t, w).Blocked(); err == nil {
		t.Fatal("nobody looked, and it goes out")
	}
	w, _ = leave(t, w, drop.RuleVisual, "Not in the picture.")
	if r := found(t, w); r.Blocked() != nil || len(r.Left()) != 1 {
		t.Errorf("somebody looked: %v", r.blocks())
	}
	// A text that gives it away is no judgement.
	w = told(t, keptBack(), anAccount(), "caption", "Ad: soon, the Zephyrine.")
	r := found(t, w)
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Rule == drop.RuleLeak })
	if i < 0 || r.Findings[i].Leaves {
		t.Errorf("the caption says it: %v", r.blocks())
	}
}
