package taglane

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTextsOfStrangersAreTidied(t *testing.T) {
	for in, want := range map[string]string{
		"  Softer here. \r\nPlease\ttoo ": "Softer here. \nPlease\ttoo",
		"a\x00b\x1b[31mc\x7f\u0085":       "ab[31mc",
		"bad \xff\xfe text":               "bad  text",
		"\u202egnp.exe\u2066x\ufeff":      "gnp.exex",
		"שלום 👩‍🍳 é":                      "שלום 👩‍🍳 é",
		"\U000e0041hidden":                "hidden",
		"<script>alert(1)</script>":       "<script>alert(1)</script>",
		" \n\t ":                          "",
	} {
		if got := Tidied(in, 100); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := Tidied(strings.Repeat("é", 30), 20); got != strings.Repeat("é", 20) {
		t.Errorf("cut to %q", got)
	}
	if got := OneLine(" Mia \n\t\u202e  K. ", 60); got != "Mia K." {
		t.Errorf("%q", got)
	}
}

func TestTextsThatDidNotKnowOfEachOtherStay(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	a, b, c := Text{ID: "a", At: at(1)}, Text{ID: "b", At: at(2), Over: []ID{"a"}}, Text{ID: "c", At: at(2), Over: []ID{"a"}}
	both := Text{ID: "d", At: at(1), Over: []ID{"b", "c"}}
	stand := func(all ...Text) (out []ID) {
		for _, t := range Standing(all) {
			out = append(out, t.ID)
		}
		return out
	}
	for _, x := range []struct{ got, want []ID }{
		{stand(a), []ID{"a"}},
		{stand(a, b), []ID{"b"}},
		{stand(b, a, c), []ID{"c", "b"}},
		{stand(a, c, both, b), []ID{"d"}},
		{stand(b), []ID{"b"}}, // what it was written over has not come yet
		{stand(Text{ID: "x", At: at(1), Over: []ID{"y"}}, Text{ID: "y", At: at(2), Over: []ID{"x"}}), []ID{"y", "x"}},
		{stand(Text{ID: "x", Over: []ID{"x"}}), []ID{"x"}},
		{stand(Text{ID: "x", Over: []ID{"z"}}, Text{ID: "y", Over: []ID{"x"}}, Text{ID: "z", Over: []ID{"y"}}), []ID{"z", "y", "x"}},
	} {
		if !slices.Equal(x.got, x.want) {
			t.Errorf("%v stand, want %v", x.got, x.want)
		}
	}
}

func TestDrawingsNoPictureCouldShow(t *testing.T) {
	line := [][2]float64{{0, 0}, {1, 1}}
	for _, good := range [][]Stroke{nil, {{Kind: StrokeArrow, Points: line, Colour: 8}, {Kind: StrokeFree, Points: slices.Repeat(line, 900)}, {Kind: StrokeText, Points: line[:1], Text: "Here"}, {Kind: StrokePoint, Points: line[:1]}}} {
		if err := CheckDrawing(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range [][]Stroke{
		{{Kind: "blob", Points: line}}, {{Kind: StrokeBox, Points: line[:1]}}, {{Kind: StrokeArrow, Points: slices.Repeat(line, 2)}},
		{{Kind: StrokePoint, Points: [][2]float64{{1.1, 0}}}}, {{Kind: StrokePoint, Points: [][2]float64{{math.NaN(), 0}}}}, {{Kind: StrokePoint, Points: [][2]float64{{-.1, 0}}}},
		{{Kind: StrokeText, Points: line[:1]}}, {{Kind: StrokePoint, Points: line[:1], Text: "x"}}, {{Kind: StrokeText, Points: line[:1], Text: strings.Repeat("x", 61)}},
		{{Kind: StrokeArrow, Points: line, Colour: 9}}, {{Kind: StrokeFree, Points: slices.Repeat(line, 5001)}}, slices.Repeat([]Stroke{{Kind: StrokeArrow, Points: line}}, 65),
	} {
		if KindOf(CheckDrawing(bad)) != Invalid {
			t.Errorf("%d forms such as %.80v are taken", len(bad), bad[0])
		}
	}
}

func TestACommentFromElsewhereIsWithinBounds(t *testing.T) {
	c := Comment{Name: "Mia\n\x00" + strings.Repeat("x", 90), Frame: -3, Out: -9, Drawing: []Stroke{{Kind: "blob"}},
		Texts: []Text{{Text: strings.Repeat("y", MostComment+9), By: "a\nb"}}, Resolved: &Resolved{Name: "\u202eBo"}}.Tamed()
	if len(c.Name) != MostName || strings.ContainsAny(c.Name, "\n\x00") || c.Frame != 0 || c.Out != 0 || c.Drawing != nil || len(c.Texts[0].Text) != MostComment || c.Texts[0].By != "a b" || c.Resolved.Name != "Bo" {
		t.Errorf("%.300v", c)
	}
}
