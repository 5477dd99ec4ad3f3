package outbox

import (
	"context"
	"time"

	"taglane/app/taglane"
)

// Several rows of one clip may become public at the same moment: a page, a
// shop's product, videos, and what posts are changed to then. What others point
// to goes first, so that nobody follows a link that leads nowhere yet. It is a
// courtesy and no condition: only a row that can move at once is let ahead, and
// none for longer than polite, so that trouble with one holds nobody.

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
	if at.IsZero() || r.Wait != WaitsUntil || !r.Until.Equal(at.Add(-r.Ahead)) {
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

// farAhead is further than anything waits.
const farAhead = 100 * 365 * 24 * time.Hour

// look reads the clock. Where it was set back, what is scheduled is looked at
// again, for it may have been told to wait by the other one; and from time to
// time, and first of all, it is asked what wall times mean by now.
func (c *crew) look(ctx context.Context, now time.Time) error {
	back := c.seen.Sub(now) > skew
	moved := back || now.Sub(c.seen) > nap+skew // or it slept: nobody can tell
	if c.seen = now; moved {
		c.forget()
	}
	if !back && now.Sub(c.timed) < zones {
		return nil
	}
	if err := c.retime(ctx, now, back); err != nil {
		return err
	}
	c.timed = now
	return nil
}

// forget drops what platforms said of this computer's clock, which was set.
func (o *Outbox) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ahead = 0
}

// retime moves scheduled rows that wait to the moments that their wall times
// mean by now, and where the clock was set back wakes them. One that moves sees
// for itself.
func (c *crew) retime(ctx context.Context, now time.Time, back bool) error {
	rows, err := c.Journal.Runnable(ctx, now.Add(farAhead))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.At.IsZero() || r.Stage >= Live || r.asking() || r.Wait == NotWaiting || !r.Until.After(now) || c.busy[r.Account] {
			continue
		}
		if _, moves := c.meant(r); !moves && !back {
			continue
		}
		_, err := c.change(ctx, r.ID, false, func(r Row) (Row, Entry, Line, error) {
			at, moves := c.meant(r)
			if r.Wait != WaitsUntil && r.Wait != WaitsOffline || !moves && !back {
				return r, Entry{}, Line{}, errWentOn
			}
			r.Wait, r.Until = NotWaiting, time.Time{}
			if !moves {
				return r, Entry{Outcome: "scheduled", Detail: taglane.Say("This computer's clock was set back, so the time is looked at again.")}, Line{}, nil
			}
			r.At = at
			return r, Entry{Outcome: "scheduled", Detail: clocksSet(r)}, Line{}, nil
		})
		if err != nil && err != errWentOn {
			return err
		}
	}
	return nil
}
