package httpx

import (
	"maps"
	"sync"
	"time"

	"taglane/app/taglane"
)

// Limit is how much may be spent in a span of time.
type Limit struct {
	Name string // of the span, kept with its state: "minute"
	Most float64
	Per  time.Duration
	// Midnight, if set, is where the day begins on which everything is given
	// back at once; nil: it comes back bit by bit.
	Midnight *time.Location
}

// Level is how full a bucket was at a time.
type Level struct {
	Left float64   `json:"left"`
	At   time.Time `json:"at"`
}

// PaceState is what a Pace remembers across restarts.
type PaceState struct {
	Levels map[string]Level `json:"levels,omitempty"`
	Parked time.Time        `json:"parked,omitzero"`
}

// Pace keeps calls within what a service allows. Nobody waits here: a call too
// many is told when it makes sense. It may be used by many at once; a nil one
// allows everything.
type Pace struct {
	now    func() time.Time
	limits []Limit

	mu    sync.Mutex
	state PaceState
	keep  func(PaceState)
}

// NewPace starts with full buckets.
func NewPace(now func() time.Time, limits ...Limit) *Pace {
	return &Pace{now: now, limits: limits, state: PaceState{Levels: map[string]Level{}}}
}

// Take spends cost, or says with Later until when there is not enough and
// spends nothing. A cost above a whole bucket waits for a full one.
func (p *Pace) Take(cost int) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	until := p.state.Parked
	left := make([]float64, len(p.limits))
	for i, l := range p.limits {
		left[i] = p.left(l, now)
		if at := l.enough(left[i], min(float64(cost), l.Most), now); at.After(until) {
			until = at
		}
	}
	if until.After(now) {
		e := taglane.Errorf(taglane.Later, "What the service allows for now is used up.")
		e.Until = until
		return e
	}
	for i, l := range p.limits {
		p.state.Levels[l.Name] = Level{left[i] - min(float64(cost), l.Most), now}
	}
	p.changed()
	return nil
}

// Park allows nothing before a time, as a service itself has asked.
func (p *Pace) Park(until time.Time) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.state.Parked) {
		p.state.Parked = until
		p.changed()
	}
}

// Left is what may still be spent now under the limit of a name.
func (p *Pace) Left(name string) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.limits {
		if l.Name == name {
			return p.left(l, p.now())
		}
	}
	return 0
}

// Snapshot is what must be kept to go on after a restart.
func (p *Pace) Snapshot() PaceState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return PaceState{maps.Clone(p.state.Levels), p.state.Parked}
}

// Restore goes on from a snapshot; keep, if any, is called with each new one
// and must not call back.
func (p *Pace) Restore(s PaceState, keep func(PaceState)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = PaceState{maps.Clone(s.Levels), s.Parked}
	if p.state.Levels == nil {
		p.state.Levels = map[string]Level{}
	}
	p.keep = keep
}

func (p *Pace) changed() {
	if p.keep != nil {
		p.keep(PaceState{maps.Clone(p.state.Levels), p.state.Parked})
	}
}

// left is what a bucket holds now. A clock that was set back gives nothing
// and takes nothing.
func (p *Pace) left(l Limit, now time.Time) float64 {
	was, ok := p.state.Levels[l.Name]
	if !ok {
		return l.Most
	}
	if was.At.After(now) {
		was.At = now
		p.state.Levels[l.Name] = was
	}
	if l.Midnight != nil {
		if was.At.Before(midnight(now, l.Midnight, 0)) {
			return l.Most
		}
		return min(was.Left, l.Most)
	}
	return min(l.Most, was.Left+l.Most*float64(now.Sub(was.At))/float64(l.Per))
}

// enough is when a bucket will hold what is needed; not after now if it does.
func (l Limit) enough(left, need float64, now time.Time) time.Time {
	switch {
	case left+1e-9 >= need:
		return now
	case l.Midnight != nil:
		return midnight(now, l.Midnight, 1)
	}
	return now.Add(time.Duration((need-left)/l.Most*float64(l.Per)) + time.Millisecond)
}

// midnight is the beginning of the day some days after that of now.
func midnight(now time.Time, where *time.Location, days int) time.Time {
	y, m, d := now.In(where).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, where)
}
