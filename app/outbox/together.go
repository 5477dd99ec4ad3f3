package outbox

import (
	"context"
	"slices"
	"time"

	"taglane/app/taglane"
)

// Several rows of one clip may become public at the same moment: a page, a
// shop's product, videos, and what posts are changed to then. What others point
// to goes first, so that nobody follows a link that leads nowhere yet. It is a
// courtesy and no condition: only a row that can move at once is let ahead, and
// none for longer than polite, so that trouble with one holds nobody.
//
// Where a person wants all of them or none, they name each other; see Together.
// Then each waits until the others have nothing left but their own public act.
// More cannot be promised: what one platform did, another's no does not undo.
// Whom one of them keeps waiting for too long is late, and a person is asked.

// polite is how long a row lets others of its clip go first.
const polite = time.Minute

// moment is when something of the row becomes public; zero for none.
func (r Row) moment() time.Time {
	switch {
	case r.follows():
		return r.Next[0].At
	case r.Stage < Live:
		return r.At
	}
	return time.Time{}
}

// turn is a row's place among those that become public at one moment.
func (r Row) turn() int {
	const shows, changes = 100, 200 // after whoever leads
	switch {
	case r.Stage >= Live:
		return changes
	case r.Leads > 0:
		return r.Leads
	}
	return shows
}

// yields is until when a row at its moment lets others of rows go first; zero
// where it does not.
func yields(r Row, rows []Row, now time.Time) (until time.Time) {
	at := r.moment()
	if at.IsZero() || r.Wait != WaitsUntil || !r.Poised && !r.Until.Equal(at.Add(-r.Ahead)) {
		return until // it waited for something else
	}
	if until = r.Until.Add(polite); !now.Before(until) {
		return time.Time{}
	}
	for _, x := range rows {
		if x.ID != r.ID && x.Clip == r.Clip && x.moment().Equal(at) && x.turn() < r.turn() {
			return until
		}
	}
	return time.Time{}
}

// earlier is the first of two times, of which zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// lookAgain is how long after one look a row looks again whether the others are
// there.
const lookAgain = 5 * time.Second

// Together lets publications that are for the same moment become public together
// or, as long as no person decides otherwise, not at all; of fewer than two, each
// for itself again. Invalid: they are not for the same moment, or for none.
// Conflict: one of them was asked for already.
func (o *Outbox) Together(ctx context.Context, ids ...taglane.ID) error {
	var first Row
	for i, id := range ids {
		r, err := o.Journal.Load(ctx, id)
		if err == nil {
			err = joins(r)
		}
		if err != nil {
			return err
		}
		if i == 0 {
			first = r
		}
		if !r.At.Equal(first.At) || r.At.IsZero() && len(ids) > 1 {
			return taglane.Errorf(taglane.Invalid, "What becomes public together needs the same time.")
		}
	}
	for _, id := range ids {
		others := slices.DeleteFunc(slices.Clone(ids), func(x taglane.ID) bool { return x == id })
		_, err := o.change(ctx, id, false, func(r Row) (Row, Entry, Line, error) {
			if err := joins(r); err != nil {
				return r, Entry{}, Line{}, err
			}
			r.With = others
			detail := taglane.Say("A person lets it become public by itself.")
			if len(others) > 0 {
				detail = taglane.Say("A person lets it become public only together with others.")
			}
			return r, Entry{Outcome: "scheduled", Detail: detail}, Line{}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func joins(r Row) error {
	if r.Stage >= Live || r.asking() {
		return taglane.Errorf(taglane.Conflict, "It is too late for that: publishing was already asked for.")
	}
	return nil
}

// there says whether whoever becomes public with the row need not wait for it
// any more: nothing is left but its public act, and nothing keeps it from that.
func (r Row) there() bool {
	return r.Stage >= Live || r.asking() || r.Poised && (r.Wait == NotWaiting || r.Wait == WaitsUntil)
}

// waits says whether the row, at its gate, waits for those it becomes public
// with: until each of them is there, and until those that go first went. One
// that was called off, or has another time by now, is none of them, and where a
// person said that this one still should be published it goes alone.
func (o *Outbox) waits(ctx context.Context, r Row) (bool, error) {
	if r.Late || o.rules.leavesOthers {
		return false, nil
	}
	for _, id := range r.With {
		x, err := o.Journal.Load(ctx, id)
		switch {
		case taglane.KindOf(err) == taglane.NotFound:
		case err != nil:
			return true, err
		case x.Wait == WaitsCanceled || !x.At.Equal(r.At):
		case !x.there() || x.turn() < r.turn() && x.Stage < Live && !x.asking():
			return true, nil
		}
	}
	return false, nil
}

// waitsForOthers holds a row at its gate for those it becomes public with.
func (s *step) waitsForOthers() (held bool, err error) {
	if held, err = s.waits(s.ctx, s.r); held && err == nil {
		err = s.wait(s.now.Add(lookAgain), "waiting", taglane.Say("Everything is uploaded; it waits for what becomes public together with it."))
	}
	return held, err
}

// keeps is until when a row that may move is left alone: it lets others go
// first, or waits for them. Its history need not say so again and again.
func (c *crew) keeps(ctx context.Context, r Row, rows []Row, now time.Time) time.Time {
	if until := yields(r, rows, now); !until.IsZero() || !r.Poised {
		return until
	}
	here := now.Add(r.Ahead)
	if waits, err := c.waits(ctx, r); err != nil || !waits || here.Before(r.At) || r.late(here) {
		return time.Time{}
	}
	return r.At.Add(grace - r.Ahead + 1) // then a person is asked; whatever happens to the others wakes it
}
