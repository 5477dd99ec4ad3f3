package rakuten

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// tally is what is counted and known of an account: it is shared by all who
// open it.
type tally struct {
	clock httpx.Clock
	pace  *httpx.Pace
	one   chan struct{} // one call at a time

	mu    sync.Mutex
	is    paced
	keep  func(json.RawMessage)
	slow  int            // times in a row that Rakuten wanted fewer calls
	odd   map[string]int // by what was asked: times in a row that it said no without saying why
	shops *shops
	names map[string]string // of products seen lately, by key, as words to search for
}

// paced is what is kept of a tally.
type paced struct {
	Ahead  time.Duration        `json:"ahead,omitempty"` // nanoseconds; of Rakuten's clock before ours
	Pace   httpx.PaceState      `json:"pace"`
	Barred map[string]time.Time `json:"barred,omitempty"` // what the account may not ask, until when
	Told   time.Time            `json:"told,omitzero"`    // when a report was last read to its end
	Began  time.Time            `json:"began,omitzero"`   // when the first was asked for
}

var tallies platform.Shared[tally]

func newTally() *tally {
	t := &tally{one: make(chan struct{}, 1), odd: map[string]int{}, names: map[string]string{}, is: paced{Barred: map[string]time.Time{}}}
	t.pace = httpx.NewPace(t.clock.Now, httpx.Limit{
		Name: "minute", Most: float64(pack.Limits.CallsPerMinute), Per: time.Minute, Rolling: true,
	})
	t.pace.Restore(httpx.PaceState{}, t.paceChanged)
	return t
}

func (t *tally) paceChanged(now httpx.PaceState) {
	t.change(func(p *paced) { p.Pace = now })
}

// change changes what is kept, and hands it over.
func (t *tally) change(how func(p *paced)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	how(&t.is)
	t.is.Ahead = t.clock.Ahead()
	if b, err := json.Marshal(t.is); err == nil && t.keep != nil {
		t.keep(b)
	}
}

// Pace implements platform.Paced.
func (s *Service) Pace(state json.RawMessage, keep func(state json.RawMessage)) {
	var was paced
	_ = json.Unmarshal(state, &was) // what cannot be read counts as nothing
	t := s.tally
	t.clock.GoOn(was.Ahead)
	t.mu.Lock()
	t.keep = keep
	for what, until := range was.Barred {
		if t.is.Barred[what].Before(until) {
			t.is.Barred[what] = until
		}
	}
	if was.Told.After(t.is.Told) {
		t.is.Told = was.Told
	}
	if !was.Began.IsZero() {
		t.is.Began = was.Began
	}
	t.mu.Unlock()
	if len(was.Pace.Levels) > 0 || !was.Pace.Parked.IsZero() {
		t.pace.Restore(was.Pace, t.paceChanged)
	}
}

// turn waits until nobody else of the account is asking.
func (t *tally) turn(ctx context.Context) (done func(), err error) {
	select {
	case t.one <- struct{}{}:
		return func() { <-t.one }, nil
	case <-ctx.Done():
		return nil, taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", title)
	}
}

// barred is the no of an address that the account may not ask yet again.
func (t *tally) barred(what string) error {
	t.mu.Lock()
	until := t.is.Barred[what]
	t.mu.Unlock()
	if until.After(t.clock.Now()) {
		return notGranted()
	}
	return nil
}

// unbar forgets what was barred: a person signs in again.
func (t *tally) unbar() {
	t.change(func(p *paced) { p.Barred = map[string]time.Time{} })
}

func notGranted() *taglane.Error {
	return taglane.Errorf(taglane.Refused, "Rakuten has not opened this service for your account. Ask Rakuten to do so.")
}

// accepted notes that something was answered.
func (t *tally) accepted(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slow = 0
	delete(t.odd, what)
}

// most is how often in a row Rakuten may say no before that is believed, and how
// far the wait grows.
const most = 3

// forbidden reads a 403, which Rakuten says where others say 429. What it means
// stands in its text alone; one that nobody knows counts as too many calls.
func (t *tally) forbidden(what string, a httpx.Answer, err error, p *httpx.Pace) error {
	text := strings.ToLower(string(a.Body))
	var log *taglane.Error
	_ = errors.As(err, &log)
	told := func(e *taglane.Error) error {
		if log != nil {
			e.Err = log.Err
		}
		return e
	}
	if strings.Contains(text, "cannot consume this service") {
		until := t.clock.Now().Add(time.Duration(pack.Limits.BarredHours) * time.Hour)
		t.change(func(p *paced) {
			p.Barred = maps.Clone(p.Barred)
			p.Barred[what] = until
		})
		return told(notGranted())
	}
	over := strings.Contains(text, "per minute") || strings.Contains(text, "per-minute") || strings.Contains(text, "number of requests")
	t.mu.Lock()
	if !over {
		t.odd[what]++
	}
	tooOften := t.odd[what] > most && !over
	t.slow++
	until := t.clock.Now().Truncate(time.Minute).Add(time.Minute << (min(t.slow, most) - 1))
	t.mu.Unlock()
	if tooOften {
		return told(taglane.Errorf(taglane.Refused, "%s said no.", title))
	}
	p.Park(until)
	e := taglane.Errorf(taglane.Later, "%s wants fewer calls for a while.", title)
	e.Until = until
	return t.told(told(e))
}

// told is an error with its time on this computer's clock.
func (t *tally) told(err error) error {
	var e *taglane.Error
	if errors.As(err, &e) && e.Kind == taglane.Later && !e.Until.IsZero() {
		later := *e
		return t.clock.Told(&later)
	}
	return err
}

// namesMost is how many names of products are remembered.
const namesMost = 20_000

// name remembers what a product is called, to find it again.
func (t *tally) name(key, words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.names) >= namesMost {
		clear(t.names)
	}
	t.names[key] = words
}

func (t *tally) named(key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.names[key]
}
