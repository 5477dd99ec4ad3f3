package drop

import (
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Plan is a publication that is about to be queued, as far as drops ask.
type Plan struct {
	Draft  taglane.Draft
	Said   map[string]string // what else is said there, by field
	At     time.Time         // when it becomes public
	Now    time.Time
	Own    bool // our own clock publishes it, so this computer has to be awake
	Fixed  bool // links cannot be changed there once it is posted
	Teases bool // a held tag is shown there as a neutral one
}

// Rules a caller may want to know by name.
const (
	RuleHeld   = "drop.held"
	RuleVisual = "drop.leak.visual" // a person has to look; see wording.Left
)

// staleAfter is how old a price may be when it is published.
const staleAfter = 7 * 24 * time.Hour

// Check finds what a plan does to a drop: what is held back, what gives it away
// all the same, and what will be wrong at the time.
func Check(p Plan) []taglane.Finding {
	out := zones(p.Draft)
	held := Held(p.Draft, p.At)
	if len(held) > 0 {
		out = append(out, p.heldBack(held))
		out = append(out, textsOf(p.Draft, p.Said, p.At)...)
		out = append(out, visual(p.Draft, Held(p.Draft, p.Now)))
		if p.Fixed && !p.Teases {
			out = append(out, taglane.NewFinding("drop.link.switch", taglane.Warn,
				taglane.Say("Links cannot be added to a post there later, so what is held back never gets one. Publish at the time of the drop instead."),
				taglane.Place{Field: "at"}, publishThen()))
		}
	}
	if p.drops() {
		out = append(out, burned(p.Draft)...)
		if p.Own && p.At.After(p.Now) {
			out = append(out, taglane.NewFinding("drop.grace", taglane.Warn,
				taglane.Say("This computer publishes it at %s, so it has to be awake and online then.", p.At), taglane.Place{Field: "at"}, taglane.Said{}))
		}
	}
	return append(out, p.stale()...)
}

func publishThen() taglane.Said { return taglane.Say("Publish at that time") }

// heldBack tells what is held, and until when all of it is.
func (p Plan) heldBack(held []Hold) taglane.Finding {
	n := taglane.Say("%d tags are held back until %s. Nothing of them is in what leaves before.", len(held), Last(held))
	if len(held) == 1 {
		n = taglane.Say("One tag is held back until %s. Nothing of it is in what leaves before.", Last(held))
	}
	return taglane.NewFinding(RuleHeld, taglane.Info, n, taglane.Place{Tag: held[0].Tag, Product: held[0].Product, Field: "at"}, publishThen())
}

// drops says whether anything of the draft has a time before which it may not
// be seen, held at p.At or let go just then.
func (p Plan) drops() bool {
	for _, t := range p.Draft.Tags {
		product, _ := p.Draft.Product(t.Product)
		if e := Until(t, product); e != nil && e.Until.After(p.Now) {
			return true
		}
	}
	return false
}

// visual asks a person to look at what no program can read: whether the film
// shows what is held now while it is tagged, and the cover does. It is the same
// question whenever it is asked, so that one answer does for every place and time.
func visual(d taglane.Draft, held []Hold) taglane.Finding {
	at := taglane.Place{Tag: held[0].Tag, Product: held[0].Product, Field: "frames"}
	var times []string
	for _, t := range d.Tags {
		if t.ID == held[0].Tag {
			at.Frame = &t.In
		}
		if slices.ContainsFunc(held, func(h Hold) bool { return h.Tag == t.ID }) {
			times = append(times, d.Clip.Rate.Timecode(t.In))
		}
	}
	return taglane.NewFinding(RuleVisual, taglane.Block,
		taglane.Say("Look at the film from %s on and at the cover: does the picture itself show what is held back? No program can tell.", strings.Join(times, ", ")), at, taglane.Said{})
}

// zones finds embargoes of which nobody knows where their clock hangs.
func zones(d taglane.Draft) (out []taglane.Finding) {
	check := func(e *taglane.Embargo, at taglane.Place) {
		if e == nil {
			return
		}
		if _, err := location(e.Zone); err != nil {
			out = append(out, taglane.NewFinding("drop.zone", taglane.Block, taglane.Say("Say in which time zone the drop is at %s.", taglane.Wall(e.Wall)), at, taglane.Say("Choose a time zone")))
		}
	}
	for _, t := range d.Tags {
		check(t.Embargo, taglane.Place{Tag: t.ID, Product: t.Product, Field: "embargo"})
	}
	for _, p := range d.Products {
		check(p.Embargo, taglane.Place{Product: p.ID, Field: "embargo"})
	}
	return out
}

// stale finds prices that will be old by the time of the drop.
func (p Plan) stale() (out []taglane.Finding) {
	if !p.drops() {
		return nil
	}
	for _, product := range p.Draft.Products {
		o := product.Offer
		if e := today(product.Embargo); o == nil || e == nil || o.ObservedAt.IsZero() {
			continue
		}
		if p.At.Sub(o.ObservedAt) > staleAfter {
			out = append(out, taglane.NewFinding("drop.price.age", taglane.Warn,
				taglane.Say("The price of %s was seen on %s, more than a week before it is published.", product.Title, taglane.DayOf(o.ObservedAt.Local())),
				taglane.Place{Product: product.ID, Field: "price"}, taglane.Said{}))
		}
	}
	return out
}

// Window finds a sale that ends before the publication whose price it is:
// listing is what the source says of the product.
func Window(p taglane.Product, listing taglane.Listing, at time.Time) []taglane.Finding {
	if listing.Sale == nil || listing.SaleTo.IsZero() || at.Before(listing.SaleTo) || p.Offer == nil || p.Offer.Price != *listing.Sale {
		return nil
	}
	return []taglane.Finding{taglane.NewFinding("drop.price.window", taglane.Warn,
		taglane.Say("The price of %s holds only until %s, before it is published.", p.Title, listing.SaleTo),
		taglane.Place{Product: p.ID, Field: "price"}, taglane.Said{})}
}
