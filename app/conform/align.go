package conform

import (
	"cmp"
	"context"
	"slices"

	"taglane/app/taglane"
)

// Cut is what a cut looks and sounds like.
type Cut struct {
	Rate  taglane.Rate
	Looks []Look  // one per frame
	Sound []uint8 // how loud each frame is, in decibels above the floor; nil: no sound
}

// Piece is a run of frames that both cuts show.
type Piece = taglane.Piece

// Weights of a pair of frames. They were found by trying on re-encoded, cropped
// and shifted clips; a pair is worth between −2 and 1.5.
const (
	alike    = 34.0 // looks that differ in fewer of 128 places speak for a pair
	against  = -2.0
	loudness = 6.0 // decibels that no longer sound alike
	hearing  = 0.5 // what sound may add or take
	// least is what a piece must be worth; a dozen frames that agree well.
	least = 8.0
	// cells is how many pairs are compared before rows are left out.
	cells = 60_000_000
	// pieces is how many are looked for at most.
	pieces = 400
)

// Align finds the pieces of the old cut in the new one, in the order of the new
// one. No frame of the new cut is in two of them. Only ctx ends it with an
// error.
func Align(ctx context.Context, old, new Cut) ([]Piece, error) {
	a := &aligner{old: old, new: resampled(new, old.Rate), taken: make([]bool, onRate(new, old.Rate))}
	a.step = max(1, len(a.old.Looks)*len(a.new.Looks)/cells)
	var found []run
	for len(found) < pieces {
		r, err := a.best(ctx)
		if err != nil {
			return nil, err
		}
		if r = a.exact(r); r.worth < least {
			break
		}
		for i := r.from; i < r.to; i++ {
			a.taken[i] = true
		}
		found = append(found, r)
	}
	slices.SortFunc(found, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	return a.told(joined(found), new), nil
}

// run is a straight line: new frames from…to are old frames from+shift ….
type run struct {
	from, to, shift int
	worth           float64
}

type aligner struct {
	old, new Cut
	step     int // every how many rows are compared
	taken    []bool
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
	for i := range n {
		at := min(int(rate.Convert(taglane.Frame(i), c.Rate)), len(c.Looks)-1)
		out.Looks[i] = c.Looks[at]
		if out.Sound != nil {
			out.Sound[i] = c.Sound[at]
		}
	}
	return out
}

// worth is how much speaks for new frame i being old frame j.
func (a *aligner) worth(i, j int) float64 {
	w := max(against, 1-float64(a.new.Looks[i].apart(a.old.Looks[j]))/alike)
	if i < len(a.new.Sound) && j < len(a.old.Sound) {
		d := int(a.new.Sound[i]) - int(a.old.Sound[j])
		w += hearing * max(-1, 1-float64(max(d, -d))/loudness)
	}
	return w
}

// best is the most worthy line through frames that are not taken.
func (a *aligner) best(ctx context.Context) (run, error) {
	width := len(a.old.Looks)
	type cell struct {
		worth float64
		from  int
	}
	last, row := make([]cell, width), make([]cell, width)
	var out run
	for i := 0; i < len(a.new.Looks); i += a.step {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		for j := range width {
			if a.taken[i] {
				row[j] = cell{}
				continue
			}
			c := cell{from: i}
			if j >= a.step && last[j-a.step].worth > 0 {
				c = last[j-a.step]
			}
			if c.worth += a.worth(i, j); c.worth <= 0 {
				c = cell{}
			}
			if row[j] = c; c.worth > out.worth {
				out = run{c.from, i + 1, j - i, c.worth}
			}
		}
		last, row = row, last
	}
	return out, nil
}

// exact walks a line frame by frame, from a little before to a little behind,
// and keeps the part of it that is worth most.
func (a *aligner) exact(r run) run {
	out := run{shift: r.shift}
	if r.to == 0 {
		return out
	}
	worth, from := 0.0, -1
	for i := max(0, r.from-a.step, -r.shift); i < min(len(a.new.Looks), r.to+a.step, len(a.old.Looks)-r.shift); i++ {
		if a.taken[i] {
			worth, from = 0, -1
			continue
		}
		if worth <= 0 {
			worth, from = 0, i
		}
		if worth += a.worth(i, i+r.shift); worth > out.worth {
			out.from, out.to, out.worth = from, i+1, worth
		}
	}
	return out
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

// titled is how many frames between two pieces of one line still belong to it.
const titled = 12

// told gives lines in frames of the new cut's own rate.
func (a *aligner) told(found []run, new Cut) []Piece {
	out := make([]Piece, 0, len(found))
	for _, r := range found {
		in, end := a.old.Rate.Convert(taglane.Frame(r.from), new.Rate), a.old.Rate.Convert(taglane.Frame(r.to), new.Rate)
		out = append(out, Piece{New: taglane.Span{In: in, Out: min(end, taglane.Frame(len(new.Looks)))}, Old: taglane.Frame(r.from + r.shift)})
	}
	return out
}
