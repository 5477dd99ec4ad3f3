package sight

import (
	"cmp"
	"math"
	"slices"

	"taglane/app/taglane"
)

// run is a part seen in frames that follow one another.
type run struct {
	first, last mark
	top         mark
}

// runs joins what is seen in single frames.
type runs []run

// stride is how far a part may move from one look to the next, in pixels.
const stride = Width * 0.3

// add takes the marks of the next frame. One look without the part does not end
// a run, for somebody may have passed before it.
func (r *runs) add(f, every taglane.Frame, marks []mark) {
	for _, m := range marks {
		m.frame = f
		nearest, off := -1, stride
		for i, o := range *r {
			if o.last.frame == f || f-o.last.frame > 2*every {
				continue
			}
			if d := math.Hypot(o.last.x-m.x, o.last.y-m.y); d < off {
				nearest, off = i, d
			}
		}
		if nearest < 0 {
			*r = append(*r, run{m, m, m})
			continue
		}
		o := &(*r)[nearest]
		o.last = m
		if m.like > o.top.like {
			o.top = m
		}
	}
}

// best names the runs as sightings, the likest first.
func (r runs) best(length, every taglane.Frame, spot func(mark) taglane.Spot) []Sighting {
	out := make([]Sighting, 0, len(r))
	for _, o := range r {
		out = append(out, Sighting{
			Span: taglane.Span{In: o.first.frame, Out: min(length, o.last.frame+every)},
			At:   o.top.frame, Spot: spot(o.top), Score: min(1, o.top.like),
		})
	}
	slices.SortStableFunc(out, func(a, b Sighting) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Span.In, b.Span.In))
	})
	return out[:min(len(out), mostSightings)]
}
