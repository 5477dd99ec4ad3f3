package outbox

import (
	"context"
	"errors"
	"testing"
	"time"
)

// still is a clock that moves only when somebody waits for it.
type still struct{ now time.Time }

func (s *still) Now() time.Time { return s.now }

func (s *still) After(d time.Duration) <-chan time.Time {
	s.now = s.now.Add(d)
	c := make(chan time.Time, 1)
	c <- s.now
	return c
}

func TestBandwidthIsShared(t *testing.T) {
	clock := &still{start}
	b := &Bandwidth{Now: clock.Now, After: clock.After}
	took := func(n, times int) time.Duration {
		t.Helper()
		began := clock.now
		for range times {
			if err := b.Wait(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
		return clock.now.Sub(began)
	}
	if d := took(1<<30, 5); d != 0 {
		t.Errorf("without a limit: %v", d)
	}
	b.Set(100_000)
	if d := took(50_000, 21); d != 10*time.Second { // the first goes at once
		t.Errorf("1 MB at 100 KB/s: %v", d)
	}
	took(100_000_000, 1)
	b.Set(200_000) // what was let go at the old rate is not paid for at it
	if d := took(50_000, 21); d != 5*time.Second || b.Rate() != 200_000 {
		t.Errorf("1 MB at 200 KB/s: %v", d)
	}
	b.Set(-1)
	if d := took(1<<30, 5); d != 0 || b.Rate() != 0 {
		t.Errorf("without a limit again: %v", d)
	}
}

func TestBandwidthLetsGo(t *testing.T) {
	clock := &still{start}
	waiting := make(chan struct{}, 1)
	b := &Bandwidth{Now: clock.Now, After: func(d time.Duration) <-chan time.Time {
		if d > time.Second {
			t.Errorf("sleeps for %v without a look at what was set meanwhile", d)
		}
		waiting <- struct{}{}
		return nil
	}}
	b.Set(1)
	if err := b.Wait(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Wait(ctx, 1) }()
	<-waiting
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}
