package exchange

import (
	"cmp"
	"fmt"
	"strings"

	"taglane/app/taglane"
)

// mostRefused bounds how many refusals are told one by one.
const mostRefused = 20

// pointMillis is how long a tag lasts that a file gives only the start of.
const pointMillis = 3000

// intake gathers the rows of a file that another program wrote. A row that
// breaks a rule is refused with a sentence; the others are taken.
type intake struct {
	t       Timeline
	what    taglane.Said // what a row is called in a sentence: "Row", "Segment"
	at      map[taglane.ID]int
	named   map[string]taglane.ID
	owner   map[string]string // the name that goes with a number of the file
	tags    map[taglane.ID]bool
	refused int
	spots   int
}

func newIntake(grid Grid, what taglane.Said) *intake {
	return &intake{t: Timeline{Rate: grid.Rate, Frames: grid.Frames}, what: what,
		at: map[taglane.ID]int{}, named: map[string]taglane.ID{}, owner: map[string]string{}, tags: map[taglane.ID]bool{}}
}

// refuse notes that row n, counted from 1, is left out.
func (in *intake) refuse(n int, why taglane.Said) {
	if in.refused++; in.refused <= mostRefused {
		in.t.Refused = append(in.t.Refused, taglane.Say("%s %d was left out: %s", in.what, n, why))
	}
}

// take adds tag g, whose frames count on from, with its product. Only the
// first row of a product describes it.
func (in *intake) take(n int, from taglane.Rate, p taglane.Product, relation taglane.Relation, url string, g taglane.Tag) {
	if from != in.t.Rate {
		g = g.On(from, in.t.Rate, 1<<40)
		g.Out = max(g.Out, g.In+1) // a tag shorter than a frame here keeps one
	}
	cut := g.Out > in.t.Frames && g.In < in.t.Frames
	if cut {
		g.Out = in.t.Frames
		g.Path = g.Path.Clip(g.Span)
	}
	i, known := in.at[p.ID]
	if known {
		p = in.t.Products[i]
	}
	g.Product, g.Relation = p.ID, relation
	one := Timeline{Rate: in.t.Rate, Frames: in.t.Frames, Products: []taglane.Product{p}, Tags: []taglane.Tag{g}}
	// Of a tag that has no place here that alone is said, not the id it was given.
	err := firstError(g.Span.Within(in.t.Frames), g.Path.Check(g.Span))
	if err == nil {
		err = one.check()
	}
	switch {
	case err == nil && in.tags[g.ID]:
		err = taglane.Errorf(taglane.Invalid, "Another row has the same tag id.")
	case err == nil && (len(in.t.Tags) == MaxTags || in.spots+len(g.Keys) > MaxSpots):
		err = taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags and 200,000 hotspot keys at most.")
	}
	if err != nil {
		in.refuse(n, taglane.SaidOf(err))
		return
	}
	if !known {
		i, in.at[p.ID] = len(in.t.Products), len(in.t.Products)
		in.t.Products = append(in.t.Products, p)
	}
	adopt(&in.t.Products[i], &g, url)
	in.tags[g.ID] = true
	in.spots += len(g.Keys)
	in.t.Tags = append(in.t.Tags, g)
	if cut {
		in.note(taglane.Say("%s %d ends after the clip and was cut to it.", in.what, n))
	}
}

// takeNamed adds a tag of which only name and frames are known. Rows of one
// name show one product.
func (in *intake) takeNamed(n int, name string, span taglane.Span) {
	name = cmp.Or(strings.TrimSpace(clean(name)), fmt.Sprintf("%s %d", in.what, n))
	g := taglane.Tag{ID: in.freshID(n), Span: span}
	in.take(n, in.t.Rate, taglane.Product{ID: in.productNamed(name), Title: name}, taglane.Unset, "", g)
}

// freshID names the tag of row n when the file does not.
func (in *intake) freshID(n int) taglane.ID {
	return taglane.ID(fmt.Sprintf("%s-%d", strings.ToLower(in.what.String()), n))
}

func (in *intake) productNamed(name string) taglane.ID {
	if id, ok := in.named[name]; ok {
		return id
	}
	id := taglane.ID(fmt.Sprintf("named-%d", len(in.named)+1))
	in.named[name] = id
	return id
}

// span is two times in seconds laid on the clip. No end gives a tag of three
// seconds. A start within half a frame of 0 is 0.
func (in *intake) span(start float64, end *float64) (taglane.Span, error) {
	out := start + pointMillis/1000.
	if end != nil {
		out = *end
	}
	if !(start >= -0.001 && start < 1e9 && out < 1e9 && out > start) {
		return taglane.Span{}, taglane.Errorf(taglane.Invalid, "Its end does not lie after its start.")
	}
	s := taglane.Span{In: max(0, in.nearest(start)), Out: in.nearest(out)}
	s.Out = max(s.Out, s.In+1)
	if end == nil {
		s.Out = max(min(s.Out, in.t.Frames), s.In+1)
	}
	return s, nil
}

// nearest is the frame that begins nearest to a time in seconds, to the microsecond.
func (in *intake) nearest(seconds float64) taglane.Frame {
	return taglane.Rate{Num: 1_000_000, Den: 1}.Convert(taglane.Frame(seconds*1e6+0.5), in.t.Rate)
}

// done closes the list of refusals. A file of which nothing can be used is an error.
func (in *intake) done() (Timeline, error) {
	if len(in.t.Tags) == 0 && in.refused > 0 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "Nothing in this file fits the clip. %s", in.t.Refused[0])
	}
	if more := in.refused - mostRefused; more > 0 {
		in.t.Refused = append(in.t.Refused, taglane.Say("%d more were left out.", more))
	}
	return in.t, nil
}
