package trade

import (
	"context"
	"time"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// reading names a reading of a source, so that later ones sort after earlier.
func reading(at time.Time) string { return at.UTC().Format("20060102T150405.000000000") }

// TakeListing makes a product of a listing that is kept here, with our own copy
// of its picture, or renews the product named. What the person wrote about a
// product stays. A picture that cannot be had is no reason to refuse the rest.
func (t *Trade) TakeListing(ctx context.Context, source, key string, product taglane.ID) (Product, error) {
	l, err := t.l.Store.Listing(ctx, source, key)
	if err != nil {
		return Product{}, err
	}
	p := taglane.Product{ID: product}
	label := taglane.Say("Add %s", l.Title)
	var was []edit.Write
	if product == "" {
		p.ID = t.l.NewID()
		shelf, err := t.l.Store.Shelf(ctx)
		if err != nil {
			return Product{}, err
		}
		p.Shelf = freeKey(shelf)
	} else if p, err = t.l.Store.Product(ctx, product); err != nil {
		return Product{}, err
	} else {
		was, label = store.ProductWrites(p), taglane.Say("Renew %s", p.Title)
	}
	renew(&p, l, t.l.Now())
	if p.Image == "" && len(l.Images) > 0 {
		var err error
		if p.Image, err = t.fetchPicture(ctx, l.Images[0]); err != nil { // it can be tried again
			if err := t.rememberPictures(ctx, map[taglane.ID]string{p.ID: l.Images[0]}); err != nil {
				return Product{}, err
			}
		}
	}
	writes := store.ProductWrites(p)
	if was != nil {
		writes = changes(was, writes)
	}
	if len(writes) > 0 {
		if err := t.commit(ctx, "", t.l.Tell(label), writes...); err != nil {
			return Product{}, err
		}
	}
	return shown(p), t.see(ctx, p, l)
}

// changes are the writes that say something else than before.
func changes(was, now []edit.Write) (out []edit.Write) {
	for i, w := range now {
		if !edit.Same(w.Cell, w.Value, was[i].Value) {
			out = append(out, w)
		}
	}
	return out
}

// renew lays a listing over a product.
func renew(p *taglane.Product, l taglane.Listing, now time.Time) {
	lay := func(to *string, from string) {
		if from != "" {
			*to = from
		}
	}
	lay(&p.Title, l.Title)
	lay(&p.Brand, l.Brand)
	lay(&p.URL, l.URL)
	lay(&p.SKU, l.SKU)
	lay(&p.MPN, l.MPN)
	lay(&p.Group, l.Group)
	if len(l.GTINs) > 0 {
		p.GTIN = catalog.ShortGTIN(l.GTINs[0])
	}
	if len(l.Options) > 0 {
		p.Options = l.Options
	}
	p.Source, p.Key = l.Source, l.Key
	if m := l.Now(now); m != nil {
		p.Offer = &taglane.Offer{Price: *m, Availability: l.Availability, ObservedAt: l.ObservedAt}
	}
	if l.Advertiser != "" {
		seller := taglane.Seller{Account: taglane.ID(l.Source), Advertiser: l.Advertiser, Rate: l.Rate}
		if !sells(p.Sellers, seller) {
			p.Sellers = append(p.Sellers, seller)
		}
	}
}

func sells(have []taglane.Seller, s taglane.Seller) bool {
	for _, h := range have {
		if h.Account == s.Account && h.Advertiser == s.Advertiser {
			return true
		}
	}
	return false
}

// see keeps the price and the stock of a listing as they were seen. What is gone
// cannot be had.
func (t *Trade) see(ctx context.Context, p taglane.Product, l taglane.Listing) error {
	if l.Gone {
		return t.l.Store.See(ctx, taglane.Sighting{Product: p.ID, Source: l.Source, Availability: taglane.OutOfStock, Gone: true, At: l.ObservedAt})
	}
	if m := l.Now(t.l.Now()); m != nil || l.Availability != "" {
		return t.l.Store.See(ctx, taglane.Sighting{Product: p.ID, Source: l.Source, Price: m, Availability: l.Availability, At: l.ObservedAt})
	}
	return nil
}

// freeKey is the first shelf key nobody has; 0 for none.
func freeKey(shelf []taglane.Product) int {
	taken := map[int]bool{}
	for _, p := range shelf {
		taken[p.Shelf] = true
	}
	for k := 1; k <= 9; k++ {
		if !taken[k] {
			return k
		}
	}
	return 0
}

// LookAgain asks the source of a product how it stands now. NotFound: the
// source says that it is no more; that is kept as seen.
func (t *Trade) LookAgain(ctx context.Context, id taglane.ID) (ProductPage, error) {
	p, err := t.l.Store.Product(ctx, id)
	if err != nil {
		return ProductPage{}, err
	}
	l, err := t.askAgain(ctx, p)
	if err != nil {
		return ProductPage{}, err
	}
	now := t.l.Now().UTC()
	l.Source, l.ObservedAt = p.Source, now
	if err := t.saw(ctx, p, l); err != nil {
		return ProductPage{}, err
	}
	if m := l.Now(now); m != nil && (p.Offer == nil || p.Offer.Price != *m || p.Offer.Availability != l.Availability) {
		offer := taglane.Offer{Price: *m, Availability: l.Availability, ObservedAt: now}
		if err := t.commit(ctx, "", t.say("Renew %s", p.Title), store.Set(store.KindProduct, id, "offer", offer)); err != nil {
			return ProductPage{}, err
		}
	}
	return t.ProductPage(ctx, id)
}

// saw keeps how a product stands where it was seen, and changes nothing of the
// product itself.
func (t *Trade) saw(ctx context.Context, p taglane.Product, l taglane.Listing) error {
	if p.Source == l.Source { // else its own source's listing is another
		if err := t.l.Store.KeepListings(ctx, reading(l.ObservedAt), []taglane.Listing{l}); err != nil {
			return err
		}
	}
	return t.see(ctx, p, l)
}
