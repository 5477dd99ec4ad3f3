package outbox

import (
	"reflect"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestScheduleOnlyBeforeTheIntent(t *testing.T) {
	later, set := start.Add(3*time.Hour), map[string]string{"privacy": "public"}
	for _, r := range []Row{
		{Stage: Queued, Wait: WaitsUntil, Until: start, At: start},
		{Stage: Ready, Intent: Ready, Wait: WaitsUntil, Until: start},
		{Stage: Open, Intent: Open, Wait: WaitsPaused},
		{Stage: Open, Intent: Open, Wait: WaitsUntil, Until: start, FaultKind: taglane.Later},
	} {
		got, e, err := Schedule(r, later, set)
		if err != nil || !got.At.Equal(later) || !reflect.DeepEqual(got.Settings, set) || e.Outcome != "scheduled" {
			t.Errorf("%+v: %+v, %v", r, got, err)
		}
		moves := r.Wait == WaitsUntil && r.FaultKind == ""
		if moves != (got.Wait == NotWaiting) || moves != got.Until.IsZero() && moves {
			t.Errorf("%+v waits as %q until %v", r, got.Wait, got.Until)
		}
	}
	for _, r := range []Row{{Stage: Ready, Intent: Live}, {Stage: Live, Intent: Live}, {Stage: Tagged, Intent: Tagged}} {
		if got, _, err := Schedule(r, later, nil); taglane.KindOf(err) != taglane.Conflict || !got.At.IsZero() {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

// A publication waits for the time it was given last, and for no other.
func TestAnotherTimeIsObeyed(t *testing.T) {
	p := newPlay(t, nil, nil)
	give := func(at time.Time) Row {
		t.Helper()
		r, err := p.Schedule(t.Context(), p.pub.ID, func(r Row) (time.Time, map[string]string, error) { return at, r.Settings, nil })
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	give(start.Add(24 * time.Hour))
	if r, err := p.Step(t.Context(), p.pub.ID); err != nil || r.Wait != WaitsUntil || r.Stage != Queued {
		t.Fatal(r, err)
	}
	if r := give(start.Add(48 * time.Hour)); r.Wait != NotWaiting {
		t.Fatal(r)
	}
	if r := p.rest(); r.Stage != Tagged || p.clock.Before(start.Add(48*time.Hour)) {
		t.Errorf("%+v at %v", r, p.clock)
	}
	p = newPlay(t, map[string]string{"dir": t.TempDir()}, nil)
	give(start.Add(24 * time.Hour))
	give(time.Time{})
	if r := p.rest(); r.Stage != Tagged || !p.clock.Before(start.Add(time.Hour)) {
		t.Errorf("%+v at %v", r, p.clock)
	}
}
