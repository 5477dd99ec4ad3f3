package versions

import (
	"context"
	"slices"

	"taglane/app/conform"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// lost lists what has no place on the version that the clip shows, with where it
// may lie there.
func (v *Cuts) lost(s stack, t things) []Item {
	now := s.current()
	out := []Item{}
	for _, l := range t.left {
		f := t.faces[l.ID]
		x := Item{ID: l.ID, Kind: l.Kind, Title: f.title, Colour: f.colour, How: taglane.Lost, Old: spanOf(l), Keys: []Key{}}
		from := now.Rate
		if m, old, ok := s.since(l); ok {
			x.New, from = over(m, x.Old).parts, old
		}
		out = append(out, v.told(x, from, now.Rate))
	}
	p := placing{s: s}
	for _, c := range t.unplaced {
		f, made := t.faces[c.ID], p.made(c)
		x := Item{ID: c.ID, Kind: kindComment, Title: f.title, Author: f.author, Colour: f.colour, How: taglane.Lost, Old: taglane.Span{In: c.Frame, Out: c.Out}, Keys: []Key{}}
		from := now.Rate
		if old, _, ok := s.find(made); ok {
			from = old.Rate
		}
		if m := p.way(made); m != nil {
			x.New = over(*m, x.Old).parts
		}
		out = append(out, v.told(x, from, now.Rate))
	}
	return out
}

func spanOf(l taglane.Left) taglane.Span {
	if l.Tag != nil {
		return l.Tag.Span
	}
	return taglane.Span{In: l.Mark.Frame, Out: l.Mark.Out}
}

// since is the way from the cut on which a thing lay last to the one that the
// clip shows.
func (s stack) since(l taglane.Left) (conform.Map, taglane.Rate, bool) {
	by, _, ok := s.find(l.By)
	if !ok {
		return conform.Map{}, taglane.Rate{}, false
	}
	old, _, ok := s.find(by.From)
	if !ok {
		return conform.Map{}, taglane.Rate{}, false
	}
	m, err := s.way(old.ID, s.current().ID)
	return m, old.Rate, err == nil
}

// BringBack gives lost things a place again, as one edit of the clip: where their
// footage is, or at a frame; −1 for the former. Invalid: the footage of one is
// gone and no frame was given, or it is none of the clip. NotFound: nothing of
// that name is lost.
func (v *Cuts) BringBack(ctx context.Context, clip taglane.ID, ids []taglane.ID, at taglane.Frame) (Stack, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	t, err := v.things(ctx, s)
	if err != nil {
		return Stack{}, err
	}
	if at >= s.clip.Frames {
		return Stack{}, taglane.Errorf(taglane.Invalid, "The clip has no frame %d.", at)
	}
	var writes []edit.Write
	label := ""
	for _, id := range ids {
		ws, err := v.back(s, t, id, at)
		if err != nil {
			return Stack{}, err
		}
		writes = append(writes, ws...)
		label = v.say("Bring “%s” back", t.faces[id].title)
	}
	if len(writes) == 0 {
		return Stack{}, taglane.Errorf(taglane.NotFound, "Nothing of that name is lost.")
	}
	if len(ids) > 1 {
		label = v.say("Bring %d things back", len(ids))
	}
	if err := v.l.Commit(ctx, clip, label, writes...); err != nil {
		return Stack{}, err
	}
	v.l.Emit("notes", struct {
		Clip taglane.ID `json:"clip"`
	}{clip})
	return v.shown(ctx, clip, label)
}

// back are the writes for one thing.
func (v *Cuts) back(s stack, t things, id taglane.ID, at taglane.Frame) ([]edit.Write, error) {
	gone := taglane.Errorf(taglane.Invalid, "The footage of “%s” is gone. Move the playhead to where it belongs.", t.faces[id].title)
	if i := slices.IndexFunc(t.unplaced, func(c taglane.Comment) bool { return c.ID == id }); i >= 0 {
		span, ok := t.returns(s, t.unplaced[i], at)
		if !ok {
			return nil, gone
		}
		return []edit.Write{store.CarriedWrite(id, s.current().ID, &span)}, nil
	}
	i := slices.IndexFunc(t.left, func(l taglane.Left) bool { return l.ID == id })
	if i < 0 {
		return nil, taglane.Errorf(taglane.NotFound, "Nothing of that name is lost.")
	}
	l := t.left[i]
	span, m, w := spanOf(l), conform.Map{}, went{}
	if way, _, ok := s.since(l); ok {
		m, w = way, over(way, span)
	}
	if at < 0 && len(w.parts) == 0 {
		return nil, gone
	}
	to := taglane.Span{In: at, Out: min(at+span.Len(), s.clip.Frames)}
	if at < 0 {
		to = w.parts[0]
	}
	writes := []edit.Write{store.PlacedWrite(l.Kind, id), store.Set(l.Kind, id, "span", to)}
	if l.Tag == nil {
		return writes, nil
	}
	x := *l.Tag
	if at < 0 {
		x = w.tag(x, to, m)
	} else {
		x = x.Moved(taglane.Span{In: at, Out: at + span.Len()}) // the way goes along, then is cut with the clip
		x.Path = x.Path.Clip(to)
	}
	return append(writes, store.Set(kindTag, id, "path", x.Path)), nil
}

// returns is where a comment goes that comes back.
func (t things) returns(s stack, c taglane.Comment, at taglane.Frame) (taglane.Span, bool) {
	own := taglane.Span{In: c.Frame, Out: c.Out}
	if at >= 0 {
		return taglane.Span{In: at, Out: min(at+own.Len(), s.clip.Frames)}, true
	}
	p := placing{s: s}
	m := p.way(p.made(c))
	if m == nil {
		return own, false
	}
	parts := over(*m, own).parts
	if len(parts) == 0 {
		return own, false
	}
	return parts[0], true
}
