package cover

import (
	"image"
	"testing"
)

// corners are clear, the plate is there, and what is written on it shows.
func marked(t *testing.T, m *image.NRGBA, x, y int) {
	t.Helper()
	b := m.Rect
	for _, p := range []image.Point{{0, 0}, {b.Max.X - 1, 0}, {0, b.Max.Y - 1}, {b.Max.X - 1, b.Max.Y - 1}} {
		if a := m.NRGBAAt(p.X, p.Y).A; a > 40 {
			t.Errorf("corner %v is %d of 255 opaque", p, a)
		}
	}
	if a := m.NRGBAAt(x, y).A; a != 255 {
		t.Errorf("the plate at %d,%d is %d of 255 opaque", x, y, a)
	}
	light, dark := 0, 0
	for i := 0; i < len(m.Pix); i += 4 {
		switch {
		case m.Pix[i+3] < 255:
		case m.Pix[i] > 200:
			light++
		case m.Pix[i] < 60:
			dark++
		}
	}
	if light < 50 || dark < 50 {
		t.Errorf("%d light and %d dark pixels: nothing can be read", light, dark)
	}
}

func TestALabelFillsItsWidthAndIsClearAround(t *testing.T) {
	for _, words := range []string{"Ad", "Ad · paid links", "Pubblicità · link affiliati"} {
		m, err := Label(words, 720)
		if err != nil {
			t.Fatal(err)
		}
		if w := m.Rect.Dx(); w > 720 || len(words) > 10 && w < 600 {
			t.Errorf("%q is %d pixels wide", words, w)
		}
		marked(t, m, m.Rect.Dx()/2, 3)
	}
	if _, err := Label(" ", 720); err == nil {
		t.Error("a label without words was made")
	}
}

func TestARingShowsItsNumber(t *testing.T) {
	one, err := Ring(1, 96)
	if err != nil {
		t.Fatal(err)
	}
	marked(t, one, 48, 3)
	two, err := Ring(2, 96)
	if err != nil {
		t.Fatal(err)
	}
	differ := 0
	for i := range one.Pix {
		if one.Pix[i] != two.Pix[i] {
			differ++
		}
	}
	if differ < 100 {
		t.Errorf("1 and 2 differ in %d bytes", differ)
	}
	if _, err := Ring(1, 4); err == nil {
		t.Error("a ring of 4 pixels was made")
	}
}
