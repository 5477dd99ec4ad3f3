package cover

import (
	"image"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

func TestParseShape(t *testing.T) {
	for _, s := range Shapes {
		if got, err := ParseShape(s.String()); err != nil || got != s {
			t.Errorf("%v: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "9", "9:", ":16", "9:16:1", "09:16", "+9:16", "-9:16", "0:0", "9:0", "9 : 16", "9:101", "a:b", "9.0:16"} {
		if got, err := ParseShape(s); taglane.KindOf(err) != taglane.Invalid || got != (Shape{}) {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
}

func TestWindow(t *testing.T) {
	at := func(x, y float64) taglane.Point { return taglane.Point{X: x, Y: y} }
	for _, c := range []struct {
		w, h  int
		shape Shape
		focus taglane.Point
		want  image.Rectangle
	}{
		{1080, 1920, Shape{9, 16}, at(0.1, 0.9), image.Rect(0, 0, 1080, 1920)},
		{1080, 1920, Shape{1, 1}, at(0.5, 0.5), image.Rect(0, 420, 1080, 1500)},
		{1080, 1920, Shape{1, 1}, at(0.5, 0.3), image.Rect(0, 36, 1080, 1116)},
		{1080, 1920, Shape{1, 1}, at(0.5, 0), image.Rect(0, 0, 1080, 1080)},
		{1080, 1920, Shape{1, 1}, at(0.5, 1), image.Rect(0, 840, 1080, 1920)},
		{1080, 1920, Shape{4, 5}, at(0, 0.5), image.Rect(0, 285, 1080, 1635)},
		{1920, 1080, Shape{9, 16}, at(0.25, 0.5), image.Rect(176, 0, 784, 1080)},
		{1080, 1920, Shape{1, 1}, at(math.NaN(), math.Inf(1)), image.Rect(0, 420, 1080, 1500)},
		{1, 1, Shape{16, 9}, at(0.5, 0.5), image.Rect(0, 0, 1, 1)},
		{0, 5, Shape{1, 1}, at(0.5, 0.5), image.Rectangle{}},
		{5, -5, Shape{1, 1}, at(0.5, 0.5), image.Rectangle{}},
		{5, 5, Shape{0, 1}, at(0.5, 0.5), image.Rectangle{}},
	} {
		if got := Window(c.w, c.h, c.shape, c.focus); got != c.want {
			t.Errorf("%d × %d to %v around %v: %v, want %v", c.w, c.h, c.shape, c.focus, got, c.want)
		}
	}
}

// Whatever the frame: the window has its shape, touches two sides, and no other
// window is nearer to the focus.
func TestWindowIsLargestAndNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 4000).Draw(t, "w"), rapid.IntRange(1, 4000).Draw(t, "h")
		s := rapid.SampledFrom(Shapes).Draw(t, "shape")
		f := taglane.Point{X: rapid.Float64Range(0, 1).Draw(t, "x"), Y: rapid.Float64Range(0, 1).Draw(t, "y")}
		r := Window(w, h, s, f)
		if r.Empty() || !r.In(image.Rect(0, 0, w, h)) || r.Dx() != w && r.Dy() != h {
			t.Fatalf("%v in %d × %d", r, w, h)
		}
		if want := float64(r.Dx()) * float64(s.H) / float64(s.W); r.Dx() < w && math.Abs(float64(r.Dx())-float64(h*s.W)/float64(s.H)) > 1 || r.Dy() < h && math.Abs(float64(r.Dy())-want) > 1 {
			t.Fatalf("%v is not %v", r, s)
		}
		for _, d := range []image.Point{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			o := r.Add(d)
			if o.In(image.Rect(0, 0, w, h)) && away(o, w, h, f) < away(r, w, h, f)-1e-6 {
				t.Fatalf("%v is nearer to %v than %v", o, f, r)
			}
		}
	})
}

func away(r image.Rectangle, w, h int, f taglane.Point) float64 {
	return math.Hypot(float64(r.Min.X+r.Max.X)/2-f.X*float64(w), float64(r.Min.Y+r.Max.Y)/2-f.Y*float64(h))
}

func TestTargets(t *testing.T) {
	ids := map[string]bool{}
	for _, target := range Targets {
		if ids[target.ID] {
			t.Errorf("%s is there twice", target.ID)
		}
		ids[target.ID] = true
		if _, err := time.Parse(time.DateOnly, target.Checked); err != nil {
			t.Errorf("%s is not dated: %v", target.ID, err)
		}
		if !slices.Contains(Shapes, target.Shape) || target.Width*target.Shape.H != target.Height*target.Shape.W {
			t.Errorf("%s: %d × %d is not %v", target.ID, target.Width, target.Height, target.Shape)
		}
		if target.Name.Format == "" || len(target.Formats) == 0 || target.Bytes < 0 {
			t.Errorf("%+v", target)
		}
	}
	for _, id := range []string{"youtube", "youtube-shorts", "tiktok", "instagram-reel", "facebook", "shopify", "page"} {
		if !ids[id] {
			t.Errorf("no cover for %s", id)
		}
	}
}
