package desktop

import (
	"slices"
	"testing"
	"time"

	"taglane/app/studio"
)

// listening is a shell that notes what it is asked to say.
type listening struct {
	browser
	said []string
	away bool
}

func (l *listening) notify(title, body string) { l.said = append(l.said, title+": "+body) }
func (l *listening) focused(on bool)           { l.away = !on }

func TestWhatNeedsAPersonReachesTheShell(t *testing.T) {
	l, heard := &listening{}, []string{}
	emit := announcing(func(name string, _ any) { heard = append(heard, name) }, l)
	emit("outbox", struct{}{})
	emit("attention", studio.AttentionEvent{Title: "Sunday, for Far", Sentence: "It is public."})
	if !slices.Equal(l.said, []string{"Sunday, for Far: It is public."}) || !slices.Equal(heard, []string{"outbox", "attention"}) {
		t.Error(l.said, heard)
	}
	b := &Bridge{log: quiet, shell: l}
	for _, on := range []bool{false, true} {
		if err := b.Focused(on); err != nil || l.away == on {
			t.Error(on, l.away, err)
		}
	}
	if err := (&Bridge{log: quiet}).Focused(true); err != nil {
		t.Error("before the library is open:", err)
	}
}

func TestTheBellRingsOnlyWhileThePersonIsAway(t *testing.T) {
	var b bell
	asked, rung := 0, make(chan bool, 3)
	ring := func() { b.ring(func() bool { asked++; return true }, func() { rung <- true }) }
	ring()
	b.away.Store(true)
	ring()
	ring()
	for range 2 {
		select {
		case <-rung:
		case <-time.After(5 * time.Second):
			t.Fatal("the bell is silent")
		}
	}
	b.away.Store(false)
	ring()
	if len(rung) > 0 || asked != 1 {
		t.Error(len(rung), asked)
	}
	var mute bell
	mute.away.Store(true)
	done := make(chan bool)
	mute.ring(func() bool { close(done); return false }, func() { t.Error("it rings without leave") })
	<-done
	if mute.ready.Load() {
		t.Error("nobody gave leave")
	}
}
