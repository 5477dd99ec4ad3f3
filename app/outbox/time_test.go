package outbox

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taglane/app/taglane"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// A wall time with a zone is kept as it is meant; a moment that the wall does
// not mean stays a moment.
func TestARowKnowsWhatItsTimeMeans(t *testing.T) {
	berlin, angeles := zone(t, "Europe/Berlin"), zone(t, "America/Los_Angeles")
	for _, x := range []struct {
		at         time.Time
		wall, zone string
	}{
		{time.Date(2026, 12, 1, 18, 0, 0, 0, berlin), "2026-12-01T18:00", "Europe/Berlin"},
		{time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC).In(berlin), "2027-03-28T03:00", "Europe/Berlin"}, // the end of the gap
		{time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC).In(berlin), "2027-10-31T02:30", "Europe/Berlin"},
		{time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC).In(berlin), "", ""}, // the second of two
		{time.Date(2027, 10, 31, 2, 30, 0, 0, time.UTC).In(berlin), "2027-10-31T03:30", "Europe/Berlin"},
		{time.Date(2027, 11, 7, 8, 59, 0, 0, time.UTC).In(angeles), "2027-11-07T01:59", "America/Los_Angeles"},
		{time.Date(2027, 11, 7, 9, 0, 0, 0, time.UTC).In(angeles), "", ""},
		{time.Date(2027, 11, 7, 10, 0, 0, 0, time.UTC).In(angeles), "2027-11-07T02:00", "America/Los_Angeles"},
		{time.Date(2026, 12, 1, 18, 0, 30, 0, berlin), "", ""},
		{time.Date(2026, 12, 1, 18, 0, 0, 0, time.UTC), "", ""},
		{time.Date(2026, 12, 1, 18, 0, 0, 0, time.FixedZone("", 3600)), "", ""},
		{time.Time{}, "", ""},
	} {
		r := Row{Late: true, Ahead: time.Hour}
		if r.When(x.at); !r.At.Equal(x.at) || r.Wall != x.wall || r.Zone != x.zone || r.Late || r.Ahead != 0 {
			t.Errorf("%s: %+v", x.at, r)
		}
	}
}

// The zone of a scheduled publication moves its clocks between plan and time:
// the wall time counts, and the history says so.
func TestAZoneThatMovesItsClocksMovesTheTime(t *testing.T) {
	s := &scripted{}
	p, _ := planned(t, script(s))
	row, wall := p.row(), time.Date(2026, 11, 26, 12, 0, 0, 0, zone(t, "Europe/Berlin"))
	row.When(wall)
	p.shelf.Rows[row.ID] = row
	at := wall // as the clocks are set
	p.Instant = func(text, zone string) (time.Time, error) {
		if text != "2026-11-26T12:00" || zone != "Europe/Berlin" {
			t.Errorf("asked about %s in %s", text, zone)
		}
		return at, nil
	}
	if r := p.upTo(wall.Add(-2 * time.Hour)); r.Stage != Queued || p.told("scheduled") != "" {
		t.Fatalf("%+v, told %q", r, p.told("scheduled"))
	}
	at = wall.Add(time.Hour)
	if r := p.upTo(at.Add(-time.Second)); r.Stage >= Live || !r.At.Equal(at) || !r.Until.Equal(at) {
		t.Fatalf("an hour later now: %+v", r)
	}
	if said := p.told("scheduled"); !strings.Contains(said, "Europe/Berlin") {
		t.Errorf("the history says %q", said)
	}
	if r := p.upTo(at); r.Stage != Tagged || s.calls["release"] != 1 {
		t.Errorf("at its time: %+v", r)
	}
	at = at.Add(time.Hour) // too late
	if r, err := p.Step(t.Context(), row.ID); err != nil || r.At.Equal(at) {
		t.Errorf("what is public has no other time: %+v, %v", r, err)
	}

	p, plan := planned(t, nil)
	row = p.row()
	row.Wall, row.Zone = "2026-11-26T10:00", "Nowhere/Anymore"
	p.shelf.Rows[row.ID] = row
	p.Instant = func(string, string) (time.Time, error) {
		return time.Time{}, taglane.Errorf(taglane.Invalid, "There is no time zone of that name.")
	}
	if r := p.upTo(plan); r.Stage != Tagged || !r.At.Equal(plan) {
		t.Errorf("a zone that is no more: %+v", r)
	}
}

// When the program starts, and from time to time, waiting rows are told what
// their wall times mean by now: also that they come earlier.
func TestAtEachStartWallTimesAreReadAnew(t *testing.T) { synctest.Test(t, wallTimesAreReadAnew) }

func wallTimesAreReadAnew(t *testing.T) {
	c := newCast(t, Row{ID: "a"}, Row{ID: "b"})
	a, b := c.shelf.Rows["a"], c.shelf.Rows["b"]
	a.When(c.at.In(zone(t, "Europe/Berlin")))
	a.Wait, a.Until = WaitsUntil, c.at.Add(-lead)
	b.Wait, b.Until = WaitsUntil, c.at.Add(-lead)
	c.shelf.Rows["a"], c.shelf.Rows["b"] = a, b
	earlier := c.at.Add(-3 * time.Hour)
	c.Instant = func(string, string) (time.Time, error) { return earlier, nil }
	c.run(t, 2)
	a, b = c.shelf.Rows["a"], c.shelf.Rows["b"]
	if !a.At.Equal(earlier) || a.IntentAt.Sub(earlier).Abs() > time.Second || !b.At.Equal(c.at) || b.IntentAt.Sub(c.at).Abs() > time.Second {
		t.Errorf("a is for %s and went at %s, b for %s and went at %s", a.At, a.IntentAt, b.At, b.IntentAt)
	}
}

// Where the clock was two hours fast and is put right, what was told to wait by
// the wrong one looks again, instead of coming two hours late.
func TestAClockThatIsPutRightWakesWhatWaits(t *testing.T) { synctest.Test(t, aClockIsPutRight) }

func aClockIsPutRight(t *testing.T) {
	c := newCast(t, Row{ID: "a"})
	r := c.shelf.Rows["a"]
	r.Wait, r.Until, r.Ahead = WaitsUntil, c.at.Add(2*time.Hour), -2*time.Hour
	c.shelf.Rows["a"], c.off = r, time.Until(c.at.Add(time.Hour))
	after, set := c.After, false
	c.After = func(d time.Duration) <-chan time.Time {
		if !set {
			set, c.off = true, c.off-2*time.Hour
		}
		return after(d)
	}
	c.run(t, 1)
	if r = c.shelf.Rows["a"]; r.IntentAt.Sub(c.at).Abs() > time.Second {
		t.Errorf("published at %s, not at %s", r.IntentAt, c.at)
	}
	if !strings.Contains(c.shelf.Entries["a"][0].Detail.String(), "was set back") {
		t.Errorf("its history says %v", c.shelf.Entries["a"])
	}
}

// What another platform says of this computer's clock counts where a row's own
// says nothing.
func TestAnotherPlatformMayKnowTheTime(t *testing.T) {
	p, at := planned(t, nil)
	p.upTo(at.Add(-time.Second))
	p.ahead = -90 * time.Minute
	r := p.upTo(at)
	if r.Stage >= Live || !r.Until.Equal(at.Add(90*time.Minute)) || r.Ahead != -90*time.Minute {
		t.Fatalf("%+v", r)
	}
	if r = p.upTo(at.Add(90 * time.Minute)); r.Stage != Tagged {
		t.Errorf("at its time: %+v", r)
	}
}

// Where the clocks skip an hour or show one twice, what was meant goes out at its
// moment and once, in Berlin and in Los Angeles.
func TestClocksThatSkipAndRepeatReleaseOnce(t *testing.T) {
	berlin, angeles := zone(t, "Europe/Berlin"), zone(t, "America/Los_Angeles")
	for name, at := range map[string]time.Time{
		"after the gap in Berlin":           time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC).In(berlin),
		"the first of two in Berlin":        time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC).In(berlin),
		"the second of two in Berlin":       time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC).In(berlin),
		"after the gap in Los Angeles":      time.Date(2027, 3, 14, 10, 0, 0, 0, time.UTC).In(angeles),
		"the first of two in Los Angeles":   time.Date(2027, 11, 7, 8, 30, 0, 0, time.UTC).In(angeles),
		"the second of two in Los Angeles":  time.Date(2027, 11, 7, 9, 30, 0, 0, time.UTC).In(angeles),
		"an hour after both in Los Angeles": time.Date(2027, 11, 7, 10, 30, 0, 0, time.UTC).In(angeles),
	} {
		s := &scripted{}
		p, _ := planned(t, script(s))
		row := p.row()
		row.When(at)
		p.shelf.Rows[row.ID] = row
		p.Instant = func(wall, name string) (time.Time, error) {
			at, err := time.ParseInLocation(wallForm, wall, zone(t, name))
			if first := at.Add(-time.Hour); first.Format(wallForm) == wall {
				at = first // of two
			}
			return at, err
		}
		if r := p.upTo(at.Add(-time.Second)); r.Stage != Ready || !r.Until.Equal(at) {
			t.Errorf("%s, a second before: %+v", name, r)
		}
		if r := p.upTo(at.Add(2 * time.Hour)); r.Stage != Tagged || s.calls["release"] != 1 || !p.shelf.Rows[r.ID].IntentAt.Equal(at) {
			t.Errorf("%s: %+v, %v", name, r, s.calls)
		}
	}
}
