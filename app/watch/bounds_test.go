package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

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
