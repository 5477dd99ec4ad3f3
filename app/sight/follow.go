package sight

import (
	"context"
	"errors"
	"image"
	"slices"

	"taglane/app/taglane"
)

// How frames are followed.
const (
	step  = 2  // every so many frames are looked at
	stash = 40 // pictures held at once on the way back
)

// errLost ends the reading of frames where the part is no longer seen.
var errLost = errors.New("the part is lost")

// mark is where the part was seen, in pixels of the finest level.
type mark struct {
	frame taglane.Frame
	x, y  float64
	scale float64
	like  float64
}

// Follow finds the part that lies under spot at frame at again in the frames
// around it, forwards and backwards within the span, until it is lost: hidden,
// out of the picture, or behind a cut. The path has at most 24 keys, one of
// them the given spot at its frame; the hotspot stands still before the first
// and after the last. A spot with a size grows and shrinks with the part. score
// is the mean likeness of what was followed, 0 to 1; 0 when nothing was.
// Invalid: spot or frame lie outside. Refused: there is too little to see under
// the spot. Errors of frames come back as they are.
func Follow(ctx context.Context, frames Source, span taglane.Span, at taglane.Frame, spot taglane.Spot) (path taglane.Path, score float64, err error) {
	if err := spot.Check(); err != nil {
		return taglane.Path{}, 0, err
	}
	if !span.Contains(at) {
		return taglane.Path{}, 0, taglane.Errorf(taglane.Invalid, "The hotspot must lie inside its tag.")
	}
	t := &tracker{now: new(picture), before: new(picture)}
	after, err := t.forwards(ctx, frames, at, span.Out, spot)
	if err != nil {
		return taglane.Path{}, 0, err
	}
	home := mark{frame: at, x: t.home.x, y: t.home.y, scale: 1}
	earlier, err := t.backwards(ctx, frames, span.In, at)
	if err != nil {
		return taglane.Path{}, 0, err
	}
	slices.Reverse(earlier)
	for _, m := range append(slices.Clone(earlier), after...) {
		score += m.like / float64(len(earlier)+len(after))
	}
	keys := simplify(t.places(slices.Concat(earlier, []mark{home}, after), spot), len(earlier), t.now.h/t.now.w)
	return taglane.Path{Interpolation: taglane.Linear, Keys: keys}, min(1, max(0, score)), nil
}

// forwards begins with the part at a frame and follows it to the span's end.
func (t *tracker) forwards(ctx context.Context, frames Source, at, out taglane.Frame, spot taglane.Spot) (seen []mark, err error) {
	begun := false
	err = frames.Frames(ctx, at, out, step, Width, func(f taglane.Frame, m *image.YCbCr) error {
		if !begun {
			begun = true
			return t.begin(m, spot)
		}
		return t.step(f, m, &seen)
	})
	switch {
	case err != nil && !errors.Is(err, errLost):
		return nil, err
	case !begun:
		return nil, taglane.Errorf(taglane.Invalid, "That frame cannot be decoded.")
	}
	return seen, nil
}

// backwards follows it from there to the span's beginning, a stretch at a time,
// for pictures can only be read forwards.
func (t *tracker) backwards(ctx context.Context, frames Source, in, at taglane.Frame) (seen []mark, err error) {
	t.rewind()
	held := make([]*image.YCbCr, 0, stash)
	for high := at; high-step >= in; {
		low := max(in+(at-in)%step, high-stash*step)
		held = held[:0]
		if err := frames.Frames(ctx, low, high, step, Width, func(_ taglane.Frame, m *image.YCbCr) error {
			held = append(held, m)
			return nil
		}); err != nil {
			return nil, err
		}
		for i := len(held) - 1; i >= 0; i-- {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if t.step(low+taglane.Frame(i*step), held[i], &seen) != nil {
				return seen, nil
			}
		}
		high = low
	}
	return seen, nil
}

// places are the marks as spots, in fractions of the picture.
func (t *tracker) places(marks []mark, spot taglane.Spot) []taglane.Key {
	within := func(v float64) float64 { return min(1, max(0, v)) }
	out := make([]taglane.Key, len(marks))
	for i, m := range marks {
		out[i] = taglane.Key{Frame: m.frame, Spot: taglane.Spot{
			X: within((m.x + t.aside.x*m.scale) / t.now.w), Y: within((m.y + t.aside.y*m.scale) / t.now.h),
			W: within(spot.W * m.scale), H: within(spot.H * m.scale),
		}}
		if m.like == 0 { // the given one
			out[i].Spot = spot
		}
	}
	return out
}
