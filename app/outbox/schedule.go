package outbox

import (
	"context"
	"maps"
	"time"

	"taglane/app/taglane"
)

// Schedule gives a row another time (see Row.When), zero for as soon as possible, and other
// settings where a platform publishes at a time by itself. Conflict: publishing
// was already asked for, so the time is the platform's by now.
func Schedule(r Row, at time.Time, settings map[string]string) (Row, Entry, error) {
	if r.Stage >= Live || r.asking() {
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "It is too late for another time: publishing was already asked for.")
	}
	detail := taglane.Say("A person chose to publish as soon as possible.")
	if !at.IsZero() {
		detail = taglane.Say("A person chose another time: %s.", at)
	}
	r.When(at)
	r.Settings = maps.Clone(settings)
	if r.Wait == WaitsUntil && r.FaultKind == "" || r.Wait == WaitsLate {
		r.Wait, r.Until = NotWaiting, time.Time{} // the next step waits for the new time, or for nothing
	}
	return r, Entry{Outcome: "scheduled", Detail: detail}, nil
}

// Schedule gives a publication another time and interrupts its upload; see the
// function Schedule. change is given the row as it is and says what is wanted.
func (o *Outbox) Schedule(ctx context.Context, id taglane.ID, change func(Row) (at time.Time, settings map[string]string, err error)) (Row, error) {
	return o.change(ctx, id, true, func(r Row) (Row, Entry, Line, error) {
		at, settings, err := change(r)
		if err != nil {
			return r, Entry{}, Line{}, err
		}
		r, e, err := Schedule(r, at, settings)
		return r, e, Line{}, err
	})
}
