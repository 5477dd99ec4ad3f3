package drop

import (
	"strings"
	"time"
	_ "time/tzdata" // Windows keeps no zones under their IANA names, so the program brings its own

	"taglane/app/taglane"
)

// wallForm is how a wall time is written, as taglane.Embargo keeps it.
const wallForm = "2006-01-02T15:04"

// Shift says what the clocks of a zone did to a wall time.
type Shift string

const (
	Exact Shift = ""      // it occurs once
	Moved Shift = "moved" // it does not exist; the first minute after the gap counts
	Twice Shift = "twice" // it occurs twice; the first time counts
)

// Said tells a person what was done; nothing for Exact.
func (s Shift) Said() taglane.Said {
	switch s {
	case Moved:
		return taglane.Say("The clocks skip that time; the first minute after it counts.")
	case Twice:
		return taglane.Say("That time comes twice, since the clocks are set back; the first one counts.")
	}
	return taglane.Said{}
}

// Instant is the moment at which the clocks of an IANA zone show a wall time
// such as 2026-12-01T10:00. Invalid: one of the two cannot be read.
func Instant(wall, zone string) (at time.Time, how Shift, err error) {
	loc, err := location(zone)
	if err != nil {
		return time.Time{}, Exact, err
	}
	read, err := time.Parse(wallForm, wall)
	if err != nil {
		return time.Time{}, Exact, taglane.Wrap(err, taglane.Invalid, "A time is written as 2026-12-01T10:00.")
	}
	at, how = instant(read, loc)
	return at.UTC(), how, nil
}

// Moment reads a time as RFC 3339 writes it, with the name of the zone after it
// in which it is meant, where it is meant in one (RFC 9557):
// 2026-12-01T18:00:00+01:00[Europe/Berlin]. That zone is the location of what is
// returned. What the clock on the wall shows counts: where clocks there are set
// otherwise than whoever wrote it knew, the moment moves with them. Invalid: it
// cannot be read.
func Moment(text string) (time.Time, error) {
	bare, zone, named := strings.Cut(text, "[")
	at, err := time.Parse(time.RFC3339, bare)
	if err != nil {
		return time.Time{}, taglane.Errorf(taglane.Invalid, "The time %q cannot be read; write it like 2026-12-01T18:00:00+01:00.", text)
	}
	if !named {
		return at, nil
	}
	loc, err := location(strings.TrimSuffix(zone, "]"))
	if err != nil {
		return time.Time{}, err
	}
	there := at.In(loc)
	if wall := at.Format(wallForm); !strings.HasSuffix(bare, "Z") && there.Format(wallForm) != wall {
		read, _ := time.Parse(wallForm, wall)
		meant, _ := instant(read, loc)
		there = meant.In(loc)
	}
	return there, nil
}

// location is a zone by its IANA name. The names Go itself knows for "here" and
// "nowhere" are none.
func location(zone string) (*time.Location, error) {
	if zone = strings.TrimSpace(zone); zone == "" || zone == "Local" {
		return nil, taglane.Errorf(taglane.Invalid, "Choose a time zone, such as Europe/Berlin.")
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Invalid, "There is no time zone of that name.")
	}
	return loc, nil
}

// instant looks at the stretches of one offset around a wall time, which read
// gives as if it were UTC: the right moment lies in the first of them whose
// clocks show it, or else at the seam that jumps over it.
func instant(read time.Time, loc *time.Location) (time.Time, Shift) {
	var found []time.Time
	from := read.Add(-36 * time.Hour).In(loc) // no zone is further than that from UTC
	for seen := from; seen.Before(read.Add(36 * time.Hour)); {
		_, offset := seen.Zone()
		_, end := seen.ZoneBounds()
		at := read.Add(-time.Duration(offset) * time.Second).In(loc)
		if _, there := at.Zone(); there == offset {
			found = append(found, at)
		}
		if end.IsZero() {
			break
		}
		_, next := end.Zone()
		jump := func(offset int) time.Time { return end.Add(time.Duration(offset) * time.Second) } // the wall clock at the seam
		if wall := read.Unix(); wall >= jump(offset).Unix() && wall < jump(next).Unix() {
			return end, Moved
		}
		seen = end
	}
	if len(found) > 1 && !found[0].Equal(found[1]) {
		return found[0], Twice
	}
	return found[0], Exact
}
