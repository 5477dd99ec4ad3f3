package media

import (
	"cmp"
	"math"
	"slices"

	"taglane/app/taglane"
)

// timeline is when the pictures of a file are shown, on the file's own clock.
type timeline struct {
	scale int64        // ticks in a second
	pts   []int64      // when each shown picture begins, ascending, in ticks
	end   int64        // when the last one ends
	keys  []int64      // the pts of those that can be decoded alone, ascending
	claim taglane.Rate // what the file calls its rate; zero for nothing
}

// usual are the frame rates cameras and editors mean.
var usual = []taglane.Rate{
	{Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1}, {Num: 30000, Den: 1001}, {Num: 30, Den: 1}, {Num: 48, Den: 1}, {Num: 50, Den: 1},
	{Num: 60000, Den: 1001}, {Num: 60, Den: 1}, {Num: 90, Den: 1}, {Num: 100, Den: 1}, {Num: 120000, Den: 1001}, {Num: 120, Den: 1}, {Num: 240000, Den: 1001}, {Num: 240, Den: 1},
	{Num: 10, Den: 1}, {Num: 12, Den: 1}, {Num: 15, Den: 1}, {Num: 20, Den: 1},
}

// fastest is the highest rate the grid has, that of a phone's slow motion;
// quicker files lose pictures on it.
const fastest = 240

// tidy sorts the times and drops doubles, which broken files have.
func (t *timeline) tidy() {
	slices.Sort(t.pts)
	t.pts = slices.Compact(t.pts)
	slices.Sort(t.keys)
	t.keys = slices.Compact(t.keys)
	if n := len(t.pts); n > 0 && t.end <= t.pts[n-1] {
		step := t.scale / 30
		if n > 1 {
			step = (t.pts[n-1] - t.pts[0]) / int64(n-1)
		}
		t.end = t.pts[n-1] + max(1, step)
	}
}

// rate is the grid's rate. even says that the nth picture is the grid's nth
// frame; otherwise the file changes its pace, or is quicker than the grid.
func (t timeline) rate() (r taglane.Rate, even bool) {
	steps := make([]int64, 0, len(t.pts))
	for i := 1; i < len(t.pts); i++ {
		steps = append(steps, t.pts[i]-t.pts[i-1])
	}
	if len(steps) == 0 {
		steps = append(steps, t.end-t.pts[0])
	}
	slices.Sort(steps)
	if steps[0] == steps[len(steps)-1] {
		r = slowed(lowest(t.scale, steps[0]))
		// 3749 of 90000 ticks mean 24 a second, as long as that holds to the end.
		if c := near(r.FPS(), 0.0006); len(c) > 0 && t.keeps(c[0]) {
			r = c[0]
		}
		return r, t.keeps(r)
	}
	average := float64(len(t.pts)-1) * float64(t.scale) / float64(t.pts[len(t.pts)-1]-t.pts[0])
	usual := near(average, 0.01)
	if i := slices.Index(usual, t.claim); i > 0 { // coarse stamps leave it open
		usual[0], usual[i] = usual[i], usual[0]
	}
	for _, c := range usual {
		if t.keeps(c) {
			return c, true
		}
	}
	if c := lowest(int64(math.Round(average*1000)), 1000); average <= fastest && c.Valid() && t.keeps(c) {
		return c, true
	}
	// The pace changes: the grid follows the file's quick stretches.
	quick := float64(t.scale) / float64(steps[len(steps)/10])
	if c := near(average, 0.0005); len(c) > 0 && math.Abs(c[0].FPS()/quick-1) < 0.08 {
		return c[0], false
	}
	for _, c := range near(quick, 0.08) {
		if c.Den == 1 {
			return c, false
		}
	}
	return slowed(lowest(t.scale, steps[len(steps)/10])), false
}

// keeps says whether picture n lies nearest to grid frame n for every n.
func (t timeline) keeps(r taglane.Rate) bool {
	for n, p := range t.pts {
		x := float64(p-t.pts[0]) / float64(t.scale) * float64(r.Num) / float64(r.Den)
		if math.Abs(x-float64(n)) > 0.45 {
			return false
		}
	}
	return true
}

// near lists the usual rates within a share of fps, the closest first.
func near(fps, share float64) (out []taglane.Rate) {
	off := func(r taglane.Rate) float64 { return math.Abs(r.FPS()/fps - 1) }
	for _, r := range usual {
		if off(r) <= share {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b taglane.Rate) int {
		if off(a) < off(b) {
			return -1
		}
		return 1
	})
	return out
}

func lowest(num, den int64) taglane.Rate {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	return taglane.Rate{Num: num / a, Den: den / a}
}

// slowed halves a rate until the grid takes it, and gives up the last digits of
// one too fine to count with.
func slowed(r taglane.Rate) taglane.Rate {
	for r.Num > fastest*r.Den {
		r = lowest(r.Num, r.Den*2)
	}
	if r.Num > 1_000_000 || r.Den > 1_000_000 {
		r = lowest(max(1, int64(math.Round(r.FPS()*1000))), 1000)
	}
	return r
}

// lay puts the file's pictures on the grid: it fills in Frames, Rate, Duration
// and what clock and grid need.
func (s *Source) lay(t timeline) {
	s.Rate, s.even = t.rate()
	s.VariableRate = !s.even
	s.start = micros(t.pts[0], t.scale)
	// Half a frame forgives rounded time stamps where pictures come evenly;
	// elsewhere a picture may come 1 ms late, the coarsest clock of a container.
	s.lead = 1000
	if s.even {
		s.lead = 500_000 * s.Rate.Den / s.Rate.Num
	}
	last := s.frameAt(micros(t.pts[len(t.pts)-1], t.scale))
	s.Frames = last + 1
	if !s.even {
		s.Frames = max(s.Frames, s.frameAt(micros(t.end, t.scale)))
	}
	s.Duration = s.Rate.Seconds(s.Frames)
	for _, p := range t.pts {
		s.pictures = append(s.pictures, micros(p, t.scale))
	}
	for _, k := range t.keys {
		at := micros(k, t.scale)
		s.keys = append(s.keys, keyframe{at, min(max(0, s.frameAt(at)), s.Frames-1)})
	}
}

// frameAt is the grid frame from which on a picture that begins at so many
// microseconds of the file's clock is shown. It counts as the fps filter does.
func (s *Source) frameAt(at int64) taglane.Frame {
	rel := at - s.start - s.lead
	n, d := rel*s.Rate.Num, 1_000_000*s.Rate.Den
	q := n / d
	if n%d > 0 {
		q++
	}
	return taglane.Frame(q)
}

// pictureAt is when the picture begins that a grid frame shows, in microseconds
// of the file's clock.
func (s *Source) pictureAt(f taglane.Frame) int64 {
	i, _ := slices.BinarySearchFunc(s.pictures, f+1, func(at int64, f taglane.Frame) int { return cmp.Compare(s.frameAt(at), f) })
	return s.pictures[max(0, i-1)]
}

// micros is ticks in microseconds, the nearest.
func micros(ticks, scale int64) int64 {
	whole, rest := ticks/scale, ticks%scale
	return whole*1_000_000 + int64(math.Round(float64(rest)*1e6/float64(scale)))
}

// keyframe is a picture that can be decoded alone.
type keyframe struct {
	at    int64 // microseconds on the file's clock
	frame taglane.Frame
}
