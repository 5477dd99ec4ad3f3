package media

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Progress tells how far an Ingest is.
type Progress struct {
	Doing string        // poster, strip, sound, proxy; of Render sound, video, check
	Share float64       // 0..1 of the whole work
	Left  time.Duration // negative when not known
}

// Work says how to derive.
type Work struct {
	Threads  int            // decoding threads; 0 lets ffmpeg choose
	Poster   bool           // make nothing but the poster
	NoProxy  bool           // leave the preview out
	Progress func(Progress) // nil, or called at most ten times a second
	Made     func()         // nil, or called each time an artefact is newly finished
}

// Ingest derives what is still missing for a source: a poster first, then a
// rough filmstrip where that is cheap, the sound, and at last one pass over the
// whole video. What is finished stays finished when it is cancelled or killed.
//
// Invalid: no picture of the file can be decoded. Later: the disk is full.
// Conflict: the file changed since it was opened. A file that can be decoded in
// part succeeds and is marked Damaged.
func Ingest(ctx context.Context, t Tool, c Cache, src Source, w Work) error {
	dir, ok := c.folder(src.Fingerprint)
	if !ok {
		return taglane.Errorf(taglane.Internal, "This clip was not opened before it was read.")
	}
	defer busy.lock(dir)()
	if err := unchanged(src); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritable(err)
	}
	leftovers(dir)
	desk, err := os.MkdirTemp(dir, deskPrefix)
	if err != nil {
		return unwritable(err)
	}
	defer os.RemoveAll(desk)
	j := &ingest{tool: t, src: src, work: w, dir: dir, desk: desk, made: readRecord(dir), begun: time.Now()}
	j.made.PlaysSource = src.ScrubsWell
	steps := []func(context.Context) error{j.poster, j.roughStrip, j.sound, j.pass}
	if w.Poster {
		steps = steps[:1]
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	j.tell(j.lastly(), 1)
	return nil
}

// lastly is what the pass over the whole file is for.
func (j *ingest) lastly() string {
	switch {
	case j.work.Poster:
		return "poster"
	case j.work.NoProxy || j.made.PlaysSource:
		return "strip"
	}
	return "proxy"
}

// ingest is the work on one source.
type ingest struct {
	tool      Tool
	src       Source
	work      Work
	dir, desk string
	made      record
	begun     time.Time
	told      time.Time
	mute      bool // the sound cannot be decoded
}

// keep moves a finished file from the desk into the folder and notes it.
func (j *ingest) keep(name string, note func(*record)) error {
	if err := os.Rename(filepath.Join(j.desk, name), filepath.Join(j.dir, name)); err != nil {
		return unwritable(err)
	}
	return j.note(note)
}

func (j *ingest) note(change func(*record)) error {
	change(&j.made)
	if err := j.made.write(j.dir); err != nil {
		return unwritable(err)
	}
	if j.work.Made != nil {
		j.work.Made()
	}
	return nil
}

// tell reports progress, at most ten times a second except for the end.
func (j *ingest) tell(doing string, share float64) {
	now := time.Now()
	if j.work.Progress == nil || share < 1 && now.Sub(j.told) < 100*time.Millisecond {
		return
	}
	j.told = now
	left := time.Duration(-1)
	if spent := now.Sub(j.begun); share > 0.05 {
		left = time.Duration(float64(spent) * (1 - share) / share)
	}
	j.work.Progress(Progress{doing, share, left})
}

// patience is how long a pass over the whole file may take.
func (j *ingest) patience() time.Duration {
	return 2*time.Minute + time.Duration(60*j.src.Duration*float64(time.Second))
}

// trouble words the failure of a pass.
func (j *ingest) trouble(ctx context.Context, complaints []string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if full := diskFull(complaints, err); full != nil {
		return full
	}
	for _, l := range complaints {
		if name, ok := strings.CutPrefix(l, "No such filter: "); ok {
			return taglane.Wrap(err, taglane.NotFound, "This ffmpeg lacks %s, which this clip needs. Install a full one with: %s", strings.Trim(name, "'"), Install())
		}
		if strings.Contains(l, "Unknown encoder") {
			return taglane.Wrap(err, taglane.NotFound, "This ffmpeg lacks a part that this clip needs. Install a full one with: %s", Install())
		}
	}
	if err := unchanged(j.src); err != nil {
		return err
	}
	return taglane.Wrap(err, taglane.Invalid, "The pictures in this file cannot be decoded.")
}

// unchanged refuses a source whose file is another one now.
func unchanged(src Source) error {
	info, err := os.Stat(src.Path)
	if err != nil {
		return unreadable(err)
	}
	if info.Size() != src.Size || !info.ModTime().Equal(src.ModTime) {
		return taglane.Errorf(taglane.Conflict, "The file has changed since it was opened.")
	}
	return nil
}

func unwritable(err error) error {
	return taglane.OfDisk(err, taglane.Refused, "The library's folder cannot be written.")
}

const deskPrefix = "desk-"

// leftovers clears what a killed Ingest left lying about.
func leftovers(dir string) {
	entries, _ := os.ReadDir(dir) // an unreadable folder has nothing to clear
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), deskPrefix) || strings.HasPrefix(e.Name(), ".new-") {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// busy lets one Ingest at a time work in a folder: two clips may be the same file.
var busy folders

// folders are locks by name, kept only while somebody holds or wants one.
type folders struct {
	mu    sync.Mutex
	locks map[string]*folder
}

type folder struct {
	sync.Mutex
	wanted int
}

func (f *folders) lock(dir string) (unlock func()) {
	l := f.want(dir)
	l.Lock()
	return func() { l.Unlock(); f.leave(dir, l) }
}

// try takes the lock unless somebody has it.
func (f *folders) try(dir string) (unlock func(), ok bool) {
	l := f.want(dir)
	if !l.TryLock() {
		f.leave(dir, l)
		return nil, false
	}
	return func() { l.Unlock(); f.leave(dir, l) }, true
}

func (f *folders) want(dir string) *folder {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.locks == nil {
		f.locks = map[string]*folder{}
	}
	if f.locks[dir] == nil {
		f.locks[dir] = &folder{}
	}
	f.locks[dir].wanted++
	return f.locks[dir]
}

func (f *folders) leave(dir string, l *folder) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.wanted--; l.wanted == 0 {
		delete(f.locks, dir)
	}
}
