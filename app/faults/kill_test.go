//go:build linux && amd64

package faults_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// Four people's worth of editing goes on at once while the program is killed,
// again and again, at any moment, also while it starts. TAGLANE_KILLS says how
// often.
func TestKilledWhileEditing(t *testing.T) {
	r := begin(t, "kill -9 during mixed editing")
	random := rand.New(rand.NewPCG(1+seed(), 9))
	h := newHome(t)
	desks := h.desks(4, random)
	var starts []time.Duration
	for range count("TAGLANE_KILLS", 8, 1000) {
		if random.IntN(6) == 0 {
			h.killedAtStart(random)
			r.add(&r.tries, 1)
		}
		l, err := h.live()
		if err != nil {
			r.add(&r.crashed, 1)
			t.Fatalf("the library does not open: %v", err)
		}
		starts = append(starts, l.started)
		atOnce(len(desks), func(i int) {
			if err := desks[i].settle(l, r); err != nil {
				t.Errorf("after %d kills: %v", r.tries, err)
			}
		})
		end := time.AfterFunc(time.Duration(random.IntN(100_000))*time.Microsecond, func() { _ = l.cmd.Process.Kill() })
		atOnce(len(desks), func(i int) {
			for {
				if err := desks[i].work(l); errors.Is(err, errEnded) {
					return
				} else if err != nil {
					t.Errorf("after %d kills: %v", r.tries, err)
					return
				}
			}
		})
		end.Stop()
		l.kill()
		r.add(&r.tries, 1)
		if l.panicked() {
			r.add(&r.crashed, 1)
			t.Errorf("a verb panicked: %s", l.complaint)
		}
		if err := sound(t, h.library); err != nil {
			r.add(&r.mixed, 1)
			t.Errorf("after %d kills: %v", r.tries, err)
		}
	}
	steps := 0
	for _, d := range desks {
		steps += d.done
	}
	if steps < r.tries {
		t.Errorf("only %d steps were acknowledged: the program hardly worked", steps)
	}
	median, most := middle(starts)
	r.note("%d acknowledged steps; restart %d ms, at most %d ms", steps, median.Milliseconds(), most.Milliseconds())
	if median > time.Second {
		t.Errorf("a restart takes %v", median)
	}
}

// killedAtStart kills the program before it has said where it is.
func (h *home) killedAtStart(random *rand.Rand) {
	h.t.Helper()
	l, _, err := h.launch()
	if err != nil {
		h.t.Fatal(err)
	}
	time.Sleep(time.Duration(random.IntN(150_000)) * time.Microsecond)
	l.kill()
}
