//go:build linux && amd64

package faults_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// small mounts a file system in memory, of so many bytes.
func small(t *testing.T, r *row, size int) (at string) {
	t.Helper()
	if os.Getuid() != 0 {
		r.skip(t, "only root may mount")
	}
	at = filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", at, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		r.skip(t, "nothing can be mounted here: "+err.Error())
	}
	t.Cleanup(func() {
		if err := unix.Unmount(at, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return at
}

// filler takes what room is left on a disk.
func filler(at string) (path string, err error) {
	path = filepath.Join(at, "filler")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return path, err
	}
	defer f.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := f.Write(block); errors.Is(err, unix.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			return path, err
		}
	}
	return path, nil
}

// The disk is really full, again and again: what is asked is refused in a
// sentence that says so, and goes on by itself when there is room.
func TestDiskIsFull(t *testing.T) {
	r := begin(t, "a disk that is full")
	at := small(t, r, 48<<20) // the library alone never fills it
	h := homeIn(t, at)
	d := h.desks(1, rand.New(rand.NewPCG(6, 6)))[0]
	var l *living
	refused, starts := 0, 0
	for range count("TAGLANE_DISKS", 4, 100) {
		if l == nil {
			var err error
			if l, err = h.live(); err != nil {
				r.add(&r.crashed, 1)
				t.Fatal(err)
			}
		}
		if err := d.settle(l, r); err != nil {
			t.Fatal(err)
		}
		path, err := filler(at)
		if err != nil {
			t.Fatal(err)
		}
		for range 2000 { // what lies in the log's file already goes on
			if err = d.work(l); err != nil {
				break
			}
		}
		r.add(&r.tries, 1)
		switch {
		case err == nil:
			t.Error("2,000 steps had room on a full disk")
		case !named(err) || !strings.HasPrefix(err.Error(), "Later: ") || !strings.Contains(err.Error(), "full"):
			t.Errorf("a full disk says: %v", err)
		default:
			refused++
		}
		if err := d.settle(l, r); err != nil {
			t.Errorf("on a full disk: %v", err)
		}
		if r.tries%3 == 0 { // it is started on a full disk
			l.kill()
			if l, err = h.live(); err != nil {
				if l = nil; !named(err) {
					t.Errorf("a start on a full disk says: %v", err)
				}
				starts++
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if l != nil {
			if err := errors.Join(d.settle(l, r), d.work(l)); err != nil {
				t.Errorf("when there is room again: %v", err)
			}
		}
		if err := sound(t, h.library); err != nil {
			r.add(&r.mixed, 1)
			t.Error(err)
		}
	}
	r.note("%d acknowledged steps; %d refused by name; %d starts refused by name", d.done, refused, starts)
}

// nobody is somebody without rights.
const nobody = 65534

// A library in a folder that its person may not write is shown, or refused in a
// sentence; a change is refused in one; it stays as it is to the byte, and opens
// when it may be written again.
func TestFolderMayNotBeWritten(t *testing.T) {
	r := begin(t, "a folder that may not be written")
	h := newHome(t)
	open := filepath.Dir(h.dir) // which only its maker may look into
	if err := errors.Join(os.Chmod(open, 0o755), os.Chmod(filepath.Dir(builtIn), 0o755)); err != nil {
		t.Fatal(err)
	}
	d := h.desks(1, rand.New(rand.NewPCG(6, 7)))[0]
	give := func(uid int, folder, file os.FileMode) {
		t.Helper()
		err := filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			mode := file
			if e.IsDir() {
				mode = folder
			}
			if os.Getuid() == 0 {
				err = os.Lchown(path, uid, uid)
			}
			return errors.Join(err, os.Chmod(path, mode))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if os.Getuid() == 0 {
		h.person = nobody
	}
	for _, way := range []struct {
		name         string
		folder, file os.FileMode
	}{{"folder", 0o555, 0o644}, {"files", 0o755, 0o444}, {"both", 0o555, 0o444}} {
		give(nobody, way.folder, way.file)
		before := digest(t, h.library)
		for _, words := range [][]string{{"clips"}, {"products", "add", "--title", "Cup", "--url", "https://shop.example/cup", "--relation", "own"}} {
			err := h.cli(nil, words...)
			r.add(&r.tries, 1)
			if looks := len(words) == 1; !named(err) && !(looks && err == nil) {
				r.add(&r.crashed, 1)
				t.Errorf("%s without leave to write %s: %v", words[0], way.name, err)
			}
		}
		if after := digest(t, h.library); after != before {
			r.add(&r.mixed, 1)
			t.Errorf("the library was changed without leave to write %s: %s", way.name, parting(after, before))
		}
		give(nobody, 0o755, 0o644)
		l, err := h.live()
		if err == nil {
			err = errors.Join(d.settle(l, r), d.work(l), l.leave())
		}
		if err != nil {
			r.add(&r.lost, 1)
			t.Errorf("when %s may be written again: %v", way.name, err)
		}
	}
}

// digest is what lies in a folder, with the sum of each file.
func digest(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == "lock" { // which says who tried last
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %x\n", strings.TrimPrefix(path, dir), sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A medium that cannot be written is shown, and refuses every change in a
// sentence; a disk that is pulled out while the program works loses nothing that was said to be done.
func TestDiskIsAway(t *testing.T) {
	r := begin(t, "a medium for reading, and a disk that is pulled out")
	d := newDisk(t, r, "ext4")
	h := homeIn(t, d.at)
	desk := h.desks(1, rand.New(rand.NewPCG(8, 8)))[0]
	random := rand.New(rand.NewPCG(8, 9))
	for range count("TAGLANE_DISKS", 3, 50) {
		if err := unix.Mount("", d.at, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		l, err := h.live()
		if err != nil {
			t.Errorf("a medium for reading is not shown: %v", err)
		} else {
			if err := l.ask(nil, "AddProject", "x"); !named(err) {
				t.Errorf("a medium for reading: %v", err)
			}
			if err := l.leave(); err != nil {
				t.Errorf("a medium for reading is not let go: %v", err)
			}
		}
		r.add(&r.tries, 1)
		if err := unix.Mount("", d.at, "", unix.MS_REMOUNT, ""); err != nil {
			t.Fatal(err)
		}
		if l, err = h.live(); err != nil {
			r.add(&r.crashed, 1)
			t.Fatal(err)
		}
		if err := desk.settle(l, r); err != nil {
			t.Error(err)
		}
		away := time.AfterFunc(time.Duration(random.IntN(60_000))*time.Microsecond, func() { _ = unix.Unmount(d.at, unix.MNT_DETACH) })
		for range 60 {
			if err = desk.work(l); err != nil {
				break
			}
		}
		away.Stop()
		r.add(&r.tries, 1)
		if err != nil && !named(err) {
			r.add(&r.crashed, 1)
			t.Errorf("when the disk was pulled out: %v: %s", err, l.complaint)
		}
		// What needs a file by its name says so; nothing is written beside the disk that is away.
		if err := l.ask(nil, "ExportNotes", desk.clip, "csv", "", false); err != nil && !named(err) {
			t.Errorf("an export to a disk that is away: %v", err)
		}
		l.kill()
		_ = unix.Unmount(d.at, unix.MNT_DETACH) // where it was not pulled out in time
		d.there = false
		time.Sleep(50 * time.Millisecond)
		if err := d.mount(); err != nil {
			t.Fatal(err)
		}
		if err := sound(t, h.library); err != nil {
			r.add(&r.mixed, 1)
			t.Error(err)
		}
	}
	r.note("%d acknowledged steps", desk.done)
}

// The program may open no more files, while it runs and from its start.
func TestFilesRunOut(t *testing.T) {
	r := begin(t, "no more open files")
	h := newHome(t)
	d := h.desks(1, rand.New(rand.NewPCG(9, 9)))[0]
	l, err := h.live()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.settle(l, r); err != nil {
		t.Fatal(err)
	}
	short, err := shortClip()
	if err != nil {
		t.Fatal(err)
	}
	pid := l.cmd.Process.Pid
	var usual unix.Rlimit
	if err := unix.Prlimit(pid, unix.RLIMIT_NOFILE, nil, &usual); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for extra := range count("TAGLANE_FILES", 6, 24) {
		free := 0 // the number that the next file would have
		for there := error(nil); there == nil; free++ {
			_, there = os.Lstat(fmt.Sprintf("/proc/%d/fd/%d", pid, free))
		}
		limit := uint64(free - 1 + extra)
		for _, do := range []func() error{
			func() error { return d.work(l) },
			func() error { return l.ask(nil, "ExportNotes", d.clip, "csv", "", false) },
			func() error {
				var report struct{ Refused []struct{ Error refusal } }
				err := l.put(&report, "ImportFile", fmt.Sprintf("film %d.mp4", extra), slices.Concat(short, []byte(fmt.Sprintf("\x00\x00\x00\x10free%08d", extra))))
				if err == nil && len(report.Refused) > 0 {
					return &report.Refused[0].Error
				}
				return err
			},
			func() error { return l.ask(nil, "Doctor") },
		} {
			if err := unix.Prlimit(pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: limit, Max: usual.Max}, nil); err != nil {
				t.Fatal(err)
			}
			err := do()
			if back := unix.Prlimit(pid, unix.RLIMIT_NOFILE, &usual, nil); back != nil {
				t.Fatal(back)
			}
			r.add(&r.tries, 1)
			if err != nil && !named(err) {
				r.add(&r.crashed, 1)
				t.Errorf("with %d files: %v: %s", limit, err, l.complaint)
			}
			if err != nil {
				refused++
			}
			if err := d.settle(l, r); err != nil {
				t.Errorf("when files may be opened again: %v", err)
			}
		}
		if l.panicked() {
			r.add(&r.crashed, 1)
			t.Fatalf("a verb panicked: %s", l.complaint)
		}
	}
	if err := l.leave(); err != nil {
		t.Error(err)
	}
	for n := 4; n <= 64; n += count("TAGLANE_FILES", 12, 1) {
		h.through = []string{"prlimit", fmt.Sprintf("--nofile=%d:%d", n, n)}
		err := h.cli(nil, "clips")
		r.add(&r.tries, 1)
		if err != nil && !named(err) && n > 12 { // fewer do not even start a program
			r.add(&r.crashed, 1)
			t.Errorf("a start with %d files: %v", n, err)
		}
	}
	h.through = nil
	if err := errors.Join(h.cli(nil, "clips"), sound(t, h.library)); err != nil {
		r.add(&r.mixed, 1)
		t.Error(err)
	}
	r.note("%d refused by name", refused)
}
