package intake

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taglane/app/taglane"
	"taglane/app/watch"
)

// Folder is a watched folder, whose new clips come in by themselves.
type Folder struct {
	Path     string
	Project  taglane.ID   // that they go to; "" for none
	Arriving int          // files still growing
	Trouble  taglane.Said // nothing while all is well
}

// Watch takes in what lies and arrives in the watched folders.
func (in *Intake) Watch() {
	err := in.follow(in.life)
	if err == nil {
		err = in.watcher.Run(in.life)
	}
	if err != nil && in.life.Err() == nil {
		in.o.Failed(err)
	}
}

// follow makes the watcher watch the folders that are kept.
func (in *Intake) follow(ctx context.Context) error {
	kept, err := in.o.Library.Folders(ctx)
	if err != nil {
		return err
	}
	paths := make([]string, 0, len(kept))
	for _, f := range kept {
		paths = append(paths, f.Path)
	}
	in.watcher.Set(paths)
	return nil
}

// arrived takes in a file that is complete. What is known already is passed over.
func (in *Intake) arrived(path string) {
	folders, err := in.o.Library.Folders(in.life)
	if err != nil {
		in.o.Failed(err)
		return
	}
	project := taglane.ID("")
	for _, f := range folders { // sorted by path, so the innermost folder comes last
		if strings.HasPrefix(path, f.Path+string(filepath.Separator)) {
			project = f.Project
		}
	}
	done, err := in.Take(in.life, path, project)
	switch {
	case in.life.Err() != nil:
	case err != nil:
		in.o.Refused(path, err)
	case done.Fresh():
		in.came(done.Clip.Name)
	}
}

// cameInAfter gathers what comes in together.
const cameInAfter = 3 * time.Second

// came tells of clips from watched folders, of many at once.
func (in *Intake) came(name string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.coming = append(in.coming, name); len(in.coming) > 1 {
		return // it will be told of with the first
	}
	in.o.Beside(func() {
		select {
		case <-time.After(cameInAfter):
		case <-in.life.Done():
		}
		in.mu.Lock()
		names := in.coming
		in.coming = nil
		in.mu.Unlock()
		in.o.Came(names)
	})
}

// WatchOnce takes in what lies and arrives in folders until ctx ends, watched
// for this once; told is told of each clip that is new, and of each file that
// cannot be taken.
func (in *Intake) WatchOnce(ctx context.Context, folders []string, told func(path string, a Arrival, err error)) error {
	var paths []string
	for _, f := range folders {
		abs, err := filepath.Abs(f)
		if err != nil {
			return taglane.Wrap(err, taglane.Invalid, "%s is not a folder.", f)
		}
		path, err := FolderAt(abs)
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	w := watch.New(watch.Options{Wants: IsClip, Arrived: func(path string) {
		if done, err := in.Take(ctx, path, ""); ctx.Err() == nil && (err != nil || done.Fresh()) {
			told(path, done, err)
		}
	}})
	w.Set(paths)
	if err := w.Run(ctx); ctx.Err() == nil {
		return err
	}
	return nil
}

// Folders lists the watched folders, by path, with what is known of each.
func (in *Intake) Folders(ctx context.Context) ([]Folder, error) {
	kept, err := in.o.Library.Folders(ctx)
	if err != nil {
		return nil, err
	}
	for _, now := range in.watcher.State() {
		for i := range kept {
			if kept[i].Path == now.Path {
				kept[i].Arriving, kept[i].Trouble = now.Arriving, now.Trouble
			}
		}
	}
	return kept, nil
}

// AddFolder watches a folder from now on, and takes in what is in it. Invalid:
// the library itself lies there.
func (in *Intake) AddFolder(ctx context.Context, folder string, project taglane.ID) error {
	path, err := FolderAt(folder)
	if err != nil {
		return err
	}
	own, err := filepath.EvalSymlinks(in.o.Own)
	if err == nil && (path == own || strings.HasPrefix(own, path+string(filepath.Separator)) || strings.HasPrefix(path, own+string(filepath.Separator))) {
		return taglane.Errorf(taglane.Invalid, "The library itself lies in that folder: choose one that holds only clips.")
	}
	if err := in.o.Library.KeepFolder(ctx, Folder{Path: path, Project: project}); err != nil {
		return err
	}
	return in.follow(ctx)
}

// RemoveFolder watches a folder no longer; its clips stay.
func (in *Intake) RemoveFolder(ctx context.Context, path string) error {
	if err := in.o.Library.RemoveFolder(ctx, path); err != nil {
		return err
	}
	return in.follow(ctx)
}

// FolderAt is the true path of a folder a person named; "~" is their home.
func FolderAt(path string) (string, error) {
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
