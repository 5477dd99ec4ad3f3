package wording

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func english(s taglane.Said) string { return s.String() }

// leave leaves what a rule finds as it is.
func leave(t testing.TB, w Wording, rule, reason string) (Wording, taglane.Said) {
	t.Helper()
	c, says, err := trialAt(w.Account).Leave(ctx, w, Left{Rule: rule, Reason: reason, By: "nora", At: now}, english)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	fields := map[string]string{}
	for _, from := range []map[string]string{w.Fields, c.Answers} {
		for key, value := range from {
			fields[key] = value
		}
	}
	d := w.Draft
	d.Clip = w.Own
	again, err := New(Told{Draft: d, Account: w.Account, Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return again, says
}

func TestAFindingIsLeftWithAReason(t *testing.T) {
	w := told(t, aDraft(), anAccount(), "caption", "A mug.")
	if got := found(t, w).blocks(); !slices.Equal(got, []string{"disc.words.pass"}) {
		t.Fatal(got)
	}
	w, says := leave(t, w, "disc.words.pass", " My own shop, said in the film. ")
	if want := "Leave “The text does not say that this is advertising.” for Place: My own shop, said in the film."; says.String() != want {
		t.Errorf("history says %q", says.String())
	}
	r := found(t, w)
	if r.Blocked() != nil || len(w.Fields) != 1 || len(w.Settings()) != 2 {
		t.Fatal(r.blocks(), w.Fields, w.Settings())
	}
	left := r.Left()
	if len(left) != 1 || left[0].By != "nora" || left[0].Reason != "My own shop, said in the film." || !left[0].At.Equal(now) || left[0].What != "The text does not say that this is advertising." {
		t.Fatalf("%+v", left)
	}
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Rule == "disc.words.pass" })
	if f := r.Findings[i]; f.Level != taglane.Info || f.Left == nil || !f.Leaves || f.Mends.Format == "" {
		t.Errorf("it is shown as %+v", f)
	}
	w, says = leave(t, w, "disc.words.pass", "")
	if got := found(t, w).blocks(); !slices.Equal(got, []string{"disc.words.pass"}) || !strings.HasPrefix(says.String(), "Raise “The text") {
		t.Errorf("raised again: %v, %q", got, says)
	}
}

// What was left was left of one wording: another is looked at anew, and the one
// before it is remembered.
func TestWhatWasLeftOfOneWording(t *testing.T) {
	w, _ := leave(t, told(t, aDraft(), anAccount(), "caption", "A mug.", "privacy", "public"), "disc.words.pass", "Because.")
	tagged := func(change func(d *taglane.Draft)) Wording {
		d := aDraft()
		change(&d)
		fields := map[string]string{leaving + "disc.words.pass": w.left["disc.words.pass"]}
		for key, value := range w.Fields {
			fields[key] = value
		}
		out, err := New(Told{Draft: d, Account: w.Account, Fields: fields})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for about, c := range map[string]struct {
		w     Wording
		holds bool
	}{
		"the same":        {w, true},
		"a note":          {tagged(func(d *taglane.Draft) { d.Tags[0].Notes = "x" }), true},
		"who may see it":  {w.with(map[string]string{"privacy": ""}), true},
		"another caption": {w.with(map[string]string{"caption": "A mug!"}), false},
		"another title":   {w.with(map[string]string{"title": "Mug"}), false},
		"another product": {tagged(func(d *taglane.Draft) { d.Products[0].Title = "Jug" }), false},
		"another tie":     {tagged(func(d *taglane.Draft) { d.Products[0].Relation = taglane.Paid }), false},
		"a longer tag":    {tagged(func(d *taglane.Draft) { d.Tags[0].Out = 70 }), false},
		"another country": {w.with(map[string]string{"audience": "GB"}), false},
		"and back again":  {w.with(map[string]string{"caption": "A mug!"}).with(map[string]string{"caption": "A mug."}), true},
	} {
		if holds := found(t, c.w).Blocked() == nil; holds != c.holds {
			t.Errorf("%s: left %v, want %v", about, holds, c.holds)
		}
	}
}

func TestWhatNobodyCanLeave(t *testing.T) {
	d := aDraft()
	d.Tags[0].Relation = ""
	d.Products[0].Relation = taglane.Unset
	w := told(t, d, anAccount("never", "yes"), "caption", "Ad.")
	for rule, kind := range map[string]taglane.Kind{"ST-DURATION": taglane.Refused, "disc.relation.set": taglane.Refused, "nothing": taglane.NotFound} {
		if _, _, err := trialAt(w.Account).Leave(ctx, w, Left{Rule: rule, Reason: "I want to."}, english); taglane.KindOf(err) != kind {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if _, _, err := trialAt(w.Account).Leave(ctx, w, Left{Rule: "disc.relation.set", Reason: strings.Repeat("x", mostReason+1)}, english); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	for _, f := range found(t, w).Findings {
		if (f.Rule == "ST-DURATION" || f.Rule == "disc.relation.set") && f.Leaves {
			t.Errorf("%s is offered to be left", f.Rule)
		}
	}
	// Nor does one who writes it into the library by hand.
	forged, err := json.Marshal(Left{Rule: "ST-DURATION", Reason: "I want to.", About: w.about(found(t, w).Findings, "ST-DURATION")})
	if err != nil {
		t.Fatal(err)
	}
	if w = told(t, d, w.Account, "caption", "Ad.", leaving+"ST-DURATION", string(forged)); !slices.Contains(found(t, w).blocks(), "ST-DURATION") {
		t.Error("what the platform refuses was left")
	}
	for _, c := range []struct {
		rule  string
		level taglane.Level
		may   bool
	}{
		{"disc.platform.switch", taglane.Block, false}, {"disc.platform.switch", taglane.Warn, true},
		{"tag.span", taglane.Block, false}, {"product.link.unsafe", taglane.Block, false}, {"draft.tags", taglane.Block, false},
		{"tag.short", taglane.Warn, true}, {"disc.caption.first", taglane.Block, true}, {"disc.video.present", taglane.Info, false},
	} {
		if mayBeLeft(taglane.Finding{Rule: c.rule, Level: c.level}) != c.may {
			t.Errorf("%s of level %s: %v", c.rule, c.level, !c.may)
		}
	}
}
