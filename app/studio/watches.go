package studio

import (
	"context"
	"path/filepath"

	"taglane/app/intake"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// shelf is the library as intake sees it.
type shelf struct {
	*store.Store
	studio *Studio
}

// Add keeps a clip that came in, as a gesture of its own.
func (v shelf) Add(ctx context.Context, c taglane.Clip) error {
	return v.studio.commit(ctx, c.ID, v.studio.say("Import %s", c.Name), store.ClipWrites(c)...)
}

func (v shelf) Whereabouts(ctx context.Context, missing bool, after taglane.ID, most int) ([]intake.Whereabouts, error) {
	page, err := v.Store.Whereabouts(ctx, missing, after, most)
	out := make([]intake.Whereabouts, 0, len(page))
	for _, w := range page {
		out = append(out, intake.Whereabouts{ID: w.ID, Path: w.Path, Size: w.Size, Fingerprint: w.Fingerprint, Missing: w.Missing})
	}
	return out, err
}

func (v shelf) Folders(ctx context.Context) ([]intake.Folder, error) {
	kept, err := v.Watches(ctx)
	out := make([]intake.Folder, 0, len(kept))
	for _, k := range kept {
		out = append(out, intake.Folder{Path: k.Path, Project: k.Project})
	}
	return out, err
}

func (v shelf) KeepFolder(ctx context.Context, f intake.Folder) error {
	return v.KeepWatch(ctx, store.Watch{Path: f.Path, Project: f.Project})
}

func (v shelf) RemoveFolder(ctx context.Context, path string) error { return v.RemoveWatch(ctx, path) }

func (s *Studio) newIntake() *intake.Intake {
	return intake.New(s.life, intake.Options{
		Library: shelf{s.store, s}, Own: s.o.Dir, Now: s.o.Now, NewID: s.o.NewID, Beside: s.background,
		Open: func(ctx context.Context, path string) (media.Source, error) {
			tool, err := s.mediaTool()
			if err != nil {
				return media.Source{}, err
			}
			return media.Open(ctx, tool, path)
		},
		Moved: s.emitClip, Changed: s.emitLibrary, Read: s.read, Found: s.resume, Came: s.cameIn,
		Refused: func(path string, err error) {
			s.o.Emit("notice", NoticeEvent{Kind: "error", Message: s.say("%s: %s", filepath.Base(path), s.Sentence(s.logged(err)))})
		},
		Watched: func() { s.o.Emit("watches", struct{}{}) },
		Failed:  func(err error) { s.logged(err) },
	})
}

// cameIn tells of clips from watched folders, of many at once in one sentence.
func (s *Studio) cameIn(names []string) {
	if len(names) == 1 {
		s.o.Emit("notice", NoticeEvent{Kind: "info", Message: s.say("%s came in from a watched folder.", names[0])})
		return
	}
	s.o.Emit("notice", NoticeEvent{Kind: "info", Message: s.say("%d clips came in from watched folders.", len(names))})
}

// Sweep is what a search for missing files came to.
type Sweep struct {
	Found int `json:"found"`
	Left  int `json:"left"`
}

// FindMissing looks below a folder for the files of missing clips.
func (s *Studio) FindMissing(ctx context.Context, folder string) (Sweep, error) {
	found, left, err := s.intake.Find(ctx, folder)
	return Sweep{found, left}, err
}

// Relink says where a clip's file lies now. Its bytes must be the same.
func (s *Studio) Relink(ctx context.Context, id taglane.ID, path string) error {
	c, err := s.store.Clip(ctx, id)
	if err != nil {
		return err
	}
	return s.intake.Relink(ctx, c, path)
}

// Watch is a folder whose new clips come in by themselves.
type Watch struct {
	Path     string     `json:"path"`
	Project  taglane.ID `json:"project"`  // that they go to; "" for none
	Arriving int        `json:"arriving"` // files still growing
	Trouble  string     `json:"trouble"`  // one sentence; "" while all is well
}

// Watches lists the watched folders, by path.
func (s *Studio) Watches(ctx context.Context) ([]Watch, error) {
	folders, err := s.intake.Folders(ctx)
	out := make([]Watch, 0, len(folders))
	for _, f := range folders {
		out = append(out, Watch{f.Path, f.Project, f.Arriving, s.Tell(f.Trouble)})
	}
	return out, err
}

// AddWatch watches a folder from now on, and takes in what is in it.
func (s *Studio) AddWatch(ctx context.Context, folder string, project taglane.ID) ([]Watch, error) {
	if project != "" {
		if _, err := s.store.Project(ctx, project); err != nil {
			return nil, err
		}
	}
	return s.rewatched(ctx, s.intake.AddFolder(ctx, folder, project))
}

// RemoveWatch watches a folder no longer; its clips stay.
func (s *Studio) RemoveWatch(ctx context.Context, path string) ([]Watch, error) {
	return s.rewatched(ctx, s.intake.RemoveFolder(ctx, path))
}

func (s *Studio) rewatched(ctx context.Context, err error) ([]Watch, error) {
	if err != nil {
		return nil, err
	}
	s.o.Emit("watches", struct{}{})
	return s.Watches(ctx)
}

// WatchFolders takes in what lies and arrives in folders until ctx ends. They
// are watched for this once; told is told of each clip that is new, and of each
// file that cannot be taken.
func (s *Studio) WatchFolders(ctx context.Context, folders []string, told func(name string, err error)) error {
	return s.intake.WatchOnce(ctx, folders, func(path string, a intake.Arrival, err error) {
		if err != nil {
			told(filepath.Base(path), s.logged(err))
			return
		}
		told(a.Clip.Name, s.Prepare(ctx, a.Clip.ID, nil))
	})
}
