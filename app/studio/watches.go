package studio

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/watch"
)

// Watch is a folder whose new clips come in by themselves.
type Watch struct {
	Path     string     `json:"path"`
	Project  taglane.ID `json:"project"`  // that they go to; "" for none
	Arriving int        `json:"arriving"` // files still growing
	Trouble  string     `json:"trouble"`  // one sentence; "" while all is well
}

// watchFolders takes in what arrives in the watched folders.
func (s *Studio) watchFolders() {
	s.watcher = watch.New(watch.Options{
		Wants:   isClip,
		Arrived: s.arrived,
		Changed: func(string) { s.o.Emit("watches", struct{}{}) },
	})
	s.background(func() {
		if err := s.setWatches(s.life); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
		if err := s.watcher.Run(s.life); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
	})
}

// isClip goes by the name alone.
func isClip(name string) bool { return extensions[strings.ToLower(filepath.Ext(name))] }

// arrived takes in a file that is complete. What is known already is passed over.
func (s *Studio) arrived(path string) {
	watches, err := s.store.Watches(s.life)
	if err != nil {
		s.logged(err)
		return
	}
	project := taglane.ID("")
	for _, w := range watches { // sorted by path, so the innermost folder comes last
		if strings.HasPrefix(path, w.Path+string(filepath.Separator)) {
			project = w.Project
		}
	}
	done, err := s.importOne(s.life, path, project)
	switch {
	case s.life.Err() != nil:
	case err != nil:
		s.o.Emit("notice", NoticeEvent{"error", s.say("%s: %s", filepath.Base(path), s.Sentence(s.logged(err)))})
	case done.fresh():
		s.cameIn(done.Name)
	}
}

// cameInAfter gathers what comes in together into one sentence.
const cameInAfter = 3 * time.Second

// cameIn tells of clips from watched folders, of many at once in one sentence.
func (s *Studio) cameIn(name string) {
	s.coming.Lock()
	defer s.coming.Unlock()
	s.coming.names = append(s.coming.names, name)
	if len(s.coming.names) > 1 {
		return // it will be told of with the first
	}
	s.background(func() {
		select {
		case <-time.After(cameInAfter):
		case <-s.life.Done():
		}
		s.coming.Lock()
		names := s.coming.names
		s.coming.names = nil
		s.coming.Unlock()
		if len(names) == 1 {
			s.o.Emit("notice", NoticeEvent{"info", s.say("%s came in from a watched folder.", names[0])})
			return
		}
		s.o.Emit("notice", NoticeEvent{"info", s.say("%d clips came in from watched folders.", len(names))})
	})
}

// WatchFolders takes in what lies and arrives in folders until ctx ends. They
// are watched for this once; told is told of each clip that is new, and of each
// file that cannot be taken.
func (s *Studio) WatchFolders(ctx context.Context, folders []string, told func(name string, err error)) error {
	var paths []string
	for _, f := range folders {
		abs, err := filepath.Abs(f)
		if err != nil {
			return taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", f)
		}
		path, err := aFolder(abs)
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	w := watch.New(watch.Options{Wants: isClip, Arrived: func(path string) {
		done, err := s.importOne(ctx, path, "")
		switch {
		case err != nil && ctx.Err() == nil:
			told(filepath.Base(path), s.logged(err))
		case err == nil && done.fresh():
			told(done.Name, s.Prepare(ctx, done.ID, nil))
		}
	}})
	w.Set(paths)
	if err := w.Run(ctx); ctx.Err() == nil {
		return err
	}
	return nil
}

// Watches lists the watched folders, by path.
func (s *Studio) Watches(ctx context.Context) ([]Watch, error) {
	kept, err := s.store.Watches(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Watch, 0, len(kept))
	for _, k := range kept {
		out = append(out, Watch{Path: k.Path, Project: k.Project})
	}
	if s.watcher == nil {
		return out, nil
	}
	for _, f := range s.watcher.State() {
		for i := range out {
			if out[i].Path == f.Path {
				out[i].Arriving, out[i].Trouble = f.Arriving, s.Tell(f.Trouble)
			}
		}
	}
	return out, nil
}

// AddWatch watches a folder from now on, and takes in what is in it.
func (s *Studio) AddWatch(ctx context.Context, folder string, project taglane.ID) ([]Watch, error) {
	path, err := aFolder(folder)
	if err != nil {
		return nil, err
	}
	own, err := filepath.EvalSymlinks(s.o.Dir)
	if err == nil && (path == own || strings.HasPrefix(own, path+string(filepath.Separator)) || strings.HasPrefix(path, own+string(filepath.Separator))) {
		return nil, taglane.Errorf(taglane.Invalid, "The library itself lies in that folder: choose one that holds only clips.")
	}
	if project != "" {
		if _, err := s.store.Project(ctx, project); err != nil {
			return nil, err
		}
	}
	if err := s.store.KeepWatch(ctx, store.Watch{Path: path, Project: project}); err != nil {
		return nil, err
	}
	return s.rewatch(ctx)
}

// RemoveWatch watches a folder no longer; its clips stay.
func (s *Studio) RemoveWatch(ctx context.Context, path string) ([]Watch, error) {
	if err := s.store.RemoveWatch(ctx, path); err != nil {
		return nil, err
	}
	return s.rewatch(ctx)
}

func (s *Studio) rewatch(ctx context.Context) ([]Watch, error) {
	if err := s.setWatches(ctx); err != nil {
		return nil, err
	}
	s.o.Emit("watches", struct{}{})
	return s.Watches(ctx)
}

func (s *Studio) setWatches(ctx context.Context) error {
	kept, err := s.store.Watches(ctx)
	if err != nil || s.watcher == nil {
		return err
	}
	folders := make([]string, 0, len(kept))
	for _, k := range kept {
		folders = append(folders, k.Path)
	}
	s.watcher.Set(folders)
	return nil
}

// aFolder is the true path of a folder a person named.
func aFolder(path string) (string, error) {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || strings.HasPrefix(rest, string(filepath.Separator))) {
		if home, err := os.UserHomeDir(); err == nil {
			path = home + rest
		}
	}
	if !filepath.IsAbs(path) {
		return "", taglane.Errorf(taglane.Invalid, "Give the whole path of the folder.")
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", taglane.Wrap(err, taglane.NotFound, "There is no such folder.")
	}
	if info, err := os.Stat(real); err != nil || !info.IsDir() {
		return "", taglane.Wrap(err, taglane.Invalid, "That is a file, not a folder.")
	}
	return real, nil
}
