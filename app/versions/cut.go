package versions

import (
	"context"
	"encoding/json"
	"path/filepath"
	"time"

	"taglane/app/conform"
	"taglane/app/media"
	"taglane/app/taglane"
)

// waiting is a file that waits to become the next version, as this machine keeps
// it.
type waiting struct {
	ID          taglane.ID `json:"id"`
	From        string     `json:"from"` // fingerprint of the footage it is compared with
	Path        string     `json:"path"`
	Fingerprint string     `json:"fingerprint"`
	Size        int64      `json:"size"`
	taglane.Facts
	Pieces []taglane.Piece            `json:"pieces"`
	At     time.Time                  `json:"at"`
	Told   map[taglane.ID]taglane.How `json:"told"` // what was said of each thing
}

func (w waiting) way(old taglane.Rate) conform.Map {
	return conform.Map{Old: old, New: w.Rate, Pieces: w.Pieces}
}

// footage is a clip as it would be with the file.
func (w waiting) footage(c taglane.Clip) taglane.Clip {
	c.Path, c.Size, c.Fingerprint, c.Facts = w.Path, w.Size, w.Fingerprint, w.Facts
	return c
}

// NewCut compares a file with the footage that a clip shows and says what would
// go with it. Nothing is changed; the file waits for AcceptCut or DropCut, also
// over a restart. It takes the place of another that waits. Invalid: it is no
// clip. Conflict: it is a version of this clip already. NotFound: one of the two
// files is not here.
func (v *Cuts) NewCut(ctx context.Context, clip taglane.ID, path string) (Stack, error) {
	s, err := v.stack(ctx, clip)
	if err != nil {
		return Stack{}, err
	}
	tool, err := v.l.Tool()
	if err != nil {
		return Stack{}, err
	}
	src, err := media.Open(ctx, tool, path)
	if err != nil {
		return Stack{}, err
	}
	if err := s.fresh(src); err != nil {
		return Stack{}, err
	}
	old, err := v.oldLooks(ctx, tool, s)
	if err != nil {
		return Stack{}, err
	}
	seen, err := v.looks(ctx, tool, src)
	if err != nil {
		return Stack{}, err
	}
	pieces, err := conform.Align(ctx, old, seen)
	if err != nil {
		return Stack{}, err
	}
	w := waiting{ID: v.l.NewID(), From: s.clip.Fingerprint, Path: src.Path, Fingerprint: src.Fingerprint, Size: src.Size, Facts: src.Facts, Pieces: pieces, At: v.l.Now().UTC()}
	if err := v.tell(ctx, s, &w); err != nil {
		return Stack{}, err
	}
	v.changed(clip)
	return v.shown(ctx, clip, "")
}

// CutFromClip compares another clip of the library, which stays.
func (v *Cuts) CutFromClip(ctx context.Context, clip, other taglane.ID) (Stack, error) {
	c, err := v.l.Store.Clip(ctx, other)
	if err != nil {
		return Stack{}, err
	}
	return v.NewCut(ctx, clip, c.Path)
}

// DropCut lets the file that waits go.
func (v *Cuts) DropCut(ctx context.Context, clip taglane.ID) (Stack, error) {
	if err := v.l.Store.KeepWaitingCut(ctx, clip, nil); err != nil {
		return Stack{}, err
	}
	v.changed(clip)
	return v.shown(ctx, clip, "")
}

// fresh refuses footage that is among the versions.
func (s stack) fresh(src media.Source) error {
	if src.Incomplete {
		return taglane.Errorf(taglane.Invalid, "The end of this file is missing. Copy it again from the camera.")
	}
	if src.Fingerprint == s.clip.Fingerprint {
		return taglane.Errorf(taglane.Conflict, "The clip shows this file already.")
	}
	if x, n, ok := s.find(taglane.VersionID(s.clip.ID, src.Fingerprint)); ok && !x.Dropped {
		return taglane.Errorf(taglane.Conflict, "This file is version %d of the clip already.", n)
	}
	return nil
}

// oldLooks are those of the footage the clip shows; its file is only needed
// where they were not kept.
func (v *Cuts) oldLooks(ctx context.Context, tool media.Tool, s stack) (conform.Cut, error) {
	if c, ok := v.keptLooks(s.clip.Fingerprint, s.clip.Rate); ok {
		return c, nil
	}
	if !here(s.clip.Path) {
		return conform.Cut{}, taglane.Errorf(taglane.NotFound, "The footage of %s is not on this machine, so nothing can be compared with it.", s.clip.Name)
	}
	src, err := media.Open(ctx, tool, s.clip.Path)
	if err != nil {
		return conform.Cut{}, err
	}
	if src.Fingerprint != s.clip.Fingerprint {
		return conform.Cut{}, taglane.Errorf(taglane.Conflict, "The file of %s has changed since it was imported. Import it again as a new clip.", s.clip.Name)
	}
	return v.looks(ctx, tool, src)
}

// waiting is the file that waits; nil: none does. One that another build kept in
// a form this one cannot read waits no more.
func (v *Cuts) waiting(ctx context.Context, clip taglane.ID) (*waiting, error) {
	body, err := v.l.Store.WaitingCut(ctx, clip)
	if err != nil || body == nil {
		return nil, err
	}
	var w waiting
	if json.Unmarshal(body, &w) != nil || !w.Rate.Valid() {
		return nil, nil
	}
	return &w, nil
}

// tell keeps a file that waits, with what is said of each thing now.
func (v *Cuts) tell(ctx context.Context, s stack, w *waiting) error {
	t, err := v.things(ctx, s)
	if err != nil {
		return err
	}
	w.Told = map[taglane.ID]taglane.How{}
	for _, p := range t.over(w.way(s.clip.Rate), w.Frames) {
		w.Told[p.id] = p.how
	}
	body, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return v.l.Store.KeepWaitingCut(ctx, s.clip.ID, body)
}

// cut shows a file that waits, with what becomes of things as they lie now.
func (v *Cuts) cut(s stack, t things, w waiting) *Cut {
	m := w.way(s.clip.Rate)
	known := taglane.Frame(0)
	for _, p := range w.Pieces {
		known += p.New.Len()
	}
	c := &Cut{
		ID: w.ID, Clip: s.clip.ID, From: s.current().ID, N: len(s.all) + 1, Name: filepath.Base(w.Path), Frames: w.Frames, Rate: w.Rate, Width: w.Width,
		Height: w.Height, Size: w.Size, Seconds: w.Rate.Seconds(w.Frames), Known: float64(known) / float64(max(w.Frames, 1)),
	}
	var items []Item
	for _, p := range t.over(m, w.Frames) {
		f := t.faces[p.id]
		items = append(items, Item{ID: p.id, Kind: p.kind, Title: f.title, Author: f.author, Colour: f.colour, How: p.how, Old: p.old, New: p.parts, Less: p.less, Keys: p.keys})
	}
	c.Moved = v.moved(items, s.clip.Rate, w.Rate)
	c.Poster, c.Proxy = v.pictures(s.clip.ID, w.Fingerprint, here(w.Path))
	if here(w.Path) && !v.l.Cache.Of(w.Fingerprint).Ready() {
		v.l.Read(w.footage(s.clip))
	}
	c.Line = v.l.Tell(differs(c.Seconds-s.clip.Rate.Seconds(s.clip.Frames), c.Known))
	return c
}

// differs says how a new cut differs from the one before.
func differs(seconds, known float64) taglane.Said {
	switch share := taglane.Share(known); {
	case known == 0:
		return taglane.Say("Nothing of it is in the version before.")
	case seconds > 0.05:
		return taglane.Say("%.1f s longer; %s of it is in the version before.", seconds, share)
	case seconds < -0.05:
		return taglane.Say("%.1f s shorter; %s of it is in the version before.", -seconds, share)
	default:
		return taglane.Say("As long as before; %s of it is in the version before.", share)
	}
}

// proposed is what becomes of one thing.
type proposed struct {
	went
	kind string
	id   taglane.ID
	old  taglane.Span
	keys []Key
}

// coverID stands for the cover among things.
const coverID taglane.ID = "cover"

// over carries everything to a new cut, in the order in which it lies.
func (t things) over(m conform.Map, frames taglane.Frame) []proposed {
	out := []proposed{}
	add := func(kind string, id taglane.ID, span taglane.Span, keys []Key) {
		w := over(m, span)
		for i := range w.parts {
			w.parts[i].Out = min(w.parts[i].Out, frames)
		}
		if keys == nil {
			keys = []Key{}
		}
		if w.parts == nil {
			w.parts = []taglane.Span{}
		}
		out = append(out, proposed{went: w, kind: kind, id: id, old: span, keys: keys})
	}
	for _, x := range t.tags {
		add(kindTag, x.ID, x.Span, keys(m, x.Path))
	}
	for _, x := range t.markers {
		add(kindMarker, x.ID, taglane.Span{In: x.Frame, Out: x.Out}, nil)
	}
	for _, x := range t.comments {
		add(kindComment, x.ID, taglane.Span{In: x.Frame, Out: x.Out}, nil)
	}
	if at := t.clip.Cover; at != nil {
		add(kindCover, coverID, taglane.Span{In: *at, Out: *at}, nil)
	}
	return out
}
