package rakuten

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

//go:embed rules.json
var packFile []byte

type limits struct {
	CallsPerMinute int `json:"calls_per_minute"` // over all addresses
	Products       int `json:"products"`         // a page
	Partnerships   int `json:"partnerships"`     // a page
	Advertisers    int `json:"advertisers"`      // a page
	Offers         int `json:"offers"`           // a page
	Coupons        int `json:"coupons"`          // a page
	Rows           int `json:"rows"`             // of a report, a page
	RowsUsual      int `json:"rows_usual"`       // that a page has where nothing is said
	WindowDays     int `json:"window_days"`      // of a report
	BackDays       int `json:"back_days"`        // how old what is asked for may be
	OverlapDays    int `json:"overlap_days"`     // asked for again
	SilentDays     int `json:"silent_days"`      // without a report before a person is told
	UpdateDays     int `json:"update_days"`      // after an order for which a shop may take its commission back, at most
	SubID          int `json:"sub_id"`           // characters
	FreshDays      int `json:"fresh_days"`       // for which a programme's state is believed
	BarredHours    int `json:"barred_hours"`     // for which nothing that is not granted is asked again
	PagesMost      int `json:"pages_most"`       // of one list
}

// pack is what is known of Rakuten's limits and rules.
var pack = platform.ReadFacts[limits](service, packFile)

const day = 24 * time.Hour

// Findings is what keeps a link of Rakuten from being published, or is worth a
// second look. Of a product Rakuten tells nothing that changes by the time a
// clip is seen, so the listing is only looked at for the link it came with.
func (s *Service) Findings(l taglane.Listing, link taglane.Link, _ time.Time) (out []taglane.Finding) {
	add := func(id string, said taglane.Said) { out = append(out, pack.OfLink(id, said, "url", link)) }
	if err := checkPublisher(s.creds.Publisher); err != nil {
		add("rakuten.id.form", taglane.Say("A publisher code has 11 letters, digits and stars. Copy what stands behind id= in one of your links."))
	}
	u, err := url.Parse(link.URL)
	if err == nil && dead(u) {
		add("rakuten.host.dead", taglane.Say("The link leads by rakutenmarketing.com, which is no more."))
		return out
	}
	if err != nil || u.Scheme != "https" {
		add("rakuten.link.parts", taglane.Say("This is no link of %s.", title))
		return out
	}
	d, ok := Parse(u)
	if !ok {
		add("rakuten.link.parts", taglane.Say("This is no link of %s.", title))
		return out
	}
	if d.Owner != s.creds.Publisher {
		add("rakuten.id.own", taglane.Say("This link pays the publisher %s, and you are %s.", d.Owner, s.creds.Publisher))
	}
	if d.Ad == "" && (d.Advertiser == "" || d.Destination == "") || l.Advertiser != "" && d.Advertiser != "" && d.Advertiser != l.Advertiser {
		add("rakuten.link.parts", taglane.Say("The link does not name the shop and the page there, so it would end on an error page."))
	}
	if open(u) {
		add("rakuten.link.parts", taglane.Say("The address of the shop stands in the link without being encoded, so a part of it would be lost."))
	}
	if to, err := url.Parse(d.Destination); err == nil && (dead(to) || wares.Nested(d.Destination)) {
		add("rakuten.link.parts", taglane.Say("The link leads to another network's link instead of the shop."))
	}
	return append(out, lookAtSub(u, d.SubID, link)...)
}

// lookAtSub looks at the sub-id and its place in the link.
func lookAtSub(u *url.URL, sub string, link taglane.Link) (out []taglane.Finding) {
	add := func(id string, said taglane.Said) { out = append(out, pack.OfLink(id, said, "url", link)) }
	switch {
	case wares.Personal(sub):
		add("rakuten.u1.chars", taglane.Say("A sub-id must not tell who anybody is."))
	case len(sub) > pack.Limits.SubID:
		add("rakuten.u1.length", taglane.Say("Rakuten takes sub-ids of up to %d letters and digits.", pack.Limits.SubID))
	case sub != "" && !subForm.MatchString(sub):
		add("rakuten.u1.chars", taglane.Say("Rakuten takes sub-ids of up to %d letters and digits.", pack.Limits.SubID))
	}
	parts := strings.Split(u.RawQuery, "&")
	if last := parts[len(parts)-1]; u.Fragment != "" || sub == "" || !strings.HasPrefix(last, "u1=") {
		add("rakuten.u1.last", taglane.Say("The sub-id must stand at the end of the link, as u1 in small letters."))
	}
	return out
}

// ProgramFindings is what the shop's programme, as it was last seen, says
// against a link that is to be seen at a time in a country; "" for any.
func (s *Service) ProgramFindings(p taglane.Program, link taglane.Link, country string, planned time.Time) (out []taglane.Finding) {
	add := func(id string, said taglane.Said) { out = append(out, pack.OfLink(id, said, "url", link)) }
	name := p.Name
	if name == "" {
		name = p.Advertiser
	}
	switch {
	case s.tally.clock.Now().Sub(p.CheckedAt) > time.Duration(pack.Limits.FreshDays)*day:
		add("rakuten.partner.old", taglane.Say("Whether the shop's programme is joined was last seen more than %d days ago.", pack.Limits.FreshDays))
	case !p.Joined:
		add("rakuten.partner.active", taglane.Say("The programme of %s is not joined, so its links pay nothing.", name))
	}
	u, err := url.Parse(link.URL)
	if err != nil {
		return out
	}
	if d, ok := Parse(u); ok && d.Destination != "" {
		switch host := wares.Host(d.Destination); {
		case len(p.Domains) == 0:
			add("rakuten.murl.unknown", taglane.Say("It is not known which addresses belong to %s, so a wrong one would not be noticed.", name))
		case !wares.Below(p.Domains, host):
			add("rakuten.murl.domain", taglane.Say("%s is no address of %s, so the link would pay nothing.", host, name))
		}
		if p.Deep == "no" && d.Ad == "" {
			add("rakuten.deeplinks", taglane.Say("%s does not let links lead to single pages of its shop.", name))
		}
	}
	if country != "" && len(p.ShipsTo) > 0 && !slices.Contains(p.ShipsTo, strings.ToUpper(country)) {
		add("rakuten.region", taglane.Say("%s does not deliver to %s.", name, strings.ToUpper(country)))
	}
	if !p.EndsAt.IsZero() && !p.EndsAt.After(planned) {
		add("rakuten.offer.end", taglane.Say("What %s pays is agreed only until %s.", name, taglane.DayOf(p.EndsAt)))
	}
	return out
}
