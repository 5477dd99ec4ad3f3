package outbox

import (
	"context"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// listen notes how far this computer's clock is off, by the platform that has
// just answered, or else by another that did since this clock was last set.
func (s *step) listen() {
	if t, can := platform.As[platform.Timekeeper](s.p); can {
		s.mu.Lock()
		s.ahead = t.Ahead()
		s.mu.Unlock()
	}
	s.r.Ahead = s.off()
}

// off is how far platforms' clocks are before this computer's, as was heard
// since that was last set; 0 where they agree, or nothing was heard.
func (o *Outbox) off() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ahead.Abs() <= skew {
		return 0
	}
	return o.ahead
}

// clock says by how much this computer's clock is wrong.
func (r Row) clock() taglane.Said {
	if r.Ahead < 0 {
		return taglane.Say("This computer's clock is %s fast, so the time is the platform's.", length(-r.Ahead))
	}
	return taglane.Say("This computer's clock is %s slow, so the time is the platform's.", length(r.Ahead))
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
