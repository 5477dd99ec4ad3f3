package sight

import (
	"image"
	"math"

	"taglane/app/taglane"
)

// Look is how a part looks: its texture and its colours. It is read from one
// picture and compared with others, also of other clips.
type Look struct {
	grids   grids
	size    point // in pixels of a picture Width wide
	patches [levels]patch
	colours [bins]float32 // shares, softened
}

// Colours are counted in 8 steps of brightness and 16 of each colour.
const bins = 8 * 16 * 16

func bin(y, cb, cr float32) int { return int(y)>>5<<8 | int(cb)>>4<<4 | int(cr)>>4 }

// LookAt reads the part under a spot of a picture that is upright and Width
// pixels wide, or wider. A spot of no size stands for a square of 14 % of the
// width.
func LookAt(m *image.YCbCr, spot taglane.Spot) Look {
	var p picture
	p.load(m)
	x0, y0, x1, y1 := Part{spot}.box(p.w, p.h)
	to := Width / p.w
	l := Look{size: point{(x1 - x0) * to, (y1 - y0) * to}}
	l.grids = newGrids(l.size.x, l.size.y)
	seen := l.grids.cells()
	for i := range l.patches {
		l.grids[i].look(&p, i, (x0+x1)/2, (y0+y1)/2, 1/to, &seen[i])
		l.patches[i].set(&l.grids[i], &seen[i])
	}
	l.colours = soften(l.grids[0].count(&seen[0]))
	return l
}

// plain says that there is too little to see to find it again.
func (l *Look) plain() bool { return l.size == (point{}) || l.patches[1].power < plainest }

// least is how like a place must be to count. The plainer a part, the more there
// is that resembles it by chance.
func (l *Look) least() float64 {
	return likeness + plainer*max(0, 1-l.patches[1].power/rich)
}

// asStrong says that what was seen has about the contrast of the part: a faint
// shade has the same texture as a hard edge, but is not the same thing.
func (l *Look) asStrong(seen *cells) bool {
	power, own := l.grids[0].power(seen), l.patches[0].power
	return power < contrast*own && contrast*power > own
}

// count counts the colours a grid saw, the middle more than the rim. A colour
// between two bins counts in both, so that none jumps.
func (g *grid) count(seen *cells) (out [bins]float32) {
	for i, w := range g.weight {
		y0, y1, y := between(seen[0][i]/32-0.5, 8)
		b0, b1, b := between(seen[1][i]/16-0.5, 16)
		r0, r1, r := between(seen[2][i]/16-0.5, 16)
		for _, at := range [4]struct {
			base  int
			share float32
		}{{y0<<8 | b0<<4, (1 - y) * (1 - b)}, {y0<<8 | b1<<4, (1 - y) * b}, {y1<<8 | b0<<4, y * (1 - b)}, {y1<<8 | b1<<4, y * b}} {
			out[at.base|r0] += w * at.share * (1 - r)
			out[at.base|r1] += w * at.share * r
		}
	}
	return out
}

// soften shares what is in a bin with its neighbours, for another light moves
// all colours a little.
func soften(in [bins]float32) [bins]float32 {
	for _, axis := range []struct{ stride, n int }{{1, 16}, {16, 16}, {256, 8}} {
		var out [bins]float32
		for i, v := range in {
			if v == 0 {
				continue
			}
			at := i / axis.stride % axis.n
			low, high := max(0, at-1)-at, min(axis.n-1, at+1)-at
			out[i+low*axis.stride] += v / 4
			out[i] += v / 2
			out[i+high*axis.stride] += v / 4
		}
		in = out
	}
	return in
}

// common is how much of their colours two parts share, once both are softened:
// 1 for the same, 0 for none of the other's (Bhattacharyya). It forgives a light
// that moves all colours a little sooner than colours that are missing.
func (l *Look) common(seen *cells) (sum float64) {
	other := soften(l.grids[0].count(seen))
	for i, v := range l.colours {
		if v > 0 && other[i] > 0 {
			sum += math.Sqrt(float64(v * other[i]))
		}
	}
	return sum
}
