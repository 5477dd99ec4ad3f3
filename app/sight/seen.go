package sight

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"taglane/app/taglane"
)

// Sighting is where and when a part seems to be seen again.
type Sighting struct {
	Span  taglane.Span  // the frames it is seen in, as finely as they were looked at
	At    taglane.Frame // where it is seen best
	Spot  taglane.Spot  // in that frame; with the size of the part
	Score float64       // the likeness there, 0 to 1
}

// How much is found, and what counts as found.
const (
	mostSightings = 20
	windows       = 6    // candidates of one size in a frame
	perFrame      = 3    // places in one frame
	likeness      = 0.72 // of texture
	plainer       = 0.15 // more, of a part with almost nothing to see
	rich          = 600  // the variance from which on a part has enough
	sameColours   = 0.82
	contrast      = 3 // times more or less than the part's
)

// sizes are the scales at which windows are tried; each is adjusted afterwards.
var sizes = []float64{0.8, 1, 1.25}

// A part is seen at these scales only.
const smallest, largest = 0.7, 1.45

// Seen looks for a part in every so manieth of a clip's frames, of which there
// are length, and names the best places first, 20 at most. Places in frames that
// follow one another are one sighting. A clip without the part has none: a
// place counts only if both its texture and its colours are the part's. The
// part's own place is found too, where the clip is its own. Invalid: a clip or
// distance of no frames. Refused: there is too little to see in the part.
// Errors of frames come back as they are.
func Seen(ctx context.Context, frames Source, length taglane.Frame, look Look, every int) ([]Sighting, error) {
	if length < 1 || every < 1 {
		return nil, taglane.Errorf(taglane.Invalid, "There are no frames to look through.")
	}
	if look.plain() {
		return nil, tooPlain()
	}
	s := search{look: &look, seen: look.grids.cells()}
	var run runs
	err := frames.Frames(ctx, 0, length, every, Width, func(f taglane.Frame, m *image.YCbCr) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.now.load(m)
		run.add(f, taglane.Frame(every), s.find())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return run.best(length, taglane.Frame(every), s.spot), nil
}

// search looks for one part in one picture after another.
type search struct {
	look *Look
	now  picture
	seen [levels]cells
	bins []uint16
	sums []float32 // of likely colours above and left of each pixel
}

// find names the places in the picture where the part is seen, the best first.
func (s *search) find() (out []mark) {
	s.project()
	for _, size := range sizes {
		for _, m := range s.likely(size) {
			if m = s.verify(m); m.like >= s.look.least() {
				out = append(out, m)
			}
		}
	}
	return apart(out, s.look.size, perFrame)
}

// project marks, on the halved picture, how much each pixel's colour speaks for
// the part: its share in the part over its share in the picture.
func (s *search) project() {
	l := &s.now.levels[1]
	n, stride := l.w*l.h, l.w+1
	s.bins = slices.Grow(s.bins[:0], n)[:n]
	s.sums = slices.Grow(s.sums[:0], stride*(l.h+1))[:stride*(l.h+1)]
	var share [bins]float32
	for i := range n {
		b := bin(l.ch[0][i], l.ch[1][i], l.ch[2][i])
		s.bins[i] = uint16(b)
		share[b] += 1 / float32(n)
	}
	var speaks [bins]float32
	for b, v := range s.look.colours {
		if share[b] > 0 {
			speaks[b] = min(1, v/share[b]/8)
		}
	}
	clear(s.sums[:stride])
	for y := range l.h {
		var row float32
		s.sums[(y+1)*stride] = 0
		for x := range l.w {
			row += speaks[s.bins[y*l.w+x]]
			s.sums[(y+1)*stride+x+1] = s.sums[y*stride+x+1] + row
		}
	}
}

// scale is the part's at a size, for pictures are not exactly Width wide.
func (s *search) scale(size float64) float64 { return size * s.now.w / Width }

// likely names the windows of a size with the likeliest colours.
func (s *search) likely(size float64) []mark {
	l := &s.now.levels[1]
	stride, scale := l.w+1, s.scale(size)
	w, h := max(2, int(s.look.size.x*scale/2*0.8)), max(2, int(s.look.size.y*scale/2*0.8))
	if w > l.w || h > l.h {
		return nil
	}
	var all []mark
	dx, dy := max(1, w/6), max(1, h/6)
	for y := 0; y+h <= l.h; y += dy {
		for x := 0; x+w <= l.w; x += dx {
			sum := s.sums[(y+h)*stride+x+w] - s.sums[y*stride+x+w] - s.sums[(y+h)*stride+x] + s.sums[y*stride+x]
			if v := float64(sum) / float64(w*h); v > 0.05 {
				all = append(all, mark{x: float64(2*x + w), y: float64(2*y + h), scale: scale, like: v})
			}
		}
	}
	return apart(all, point{s.look.size.x / 2, s.look.size.y / 2}, windows)
}

// apart keeps the best marks that do not lie over one another.
func apart(all []mark, size point, most int) (out []mark) {
	slices.SortStableFunc(all, func(a, b mark) int { return cmp.Compare(b.like, a.like) })
	for _, m := range all {
		free := !slices.ContainsFunc(out, func(o mark) bool {
			return math.Abs(o.x-m.x) < size.x*o.scale*0.7 && math.Abs(o.y-m.y) < size.y*o.scale*0.7
		})
		if free {
			if out = append(out, m); len(out) == most {
				break
			}
		}
	}
	return out
}

// verify moves a window to where the part's texture fits best and says how well
// it does; 0 where the colours are not the part's.
func (s *search) verify(m mark) mark {
	coarse := levels - 1
	for coarse > 0 && min(s.look.size.x, s.look.size.y)*m.scale/float64(int(1)<<coarse) < 5 {
		coarse--
	}
	unit := float64(int(1) << coarse)
	reach := int(math.Ceil(min(s.look.size.x, s.look.size.y) * m.scale * 0.25 / unit))
	m = s.around(coarse, m, unit, reach)
	if m.like < likeness*0.6 {
		return mark{}
	}
	fine := min(1, coarse)
	for range 2 {
		m = s.rescale(fine, m)
		m = s.around(fine, m, float64(int(1)<<fine)/2, 2)
	}
	// Chance may fit one level, but seldom the next finer one too.
	m.like = (m.like + s.like(0, m.x, m.y, m.scale)) / 2
	if s.look.common(&s.seen[0]) < sameColours || !s.look.asStrong(&s.seen[0]) {
		return mark{}
	}
	return m
}

func (s *search) like(l int, x, y, scale float64) float64 {
	g, seen := &s.look.grids[l], &s.seen[l]
	g.look(&s.now, l, x, y, scale, seen)
	return s.look.patches[l].like(g, seen)
}

func (s *search) around(l int, from mark, unit float64, reach int) mark {
	best := mark{scale: from.scale, like: math.Inf(-1)}
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			x, y := from.x+float64(dx)*unit, from.y+float64(dy)*unit
			if x < 0 || y < 0 || x > s.now.w || y > s.now.h {
				continue
			}
			if like := s.like(l, x, y, from.scale); like > best.like {
				best.x, best.y, best.like = x, y, like
			}
		}
	}
	return best
}

func (s *search) rescale(l int, from mark) mark {
	best := from
	for _, by := range []float64{0.9, 0.95, 1.05, 1.1} {
		if to := from.scale * by / s.scale(1); to < smallest || to > largest {
			continue
		}
		if like := s.like(l, from.x, from.y, from.scale*by); like > best.like {
			best.scale, best.like = from.scale*by, like
		}
	}
	return best
}

// spot is a mark in fractions of the picture, with the part's size.
func (s *search) spot(m mark) taglane.Spot {
	within := func(v float64) float64 { return min(1, max(0, v)) }
	return taglane.Spot{
		X: within(m.x / s.now.w), Y: within(m.y / s.now.h),
		W: within(s.look.size.x * m.scale / s.now.w), H: within(s.look.size.y * m.scale / s.now.h),
	}
}
