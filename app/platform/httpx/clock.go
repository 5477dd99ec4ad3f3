package httpx

import "time"

// Wall is the time on this computer's own clock. Connectors ask it here, and
// nowhere else, when the service has not told its own time yet: for signatures
// that carry a time and for tokens that end, so that everything else of a
// connector takes its time from the service and can be tested at any hour.
func Wall() time.Time { return time.Now() }
