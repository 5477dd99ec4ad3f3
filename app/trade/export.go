package trade

import (
	"bytes"
	"context"
	"iter"

	"taglane/app/catalog"
	"taglane/app/taglane"
)

// ExportProducts is every product here as a table that Taglane and spreadsheets
// read. A cell that a spreadsheet would run stays text.
func (t *Trade) ExportProducts(ctx context.Context) (Export, error) {
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return Export{}, err
	}
	var b bytes.Buffer
	if err := catalog.Write(&b, listed(products)); err != nil {
		return Export{}, err
	}
	return Export{"taglane-products.csv", b.String()}, nil
}

// listed are products as a source would list them. Whoever has none of its own
// key is listed by its id.
func listed(products []taglane.Product) iter.Seq[taglane.Listing] {
	return func(yield func(taglane.Listing) bool) {
		for _, p := range products {
			l := taglane.Listing{Source: p.Source, Key: p.Key, Group: p.Group, Title: p.Title, Brand: p.Brand, MPN: p.MPN, SKU: p.SKU, URL: p.URL, Options: p.Options}
			if l.Key == "" {
				l.Key = string(p.ID)
			}
			if g, err := catalog.NewGTIN(p.GTIN); err == nil {
				l.GTINs = []string{g}
			}
			if p.Offer != nil {
				l.Price, l.Availability, l.ObservedAt = &p.Offer.Price, p.Offer.Availability, p.Offer.ObservedAt
			}
			if !yield(l) {
				return
			}
		}
	}
}
