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
	statsADay   = 10_000
	unitsADay   = 10_000
	updateCosts = 50 // units
	coverCosts  = 50
	looksCost   = 2 // of looking whether a cover is there
)

// limits are what is left of a project's day. All accounts of a client share
// them, also where each is another channel.
type limits struct {
	clock                 hours
	inserts, stats, units *httpx.Pace

	mu      sync.Mutex
	state   spent
	keepers map[taglane.ID]func(spent)
}

// spent is what is kept of a day.
type spent struct {
	Inserts httpx.PaceState `json:"inserts"`
	Stats   httpx.PaceState `json:"stats"`
	Units   httpx.PaceState `json:"units"`
	Ahead   time.Duration   `json:"ahead,omitempty"` // nanoseconds; see hours
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
	l := &limits{keepers: map[taglane.ID]func(spent){}, clock: hours{wall: now}}
	now = l.clock.now
	l.inserts, l.stats, l.units = httpx.NewPace(now, day(insertsADay)), httpx.NewPace(now, day(statsADay)), httpx.NewPace(now, day(unitsADay))
	for _, b := range l.buckets(&spent{}, &l.state) {
		b.pace.Restore(httpx.PaceState{}, b.changed)
	}
	return l
}

func losAngeles() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.FixedZone("PST", -8*60*60)
	}
	return zone
}

// bucket is one of the three, with what is kept of it.
type bucket struct {
	pace    *httpx.Pace
	was     httpx.PaceState
	changed func(httpx.PaceState)
}

// buckets are all three, with what was kept of each, and where it is kept now.
func (l *limits) buckets(was, now *spent) []bucket {
	into := func(to *httpx.PaceState) func(httpx.PaceState) {
		return func(s httpx.PaceState) { l.changed(func() { *to = s }) }
	}
	return []bucket{
		{l.inserts, was.Inserts, into(&now.Inserts)},
		{l.stats, was.Stats, into(&now.Stats)},
		{l.units, was.Units, into(&now.Units)},
	}
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
	for _, b := range l.buckets(&was, &l.state) {
		b.pace.Restore(further(b.pace.Snapshot(), b.was), b.changed)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = spent{l.inserts.Snapshot(), l.stats.Snapshot(), l.units.Snapshot(), l.clock.restore(was.Ahead)}
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
	before := pace.Snapshot()
	a, err := s.client.Do(ctx, call)
	if s.limits.clock.hear(a.Header) {
		s.limits.recount(pace, before, max(call.Cost, 1))
	}
	if until := quotaUntil(a, err); !until.IsZero() {
		pace.Park(until)
	}
	return a, s.limits.here(a, err)
}

// recount counts a call again that was counted on another day than YouTube has.
func (l *limits) recount(pace *httpx.Pace, before httpx.PaceState, cost int) {
	for _, b := range l.buckets(&spent{}, &l.state) {
		if b.pace == pace {
			pace.Restore(before, b.changed)
			l.changed(func() { l.state.Ahead = l.clock.restore(0) })
			pace.Spend(cost)
		}
	}
}

// here puts the time in a no on this computer's clock, wherever it was told by
// YouTube's: by our own count, or by a reason of YouTube's own.
func (l *limits) here(a httpx.Answer, err error) error {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Kind != taglane.Later || e.Until.IsZero() {
		return err
	}
	if a.Status == 0 && e.Until.After(l.clock.now()) {
		return later(l.clock.here(e.Until), dayOver())
	}
	if a.Status == 0 || reasonsOf(a.Body) == nil {
		return err
	}
	told := *e
	told.Until = l.clock.here(e.Until)
	return &told
}

func dayOver() taglane.Said {
	return taglane.Say("Today's calls to YouTube are used up. It goes on after midnight in Los Angeles.")
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
