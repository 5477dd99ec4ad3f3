package httpx

import (
	"slices"
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
	// Rolling gives back what was spent when that is Per ago, and not before,
	// as services count that look back over a span.
	Rolling bool
}

// Level is how full a bucket was at a time.
type Level struct {
	Left  float64   `json:"left"`
	At    time.Time `json:"at"`
	Spent []Spent   `json:"spent,omitempty"` // of a rolling limit, oldest first
}

// Spent is what was spent at a time.
type Spent struct {
	Cost float64   `json:"cost"`
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
	if err := p.room(cost, now); err != nil {
		return err
	}
	p.spend(cost, now)
	return nil
}

// Room says what Take would say, and spends nothing: for what is counted only
// once it was done.
func (p *Pace) Room(cost int) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.room(cost, p.now())
}

// Spend counts what was done already, whether or not there was room for it.
func (p *Pace) Spend(cost int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spend(cost, p.now())
}

func (p *Pace) room(cost int, now time.Time) error {
	until := p.state.Parked
	for _, l := range p.limits {
		if at := p.enough(l, min(float64(cost), l.Most), now); at.After(until) {
			until = at
		}
	}
	if !until.After(now) {
		return nil
	}
	e := taglane.Errorf(taglane.Later, "What the service allows for now is used up.")
	e.Until = until
	return e
}

func (p *Pace) spend(cost int, now time.Time) {
	for _, l := range p.limits {
		c := min(float64(cost), l.Most)
		level := Level{Left: p.left(l, now) - c, At: now}
		if l.Rolling {
			level.Spent = append(p.state.Levels[l.Name].kept(l, now), Spent{c, now})
		}
		level.Left = max(level.Left, 0)
		p.state.Levels[l.Name] = level
	}
	p.changed()
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
	return p.state.clone()
}

// Restore goes on from a snapshot; keep, if any, is called with each new one
// and must not call back.
func (p *Pace) Restore(s PaceState, keep func(PaceState)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s.clone()
	p.keep = keep
}

func (p *Pace) changed() {
	if p.keep != nil {
		p.keep(p.state.clone())
	}
}

func (s PaceState) clone() PaceState {
	c := PaceState{map[string]Level{}, s.Parked}
	for name, l := range s.Levels {
		l.Spent = slices.Clone(l.Spent)
		c.Levels[name] = l
	}
	return c
}

// left is what a bucket holds now. A clock that was set back gives nothing and
// takes nothing. Otherwise looking changes nothing, for the clock may be wrong
// only now: see settled.
func (p *Pace) left(l Limit, now time.Time) float64 {
	was, ok := p.state.Levels[l.Name]
	if !ok {
		return l.Most
	}
	if was.At.Sub(now) > l.Per {
		was = was.settled(now)
		p.state.Levels[l.Name] = was
	}
	switch {
	case l.Rolling:
		return max(0, l.Most-was.recent(l, now))
	case l.Midnight == nil:
		return min(l.Most, was.Left+l.Most*float64(max(0, now.Sub(was.At)))/float64(l.Per))
	case was.At.Before(midnight(now, l.Midnight, 0)):
		return l.Most
	}
	return min(was.Left, l.Most)
}

// settled counts from now what lies in the days to come: further than its span
// ahead it would keep a bucket empty for no reason.
func (was Level) settled(now time.Time) Level {
	was.At = now
	was.Spent = slices.Clone(was.Spent)
	for i, s := range was.Spent {
		was.Spent[i].At = earlier(s.At, now)
	}
	return was
}

// recent is what was spent under a rolling limit within its span.
func (was Level) recent(l Limit, now time.Time) (sum float64) {
	for _, s := range was.Spent {
		if now.Sub(s.At) < l.Per {
			sum += s.Cost
		}
	}
	return sum
}

// doubt is how far the clock may have been off when something was spent, so that
// what looks older is kept for a while.
const doubt = 48 * time.Hour

// kept is what of a rolling limit's past may still matter: nothing that is far
// older than its span, and no more than several spans can hold.
func (was Level) kept(l Limit, now time.Time) (out []Spent) {
	for _, s := range was.Spent {
		if now.Sub(s.At) < l.Per+doubt {
			out = append(out, s)
		}
	}
	return out[max(0, len(out)-4*int(l.Most)-4):]
}

// enough is when a bucket will hold what is needed; not after now if it does.
func (p *Pace) enough(l Limit, need float64, now time.Time) time.Time {
	left := p.left(l, now)
	switch {
	case left+1e-9 >= need:
		return now
	case l.Rolling:
		return p.state.Levels[l.Name].again(l, need, now)
	case l.Midnight != nil:
		return midnight(now, l.Midnight, 1)
	}
	return now.Add(time.Duration((need-left)/l.Most*float64(l.Per)) + time.Millisecond)
}

// again is when so much of what was spent under a rolling limit is long enough
// ago that there is room.
func (was Level) again(l Limit, need float64, now time.Time) time.Time {
	left := l.Most - was.recent(l, now) // below nothing, if more was spent than there was
	for _, s := range slices.SortedStableFunc(slices.Values(was.Spent), func(a, b Spent) int { return a.At.Compare(b.At) }) {
		if now.Sub(s.At) >= l.Per {
			continue
		}
		if left += s.Cost; left+1e-9 >= need {
			return earlier(s.At, now).Add(l.Per)
		}
	}
	return now.Add(l.Per)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// midnight is the beginning of the day some days after that of now.
func midnight(now time.Time, where *time.Location, days int) time.Time {
	y, m, d := now.In(where).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, where)
}
