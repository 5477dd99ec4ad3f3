package outbox

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// island is a platform that no network leads to while the sea is rough.
type island struct {
	platform.Publisher
	rough *atomic.Bool
}

func (i island) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	if i.rough.Load() {
		return platform.UploadSession{}, taglane.Errorf(taglane.Offline, "The island cannot be reached.")
	}
	return i.Publisher.Open(ctx, key, p)
}

func TestWhatWaitsForTheNetworkGoesOnWithIt(t *testing.T) {
	f := newFleet(t, 3, 1, nil)
	var rough atomic.Bool
	rough.Store(true)
	f.wrap = func(p platform.Publisher) platform.Publisher { return island{p, &rough} }
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	held := f.first()
	for id := range f.pubs {
		if r := f.row(id); r.Wait != WaitsOffline || time.Until(r.Until) < time.Minute {
			t.Fatalf("without a network it waits %q until %s", r.Wait, r.Until)
		}
	}
	if _, err := f.Hold(t.Context(), held, WaitsPaused); err != nil {
		t.Fatal(err)
	}
	if err := f.Reconnected(t.Context()); err != nil { // too early
		t.Fatal(err)
	}
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	rough.Store(false)
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id := range f.pubs {
		if r := f.row(id); id != held && r.Wait != WaitsOffline {
			t.Fatalf("nothing told it of the network, and it waits %q", r.Wait)
		}
	}
	if err := f.Reconnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id := range f.pubs {
		switch r := f.row(id); {
		case id == held && r.Wait != WaitsPaused:
			t.Errorf("what a person paused waits %q", r.Wait)
		case id != held && r.Stage != Tagged:
			t.Errorf("with the network it stands at %s, waiting %q", r.Stage, r.Wait)
		}
	}
}
