// Package sight finds a picture's part again: along a clip (Follow) and
// elsewhere (LookAt, Seen). What it finds are suggestions; it never decides.
//
// It refuses to know tags, products and libraries, and where pictures come
// from: a Source hands them over.
//
// The one surprising decision: nothing here has learned what a thing is. A part
// is compared with itself alone, its texture by correlation and its colours by
// counting, in pictures 240 pixels wide. That follows a bottle as well as a
// shoe, needs no model, gives the same answer on every machine, and knows when
// it does not know: below a likeness it stops rather than guesses.
package sight

import (
	"context"
	"image"

	"taglane/app/taglane"
)

// Source shows each the frames from, from+every, … before to, in that order, as
// pictures of about the given width in pixels, upright. A picture is each's own
// to keep. An error of each ends the showing and comes back as it is.
type Source interface {
	Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error
}

// Width is how wide pictures are looked at, in pixels.
const Width = 240

// Part is what lies under a hotspot at a frame: a box around the spot, of the
// spot's own size or, for a point, a square of a usual size.
type Part struct{ taglane.Spot }

// usualPart is the side of a point's box, as a share of the picture's width.
const usualPart = 0.14

// box is the part in pixels of a picture of w × h, as far as it lies inside.
func (p Part) box(w, h float64) (x0, y0, x1, y1 float64) {
	bw, bh := p.W*w, p.H*h
	if bw <= 0 {
		bw = usualPart * w
	}
	if bh <= 0 {
		bh = usualPart * w
	}
	bw, bh = max(bw, 8), max(bh, 8)
	x0, y0 = max(0, p.X*w-bw/2), max(0, p.Y*h-bh/2)
	x1, y1 = min(w, p.X*w+bw/2), min(h, p.Y*h+bh/2)
	return x0, y0, x1, y1
}

// tooPlain answers for a part without texture: it would be found everywhere.
func tooPlain() error {
	return taglane.Errorf(taglane.Refused, "There is too little to see under the hotspot to find it again.")
}
