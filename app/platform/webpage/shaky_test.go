package webpage

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"syscall"

	"taglane/app/platform/platformtest"
)

var (
	errWire = syscall.EIO
	errDead = errors.New("the machine is off")
)

// fault makes the nth touch of a disk go wrong; a crash makes everything
// after it go wrong too.
type fault struct {
	mu    sync.Mutex
	how   platformtest.How
	crash bool
	quiet bool // reads never fail and do not count
	left  int  // touches until it happens; 0: never
	dead  bool
	count int // touches so far
	did   []string
}

func (f *fault) note(words ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.did = append(f.did, strings.Join(words, " "))
}

// touch says whether to act, and what to answer afterwards.
func (f *fault) touch() (act, half bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	if f.dead {
		return false, false, errDead
	}
	if f.left == 0 {
		return true, false, nil
	}
	if f.left--; f.left > 0 {
		return true, false, nil
	}
	f.dead = f.crash
	err = errWire
	if f.crash {
		err = errDead
	}
	switch f.how {
	case platformtest.CutAfter:
		return true, false, err
	case platformtest.CutMidway:
		return true, true, err
	case platformtest.Full:
		return false, false, syscall.ENOSPC
	}
	return false, false, err
}

// shaky is a real disk behind a fault.
type shaky struct {
	disk
	f *fault
}

func (f *fault) open(dir string) (disk, error) {
	d, err := openRooted(dir)
	return shaky{d, f}, err
}

func (s shaky) do(op func() error) error {
	act, half, err := s.f.touch()
	if act && (!half || s.f.crash) { // a crash right after; writes alone can be half done
		if really := op(); really != nil {
			return really
		}
	}
	return err
}

// look is an operation that changes nothing.
func (s shaky) look(op func() error) error {
	if s.f.quiet && !s.f.dead {
		return op()
	}
	return s.do(op)
}

func (s shaky) Stat(n string) (i fs.FileInfo, err error) {
	err = s.look(func() (e error) { i, e = s.disk.Stat(n); return })
	return i, err
}

func (s shaky) ReadDir(n string) (l []fs.DirEntry, err error) {
	err = s.look(func() (e error) { l, e = s.disk.ReadDir(n); return })
	return l, err
}

func (s shaky) Open(n string) (r io.ReadCloser, err error) {
	err = s.look(func() (e error) { r, e = s.disk.Open(n); return })
	if err != nil && r != nil {
		r.Close()
		return nil, err
	}
	return r, err
}

func (s shaky) Mkdir(n string) error { return s.do(func() error { return s.disk.Mkdir(n) }) }
func (s shaky) Rename(a, b string) error {
	return s.do(func() error { s.f.note("rename", a, b); return s.disk.Rename(a, b) })
}
func (s shaky) Remove(n string) error { return s.do(func() error { return s.disk.Remove(n) }) }

// Flushing takes long and says nothing in a test; it counts as a touch all the same.
func (s shaky) SyncDir(n string) error {
	return s.do(func() error { s.f.note("flush", n); return nil })
}

func (s shaky) Create(n string) (writer, error) { return s.writer(n, s.disk.Create) }
func (s shaky) Append(n string) (writer, error) { return s.writer(n, s.disk.Append) }

func (s shaky) writer(n string, open func(string) (writer, error)) (w writer, err error) {
	err = s.do(func() (e error) { w, e = open(n); return })
	if err != nil {
		if w != nil {
			w.Close()
		}
		return nil, err
	}
	s.f.note("write", n)
	return shakyWriter{w, s.f, n}, nil
}

type shakyWriter struct {
	writer
	f    *fault
	name string
}

func (w shakyWriter) Write(b []byte) (int, error) {
	act, half, err := w.f.touch()
	if !act {
		return 0, err
	}
	if half {
		n, _ := w.writer.Write(b[:len(b)/2])
		return n, err
	}
	n, really := w.writer.Write(b)
	if really != nil {
		return n, really
	}
	return n, err
}

func (w shakyWriter) Sync() error {
	_, _, err := w.f.touch()
	w.f.note("flush", w.name)
	return err
}
