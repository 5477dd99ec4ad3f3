package serve

import (
	"slices"
	"time"
)

// pace is how often something may be done: burst at once, then rate a second.
type pace struct {
	name  string
	rate  float64
	burst float64
}

var (
	askPace   = pace{"ask", 30, 150}        // any request of one address
	guessPace = pace{"guess", 10. / 60, 10} // links that are none, of one address
	sayPace   = pace{"say", .5, 30}         // things said, in one session
)

// mostPaces is how many are remembered; a full pace is as good as none.
const mostPaces = 2000

// paces are how much everybody has left.
type paces map[string]*left

type left struct {
	much float64
	at   time.Time
	of   pace
}

// may takes one and says whether there was one.
func (all *paces) may(p pace, who string, now time.Time) bool {
	if *all == nil {
		*all = paces{}
	}
	key := p.name + " " + who
	l := (*all)[key]
	if l == nil {
		if len(*all) >= mostPaces && !all.tidy(now) {
			return false
		}
		l = &left{much: p.burst, at: now, of: p}
		(*all)[key] = l
	}
	l.fill(now)
	if l.much < 1 {
		return false
	}
	l.much--
	return true
}

func (l *left) fill(now time.Time) {
	if d := now.Sub(l.at).Seconds(); d > 0 {
		l.much = min(l.of.burst, l.much+d*l.of.rate)
	}
	l.at = now
}

// tidy forgets those that are full and says whether there is room now.
func (all *paces) tidy(now time.Time) bool {
	for key, l := range *all {
		if l.fill(now); l.much >= l.of.burst {
			delete(*all, key)
		}
	}
	return len(*all) < mostPaces
}

// Wrong PINs.
const (
	mostTries = 5 // of one link within triesIn; then it is locked
	triesIn   = 10 * time.Minute
	mostWrong = 50 // of all links within wrongIn
	wrongIn   = time.Hour
)

// since are the times that are not older than d.
func since(times []time.Time, now time.Time, d time.Duration) []time.Time {
	return slices.DeleteFunc(times, func(t time.Time) bool { return now.Sub(t) >= d })
}
