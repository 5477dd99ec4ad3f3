package rules

import (
	"slices"
	"time"
	"unicode/utf8"

	"taglane/app/taglane"
)

func kept() Outcome                    { return Outcome{Fate: Kept} }
func reduced(why taglane.Said) Outcome { return Outcome{Reduced, why} }
func dropped(why taglane.Said) Outcome { return Outcome{Dropped, why} }

// fates says what becomes of each product. Only what a place would take counts
// against its limit, so that a product it refuses anyway costs no other its seat.
func (p Pack) fates(c taglane.Clip, goods []good, now time.Time) []Outcome {
	out := make([]Outcome, 0, len(goods))
	refusal, taken := p.refuses(c), 0
	own := slices.ContainsFunc(goods, func(g good) bool { return g.relation == taglane.Own })
	for _, g := range goods {
		o := p.shut(g, own)
		switch {
		case refusal.Format != "":
			o = &Outcome{Dropped, refusal}
		case o == nil && p.Tags.Most > 0 && taken >= p.Tags.Most:
			o = p.full()
		}
		if o == nil {
			o = p.open(g, taken == 0, now)
			taken++
		}
		out = append(out, *o)
	}
	return out
}

// shut is why a place would not take a product at all, whatever goes before it;
// nil when it would.
func (p Pack) shut(g good, own bool) *Outcome {
	var o Outcome
	switch {
	case p.Tags.OwnOnly && g.relation != taglane.Own:
		o = dropped(taglane.Say("Only products of your own shop can be tagged."))
	case p.Tags.OwnOne && !own:
		o = dropped(taglane.Say("Tags stay with a product of your own shop, and none of these is one."))
	case p.Tags.InStock && g.Offer != nil && g.Offer.Availability == "out_of_stock":
		o = dropped(taglane.Say("A product that is out of stock is not shown."))
	case p.Tags.Form == Prose && g.URL == "":
		o = dropped(taglane.Say("No product tags, and without a link it cannot stand in the caption."))
	default:
		return nil
	}
	return &o
}

// full is why a product has no seat.
func (p Pack) full() *Outcome {
	o := dropped(taglane.Say("There is room for %d products, and so many go before it.", p.Tags.Most))
	switch {
	case p.Tags.Most == 1:
		o = dropped(taglane.Say("There is room for one product, and another goes before it."))
	case p.Tags.Unsure:
		o = dropped(taglane.Say("Room is certain for %d products, and so many go before it.", p.Tags.Most))
	}
	return &o
}

// open is what becomes of a product that is taken; first says that nothing goes
// before it.
func (p Pack) open(g good, first bool, now time.Time) *Outcome {
	o := kept()
	switch p.Tags.Form {
	case Prose:
		o = reduced(taglane.Say("No product tags; its name and link can stand in the caption."))
	case Link:
		o = p.link(g)
	case List:
		o = p.list(g, first)
	case Timeline, Field:
		o = p.timed(g, now)
	}
	return &o
}

func (p Pack) link(g good) Outcome {
	switch {
	case p.Tags.ByHand != "":
		return reduced(taglane.Say("One link without a time; you add it by hand in %s.", p.Tags.ByHand))
	case p.Tags.Words > 0 && utf8.RuneCountInString(g.Title) > p.Tags.Words:
		return reduced(taglane.Say("One link with the whole clip; of its name no more than %d characters.", p.Tags.Words))
	}
	return reduced(taglane.Say("One link with the whole clip, without a time or a place."))
}

func (p Pack) list(g good, first bool) Outcome {
	times, places := p.keeps(Times), p.keeps(Places) || !g.spotted()
	switch {
	case p.Tags.Sticker && first:
		return reduced(taglane.Say("It becomes the sticker, without times or places."))
	case p.Tags.Sticker:
		return reduced(taglane.Say("Only the order is kept; the first product becomes the sticker."))
	case !times && !places:
		return reduced(taglane.Say("Listed with the whole clip, without its time and its place in the picture."))
	case !times:
		return reduced(taglane.Say("Listed with the whole clip, without its time."))
	case p.Tags.ByHand != "" && !places:
		return reduced(taglane.Say("You tag it by hand in %s, with its time and without its place in the picture.", p.Tags.ByHand))
	case !places:
		return reduced(taglane.Say("It keeps its time and loses its place in the picture."))
	case p.Tags.ByHand != "":
		return reduced(taglane.Say("You tag it by hand in %s, with its time.", p.Tags.ByHand))
	}
	return kept()
}

// timed is what a place that keeps times may still lose.
func (p Pack) timed(g good, now time.Time) Outcome {
	switch {
	case g.URL == "":
		return reduced(taglane.Say("It has no link, so nobody can buy it there."))
	case !p.keeps(Places) && g.spotted():
		return reduced(taglane.Say("It keeps its time and loses its place in the picture."))
	case !p.keeps(Paths) && g.moves():
		return reduced(taglane.Say("Its hotspot stands still where it moves on the clip."))
	case !p.keeps(Labels) && g.labelled():
		return reduced(taglane.Say("It is shown under its own name, not under its label."))
	case !p.keeps(Prices) && g.Offer != nil:
		return reduced(taglane.Say("It is shown without its price."))
	case p.Tags.Stale > 0 && g.Offer != nil && now.Sub(g.Offer.ObservedAt) > time.Duration(p.Tags.Stale)*24*time.Hour:
		return reduced(taglane.Say("Its price was seen more than %d days ago, so it is not shown.", p.Tags.Stale))
	}
	return kept()
}

func (p Pack) keeps(k Part) bool { return slices.Contains(p.Tags.Keeps, k) }

func (g good) any(is func(taglane.Tag) bool) bool { return slices.ContainsFunc(g.in, is) }
func (g good) spotted() bool                      { return g.any(func(t taglane.Tag) bool { return len(t.Keys) > 0 }) }
func (g good) moves() bool                        { return g.any(func(t taglane.Tag) bool { return len(t.Keys) > 1 }) }
func (g good) labelled() bool                     { return g.any(func(t taglane.Tag) bool { return t.Label != "" }) }
