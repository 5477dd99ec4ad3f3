package cover

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"taglane/app/taglane"
)

func words(text string) taglane.Words {
	return taglane.Words{Text: text, At: taglane.Point{X: 0.5, Y: 0.5}, Size: 0.1, Ink: "#ffffff"}
}

// read is a line's letters from left to right.
func read(l line, text string) string {
	var b strings.Builder
	for _, g := range l.glyphs {
		if !g.ink.empty() {
			b.WriteRune([]rune(text)[g.from])
		}
	}
	return b.String()
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestLinesBreakBetweenWords(t *testing.T) {
	for text, want := range map[string][]int{ // letters in each line
		"Bag":                              {3},
		"The red bag everybody asks about": {9, 18},
		"one\n\nthree":                     {3, 0, 5},
		"  one  \n two ":                   {3, 3},
		"Donaudampfschifffahrtsgesellschaftskapitän": {42}, // no place to break
	} {
		w := words(text)
		w.Size = 0.09
		got, err := set(w, 1, installed)
		if err != nil || len(got.lines) != len(want) {
			t.Errorf("%q: %d lines, %v", text, len(got.lines), err)
			continue
		}
		for i, l := range got.lines {
			n := 0
			for _, g := range l.glyphs {
				if !g.ink.empty() {
					n++
				}
			}
			if n != want[i] {
				t.Errorf("%q: %d letters in line %d", text, n, i)
			}
			if len(want) > 1 && l.width > fullLine*lineHeight/w.Size {
				t.Errorf("%q: line %d is too wide", text, i)
			}
		}
	}
	narrow, _ := set(words("one two three four"), 0.5, installed)
	wide, _ := set(words("one two three four"), 3, installed)
	if len(narrow.lines) < 2 || len(wide.lines) != 1 {
		t.Errorf("%d and %d lines", len(narrow.lines), len(wide.lines))
	}
}

// Lines are about equally long, instead of full ones and a rest.
func TestLinesAreBalanced(t *testing.T) {
	w := words("A bag for every single day of the summer")
	w.Size = 0.12
	got, err := set(w, 1, installed)
	if err != nil || len(got.lines) != 3 {
		t.Fatal(len(got.lines), err)
	}
	short, long := math.Inf(1), 0.0
	for _, l := range got.lines {
		short, long = min(short, l.width), max(long, l.width)
	}
	if short < 0.6*long {
		t.Errorf("lines from %.0f to %.0f", short, long)
	}
}

func TestRightToLeft(t *testing.T) {
	s := shelfOf(t, map[string][]byte{"NotoSansHebrew-Bold.ttf": madeFont(t,
		letter{r: 'א', advance: 700, high: 700}, letter{r: 'ב', advance: 500, high: 700}, letter{r: 'ג', advance: 300, high: 700})})
	for text, want := range map[string]string{
		"אבג":       "גבא",
		"אב 12 ג":   "ג12בא",
		"Bag אב ג":  "Bagגבא",
		"אב Bag ג":  "גBagבא",
		"ab (אב) c": "ab(בא)c",
	} {
		set, err := set(words(text), 9, s)
		if err != nil || len(set.missing) > 0 || len(set.lines) != 1 {
			t.Errorf("%q: %v %v", text, set.missing, err)
			continue
		}
		if got := read(set.lines[0], text); got != want {
			t.Errorf("%q stands as %q from the left instead of %q", text, got, want)
		}
	}
	long := "אאאאא בבבבב גגגגג"
	set, err := set(words(long), 0.6, s)
	if err != nil || len(set.lines) < 2 || !strings.Contains(read(set.lines[0], long), "א") {
		t.Errorf("the first line of words from the right is not the upper one: %v", err)
	}
}

// Breaking lines trims the spaces at their ends, and no others.
func TestSpacesInsideLinesStay(t *testing.T) {
	w := words("The red bag everybody asks about, now in blue")
	whole, err := set(w, 1, installed)
	if err != nil || len(whole.lines) < 3 {
		t.Fatal(len(whole.lines), err)
	}
	for i, text := range []string{"The red bag", "everybody asks", "about, now in blue"} {
		w.Text = text
		alone, err := set(w, 9, installed)
		if err != nil || !near(alone.lines[0].width, whole.lines[i].width, 1) {
			t.Errorf("%q is %v wide alone and %v among others, %v", text, alone.lines[0].width, whole.lines[i].width, err)
		}
	}
}

// Marks of foreign letters stay clear of the line above.
func TestTallLettersPushLinesApart(t *testing.T) {
	s := shelfOf(t, map[string][]byte{"NotoSansThai-Bold.ttf": madeFont(t, letter{r: 'ก', advance: 500, high: 1400, drop: 500})})
	set, err := set(words("กก\nกก\nกก"), 1, s)
	if err != nil || len(set.lines) != 3 {
		t.Fatal(err)
	}
	for i, l := range set.lines[1:] {
		if above := set.lines[i]; l.baseline+l.ink.y0 < above.baseline+above.ink.y1+lineGap/2 {
			t.Errorf("line %d touches the one above", i+1)
		}
	}
	first, last := set.lines[0], set.lines[2]
	if top, bottom := first.baseline+first.ink.y0, last.baseline+last.ink.y1; !near(-top, bottom, 1) {
		t.Errorf("from %.0f to %.0f is not around the middle", top, bottom)
	}
}

func TestPlacedWords(t *testing.T) {
	for _, c := range []struct{ w, h int }{{1080, 1920}, {540, 960}, {1080, 1080}, {1280, 720}, {90, 160}} {
		w := words("Bag")
		w.Plate = "#102030"
		w.At = taglane.Point{X: 0.4, Y: 0.3}
		for _, sticker := range []bool{false, true} {
			p, err := place(w, sticker, c.w, c.h, installed)
			if err != nil {
				t.Fatal(err)
			}
			tall := w.Size * float64(min(c.w, c.h))
			middleX, middleY := float64(p.plate.Min.X+p.plate.Max.X)/2, float64(p.plate.Min.Y+p.plate.Max.Y)/2
			if !near(middleX, 0.4*float64(c.w), 1) || !near(middleY, 0.3*float64(c.h), 1) {
				t.Errorf("%v: the plate is around %.1f, %.1f", c, middleX, middleY)
			}
			if _, y := p.start(p.lines[0]); y != math.Trunc(y) {
				t.Errorf("%v: letters stand at %v, between two rows", c, y)
			}
			ink := p.ink()
			if !near((ink.x0+ink.x1)/2, middleX, 1+tall/20) {
				t.Errorf("%v: the ink from %.1f to %.1f is not around %.1f", c, ink.x0, ink.x1, middleX)
			}
			if g := p.glyphBoxes()[0]; !near((g.y0+g.y1)/2, middleY, 1+tall/20) { // the B
				t.Errorf("%v: the capital from %.1f to %.1f is not around %.1f", c, g.y0, g.y1, middleY)
			}
			if ink.x0 < float64(p.plate.Min.X) || ink.x1 > float64(p.plate.Max.X) || ink.y0 < float64(p.plate.Min.Y) || ink.y1 > float64(p.plate.Max.Y) {
				t.Errorf("%v: ink %v outside the plate %v", c, ink, p.plate)
			}
			if h := float64(p.plate.Dy()); h < tall || h > 1.6*tall+3 {
				t.Errorf("%v: a plate %v high around a line of %v", c, h, tall)
			}
			if sticker && tall > 20 && p.round < 0.45*float64(p.plate.Dy()) {
				t.Errorf("%v: a sticker's corners are round by %v of %d", c, p.round, p.plate.Dy())
			}
		}
	}
}

func TestStickersHaveAPlate(t *testing.T) {
	for ink, want := range map[string]color.NRGBA{"#ffffff": {17, 17, 17, 255}, "#111111": {255, 255, 255, 255}, "#ffd400": {17, 17, 17, 255}, "#0000cc": {255, 255, 255, 255}} {
		w := words("9 €")
		w.Ink = ink
		if p, err := place(w, true, 90, 160, installed); err != nil || p.plate.Empty() || p.behind != want {
			t.Errorf("%s on %v, %v", ink, p.behind, err)
		}
		if p, _ := place(w, false, 90, 160, installed); !p.plate.Empty() {
			t.Error("a title has a plate nobody asked for")
		}
	}
}

// A small picture and a large one break at the same places.
func TestSizeChangesNoBreaks(t *testing.T) {
	w := words("The red bag everybody asks about, now in blue")
	for _, s := range Shapes {
		small, _ := place(w, false, 30*s.W, 30*s.H, installed)
		large, _ := place(w, false, 120*s.W, 120*s.H, installed)
		if len(small.lines) != len(large.lines) {
			t.Fatalf("%v: %d and %d lines", s, len(small.lines), len(large.lines))
		}
		for i := range small.lines {
			if a, b := len(small.lines[i].glyphs), len(large.lines[i].glyphs); a != b {
				t.Errorf("%v: line %d has %d and %d letters", s, i, a, b)
			}
		}
		a, b := small.ink(), large.ink()
		if !near((b.x1-b.x0)/(a.x1-a.x0), 4, 0.1) || !near((b.y1-b.y0)/(a.y1-a.y0), 4, 0.2) {
			t.Errorf("%v: %v and %v", s, a, b)
		}
	}
}
