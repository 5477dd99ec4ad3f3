package catalog

import (
	"net/url"
	"strings"
	"time"

	"taglane/app/taglane"
)

// Product is what a creator tags, made of a listing as it stands at a time. It
// has no ID.
func Product(l taglane.Listing, now time.Time) taglane.Product {
	p := taglane.Product{Title: l.Title, Brand: l.Brand, URL: l.URL, SKU: l.SKU, MPN: l.MPN, Group: l.Group, Options: l.Options, Source: l.Source, Key: l.Key}
	if len(l.GTINs) > 0 {
		p.GTIN = ShortGTIN(l.GTINs[0])
	}
	if price := l.Now(now); price != nil {
		a := l.Availability
		if a == "" {
			a = taglane.UnknownStock
		}
		p.Offer = &taglane.Offer{Price: *price, Availability: a, ObservedAt: l.ObservedAt}
	}
	return p
}

// Identity names a product, so that importing it again finds it: by its GTIN,
// else its link, else its article number and brand, else its title and brand.
// An article number without a brand names nothing: every shop has a number 1.
func Identity(p taglane.Product) string {
	if g, _, why := padded(p.GTIN); p.GTIN != "" && why.Format == "" {
		return "gtin:" + g
	}
	if p.URL != "" {
		return "link:" + plainLink(p.URL)
	}
	brand := plainWords(p.Brand)
	if p.SKU != "" && brand != "" {
		return "sku:" + brand + "\x00" + strings.TrimSpace(p.SKU)
	}
	return "title:" + brand + "\x00" + plainWords(p.Title)
}

// keyOf is the identity of a product as a key that can be kept and shown.
func keyOf(p taglane.Product) string { return strings.ReplaceAll(Identity(p), "\x00", "|") }

func plainWords(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// plainLink drops what does not change where a link leads: the case of its
// host, a last slash, a fragment, and the marks of campaigns.
func plainLink(s string) string {
	u, err := url.Parse(untracked(strings.TrimSpace(s)))
	if err != nil || u.Host == "" {
		return s
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.TrimSuffix(strings.ToLower(u.Host), ":443")
	u.ForceQuery, u.Fragment, u.RawFragment = false, "", ""
	return strings.TrimSuffix(u.String(), "/")
}
