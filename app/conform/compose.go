package conform

import (
	"cmp"
	"slices"

	"taglane/app/taglane"
)

// Run is a part of a span that is there again: the same frames on both cuts.
type Run struct {
	Old, New taglane.Span
}

// Runs finds the parts of a span of the old cut in the new one, in the order of
// the new one.
func (m Map) Runs(span taglane.Span) []Run {
	var out []Run
	for _, p := range m.Pieces {
		if r, ok := m.through(p, span); ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Run) int { return cmp.Compare(a.New.In, b.New.In) })
	return out
}

// Then is the way over two cuts: from m's old one to n's new one.
func (m Map) Then(n Map) Map {
	out := Map{Old: m.Old, New: n.New}
	for _, p := range m.Pieces {
		for _, r := range n.Runs(p.New) {
			old := p.Old + m.New.Convert(r.Old.In-p.New.In, m.Old)
			out.Pieces = append(out.Pieces, Piece{New: r.New, Old: old})
		}
	}
	out.Pieces = ordered(out.Pieces)
	return out
}

// Back is the way from the new cut to the old one. Where a frame of the old one
// is there twice, it leads to the first of the two.
func (m Map) Back() Map {
	out := Map{Old: m.New, New: m.Old}
	for _, p := range m.Pieces {
		n := m.New.Convert(p.New.Out-p.New.In, m.Old)
		out.Pieces = append(out.Pieces, Piece{New: taglane.Span{In: p.Old, Out: p.Old + n}, Old: p.New.In})
	}
	out.Pieces = ordered(out.Pieces)
	for i, p := range out.Pieces { // no frame leads to two
		if i == 0 {
			continue
		}
		if late := out.Pieces[i-1].New.Out - p.New.In; late > 0 {
			p.New.In, p.Old = min(p.New.In+late, p.New.Out), p.Old+m.Old.Convert(late, m.New)
			p.New.Out = max(p.New.Out, out.Pieces[i-1].New.Out)
			out.Pieces[i] = p
		}
	}
	out.Pieces = slices.DeleteFunc(out.Pieces, func(p Piece) bool { return p.New.In >= p.New.Out })
	return out
}

func ordered(pieces []Piece) []Piece {
	slices.SortFunc(pieces, func(a, b Piece) int { return cmp.Or(cmp.Compare(a.New.In, b.New.In), cmp.Compare(a.Old, b.Old)) })
	return pieces
}

// Whole is the way from a cut to itself.
func Whole(rate taglane.Rate, frames taglane.Frame) Map {
	return Map{Old: rate, New: rate, Pieces: []Piece{{New: taglane.Span{Out: max(frames, 1)}}}}
}
