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
type paces struct {
	all    map[string]*left
	looked time.Time // when those that are full were last forgotten
}

type left struct {
	much float64
	at   time.Time
	of   pace
}

// may takes one and says whether there was one.
func (p *paces) may(of pace, who string, now time.Time) bool {
	if p.all == nil {
		p.all = map[string]*left{}
	}
	key := of.name + " " + who
	l := p.all[key]
	if l == nil {
		if len(p.all) >= mostPaces && !p.tidy(now) {
			return false
		}
		l = &left{much: of.burst, at: now, of: of}
		p.all[key] = l
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

// tidy forgets those that are full, at most once a second, and says whether there
// is room now.
func (p *paces) tidy(now time.Time) bool {
	if now.Sub(p.looked) < time.Second {
		return false
	}
	p.looked = now
	for key, l := range p.all {
		if l.fill(now); l.much >= l.of.burst {
			delete(p.all, key)
		}
	}
	return len(p.all) < mostPaces
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
