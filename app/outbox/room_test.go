package outbox

import (
	"context"
	"slices"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// crowded is a platform whose day is full until a time.
type crowded struct {
	*scripted
	full func() error
}

func (c crowded) Room(context.Context) error { return c.full() }

// A day that is full is no fault: nothing is announced, nobody is asked, and no
// try is spent, however long it takes.
func TestAFullDayIsWaitedFor(t *testing.T) {
	var p *play
	s := &scripted{}
	days := 20
	p = newPlay(t, map[string]string{"repeat": "unknown"}, func(far platform.Publisher) platform.Publisher {
		return crowded{script(s)(far).(*scripted), func() error {
			if days--; days < 0 {
				return nil
			}
			e := taglane.Errorf(taglane.Later, "There is room tomorrow.")
			e.Until = p.clock.Add(24 * time.Hour)
			return e
		}}
	})
	p.rest()
	r := p.wantOnePost(Tagged)
	if got := p.shelf.outcomes(p.pub.ID); slices.Contains(got, "unsure") || r.Tries != 0 || s.calls["release"] != 1 {
		t.Errorf("%d releases, %d tries, %v", s.calls["release"], r.Tries, got)
	}
	if waited := p.clock.Sub(start); waited < 20*24*time.Hour {
		t.Errorf("it waited %v", waited)
	}
}
