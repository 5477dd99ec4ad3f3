package studio

import (
	"context"
	"strings"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// libraryScope is the undo list of what is done to many clips at once and to
// projects.
const libraryScope = "library"

// Project is a shoot as the library shows it.
type Project struct {
	ID     taglane.ID `json:"id"`
	Name   string     `json:"name"`
	Clips  int64      `json:"clips"`
	Poster string     `json:"poster"` // of its newest clip; "" for none
}

func (s *Studio) project(ctx context.Context, p store.ProjectFacts) Project {
	out := Project{ID: p.ID, Name: p.Name, Clips: p.Clips}
	if p.Newest == "" {
		return out
	}
	if c, err := s.store.Clip(ctx, p.Newest); err == nil {
		out.Poster = s.posterID(c, s.cache.Of(c.Fingerprint))
	}
	return out
}

// AddProject makes an empty project.
func (s *Studio) AddProject(ctx context.Context, name string) (Project, error) {
	name, err := s.projectName(ctx, "", name)
	if err != nil {
		return Project{}, err
	}
	p := taglane.Project{ID: s.o.NewID(), Name: name, AddedAt: s.o.Now().UTC()}
	if err := s.commitLibrary(ctx, s.say("Add the project %s", name), store.ProjectWrites(p)...); err != nil {
		return Project{}, err
	}
	return Project{ID: p.ID, Name: p.Name}, nil
}

// SetProject renames a project.
func (s *Studio) SetProject(ctx context.Context, id taglane.ID, name string) (Project, error) {
	old, err := s.store.Project(ctx, id)
	if err != nil {
		return Project{}, err
	}
	if name, err = s.projectName(ctx, id, name); err != nil {
		return Project{}, err
	}
	if err := s.commitLibrary(ctx, s.say("Rename %s to %s", old.Name, name), store.Set(store.KindProject, id, "name", name)); err != nil {
		return Project{}, err
	}
	return s.projectOf(ctx, id)
}

func (s *Studio) projectOf(ctx context.Context, id taglane.ID) (Project, error) {
	f, err := s.store.Facts(ctx)
	for _, p := range f.Projects {
		if p.ID == id {
			return s.project(ctx, p), err
		}
	}
	return Project{}, err
}

// projectName checks a name, which no other project may have.
func (s *Studio) projectName(ctx context.Context, id taglane.ID, name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", taglane.Errorf(taglane.Invalid, "A project needs a name.")
	}
	if err := taglane.CheckText("name", name, 200); err != nil {
		return "", err
	}
	all, err := s.store.Projects(ctx)
	for _, p := range all {
		if p.ID != id && strings.EqualFold(p.Name, name) {
			return "", taglane.Errorf(taglane.Conflict, "There is a project %q already.", p.Name)
		}
	}
	return name, err
}

// RemoveProject takes a project away. Its clips stay, without one.
func (s *Studio) RemoveProject(ctx context.Context, id taglane.ID) error {
	p, err := s.store.Project(ctx, id)
	if err != nil {
		return err
	}
	return s.commitLibrary(ctx, s.say("Remove the project %s", p.Name), store.Set(store.KindProject, id, edit.Present, false))
}

// ManyFields are what can be set of many clips at once; nil leaves it.
type ManyFields struct {
	Project  *taglane.ID `json:"project"` // "" for none
	Language *string     `json:"language"`
}

// SetClips changes many clips in one gesture.
func (s *Studio) SetClips(ctx context.Context, ids []taglane.ID, f ManyFields) error {
	label := ""
	fields := map[string]any{}
	if f.Project != nil {
		label = s.say("Move %d clips to no project", len(ids))
		if *f.Project != "" {
			p, err := s.store.Project(ctx, *f.Project)
			if err != nil {
				return err
			}
			label = s.say("Move %d clips to %s", len(ids), p.Name)
		}
		fields["project"] = *f.Project
	}
	if f.Language != nil {
		if err := taglane.CheckText("language", *f.Language, 35); err != nil {
			return err
		}
		fields["language"] = *f.Language
		if label == "" {
			label = s.say("Change the language of %d clips", len(ids))
		}
	}
	return s.many(ctx, ids, label, func(r store.Row) (writes []edit.Write) {
		for _, name := range []string{"project", "language"} {
			if v, ok := fields[name]; ok {
				writes = append(writes, store.Set(store.KindClip, r.ID, name, v))
			}
		}
		return writes
	})
}

// RemoveClips takes many clips out of the library in one gesture. Their files stay.
func (s *Studio) RemoveClips(ctx context.Context, ids []taglane.ID) error {
	for _, id := range ids {
		s.forget(id)
	}
	return s.many(ctx, ids, s.say("Remove %d clips", len(ids)), func(r store.Row) []edit.Write {
		return []edit.Write{store.Set(store.KindClip, r.ID, edit.Present, false)}
	})
}

// many commits what is to be written of each clip as one gesture of the library.
func (s *Studio) many(ctx context.Context, ids []taglane.ID, label string, writes func(store.Row) []edit.Write) error {
	if len(ids) > idLimit {
		return taglane.Errorf(taglane.Invalid, "That is more than %d clips at once.", idLimit)
	}
	rows, err := s.store.Rows(ctx, ids)
	if err != nil {
		return err
	}
	var all []edit.Write
	for _, r := range rows {
		all = append(all, writes(r)...)
	}
	if len(all) == 0 {
		return nil
	}
	return s.commitLibrary(ctx, label, all...)
}

// MergeClips gives the tags of one clip to another with the same bytes, and
// the words that one lacks, also at each account, and takes it out of the library.
func (s *Studio) MergeClips(ctx context.Context, keep, drop taglane.ID) error {
	kept, err := s.store.Clip(ctx, keep)
	if err != nil {
		return err
	}
	dropped, err := s.store.Clip(ctx, drop)
	if err != nil {
		return err
	}
	if keep == drop || kept.Fingerprint != dropped.Fingerprint {
		return taglane.Errorf(taglane.Invalid, "Only clips with the same content can become one.")
	}
	writes, err := s.mergedTags(ctx, keep, drop)
	if err != nil {
		return err
	}
	said, err := s.inheritedBy(ctx, keep, drop)
	if err != nil {
		return err
	}
	writes = append(append(writes, said...), lacking(kept, dropped)...)
	s.forget(drop)
	return s.commitLibrary(ctx, s.say("Keep one %s", kept.Name), append(writes, store.Set(store.KindClip, drop, edit.Present, false))...)
}

// mergedTags moves the tags of drop over; those of one product that overlap
// become one, as anywhere.
func (s *Studio) mergedTags(ctx context.Context, keep, drop taglane.ID) ([]edit.Write, error) {
	tags, err := s.store.Tags(ctx, keep)
	if err != nil {
		return nil, err
	}
	coming, err := s.store.Tags(ctx, drop)
	if err != nil {
		return nil, err
	}
	changed := map[taglane.ID]bool{}
	for _, t := range coming {
		t.Clip = keep
		tags, changed[t.ID] = append(tags, t), true
	}
	altered, absorbed := taglane.Join(tags, changed)
	var writes []edit.Write
	for _, t := range altered {
		writes = append(writes, store.TagWrites(t)...)
	}
	for _, id := range absorbed {
		writes = append(writes, store.Set(store.KindTag, id, edit.Present, false))
	}
	return writes, nil
}

// lacking are the words and the cover that kept has not and dropped has.
func lacking(kept, dropped taglane.Clip) (writes []edit.Write) {
	for _, f := range []struct {
		field      string
		mine, take string
	}{
		{"title", kept.Title, dropped.Title}, {"caption", kept.Caption, dropped.Caption}, {"note", kept.Note, dropped.Note},
		{"project", string(kept.Project), string(dropped.Project)},
	} {
		if f.mine == "" && f.take != "" {
			writes = append(writes, store.Set(store.KindClip, kept.ID, f.field, f.take))
		}
	}
	if kept.Cover == nil && kept.Design == nil && (dropped.Cover != nil || dropped.Design != nil) {
		writes = append(writes, store.Set(store.KindClip, kept.ID, "cover", dropped.Cover), store.Set(store.KindClip, kept.ID, "design", dropped.Design))
	}
	return writes
}

// commitLibrary makes one edit of the library's and tells the screen, also of
// each clip, as long as these are few enough to be on it.
func (s *Studio) commitLibrary(ctx context.Context, label string, writes ...edit.Write) error {
	if err := s.commit(ctx, libraryScope, label, writes...); err != nil {
		return err
	}
	s.emitWritten(writes)
	return nil
}

func (s *Studio) emitWritten(writes []edit.Write) {
	told := map[string]bool{}
	for _, w := range writes {
		if w.Kind == store.KindClip && !told[w.ID] && len(told) < pageLimit {
			told[w.ID] = true
			s.emitClip(taglane.ID(w.ID))
		}
	}
	s.emitLibrary()
}

// Told is a sentence for the person.
type Told struct {
	Message string `json:"message"`
}

// UndoLibrary takes back the latest gesture on many clips or on projects.
func (s *Studio) UndoLibrary(ctx context.Context) (Told, error) {
	return s.travelLibrary(ctx, undid, s.store.Undo)
}

// RedoLibrary brings back what was taken back last.
func (s *Studio) RedoLibrary(ctx context.Context) (Told, error) {
	return s.travelLibrary(ctx, redid, s.store.Redo)
}

func (s *Studio) travelLibrary(ctx context.Context, says sayDone, do func(context.Context, string, string) (store.Undone, error)) (Told, error) {
	done, err := do(ctx, libraryScope, s.o.Person)
	if err != nil {
		return Told{}, err
	}
	s.moved(ctx, done.Edit.Writes)
	s.emitWritten(done.Edit.Writes)
	return Told{s.Tell(says(done.Edit.Label, len(done.Kept)))}, nil
}
