package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// live is a Watcher with the system's own events and the wall's time. Its sweep
// never comes.
type live struct {
	*Watcher
	t    *testing.T
	root string

	mu   sync.Mutex
	told map[string]int
}

func newLive(t *testing.T, quiet time.Duration) *live {
	t.Helper()
	l := &live{t: t, root: t.TempDir(), told: map[string]int{}}
	l.Watcher = New(Options{Quiet: quiet, Sweep: time.Hour, Wants: mp4, Arrived: func(path string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.told[path]++
	}})
	l.Set([]string{l.root})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- l.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ends with %v", err)
		}
	})
	return l
}

// until waits for as many files to be told, and for nothing to be arriving.
func (l *live) until(files int) {
	l.t.Helper()
	for range 1000 {
		l.mu.Lock()
		n := len(l.told)
		l.mu.Unlock()
		if n >= files && l.State()[0].Arriving == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	l.t.Fatalf("%d files are told, want %d; the folder says %+v", len(l.told), files, l.State())
}

func (l *live) write(name string, size int) {
	l.t.Helper()
	path := filepath.Join(l.root, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, make([]byte, size), 0o600)); err != nil {
		l.t.Fatal(err)
	}
}

func TestABurstIsToldOnceEach(t *testing.T) {
	t.Parallel()
	l := newLive(t, 150*time.Millisecond)
	for i := range 1000 {
		l.write(fmt.Sprintf("%d/%03d.mp4", i%7, i), 1+i)
	}
	l.until(1000)
	time.Sleep(2 * 150 * time.Millisecond) // time enough for a second telling
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.told) != 1000 {
		t.Errorf("%d files are told, want 1,000", len(l.told))
	}
	for path, n := range l.told {
		if n != 1 {
			t.Errorf("%s is told %d times", path, n)
		}
	}
}

func TestTheFolderComesBackByItself(t *testing.T) {
	t.Parallel()
	l := newLive(t, 80*time.Millisecond)
	l.write("a.mp4", 1)
	l.until(1)
	if err := os.RemoveAll(l.root); err != nil {
		t.Fatal(err)
	}
	for l.State()[0].Trouble.Format == "" {
		time.Sleep(5 * time.Millisecond)
	}
	l.write("deep/b.mp4", 1)
	l.until(2)
	l.write("deep/c.mp4", 1) // by an event, since no sweep comes
	l.until(3)
	if s := l.State()[0].Trouble.String(); s != "" {
		t.Errorf("still in trouble: %s", s)
	}
}

// Set may be called while Run runs, and from within what it calls.
func TestSetFromWithin(t *testing.T) {
	t.Parallel()
	one, two := t.TempDir(), t.TempDir()
	told := make(chan string, 2)
	var w *Watcher
	w = New(Options{Quiet: 20 * time.Millisecond, Arrived: func(path string) {
		w.Set([]string{two})
		_ = w.State()
		told <- path
	}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	for _, path := range []string{one + "/a", one + "/not asked for", two + "/b"} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Set([]string{one})
	if a, b := <-told, <-told; a != one+"/a" || b != two+"/b" {
		t.Errorf("told %s and %s", a, b)
	}
	cancel()
	<-done
}
