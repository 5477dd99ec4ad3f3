package graph

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// near is the share of a limit above which less is asked, and whole where
// nothing is answered any more; in percent.
const (
	near  = 80
	whole = 100
)

// rest is how long nothing is asked where a limit is used up and no header says
// for how long.
const rest = 10 * time.Minute

// day is how far back acts count.
const day = 24 * time.Hour

// usage is how much of an hour's or a day's calls is spent, in percent.
type usage struct {
	Calls  float64 `json:"call_count"`
	CPU    float64 `json:"total_cputime"`
	Time   float64 `json:"total_time"`
	Regain float64 `json:"estimated_time_to_regain_access"` // minutes
}

// usages reads both headers in which Meta tells it.
func usages(h http.Header) (out []usage) {
	var app usage
	if json.Unmarshal([]byte(h.Get("X-App-Usage")), &app) == nil {
		out = append(out, app)
	}
	var business map[string][]usage
	if json.Unmarshal([]byte(h.Get("X-Business-Use-Case-Usage")), &business) == nil {
		for _, of := range business {
			out = append(out, of...)
		}
	}
	return out
}

// Regained is when calls are allowed again; zero where no header says.
func Regained(h http.Header) time.Time {
	minutes := 0.0
	for _, u := range usages(h) {
		minutes = max(minutes, u.Regain)
	}
	return httpx.After(h, min(time.Duration(minutes*float64(time.Minute)), day))
}

// Pace keeps an account within what Meta allows: it rests where a header asks
// for that, and counts what was done in the last 24 hours. It may be used by
// many at once.
type Pace struct {
	clock *httpx.Clock
	calls *httpx.Pace
	acts  map[string]*httpx.Pace
	most  map[string]int

	mu   sync.Mutex
	near bool
	save func() // keeps what is known now; nil: nobody does
}

// NewPace starts with nothing done. most is how many acts of each name may be
// done within 24 hours.
func NewPace(c *httpx.Clock, most map[string]int) *Pace {
	p := &Pace{clock: c, calls: httpx.NewPace(c.Now), acts: map[string]*httpx.Pace{}, most: most}
	for name, n := range most {
		p.acts[name] = httpx.NewPace(c.Now, httpx.Limit{Name: name, Most: float64(n), Per: day, Rolling: true})
	}
	return p
}

// notice reads how near the limits an answer was.
func (p *Pace) notice(h http.Header) {
	all := usages(h)
	if len(all) == 0 {
		return
	}
	most := 0.0
	for _, u := range all {
		most = max(most, u.Calls, u.CPU, u.Time)
	}
	p.mu.Lock()
	p.near = most >= near
	p.mu.Unlock()
	until := Regained(h)
	if until.IsZero() && most >= whole {
		until = httpx.After(h, rest)
	}
	if !until.IsZero() {
		p.calls.Park(until)
	}
}

// Near says whether a limit is nearly used up, so that less is to be asked.
func (p *Pace) Near() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.near
}

// Room is what said says, with the time on this computer's clock at which there
// is room again, where as many acts of a name as are allowed were done in the
// last 24 hours.
func (p *Pace) Room(name string, said taglane.Said) error {
	err := p.acts[name].Room(1)
	var full *taglane.Error
	if !errors.As(err, &full) {
		return err
	}
	e := taglane.Refuse(full.Kind, said)
	e.Until = full.Until
	return p.clock.Told(e)
}

// Done is how many acts of a name were done in the last 24 hours.
func (p *Pace) Done(name string) int { return p.most[name] - int(p.acts[name].Left(name)) }

// Note counts an act that was done, or may have been.
func (p *Pace) Note(name string) { p.acts[name].Spend(1) }

// paced is what is kept of a pace.
type paced struct {
	Skew  time.Duration              `json:"skew,omitempty"` // nanoseconds; of Meta's clock against ours
	Paces map[string]httpx.PaceState `json:"paces"`
}

// Restore goes on from a kept state and hands over each new one.
func (p *Pace) Restore(kept json.RawMessage, keep func(json.RawMessage)) {
	var is paced
	_ = json.Unmarshal(kept, &is) // what cannot be read counts as nothing
	if is.Paces == nil {
		is.Paces = map[string]httpx.PaceState{}
	}
	p.clock.GoOn(is.Skew)
	var mu sync.Mutex
	change := func(how func()) {
		mu.Lock()
		defer mu.Unlock()
		how()
		is.Skew = p.clock.Ahead()
		if b, err := json.Marshal(is); err == nil && keep != nil {
			keep(b)
		}
	}
	follow := func(name string, of *httpx.Pace) {
		of.Restore(is.Paces[name], func(now httpx.PaceState) { change(func() { is.Paces[name] = now }) })
	}
	p.mu.Lock()
	p.save = func() { change(func() {}) }
	p.mu.Unlock()
	mu.Lock()
	defer mu.Unlock()
	follow("calls", p.calls)
	for name, of := range p.acts {
		follow(name, of)
	}
}

// corrected keeps that Meta's time is another than was thought.
func (p *Pace) corrected() {
	p.mu.Lock()
	save := p.save
	p.mu.Unlock()
	if save != nil {
		save()
	}
}
