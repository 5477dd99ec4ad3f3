package cover

import (
	"image/color"
	"reflect"
	"testing"
)

func TestZerosAreNotStruckThrough(t *testing.T) {
	for _, face := range Faces() {
		w := words("0")
		w.Face, w.Size = face, 0.3
		p, err := place(w, false, 400, 400, installed)
		if err != nil {
			t.Fatal(err)
		}
		c := canvas{NRGBA: filled(400, 400, color.Black)}
		c.draw(&p)
		ink := p.ink()
		lit := func(u, v float64) bool {
			return c.NRGBAAt(int(ink.x0+u*(ink.x1-ink.x0)), int(ink.y0+v*(ink.y1-ink.y0))).R > 128
		}
		for v := 0.2; v < 0.85; v += 0.05 {
			if lit(0.5, v) {
				t.Errorf("%s: ink in the middle of a zero, at %.2f of its height", face, v)
			}
		}
		for _, at := range [][2]float64{{0.06, 0.5}, {0.94, 0.5}, {0.5, 0.03}, {0.5, 0.97}} {
			if !lit(at[0], at[1]) {
				t.Errorf("%s: no ink at %v of a zero", face, at)
			}
		}
	}
}

// Only a zero has its holes joined; an 8 has two as well.
func TestOtherLettersKeepTheirHoles(t *testing.T) {
	for _, text := range []string{"8", "B", "%", "ø"} {
		w := words(text)
		w.Size = 0.3
		c := newChooser(must(bundled[0].font()), installed)
		p, err := place(w, false, 400, 400, installed)
		if err != nil {
			t.Fatal(err)
		}
		id, _ := c.main.NominalGlyph([]rune(text)[0])
		var g glyph
		g.load(c.main, id)
		if got, want := len(contours(p.lines[0].glyphs[0].path)), len(contours(g.path)); got != want || want < 3 {
			t.Errorf("%s has %d contours instead of %d", text, got, want)
		}
	}
}

func TestOnlyARingWithTwoHolesIsOpened(t *testing.T) {
	for _, r := range "1O%" {
		c := newChooser(must(bundled[0].font()), installed)
		id, _ := c.main.NominalGlyph(r)
		var g glyph
		if g.load(c.main, id); !reflect.DeepEqual(unstruck(g.path), g.path) {
			t.Errorf("%c is changed", r)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
