package studio

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/media"
	"taglane/app/outbox"
	"taglane/app/taglane"
	"taglane/app/wording"
	"taglane/app/work"
)

// A file that is made to fit lies in the cache, named by what it was made of,
// and goes with whatever else has to make room. A publication that may still
// send it holds it under a second name of the library's own.

// clipFilm is a clip's file as a wording asks for it.
type clipFilm struct {
	*Studio
	clip taglane.Clip
}

// Made is the file that lies ready in a form.
func (v clipFilm) Made(f wording.Form) (wording.Made, bool) { return v.fitReady(v.fitPath(v.clip, f)) }

// Best is the frame that ranks first as a cover.
func (v clipFilm) Best(ctx context.Context) (taglane.Frame, error) {
	ranked, err := v.CoverCandidates(ctx, v.clip.ID)
	if err != nil {
		return 0, err
	}
	if len(ranked) == 0 {
		return 0, taglane.Errorf(taglane.Refused, "Taglane cannot mend this by itself.")
	}
	return ranked[0].Frame, nil
}

// fitPath is where the file of a form lies. Its name begins with the clip's
// fingerprint, by which the cache knows what is dear.
func (s *Studio) fitPath(c taglane.Clip, f wording.Form) string {
	return filepath.Join(s.cache.Pictures(), c.Fingerprint+"-"+f.Name(c.Fingerprint)+".mp4")
}

// fitReady reads what a file of the cache says of itself beside it, and notes that
// both were of use.
func (s *Studio) fitReady(path string) (m wording.Made, ok bool) {
	said := besideFit(path)
	b, err := os.ReadFile(said)
	if err != nil || json.Unmarshal(b, &m) != nil {
		return wording.Made{}, false
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != m.File.Size {
		return wording.Made{}, false
	}
	now := s.o.Now()
	for _, p := range []string{path, said} {
		_ = os.Chtimes(p, now, now) // a note that is lost costs no more than making it again
	}
	m.File.Path = path
	return m, true
}

func besideFit(path string) string { return strings.TrimSuffix(path, ".mp4") + ".json" }

// fits are the clips whose file is being made to fit, or is about to be queued,
// by fingerprint.
type fits struct {
	mu   sync.Mutex
	held map[string]int
}

// hold keeps what is made of a clip from being cleaned away until release.
func (f *fits) hold(fingerprint string) (release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held == nil {
		f.held = map[string]int{}
	}
	f.held[fingerprint]++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.held[fingerprint]--; f.held[fingerprint] == 0 {
			delete(f.held, fingerprint)
		}
	}
}

// all are the clips that are held.
func (f *fits) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.held))
}

// howOften a file that is being made is looked for.
const howOften = 50 * time.Millisecond

// fitted is the file of that form under a name of the library's own, made in
// the background if it is not there yet, also where making it was interrupted.
// It returns when it is, or when its job was called off or failed. Its clip is
// held by who asks.
func (s *Studio) fitted(ctx context.Context, w wording.Wording, f wording.Form) (wording.Made, error) {
	path := s.fitPath(w.Own, f)
	if m, ok := s.fitReady(path); ok {
		return s.held(m)
	}
	of := s.fitSoon(w, f)
	tick := time.NewTicker(howOften)
	defer tick.Stop()
	for {
		switch x, there := s.work.Of(of); {
		case !there:
			if m, ok := s.fitReady(path); ok {
				return s.held(m)
			}
			return wording.Made{}, taglane.Errorf(taglane.Refused, "The file that fits was not made, so nothing is queued.")
		case x.Failed != "":
			return wording.Made{}, taglane.Refuse(taglane.Refused, taglane.Plain(x.Failed))
		}
		select {
		case <-ctx.Done():
			return wording.Made{}, ctx.Err()
		case <-s.life.Done():
			return wording.Made{}, s.life.Err()
		case <-tick.C:
		}
	}
}

// fitSoon begins the job that makes the file, unless it is there or under way,
// and says what the job is called.
func (s *Studio) fitSoon(w wording.Wording, f wording.Form) (of taglane.ID) {
	of = taglane.ID("fit-" + f.Name(w.Own.Fingerprint))
	if _, ready := s.fitReady(s.fitPath(w.Own, f)); ready {
		return of
	}
	s.work.Add(work.Task{ID: s.o.NewID(), Of: of, Name: w.Draft.Clip.Heading(), Doing: "export", Steps: []work.Step{{Rank: rankExport, Yields: true, Do: func(ctx context.Context, d *work.Desk) error {
		return s.makeFit(under(ctx, d), w, f, func(p media.Progress) { d.Progress("export", p.Share, p.Left) })
	}}}})
	return of
}

// makeFit writes the file into the cache, and beside it what it is.
func (s *Studio) makeFit(ctx context.Context, w wording.Wording, f wording.Form, progress func(media.Progress)) error {
	defer s.fits.hold(w.Own.Fingerprint)()
	src, tool, err := s.source(ctx, w.Own)
	if err != nil {
		return err
	}
	r := renditionOfForm(f)
	if r.Marks, err = marksOf(w.Draft, Burn{Disclosure: f.Words != ""}); err != nil {
		return err
	}
	path := s.fitPath(w.Own, f)
	half := filepath.Join(filepath.Dir(path), "half-"+filepath.Base(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return unwritableLibrary(err)
	}
	if err := os.Remove(half); err != nil && !os.IsNotExist(err) { // what a killed program left
		return unwritableLibrary(err)
	}
	done, err := media.Render(ctx, tool, src, r, half, progress)
	if err != nil {
		return err
	}
	m := wording.Made{Facts: taglane.Facts{Frames: done.Frames, Rate: done.Rate, Width: done.Width, Height: done.Height, Codec: f.Codec, Audio: f.Audio}}
	if m.File.SHA256, m.File.Size, err = media.Sum(ctx, half); err != nil {
		return err
	}
	said, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := writeFile(besideFit(path), said); err != nil {
		return err
	}
	if err := os.Rename(half, path); err != nil {
		return unwritableLibrary(err)
	}
	s.tidySoon()
	return nil
}

func unwritableLibrary(err error) error {
	return taglane.Wrap(err, taglane.Refused, "The library's folder cannot be written.")
}

// renditionOfForm is how media writes a form.
func renditionOfForm(f wording.Form) media.Rendition {
	r := media.Rendition{Container: "mp4", Video: f.Codec, Audio: f.Audio, AudioBits: f.AudioBits, Width: f.Width, Height: f.Height, Fit: media.Inside, Focus: f.Focus, MostRate: f.MostRate, MostBits: f.MostBits}
	if f.Fills {
		r.Fit = media.Cover
	}
	return r
}

// held gives a file of the cache a second name of the library's own, where a
// publication finds it whatever has to make room.
func (s *Studio) held(m wording.Made) (wording.Made, error) {
	own := s.owned(m.File.SHA256, ".mp4")
	if info, err := os.Stat(own); err != nil || info.Size() != m.File.Size {
		if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
			return m, unwritableLibrary(err)
		}
		if err := secondName(m.File.Path, own); err != nil {
			return m, taglane.Wrap(err, taglane.Later, "A file could not be kept; make room on the disk and try again.")
		}
	}
	m.File.Path = own
	return m, nil
}

// secondName makes a file stand under another name too; where the disk knows no
// second names, it is copied.
func secondName(from, to string) error {
	if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
		return err
	}
	if os.Link(from, to) == nil {
		return syncDir(filepath.Dir(to))
	}
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.CreateTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(dst.Name())
	_, err = io.Copy(dst, src)
	if err := errors.Join(err, dst.Sync(), dst.Close()); err != nil {
		return err
	}
	if err := os.Rename(dst.Name(), to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// letFitsGo deletes the library's own names of files that fit and that no
// publication sends any more.
func (s *Studio) letFitsGo(ctx context.Context) error {
	dir := filepath.Join(s.o.Dir, "media")
	s.fits.mu.Lock()
	defer s.fits.mu.Unlock()
	if len(s.fits.held) > 0 {
		return nil // one may be queued in a moment
	}
	files, err := fs.Glob(os.DirFS(dir), "*.mp4")
	if err != nil || len(files) == 0 {
		return err
	}
	rows, err := s.store.Publications(ctx)
	if err != nil {
		return err
	}
	needed := map[string]bool{}
	for _, r := range rows {
		if r.Stage >= outbox.Live {
			continue
		}
		rev, err := s.store.Revision(ctx, r.Revision)
		if err != nil {
			return err
		}
		needed[filepath.Base(rev.Media.Path)] = true
	}
	for _, name := range files {
		if !needed[name] {
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
				return unwritableLibrary(err)
			}
		}
	}
	return nil
}
