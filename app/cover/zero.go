package cover

import (
	"math"
	"slices"

	"github.com/go-text/typesetting/font/opentype"
)

// unstruck is a zero without its stroke. The bundled typefaces strike zeros
// through, as code wants it; in a price that is seen for half a second, such a
// zero reads as an 8. A struck zero is a ring whose hole the stroke parts in
// two; here both make way for one oval that fills their bounds. Any other path
// is returned as it is.
func unstruck(path []opentype.Segment) []opentype.Segment {
	parts := contours(path)
	if len(parts) != 3 {
		return path
	}
	wide := func(c []opentype.Segment) float64 { b := bounds(c); return b.x1 - b.x0 }
	slices.SortStableFunc(parts, func(a, b []opentype.Segment) int { return int(wide(b) - wide(a)) })
	return append(slices.Clone(parts[0]), oval(bounds(parts[1]).with(bounds(parts[2])))...)
}

func contours(path []opentype.Segment) (out [][]opentype.Segment) {
	for _, s := range path {
		if s.Op == opentype.SegmentOpMoveTo {
			out = append(out, nil)
		}
		if n := len(out); n > 0 {
			out[n-1] = append(out[n-1], s)
		}
	}
	return out
}

func bounds(path []opentype.Segment) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range path {
		for _, p := range s.ArgsSlice() {
			x, y := float64(p.X), float64(p.Y)
			b = box{min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)}
		}
	}
	return b
}

// oval runs against the clock, as a hole in these typefaces does. Its curves
// are a little fuller than an ellipse's.
func oval(b box) []opentype.Segment {
	const full = 0.62
	mx, my := (b.x0+b.x1)/2, (b.y0+b.y1)/2
	kx, ky := full*(b.x1-mx), full*(b.y1-my)
	to := func(op opentype.SegmentOp, xy ...float64) (s opentype.Segment) {
		s.Op = op
		for i := 0; i < len(xy); i += 2 {
			s.Args[i/2] = opentype.SegmentPoint{X: float32(xy[i]), Y: float32(xy[i+1])}
		}
		return s
	}
	return []opentype.Segment{
		to(opentype.SegmentOpMoveTo, b.x1, my),
		to(opentype.SegmentOpCubeTo, b.x1, my+ky, mx+kx, b.y1, mx, b.y1),
		to(opentype.SegmentOpCubeTo, mx-kx, b.y1, b.x0, my+ky, b.x0, my),
		to(opentype.SegmentOpCubeTo, b.x0, my-ky, mx-kx, b.y0, mx, b.y0),
		to(opentype.SegmentOpCubeTo, mx+kx, b.y0, b.x1, my-ky, b.x1, my),
	}
}
