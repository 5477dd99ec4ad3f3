package link

import (
	"cmp"
	"slices"

	"taglane/app/taglane"
)

// Where more links of one source turn bad in a run than this, the source is
// doubted and not the links.
const (
	stopPercent = 20
	// stopLeast is how many have to turn at once: one alone says nothing of its
	// source, however few there are.
	stopLeast = 2
)

// Outcome is what a run found of one link.
type Outcome struct {
	SubID      string
	Network    string
	Advertiser string
	Before     Chain // zero for none
	Now        Chain
}

// Turned says whether the link was not bad before and is now.
func (o Outcome) Turned() bool { return !o.Before.Bad() && o.Now.Bad() }

// Stands is the chain that counts from now on: an unsure one changes nothing,
// so the one before it stands.
func (o Outcome) Stands() Chain {
	if o.Now.Verdict == Unsure && o.Before.Verdict != "" {
		return o.Before
	}
	return o.Now.After(o.Before)
}

// Poll is how many rows a source told, and how many the time before.
type Poll struct {
	Network    string
	Advertiser string // "" for the network as a whole
	Rows, Was  int
}

// Stop is a source that is not to be believed in this run: nothing of it is
// changed, and a person is asked.
type Stop struct {
	Network    string
	Advertiser string // "" for the network as a whole
	Bad, Of    int    // links that turned bad, of those that could be seen
	Empty      bool   // it told nothing where it told something before
}

// Said is the stop as a sentence; source is what a person calls it.
func (s Stop) Said(source string) taglane.Said {
	if s.Empty {
		return taglane.Say("%s suddenly reports nothing at all, so nothing was changed.", source)
	}
	return taglane.Say("%d of %d links of %s turned bad at once, so nothing was changed.", s.Bad, s.Of, source)
}

// Stops are the sources to be doubted after a run, by network and advertiser.
func Stops(run []Outcome, polls []Poll) []Stop {
	type source struct{ network, advertiser string }
	found := map[source]*Stop{}
	at := func(network, advertiser string) *Stop {
		s := found[source{network, advertiser}]
		if s == nil {
			s = &Stop{Network: network, Advertiser: advertiser}
			found[source{network, advertiser}] = s
		}
		return s
	}
	for _, o := range run {
		if o.Now.Verdict == Unsure || o.Network == "" {
			continue
		}
		groups := []*Stop{at(o.Network, "")}
		if o.Advertiser != "" {
			groups = append(groups, at(o.Network, o.Advertiser))
		}
		for _, s := range groups {
			if s.Of++; o.Turned() {
				s.Bad++
			}
		}
	}
	for _, p := range polls {
		if p.Rows == 0 && p.Was > 0 {
			at(p.Network, p.Advertiser).Empty = true
		}
	}
	var stops []Stop
	for _, s := range found {
		if s.Empty || s.Bad >= stopLeast && s.Bad*100 > s.Of*stopPercent {
			stops = append(stops, *s)
		}
	}
	slices.SortFunc(stops, func(a, b Stop) int {
		return cmp.Or(cmp.Compare(a.Network, b.Network), cmp.Compare(a.Advertiser, b.Advertiser))
	})
	return stops
}

// Doubted says whether a link's network or advertiser is among the stops.
func Doubted(stops []Stop, network, advertiser string) bool {
	return slices.ContainsFunc(stops, func(s Stop) bool {
		return s.Network == network && (s.Advertiser == "" || s.Advertiser == advertiser)
	})
}
