package studio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// ClipFields are the words of a clip that can be set; nil leaves one as it is.
// Cover −1 lets the app choose.
type ClipFields struct {
	Name     *string        `json:"name"`
	Title    *string        `json:"title"`
	Caption  *string        `json:"caption"`
	Language *string        `json:"language"`
	Cover    *taglane.Frame `json:"cover"`
}

// extensions are what a folder is searched for; a file named outright is
// judged by its content alone.
var extensions = map[string]bool{".mp4": true, ".mov": true, ".m4v": true, ".webm": true, ".mkv": true, ".3gp": true}

// Import takes clips in, from files and folders. A file that cannot be opened
// is refused with a sentence and the others are taken all the same. The file
// stays where it is and is never changed.
func (s *Studio) Import(ctx context.Context, paths []string) (ImportReport, error) {
	report := ImportReport{Imported: []Imported{}, Refused: []Refusal{}}
	for _, path := range flatten(paths, &report) {
		clip, err := s.importOne(ctx, path)
		if err != nil {
			report.Refused = append(report.Refused, Refusal{path, FaultOf(s.logged(err))})
			continue
		}
		report.Imported = append(report.Imported, clip)
	}
	return report, ctx.Err()
}

func (s *Studio) importOne(ctx context.Context, path string) (Imported, error) {
	tool, err := s.mediaTool()
	if err != nil {
		return Imported{}, err
	}
	src, err := media.Open(ctx, tool, path)
	if err != nil {
		return Imported{}, err
	}
	if src.Incomplete { // half a clip would be tagged, and then published by half
		return Imported{}, taglane.Errorf(taglane.Invalid, "The end of this file is missing. Copy it again from the camera.")
	}
	same, err := s.store.ClipsWith(ctx, src.Fingerprint)
	if err != nil {
		return Imported{}, err
	}
	for _, c := range same {
		if c.Path == src.Path {
			return Imported{ID: c.ID, Name: c.Name, DuplicateOf: c.ID}, nil
		}
	}
	name := strings.TrimSuffix(filepath.Base(src.Path), filepath.Ext(src.Path))
	c := taglane.Clip{
		ID: s.o.NewID(), Name: strings.ToValidUTF8(name, "�"), Path: src.Path, Size: src.Size, Fingerprint: src.Fingerprint,
		Facts: src.Facts, Language: "en", AddedAt: s.o.Now().UTC(),
	}
	if err := s.commit(ctx, c.ID, "Import "+c.Name, store.ClipWrites(c)...); err != nil {
		return Imported{}, err
	}
	s.emitLibrary()
	s.jobs.add(c)
	done := Imported{ID: c.ID, Name: c.Name}
	if len(same) > 0 {
		done.DuplicateOf = same[0].ID
	}
	return done, nil
}

// flatten replaces folders by the clips in them, in name order.
func flatten(paths []string, report *ImportReport) (files []string) {
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			abs = p
		}
		info, err := os.Stat(abs)
		if err != nil || !info.IsDir() {
			files = append(files, abs) // media.Open says what is wrong
			continue
		}
		err = filepath.WalkDir(abs, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && extensions[strings.ToLower(filepath.Ext(path))] {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			report.Refused = append(report.Refused, Refusal{abs, FaultOf(taglane.Wrap(err, taglane.Refused, "Part of this folder cannot be read."))})
		}
	}
	return files
}

// Clips lists the library, newest first.
func (s *Studio) Clips(ctx context.Context, query string) ([]ClipCard, error) {
	clips, err := s.store.Clips(ctx, query)
	if err != nil {
		return nil, err
	}
	tags, err := s.store.AllTags(ctx)
	if err != nil {
		return nil, err
	}
	products, err := s.lanes(ctx)
	if err != nil {
		return nil, err
	}
	states, err := s.publishedStates(ctx)
	if err != nil {
		return nil, err
	}
	by := map[taglane.ID][]taglane.Tag{}
	for _, t := range tags {
		by[t.Clip] = append(by[t.Clip], t)
	}
	out := make([]ClipCard, 0, len(clips))
	for _, c := range clips {
		out = append(out, s.card(c, by[c.ID], products, states[c.ID]))
	}
	return out, nil
}

// Clip is one clip as its card.
func (s *Studio) Clip(ctx context.Context, id taglane.ID) (taglane.Clip, error) {
	return s.store.Clip(ctx, id)
}

// View is everything the Tag place needs of one clip.
func (s *Studio) View(ctx context.Context, id taglane.ID) (ClipView, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return ClipView{}, err
	}
	tags, err := s.store.Tags(ctx, id)
	if err != nil {
		return ClipView{}, err
	}
	lanes, err := s.lanes(ctx)
	if err != nil {
		return ClipView{}, err
	}
	states, err := s.publishedStates(ctx)
	if err != nil {
		return ClipView{}, err
	}
	products, err := s.productsFor(ctx, tags)
	if err != nil {
		return ClipView{}, err
	}
	undo, redo, err := s.store.Ends(ctx, string(id))
	if err != nil {
		return ClipView{}, err
	}
	made := s.cache.Of(c.Fingerprint)
	v := ClipView{
		Card: s.card(c, tags, lanes, states[id]), Caption: c.Caption, Language: c.Language, Cover: c.Cover,
		Tags: tags, Products: products, Cuts: made.Cuts, Undo: undo, Redo: redo,
	}
	if v.Cuts == nil {
		v.Cuts = []taglane.Frame{}
	}
	v.Proxy, v.Waveform = mediaID("proxy", c.ID, made.Proxy), mediaID("sound", c.ID, made.Waveform)
	if made.PlaysSource {
		v.Proxy = mediaID("proxy", c.ID, c.Path)
	}
	return v, nil
}

func (s *Studio) card(c taglane.Clip, tags []taglane.Tag, lanes map[taglane.ID]int, state string) ClipCard {
	made := s.cache.Of(c.Fingerprint)
	card := ClipCard{
		ID: c.ID, Name: c.Name, Title: c.Title, Path: c.Path, Size: c.Size, Frames: c.Frames, Rate: c.Rate,
		Width: c.Width, Height: c.Height, Codec: c.Codec, Audio: c.Audio, AddedAt: c.AddedAt,
		State: state, Tags: len(tags), Lanes: []Lane{}, Poster: mediaID("poster", c.ID, made.Poster), Job: s.jobs.of(c.ID),
	}
	for _, t := range tags {
		card.Lanes = append(card.Lanes, Lane{lanes[t.Product], t.Span})
	}
	if m := made.Strip; m != nil {
		card.Strip = &Strip{mediaID("strip", c.ID, m.Path), m.Columns, m.Rows, m.TileWidth, m.TileHeight, m.Frames}
	}
	if state == "" {
		card.State = "draft"
	}
	if _, err := os.Stat(c.Path); errors.Is(err, os.ErrNotExist) {
		card.State = "missing"
	}
	return card
}

// SetClip changes the words of a clip.
func (s *Studio) SetClip(ctx context.Context, id taglane.ID, f ClipFields) (Change, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return Change{}, err
	}
	var writes []edit.Write
	for _, w := range []struct {
		field string
		value *string
		most  int
	}{{"name", f.Name, 200}, {"title", f.Title, 200}, {"caption", f.Caption, 5000}, {"language", f.Language, 35}} {
		if w.value == nil {
			continue
		}
		if err := taglane.CheckText(w.field, *w.value, w.most); err != nil {
			return Change{}, err
		}
		if w.field == "name" && strings.TrimSpace(*w.value) == "" {
			return Change{}, taglane.Errorf(taglane.Invalid, "A clip needs a name.")
		}
		writes = append(writes, store.Set(store.KindClip, id, w.field, *w.value))
	}
	if f.Cover != nil {
		cover := f.Cover
		if *cover < 0 {
			cover = nil
		} else if *cover >= c.Frames {
			return Change{}, taglane.Errorf(taglane.Invalid, "The cover must be a frame of the clip.")
		}
		writes = append(writes, store.Set(store.KindClip, id, "cover", cover))
	}
	if len(writes) == 0 {
		return s.unchanged(ctx, id, "")
	}
	label := "Change the " + writes[0].Field + " of " + c.Name
	if err := s.commit(ctx, id, label, writes...); err != nil {
		return Change{}, err
	}
	s.emitLibrary()
	return s.changed(ctx, id, "", "")
}

// Relink says where a clip's file lies now. Its bytes must be the same.
func (s *Studio) Relink(ctx context.Context, id taglane.ID, path string) error {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return err
	}
	tool, err := s.mediaTool()
	if err != nil {
		return err
	}
	src, err := media.Open(ctx, tool, path)
	if err != nil {
		return err
	}
	if src.Fingerprint != c.Fingerprint {
		return taglane.Errorf(taglane.Conflict, "That file is not the clip %s: its content differs.", c.Name)
	}
	defer s.emitLibrary()
	return s.commit(ctx, id, "Find "+c.Name+" again", store.Set(store.KindClip, id, "file", store.SourceFile{Path: src.Path, Size: src.Size, Fingerprint: src.Fingerprint}))
}

// RemoveClip takes a clip out of the library. Its file stays; Undo brings it back.
func (s *Studio) RemoveClip(ctx context.Context, id taglane.ID) error {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return err
	}
	s.jobs.cancelClip(id)
	if err := s.commit(ctx, id, "Remove "+c.Name, store.Set(store.KindClip, id, edit.Present, false)); err != nil {
		return err
	}
	s.emitLibrary()
	return nil
}

// changed is the answer to a verb that committed something.
func (s *Studio) changed(ctx context.Context, id taglane.ID, message string, tag taglane.ID) (Change, error) {
	v, err := s.View(ctx, id)
	return Change{Clip: v, Message: message, Tag: tag}, err
}

func (s *Studio) unchanged(ctx context.Context, id taglane.ID, message string) (Change, error) {
	return s.changed(ctx, id, message, "")
}
