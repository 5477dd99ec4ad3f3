package httpx

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"taglane/app/taglane"
)

// wall is the clock that stands in for this computer's; nil for none.
var wall atomic.Pointer[func() time.Time]

// Wall is the time on this computer's own clock. Connectors ask it here, and
// nowhere else, when the service has not told its own time yet: for signatures
// that carry a time and for tokens that end, so that everything else of a
// connector takes its time from the service and can be tested at any hour.
func Wall() time.Time {
	if now := wall.Load(); now != nil {
		return (*now)()
	}
	return time.Now()
}

// SetWall puts another clock in the place of this computer's, for a test that
// lets a week pass; nil puts the right one back. It is for the whole program.
func SetWall(now func() time.Time) {
	if now == nil {
		wall.Store(nil)
		return
	}
	wall.Store(&now)
}

// Clock is a service's time, as far as its answers told it: limits, tokens and
// signatures go by that, also where this computer's own clock is wrong. Its zero
// value is right, and it may be used by many at once.
type Clock struct {
	// Wall is this computer's time; nil: Wall, the function. It is set before
	// the first call.
	Wall func() time.Time

	mu    sync.Mutex
	ahead time.Duration // the service's clock before this computer's
	heard bool
}

// Now is the service's time by its answers, and this computer's before the first.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.ahead)
}

func (c *Clock) wall() time.Time {
	if c.Wall == nil {
		return Wall()
	}
	return c.Wall()
}

// apart is how far two clocks may differ before they are called two: answers
// tell whole seconds, and are on their way for a while.
const apart = 5 * time.Second

// Hear takes the time out of an answer, and returns by how much it is another
// than was thought; 0: it is not, or the answer does not tell it.
func (c *Clock) Hear(h http.Header) (corrected time.Duration) {
	at := DateOf(h)
	if at.IsZero() {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = true
	corrected = at.Sub(c.wall()) - c.ahead
	if corrected.Abs() < apart {
		return 0
	}
	c.ahead += corrected
	return corrected
}

// Ahead is how far the service's clock is before this computer's, to be kept.
func (c *Clock) Ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// GoOn goes on from what was kept, unless an answer told the time since.
func (c *Clock) GoOn(ahead time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.heard {
		c.ahead = ahead
	}
}

// Here is a time of the service's on this computer's clock.
func (c *Clock) Here(at time.Time) time.Time { return at.Add(-c.Ahead()) }

// Told puts the time in an error, which is the service's, on this computer's
// clock.
func (c *Clock) Told(err error) error {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Until.IsZero() {
		return err
	}
	told := *e
	told.Until = c.Here(e.Until)
	return &told
}

// DateOf is when a service answered, by its own clock; zero if it does not say.
func DateOf(h http.Header) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// After is a time from an answer, by the service's own clock; zero if it does
// not say.
func After(h http.Header, d time.Duration) time.Time {
	at := DateOf(h)
	if at.IsZero() || d <= 0 {
		return time.Time{}
	}
	return at.Add(d)
}
