package taglane

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestSaidIsKeptInItsParts(t *testing.T) {
	for _, s := range []Said{
		{},
		Say("Nothing is tagged yet."),
		Say("100%% of %s", "it"),
		Say("at %s", time.Date(2026, 11, 26, 8, 40, 0, 7, time.UTC)),
		Say("%s is tagged %d times, %.1f s each: %q", Plain("Lip tint"), int64(3), 2.5, Say("The %s is gone.", Say("cover"))),
	} {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var got Said
		if err := json.Unmarshal(b, &got); err != nil || !reflect.DeepEqual(got, s) || got.String() != s.String() {
			t.Errorf("%s is read as %#v, %v; it was %#v", b, got, err, s)
		}
	}
	if got, want := Say("at %s", time.Date(2026, 11, 26, 8, 40, 0, 0, time.Local)).String(), "at Nov 26, 08:40"; got != want {
		t.Errorf("a moment is told %q, want %q", got, want)
	}
	// What an older library kept as a text is read as it stands.
	var old Said
	if err := json.Unmarshal([]byte(`"50% are gone."`), &old); err != nil || old.String() != "50% are gone." {
		t.Errorf("an older text reads %q, %v", old, err)
	}
	if err := json.Unmarshal([]byte(`{"Format":1}`), &old); err == nil {
		t.Error("anything is a sentence")
	}
	// Any other value is kept as its text.
	b, _ := json.Marshal(Say("at %s", Rate{30, 1}))
	var rate Said
	if err := json.Unmarshal(b, &rate); err != nil || rate.String() != "at "+(Rate{30, 1}).String() {
		t.Errorf("%s reads %q, %v", b, rate, err)
	}
}

func TestSaidOf(t *testing.T) {
	away := Wrap(errors.New("dial"), Offline, "%s cannot be reached.", "The shop")
	for name, v := range map[string]struct {
		err  error
		want Said
	}{
		"none":           {nil, Said{}},
		"a raw one":      {errors.New("x"), Say(InternalMessage)},
		"ours":           {away, Say("%s cannot be reached.", "The shop")},
		"wrapped":        {fmt.Errorf("step: %w", away), Say("%s cannot be reached.", "The shop")},
		"without parts":  {&Error{Kind: Refused, Message: "No."}, Plain("No.")},
		"said elsewhere": {Refuse(Refused, Say("No %s.", "way")), Say("No %s.", "way")},
	} {
		got := SaidOf(v.err)
		if got.Format != v.want.Format || fmt.Sprint(got.Args) != fmt.Sprint(v.want.Args) || got.String() != MessageOf(v.err) {
			t.Errorf("%s: %#v, and %q", name, got, MessageOf(v.err))
		}
	}
}

func TestFindingsAndLossesAreTold(t *testing.T) {
	loud := func(s Said) string { return s.String() + "!" }
	f := NewFinding("tag.x", Warn, Say("%s is short.", "Tint"), Place{}, Say("Extend"))
	if g := f.Told(loud); g.Message != "Tint is short.!" || g.Fix != "Extend!" || f.Message != "Tint is short." {
		t.Errorf("%+v of %+v", g, f)
	}
	if g := NewFinding("tag.x", Warn, Say("Short."), Place{}, Said{}).Told(loud); g.Fix != "" {
		t.Errorf("a finding that nothing mends offers %q", g.Fix)
	}
	if g := (Finding{Message: "As it was."}).Told(loud); g.Message != "As it was." {
		t.Errorf("a finding read from a file reads %q", g.Message)
	}
	l := NewLoss(Plain("CSV"), Say("notes"), Say("a row has no room")).Told(loud)
	if l.Destination != "CSV!" || l.What != "notes!" || l.Why != "a row has no room!" {
		t.Errorf("%+v", l)
	}
}
