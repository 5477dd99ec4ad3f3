package versions

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"

	"taglane/app/conform"
	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// AcceptCut makes the file that waits the clip's next version, as one edit of the
// clip: its footage, and everything that goes with it. What is not among the
// chosen is left behind and listed as lost; chosen nil: all goes. What somebody
// did since the proposal was made is taken as it lies now. Conflict: another
// file waits, the clip shows other footage, the file changed, or something that
// was to go with it no longer can.
func (v *Cuts) AcceptCut(ctx context.Context, clip, cut taglane.ID, chosen []taglane.ID, note string) (Stack, error) {
	note = taglane.OneLine(note, taglane.MostNote+1)
	if err := taglane.CheckText("note", note, taglane.MostNote); err != nil {
		return Stack{}, err
	}
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	w, err := v.holds(ctx, s, cut)
	if err != nil {
		return Stack{}, err
	}
	t, err := v.things(ctx, s)
	if err != nil {
		return Stack{}, err
	}
	a := accepting{v: v, s: s, t: t, w: *w, m: w.way(s.clip.Rate), next: v.next(s, *w, note)}
	if err := a.choose(ctx, chosen); err != nil {
		return Stack{}, err
	}
	writes, err := a.writes(ctx)
	if err != nil {
		return Stack{}, err
	}
	for _, p := range []struct{ fingerprint, path string }{{s.clip.Fingerprint, s.clip.Path}, {w.Fingerprint, w.Path}} {
		if p.path != "" {
			if err := v.l.Store.KeepPlace(ctx, clip, p.fingerprint, p.path); err != nil {
				return Stack{}, err
			}
		}
	}
	message := v.say("Version %d of %s", len(s.all)+1, s.clip.Heading())
	if err := v.l.Commit(ctx, clip, message, writes...); err != nil {
		return Stack{}, err
	}
	if err := v.l.Store.KeepWaitingCut(ctx, clip, nil); err != nil {
		return Stack{}, err
	}
	if now, err := v.l.Store.Clip(ctx, clip); err == nil {
		v.l.Read(now)
	}
	return v.shown(ctx, clip, message)
}

// holds is the file that waits, if the proposal still is about it.
func (v *Cuts) holds(ctx context.Context, s stack, cut taglane.ID) (*waiting, error) {
	w, err := v.waiting(ctx, s.clip.ID)
	switch {
	case err != nil:
		return nil, err
	case w == nil:
		return nil, taglane.Errorf(taglane.NotFound, "No new cut of this clip waits.")
	case w.ID != cut:
		return nil, taglane.Errorf(taglane.Conflict, "Another new cut waits by now. Look at what it moves.")
	case w.From != s.clip.Fingerprint:
		return nil, taglane.Errorf(taglane.Conflict, "The clip shows another version by now. Give it the new cut once more.")
	}
	sum, err := media.Fingerprint(w.Path)
	if err == nil && sum != w.Fingerprint {
		err = taglane.Errorf(taglane.Conflict, "The file of the new cut has changed since it was compared. Give it once more.")
	}
	return w, err
}

// next is the version that a file becomes. It is later than all there are, also
// where a clock is wrong, so that it has the greatest number.
func (v *Cuts) next(s stack, w waiting, note string) taglane.Version {
	at := v.l.Now().UTC()
	if last := s.all[len(s.all)-1].At; !at.After(last) {
		at = last.Add(1)
	}
	return taglane.Version{
		ID: taglane.VersionID(s.clip.ID, w.Fingerprint), Clip: s.clip.ID, Fingerprint: w.Fingerprint, Name: taglane.OneLine(filepath.Base(w.Path), 4*taglane.MostName),
		Size: w.Size, Facts: w.Facts, By: taglane.OneLine(v.l.Person, taglane.MostName), At: at, Note: note, From: s.current().ID, Pieces: w.Pieces,
	}
}

// accepting is one way through AcceptCut.
type accepting struct {
	v    *Cuts
	s    stack
	t    things
	w    waiting
	m    conform.Map
	next taglane.Version
	all  []proposed
	goes map[taglane.ID]bool
}

// choose says what goes with the footage.
func (a *accepting) choose(ctx context.Context, chosen []taglane.ID) error {
	a.all, a.goes = a.t.over(a.m, a.w.Frames), map[taglane.ID]bool{}
	for _, p := range a.all {
		told, known := a.w.Told[p.id]
		// What was not there when it was told nobody left out.
		wanted := chosen == nil || !known || slices.Contains(chosen, p.id)
		if wanted && known && told != taglane.Lost && p.how == taglane.Lost {
			if err := a.v.tell(ctx, a.s, &a.w); err != nil {
				return err
			}
			a.v.changed(a.s.clip.ID)
			name := a.t.faces[p.id].title
			if p.kind == kindCover {
				name = a.v.say("The cover")
			}
			return taglane.Errorf(taglane.Conflict, "“%s” was changed meanwhile and has no place in the new cut any more. Look at the list again.", name)
		}
		a.goes[p.id] = wanted && p.how != taglane.Lost
	}
	return nil
}

// writes are all cells of the edit.
func (a *accepting) writes(ctx context.Context) ([]edit.Write, error) {
	var out []edit.Write
	for _, p := range a.all {
		how := p.how
		if !a.goes[p.id] {
			how = taglane.Lost
		}
		c := taglane.Carry{Kind: p.kind, ID: p.id, How: how, Old: p.old}
		if a.goes[p.id] {
			c.New = p.parts
		}
		a.next.Moved = append(a.next.Moved, c)
		out = append(out, a.thing(p)...)
	}
	frames, err := a.coverFrames(ctx)
	if err != nil {
		return nil, err
	}
	before := a.s.current()
	if before.From == "" { // the first has no row yet
		out = append(out, store.VersionWrites(before)...)
	}
	out = append(append(out, store.VersionWrites(a.next)...), store.FootageWrites(a.next)...)
	return append(out, frames...), nil
}

// thing are the cells of one thing that goes or is left behind.
func (a *accepting) thing(p proposed) []edit.Write {
	switch p.kind {
	case kindTag:
		return a.tag(p)
	case kindMarker:
		if !a.goes[p.id] {
			return []edit.Write{store.LeftWrite(kindMarker, p.id, a.next.ID, p.parts)}
		}
		return []edit.Write{store.PlacedWrite(kindMarker, p.id), store.Set(kindMarker, p.id, "span", p.parts[0])}
	case kindComment:
		if !a.goes[p.id] && p.how != taglane.Lost {
			return []edit.Write{store.CarriedWrite(p.id, a.next.ID, nil)}
		}
		return nil // it is reckoned
	}
	var to *taglane.Frame
	if a.goes[p.id] {
		to = &p.parts[0].In
	}
	return []edit.Write{store.Set(store.KindClip, a.s.clip.ID, "cover", to)}
}

// tag is one tag, or several where its footage is in several places.
func (a *accepting) tag(p proposed) []edit.Write {
	if !a.goes[p.id] {
		return []edit.Write{store.LeftWrite(kindTag, p.id, a.next.ID, p.parts)}
	}
	i := slices.IndexFunc(a.t.tags, func(x taglane.Tag) bool { return x.ID == p.id })
	was := a.t.tags[i]
	var out []edit.Write
	for n, part := range p.parts {
		x := p.tag(was, part, a.m)
		if n > 0 {
			x.ID = a.v.l.NewID()
			out = append(out, store.TagWrites(x)...)
			continue
		}
		out = append(out, store.PlacedWrite(kindTag, x.ID), store.Set(kindTag, x.ID, "span", x.Span), store.Set(kindTag, x.ID, "path", x.Path))
	}
	return out
}

// coverFrames carry the frames that were chosen as covers for single accounts.
func (a *accepting) coverFrames(ctx context.Context) ([]edit.Write, error) {
	fields, err := a.v.l.Store.Variants(ctx, a.s.clip.ID)
	if err != nil {
		return nil, err
	}
	var out []edit.Write
	for account, f := range fields {
		at, err := strconv.ParseInt(f[taglane.SaysCoverFrame], 10, 64)
		if err != nil {
			continue
		}
		value := ""
		if to, ok := a.m.At(taglane.Frame(at)); ok {
			value = strconv.FormatInt(int64(to), 10)
		}
		out = append(out, store.VariantWrites(taglane.Variant{Clip: a.s.clip.ID, Account: account, Fields: map[string]string{taglane.SaysCoverFrame: value}})...)
	}
	return out, nil
}
