package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/fsnotify/fsnotify"
)

// limited is a system that listens to so many folders and no more.
type limited struct {
	source
	left *int
	err  error
}

func (l limited) Add(path string) error {
	if *l.left--; *l.left < 0 {
		return l.err
	}
	return l.source.Add(path)
}

// When the system gives out no more watches, the folder says so and the sweep
// finds what is not told; once there is room again, the sentence goes.
func TestTheSystemsLimitIsSaidAndSweptOver(t *testing.T) {
	for _, limit := range []error{syscall.ENOSPC, syscall.EMFILE} {
		left := 2 // the beacon and the folder itself
		r := newRig(t, t.TempDir(), true, func(w *Watcher) {
			hear := w.listen
			w.listen = func() (source, error) {
				s, err := hear()
				return limited{s, &left, limit}, err
			}
		})
		defer r.end()
		r.mkdir(r.at("sub"))
		r.hear()
		r.settleDown()
		r.wantState(0, "looks for new files every 60 seconds")
		r.put(r.at("sub/a.mp4"), 1)
		r.settleDown()
		r.wantTold("")
		r.sweep()
		r.settleDown()
		r.wantTold("sub/a.mp4")
		left = 100
		r.sweep()
		r.settleDown()
		r.wantState(0, "")
		r.put(r.at("sub/b.mp4"), 1)
		r.settleDown()
		r.wantTold("sub/b.mp4")
	}
}

// No listener at all is tried for again with each sweep.
func TestNoListenerAtAll(t *testing.T) {
	full := true
	r := newRig(t, t.TempDir(), true, func(w *Watcher) {
		hear := w.listen
		w.listen = func() (source, error) {
			if full {
				return nil, syscall.EMFILE
			}
			return hear()
		}
	})
	r.wantState(0, "every 60 seconds")
	full = false
	r.sweep()
	defer r.end()
	r.wantState(0, "")
	r.must(r.source.Add(r.beacon))
	r.put(r.at("a.mp4"), 1)
	r.settleDown()
	r.wantTold("a.mp4")
}

// Events that were lost, or that stop coming at all, are not missed.
func TestLostEventsAreMadeUpFor(t *testing.T) {
	for name, lose := range map[string]func(r *rig){
		"overflow": func(r *rig) { r.fault(fsnotify.ErrEventOverflow, true) },
		"ended":    func(r *rig) { r.event(fsnotify.Event{}, false) },
		"broken":   func(r *rig) { r.fault(nil, false) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, t.TempDir(), true)
			r.mkdir(r.at("a"))
			r.hear()
			r.settleDown()
			r.put(r.at("a/1.mp4"), 1)
			r.rename("a", "b")
			old := r.source
			lose(r)
			if !r.busy() {
				t.Fatal("nothing is done about it")
			}
			if events, _ := r.source.hear(); name != "overflow" && events != nil {
				t.Error("what has ended is still listened to")
			}
			r.tick()
			if err := old.Add(r.root); !errors.Is(err, fsnotify.ErrClosed) {
				t.Errorf("the old listener is left open: %v", err)
			}
			defer r.end()
			r.must(r.source.Add(r.beacon))
			r.settleDown()
			r.put(r.at("b/2.mp4"), 1)
			r.settleDown()
			r.wantTold("b/1.mp4 b/2.mp4")
			r.wantState(0, "")
		})
	}
}

// Some systems keep every file of a heard folder open.
func TestListeningMayBeDear(t *testing.T) {
	r := newRig(t, t.TempDir(), true, func(w *Watcher) { w.dear = 5 })
	defer r.end()
	r.mkdir(r.at("few"))
	r.mkdir(r.at("many"))
	for i := range 6 {
		r.put(r.at(fmt.Sprintf("many/%d.mp4", i)), 1)
	}
	r.sweep()
	r.settleDown()
	if _, few := r.heard[r.at("few")]; !few || len(r.heard) != 2 || r.open != 4 {
		t.Errorf("%v are heard at the cost of %d files", r.heard, r.open)
	}
	r.wantState(0, "every 60 seconds")
	r.must(os.RemoveAll(r.at("many")))
	r.put(r.at("a.mp4"), 1)
	r.sweep()
	r.settleDown()
	r.wantState(0, "")
	for i := range 4 { // it grows too dear
		r.put(r.at(fmt.Sprintf("few/%d.mp4", i)), 1)
	}
	r.sweep()
	r.settleDown()
	if _, few := r.heard[r.at("few")]; few || r.open != 3 {
		t.Errorf("%v are heard at the cost of %d files", r.heard, r.open)
	}
	r.wantState(0, "every 60 seconds")
}

// hurried is a system in which somebody makes a file the moment before a folder
// is listened to.
type hurried struct{ source }

func (h hurried) Add(path string) error {
	name := path + "/" + filepath.Base(path) + ".mp4"
	if _, err := os.Lstat(name); err != nil {
		os.WriteFile(name, []byte("x"), 0o600)
	}
	return h.source.Add(path)
}

func TestFilesMadeBeforeTheFolderIsHeard(t *testing.T) {
	r := newRig(t, t.TempDir(), true, func(w *Watcher) {
		hear := w.listen
		w.listen = func() (source, error) {
			s, err := hear()
			return hurried{s}, err
		}
	})
	defer r.end()
	r.mkdir(r.at("a/b"))
	r.settleDown()
	r.wantTold("a/a.mp4 a/b/b.mp4 clips.mp4")
}

// turned is a system in which a folder is swapped for a link the moment before
// it is listened to.
type turned struct {
	source
	into string
}

func (s turned) Add(path string) error {
	if filepath.Base(path) == "turns" {
		if err := errors.Join(os.Remove(path), os.Symlink(s.into, path)); err != nil {
			return err
		}
	}
	return s.source.Add(path)
}

func TestAFolderThatTurnsIntoALinkIsNotFollowed(t *testing.T) {
	outside := t.TempDir()
	r := newRig(t, t.TempDir(), true, func(w *Watcher) {
		hear := w.listen
		w.listen = func() (source, error) {
			s, err := hear()
			return turned{s, outside}, err
		}
	})
	defer r.end()
	r.put(outside+"/a.mp4", 1)
	r.mkdir(r.at("turns"))
	r.settleDown()
	r.put(outside+"/b.mp4", 1)
	r.settleDown()
	r.wantTold("")
	if _, heard := r.heard[r.at("turns")]; heard {
		t.Error("the link is listened to")
	}
}

// What does not count sets no time going.
func TestIdleEvents(t *testing.T) {
	r := newRig(t, t.TempDir(), true)
	defer r.end()
	for name, op := range map[string]fsnotify.Op{"": fsnotify.Write, ".a.mp4": fsnotify.Create, "a.txt": fsnotify.Write, "a.mp4.part": fsnotify.Write} {
		if r.event(fsnotify.Event{Name: r.at(name), Op: op}, true); r.busy() {
			t.Errorf("%v of %q is looked into", op, name)
			r.tick()
		}
	}
}

// Some systems tell of a folder that goes, and not of the files in it.
func TestAFolderGoesWithoutAWordOfItsFiles(t *testing.T) {
	r := newRig(t, t.TempDir(), true)
	defer r.end()
	r.mkdir(r.at("a/b"))
	r.put(r.at("a/b/1.mp4"), 1)
	r.settleDown()
	r.must(os.RemoveAll(r.at("a")))
	r.event(fsnotify.Event{Name: r.at("a"), Op: fsnotify.Remove}, true)
	r.tick()
	if len(r.vigil.files) != 0 {
		t.Error("its files are still known")
	}
}

// No event tells that a folder above the watched one moved.
func TestAFolderAboveMoves(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, dir+"/above", true)
	defer r.end()
	r.must(r.source.Remove(r.beacon))
	r.beacon = t.TempDir() // which stays
	r.must(r.source.Add(r.beacon))
	r.mkdir(r.at("a"))
	r.put(r.at("a/1.mp4"), 1)
	r.settleDown()
	r.wantTold("a/1.mp4")
	r.must(os.Rename(dir+"/above", dir+"/elsewhere"))
	r.sweep()
	if len(r.heard) != 0 {
		t.Error("it is still listened to where it went")
	}
	r.settleDown()
	r.wantState(0, "not there")
	r.must(os.Rename(dir+"/elsewhere", dir+"/above"))
	r.lookForAway()
	r.put(r.at("a/2.mp4"), 1)
	r.must(os.Rename(r.at("a"), r.at("b")))
	r.settleDown()
	r.wantTold("b/1.mp4 b/2.mp4")
}
