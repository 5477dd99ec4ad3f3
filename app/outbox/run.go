package outbox

import (
	"context"
	"errors"
	"time"

	"taglane/app/taglane"
)

const (
	uploads = 2                // at a time overall
	soon    = 60 * time.Second // RunUntilIdle does not wait longer for a clock
	// nap is how long Run waits without a look at the clock: a computer that
	// sleeps stops what counts the time, and a clock may be set.
	nap = time.Minute
	// zones is how often it is asked what wall times mean by now.
	zones = time.Hour
)

// Poke wakes Run: something was queued, answered, connected, or the network is back.
func (o *Outbox) Poke() {
	select {
	case o.bell() <- struct{}{}:
	default: // it is ringing already
	}
}

func (o *Outbox) bell() chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.poke == nil {
		o.poke = make(chan struct{}, 1)
	}
	return o.poke
}

// Run moves publications until ctx is done, one worker per account and two
// uploads at a time, and waits for the steps under way before it returns
// ctx's error.
func (o *Outbox) Run(ctx context.Context) error { return o.loop(ctx, false) }

// RunUntilIdle returns nil when nothing can move without a person or a clock
// further than a minute away. It returns the error of a row or ledger that
// repeatedly could not be read or written.
func (o *Outbox) RunUntilIdle(ctx context.Context) error { return o.loop(ctx, true) }

// crew is who works on what in one run.
type crew struct {
	*Outbox
	busy    map[taglane.ID]bool // accounts
	sending int
	done    chan landed
	trouble map[taglane.ID]trouble // rows whose steps could not be kept
	seen    time.Time              // the clock, when it was last looked at
	timed   time.Time              // when it was last asked what wall times mean
}

// landed is a step that came back.
type landed struct {
	row    Row
	upload bool
	err    error
}

// trouble keeps a row that cannot be saved from spinning.
type trouble struct {
	times int
	until time.Time
}

func (o *Outbox) loop(ctx context.Context, untilIdle bool) error {
	c := &crew{Outbox: o, busy: map[taglane.ID]bool{}, done: make(chan landed), trouble: map[taglane.ID]trouble{}}
	defer func() {
		for len(c.busy) > 0 {
			c.land(<-c.done)
		}
	}()
	failures := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		wake, err := c.dispatch(ctx)
		if err != nil {
			if failures++; untilIdle && failures >= 3 {
				return err
			}
			wake = o.Now().Add(o.pause(failures))
		} else {
			failures = 0
		}
		if untilIdle && err == nil && len(c.busy) == 0 {
			if wake.IsZero() || wake.After(o.Now().Add(soon)) {
				return nil
			}
		}
		var clock <-chan time.Time
		if !wake.IsZero() {
			clock = o.After(min(max(0, wake.Sub(o.Now())), nap))
		}
		select {
		case <-ctx.Done():
		case <-o.bell():
		case <-clock:
		case l := <-c.done:
			if err := c.land(l); err != nil && untilIdle && c.trouble[l.row.ID].times >= 3 {
				return err
			}
		}
	}
}

// dispatch sends a worker to every idle account with a row that may move, and
// says when the clock will allow more; zero when no clock will, or all is paused.
func (c *crew) dispatch(ctx context.Context) (wake time.Time, err error) {
	if c.Paused() {
		return wake, nil
	}
	now := c.Now().Round(0) // by the clock on the wall, which may be set
	if err := c.look(ctx, now); err != nil {
		return wake, err
	}
	rows, err := c.Journal.Runnable(ctx, now)
	if err != nil {
		return wake, err
	}
	if wake, err = c.Journal.Next(ctx, now); err != nil {
		return wake, err
	}
	for _, r := range rows {
		t := c.trouble[r.ID]
		switch {
		case c.busy[r.Account]:
			continue
		case t.until.After(now):
			wake = earlier(wake, t.until)
			continue
		}
		if until := c.keeps(ctx, r, rows, now); !until.IsZero() {
			wake = earlier(wake, until)
			continue
		}
		upload := r.Stage == Open
		if upload && c.sending >= uploads {
			continue
		}
		c.busy[r.Account] = true
		if upload {
			c.sending++
		}
		go func() {
			moved, err := c.Step(ctx, r.ID)
			if err != nil {
				moved = r
			}
			c.done <- landed{moved, upload, err}
		}()
	}
	return wake, nil
}

func (c *crew) land(l landed) error {
	delete(c.busy, l.row.Account)
	if l.upload {
		c.sending--
	}
	if l.err == nil {
		delete(c.trouble, l.row.ID)
		return nil
	}
	t := c.trouble[l.row.ID]
	if errors.Is(l.err, context.Canceled) {
		// Interrupted: nothing is wrong with the disk, and whoever did it has
		// the row before the next step does.
		t.until = c.Now().Add(c.pause(1))
		c.trouble[l.row.ID] = t
		return nil
	}
	t.times++
	t.until = c.Now().Add(c.pause(t.times))
	c.trouble[l.row.ID] = t
	return l.err
}

// pause is how long to leave a disk alone that could not keep something.
func (o *Outbox) pause(times int) time.Duration {
	return min(time.Duration(times)*time.Second, time.Minute)
}
