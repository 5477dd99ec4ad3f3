package desktop

import (
	"encoding/json"
	"sync"
)

// kept is how many events a screen may have missed and still catch up.
const kept = 1000

// Event is what a screen hears: seq has no gaps, so that a screen knows when
// it missed something.
type Event struct {
	Seq  uint64          `json:"seq"`
	Name string          `json:"name"`
	Data json.RawMessage `json:"data"`
}

// events numbers what happens and keeps the latest for whoever reconnects.
type events struct {
	tell func(Event) // the window's own channel; nil in the twin

	mu   sync.Mutex
	seq  uint64
	past []Event
	wake chan struct{}
}

// emit is told of each event by the studio. Data that JSON cannot hold is a
// mistake of ours and is sent as null rather than not at all.
func (e *events) emit(name string, data any) {
	b, err := json.Marshal(data)
	if err != nil {
		b = json.RawMessage("null")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seq++
	ev := Event{e.seq, name, b}
	e.past = append(e.past, ev)
	e.past = e.past[max(0, len(e.past)-kept):]
	if e.wake != nil {
		close(e.wake)
		e.wake = nil
	}
	if e.tell != nil {
		e.tell(ev)
	}
}

// since returns what came after seq, whether something in between is lost, and
// what to wait for next.
func (e *events) since(seq uint64) (evs []Event, lost bool, wake <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wake == nil {
		e.wake = make(chan struct{})
	}
	for _, v := range e.past {
		if v.Seq > seq {
			evs = append(evs, v)
		}
	}
	return evs, len(evs) > 0 && evs[0].Seq > seq+1 || seq > e.seq, e.wake
}

func (e *events) now() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seq
}
