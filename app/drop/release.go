package drop

import (
	"cmp"
	"slices"
	"time"
)

// Grace is how late a release may come by itself, unless a person says otherwise.
const Grace = 30 * time.Minute

// Decision says what to do with a release now.
type Decision string

const (
	Wait   Decision = "wait" // its time has not come
	Go     Decision = "go"   // at its time, give or take a minute
	GoLate Decision = "late" // within grace: release, and say so
	Ask    Decision = "ask"  // later than that: a person decides
	prompt          = 1 * time.Minute
)

// Late decides about a release that was to come at until, when it is looked at
// now: a laptop may have slept over it.
func Late(until, now time.Time, grace time.Duration) Decision {
	switch over := now.Sub(until); {
	case over < 0:
		return Wait
	case over < min(prompt, grace):
		return Go
	case over <= grace:
		return GoLate
	}
	return Ask
}

// mostSkew is how far this computer's clock may be off unremarked.
const mostSkew = 2 * time.Minute

// Clock is what time it is, from this computer's clock and from what services
// say their time is. The zero value believes the computer. It never goes back:
// a clock that is set back never releases twice.
type Clock struct {
	skew   time.Duration // of the services over ours
	latest time.Time
}

// Heard takes note of the time a service told in an answer that came at local
// time. It says whether a person has to be told that the clock is wrong.
func (c *Clock) Heard(theirs, local time.Time) (wrong bool) {
	c.skew = 0
	if d := theirs.Sub(local); d > mostSkew || d < -mostSkew {
		c.skew = d
	}
	return c.skew != 0
}

// Now is the time to release by.
func (c *Clock) Now(local time.Time) time.Time {
	if now := local.Add(c.skew); now.After(c.latest) {
		c.latest = now
	}
	return c.latest
}

// Act is what a release does, in the order in which releases of one moment go:
// what others lead to comes first.
type Act int

const (
	Page    Act = iota // a page of our own
	Shop               // a product in a shop
	Video              // a film
	Caption            // a text or a link of something that is public already
)

// Release is one thing that is to happen at a time.
type Release struct {
	ID  string
	Act Act
	At  time.Time
}

// InOrder are releases as they are to be done: by their time, and those of one
// time so that nothing leads to what is not there yet.
func InOrder(all []Release) []Release {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b Release) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Act, b.Act)) })
	return out
}
