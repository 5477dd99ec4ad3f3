package youtube

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// What a Google Cloud project may do in a day, and what a call costs of it.
const (
	insertsADay = 100
	unitsADay   = 10_000
	updateCosts = 50 // units
	coverCosts  = 50
	looksCost   = 2 // of looking whether a cover is there
)

// limits are what is left of a project's day. All accounts of a client share
// them, also where each is another channel.
type limits struct {
	inserts, units *httpx.Pace

	mu      sync.Mutex
	state   spent
	keepers map[taglane.ID]func(spent)
}

// spent is what is kept of a day.
type spent struct {
	Inserts httpx.PaceState `json:"inserts"`
	Units   httpx.PaceState `json:"units"`
}

var projects sync.Map // by address and client

// project is what is left of a client's day, the same for all who ask.
func project(base, client string) *limits {
	l, _ := projects.LoadOrStore(base+"\x00"+client, newLimits(httpx.Wall))
	return l.(*limits)
}

func newLimits(now func() time.Time) *limits {
	day := func(most float64) httpx.Limit {
		return httpx.Limit{Name: "day", Most: most, Per: 24 * time.Hour, Midnight: losAngeles()}
	}
	l := &limits{inserts: httpx.NewPace(now, day(insertsADay)), units: httpx.NewPace(now, day(unitsADay)), keepers: map[taglane.ID]func(spent){}}
	l.inserts.Restore(httpx.PaceState{}, l.insertsChanged)
	l.units.Restore(httpx.PaceState{}, l.unitsChanged)
	return l
}

func losAngeles() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.FixedZone("PST", -8*60*60)
	}
	return zone
}

func (l *limits) insertsChanged(s httpx.PaceState) {
	l.changed(func() { l.state.Inserts = s })
}

func (l *limits) unitsChanged(s httpx.PaceState) {
	l.changed(func() { l.state.Units = s })
}

// changed tells everybody who keeps the state, in the order of the changes.
func (l *limits) changed(how func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	how()
	for _, keep := range l.keepers {
		keep(l.state)
	}
}

// restore goes on from what was kept, unless more is known to be spent already.
func (l *limits) restore(who taglane.ID, was spent, keep func(spent)) {
	l.inserts.Restore(further(l.inserts.Snapshot(), was.Inserts), l.insertsChanged)
	l.units.Restore(further(l.units.Snapshot(), was.Units), l.unitsChanged)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = spent{l.inserts.Snapshot(), l.units.Snapshot()}
	l.keepers[who] = keep
}

// further is the state in which less is left.
func further(a, b httpx.PaceState) httpx.PaceState {
	out := httpx.PaceState{Levels: maps.Clone(a.Levels), Parked: a.Parked}
	if out.Levels == nil {
		out.Levels = map[string]httpx.Level{}
	}
	if b.Parked.After(out.Parked) {
		out.Parked = b.Parked
	}
	for name, theirs := range b.Levels {
		ours, known := out.Levels[name]
		same := known && sameDay(ours.At, theirs.At)
		switch {
		case same && theirs.Left < ours.Left:
			ours.Left = theirs.Left
		case !same && theirs.At.After(ours.At):
			ours = theirs
		}
		out.Levels[name] = ours
	}
	return out
}

func sameDay(a, b time.Time) bool {
	const day = time.DateOnly
	return a.In(losAngeles()).Format(day) == b.In(losAngeles()).Format(day)
}

// counted makes a call that costs something of the day. When YouTube itself
// says that the day is used up, nobody of the project asks again before the
// next.
func (s *Service) counted(ctx context.Context, pace *httpx.Pace, call httpx.Call) (httpx.Answer, error) {
	call.Pace = pace
	a, err := s.client.Do(ctx, call)
	if until := quotaUntil(a, err); !until.IsZero() {
		pace.Park(until)
	}
	return a, err
}

// quotaUntil is when the day that YouTube calls used up is over; zero where it
// says nothing of the kind.
func quotaUntil(a httpx.Answer, err error) time.Time {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later || !usedUp(a.Body) {
		return time.Time{}
	}
	return e.Until
}
