package wording

import (
	"slices"
	"testing"

	"taglane/app/taglane"
)

func TestWhatStandsInTheWayComesFirst(t *testing.T) {
	d := aDraft()
	d.Products[0].URL = "" // a warning
	w := told(t, d, anAccount("never", "yes"), "caption", "A mug.")
	r := found(t, w)
	if got := r.blocks(); !slices.Equal(got, []string{"ST-DURATION", "disc.words.pass"}) || r.Findings[0].Rule != "ST-DURATION" {
		t.Error(got)
	}
	if err := r.Blocked(); taglane.KindOf(err) != taglane.Refused || taglane.MessageOf(err) != "ST-DURATION is not taken." {
		t.Error(err)
	}
	if got := r.BesideFile().blocks(); !slices.Equal(got, []string{"disc.words.pass"}) || len(r.blocks()) != 2 {
		t.Error("of a post that is public already:", got)
	}
	if last := r.Findings[len(r.Findings)-1].Level; last != taglane.Info || len(r.Losses) != 1 {
		t.Error(last, r.Losses)
	}
	if r := found(t, told(t, aDraft(), anAccount(), "caption", "Ad. A mug.")); r.Blocked() != nil {
		t.Error(r.blocks())
	}
	trial := trialAt(w.Account)
	trial.Gone = true
	if r, err := trial.Check(ctx, w); err != nil || r.Findings[1].Rule == "clip.file" || !slices.Contains(r.blocks(), "clip.file") || slices.Contains(r.BesideFile().blocks(), "clip.file") {
		t.Error(r.blocks(), err)
	}
}

// Where the platform has a rule of the same name about the same tag, only its
// own is said.
func TestNobodySaysItTwice(t *testing.T) {
	d := aDraft()
	d.Tags[0].Out = 30
	rules := func(a taglane.Account) (out []string) {
		for _, f := range found(t, told(t, d, a, "caption", "Ad.")).Findings {
			if f.Level == taglane.Warn {
				out = append(out, f.Rule)
			}
		}
		return out
	}
	if got := rules(anAccount()); !slices.Equal(got, []string{"tag.short"}) {
		t.Error(got)
	}
	if got := rules(anAccount("quick", "yes")); !slices.Equal(got, []string{"page.tag.short"}) {
		t.Error(got)
	}
}

// A wording is looked at as it will be once its file is made.
func TestTheFileIsThoughtOfAsMade(t *testing.T) {
	a := anAccount("narrow", "yes")
	w := told(t, aDraft(), a, "caption", "Ad.")
	if got := found(t, w).blocks(); !slices.Equal(got, []string{"ST-WIDTH"}) {
		t.Error(got)
	}
	w = w.with(map[string]string{"fit": "yes"})
	if got := found(t, w).blocks(); len(got) > 0 {
		t.Error(got)
	}
	f, wanted := w.Form(trialAt(a).Service)
	if !wanted {
		t.Fatal("no form is wanted")
	}
	trial := trialAt(a)
	trial.Film = reel{made: map[string]Made{f.Name("fp"): {Facts: taglane.Facts{Width: 720, Height: 1280, Frames: 150, Rate: taglane.Rate{Num: 15, Den: 1}}}}}
	if r, err := trial.Check(ctx, w); err != nil || !slices.Equal(r.blocks(), []string{"ST-WIDTH"}) {
		t.Error("what was really made does not count:", r.blocks(), err)
	}
}
