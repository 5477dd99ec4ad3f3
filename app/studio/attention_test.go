package studio

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

func TestAPersonIsCalledOnce(t *testing.T) {
	needTools(t)
	var mu sync.Mutex
	var calls []AttentionEvent
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Emit = func(_ string, data any) {
		if a, ok := data.(AttentionEvent); ok {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, a)
		}
	}
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clip, account := filmed(t, s), stallAccount(t, s, "Stall")
	say(t, s, clip, account, "caption", "Ad. A mug.", "title", "Sunday")
	p := publishNow(t, s, clip, account)
	if _, err := s.PausePublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RetryPublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	if len(calls) > 0 {
		t.Fatal("called for what they did themselves:", calls)
	}
	idle(t, s)
	if len(calls) != 1 || calls[0].Publication != p.ID || calls[0].Title != "Sunday, for Stall" || calls[0].Sentence == "" {
		t.Fatalf("%+v", calls)
	}
	row, err := s.store.Load(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wait  outbox.Wait
		stage outbox.Stage
		more  int
	}{{outbox.NotWaiting, outbox.Tagged, 0}, {outbox.WaitsLogin, outbox.Open, 1}, {outbox.WaitsLogin, outbox.Open, 0}, {outbox.NotWaiting, outbox.Open, 0},
		{outbox.WaitsLogin, outbox.Open, 1}, {outbox.WaitsUnsure, outbox.Open, 1}, {outbox.WaitsUntil, outbox.Open, 0}, {outbox.WaitsLate, outbox.Open, 1}, {outbox.WaitsCanceled, outbox.Open, 0}} {
		before := len(calls)
		row.Wait, row.Stage, row.FaultMessage = c.wait, c.stage, taglane.Say("Paused by you.")
		s.attend(row)
		if len(calls)-before != c.more {
			t.Errorf("%s at %s: called %d times", c.wait, c.stage, len(calls)-before)
		}
	}
	before := len(calls)
	for range 2 {
		row.Wait, row.Ahead = outbox.WaitsUntil, time.Hour
		s.attend(row)
	}
	if len(calls)-before != 1 {
		t.Errorf("the clock is wrong, and nobody was called once: %d", len(calls)-before)
	}
}
