package versions

import (
	"cmp"
	"slices"

	"taglane/app/conform"
	"taglane/app/taglane"
)

// What is left of a thing has to be worth keeping: where two cuts meet, a frame
// or two of the wrong side look like the right one.
const (
	least  = 6  // frames, where it had as many
	rest   = 5  // a further part is one from so many frames on
	bridge = 12 // frames between two parts that still are one
)

// went is where a span of the old cut lies on the new one.
type went struct {
	how   taglane.How
	parts []taglane.Span // the longest first
	runs  []conform.Run  // in the order of the new cut
	less  taglane.Frame  // frames that are gone, of the new cut's
}

// over carries a span, or a point, to another cut.
func over(m conform.Map, span taglane.Span) went {
	point := span.Out <= span.In
	if point {
		span.Out = span.In + 1
	}
	w := went{runs: m.Runs(span)}
	there := taglane.Span{In: m.Old.Convert(span.In, m.New), Out: m.Old.Convert(span.Out, m.New)}
	whole := max(1, there.Len())
	left := taglane.Frame(0)
	for _, r := range w.runs {
		left += r.New.Len()
		if n := len(w.parts); n > 0 && r.New.In-w.parts[n-1].Out <= bridge && r.Old.In >= span.In && forward(w.runs, r) {
			w.parts[n-1].Out = max(w.parts[n-1].Out, r.New.Out)
			continue
		}
		w.parts = append(w.parts, r.New)
	}
	slices.SortStableFunc(w.parts, func(a, b taglane.Span) int { return cmp.Compare(b.Len(), a.Len()) })
	for len(w.parts) > 1 && w.parts[len(w.parts)-1].Len() < rest {
		w.parts = w.parts[:len(w.parts)-1]
	}
	w.less = max(0, whole-left)
	switch {
	case len(w.parts) == 0 || !point && left < min(least, (whole+1)/2):
		return went{how: taglane.Lost, less: whole}
	case len(w.parts) > 1:
		w.how = taglane.Apart
	case w.less > 1:
		w.how = taglane.Shortened
	case w.parts[0].In == there.In:
		w.how = taglane.Kept
	default:
		w.how = taglane.Moved
	}
	if point {
		for i := range w.parts {
			w.parts[i].Out = w.parts[i].In
		}
	}
	return w
}

// forward says that a run goes on where the one before it ended, or later: only
// such a gap is footage that was taken out or put in between.
func forward(runs []conform.Run, r conform.Run) bool {
	i := slices.Index(runs, r)
	return i > 0 && r.Old.In >= runs[i-1].Old.Out
}

// tag lays a tag over a part of where it went. Its hotspot stays on what it is
// on: its way is cut where the footage is.
func (w went) tag(t taglane.Tag, part taglane.Span, m conform.Map) taglane.Tag {
	way := taglane.Path{Interpolation: t.Interpolation}
	for _, r := range w.runs {
		if r.New.In < part.In || r.New.Out > part.Out {
			continue
		}
		for _, k := range t.Path.Clip(r.Old).Keys {
			k.Frame = min(r.New.In+m.Old.Convert(k.Frame-r.Old.In, m.New), r.New.Out-1)
			if n := len(way.Keys); n == 0 || way.Keys[n-1].Frame < k.Frame {
				way.Keys = append(way.Keys, k)
			}
		}
	}
	t.Span, t.Path = part, way
	return t
}

// keys say where each key of a way goes.
func keys(m conform.Map, p taglane.Path) []Key {
	out := []Key{}
	for _, k := range p.Keys {
		to := taglane.Frame(-1)
		if at, ok := m.At(k.Frame); ok {
			to = at
		}
		out = append(out, Key{k.Frame, to})
	}
	return out
}
