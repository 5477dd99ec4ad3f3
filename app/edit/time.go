package edit

import (
	"cmp"
	"fmt"
	"sync"
	"time"
)

// mostMillis is the last moment that 48 bits hold, in the year 10889.
const mostMillis = 1<<48 - 1

// Time is a hybrid logical stamp. Its order is total: milliseconds, then
// counter, then device.
type Time struct {
	Millis  int64 // since 1970; 48 bits are written
	Counter uint32
	Device  string
}

// Compare orders two stamps.
func (t Time) Compare(u Time) int {
	return cmp.Or(cmp.Compare(t.Millis, u.Millis), cmp.Compare(t.Counter, u.Counter), cmp.Compare(t.Device, u.Device))
}

// String writes the stamp at fixed width, so that bytes compare as stamps do.
func (t Time) String() string { return fmt.Sprintf("%012x%08x%s", t.Millis, t.Counter, t.Device) }

// MarshalText writes the fixed-width form.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the fixed-width form.
func (t *Time) UnmarshalText(b []byte) error {
	x, err := ParseTime(string(b))
	*t = x
	return err
}

// ParseTime reads what String wrote.
func ParseTime(s string) (t Time, err error) {
	if len(s) < 21 {
		return Time{}, fmt.Errorf("edit: %q is no stamp", s)
	}
	t.Device = s[20:]
	_, err = fmt.Sscanf(s[:20], "%012x%08x", &t.Millis, &t.Counter)
	if err != nil || t.Millis < 0 || t.String() != s {
		return Time{}, fmt.Errorf("edit: %q is no stamp", s)
	}
	return t, nil
}

// Clock gives stamps that rise even when the wall runs backwards, and that are
// later than everything seen. It never refuses a peer for being ahead. A clock
// opened over an older log must be shown the latest stamp there with Saw.
type Clock struct {
	Device string
	Wall   func() time.Time

	mu   sync.Mutex
	last Time
}

// Name is the device whose stamps it gives.
func (c *Clock) Name() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Device
}

// Rename gives the device another name, for stamps from now on.
func (c *Clock) Rename(device string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Device, c.last.Device = device, device
}

// Now is a stamp later than every one given or seen before.
func (c *Clock) Now() Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := Time{Millis: c.Wall().UnixMilli(), Device: c.Device}
	if t.Millis <= c.last.Millis {
		t.Millis, t.Counter = c.last.Millis, c.last.Counter+1
	}
	if t.Counter == 0 && t.Millis == c.last.Millis { // the counter is used up
		t.Millis++
	}
	c.last = t
	return t
}

// Saw pushes the clock past a stamp from elsewhere.
func (c *Clock) Saw(t Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.Compare(c.last) > 0 {
		c.last = Time{t.Millis, t.Counter, c.Device}
	}
}
