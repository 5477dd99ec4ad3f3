package httpx

import (
	"sync/atomic"
	"time"
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
