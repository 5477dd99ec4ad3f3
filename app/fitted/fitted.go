// Package fitted is about the files that are made of clips so that places take
// them: made once for each form, found again, and kept as long as they are of use.
//
// It refuses to know how a film is written and what is published: it is lent
// who makes a file, and told what is still needed.
//
// The one surprising decision: nothing remembers which files there are. Each is
// named by what it was made of and lies in the cache with a note beside it, so
// that one that was cleaned away, cut short or never made is the same case: it
// is made when somebody asks.
package fitted

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"taglane/app/files"
	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/wording"
	"taglane/app/work"
)

// Options lend what fitted may not take for itself. Every field is set.
type Options struct {
	Dir   string    // of the cache: names begin with the clip's fingerprint
	Own   files.Own // where a file stays that a publication may send
	Queue *work.Queue
	Rank  int // of making one, in the queue
	NewID func() taglane.ID
	Now   func() time.Time
	// Make writes the wording's clip in a form, to a path where nothing is, and
	// says what came of it.
	Make func(ctx context.Context, d *work.Desk, w wording.Wording, f wording.Form, path string) (taglane.Facts, error)
}

// Fits makes files that fit. Its methods may be called from any goroutine.
type Fits struct {
	life context.Context
	o    Options
	mu   sync.Mutex
	held map[string]int // by fingerprint
}

// New makes nothing yet. What is under way ends with life.
func New(life context.Context, o Options) *Fits {
	return &Fits{life: life, o: o, held: map[string]int{}}
}

// Hold keeps what is made of a clip from being cleaned away until release.
func (x *Fits) Hold(fingerprint string) (release func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.held[fingerprint]++
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.held[fingerprint]--; x.held[fingerprint] == 0 {
			delete(x.held, fingerprint)
		}
	}
}

// Held are the fingerprints of the clips that are held.
func (x *Fits) Held() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Collect(maps.Keys(x.held))
}

// Path is where the file of a form lies in the cache.
func (x *Fits) Path(c taglane.Clip, f wording.Form) string {
	return filepath.Join(x.o.Dir, c.Fingerprint+"-"+f.Name(c.Fingerprint)+".mp4")
}

func beside(path string) string { return strings.TrimSuffix(path, ".mp4") + ".json" }

// Ready is the file of a form that lies in the cache, and notes that it was of
// use; false where there is none.
func (x *Fits) Ready(c taglane.Clip, f wording.Form) (m wording.Made, ok bool) {
	path := x.Path(c, f)
	b, err := os.ReadFile(beside(path))
	if err != nil || json.Unmarshal(b, &m) != nil {
		return wording.Made{}, false
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != m.File.Size {
		return wording.Made{}, false
	}
	now := x.o.Now()
	for _, p := range []string{path, beside(path)} {
		_ = os.Chtimes(p, now, now) // a note that is lost costs no more than making it again
	}
	m.File.Path = path
	return m, true
}

// Begin makes the file in the background, unless it is there or under way, and
// says what the task is about.
func (x *Fits) Begin(w wording.Wording, f wording.Form) (of taglane.ID) {
	of = taglane.ID("fit-" + f.Name(w.Own.Fingerprint))
	if _, ready := x.Ready(w.Own, f); ready {
		return of
	}
	x.o.Queue.Add(work.Task{ID: x.o.NewID(), Of: of, Name: w.Draft.Clip.Heading(), Doing: "export", Steps: []work.Step{{Rank: x.o.Rank, Yields: true,
		Do: func(ctx context.Context, d *work.Desk) error { return x.make(ctx, d, w, f) }}}})
	return of
}

// howOften a file that is being made is looked for.
const howOften = 50 * time.Millisecond

// Get is the file of a form under a name of the library's own; it is made first
// where it is not there, also where making it was interrupted. Who asks holds
// the clip. Refused: making it failed or was called off.
func (x *Fits) Get(ctx context.Context, w wording.Wording, f wording.Form) (wording.Made, error) {
	if m, ok := x.Ready(w.Own, f); ok {
		return x.adopt(m)
	}
	of := x.Begin(w, f)
	tick := time.NewTicker(howOften)
	defer tick.Stop()
	for {
		switch state, there := x.o.Queue.Of(of); {
		case !there:
			if m, ok := x.Ready(w.Own, f); ok {
				return x.adopt(m)
			}
			return wording.Made{}, taglane.Errorf(taglane.Refused, "The file that fits was not made, so nothing is queued.")
		case state.Failed != "":
			return wording.Made{}, taglane.Refuse(taglane.Refused, taglane.Plain(state.Failed))
		}
		select {
		case <-ctx.Done():
			return wording.Made{}, ctx.Err()
		case <-x.life.Done():
			return wording.Made{}, x.life.Err()
		case <-tick.C:
		}
	}
}

func (x *Fits) adopt(m wording.Made) (_ wording.Made, err error) {
	m.File, err = x.o.Own.Adopt(m.File, ".mp4")
	return m, err
}

// make writes the file, and beside it what it is.
func (x *Fits) make(ctx context.Context, d *work.Desk, w wording.Wording, f wording.Form) error {
	defer x.Hold(w.Own.Fingerprint)()
	path := x.Path(w.Own, f)
	half := strings.TrimSuffix(path, ".mp4") + ".half.mp4"
	if err := os.MkdirAll(x.o.Dir, 0o755); err != nil {
		return files.Unwritable(err)
	}
	if err := os.Remove(half); err != nil && !os.IsNotExist(err) { // what a killed program left
		return files.Unwritable(err)
	}
	facts, err := x.o.Make(ctx, d, w, f, half)
	if err != nil {
		return err
	}
	m := wording.Made{Facts: facts}
	if m.File.SHA256, m.File.Size, err = media.Sum(ctx, half); err != nil {
		return err
	}
	said, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := files.Write(beside(path), said); err != nil {
		return err
	}
	if err := os.Rename(half, path); err != nil {
		return files.Unwritable(err)
	}
	return nil
}

// LetGo deletes the library's own names of files that nobody sends any more;
// needed says which are, by name. Nothing is deleted while a clip is held: its
// file may be queued in a moment.
func (x *Fits) LetGo(needed func() (map[string]bool, error)) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.held) > 0 {
		return nil
	}
	return x.o.Own.LetGo(".mp4", needed)
}
