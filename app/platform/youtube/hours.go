package youtube

import (
	"net/http"
	"sync"
	"time"
)

// apart is how far two clocks may differ before they are called two: answers
// tell whole seconds, and are on their way for a while.
const apart = 5 * time.Second

// hours is YouTube's clock, as far as it told its time; days of quotas end by it, also
// where this computer thinks that it is tomorrow.
type hours struct {
	wall func() time.Time // of this computer

	mu    sync.Mutex
	ahead time.Duration // YouTube's clock before ours
	heard bool
}

func (c *hours) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.ahead)
}

// here is a time of YouTube's on this computer's clock.
func (c *hours) here(at time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return at.Add(-c.ahead)
}

// is how far YouTube's clock is before ours.
func (c *hours) is() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// hear takes the time out of an answer, and says whether it is another than was
// thought.
func (c *hours) hear(h http.Header) bool {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = true
	ahead := at.Sub(c.wall())
	if (ahead - c.ahead).Abs() < apart {
		return false
	}
	c.ahead = ahead
	return true
}

// restore goes on from what was known before this program began, unless more
// was heard since, and says what is known now.
func (c *hours) restore(ahead time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.heard && ahead != 0 {
		c.ahead = ahead
	}
	return c.ahead
}
