package catalog

import (
	"slices"
	"strings"

	"taglane/app/taglane"
)

const (
	// shopMost is how many variants of one handle wait for its pictures.
	shopMost = 2000
	// familyMost is how many parents, and how many variations before theirs, are held.
	familyMost = 20_000
	// familyBytes is how much text they may hold together.
	familyBytes = 32 << 20
)

// shop is a product of Shopify while its rows follow each other.
type shop struct {
	handle   string
	first    *record // what blank cells of further rows mean; nil: it was refused
	images   []string
	variants []Row
}

// ofShop takes a row of Shopify: a product, a further variant of it, or one
// more of its pictures.
func (f *reading) ofShop(r *record) error {
	s := &f.shop
	handle := oneLine(r.text(fHandle))
	if handle != "" && handle == s.handle {
		return f.further(r)
	}
	if err := f.closeShop(); err != nil {
		return err
	}
	s.handle = handle
	return f.variant(r)
}

func (f *reading) further(r *record) error {
	s := &f.shop
	if s.first == nil {
		f.refuse(r, -1, "", taglane.Say("The first row of this product was refused."))
		return nil
	}
	own := []field{fSKU, fPrice, fGTIN, fOption1Value, fOption2Value, fOption3Value, fVariantImage}
	if !slices.ContainsFunc(own, func(at field) bool { return r.text(at) != "" }) {
		f.report.Merged++
		f.shopImages(r)
		return nil
	}
	r.lack(s.first, fTitle, fDescription, fBrand, fCategory, fPublished, fStatus, fCondition, fOption1Name, fOption2Name, fOption3Name, fLink)
	return f.variant(r)
}

func (f *reading) variant(r *record) error {
	s := &f.shop
	images := r.values[fImage]
	r.values[fImage] = nil // the picture of a row is one of the product's
	l, ok := f.listing(r)
	r.values[fImage] = images
	if !ok {
		return nil
	}
	if s.first == nil {
		s.first = r.kept()
	}
	f.shopImages(r)
	s.variants = append(s.variants, Row{Number: r.row, Listing: l, Notes: r.notes, Raw: r.raw})
	if len(s.variants) < shopMost {
		return nil
	}
	return f.handVariants()
}

func (f *reading) shopImages(r *record) {
	for _, cell := range r.values[fImage] {
		f.shop.images = f.addresses(r, fImage, f.shop.images, cell, maxImages)
	}
}

// handVariants hands on what waited, with all pictures that are known by now.
func (f *reading) handVariants() error {
	s := &f.shop
	waiting := s.variants
	s.variants = nil
	for _, row := range waiting {
		for _, u := range s.images {
			row.Listing.Images = addressed(row.Listing.Images, u, maxImages)
		}
		if len(waiting) > 1 {
			row.Listing.Group = s.handle
		}
		if err := f.emit(row); err != nil {
			return err
		}
	}
	return nil
}

func (f *reading) closeShop() error {
	err := f.handVariants()
	f.shop = shop{}
	return err
}

// lack takes from another record what a column of this one lacks.
func (r *record) lack(from *record, columns ...field) {
	for _, c := range columns {
		if r.text(c) == "" {
			r.values[c] = append(r.values[c][:0], from.values[c]...)
		}
	}
}

// family are the variable products of a WooCommerce file. Their variations may
// stand anywhere in it.
type family struct {
	parents map[string]*parent // by id:NN and by SKU
	order   []*parent
	waiting []*record
	bytes   int
}

type parent struct {
	*record
	key      string
	children int
}

// ofFamily takes a row of WooCommerce.
func (f *reading) ofFamily(r *record) error {
	y := &f.family
	kind := strings.ToLower(r.text(fType))
	for _, c := range r.choices {
		if fold(c.Name) == "brand" && r.text(fBrand) == "" {
			r.values[fBrand] = append(r.values[fBrand], c.Value)
		}
	}
	switch {
	case strings.Contains(kind, "variation"):
		if p := y.parents[parentRef(r)]; p != nil {
			return f.child(r, p)
		}
		if y.room(r, len(y.waiting)) {
			y.waiting = append(y.waiting, r.held())
			return nil
		}
		return f.orphan(r)
	case strings.Contains(kind, "variable") && y.room(r, len(y.order)):
		y.join(r.held(), f.key(r))
		return nil
	}
	r.choices = nil // what a whole product has is no choice
	return f.hand(r)
}

func parentRef(r *record) string { return strings.ToLower(strings.TrimSpace(r.text(fParent))) }

// room says whether one more record may be held.
func (y *family) room(r *record, n int) bool {
	for _, v := range r.values {
		for _, s := range v {
			y.bytes += len(s)
		}
	}
	return n < familyMost && y.bytes < familyBytes
}

func (y *family) join(r *record, key string) {
	if y.parents == nil {
		y.parents = map[string]*parent{}
	}
	p := &parent{record: r, key: key}
	y.order = append(y.order, p)
	for _, name := range []string{"id:" + r.text(fKey), r.text(fSKU)} {
		if name = strings.ToLower(name); name != "" && name != "id:" {
			y.parents[name] = p
		}
	}
}

// held is a copy with its raw cells.
func (r *record) held() *record {
	c := r.kept()
	c.raw = r.raw
	return c
}

// child fills a variation with what its parent says for all.
func (f *reading) child(r *record, p *parent) error {
	p.children++
	name := p.text(fTitle)
	if own := r.text(fTitle); name != "" && strings.HasPrefix(own, name+" - ") {
		r.values[fTitle] = append(r.values[fTitle][:0], name)
	}
	r.lack(p.record, fTitle, fDescription, fShort, fBrand, fCategory, fImage, fCondition, fLink)
	if unoffered(p.record) {
		r.values[fPublished] = append(r.values[fPublished][:0], "0")
	}
	r.values[fGroup] = append(r.values[fGroup][:0], p.key)
	return f.hand(r)
}

func (f *reading) orphan(r *record) error {
	f.note(r, "feed.parent", fParent, r.text(fParent), taglane.Say("The product it is a variation of is not in the file."))
	return f.hand(r)
}

// closeFamily hands on what waited for its relatives. A variable product is
// told by its variations; only one without any stands for itself.
func (f *reading) closeFamily() error {
	y := &f.family
	for _, r := range y.waiting {
		var err error
		if p := y.parents[parentRef(r)]; p != nil {
			err = f.child(r, p)
		} else {
			err = f.orphan(r)
		}
		if err != nil {
			return err
		}
	}
	for _, p := range y.order {
		if p.children > 0 {
			f.report.Merged++
			continue
		}
		p.choices = nil
		if err := f.hand(p.record); err != nil {
			return err
		}
	}
	f.family = family{}
	return nil
}
