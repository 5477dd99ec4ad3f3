package outbox

import (
	"time"

	"taglane/app/taglane"
)

// A publication with a time becomes public at it: not before, and not without
// a word after.
//
// What is at most grace late, because this computer slept or was still
// uploading, goes out at once, and its history says how late. Later than that a
// person is asked, since what was right for a morning may be wrong for a night.
// Why it is late does not matter. A login, a limit, a network that was away or a
// person's own answer can make it so just as sleep can, and whoever removes the
// cause need not have thought of the time; so going on alone is no answer to
// that question, and only the answer to it is.
//
// Nothing new is uploaded for a time that has passed. What is under way is
// finished, for nobody sees it, and then "publish it now" is one small call.
// Nobody is asked once the public act was: it may have happened, and what was
// begun in time is carried to its end.
//
// Where the platform keeps the time (see platform.Capabilities, Schedules) a row
// has no At, and none of this is about it.

const (
	// grace is how late something happens by itself that has a time.
	grace = 30 * time.Minute
	// skew is how far two clocks may differ before the platform's is believed.
	skew = 2 * time.Minute
)

// wallForm is how a wall time is written.
const wallForm = "2006-01-02T15:04"

// When gives a row its time, zero for as soon as possible. The zone of at is the
// one a person meant, where it has a name: then the wall clock there counts from
// now on. Who means the second of two times that a wall clock shows alike, or a
// time with seconds, means the moment itself.
func (r *Row) When(at time.Time) {
	r.At, r.Wall, r.Zone, r.Late, r.Ahead = at, "", "", false, 0
	if at.IsZero() {
		return
	}
	r.At = at.UTC()
	zone := at.Location().String()
	if zone == "" || zone == "Local" || zone == "UTC" || at.Second() != 0 || at.Nanosecond() != 0 || second(at) {
		return
	}
	r.Wall, r.Zone = at.Format(wallForm), zone
}

// second says whether the clocks where a time is told were set back shortly
// before, so that they show it for the second time.
func second(at time.Time) bool {
	set, _ := at.ZoneBounds()
	if set.IsZero() {
		return false
	}
	_, now := at.Zone()
	_, before := set.Add(-1).Zone()
	return at.Sub(set) < time.Duration(before-now)*time.Second
}

// late says whether its time has passed for so long that a person is asked.
func (r Row) late(now time.Time) bool {
	return !r.At.IsZero() && !r.Late && now.Sub(r.At) > grace
}

// reset moves the row's time to where the clocks of its zone are now.
func (s *step) reset() (moved bool, err error) {
	at, moves := s.meant(s.r)
	if !moves {
		return false, nil
	}
	s.r.At = at
	return true, s.save("scheduled", clocksSet(s.r))
}

// meant is the moment a row's wall time means by now; false where it is the one
// it has, or too late for another.
func (o *Outbox) meant(r Row) (at time.Time, moves bool) {
	if o.Instant == nil || r.Wall == "" || r.Stage >= Live || r.asking() {
		return at, false
	}
	at, err := o.Instant(r.Wall, r.Zone)
	return at, err == nil && !at.Equal(r.At) // a zone that is no more leaves it as it is
}

func clocksSet(r Row) taglane.Said {
	return taglane.Say("The clocks of %s are set otherwise than was known, so its time is %s now.", r.Zone, r.At)
}

// gate holds the public act until its time, or for a person once that has
// passed too long ago. The platform has just answered, so what time it is comes
// from there where the two clocks differ.
func (s *step) gate(why taglane.Said) (held bool, err error) {
	if s.r.At.IsZero() {
		if held, err := s.elsewhere(false); held || err != nil {
			return held, err
		}
		return s.stands()
	}
	s.r.Poised, s.now = true, s.Now() // it may have slept over the answer
	s.listen()
	now := s.now.Add(s.r.Ahead)
	if now.Before(s.r.At) && !s.rules.neverWaits {
		if s.r.Ahead != 0 {
			why = taglane.Say("%s %s", why, s.r.clock())
		}
		return true, s.wait(s.r.At.Add(-s.r.Ahead), "waiting", why)
	}
	if held, err := s.elsewhere(false); held || err != nil {
		return held, err
	}
	if s.r.late(now) && !s.rules.neverLate {
		return true, s.asksWhether()
	}
	if held, err := s.waitsForOthers(); held || err != nil {
		return held, err
	}
	return s.stands()
}

// stands refuses what was fit to be published when it was queued and is not now.
func (s *step) stands() (held bool, err error) {
	if s.Stands == nil {
		return false, nil
	}
	if err := s.Stands(s.ctx, s.r); err != nil {
		return true, s.fault(err)
	}
	return false, nil
}

// asksWhether leaves it to a person whether what is late still should.
func (s *step) asksWhether() error {
	s.r.Wait = WaitsLate
	return s.save("late", taglane.Say("Its time was %s ago. A person says whether it is still published.", length(s.now.Add(s.r.Ahead).Sub(s.r.At))))
}

// about says that the public act comes next, and how late that is.
func (s *step) about() taglane.Said {
	if late := s.now.Add(s.r.Ahead).Sub(s.r.At); !s.r.At.IsZero() && late >= time.Minute {
		return taglane.Say("Publishing is about to be asked for, %s after its time.", length(late))
	}
	return taglane.Say("Publishing is about to be asked for.")
}

// length is a stretch of time as a person says it.
func length(d time.Duration) taglane.Said {
	switch {
	case d < 2*time.Minute:
		return taglane.Say("a minute")
	case d < 2*time.Hour:
		return taglane.Say("%d minutes", int(d/time.Minute))
	}
	return taglane.Say("%d hours", int(d/time.Hour))
}
