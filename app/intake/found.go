package intake

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/watch"
)

// The files of all clips are looked after twice a minute, or more rarely where
// there are so many that it would take more than a hundredth of the time.
const (
	lookEvery   = 30 * time.Second
	lookShare   = 100
	lookAt      = 2_000  // files at a time
	mostRoots   = 100    // folders that are searched without being asked
	mostMissing = 10_000 // files that are looked for at once
)

// LookAfter notices, now and then, which files are not where they were, and
// finds them again where they would most likely be.
func (in *Intake) LookAfter() {
	for {
		begun := in.o.Now()
		if err := in.Look(in.life); err != nil && in.life.Err() == nil {
			in.o.Failed(err)
		}
		select {
		case <-in.life.Done():
			return
		case <-time.After(max(lookEvery, lookShare*in.o.Now().Sub(begun))):
		}
	}
}

// Look looks after every file, and for those that have just gone missing below
// the folders they were in.
func (in *Intake) Look(ctx context.Context) error {
	roots, err := in.Notice(ctx)
	if err == nil && len(roots) > 0 {
		_, _, err = in.search(ctx, roots)
	}
	return err
}

// Notice keeps which files are not where they were. It returns the folders of
// those of which that is news.
func (in *Intake) Notice(ctx context.Context) (roots []string, err error) {
	for after := taglane.ID(""); ; {
		page, err := in.o.Library.Whereabouts(ctx, false, after, lookAt)
		if err != nil || len(page) == 0 {
			return roots, err
		}
		news := map[taglane.ID]bool{}
		for _, w := range page {
			gone := Gone(w.Path)
			if gone != w.Missing {
				news[w.ID] = gone
			}
			if dir := filepath.Dir(w.Path); gone && !w.Missing && w.Path != "" && !slices.Contains(roots, dir) && len(roots) < mostRoots {
				roots = append(roots, dir)
			}
		}
		if err := in.Missing(ctx, news); err != nil {
			return roots, err
		}
		after = page[len(page)-1].ID
	}
}

// Missing keeps which files somebody saw to be gone, and which to be back.
func (in *Intake) Missing(ctx context.Context, news map[taglane.ID]bool) error {
	n, err := in.o.Library.SetMissing(ctx, news)
	if n > 0 {
		in.o.Changed()
	}
	return err
}

// Find looks below a folder for the files of missing clips; left is how many are
// missing still.
func (in *Intake) Find(ctx context.Context, folder string) (found, left int, err error) {
	path, err := FolderAt(folder)
	if err != nil {
		return 0, 0, err
	}
	if _, err := in.Notice(ctx); err != nil {
		return 0, 0, err
	}
	return in.search(ctx, []string{path})
}

// search looks below folders for the files of missing clips, by size first and
// then by what they contain.
func (in *Intake) search(ctx context.Context, roots []string) (n, left int, err error) {
	missing, err := in.o.Library.Whereabouts(ctx, true, "", mostMissing)
	if err != nil || len(missing) == 0 {
		return 0, 0, err
	}
	wants := make([]watch.Wanted, 0, len(missing))
	for _, w := range missing {
		wants = append(wants, watch.Wanted{ID: w.ID, Size: w.Size, Fingerprint: w.Fingerprint, Name: filepath.Base(w.Path)})
	}
	found := map[taglane.ID]string{}
	err = watch.Search(ctx, roots, wants, media.Fingerprint, func(w watch.Wanted, path string) { found[w.ID] = path })
	for id, path := range found {
		if e := in.o.Library.SetPath(ctx, id, path); e != nil {
			return 0, 0, e
		}
		in.o.Moved(id)
	}
	if len(found) > 0 {
		in.o.Changed()
		in.o.Found()
	}
	return len(found), len(missing) - len(found), err
}

// Relink says where a clip's file lies now. Conflict: its bytes are others.
func (in *Intake) Relink(ctx context.Context, c taglane.Clip, path string) error {
	src, err := in.o.Open(ctx, path)
	if err != nil {
		return err
	}
	if src.Fingerprint != c.Fingerprint {
		return taglane.Errorf(taglane.Conflict, "That file is not the clip %s: its content differs.", c.Name)
	}
	if err := in.o.Library.SetPath(ctx, c.ID, src.Path); err != nil {
		return err
	}
	in.o.Moved(c.ID)
	in.o.Changed()
	return nil
}
