package watch

import (
	"context"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// vigil is one Run: what it has seen, all of it owned by one goroutine.
type vigil struct {
	*Watcher
	ctx    context.Context
	source source

	folders map[string]*folder
	files   map[string]*file // each that counts, complete or not
	heard   map[string]int   // folders the source listens to, with the files that keeps open
	open    int              // the sum of them

	touched map[string]bool // paths to be looked at; true: written to
	emptied map[string]bool // folders that went away, with whatever was below
	waiting map[string]*file
	now     int // ticks so far
	round   int // walks so far
	lost    bool
}

type folder struct {
	path    string
	files   int
	waiting int
	trouble trouble
}

func (w *Watcher) begin(ctx context.Context) *vigil {
	v := &vigil{Watcher: w, ctx: ctx, folders: map[string]*folder{}, files: map[string]*file{}, heard: map[string]int{},
		touched: map[string]bool{}, emptied: map[string]bool{}, waiting: map[string]*file{}, source: silence{}}
	v.openEars()
	return v
}

func (v *vigil) end() { v.source.Close() }

// openEars listens to the system, or to nothing until the next sweep.
func (v *vigil) openEars() {
	clear(v.heard)
	v.open = 0
	s, err := v.listen()
	if err != nil {
		s = silence{}
	}
	v.source = s
}

// adopt takes up the folders of Set. What is known of a file stays known when
// another of the folders now holds it.
func (v *vigil) adopt() {
	select {
	case <-v.again: // this is what it was about
	default:
	}
	set := v.State()
	v.folders = map[string]*folder{}
	for _, f := range set {
		v.folders[f.Path] = &folder{path: f.Path}
	}
	for path, f := range v.files {
		if f.folder = v.owner(path); f.folder == nil {
			delete(v.files, path)
			delete(v.waiting, path)
			continue
		}
		f.folder.files++
		if v.waiting[path] != nil {
			f.folder.waiting++
		}
	}
	for path := range v.heard {
		if v.owner(path) == nil {
			v.unhear(path)
		}
	}
	for _, f := range set {
		v.walkAll(v.folders[f.Path])
	}
}

// owner is the innermost watched folder that holds the path, or nil.
func (v *vigil) owner(path string) *folder {
	for {
		if f := v.folders[path]; f != nil {
			return f
		}
		up := filepath.Dir(path)
		if up == path {
			return nil
		}
		path = up
	}
}

// busy says whether ticks are needed; nothing else makes time pass.
func (v *vigil) busy() bool {
	return len(v.waiting)+len(v.touched)+len(v.emptied) > 0 || v.lost
}

// away says whether a folder is out of reach.
func (v *vigil) away() bool {
	for _, f := range v.folders {
		if f.trouble > worstInReach {
			return true
		}
	}
	return false
}

// lookForAway takes up the folders that are back.
func (v *vigil) lookForAway() {
	for _, path := range slices.Sorted(maps.Keys(v.folders)) {
		if f := v.folders[path]; f.trouble > worstInReach {
			v.walkAll(f)
		}
	}
}

// sweep looks at everything again.
func (v *vigil) sweep() {
	if v.source == (silence{}) {
		v.openEars()
	}
	for _, path := range slices.Sorted(maps.Keys(v.folders)) {
		v.walkAll(v.folders[path])
	}
}

// walkAll walks one folder whole. A file it does not meet any more is looked at
// by itself, so that a folder that could not be read costs nothing.
func (v *vigil) walkAll(f *folder) {
	v.round++
	w := v.walker(f)
	w.root(v.ctx, f.path)
	if f.trouble = w.worst; v.ctx.Err() != nil {
		return
	}
	for path, known := range v.files {
		if known.folder == f && known.round != v.round {
			v.touch(path, false)
		}
	}
	if f.trouble > worstInReach {
		v.unhearBelow(f.path)
	}
}

// explore walks a folder that appeared below f.
func (v *vigil) explore(f *folder, path string) {
	w := v.walker(f)
	depth := strings.Count(path[len(f.path):], string(filepath.Separator))
	w.from(v.ctx, stop{path, max(depth, 1)})
	f.trouble = max(f.trouble, w.worst)
}

func (v *vigil) walker(f *folder) *walk {
	w := &walk{bounds: v.bounds}
	// Listening comes before reading: what is made in between is seen twice
	// rather than never.
	w.enter = func(path string) {
		if !v.hearIn(path) {
			w.worsen(deaf)
		}
	}
	w.left = v.unhear
	w.skip = func(path string) bool { return v.folders[path] != nil }
	w.file = func(path string, e fs.DirEntry) {
		if !v.o.counts(e.Name()) {
			return
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			v.see(f, path, info, false)
		}
	}
	return w
}

func (v *vigil) publish() {
	for _, f := range v.folders {
		v.note(Folder{Path: f.path, Arriving: f.waiting, Trouble: f.trouble.sentence(v.bounds, v.o.Sweep)})
	}
}
