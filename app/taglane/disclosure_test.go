package taglane

import "testing"

func TestTheOverlayStandsFromTheFirstFrameLongEnough(t *testing.T) {
	clip := Clip{Facts: Facts{Frames: 300, Rate: Rate{30000, 1001}}, Language: "de-AT"}
	draft := func(r Relation, in Frame) Draft {
		return Draft{Clip: clip, Tags: []Tag{{ID: "t", Product: "p", Span: Span{in, in + 60}}}, Products: []Product{{ID: "p", Relation: r}}}
	}
	for _, c := range []struct {
		d     Draft
		words string
		out   Frame
	}{
		{draft(Commission, 0), "Werbung · Affiliate-Links", 90},
		{draft(Paid, 100), "Werbung", 130},
		{draft(Own, 290), "Werbung", 300},
		{draft(None, 0), "", 0},
		{Draft{Clip: clip}, "", 0},
	} {
		if words, span := c.d.Overlay(); words != c.words || span != (Span{0, c.out}) {
			t.Errorf("%q %v, want %q up to %d", words, span, c.words, c.out)
		}
	}
	other := draft(Commission, 0)
	other.Clip.Language = "ja"
	if words, _ := other.Overlay(); words != "Ad · paid links" {
		t.Error(words)
	}
}
