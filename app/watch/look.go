package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ticks is into how many parts Options.Quiet is cut.
const ticks = 4

// file is what was seen of a file, and what it was like when it was told.
type file struct {
	folder    *folder
	seen      stamp
	due       int // the tick at which it has stood still long enough
	round     int // the walk that last met it
	told      bool
	toldStamp stamp
}

// stamp is what stands still once a file is complete.
type stamp struct {
	size int64
	time int64 // nanoseconds since 1970
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime().UnixNano()} }

// touch has a path looked at when the next tick comes.
func (v *vigil) touch(path string, written bool) {
	v.touched[path] = v.touched[path] || written
}

// see compares a file with what was seen before; one that changed, or that was
// written to while it was waited for, begins to stand still anew.
func (v *vigil) see(f *folder, path string, info fs.FileInfo, written bool) {
	known := v.files[path]
	if known == nil {
		if f.files >= v.bounds.entries {
			f.trouble = max(f.trouble, tooMany)
			return
		}
		known = &file{folder: f, seen: stamp{size: -1}}
		v.files[path] = known
		f.files++
	}
	known.round = v.round
	if s := stampOf(info); s != known.seen {
		known.seen = s
		v.wait(path, known)
	} else if written && v.waiting[path] != nil {
		v.wait(path, known)
	}
}

// wait lets a whole Quiet pass; the tick that runs now may be nearly over.
func (v *vigil) wait(path string, f *file) {
	if v.waiting[path] == nil {
		v.waiting[path] = f
		f.folder.waiting++
	}
	f.due = v.now + ticks + 1
}

func (v *vigil) rest(path string, f *file) {
	if v.waiting[path] != nil {
		delete(v.waiting, path)
		f.folder.waiting--
	}
}

func (v *vigil) forget(path string) {
	if f := v.files[path]; f != nil {
		v.rest(path, f)
		delete(v.files, path)
		f.folder.files--
	}
}

// tick looks at what was touched and tells what has stood still.
func (v *vigil) tick() {
	v.now++
	if v.lost {
		v.startOver()
	}
	v.markBelowEmptied()
	touched := v.touched
	v.touched = map[string]bool{}
	for path, written := range touched {
		v.look(path, written)
	}
	var due []string
	for path, f := range v.waiting {
		if f.due <= v.now {
			due = append(due, path)
		}
	}
	slices.Sort(due)
	for _, path := range due {
		if v.ctx.Err() != nil || len(v.again) > 0 {
			return // after a Set, what is due may not be asked for any more
		}
		v.settle(path, v.files[path])
	}
}

// markBelowEmptied has everything known below a folder that went away looked
// at: no event need have come for it.
func (v *vigil) markBelowEmptied() {
	if len(v.emptied) == 0 {
		return
	}
	touchBelow := func(path string) {
		for up, at := filepath.Dir(path), path; up != at; up, at = filepath.Dir(up), up {
			if v.emptied[up] {
				v.touch(path, false)
				return
			}
		}
	}
	for path := range v.files {
		touchBelow(path)
	}
	for path := range v.folders {
		touchBelow(path)
	}
	clear(v.emptied)
}

// look finds out what a path is now.
func (v *vigil) look(path string, written bool) {
	f := v.owner(path)
	if f == nil {
		return
	}
	if path == f.path {
		v.walkAll(f)
		return
	}
	switch info, err := os.Lstat(path); {
	case err != nil:
		v.missing(path, err)
	case info.IsDir():
		v.forget(path)
		if !closed(info.Name()) {
			v.explore(f, path)
		}
	case info.Mode().IsRegular() && v.o.counts(info.Name()):
		v.see(f, path, info, written)
	default:
		v.forget(path)
	}
}

// settle tells a file that has stood still, or finds that it has not.
func (v *vigil) settle(path string, f *file) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		v.missing(path, err)
	case !info.Mode().IsRegular():
		v.forget(path)
	case stampOf(info) != f.seen:
		v.see(f.folder, path, info, true)
	case f.seen.size == 0 || f.told && f.toldStamp == f.seen:
		v.rest(path, f)
	case held(path):
		v.wait(path, f)
	default:
		f.told, f.toldStamp = true, f.seen
		v.rest(path, f)
		v.o.Arrived(path)
	}
}

// missing forgets a file that is gone. One that only cannot be reached keeps
// what was told of it, and the sweep will ask again.
func (v *vigil) missing(path string, err error) {
	f := v.files[path]
	switch {
	case f == nil:
	case f.told && !isGone(err):
		f.seen = f.toldStamp
		v.rest(path, f)
	default:
		v.forget(path)
	}
}
