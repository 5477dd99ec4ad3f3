package studio

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/watch"
)

// Sweep is what a search for missing files came to.
type Sweep struct {
	Found int `json:"found"`
	Left  int `json:"left"`
}

// The files of all clips are looked after twice a minute, or more rarely where
// there are so many that it would take more than a hundredth of the time.
const (
	lookEvery = 30 * time.Second
	lookShare = 100
	lookAt    = 2_000 // files at a time
)

// lookAfterFiles notices, now and then, which files are not where they were,
// and finds them again where they would most likely be.
func (s *Studio) lookAfterFiles() {
	for {
		begun := s.o.Now()
		if err := s.lookOnce(s.life); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
		select {
		case <-s.life.Done():
			return
		case <-time.After(max(lookEvery, lookShare*s.o.Now().Sub(begun))):
		}
	}
}

// lookOnce looks after every file, and for those that have just gone missing
// below the folders they were in.
func (s *Studio) lookOnce(ctx context.Context) error {
	roots, err := s.notice(ctx)
	if err == nil && len(roots) > 0 {
		_, err = s.findIn(ctx, roots)
	}
	return err
}

// mostRoots bounds the folders that are searched without being asked.
const mostRoots = 100

// notice keeps which files are not where they were. It returns the folders of
// those of which that is news.
func (s *Studio) notice(ctx context.Context) (roots []string, err error) {
	for after := taglane.ID(""); ; {
		page, err := s.store.Whereabouts(ctx, false, after, lookAt)
		if err != nil || len(page) == 0 {
			return roots, err
		}
		news := map[taglane.ID]bool{}
		for _, w := range page {
			gone := s.gone(w.Path)
			if gone != w.Missing {
				news[w.ID] = gone
			}
			if dir := filepath.Dir(w.Path); gone && !w.Missing && !slices.Contains(roots, dir) && len(roots) < mostRoots {
				roots = append(roots, dir)
			}
		}
		s.foundMissing(news)
		after = page[len(page)-1].ID
	}
}

// foundMissing keeps which files are gone and which are back.
func (s *Studio) foundMissing(news map[taglane.ID]bool) {
	n, err := s.store.SetMissing(s.life, news)
	if err != nil {
		s.logged(err)
	}
	if n > 0 {
		s.emitLibrary()
	}
}

// FindMissing looks below a folder for the files of missing clips.
func (s *Studio) FindMissing(ctx context.Context, folder string) (Sweep, error) {
	path, err := aFolder(folder)
	if err != nil {
		return Sweep{}, err
	}
	if _, err := s.notice(ctx); err != nil {
		return Sweep{}, err
	}
	return s.findIn(ctx, []string{path})
}

// findIn looks below folders for the files of missing clips, by size first and
// then by what they contain.
func (s *Studio) findIn(ctx context.Context, roots []string) (Sweep, error) {
	missing, err := s.store.Whereabouts(ctx, true, "", idLimit)
	if err != nil || len(missing) == 0 {
		return Sweep{}, err
	}
	wants := make([]watch.Wanted, 0, len(missing))
	for _, w := range missing {
		wants = append(wants, watch.Wanted{ID: w.ID, Size: w.Size, Fingerprint: w.Fingerprint, Name: filepath.Base(w.Path)})
	}
	found := map[taglane.ID]string{}
	err = watch.Search(ctx, roots, wants, media.Fingerprint, func(w watch.Wanted, path string) { found[w.ID] = path })
	for id, path := range found {
		if e := s.store.SetPath(ctx, id, path); e != nil {
			return Sweep{}, e
		}
		s.emitClip(id)
	}
	if len(found) > 0 {
		s.emitLibrary()
		s.resume()
	}
	return Sweep{len(found), len(missing) - len(found)}, err
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
	if err := s.store.SetPath(ctx, id, src.Path); err != nil {
		return err
	}
	s.emitClip(id)
	s.emitLibrary()
	return nil
}

// returned gives a file that came in to a clip that misses just that file, and
// says to which. Its tags are then where they belong again.
func (s *Studio) returned(ctx context.Context, src media.Source, same []taglane.Clip) (store.Row, bool, error) {
	for _, c := range same {
		r, err := s.store.Row(ctx, c.ID)
		if err != nil {
			return r, false, err
		}
		if !s.gone(r.Path) {
			continue
		}
		if err := s.store.SetPath(ctx, c.ID, src.Path); err != nil {
			return r, false, err
		}
		s.emitClip(c.ID)
		s.emitLibrary()
		r.Path, r.Missing = src.Path, false
		s.read(r.Clip)
		return r, true, nil
	}
	return store.Row{}, false, nil
}
