package drop_test

import (
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

func TestInstant(t *testing.T) {
	for _, c := range []struct {
		wall, zone, want string
		how              drop.Shift
	}{
		{"2026-12-01T10:00", "Europe/Berlin", "2026-12-01T09:00:00Z", drop.Exact},
		{"2026-07-01T10:00", "Europe/Berlin", "2026-07-01T08:00:00Z", drop.Exact},
		{"2026-12-01T10:00", "UTC", "2026-12-01T10:00:00Z", drop.Exact},
		// Clocks go from 2:00 to 3:00 at 1:00 UTC.
		{"2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59:00Z", drop.Exact},
		{"2026-03-29T02:00", "Europe/Berlin", "2026-03-29T01:00:00Z", drop.Moved},
		{"2026-03-29T02:59", "Europe/Berlin", "2026-03-29T01:00:00Z", drop.Moved},
		{"2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00:00Z", drop.Exact},
		// Clocks go from 3:00 back to 2:00 at 1:00 UTC.
		{"2026-10-25T01:59", "Europe/Berlin", "2026-10-24T23:59:00Z", drop.Exact},
		{"2026-10-25T02:00", "Europe/Berlin", "2026-10-25T00:00:00Z", drop.Twice},
		{"2026-10-25T02:59", "Europe/Berlin", "2026-10-25T00:59:00Z", drop.Twice},
		{"2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00:00Z", drop.Exact},
		{"2026-03-08T02:30", "America/Los_Angeles", "2026-03-08T10:00:00Z", drop.Moved},
		{"2026-11-01T01:30", "America/Los_Angeles", "2026-11-01T08:30:00Z", drop.Twice},
		{"2026-11-01T00:59", "America/Los_Angeles", "2026-11-01T07:59:00Z", drop.Exact},
		{"2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00Z", drop.Moved}, // half an hour
		{"2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00:00Z", drop.Moved},        // a whole day
		{"2026-12-01T10:00", "Pacific/Kiritimati", "2026-11-30T20:00:00Z", drop.Exact},
		{"2126-07-01T10:00", "America/Los_Angeles", "2126-07-01T17:00:00Z", drop.Exact}, // by rule, beyond every table
	} {
		at, how, err := drop.Instant(c.wall, c.zone)
		if got := at.Format(time.RFC3339); err != nil || got != c.want || how != c.how {
			t.Errorf("%s %s: %s, %q, %v; want %s, %q", c.wall, c.zone, got, how, err, c.want, c.how)
		}
		if (how.Said().Format == "") != (how == drop.Exact) {
			t.Errorf("%q says %q", how, how.Said())
		}
	}
	for _, c := range [][2]string{{"2026-12-01", "UTC"}, {"2026-12-01T25:00", "UTC"}, {"2026-12-01T10:00", ""}, {"2026-12-01T10:00", "Local"}, {"2026-12-01T10:00", "Mars/Base"}, {"2026-12-01T10:00", "../etc/passwd"}} {
		if _, _, err := drop.Instant(c[0], c[1]); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// Two years, every 97 minutes, in zones that do something to their clocks, is
// shown by the clock at its instant, or else it is the first one after a gap.
func TestInstantIsWhatTheClockShows(t *testing.T) {
	for _, zone := range []string{"Europe/Berlin", "America/Los_Angeles", "Africa/Casablanca", "Asia/Kathmandu", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for wall := time.Date(2026, 1, 1, 0, 7, 0, 0, time.UTC); wall.Year() < 2028; wall = wall.Add(97 * time.Minute) {
			text := wall.Format("2006-01-02T15:04")
			at, how, err := drop.Instant(text, zone)
			if err != nil {
				t.Fatal(err)
			}
			shown := at.In(loc).Format("2006-01-02T15:04")
			before := at.Add(-time.Minute).In(loc).Format("2006-01-02T15:04")
			if how == drop.Moved && !(before < text && shown > text) || how != drop.Moved && shown != text {
				t.Fatalf("%s %s: the clock shows %s (%q)", zone, text, shown, how)
			}
		}
	}
}

func TestUntilIsTheLater(t *testing.T) {
	early := &taglane.Embargo{Until: moment("2026-12-01T09:00:00Z"), Wall: "2026-12-01T10:00", Zone: "Europe/Berlin"}
	late := &taglane.Embargo{Until: moment("2026-12-01T18:00:00Z"), Wall: "2026-12-01T10:00", Zone: "America/Los_Angeles"}
	for _, c := range []struct{ tag, product, want *taglane.Embargo }{
		{nil, nil, nil}, {early, nil, early}, {nil, early, early}, {early, late, late}, {late, early, late}, {early, early, early},
	} {
		got := drop.Until(taglane.Tag{Embargo: c.tag}, taglane.Product{Embargo: c.product})
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%v and %v: %v, want %v", c.tag, c.product, got, c.want)
		}
	}
	// The wall time is what was meant: a zone that changed its clocks since
	// moves the moment.
	moved := *early
	moved.Until = moment("2026-12-01T08:00:00Z")
	if got := drop.Until(taglane.Tag{Embargo: &moved}, taglane.Product{}); !got.Until.Equal(early.Until) {
		t.Errorf("after the zone changed it is %s", got.Until)
	}
	// An embargo of which the zone is unknown keeps the instant that was worked out.
	moved.Zone = ""
	if got := drop.Until(taglane.Tag{Embargo: &moved}, taglane.Product{}); !got.Until.Equal(moved.Until) {
		t.Errorf("without a zone it is %s", got.Until)
	}
}

func TestMoments(t *testing.T) {
	d := held()
	if got := drop.Moments(d, before); len(got) != 1 || !got[0].Equal(release) {
		t.Errorf("two tags of one product open at %v", got)
	}
	later := release.Add(time.Hour)
	d.Tags[2].Embargo, d.Tags[1].Embargo = &taglane.Embargo{Until: later}, &taglane.Embargo{Until: before}
	if got := drop.Moments(d, before); len(got) != 2 || !got[0].Equal(release) || !got[1].Equal(later) {
		t.Errorf("they open at %v", got)
	}
	if got := drop.Moments(d, later); got != nil {
		t.Errorf("after the last there is %v", got)
	}
}

func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}
