package watch

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// event marks what an event is about. Nothing is looked at here, so that a
// burst of events is taken off the system's hands as quickly as it comes.
func (v *vigil) event(ev fsnotify.Event, open bool) {
	if !open {
		v.fault(nil, false)
		return
	}
	path := ev.Name
	switch _, folder := v.heard[path]; {
	case folder && ev.Has(fsnotify.Rename):
		// At once: the system goes on telling of the folder under its old name,
		// and would take a new listener for the old one.
		v.unhearBelow(path)
		v.emptied[path] = true
	case folder && ev.Has(fsnotify.Remove):
		v.leave(path)
		v.emptied[path] = true
	case folder && ev.Op == fsnotify.Write:
		return // some systems say so whenever anything in it changes
	}
	name := filepath.Base(path)
	if v.folders[path] == nil {
		if hidden(name) || ev.Op == fsnotify.Write && !v.o.counts(name) {
			return
		}
	}
	v.touch(path, ev.Has(fsnotify.Write))
}

// fault takes an error of the source as news of events lost.
func (v *vigil) fault(err error, open bool) {
	v.lost = v.lost || err != nil || !open
	if !open { // else its closed channels would be heard for ever
		v.source.Close()
		v.source = silence{}
	}
}

// startOver trusts nothing that was heard: it listens anew and walks again.
func (v *vigil) startOver() {
	v.lost = false
	v.source.Close()
	v.openEars()
	v.sweep()
}

// hearIn listens to a folder, again if it did already: the folder may be
// another one by now. It returns false when the system will not tell.
func (v *vigil) hearIn(path string) bool {
	cost := v.cost(path)
	if cost > 0 && v.open-v.heard[path]+cost > v.dear {
		v.unhear(path)
		return false
	}
	err := v.source.Add(path)
	switch {
	case err == nil:
		v.leave(path)
		v.heard[path] = cost
		v.open += cost
		return true
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return true // reading it will say so
	}
	return false
}

// cost is how many files listening to the folder would keep open, counted no
// further than matters.
func (v *vigil) cost(path string) int {
	if v.dear == 0 {
		return 0
	}
	f, err := openFolder(path, true)
	if err != nil {
		return 1
	}
	defer f.Close()
	names, _ := f.Readdirnames(v.dear) // reading it will say what is wrong
	return 1 + len(names)
}

// unhear stops listening to a folder.
func (v *vigil) unhear(path string) {
	if v.leave(path) {
		v.source.Remove(path) // an error means that nobody listened any more
	}
}

// leave counts a folder as one that is not listened to.
func (v *vigil) leave(path string) (was bool) {
	cost, was := v.heard[path]
	v.open -= cost
	delete(v.heard, path)
	return was
}

func (v *vigil) unhearBelow(path string) {
	below := strings.TrimSuffix(path, string(filepath.Separator)) + string(filepath.Separator)
	for heard := range v.heard {
		if heard == path || strings.HasPrefix(heard, below) {
			v.unhear(heard)
		}
	}
}

// isGone says whether nothing can be there: the name, or a folder above it, is
// not what it was.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
