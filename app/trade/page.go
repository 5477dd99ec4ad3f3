package trade

import (
	"context"
	"slices"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// sightingsMost is how much of a price's past is shown.
const sightingsMost = 200

// ProductPage is all that is known of a product.
func (t *Trade) ProductPage(ctx context.Context, id taglane.ID) (ProductPage, error) {
	p, err := t.l.Store.Product(ctx, id)
	if err != nil {
		return ProductPage{}, err
	}
	v := ProductPage{Product: shown(p), MPN: p.MPN, Options: filled(p.Options), Source: p.Source, Embargo: p.Embargo, Fallbacks: []Product{}}
	for _, f := range p.Fallbacks {
		if q, err := t.l.Store.Product(ctx, f); err == nil {
			v.Fallbacks = append(v.Fallbacks, shown(q))
		}
	}
	for _, fill := range []func(context.Context, taglane.Product, *ProductPage) error{t.fillSellers, t.fillPast, t.fillUses} {
		if err := fill(ctx, p, &v); err != nil {
			return ProductPage{}, err
		}
	}
	return v, nil
}

func (t *Trade) fillSellers(ctx context.Context, p taglane.Product, v *ProductPage) error {
	v.Sellers = []Seller{}
	for _, s := range p.Sellers {
		out := Seller{Seller: s, AccountName: t.accountName(ctx, s.Account), Name: s.Advertiser}
		known, err := t.l.Store.Program(ctx, s.Account, s.Advertiser)
		switch {
		case err == nil:
			out.Name, out.Joined = known.Name, known.Joined
		case taglane.KindOf(err) != taglane.NotFound:
			return err
		}
		v.Sellers = append(v.Sellers, out)
	}
	return nil
}

// fillPast is what was seen of the product here and elsewhere.
func (t *Trade) fillPast(ctx context.Context, p taglane.Product, v *ProductPage) error {
	seen, err := t.l.Store.Sightings(ctx, p.ID, sightingsMost)
	if err != nil {
		return err
	}
	v.Sightings = make([]Sighting, 0, len(seen))
	for _, s := range seen {
		v.Sightings = append(v.Sightings, Sighting{s.Source, s.Price, s.Availability, moment(s.At)})
	}
	var same []taglane.Listing
	if number, bad := catalog.NewGTIN(p.GTIN); bad == nil {
		if same, err = t.l.Store.ListedAs(ctx, number); err != nil {
			return err
		}
	}
	if p.Source != "" {
		own, err := t.l.Store.Listing(ctx, p.Source, p.Key)
		switch {
		case err == nil && !slices.ContainsFunc(same, func(l taglane.Listing) bool { return l.Source == own.Source && l.Key == own.Key }):
			same = append([]taglane.Listing{own}, same...)
		case err != nil && taglane.KindOf(err) != taglane.NotFound:
			return err
		}
	}
	v.Listings = make([]Listing, 0, len(same))
	for _, l := range same {
		v.Listings = append(v.Listings, viewOf(l, t.l.Now(), p.ID))
	}
	return nil
}

func (t *Trade) fillUses(ctx context.Context, p taglane.Product, v *ProductPage) error {
	tags, err := t.l.Store.TagsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	if v.Uses, err = t.usesOf(ctx, tags); err != nil {
		return err
	}
	if v.Links, err = t.linksTo(ctx, p); err != nil {
		return err
	}
	if v.Troubles, err = t.troublesOf(ctx, p); err != nil {
		return err
	}
	v.Earned, err = t.earnedBy(ctx, p.ID)
	return err
}

// SetSellers says which programmes pay for a product, the best first. NotFound:
// no such product or account.
func (t *Trade) SetSellers(ctx context.Context, id taglane.ID, sellers []taglane.Seller) (ProductPage, error) {
	for _, s := range sellers {
		if _, err := t.l.Store.Account(ctx, s.Account); err != nil {
			return ProductPage{}, err
		}
		if s.Advertiser == "" {
			return ProductPage{}, taglane.Errorf(taglane.Invalid, "Say whose programme it is.")
		}
	}
	return t.setProduct(ctx, id, "sellers", sellers, func(title string) taglane.Said { return taglane.Say("Change who pays for %s", title) })
}

// SetFallbacks says what may take a product's place when it is sold out, in
// order. Whoever tags it decides; nothing is swapped by itself.
func (t *Trade) SetFallbacks(ctx context.Context, id taglane.ID, instead []taglane.ID) (ProductPage, error) {
	for i, f := range instead {
		if _, err := t.l.Store.Product(ctx, f); err != nil {
			return ProductPage{}, err
		}
		if f == id || slices.Contains(instead[:i], f) {
			return ProductPage{}, taglane.Errorf(taglane.Invalid, "A product cannot take its own place.")
		}
	}
	return t.setProduct(ctx, id, "fallbacks", instead, func(title string) taglane.Said { return taglane.Say("Change what may take the place of %s", title) })
}

// setProduct sets one field of a product as a step of its own.
func (t *Trade) setProduct(ctx context.Context, id taglane.ID, field string, value any, label func(title string) taglane.Said) (ProductPage, error) {
	p, err := t.l.Store.Product(ctx, id)
	if err != nil {
		return ProductPage{}, err
	}
	if err := t.commit(ctx, Library, t.l.Tell(label(p.Title)), store.Set(store.KindProduct, id, field, value)); err != nil {
		return ProductPage{}, err
	}
	return t.ProductPage(ctx, id)
}

// commit makes one edit and says that what is traded changed.
func (t *Trade) commit(ctx context.Context, scope taglane.ID, label string, writes ...edit.Write) error {
	if err := t.l.Commit(ctx, scope, label, writes...); err != nil {
		return err
	}
	t.changed()
	return nil
}
