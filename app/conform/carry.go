package conform

import (
	"cmp"
	"slices"

	"taglane/app/taglane"
)

// How a span came over.
type How string

// What may become of a span.
const (
	Kept      How = "kept"      // the same frames at the same place
	Moved     How = "moved"     // the same frames elsewhere
	Shortened How = "shortened" // some of its frames are gone
	Split     How = "split"     // its frames lie apart now, or are there twice
	Lost      How = "lost"      // none of its frames is left
)

// Carried is where a span of the old cut lies in the new one, the longest part
// first; parts are none when it is lost.
type Carried struct {
	How   How
	Parts []taglane.Span
}

// Map is what Align found, with the rates that its frames are counted on.
type Map struct {
	Old, New taglane.Rate
	Pieces   []Piece
}

// Carry finds a span again.
func (m Map) Carry(span taglane.Span) Carried {
	var parts []taglane.Span
	left := taglane.Frame(0) // how many of its frames are there, on the new rate
	for _, r := range m.Runs(span) {
		parts = append(parts, r.New)
		left += r.New.Out - r.New.In
	}
	parts = together(parts)
	slices.SortStableFunc(parts, func(a, b taglane.Span) int { return cmp.Compare(b.Out-b.In, a.Out-a.In) })
	there := taglane.Span{In: m.Old.Convert(span.In, m.New), Out: m.Old.Convert(span.Out, m.New)}
	whole := max(1, there.Out-there.In)
	switch {
	case len(parts) == 0:
		return Carried{How: Lost}
	case len(parts) > 1:
		return Carried{Split, parts}
	case left < whole-slack:
		return Carried{Shortened, parts}
	case parts[0].In == there.In:
		return Carried{Kept, parts}
	}
	return Carried{Moved, parts}
}

// slack is how many frames may be missing at the ends of a span that is whole:
// a cut's first picture may be changed by the one before it.
const slack = 1

// At finds a frame again.
func (m Map) At(f taglane.Frame) (taglane.Frame, bool) {
	c := m.Carry(taglane.Span{In: f, Out: f + 1})
	if len(c.Parts) == 0 {
		return 0, false
	}
	return c.Parts[0].In, true
}

// through is the part of a span that lies in a piece.
func (m Map) through(p Piece, span taglane.Span) (Run, bool) {
	end := p.Old + m.New.Convert(p.New.Out-p.New.In, m.Old)
	in, out := max(span.In, p.Old), min(span.Out, end)
	if in >= out {
		return Run{}, false
	}
	at := func(f taglane.Frame) taglane.Frame { return p.New.In + m.Old.Convert(f-p.Old, m.New) }
	s := taglane.Span{In: at(in), Out: min(at(out), p.New.Out)}
	return Run{taglane.Span{In: in, Out: out}, s}, s.In < s.Out
}

// together joins parts that follow each other.
func together(parts []taglane.Span) []taglane.Span {
	slices.SortFunc(parts, func(a, b taglane.Span) int { return cmp.Compare(a.In, b.In) })
	var out []taglane.Span
	for _, p := range parts {
		if n := len(out); n > 0 && p.In-out[n-1].Out <= slack {
			out[n-1].Out = max(out[n-1].Out, p.Out)
			continue
		}
		out = append(out, p)
	}
	return out
}
