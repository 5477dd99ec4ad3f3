package graph

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Clock is Meta's time, as far as it was told. It may be used by many at once.
type Clock struct {
	// Wall is this computer's time; nil: httpx.Wall.
	Wall func() time.Time

	mu   sync.Mutex
	skew time.Duration // of Meta's clock against ours
}

// Now is Meta's time by the last answer, and this computer's before the first.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.skew)
}

func (c *Clock) wall() time.Time {
	if c.Wall == nil {
		return httpx.Wall()
	}
	return c.Wall()
}

// Here puts the time in an error, which is Meta's, on this computer's clock.
func (c *Clock) Here(err error) error {
	var e *taglane.Error
	if !errors.As(err, &e) || e.Until.IsZero() {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	told := *e
	told.Until = e.Until.Add(-c.skew)
	return &told
}

// apart is how far two clocks may differ before they are called two: answers
// tell whole seconds, and are on their way for a while.
const apart = 5 * time.Second

// heard takes the time out of an answer, and says whether it is another than
// was thought.
func (c *Clock) heard(h http.Header) (corrected bool) {
	at := DateOf(h)
	if at.IsZero() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.skew
	c.skew = at.Sub(c.wall())
	return (c.skew - was).Abs() >= apart
}

// restore goes on from what was known of Meta's clock before.
func (c *Clock) restore(skew time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.skew == 0 {
		c.skew = skew
	}
}

// off is how far Meta's clock is before ours.
func (c *Clock) off() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}

// DateOf is when Meta answered, by its own clock; zero if it does not say.
func DateOf(h http.Header) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// After is a time from an answer, by Meta's own clock; zero if it does not say.
func After(h http.Header, d time.Duration) time.Time {
	at := DateOf(h)
	if at.IsZero() || d <= 0 {
		return time.Time{}
	}
	return at.Add(d)
}
