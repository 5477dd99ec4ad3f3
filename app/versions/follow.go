package versions

import (
	"context"

	"taglane/app/conform"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Follow lets tags and markers follow the footage that their clip shows, where
// somebody laid them over another cut: a teammate who had not seen the newer one
// yet, or whoever brings back what was deleted before it. It says whether there
// were any. Two laptops that do the same write the same, and nobody has to undo
// it: the gesture it completes can be undone.
func (v *Cuts) Follow(ctx context.Context, clip taglane.ID) (bool, error) {
	all, err := v.l.Store.Adrift(ctx, clip)
	if err != nil || len(all) == 0 {
		return false, err
	}
	s, err := v.stack(ctx, clip)
	if err != nil {
		return false, err
	}
	var writes []edit.Write
	for _, a := range all {
		writes = append(writes, s.follows(a)...)
	}
	if len(writes) == 0 { // how the cuts follow from each other has not arrived yet
		return false, nil
	}
	_, n, _ := s.find(s.current().ID)
	if _, err := v.l.Store.Do(ctx, edit.Draft{By: v.l.Person, Label: v.say("Tags follow version %d", n), Writes: writes}); err != nil {
		return false, err
	}
	v.changed(clip)
	return true, nil
}

// follows are the writes that lay one thing over the footage that is shown; none
// where it is not known how that follows from the other.
func (s stack) follows(a store.Adrift) (out []edit.Write) {
	span := a.Span
	if a.SpanOn != "" {
		m, ok := s.from(a.SpanOn)
		if !ok {
			return nil
		}
		w := over(m, a.Span)
		if len(w.parts) == 0 {
			return []edit.Write{store.LeftWrite(a.Kind, a.ID, s.after(a.SpanOn), nil)}
		}
		span = w.parts[0]
		out = append(out, store.Set(a.Kind, a.ID, "span", span))
		if a.PathOn == a.SpanOn {
			return append(out, store.Set(a.Kind, a.ID, "path", w.tag(taglane.Tag{Path: a.Path}, span, m).Path))
		}
	}
	if a.Kind != kindTag || a.PathOn == "" {
		return out
	}
	m, ok := s.from(a.PathOn)
	if !ok {
		return out
	}
	return append(out, store.Set(kindTag, a.ID, "path", carried(a.Path, m).Clip(span)))
}

// after is the cut, among those that led to the one shown, that took the place of
// some footage: what has no place there lost it then.
func (s stack) after(footage string) taglane.ID {
	for _, x := range s.line(s.current().ID) {
		if x.From == taglane.VersionID(s.clip.ID, footage) {
			return x.ID
		}
	}
	return s.current().ID
}

// from is the way to the footage that is shown from other footage of the clip.
func (s stack) from(footage string) (conform.Map, bool) {
	m, err := s.way(taglane.VersionID(s.clip.ID, footage), s.current().ID)
	return m, err == nil
}

// carried is a hotspot's way with those of its keys whose frames are there.
func carried(p taglane.Path, m conform.Map) taglane.Path {
	out := taglane.Path{Interpolation: p.Interpolation}
	for _, k := range p.Keys {
		to, ok := m.At(k.Frame)
		if n := len(out.Keys); ok && (n == 0 || out.Keys[n-1].Frame < to) {
			k.Frame = to
			out.Keys = append(out.Keys, k)
		}
	}
	return out
}
