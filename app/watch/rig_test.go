package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// failer is a test or a property.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// rig is a vigil whose time passes only when a test says so.
type rig struct {
	failer
	*vigil
	root   string
	beacon string // a folder that is only listened to
	marks  int
	said   []saying
	check  func(path string) // at each telling; may be nil
}

type saying struct {
	path string
	stamp
}

func mp4(name string) bool { return strings.HasSuffix(name, ".mp4") }

// newRig watches a new folder in dir; deafly if it is to do without events.
func newRig(t failer, dir string, hears bool, change ...func(*Watcher)) *rig {
	t.Helper()
	r := &rig{failer: t, root: filepath.Join(dir, "clips"), beacon: filepath.Join(dir, "beacon")}
	r.mkdir(r.root)
	r.mkdir(r.beacon)
	w := New(Options{Wants: mp4, Arrived: r.arrived})
	if !hears {
		w.listen = func() (source, error) { return nil, errSilent }
	}
	for _, c := range change {
		c(w)
	}
	w.Set([]string{r.root})
	r.vigil = w.begin(context.Background())
	r.source.Add(r.beacon)
	r.adopt()
	return r
}

func (r *rig) arrived(path string) {
	info, err := os.Lstat(path)
	if err != nil {
		r.Fatalf("told of %s, which is not there", path)
	}
	if r.check != nil {
		r.check(path)
	}
	r.said = append(r.said, saying{path, stampOf(info)})
}

// hear takes in every event of what was done so far: the system keeps order, so
// all of them come before the one of a file made last.
func (r *rig) hear() {
	r.Helper()
	events, faults := r.source.hear()
	if events == nil {
		return
	}
	// fsnotify may let go of a folder when others are renamed in a row. Sweeps take
	// the watched ones up again; this one nobody sweeps.
	_ = r.source.Add(r.beacon) // where that fails, the mark is not heard below
	r.marks++
	mark := filepath.Join(r.beacon, fmt.Sprint(r.marks))
	r.put(mark, 1)
	late := time.After(10 * time.Second)
	for {
		select {
		case ev, open := <-events:
			if ev.Name == mark && ev.Has(fsnotify.Create) {
				return
			}
			if !strings.HasPrefix(ev.Name, r.beacon) {
				r.event(ev, open)
			}
		case err, open := <-faults:
			r.fault(err, open)
		case <-late:
			r.Fatal("the system sends no events")
		}
	}
}

// pass hears everything and lets n ticks pass.
func (r *rig) pass(n int) {
	r.Helper()
	for range n {
		r.hear()
		r.tick()
	}
}

// settleDown lets time pass until nothing is waited for.
func (r *rig) settleDown() {
	r.Helper()
	for range 20 {
		r.hear()
		if !r.busy() {
			r.publish()
			r.checkCounts()
			return
		}
		for i := 0; i < 2*ticks && r.busy(); i++ {
			r.tick()
		}
	}
	r.Fatal("it never comes to rest")
}

// checkCounts counts again what is counted along the way.
func (r *rig) checkCounts() {
	r.Helper()
	for path, f := range r.vigil.folders {
		files, waiting := 0, 0
		for at, known := range r.vigil.files {
			if known.folder == f {
				files++
				if r.waiting[at] != nil {
					waiting++
				}
			}
		}
		if files != f.files || waiting != f.waiting {
			r.Errorf("%s counts %d files and %d arriving, and has %d and %d", path, f.files, f.waiting, files, waiting)
		}
	}
}

// told gives what was told since last asked, below the root and sorted.
func (r *rig) told() string {
	var names []string
	for _, s := range r.said {
		rel, err := filepath.Rel(r.root, s.path)
		if err != nil {
			r.Fatal(err)
		}
		names = append(names, filepath.ToSlash(rel))
	}
	r.said = nil
	slices.Sort(names)
	return strings.Join(names, " ")
}

func (r *rig) wantTold(names string) {
	r.Helper()
	if got := r.told(); got != names {
		r.Errorf("told %q, want %q", got, names)
	}
}

func (r *rig) wantState(arriving int, trouble string) {
	r.Helper()
	r.publish()
	r.checkCounts()
	got := r.State()[0]
	if got.Arriving != arriving || trouble == "" != (got.Trouble.Format == "") || !strings.Contains(got.Trouble.String(), trouble) {
		r.Errorf("state is %+v, want %d arriving and trouble %q", got, arriving, trouble)
	}
}

func (r *rig) at(name string) string { return filepath.Join(r.root, filepath.FromSlash(name)) }

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) mkdir(path string) { r.Helper(); r.must(os.MkdirAll(path, 0o700)) }

// put makes or replaces a file of n bytes.
func (r *rig) put(path string, n int) {
	r.Helper()
	r.must(os.WriteFile(path, bytes.Repeat([]byte("x"), n), 0o600))
}

// grow adds n bytes to a file and lets go of it.
func (r *rig) grow(path string, n int) {
	r.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	r.must(err)
	_, err = f.Write(bytes.Repeat([]byte("x"), n))
	r.must(errors.Join(err, f.Close()))
}

func (r *rig) rename(from, to string) { r.Helper(); r.must(os.Rename(r.at(from), r.at(to))) }

// bothWays runs a test with the system's events and with the sweep alone, which
// has to find the same.
func bothWays(t *testing.T, test func(t *testing.T, r *rig, news func())) {
	t.Helper()
	t.Run("events", func(t *testing.T) {
		r := newRig(t, t.TempDir(), true)
		defer r.end()
		test(t, r, r.hear)
	})
	t.Run("sweep", func(t *testing.T) {
		r := newRig(t, t.TempDir(), false)
		test(t, r, r.sweep)
	})
}

// deaf is the trouble there is as long as no events come.
func (r *rig) deaf() string {
	if r.source == (silence{}) {
		return "every 60 seconds"
	}
	return ""
}
