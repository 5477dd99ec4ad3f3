package outbox

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestAPausedOutboxInterruptsUploadsAndMovesNothing(t *testing.T) {
	f := newFleet(t, 3, 2, nil)
	var now, most atomic.Int32
	hold, entered := make(chan struct{}), make(chan struct{}, 100)
	f.wrap = func(p platform.Publisher) platform.Publisher { return crowd{p, &now, &most, hold, entered} }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	moved := make(chan Stage, 1000)
	f.Changed = func(r Row) { moved <- r.Stage }
	go func() { done <- f.Run(ctx) }()
	<-entered
	<-entered
	f.SetPaused(true)
	if !f.Paused() {
		t.Fatal("not paused")
	}
	for deadline := time.Now().Add(5 * time.Second); now.Load() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("uploads go on")
		}
	}
	for id := range f.pubs { // nobody is at work any more, and nobody begins
		if _, err := f.Step(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	for len(moved) > 0 {
		<-moved
	}
	for id := range f.pubs {
		was := f.row(id)
		if r, err := f.Step(ctx, id); err != nil || r.Stage != was.Stage || r.Stage >= Sent || r.Wait != NotWaiting || r.Tries != 0 {
			t.Errorf("%s moved to %s, waits %q after %d tries, %v", id, r.Stage, r.Wait, r.Tries, err)
		}
	}
	f.Poke()
	select {
	case s := <-moved:
		t.Errorf("a step to %s began", s)
	case <-time.After(50 * time.Millisecond):
	}
	// What a person says of one row is still heard.
	if r, err := f.Cancel(ctx, f.first()); err != nil || r.Wait != WaitsCanceled {
		t.Errorf("%+v, %v", r, err)
	}
	close(hold)
	f.SetPaused(false)
	for tagged := 0; tagged < len(f.pubs)-1; {
		if s := <-moved; s == Tagged {
			tagged++
		}
	}
	cancel()
	<-done
}

func TestAPausedOutboxIsIdle(t *testing.T) {
	f := newFleet(t, 1, 2, nil)
	f.SetPaused(true)
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := f.row(f.first()); r.Stage != Queued {
		t.Errorf("moved to %s", r.Stage)
	}
}

// The public act is never cut off: its answer would be lost.
func TestAPauseDoesNotInterruptTheRelease(t *testing.T) {
	f := newFleet(t, 1, 1, nil)
	entered, hold := make(chan struct{}), make(chan struct{})
	f.wrap = func(p platform.Publisher) platform.Publisher { return slow{p, entered, hold} }
	done := make(chan error, 1)
	go func() { done <- f.RunUntilIdle(t.Context()) }()
	<-entered
	f.SetPaused(true)
	close(hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r := f.row(f.first()); r.Stage != Live || r.asking() {
		t.Errorf("%s, asking %v", r.Stage, r.asking())
	}
}

// A pause that comes between the look at it and the start of the step counts.
func TestAPauseIsNotMissed(t *testing.T) {
	p := newPlay(t, nil, nil)
	connect := p.Connect
	p.Connect = func(ctx context.Context, r Row) (platform.Publisher, taglane.Publication, error) {
		p.SetPaused(true)
		return connect(ctx, r)
	}
	f, release := p.hold(p.pub.ID)
	p.mu.Lock()
	p.paused = true
	p.mu.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	p.interruptible(f, cancel)
	release()
	if ctx.Err() == nil {
		t.Error("a step began after the pause")
	}
	p.SetPaused(false)
	if _, err := p.Step(t.Context(), p.pub.ID); err == nil || p.row().Stage != Queued {
		t.Errorf("%s, %v", p.row().Stage, err)
	}
}

// narrowed is a connector that can be slowed down.
type narrowed struct {
	platform.Publisher
	wait func(context.Context, int) error
}

func (n *narrowed) Narrow(wait func(context.Context, int) error) { n.wait = wait }

func (n *narrowed) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, size int64) (platform.UploadSession, error) {
	if n.wait != nil {
		if err := n.wait(ctx, int(size)); err != nil {
			return s, err
		}
	}
	return n.Publisher.Send(ctx, s, off, r, size)
}

// behind is a wrapper in front of it, as the seal is.
type behind struct{ platform.Publisher }

func (b behind) Unwrap() platform.Connector { return b.Publisher }

func TestBandwidthReachesTheConnector(t *testing.T) {
	for _, asked := range []bool{true, false} {
		p := newPlay(t, map[string]string{"dir": t.TempDir()}, func(p platform.Publisher) platform.Publisher { return behind{&narrowed{Publisher: p}} })
		var sent int64
		if asked {
			p.Narrow = func(_ context.Context, n int) error { sent += int64(n); return nil }
		}
		p.rest()
		p.wantOnePost(Tagged)
		if asked != (sent == p.pub.Revision.Media.Size) {
			t.Errorf("asked %v: %d bytes waited", asked, sent)
		}
	}
}
