package studio

import (
	"context"
	"strings"

	"taglane/app/edit"
	"taglane/app/intake"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/trade"
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

// Import takes clips in, from files and folders. A file that cannot be opened
// is refused with a sentence and the others are taken all the same. The file
// stays where it is and is never changed.
func (s *Studio) Import(ctx context.Context, paths []string) (ImportReport, error) {
	report := ImportReport{Imported: []Imported{}, Refused: []Refusal{}}
	refuse := func(path string, err error) {
		report.Refused = append(report.Refused, Refusal{path, s.Fault(s.logged(err))})
	}
	for _, path := range intake.Files(paths, refuse) {
		done, err := s.intake.Take(ctx, path, "")
		if err != nil {
			refuse(path, err)
			continue
		}
		report.Imported = append(report.Imported, importedFrom(done))
	}
	return report, ctx.Err()
}

func importedFrom(a intake.Arrival) Imported {
	return Imported{ID: a.Clip.ID, Name: a.Clip.Name, DuplicateOf: a.Twin, Returned: a.Returned}
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
	gone := intake.Gone(r.Path)
	made := s.made(ctx, r.Clip, gone)
	if !made.Ready() && s.jobOf(id) == nil && !gone {
		s.read(r.Clip)
	}
	s.cache.Used(r.Fingerprint, s.o.Now())
	cards, err := s.cards(ctx, []store.Row{r})
	if err != nil {
		return ClipView{}, err
	}
	v := ClipView{
		Card: cards[0], Caption: r.Caption, Language: r.Language, Note: r.Note, Cover: r.Cover, Design: r.Design, Damaged: s.Tell(made.Damaged),
		Tags: tags, Products: products, Held: announced(r.Clip, tags, products, s.o.Now()), Markers: markers, Cuts: made.Cuts, Undo: undo, Redo: redo,
	}
	if v.Cuts == nil {
		v.Cuts = []taglane.Frame{}
	}
	v.Proxy, v.Waveform = mediaID("proxy", r.ID, made.Proxy), mediaID("sound", r.ID, made.Waveform)
	if made.PlaysSource {
		v.Proxy = mediaID("proxy", r.ID, r.Path)
	}
	v.Away = s.away(ctx, r.Clip, gone)
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

// productsFor are the shelf, then what the tags name besides.
func (s *Studio) productsFor(ctx context.Context, tags []taglane.Tag) ([]Product, error) {
	products, err := s.store.Shelf(ctx)
	if err != nil {
		return nil, err
	}
	have := map[taglane.ID]bool{}
	for _, p := range products {
		have[p.ID] = true
	}
	for _, t := range tags {
		if have[t.Product] {
			continue
		}
		have[t.Product] = true
		if p, err := s.store.Product(ctx, t.Product); err == nil {
			products = append(products, p)
		} else if taglane.KindOf(err) != taglane.NotFound {
			return nil, err
		}
	}
	return trade.Shown(products), nil
}
