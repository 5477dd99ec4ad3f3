package outbox

import (
	"context"
	"time"

	"taglane/app/taglane"
)

// A post may be made without what nobody may see yet. The revision that shows
// it is frozen at the same time and lies here until its moment; then the post is
// changed to it like to any other.

// slept is how late that may happen by itself: later than that this computer
// was off or asleep, and a person says whether it still should.
const slept = 30 * time.Minute

// Follow asks for a post to carry another revision from a time on, once it is
// there; none where revision is "". Conflict: the post carries it already.
func Follow(r Row, revision string, at time.Time) (Row, Entry, error) {
	if revision != "" && revision == r.Carried() && r.Wanted == "" {
		return r, Entry{}, taglane.Errorf(taglane.Conflict, "The post carries this version already.")
	}
	r.Next, r.NextAt = revision, at
	if revision == "" {
		r.NextAt = time.Time{}
	}
	if r.Stage == Tagged && r.Wait == WaitsUntil && r.FaultKind == "" {
		r.Wait, r.Until = NotWaiting, time.Time{} // the next step waits for the new time, or for nothing
	}
	detail := taglane.Say("Nothing follows.")
	if revision != "" {
		detail = taglane.Say("What is held back follows at %s.", at)
	}
	return r, Entry{Outcome: "scheduled", Detail: detail}, nil
}

// Follow keeps what is to follow; see the function Follow.
func (o *Outbox) Follow(ctx context.Context, id taglane.ID, revision string, at time.Time) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		r, e, err := Follow(r, revision, at)
		return r, e, Line{}, err
	})
}

// follows says whether something is still to follow a post that is done.
func (r Row) follows() bool { return r.Stage == Tagged && r.Wanted == "" && r.Next != "" }

// following says whether what follows is to be looked at now: nothing else is
// to be done, or its time has come.
func (s *step) following() bool {
	return s.r.follows() && (!s.r.Linking || !s.now.Before(s.r.NextAt))
}

// follow waits for the time of what follows and then asks for it.
func (s *step) follow() error {
	switch late := s.now.Sub(s.r.NextAt); {
	case s.r.Next == s.r.Carried():
		s.r.Next, s.r.NextAt = "", time.Time{}
		return s.save("again", taglane.Say("The post carries this version already."))
	case late < 0 && !s.rules.followsAtOnce:
		return s.wait(s.r.NextAt, "waiting", taglane.Say("What is held back follows at %s.", s.r.NextAt))
	case late > slept && !s.r.NextAt.IsZero():
		s.r.Wait = WaitsPaused
		return s.save("paused", taglane.Say("What was held back should have followed at %s, and Taglane was not running then.", s.r.NextAt))
	}
	s.r.Wanted, s.r.Updated, s.r.Next, s.r.NextAt = s.r.Next, false, "", time.Time{}
	s.progress()
	return s.save("update", taglane.Say("The time has come: the post is changed to show what was held back."))
}
