package studio

import (
	"context"
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
	Note     *string        `json:"note"`
	Project  *taglane.ID    `json:"project"` // "" for none
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
	for _, path := range s.flatten(paths, &report) {
		clip, err := s.importOne(ctx, path, "")
		if err != nil {
			report.Refused = append(report.Refused, Refusal{path, s.Fault(s.logged(err))})
			continue
		}
		report.Imported = append(report.Imported, clip)
	}
	return report, ctx.Err()
}

// importOne takes one file in, for a project; "" for none. A file that a clip
// misses goes back to that clip, with its tags.
func (s *Studio) importOne(ctx context.Context, path string, project taglane.ID) (Imported, error) {
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
	if r, ok, err := s.returned(ctx, src, same); err != nil || ok {
		return Imported{ID: r.ID, Name: r.Name, Returned: true}, err
	}
	name := strings.TrimSuffix(filepath.Base(src.Path), filepath.Ext(src.Path))
	c := taglane.Clip{
		ID: s.o.NewID(), Name: strings.ToValidUTF8(name, "�"), Path: src.Path, Size: src.Size, Fingerprint: src.Fingerprint,
		Facts: src.Facts, Language: "en", Project: project, AddedAt: s.o.Now().UTC(),
	}
	if err := s.commit(ctx, c.ID, s.say("Import %s", c.Name), store.ClipWrites(c)...); err != nil {
		return Imported{}, err
	}
	s.emitLibrary()
	s.read(c)
	done := Imported{ID: c.ID, Name: c.Name}
	if len(same) > 0 {
		done.DuplicateOf = same[0].ID
	}
	return done, nil
}

// flatten replaces folders by the clips in them, in name order.
func (s *Studio) flatten(paths []string, report *ImportReport) (files []string) {
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
			report.Refused = append(report.Refused, Refusal{abs, s.Fault(taglane.Wrap(err, taglane.Refused, "Part of this folder cannot be read."))})
		}
	}
	return files
}

// Clip is one clip as its card.
func (s *Studio) Clip(ctx context.Context, id taglane.ID) (taglane.Clip, error) {
	return s.store.Clip(ctx, id)
}

// View is everything the Tag place needs of one clip. What was deleted to make
// room is made again.
func (s *Studio) View(ctx context.Context, id taglane.ID) (ClipView, error) {
	r, err := s.store.Row(ctx, id)
	if err != nil {
		return ClipView{}, err
	}
	tags, err := s.store.Tags(ctx, id)
	if err != nil {
		return ClipView{}, err
	}
	products, err := s.productsFor(ctx, tags)
	if err != nil {
		return ClipView{}, err
	}
	markers, err := s.store.Markers(ctx, id)
	if err != nil {
		return ClipView{}, err
	}
	undo, redo, err := s.store.Ends(ctx, string(id))
	if err != nil {
		return ClipView{}, err
	}
	made := s.cache.Of(r.Fingerprint)
	if !made.Ready() && s.jobOf(id) == nil && !s.gone(r.Path) {
		s.read(r.Clip)
	}
	s.cache.Used(r.Fingerprint, s.o.Now())
	cards, err := s.cards(ctx, []store.Row{r})
	if err != nil {
		return ClipView{}, err
	}
	v := ClipView{
		Card: cards[0], Caption: r.Caption, Language: r.Language, Note: r.Note, Cover: r.Cover, Design: r.Design, Damaged: s.Tell(made.Damaged),
		Tags: tags, Products: products, Markers: markers, Cuts: made.Cuts, Undo: undo, Redo: redo,
	}
	if v.Cuts == nil {
		v.Cuts = []taglane.Frame{}
	}
	v.Proxy, v.Waveform = mediaID("proxy", r.ID, made.Proxy), mediaID("sound", r.ID, made.Waveform)
	if made.PlaysSource {
		v.Proxy = mediaID("proxy", r.ID, r.Path)
	}
	return v, nil
}

// SetClip changes the words of a clip.
func (s *Studio) SetClip(ctx context.Context, id taglane.ID, f ClipFields) (Change, error) {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return Change{}, err
	}
	writes, err := s.clipWrites(ctx, c, f)
	if err != nil {
		return Change{}, err
	}
	if len(writes) == 0 {
		return s.unchanged(ctx, id, "")
	}
	if err := s.commit(ctx, id, s.Tell(clipLabel(writes[0].Field, c.Name)), writes...); err != nil {
		return Change{}, err
	}
	s.emitLibrary()
	return s.changed(ctx, id, "", "")
}

// clipWrites are the writes that set a clip's words.
func (s *Studio) clipWrites(ctx context.Context, c taglane.Clip, f ClipFields) ([]edit.Write, error) {
	var writes []edit.Write
	for _, w := range []struct {
		field string
		value *string
		most  int
	}{{"name", f.Name, 200}, {"title", f.Title, 200}, {"caption", f.Caption, 5000}, {"language", f.Language, 35}, {"note", f.Note, 5000}} {
		if w.value == nil {
			continue
		}
		if err := taglane.CheckText(w.field, *w.value, w.most); err != nil {
			return nil, err
		}
		if w.field == "name" && strings.TrimSpace(*w.value) == "" {
			return nil, taglane.Errorf(taglane.Invalid, "A clip needs a name.")
		}
		writes = append(writes, store.Set(store.KindClip, c.ID, w.field, *w.value))
	}
	if f.Project != nil {
		if *f.Project != "" {
			if _, err := s.store.Project(ctx, *f.Project); err != nil {
				return nil, err
			}
		}
		writes = append(writes, store.Set(store.KindClip, c.ID, "project", *f.Project))
	}
	if f.Cover != nil {
		cover := f.Cover
		if *cover < 0 {
			cover = nil
		} else if *cover >= c.Frames {
			return nil, taglane.Errorf(taglane.Invalid, "The cover must be a frame of the clip.")
		}
		writes = append(writes, store.Set(store.KindClip, c.ID, "cover", cover))
	}
	return writes, nil
}

// clipLabel is the label of a gesture that begins with that field.
func clipLabel(field, name string) taglane.Said {
	switch field {
	case "name":
		return taglane.Say("Change the name of %s", name)
	case "title":
		return taglane.Say("Change the title of %s", name)
	case "caption":
		return taglane.Say("Change the caption of %s", name)
	case "language":
		return taglane.Say("Change the language of %s", name)
	case "note":
		return taglane.Say("Change the note of %s", name)
	case "project":
		return taglane.Say("Change the project of %s", name)
	}
	return taglane.Say("Change the cover of %s", name)
}

// RemoveClip takes a clip out of the library. Its file stays; Undo brings it back.
func (s *Studio) RemoveClip(ctx context.Context, id taglane.ID) error {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return err
	}
	s.forget(id)
	if err := s.commit(ctx, id, s.say("Remove %s", c.Name), store.Set(store.KindClip, id, edit.Present, false)); err != nil {
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
