package drop_test

import (
	"testing"
	"time"

	"taglane/app/drop"
	"taglane/app/taglane"
)

// A time is read with the zone in which it is meant, and the clock on the wall
// counts where that zone's clocks are set otherwise than its writer knew.
func TestAMomentIsReadWithItsZone(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-01T18:00:00+01:00":                      "2026-12-01T17:00:00Z",
		"2026-12-01T17:00:00Z":                           "2026-12-01T17:00:00Z",
		"2026-12-01T18:00:00+01:00[Europe/Berlin]":       "2026-12-01T17:00:00Z Europe/Berlin",
		"2026-12-01T17:00:00Z[Europe/Berlin]":            "2026-12-01T17:00:00Z Europe/Berlin",
		"2026-12-01T18:00:00+02:00[Europe/Berlin]":       "2026-12-01T17:00:00Z Europe/Berlin", // its writer thought of summer
		"2026-12-01T18:00:00-08:00[America/Los_Angeles]": "2026-12-02T02:00:00Z America/Los_Angeles",
		"2027-03-28T02:30:00+01:00[Europe/Berlin]":       "2027-03-28T01:00:00Z Europe/Berlin", // it does not exist
		"2027-03-14T02:30:00-08:00[America/Los_Angeles]": "2027-03-14T10:00:00Z America/Los_Angeles",
		"2026-10-25T02:30:00+02:00[Europe/Berlin]":       "2026-10-25T00:30:00Z Europe/Berlin", // the first of two
		"2026-10-25T02:30:00+01:00[Europe/Berlin]":       "2026-10-25T01:30:00Z Europe/Berlin", // the second, as it was written
		"2026-11-01T01:30:00-07:00[America/Los_Angeles]": "2026-11-01T08:30:00Z America/Los_Angeles",
		"2026-11-01T01:30:00-08:00[America/Los_Angeles]": "2026-11-01T09:30:00Z America/Los_Angeles",
	} {
		at, err := drop.Moment(text)
		got := at.UTC().Format(time.RFC3339)
		if zone := at.Location().String(); len(want) > len(got) {
			got += " " + zone
		}
		if err != nil || got != want {
			t.Errorf("%s: %s, %v, not %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "tomorrow", "2026-12-01T18:00", "2026-12-01T18:00[Europe/Berlin]", "2026-12-01T18:00:00+01:00[Nowhere]", "2026-12-01T18:00:00+01:00[]", "2026-12-01T18:00:00+01:00[Local]"} {
		if _, err := drop.Moment(text); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}
