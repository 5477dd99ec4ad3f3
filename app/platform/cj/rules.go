package cj

import (
	_ "embed"
	"net/url"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

//go:embed rules.json
var packFile []byte

type limits struct {
	CallsPerMinute int   `json:"calls_per_minute"` // at each host
	Products       int   `json:"products"`         // a page
	ProductsMost   int   `json:"products_most"`
	Shops          int   `json:"shops"`       // advertisers a page
	Links          int   `json:"links"`       // a page
	WindowDays     int64 `json:"window_days"` // of a report
	SubID          int   `json:"sub_id"`      // characters
	FreshDays      int   `json:"fresh_days"`  // for which a programme's state is believed
}

// pack is what is known of CJ's limits and rules.
var pack = platform.ReadFacts[limits](service, packFile)

// Findings is what keeps a link of CJ from being published at a time, or is
// worth a second look: the link itself, and the product as CJ last showed it.
// A listing without a key is none, and only the link is looked at.
func (s *Service) Findings(l taglane.Listing, link taglane.Link, planned time.Time) []taglane.Finding {
	out := s.lookAtLink(link)
	if l.Key != "" {
		out = append(out, s.lookAtListing(l, link, planned)...)
	}
	return out
}

// lookAtLink takes the link apart once more, as it will be clicked.
func (s *Service) lookAtLink(link taglane.Link) (out []taglane.Finding) {
	add := func(id string, said taglane.Said) { out = append(out, pack.OfLink(id, said, "url", link)) }
	u, err := url.Parse(link.URL)
	if err != nil || u.Scheme != "https" {
		add("cj.link.clickurl", taglane.Say("This is no link of %s.", title))
		return out
	}
	d, ok := Parse(u)
	if !ok {
		add("cj.link.clickurl", taglane.Say("This is no link of %s.", title))
		return out
	}
	if d.Owner != s.creds.PID {
		add("cj.pid.own", taglane.Say("This link pays the property %s, and yours is %s.", d.Owner, s.creds.PID))
	}
	if d.Destination != "" && wares.Nested(d.Destination) {
		add("cj.link.clickurl", taglane.Say("The link leads to another network's link instead of the shop."))
	}
	if strings.Contains(link.URL, "#") {
		add("cj.dest.fragment", taglane.Say("The part of the address behind # is not encoded and would be lost on the way."))
	}
	switch {
	case wares.Personal(d.SubID):
		add("cj.sid.personal", taglane.Say("A sub-id must not tell who anybody is."))
	case !subForm.MatchString(d.SubID) || d.SubID == "0":
		add("cj.sid.form", taglane.Say("CJ takes sub-ids of up to %d letters and digits, other than 0.", pack.Limits.SubID))
	}
	return out
}

// lookAtListing compares what is known of the product with the time at which
// it is to be seen.
func (s *Service) lookAtListing(l taglane.Listing, link taglane.Link, planned time.Time) (out []taglane.Finding) {
	add := func(id string, said taglane.Said, field string) {
		out = append(out, pack.OfLink(id, said, field, link))
	}
	now := s.tally.clock.Now()
	old := now.Sub(l.ObservedAt) > time.Duration(pack.Limits.FreshDays)*day
	switch {
	case old:
		add("cj.joined.old", taglane.Say("Whether the shop's programme is joined was last seen more than %d days ago.", pack.Limits.FreshDays), "url")
	case l.Unoffered:
		add("cj.joined", taglane.Say("The programme of %s is not joined, so its links pay nothing.", shopOf(l)), "url")
	}
	if l.Gone {
		add("cj.deleted", taglane.Say("The shop took this product away."), "product")
	}
	switch l.Availability {
	case taglane.InStock, taglane.Limited:
	case taglane.Preorder, taglane.Backorder:
		if l.AvailableFrom.IsZero() {
			add("cj.availability", taglane.Say("The shop does not say from when this product can be had."), "product")
		}
	case taglane.OutOfStock:
		add("cj.availability", taglane.Say("The product is sold out."), "product")
	default:
		add("cj.availability", taglane.Say("The shop does not say whether it has this product."), "product")
	}
	if !l.Expires.IsZero() && !l.Expires.After(planned) {
		add("cj.expires", taglane.Say("The shop offers this product only until %s.", taglane.DayOf(l.Expires.Local())), "product")
	}
	if then := l.Now(planned); l.Sale != nil && differs(l.Now(now), then) {
		add("cj.sale.window", taglane.Say("The price will be another one when the clip is seen: %s.", priced(then)), "price")
	}
	return out
}

func shopOf(l taglane.Listing) string {
	if l.Shop != "" {
		return l.Shop
	}
	return l.Advertiser
}

func differs(a, b *taglane.Money) bool {
	if a == nil || b == nil {
		return a != b
	}
	return *a != *b
}

// priced is a price as a sentence tells it.
func priced(m *taglane.Money) any {
	if m == nil {
		return taglane.Say("unknown")
	}
	return *m
}
