package trade

import (
	"cmp"
	"context"
	"net/url"

	"taglane/app/catalog"
	"taglane/app/taglane"
)

// fromPage is the source of what was read from a page.
const fromPage = "page"

// ReadPage fetches a product page, because a person asked, and lists what it
// says is sold there. A link of somebody else's is taken off first.
func (t *Trade) ReadPage(ctx context.Context, address string) ([]Listing, error) {
	r, err := t.ReadLink(ctx, address)
	if err != nil {
		return nil, err
	}
	if r.Destination == "" {
		return nil, taglane.Errorf(taglane.Invalid, "This is a short link that does not say where it leads. Open it in your browser and paste the shop's own address.")
	}
	found, err := catalog.Fetch(ctx, t.l.Web, r.Destination)
	if err != nil {
		return nil, err
	}
	now := t.l.Now().UTC()
	for i := range found.Listings {
		l := &found.Listings[i]
		l.Source, l.ObservedAt = fromPage, now
		if l.URL == "" {
			l.URL = r.Destination
		}
		if u, err := url.Parse(l.URL); err == nil && l.Shop == "" {
			l.Shop = u.Hostname()
		}
	}
	if err := t.l.Store.KeepListings(ctx, reading(now), found.Listings); err != nil {
		return nil, err
	}
	return t.seen(ctx, found.Listings)
}

// askAgain asks the source of a product for its listing as it is now.
func (t *Trade) askAgain(ctx context.Context, p taglane.Product) (taglane.Listing, error) {
	if p.Source != "" && p.Source != fromPage {
		_, c, err := t.catalogOf(ctx, taglane.ID(p.Source))
		if err == nil {
			l, err := c.Listing(ctx, p.Key)
			if taglane.KindOf(err) == taglane.NotFound { // its plain word
				was, lost := t.l.Store.Listing(ctx, p.Source, p.Key)
				was.Gone, was.Availability, was.Source, was.Key = true, taglane.OutOfStock, p.Source, p.Key
				return was, ignoreMissing(lost)
			}
			return l, err
		}
		if taglane.KindOf(err) != taglane.NotFound {
			return taglane.Listing{}, err
		}
	}
	if p.URL == "" {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%s has no address where one could look.", p.Title)
	}
	found, err := catalog.Fetch(ctx, t.l.Web, p.URL)
	if err != nil {
		return taglane.Listing{}, err
	}
	for _, l := range found.Listings {
		if l.Key == p.Key || len(found.Listings) == 1 {
			l.Key = cmp.Or(p.Key, l.Key)
			return l, nil
		}
	}
	return taglane.Listing{}, taglane.Errorf(taglane.Later, "The page shows several products, and none is surely this one.")
}

func ignoreMissing(err error) error {
	if taglane.KindOf(err) == taglane.NotFound {
		return nil
	}
	return err
}
