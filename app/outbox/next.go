package outbox

import (
	"context"
	"slices"
	"time"

	"taglane/app/taglane"
)

// A post may be made without what nobody may see yet. The revision that shows
// it is frozen at the same time and lies here until its moment; then the post is
// changed to it like to any other.

// Follow asks for a post to carry other revisions from certain times on, once it
// is there; none for none. Turns of the past come as soon as they can. Invalid:
// they are not in the order of their times.
func Follow(r Row, turns ...Turn) (Row, Entry, error) {
	if !slices.IsSortedFunc(turns, func(a, b Turn) int { return a.At.Compare(b.At) }) {
		return r, Entry{}, taglane.Errorf(taglane.Invalid, "What follows a post has to be in the order of its times.")
	}
	r.Next = slices.Clone(turns)
	if r.Stage == Tagged && (r.Wait == WaitsUntil && r.FaultKind == "" || r.Wait == WaitsLate) {
		r.Wait, r.Until = NotWaiting, time.Time{} // the next step waits for the new time, or for nothing
	}
	detail := taglane.Say("Nothing follows.")
	if len(turns) > 0 {
		detail = follows(turns[0])
	}
	return r, Entry{Outcome: "scheduled", Detail: detail}, nil
}

func follows(t Turn) taglane.Said { return taglane.Say("What is held back follows at %s.", t.At) }

// Follow keeps what is to follow; see the function Follow.
func (o *Outbox) Follow(ctx context.Context, id taglane.ID, turns ...Turn) (Row, error) {
	return o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
		r, e, err := Follow(r, turns...)
		return r, e, Line{}, err
	})
}

// follows says whether something is still to follow a post that is done.
func (r Row) follows() bool { return r.Stage == Tagged && r.Wanted == "" && len(r.Next) > 0 }

// following says whether what follows is to be looked at now: nothing else is
// to be done, or its time has come.
func (s *step) following() bool {
	return s.r.follows() && (!s.r.Linking || !s.now.Before(s.r.Next[0].At))
}

// follow waits for the time of what follows and then asks for it.
func (s *step) follow() error {
	turn, off := s.r.Next[0], s.off()
	switch late := s.now.Add(off).Sub(turn.At); {
	case turn.Revision == s.r.Carried():
		s.r.Next = s.r.Next[1:]
		return s.save("again", taglane.Say("The post carries this version already."))
	case late < 0 && !s.rules.followsAtOnce:
		return s.wait(turn.At.Add(-off), "waiting", follows(turn))
	case late > grace && !turn.Late:
		s.r.Wait = WaitsLate
		return s.save("late", taglane.Say("What was held back should have followed at %s, and Taglane was not running then.", turn.At))
	}
	s.r.Wanted, s.r.Updated, s.r.Next = turn.Revision, false, s.r.Next[1:]
	s.progress()
	return s.save("update", taglane.Say("The time has come: the post is changed to show what was held back."))
}
