package conform

import (
	"cmp"
	"context"
	"math"
	"slices"

	"taglane/app/taglane"
)

// Cut is what a cut looks and sounds like.
type Cut struct {
	Rate  taglane.Rate
	Looks []Look  // one per frame
	Inner []Look  // the same without the edges of the picture; nil: unknown
	Sound []uint8 // how loud each frame is, in decibels above the floor; nil: no sound
}

// Piece is a run of frames that both cuts show.
type Piece = taglane.Piece

// Weights of a pair of frames. They were found by trying on re-encoded, cropped
// and shifted clips; a pair is worth between −2 and 1.5, and a frame that is in
// no piece 0.
const (
	against  = -2.0
	loudness = 4.0 // decibels that no longer sound alike
	hearing  = 0.5 // what sound may add or take
	// jump is what it costs to go on elsewhere: a dozen frames that agree well.
	jump = 8.0
	// cells is how many pairs are compared before rows are left out.
	cells = 60_000_000
	// fewest is how many frames a piece has.
	fewest = 6
	// titled is how many frames between two pieces of one line still belong to
	// it, such as a flash.
	titled = 12
	// most is how many pieces are told, the longest.
	most = 400
)

// Align finds the pieces of the old cut in the new one, in the order of the new
// one. No frame of the new cut is in two of them. Only ctx ends it with an
// error.
func Align(ctx context.Context, old, new Cut) ([]Piece, error) {
	a := &aligner{old: old, new: resampled(new, old.Rate)}
	a.step, a.near = max(1, len(a.old.Looks)*len(a.new.Looks)/cells), a.alike()
	found, worth, err := a.way(ctx)
	if err != nil {
		return nil, err
	}
	for _, other := range a.cropped() {
		runs, more, err := other.way(ctx)
		if err != nil {
			return nil, err
		}
		if more > worth+doubt*float32(len(a.new.Looks)) {
			a, found, worth = other, runs, more
		}
	}
	found = a.met(joined(found))
	if len(found) > most {
		slices.SortFunc(found, func(a, b run) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
		found = found[:most]
		slices.SortFunc(found, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	}
	return a.told(found, new), nil
}

// run is a straight line: new frames from…to are old frames from+shift ….
type run struct{ from, to, shift int }

type aligner struct {
	old, new Cut
	step     int     // every how many rows are compared
	near     float32 // looks that differ in fewer places speak for a pair
}

// doubt is by how much a frame has to be worth more, in the mean, for a cut to
// count as cropped: in footage that zooms, a little later looks the same.
const doubt = 0.02

// cropped are the same cuts once more, as they would look where the edges of the
// new one, or of the old one, were cropped since; none where that is unknown.
func (a *aligner) cropped() []*aligner {
	if len(a.old.Inner) != len(a.old.Looks) || len(a.new.Inner) != len(a.new.Looks) {
		return nil
	}
	fresh, former := *a, *a
	fresh.old.Looks, former.new.Looks = a.old.Inner, a.new.Inner
	return []*aligner{&fresh, &former}
}

// onRate is how many frames a cut has on another rate.
func onRate(c Cut, rate taglane.Rate) int {
	return int(c.Rate.Convert(taglane.Frame(len(c.Looks)), rate))
}

// resampled is a cut with the frames that are shown at another rate's times.
func resampled(c Cut, rate taglane.Rate) Cut {
	n := onRate(c, rate)
	out := Cut{Rate: rate, Looks: make([]Look, n)}
	if len(c.Sound) == len(c.Looks) {
		out.Sound = make([]uint8, n)
	}
	if len(c.Inner) == len(c.Looks) {
		out.Inner = make([]Look, n)
	}
	for i := range n {
		at := min(int(rate.Convert(taglane.Frame(i), c.Rate)), len(c.Looks)-1)
		out.Looks[i] = c.Looks[at]
		if out.Sound != nil {
			out.Sound[i] = c.Sound[at]
		}
		if out.Inner != nil {
			out.Inner[i] = c.Inner[at]
		}
	}
	return out
}

// worth is how much speaks for new frame i being old frame j.
func (a *aligner) worth(i, j int) float32 {
	w := max(against, 1-float32(a.new.Looks[i].apart(&a.old.Looks[j]))/a.near)
	if i < len(a.new.Sound) && j < len(a.old.Sound) {
		d := int(a.new.Sound[i]) - int(a.old.Sound[j])
		w += hearing * max(-1, 1-float32(max(d, -d))/loudness)
	}
	return w
}

// none stands for no frame of the old cut.
const none = -1

// steps are how each frame was come to.
type steps struct {
	width  int
	on     []uint64 // a bit for each pair: it goes on from the pair before
	best   []int32  // of each row, the pair that is worth most
	leapt  []bool   // of each row: who comes from elsewhere comes from none
	rested []bool   // of each row: none follows none
}

func (s *steps) goesOn(r, j int) bool {
	at := r*s.width + j
	return s.on[at/64]&(1<<(at%64)) != 0
}

// way is the most worthy way through the new cut: each frame is an old one or
// none, it goes on with the next old frame for nothing, and anywhere else for
// the price of a jump.
func (a *aligner) way(ctx context.Context) ([]run, float32, error) {
	rows, width := (len(a.new.Looks)+a.step-1)/a.step, len(a.old.Looks)
	if rows == 0 || width == 0 {
		return nil, 0, nil
	}
	s := steps{width, make([]uint64, (rows*width+63)/64), make([]int32, rows), make([]bool, rows), make([]bool, rows)}
	last, row := make([]float32, width), make([]float32, width)
	best, no := float32(math.Inf(-1)), float32(0)
	for r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		s.leapt[r], s.rested[r] = no >= best, no >= best
		from := max(best, no)
		if r > 0 {
			from -= jump
		}
		no, best = max(best, no), float32(math.Inf(-1))
		for j := range width {
			w := from
			if r > 0 && j >= a.step && last[j-a.step] >= from {
				w = last[j-a.step]
				s.on[(r*width+j)/64] |= 1 << ((r*width + j) % 64)
			}
			w += a.worth(r*a.step, j) * float32(a.step)
			if row[j] = w; w > best {
				best, s.best[r] = w, int32(j)
			}
		}
		last, row = row, last
	}
	at := none
	if best > no {
		at = int(s.best[rows-1])
	}
	return a.walked(s.back(rows, at, a.step)), max(best, no), nil
}

// back walks from the last row to the first and says which old frame each row
// is.
func (s *steps) back(rows, at, step int) []int {
	out := make([]int, rows)
	for r := rows - 1; r >= 0; r-- {
		out[r] = at
		switch {
		case at == none && s.rested[r], at != none && !s.goesOn(r, at) && s.leapt[r]:
			at = none
		case at != none && s.goesOn(r, at):
			at -= step
		case r > 0:
			at = int(s.best[r-1])
		}
	}
	return out
}

// walked are the lines in which rows go on from each other.
func (a *aligner) walked(rows []int) []run {
	var out []run
	for r, j := range rows {
		if j == none {
			continue
		}
		from := r * a.step
		to := min(from+a.step, len(a.new.Looks), len(a.old.Looks)-j+from)
		if n := len(out); n > 0 && out[n-1].shift == j-from && out[n-1].to == from {
			out[n-1].to = to
			continue
		}
		out = append(out, run{from, to, j - from})
	}
	return out
}

// met moves the ends of lines to the very frame, where rows were left out.
func (a *aligner) met(found []run) []run {
	for i := range found {
		if a.step == 1 {
			break
		}
		x := &found[i]
		least, most := 0, len(a.new.Looks)
		if i > 0 {
			least = found[i-1].to
		}
		if i+1 < len(found) {
			most = found[i+1].from + a.step - 1
		}
		x.from = a.end(x.from, max(least, -x.shift, x.from-a.step), x.shift, -1)
		x.to = a.end(x.to, min(most, len(a.old.Looks)-x.shift, x.to+a.step), x.shift, 1)
		if i+1 < len(found) { // each frame goes where it is worth more
			y := &found[i+1]
			for x.to > x.from && x.to > y.from-a.step && y.from+y.shift > 0 && x.to >= y.from && a.worth(x.to-1, x.to-1+x.shift) < a.worth(x.to-1, x.to-1+y.shift) {
				x.to--
				y.from = min(y.from, x.to)
			}
			y.from = max(y.from, x.to)
		}
	}
	return slices.DeleteFunc(found, func(r run) bool { return r.to-r.from < fewest })
}

// end goes on from an end of a line for as long as what is passed is worth it.
func (a *aligner) end(at, limit, shift, by int) int {
	best, sum, most := at, float32(0), float32(0)
	for i := at; i != limit && (by < 0) == (i > limit); i += by {
		f := i
		if by < 0 {
			f--
		}
		if sum += a.worth(f, f+shift); sum > most {
			best, most = i+by, sum
		}
	}
	return best
}

// joined puts together lines that run on where a few frames between them were
// not alike, such as a flash or a title.
func joined(found []run) []run {
	var out []run
	for _, r := range found {
		if n := len(out); n > 0 && out[n-1].shift == r.shift && r.from-out[n-1].to <= titled {
			out[n-1].to = r.to
			continue
		}
		out = append(out, r)
	}
	return out
}

// told gives lines in frames of the new cut's own rate.
func (a *aligner) told(found []run, new Cut) []Piece {
	out := make([]Piece, 0, len(found))
	for _, r := range found {
		in, end := a.old.Rate.Convert(taglane.Frame(r.from), new.Rate), a.old.Rate.Convert(taglane.Frame(r.to), new.Rate)
		out = append(out, Piece{New: taglane.Span{In: in, Out: min(end, taglane.Frame(len(new.Looks)))}, Old: taglane.Frame(r.from + r.shift)})
	}
	return out
}
