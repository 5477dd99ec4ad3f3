package watch

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is done to files and folders in whatever order, with time passing
// and sweeps falling in between: what is told last of a file is what it is like
// in the end, every complete file is told, and nothing is told twice without a
// reason or while somebody writes to it.
func TestAnyInterleaving(t *testing.T) {
	for name, hears := range map[string]bool{"events": true, "sweep": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			rapid.Check(t, func(rt *rapid.T) {
				dir, err := os.MkdirTemp(base, "")
				if err != nil {
					rt.Fatal(err)
				}
				w := &world{rig: newRig(rt, dir, hears), held: map[string]*os.File{}, hears: hears}
				defer w.end()
				w.rig.check = w.checkHeld
				rt.Repeat(w.actions())
				w.finish()
			})
		})
	}
}

// world does things to files. Each writing gets a time of its own, so that no
// two versions look alike.
type world struct {
	*rig
	hears   bool
	version int
	held    map[string]*os.File // open for writing
	moves   int                 // how often anything went away
	last    []int               // moves at each telling
}

var (
	someFolders = []string{"", "a", "b", "a/c", "a/c/d", ".dark"}
	someNames   = []string{"1.mp4", "2.mp4", "1.mp4.part", "note.txt"}
)

func (w *world) folder(rt *rapid.T, label string) string {
	return w.at(rapid.SampledFrom(someFolders).Draw(rt, label))
}

func (w *world) path(rt *rapid.T, label string) string {
	return filepath.Join(w.folder(rt, label+" in"), rapid.SampledFrom(someNames).Draw(rt, label))
}

// stampNew gives what was written a time nobody had before.
func (w *world) stampNew(path string) {
	w.version++
	at := time.Unix(1_700_000_000+int64(w.version), 0)
	w.must(os.Chtimes(path, at, at))
}

func (w *world) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"write": func(rt *rapid.T) {
			path := w.path(rt, "file")
			w.mkdir(filepath.Dir(path))
			w.put(path, rapid.IntRange(0, 3).Draw(rt, "size"))
			w.stampNew(path)
		},
		"append": func(rt *rapid.T) {
			path := w.path(rt, "file")
			w.mkdir(filepath.Dir(path))
			w.grow(path, 1)
			w.stampNew(path)
		},
		"hold": func(rt *rapid.T) {
			path := w.path(rt, "file")
			if f, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil && w.held[path] == nil {
				w.held[path] = f
			} else if err == nil {
				f.Close()
			}
		},
		"release": func(*rapid.T) { w.release() },
		"rename": func(rt *rapid.T) {
			w.release() // so that it is known by path what is held
			w.moves++
			os.Rename(w.path(rt, "from"), w.path(rt, "to")) // or there is nothing to rename
		},
		"rename folder": func(rt *rapid.T) {
			w.release()
			w.moves++
			if from := w.folder(rt, "from"); from != w.root {
				os.Rename(from, w.folder(rt, "to"))
			}
		},
		"delete": func(rt *rapid.T) {
			w.release()
			w.moves++
			os.Remove(w.path(rt, "file"))
		},
		"delete folder": func(rt *rapid.T) {
			w.release()
			w.moves++
			if folder := w.folder(rt, "folder"); folder != w.root {
				w.must(os.RemoveAll(folder))
			}
		},
		"hear":  func(*rapid.T) { w.hear() },
		"tick":  func(*rapid.T) { w.tick() }, // some events may be on their way
		"quiet": func(*rapid.T) { w.pass(ticks + 1) },
		"sweep": func(*rapid.T) { w.sweep() },
	}
}

func (w *world) release() {
	for path, f := range w.held {
		w.must(f.Close())
		delete(w.held, path)
	}
}

// checkHeld stands where the caller would take the file.
func (w *world) checkHeld(path string) {
	if w.held[path] != nil && runtime.GOOS == "linux" {
		w.Errorf("%s is told while somebody writes to it", path)
	}
	w.last = append(w.last, w.moves)
}

func (w *world) finish() {
	w.release()
	if !w.hears {
		w.sweep()
	}
	w.settleDown()
	told := map[string]stamp{}
	at := map[string]int{}
	for i, s := range w.said {
		if s.size == 0 || !mp4(s.path) || strings.Contains(s.path, "/.dark/") {
			w.Errorf("told of %s, which does not count", s.path)
		}
		if before, twice := told[s.path]; twice && before == s.stamp && at[s.path] == w.last[i] {
			w.Errorf("%s is told twice and nothing happened to it", s.path)
		}
		told[s.path], at[s.path] = s.stamp, w.last[i]
	}
	var want, got []string
	w.must(filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !mp4(path) || strings.Contains(path, "/.dark/") {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > 0 {
			want = append(want, fmt.Sprint(path, stampOf(info)))
		}
		return err
	}))
	for path, s := range told {
		if info, err := os.Lstat(path); err == nil && info.Size() > 0 {
			got = append(got, fmt.Sprint(path, s))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.Fatalf("told in the end:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w.wantState(0, w.deaf())
}
