package platformtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func stalledBodyEndsWithItsCaller(t *testing.T, m Market, a asking) {
	tape := m.read(t, a)
	for n, whole := range tape.answers() {
		w := tape.replay().stop(n+1, len(whole.body)/2, holds)
		c := m.New(t, w)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := a.all(ctx, c)
			done <- err
		}()
		select {
		case <-w.held:
		case err := <-done:
			t.Fatalf("answer %d stopped, and all was there: %v", n+1, err)
		}
		cancel()
		select {
		case err := <-done:
			m.told(t, err, fmt.Sprintf("answer %d held back", n+1), waits...)
		case <-time.After(soon):
			t.Fatalf("answer %d held back: it was not given up within %v", n+1, soon)
		}
	}
}

// stalledBodyEndsByItself: headers at once and then a body that does not come
// are given up though nobody calls it off, and the same connector goes on: no
// turn is still taken, and no wait still runs.
func stalledBodyEndsByItself(t *testing.T, m Market, a asking) {
	if m.Patience == nil {
		t.Fatal("patience can always be short: say how")
	}
	answers := m.read(t, a).answers()
	for n, whole := range answers {
		if n > 2 && n < len(answers)-1 {
			continue // one page in the middle is like the other
		}
		what := fmt.Sprintf("answer %d held back", n+1)
		c := m.held(t, a, what, n+1, len(whole.body)/2)
		m.Patience(c, time.Minute)
		got, err := a.all(t.Context(), c)
		if err != nil {
			t.Fatalf("after %s: %v", what, err)
		}
		alike(t, "after "+what, got, a.want)
	}
}

// held is a connector that gave up an answer whose body did not come. On a
// computer that is busy it may lose patience with an earlier one; then it is
// given more.
func (m Market) held(t *testing.T, a asking, what string, nth, after int) platform.Connector {
	for patience := 30 * time.Millisecond; ; patience *= 3 {
		w := m.way().stop(nth, after, holds)
		c := m.New(t, w)
		m.Patience(c, patience)
		done := make(chan error, 1)
		go func() {
			_, err := a.all(t.Context(), c)
			done <- err
		}()
		select {
		case err := <-done:
			if !closed(w.held) && err != nil && patience < soon {
				continue
			}
			done <- err
		case <-w.held:
		}
		select {
		case err := <-done:
			m.told(t, err, what, waits...)
			return c
		case <-time.After(patience + soon):
			t.Fatalf("%s: it was not given up within %v", what, patience+soon)
		}
	}
}

func closed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func calledOffBeforeAsksNobody(t *testing.T, m Market, a asking) {
	w := m.way()
	c := m.New(t, w)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m.told(t, a.one(ctx, c), "called off before", waits...)
	if w.calls() > 0 {
		t.Errorf("%d calls were made all the same", w.calls())
	}
}

// tooManyCallsAreWaitedFor: an answer of 429 says how long to wait. That is told
// on, and nobody is asked before, nor longer kept waiting.
func tooManyCallsAreWaitedFor(t *testing.T, m Market, a asking) {
	if m.Slow == nil {
		t.Fatal("a pace can always be kept: say how")
	}
	w := m.way()
	c, pass := m.Slow(t, w)
	w.wire.Break(Busy, 1)
	for range 2 {
		err := a.one(t.Context(), c)
		m.told(t, err, "after too many calls", taglane.Later)
		if ErrorOf(err).Until.IsZero() {
			t.Errorf("nobody says until when it waits: %v", err)
		}
	}
	if n := w.calls(); n != 1 {
		t.Errorf("%d calls were made, want the one that was too many", n)
	}
	pass(2 * time.Second) // what Busy asks for is one
	if err := a.one(t.Context(), c); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func shutIsLogin(t *testing.T, m Market, a asking) {
	if m.Shut == nil {
		t.Fatal("a market can always be shut: say how")
	}
	m.Shut()
	m.told(t, a.one(t.Context(), m.New(t, m.way())), "with the login shut", taglane.Login)
}

func expiredIsRenewedOnce(t *testing.T, m Market, a asking) {
	if m.Expire == nil {
		t.Log("the login does not end by itself")
		return
	}
	c := m.New(t, m.way())
	if err := a.one(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	m.Expire()
	before := m.Renewals()
	got, err := a.all(t.Context(), c)
	if err != nil {
		t.Fatalf("after the login ended: %v", err)
	}
	alike(t, "after the login ended", got, a.want)
	if n := m.Renewals() - before; n != 1 {
		t.Errorf("the login was renewed %d times, want once", n)
	}
}
