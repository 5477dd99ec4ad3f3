package taglane

import "time"

// Teaser is how a tag that is held back announces itself where a place shows
// something of it before its time.
type Teaser struct {
	Still bool   `json:"still,omitempty"` // it says when, and nothing counts down
	Label string `json:"label,omitempty"` // what is written there; "" means the day and the time
}

// TeaserMost is how long the words of a teaser may be, in characters.
const TeaserMost = 32

// Coming says that a tag stands for what may be seen only later. Nothing but a
// draft that leaves before that time has it.
type Coming struct {
	At    time.Time `json:"at"`              // the instant
	Zone  string    `json:"zone"`            // IANA name of the clock a person set it by
	Still bool      `json:"still,omitempty"` // nothing counts down to it
}

// SoldOut says whether the last that was seen of a product is that nobody has
// it. A place then keeps its marker, says so, and sends nobody there.
func (p Product) SoldOut() bool { return p.Offer != nil && p.Offer.Availability == OutOfStock }
