package versions

import (
	"cmp"
	"slices"

	"taglane/app/taglane"
)

// moved completes what is told of things that go from one rate to another, and
// counts those that go the same way.
func (v *Cuts) moved(items []Item, from, to taglane.Rate) Moved {
	out := Moved{Tallies: []Tally{}, Items: []Item{}}
	for _, x := range items {
		out.Items = append(out.Items, v.told(x, from, to))
	}
	type way struct {
		kind string
		how  taglane.How
	}
	groups := map[way][]Item{}
	for _, x := range out.Items {
		if x.How != taglane.Kept {
			groups[way{x.Kind, x.How}] = append(groups[way{x.Kind, x.How}], x)
		}
	}
	for w, all := range groups {
		out.Tallies = append(out.Tallies, Tally{Kind: w.kind, How: w.how, Count: len(all), Seconds: middle(all), Line: v.l.Tell(tally(w.kind, w.how, len(all)))})
	}
	slices.SortFunc(out.Tallies, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(slices.Index(hows, a.How), slices.Index(hows, b.How)))
	})
	return out
}

// The order in which is told what moved.
var (
	kinds = []string{kindTag, kindMarker, kindComment, kindCover}
	hows  = []taglane.How{taglane.Kept, taglane.Moved, taglane.Shortened, taglane.Apart, taglane.Lost}
)

// middle is by how much most of them moved.
func middle(all []Item) float64 {
	by := make([]float64, len(all))
	for i, x := range all {
		by[i] = x.BySeconds
	}
	slices.Sort(by)
	return by[len(by)/2]
}

// told completes one item.
func (v *Cuts) told(x Item, from, to taglane.Rate) Item {
	x.OldTime = from.Timecode(x.Old.In)
	if x.New == nil {
		x.New = []taglane.Span{}
	}
	if x.How == taglane.Lost && len(x.New) == 0 {
		x.Line = v.say("Its footage is gone.")
		return x
	}
	x.NewTime = to.Timecode(x.New[0].In)
	x.By = x.New[0].In - from.Convert(x.Old.In, to)
	x.BySeconds = to.Seconds(x.New[0].In) - from.Seconds(x.Old.In)
	if x.How == taglane.Kept || x.How == taglane.Moved && x.By == 0 {
		x.By, x.BySeconds = 0, 0
	}
	x.Line = v.l.Tell(line(x, to))
	return x
}

// line says what becomes of a thing that has a place.
func line(x Item, to taglane.Rate) taglane.Said {
	seconds := x.BySeconds
	switch {
	case x.How == taglane.Lost:
		return taglane.Say("It was left behind.")
	case x.How == taglane.Apart:
		return taglane.Say("Its footage is in %d places now.", len(x.New))
	case x.How == taglane.Shortened && x.Less > 0:
		return taglane.Say("%.1f s shorter.", to.Seconds(x.Less))
	case x.How == taglane.Shortened:
		return taglane.Say("Shorter.")
	case x.By < 0:
		return taglane.Say("%.1f s earlier.", -seconds)
	case x.By > 0:
		return taglane.Say("%.1f s later.", seconds)
	}
	return taglane.Say("Where it was.")
}

// tally counts, in a few words.
func tally(kind string, how taglane.How, n int) taglane.Said {
	one := n == 1
	pick := func(single, many taglane.Said) taglane.Said {
		if one {
			return single
		}
		return many
	}
	switch kind {
	case kindTag:
		switch how {
		case taglane.Moved:
			return pick(taglane.Say("1 tag moved"), taglane.Say("%d tags moved", n))
		case taglane.Shortened:
			return pick(taglane.Say("1 tag shortened"), taglane.Say("%d tags shortened", n))
		case taglane.Apart:
			return pick(taglane.Say("1 tag to look at"), taglane.Say("%d tags to look at", n))
		}
		return pick(taglane.Say("1 tag lost"), taglane.Say("%d tags lost", n))
	case kindMarker:
		if how == taglane.Lost {
			return pick(taglane.Say("1 marker lost"), taglane.Say("%d markers lost", n))
		}
		return pick(taglane.Say("1 marker moved"), taglane.Say("%d markers moved", n))
	case kindComment:
		if how == taglane.Lost {
			return pick(taglane.Say("1 comment lost its place"), taglane.Say("%d comments lost their place", n))
		}
		return pick(taglane.Say("1 comment moved"), taglane.Say("%d comments moved", n))
	}
	if how == taglane.Lost {
		return taglane.Say("The cover's frame is gone")
	}
	return taglane.Say("The cover moved")
}
