package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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
			lose(r)
			if !r.busy() {
				t.Fatal("nothing is done about it")
			}
			r.tick()
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

func TestDepthIsBounded(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		within := strings.Repeat("d/", usual.depth)
		r.mkdir(r.at(within + "d/d"))
		r.put(r.at(within+"a.mp4"), 1)
		r.put(r.at(within+"d/b.mp4"), 1)
		news()
		r.settleDown()
		r.wantTold(within + "a.mp4")
		r.wantState(0, "more than 32 levels down")
		r.must(os.RemoveAll(r.at(within + "d")))
		r.sweep()
		r.settleDown()
		r.wantState(0, r.deaf())
	})
}

func TestEntriesAreBounded(t *testing.T) {
	bothWays(t, func(t *testing.T, r *rig, news func()) {
		r.bounds.entries = 20
		for i := range 30 {
			r.put(r.at(fmt.Sprintf("%02d.mp4", i)), 1)
		}
		news()
		r.settleDown()
		if n := len(strings.Fields(r.told())); n != 20 {
			t.Errorf("%d files are told, want 20", n)
		}
		r.wantState(0, "more than 20 files")
	})
}

func TestFoldersThatMayNotBeRead(t *testing.T) {
	r := newRig(t, readersDir(t), true)
	defer r.end()
	r.mkdir(r.at("shut"))
	r.put(r.at("shut/a.mp4"), 1)
	r.put(r.at("b.mp4"), 1)
	r.must(os.Chmod(r.at("shut"), 0))
	defer os.Chmod(r.at("shut"), 0o700)
	r.sweep()
	r.settleDown()
	r.wantTold("b.mp4")
	r.wantState(0, "may not be opened")
	r.must(os.Chmod(r.at("shut"), 0o700)) // which the system tells of
	r.settleDown()
	r.wantTold("shut/a.mp4")
	r.sweep()
	r.wantState(0, "")

	// The whole folder: what was told of it stays told.
	r.must(os.Chmod(r.root, 0))
	defer os.Chmod(r.root, 0o700)
	r.sweep()
	r.settleDown()
	r.wantState(0, "cannot be opened")
	r.must(os.Chmod(r.root, 0o700))
	r.lookForAway()
	r.settleDown()
	r.wantTold("")
	r.wantState(0, "")
}

// The whole loop, with time in the test's hands.
func TestRunCutsTimeIntoTicks(t *testing.T) {
	const sec = time.Second
	timers := map[time.Duration]chan time.Time{sec: make(chan time.Time), 4 * sec: make(chan time.Time), 60 * sec: make(chan time.Time)}
	asked := map[time.Duration]int{}
	arrived, changed := make(chan string, 10), make(chan string, 10)
	dir := t.TempDir() + "/in"
	w := New(Options{Quiet: 4 * sec, Arrived: func(p string) { arrived <- p }, Changed: func(p string) { changed <- p },
		After: func(d time.Duration) <-chan time.Time { asked[d]++; return timers[d] }})
	w.listen = func() (source, error) { return nil, errSilent }
	w.Set([]string{dir})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	pass := func(d time.Duration) {
		t.Helper()
		select {
		case timers[d] <- time.Time{}:
		case <-time.After(10 * sec):
			t.Fatalf("nobody waits for %v", d)
		}
	}
	pass(4 * sec)
	err := errors.Join(os.Mkdir(dir+" made", 0o700), os.WriteFile(dir+" made/a", []byte("x"), 0o600), os.Rename(dir+" made", dir))
	if err != nil {
		t.Fatal(err)
	}
	// It is looked for until it is there, and then ticks pass.
	for passed := 0; passed < ticks+1; {
		select {
		case timers[sec] <- time.Time{}:
			passed++
		case timers[4*sec] <- time.Time{}:
		case <-time.After(10 * sec):
			t.Fatal("nobody waits any more")
		}
	}
	if got := <-arrived; got != dir+"/a" {
		t.Errorf("%s arrived", got)
	}
	pass(60 * sec)
	pass(60 * sec)
	cancel()
	if err := <-done; err != context.Canceled {
		t.Errorf("Run ends with %v", err)
	}
	if asked[sec] != ticks+1 {
		t.Errorf("%d ticks were asked for, want %d", asked[sec], ticks+1)
	}
	if len(changed) != 3 { // gone; one arriving and the events missed; none arriving
		t.Errorf("%d changes are told, want 3", len(changed))
	}
}
