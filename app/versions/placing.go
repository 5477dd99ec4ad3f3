package versions

import (
	"context"

	"taglane/app/conform"
	"taglane/app/taglane"
)

// Placing knows where comments lie on the version that a clip shows.
type Placing interface {
	// Current names the version that the clip shows, and counts it from 1.
	Current() (taglane.ID, int)
	// Of is the number of the version a comment was made on, 0 where that is
	// unknown, and where it lies on the current one: kept on its own; moved or
	// shortened; lost: nowhere, and at is where it was.
	Of(c taglane.Comment) (version int, at taglane.Span, how taglane.How)
	// Draft is the number of the version that a draft showed; 0 unknown.
	Draft(digest string) int
}

// Placing is that of a clip as it stands now.
func (v *Cuts) Placing(ctx context.Context, clip taglane.ID) (Placing, error) {
	s, err := v.stack(ctx, clip)
	return &placing{s: s}, err
}

type placing struct {
	s    stack
	ways map[taglane.ID]*conform.Map // to the current version; nil: none is known
}

func (p *placing) Current() (taglane.ID, int) {
	x, n, _ := p.s.find(p.s.current().ID)
	return x.ID, n
}

func (p *placing) Draft(digest string) int {
	_, n, _ := p.s.find(p.s.drafts[digest])
	return n
}

func (p *placing) Of(c taglane.Comment) (int, taglane.Span, taglane.How) {
	_, n, _ := p.s.find(p.made(c))
	at, how := p.place(c)
	return n, at, how
}

// made is the version a comment was made on. Those from the time when the clip
// had but one are the first's.
func (p *placing) made(c taglane.Comment) taglane.ID {
	if c.Version == "" {
		return p.s.all[0].ID
	}
	return c.Version
}

// place is where a comment lies on the current version.
func (p *placing) place(c taglane.Comment) (taglane.Span, taglane.How) {
	own, here := taglane.Span{In: c.Frame, Out: c.Out}, p.s.current()
	made := p.made(c)
	if made == here.ID {
		return own, taglane.Kept
	}
	if to, said := c.Carried[here.ID]; said {
		if to.Span == nil || to.Span.In < 0 || to.Span.Out < to.Span.In || to.Span.In >= max(here.Frames, 1) {
			return own, taglane.Lost
		}
		return taglane.Span{In: to.Span.In, Out: min(to.Span.Out, here.Frames)}, taglane.Moved
	}
	m := p.way(made)
	if m == nil {
		return own, taglane.Lost
	}
	w := over(*m, own)
	if len(w.parts) == 0 {
		return own, taglane.Lost
	}
	if w.how == taglane.Kept {
		return w.parts[0], taglane.Moved // it is another version all the same
	}
	return w.parts[0], w.how
}

func (p *placing) way(from taglane.ID) *conform.Map {
	if m, have := p.ways[from]; have {
		return m
	}
	if p.ways == nil {
		p.ways = map[taglane.ID]*conform.Map{}
	}
	var out *conform.Map
	if m, err := p.s.way(from, p.s.current().ID); err == nil {
		out = &m
	}
	p.ways[from] = out
	return out
}
