package trade

import (
	"cmp"
	"context"
	"net/url"

	"taglane/app/catalog"
	"taglane/app/link"
	"taglane/app/taglane"
)

// pagePrefix is before the host among sources that may be doubted, since each
// shop is believed or doubted by itself.
const pagePrefix = fromPage + "/"

// shopPage is the shop's own address of a product, without what pays anybody; ""
// where nobody knows it.
func shopPage(p taglane.Product) string {
	r, err := link.Read(p.URL)
	if err != nil || hostOf(r.Destination) == "" {
		return ""
	}
	return r.Destination
}

// visit looks at a product's own page as carefully as at a link, and holds what
// it says. It pays nobody and so counts nowhere. Offline: this computer has no
// network.
func (a *asking) visit(ctx context.Context, p taglane.Product) (did bool, err error) {
	to := shopPage(p)
	if _, spared := a.hosts.spares(hostOf(to), true); to == "" || spared || a.visits == followsMost {
		return false, nil
	}
	a.visits++
	now := a.l.Now().UTC()
	c, page := link.Visit(ctx, a.l.Follow, link.Want{Link: to, Destination: to, Title: p.Title, Plain: true, Alone: true, Spare: a.hosts.sparing(true)})
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if c.Kind == taglane.Offline {
		return false, taglane.Refuse(taglane.Offline, c.Cause)
	}
	if err := a.hosts.heard(ctx, c); err != nil {
		return false, err
	}
	if err := a.hold(ctx, heldAsked, string(p.ID), "", now, nil); err != nil {
		return false, err
	}
	l, tells, err := a.told(ctx, p, c, page)
	if err != nil || !tells {
		return true, err
	}
	l.Source, l.Key, l.ObservedAt = fromPage, p.Key, now
	l.URL = cmp.Or(l.URL, to)
	return true, a.hold(ctx, heldProduct, string(p.ID), "", now, l)
}

// told is what the page at the end says of a product. One that shows something
// else, or could not be seen, says nothing.
func (a *asking) told(ctx context.Context, p taglane.Product, c link.Chain, page link.Page) (l taglane.Listing, tells bool, err error) {
	switch c.Verdict {
	case link.Gone:
		l, err = a.goneFrom(ctx, fromPage, p)
		return l, true, err
	case link.OK, link.SoldOut:
	default:
		return l, false, nil
	}
	l.Title = p.Title
	if at, err := url.Parse(c.Final); err == nil {
		if found, err := catalog.Page(page.Body, page.Type, at); err == nil {
			if one, ok := oneOf(found.Listings, p); ok {
				l = one
			}
		}
	}
	if c.Verdict == link.SoldOut {
		l.Availability = taglane.OutOfStock
	}
	stock := l.Availability != "" && l.Availability != taglane.UnknownStock
	return l, stock || l.Price != nil || l.Sale != nil, nil
}

// oneOf is the listing among those of a page that is surely the product's.
func oneOf(all []taglane.Listing, p taglane.Product) (taglane.Listing, bool) {
	for _, l := range all {
		if len(all) == 1 || p.Key != "" && l.Key == p.Key {
			return l, true
		}
	}
	return taglane.Listing{}, false
}

// goneFrom is a product's listing at a source that has it no more.
func (a *asking) goneFrom(ctx context.Context, source string, p taglane.Product) (taglane.Listing, error) {
	was, err := a.l.Store.Listing(ctx, source, p.Key)
	was.Source, was.Key, was.Title = source, p.Key, cmp.Or(was.Title, p.Title)
	was.Gone, was.Availability = true, taglane.OutOfStock
	return was, ignoreMissing(err)
}
