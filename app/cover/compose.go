package cover

import (
	"image"
	"math"

	"taglane/app/media"
	"taglane/app/taglane"
)

// mostSide is the longest cover that is made, in pixels.
const mostSide = 8192

// Compose cuts a still to a shape, at most width pixels wide and never wider
// than the still allows, and draws the design's words on it. Invalid: the
// still has no pixels, or the design, the shape or the width make no sense.
func Compose(still *image.NRGBA, d taglane.Design, s Shape, width int) (*image.NRGBA, error) {
	if err := able(still, d, s.valid() && width > 0); err != nil {
		return nil, err
	}
	cut := cutTo(still, d, s.W, s.H)
	width = min(width, cut.Rect.Dx(), mostSide)
	height := max(1, int(math.Round(float64(width)*float64(s.H)/float64(s.W))))
	if width == cut.Rect.Dx() {
		height = cut.Rect.Dy()
	}
	return finished(cut, d, width, min(height, mostSide))
}

// ComposeTo makes a cover of exactly a target's pixels, which may stretch the
// still beyond its own. Invalid: as Compose says.
func ComposeTo(still *image.NRGBA, d taglane.Design, t Target) (*image.NRGBA, error) {
	if err := able(still, d, t.Width > 0 && t.Height > 0 && t.Width <= mostSide && t.Height <= mostSide); err != nil {
		return nil, err
	}
	return finished(cutTo(still, d, t.Width, t.Height), d, t.Width, t.Height)
}

func able(still *image.NRGBA, d taglane.Design, sized bool) error {
	switch {
	case still == nil || still.Rect.Empty():
		return taglane.Errorf(taglane.Invalid, "The frame for the cover has no picture.")
	case !sized:
		return taglane.Errorf(taglane.Invalid, "A cover has a shape like 9:16 and is 1 to %d pixels wide and high.", mostSide)
	}
	return d.Check()
}

// cutTo copies the window of a shape around the design's focus.
func cutTo(still *image.NRGBA, d taglane.Design, shapeW, shapeH int) *image.NRGBA {
	focus := taglane.Point{X: 0.5, Y: 0.5}
	if d.Focus != nil {
		focus = *d.Focus
	}
	w := window(still.Rect.Dx(), still.Rect.Dy(), shapeW, shapeH, focus)
	return media.CropTo(still, w.Add(still.Rect.Min))
}

// finished scales a cut and draws the words.
func finished(cut *image.NRGBA, d taglane.Design, w, h int) (*image.NRGBA, error) {
	if cut.Rect.Dx() != w || cut.Rect.Dy() != h {
		cut = media.Resize(cut, w, h)
	}
	on := canvas{NRGBA: cut}
	for _, part := range parts(d) {
		p, err := place(*part.words, part.sticker, w, h, installed)
		if err != nil {
			return nil, err
		}
		on.draw(&p)
	}
	return cut, nil
}

// part is one of the design's words, in the order they are drawn.
type part struct {
	name    string
	sticker bool
	words   *taglane.Words
}

func (p part) said() taglane.Said {
	if p.sticker {
		return taglane.Say("sticker")
	}
	return taglane.Say("title")
}

func parts(d taglane.Design) (out []part) {
	for _, p := range []part{{"title", false, d.Title}, {"sticker", true, d.Sticker}} {
		if p.words != nil {
			out = append(out, p)
		}
	}
	return out
}
