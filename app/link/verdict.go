package link

import (
	"time"

	"taglane/app/taglane"
)

// Verdict says how a link stands.
type Verdict string

const (
	OK          Verdict = "ok"           // it pays us, says for what, and ends at the product
	IDMissing   Verdict = "id-missing"   // nothing on the way says that it pays us
	IDForeign   Verdict = "id-foreign"   // it pays somebody else
	SubIDLost   Verdict = "sub-id-lost"  // it pays us and does not say for what
	WrongShop   Verdict = "wrong-shop"   // it ends at none of the advertiser's addresses
	Soft404     Verdict = "soft-404"     // it ends on a page, which is not the product's
	OwnFallback Verdict = "own-fallback" // it ends at a site of our own
	Gone        Verdict = "gone"         // there is no page any more
	SoldOut     Verdict = "sold-out"
	Region      Verdict = "region" // it ends at another country's shop
	Loop        Verdict = "loop"
	TooLong     Verdict = "too-long"
	DeadHost    Verdict = "dead-host"    // a server on the way is not there
	DeadNetwork Verdict = "dead-network" // a network on the way is no more
	Unsure      Verdict = "unsure"       // it could not be seen; that changes nothing
)

// verdicts weigh each and say it; the higher the weight, the sooner a person
// should look.
var verdicts = map[Verdict]struct {
	level  taglane.Level
	weight int64
	said   taglane.Said
}{
	OK:          {"", 1, taglane.Say("The link pays you and ends at the product.")},
	IDMissing:   {taglane.Block, 8, taglane.Say("Nothing on the way of this link says that it pays you.")},
	IDForeign:   {taglane.Block, 10, taglane.Say("This link pays somebody else.")},
	SubIDLost:   {taglane.Warn, 4, taglane.Say("What this link earns will come back without its clip, since its sub-id gets lost.")},
	WrongShop:   {taglane.Block, 8, taglane.Say("This link ends at another shop than it should.")},
	Soft404:     {taglane.Warn, 6, taglane.Say("This link ends on a page that does not show the product.")},
	OwnFallback: {taglane.Warn, 4, taglane.Say("This link ends at your own site instead of the shop.")},
	Gone:        {taglane.Block, 10, taglane.Say("The shop has no page for this link any more.")},
	SoldOut:     {taglane.Warn, 6, taglane.Say("The shop says that the product is sold out.")},
	Region:      {taglane.Warn, 3, taglane.Say("This link ends at the shop of another country.")},
	Loop:        {taglane.Block, 8, taglane.Say("This link leads round in a circle.")},
	TooLong:     {taglane.Block, 8, taglane.Say("This link leads on more than %d times.", hopsMost)},
	DeadHost:    {taglane.Warn, 8, taglane.Say("A server on the way of this link is not there.")},
	DeadNetwork: {taglane.Block, 10, taglane.Say("This link leads through a network that is no more.")},
	Unsure:      {"", 1, taglane.Say("It could not be seen where this link leads, so nothing is changed.")},
}

// Said is the verdict as a sentence.
func (v Verdict) Said() taglane.Said { return verdicts[v].said }

// Known says whether it is one of the verdicts.
func (v Verdict) Known() bool { _, known := verdicts[v]; return known }

// Hop is one address on the way of a link.
type Hop struct {
	N       int    `json:"n"` // from 1
	URL     string `json:"url"`
	Host    string `json:"host"`
	Status  int    `json:"status,omitempty"` // 0: it did not answer
	Next    string `json:"next,omitempty"`   // how it sends on: location, refresh; "" where it does not
	OwnID   bool   `json:"own_id,omitempty"`
	SubID   bool   `json:"sub_id,omitempty"`
	CJEvent bool   `json:"cjevent,omitempty"` // the network's own mark of a click that counts
	Ms      int64  `json:"ms"`
}

// Chain is the way of a link as it was at a time. It is kept as it is, one row
// for a link and a time, and never edited.
type Chain struct {
	Depth     int          `json:"depth"` // 1: only read; 2: followed
	Hops      []Hop        `json:"hops,omitempty"`
	Final     string       `json:"final"`
	Status    int          `json:"status,omitempty"` // at the end; 0 where nothing answered
	Type      string       `json:"type,omitempty"`   // content type at the end
	Title     string       `json:"title,omitempty"`  // of the page at the end
	Verdict   Verdict      `json:"verdict"`
	Kind      taglane.Kind `json:"kind,omitempty"`      // of what stood in the way: Later, Offline, Refused, Invalid
	Cause     taglane.Said `json:"cause"`               // what stood in the way, as a sentence; nothing for none
	DeadSince time.Time    `json:"dead_since,omitzero"` // the first of the audits in a row that met a dead host
	Shut      string       `json:"shut,omitempty"`      // a host on the way that wants to be let alone
	Robots    bool         `json:"robots,omitempty"`    // it wants that of programs, and not of persons
	At        time.Time    `json:"at"`
}

// deadFor is how long a host has to stay away before its links are stopped.
const deadFor = 24 * time.Hour

// After is the chain in the light of the audit before it: a host that is not
// there counts from the first time it was missed. An audit in between that was
// unsure neither ends nor proves anything.
func (c Chain) After(before Chain) Chain {
	switch {
	case c.Verdict == Unsure:
		c.DeadSince = before.DeadSince
	case c.Verdict != DeadHost:
		c.DeadSince = time.Time{}
	case before.DeadSince.IsZero() || before.DeadSince.After(c.At):
		c.DeadSince = c.At
	default:
		c.DeadSince = before.DeadSince
	}
	return c
}

// Level is how much it weighs before publishing; "" for nothing. A dead host
// stops a link once it was missed twice, a day apart.
func (c Chain) Level() taglane.Level {
	if c.Verdict == DeadHost && !c.DeadSince.IsZero() && c.At.Sub(c.DeadSince) >= deadFor {
		return taglane.Block
	}
	return verdicts[c.Verdict].level
}

// Bad says whether something is wrong with the link for certain. An unsure one
// never is.
func (c Chain) Bad() bool { return c.Level() != "" }
