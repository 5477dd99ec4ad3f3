package conform

import (
	"context"
	"image"
	"math/bits"

	"taglane/app/taglane"
)

// Look is what a frame looks like, whatever its size and colours: for each of
// 256 places whether it is darker than the place to its right, and than the one
// below.
type Look [8]uint64

// apart is in how many of 512 places two looks differ.
func (a *Look) apart(b *Look) (n int) {
	for i := range a {
		n += bits.OnesCount64(a[i] ^ b[i])
	}
	return n
}

// LookWidth is how wide pictures are asked for, in pixels: wide enough that the
// margin of an inner look is some of them.
const LookWidth = 160

// margin is what an inner look leaves out at each edge: every how manieth part.
// A cut that was cropped a little looks like the inner part of the one before.
const margin = 40

// Frames shows each the frames from, from+every, … before to, in that order, as
// pictures of about the given width in pixels, upright.
type Frames interface {
	Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error
}

// See looks at every frame of a clip, whole and without its edges. Errors are
// those of frames.
func See(ctx context.Context, frames Frames, length taglane.Frame) (looks, inner []Look, err error) {
	looks, inner = make([]Look, 0, length), make([]Look, 0, length)
	err = frames.Frames(ctx, 0, length, 1, LookWidth, func(_ taglane.Frame, m *image.YCbCr) error {
		looks = append(looks, LookOf(m, m.Bounds()))
		b := m.Bounds()
		inner = append(inner, LookOf(m, image.Rect(b.Min.X+b.Dx()/margin, b.Min.Y+b.Dy()/margin, b.Max.X-b.Dx()/margin, b.Max.Y-b.Dy()/margin)))
		return nil
	})
	return looks, inner, err
}

// side is how many places a look has in a row, and one more to compare with.
const side = 17

// LookOf is the look of a part of a picture.
func LookOf(m *image.YCbCr, b image.Rectangle) Look {
	var mean [side][side]int
	for y := range side {
		for x := range side {
			mean[y][x] = meanOf(m, image.Rect(
				b.Min.X+x*b.Dx()/side, b.Min.Y+y*b.Dy()/side,
				b.Min.X+(x+1)*b.Dx()/side, b.Min.Y+(y+1)*b.Dy()/side))
		}
	}
	var l Look
	at := 0
	set := func(darker bool) {
		if darker {
			l[at/64] |= 1 << (at % 64)
		}
		at++
	}
	for y := range side - 1 {
		for x := range side - 1 {
			set(mean[y][x] < mean[y][x+1])
			set(mean[y][x] < mean[y+1][x])
		}
	}
	return l
}

// meanOf is 16 times the mean brightness of a part; 0 of none.
func meanOf(m *image.YCbCr, r image.Rectangle) int {
	sum := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.Y[m.YOffset(r.Min.X, y):]
		for x := range r.Dx() {
			sum += int(row[x])
		}
	}
	if n := r.Dx() * r.Dy(); n > 0 {
		return 16 * sum / n
	}
	return 0
}
