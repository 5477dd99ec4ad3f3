//go:build linux && amd64

package faults_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// trouble is one way in which calls go wrong.
type trouble struct {
	name  string
	calls []int
	err   syscall.Errno
}

var (
	writing = []int{unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_COPY_FILE_RANGE, unix.SYS_MKDIRAT, unix.SYS_MKDIR, unix.SYS_RENAMEAT, unix.SYS_RENAME}
	syncing = []int{unix.SYS_FSYNC, unix.SYS_FDATASYNC}
	opening = []int{unix.SYS_OPENAT, unix.SYS_OPEN}
)

// troubles are all that is tried at every call, once and from then on.
var troubles = []trouble{
	{"ENOSPC on a write", writing, unix.ENOSPC},
	{"EIO on a write", writing, unix.EIO},
	{"EIO on a sync", syncing, unix.EIO},
	{"EMFILE on an open", opening, unix.EMFILE},
	{"ENOMEM on a map", []int{unix.SYS_MMAP}, unix.ENOMEM},
	{"EIO on a read", []int{unix.SYS_PREAD64, unix.SYS_READ}, unix.EIO},
}

// act is one thing a person does, as a fault finds it.
type act struct {
	name string
	do   func(l *living) error
	// settle looks at what the act left, failed or not: the old state or the new one.
	settle func(l *living, failed error) error
	gate   *gate // of a program of its own; nil for the bench's
	grows  bool  // each try leaves the library larger, and the calls of the next ones with it
}

// bench is where acts are done: a program behind a gate.
type bench struct {
	*home
	r     *row
	gate  *gate
	l     *living
	most  int    // calls that are tried of each act and trouble
	named int    // faults that came out as a sentence
	last  string // what was tried last
}

// Every act meets every trouble at every call it makes on the library, once
// and for good. The program does not end, the library is as it was or as it
// was to become, what is said is a sentence, and when the trouble is over it
// works on without a new start. TAGLANE_CALLS says how many calls of each act
// are tried, spread over all, and TAGLANE_ACTS is a pattern of their names.
func TestEveryCallFails(t *testing.T) {
	r := begin(t, "a fault at every call of every act")
	b := newBench(t, r)
	acts := b.acts()
	if only := os.Getenv("TAGLANE_ACTS"); only != "" {
		acts = slices.DeleteFunc(acts, func(a act) bool { return !regexp.MustCompile(only).MatchString(a.name) })
	}
	for _, a := range acts {
		before := r.tries
		kept := b.keep(a)
		for _, tr := range troubles {
			for _, forever := range []bool{false, true} {
				b.putBack(kept)
				b.meet(a, tr, forever)
			}
		}
		t.Logf("%s: %d faults", a.name, r.tries-before)
	}
	if err := b.l.leave(); err != nil {
		t.Error(err)
	}
	r.note("%d acts × %d troubles, once and for good; %d came out as a sentence, the rest were overcome", len(acts), len(troubles), b.named)
}

func newBench(t *testing.T, r *row) *bench {
	t.Helper()
	h := newHome(t)
	b := &bench{home: h, r: r, most: count("TAGLANE_CALLS", 1, 1<<30)}
	return b
}

// keep copies the library as an act that makes it grow finds it, so that every
// trouble finds it so; "" for any other act.
func (b *bench) keep(a act) (folder string) {
	b.t.Helper()
	if !a.grows {
		return ""
	}
	b.sleep()
	folder = b.t.TempDir()
	if err := b.copyAll(folder, b.dir); err != nil {
		b.t.Fatal(err)
	}
	return folder
}

func (b *bench) putBack(folder string) {
	b.t.Helper()
	if folder == "" {
		return
	}
	b.sleep()
	if err := errors.Join(os.RemoveAll(b.library), os.RemoveAll(b.state), b.copyAll(b.dir, folder)); err != nil {
		b.t.Fatal(err)
	}
}

// copyAll copies the library and the second copy of its publish ledger.
func (b *bench) copyAll(to, from string) (err error) {
	for _, path := range []string{b.library, b.state} {
		name := filepath.Base(path)
		if _, there := os.Stat(filepath.Join(from, name)); there == nil {
			err = errors.Join(err, os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(from, name))))
		}
	}
	return err
}

// sleep ends the program where it runs.
func (b *bench) sleep() {
	b.t.Helper()
	if b.l == nil || !b.l.alive() {
		return
	}
	if err := b.l.leave(); err != nil {
		b.t.Error(err)
	}
}

// wake starts the program where it does not run, with nothing to do by itself.
func (b *bench) wake() {
	b.t.Helper()
	if b.l != nil && b.l.alive() {
		return
	}
	var err error
	if b.l, err = b.live(); err == nil {
		err = b.l.ask(nil, "PauseJobs", true)
	}
	if err != nil {
		b.r.add(&b.r.crashed, 1)
		b.t.Fatalf("after %s: the library does not open: %v", b.last, err)
	}
}

// meet lets an act meet a trouble at each of its calls.
func (b *bench) meet(a act, tr trouble, forever bool) {
	b.t.Helper()
	b.wake()
	g := cmp.Or(a.gate, b.gate)
	g.set(&rule{calls: tr.calls}) // counts, and strikes nowhere
	err := a.do(b.l)
	calls, _ := g.lift()
	if err = errors.Join(err, a.settle(b.l, err)); err != nil {
		b.t.Fatalf("%s, without any trouble: %v", a.name, err)
	}
	for _, at := range spread(calls, b.most) {
		b.wake()
		b.last = fmt.Sprintf("%s, %s, call %d of %d, for good: %v", a.name, tr.name, at, calls, forever)
		g.set(&rule{calls: tr.calls, at: at, forever: forever, err: tr.err})
		err := a.do(b.l)
		if _, struck := g.lift(); struck == 0 {
			if err != nil {
				b.t.Errorf("%s fails of itself: %v", a.name, err)
			}
			if err := a.settle(b.l, err); err != nil {
				b.t.Errorf("%s: %v", a.name, err)
			}
			continue // it makes a call less now and then
		}
		b.r.add(&b.r.tries, 1)
		b.judge(a, b.last, err)
	}
}

// judge says what a fault has done, now that it is over.
func (b *bench) judge(a act, what string, err error) {
	b.t.Helper()
	switch {
	case errors.Is(err, errEnded) || !b.l.alive() && !named(err):
		b.r.add(&b.r.crashed, 1)
		b.t.Errorf("%s: the program ends: %v: %s", what, err, b.l.complaint)
		b.wake()
	case err != nil && !named(err):
		b.t.Errorf("%s: that is no sentence: %v", what, err)
	case err != nil:
		b.named++
	}
	if b.l.panicked() {
		b.r.add(&b.r.crashed, 1)
		b.t.Fatalf("%s: a verb panicked: %s", what, b.l.complaint)
	}
	if wrong := a.settle(b.l, err); wrong != nil {
		b.r.add(&b.r.mixed, 1)
		b.t.Errorf("%s (%v): afterwards %v", what, err, wrong)
	}
	if wrong := sound(b.t, b.library); wrong != nil {
		b.r.add(&b.r.mixed, 1)
		b.t.Errorf("%s: %v", what, wrong)
	}
}

// spread picks some of the numbers from 1 to n, evenly, the last among them.
func spread(n, most int) (out []int) {
	for i := range min(n, most) {
		out = append(out, n-i*n/min(n, most))
	}
	slices.Reverse(out)
	return out
}
