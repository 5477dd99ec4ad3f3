package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"io"
	"strings"

	"taglane/app/catalog"
	"taglane/app/edit"
	"taglane/app/media"
	"taglane/app/store"
	"taglane/app/taglane"
)

// ProductFields are the words of a product; nil leaves one as it is.
type ProductFields struct {
	Title    *string           `json:"title"`
	Brand    *string           `json:"brand"`
	URL      *string           `json:"url"`
	Price    *string           `json:"price"` // "12.50 EUR"; "" for none
	Relation *taglane.Relation `json:"relation"`
	Notes    *string           `json:"notes"`
	Shelf    *int              `json:"shelf"`  // 1–9: the key that tags it; 0: none
	Colour   *int              `json:"colour"` // 1–8: its lane colour; 0: that of its key
}

// Products lists products by title; query matches the beginnings of words.
func (s *Studio) Products(ctx context.Context, query string) ([]Product, error) {
	products, err := s.store.Products(ctx, query)
	return shown(products), err
}

// AddProduct adds a product. Without a shelf key of its own it takes the first
// free one.
func (s *Studio) AddProduct(ctx context.Context, f ProductFields) (Product, error) {
	p := taglane.Product{ID: s.o.NewID()}
	if err := s.fill(&p, f); err != nil {
		return Product{}, err
	}
	shelf, err := s.store.Shelf(ctx)
	if err != nil {
		return Product{}, err
	}
	if f.Shelf == nil {
		p.Shelf = firstFree(shelf)
	}
	writes := append(store.ProductWrites(p), vacate(shelf, p)...)
	return s.keepProduct(ctx, p, s.say("Add %s", p.Title), writes...)
}

// SetProduct changes the words of a product.
func (s *Studio) SetProduct(ctx context.Context, id taglane.ID, f ProductFields) (Product, error) {
	p, err := s.store.Product(ctx, id)
	if err != nil {
		return Product{}, err
	}
	was := store.ProductWrites(p)
	if err := s.fill(&p, f); err != nil {
		return Product{}, err
	}
	shelf, err := s.store.Shelf(ctx)
	if err != nil {
		return Product{}, err
	}
	var writes []edit.Write
	for i, w := range store.ProductWrites(p) {
		if !edit.Same(w.Cell, w.Value, was[i].Value) {
			writes = append(writes, w)
		}
	}
	if writes = append(writes, vacate(shelf, p)...); len(writes) == 0 {
		return shown([]taglane.Product{p})[0], nil
	}
	return s.keepProduct(ctx, p, s.say("Change %s", p.Title), writes...)
}

// RemoveProduct takes a product out of the library. Conflict while it is tagged.
func (s *Studio) RemoveProduct(ctx context.Context, id taglane.ID) error {
	p, err := s.store.Product(ctx, id)
	if err != nil {
		return err
	}
	n, err := s.store.Uses(ctx, id)
	if err != nil {
		return err
	}
	if n > 0 {
		return taglane.Errorf(taglane.Conflict, "%s is tagged %d times. Remove its tags first.", p.Title, n)
	}
	_, err = s.keepProduct(ctx, p, s.say("Remove %s", p.Title), store.Set(store.KindProduct, id, edit.Present, false))
	return err
}

// SetProductPicture keeps our own copy of a picture: re-encoded, so that
// nothing of the given bytes is ever shown.
func (s *Studio) SetProductPicture(ctx context.Context, id taglane.ID, picture io.Reader) (Product, error) {
	p, err := s.store.Product(ctx, id)
	if err != nil {
		return Product{}, err
	}
	jpeg, err := media.Picture(ctx, picture)
	if err != nil {
		return Product{}, err
	}
	sum := sha256.Sum256(jpeg)
	p.Image = hex.EncodeToString(sum[:])
	if _, err := s.own.Keep(p.Image, ".jpg", jpeg); err != nil {
		return Product{}, err
	}
	return s.keepProduct(ctx, p, s.say("Change the picture of %s", p.Title), store.Set(store.KindProduct, id, "image", p.Image))
}

// ImportProducts takes in a product file. A row that names a product already
// here renews it; a row that cannot be read is reported and the rest is taken.
func (s *Studio) ImportProducts(ctx context.Context, r io.Reader) (ProductReport, error) {
	known, err := s.identities(ctx)
	if err != nil {
		return ProductReport{}, err
	}
	report := ProductReport{Refused: []RowRefusal{}, Notes: []RowRefusal{}}
	batch := batch{studio: s, label: s.say("Import products")}
	read, err := catalog.ReadCSV(r, s.o.Now(), func(row int, p taglane.Product, _ string) error {
		key := catalog.Identity(p)
		if id, here := known[key]; here {
			p.ID = id
			report.Merged++
			return batch.add(ctx, renewal(p)...)
		}
		p.ID = s.o.NewID()
		known[key] = p.ID
		report.Taken++
		return batch.add(ctx, filled(store.ProductWrites(p))...)
	})
	for _, no := range read.Refused {
		report.Refused = append(report.Refused, RowRefusal{no.Row, s.Tell(no.Reason)})
	}
	report.RefusedRows = read.RefusedRows
	for _, n := range read.Notes {
		report.Notes = append(report.Notes, RowRefusal{n.Row, s.Tell(n.Reason)})
	}
	if flushed := batch.flush(ctx); err == nil {
		err = flushed
	}
	s.o.Emit("products", struct{}{})
	return report, err
}

// filled leaves out the cells of a new product that say nothing.
func filled(ws []edit.Write) (out []edit.Write) {
	for _, w := range ws {
		switch string(w.Value) {
		case `""`, "null", "0":
		default:
			out = append(out, w)
		}
	}
	return out
}

// renewal are the cells that a product file may change: what the person wrote
// about the product stays.
func renewal(p taglane.Product) (out []edit.Write) {
	for _, w := range store.ProductWrites(p) {
		switch w.Field {
		case "title", "brand", "url", "offer":
			if string(w.Value) != `""` && string(w.Value) != "null" {
				out = append(out, w)
			}
		}
	}
	return out
}

func (s *Studio) identities(ctx context.Context) (map[string]taglane.ID, error) {
	products, err := s.store.Products(ctx, "")
	known := make(map[string]taglane.ID, len(products))
	for _, p := range products {
		known[catalog.Identity(p)] = p.ID
	}
	return known, err
}

// batch gathers writes into edits of bounded size: an import is one label, but
// no single transaction grows without end.
type batch struct {
	studio *Studio
	label  string
	writes []edit.Write
}

func (b *batch) add(ctx context.Context, w ...edit.Write) error {
	if b.writes = append(b.writes, w...); len(b.writes) < 20_000 {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	if len(b.writes) == 0 {
		return nil
	}
	writes := latest(b.writes)
	b.writes = nil
	return b.studio.commit(ctx, "", b.label, writes...)
}

// latest keeps the last write of each cell: an edit writes a cell once.
func latest(ws []edit.Write) []edit.Write {
	at := make(map[edit.Cell]int, len(ws))
	out := ws[:0:0]
	for _, w := range ws {
		if i, twice := at[w.Cell]; twice {
			out[i] = w
			continue
		}
		at[w.Cell] = len(out)
		out = append(out, w)
	}
	return out
}

func (s *Studio) fill(p *taglane.Product, f ProductFields) error {
	for _, v := range []struct {
		name string
		to   *string
		from *string
		most int
	}{{"title", &p.Title, f.Title, 300}, {"brand", &p.Brand, f.Brand, 120}, {"link", &p.URL, f.URL, 2048}, {"note", &p.Notes, f.Notes, 4000}} {
		if v.from == nil {
			continue
		}
		if err := taglane.CheckText(v.name, *v.from, v.most); err != nil {
			return err
		}
		*v.to = strings.TrimSpace(*v.from)
	}
	if p.Title == "" {
		return taglane.Errorf(taglane.Invalid, "A product needs a title.")
	}
	if p.URL != "" {
		if err := taglane.CheckURL(p.URL); err != nil {
			return err
		}
	}
	if f.Relation != nil {
		r, err := taglane.ParseRelation(string(*f.Relation))
		if err != nil {
			return err
		}
		p.Relation = r
	}
	if f.Shelf != nil {
		if *f.Shelf < 0 || *f.Shelf > 9 {
			return taglane.Errorf(taglane.Invalid, "The shelf has keys 1 to 9.")
		}
		p.Shelf = *f.Shelf
	}
	if f.Colour != nil {
		if *f.Colour < 0 || *f.Colour > 8 {
			return taglane.Errorf(taglane.Invalid, "There are colours 1 to 8.")
		}
		p.Colour = *f.Colour
	}
	return s.price(p, f.Price)
}

func (s *Studio) price(p *taglane.Product, price *string) error {
	switch {
	case price == nil:
	case strings.TrimSpace(*price) == "":
		p.Offer = nil
	default:
		m, err := taglane.ParseMoney(*price)
		if err != nil {
			return err
		}
		if p.Offer == nil || p.Offer.Price != m {
			p.Offer = &taglane.Offer{Price: m, Availability: "unknown", ObservedAt: s.o.Now().UTC()}
		}
	}
	return nil
}

func (s *Studio) keepProduct(ctx context.Context, p taglane.Product, label string, writes ...edit.Write) (Product, error) {
	if err := s.commit(ctx, "", label, writes...); err != nil {
		return Product{}, err
	}
	s.o.Emit("products", struct{}{})
	return shown([]taglane.Product{p})[0], nil
}

// productsFor are the shelf, then what the tags name besides.
func (s *Studio) productsFor(ctx context.Context, tags []taglane.Tag) ([]Product, error) {
	products, err := s.store.Shelf(ctx)
	if err != nil {
		return nil, err
	}
	have := map[taglane.ID]bool{}
	for _, p := range products {
		have[p.ID] = true
	}
	for _, t := range tags {
		if have[t.Product] {
			continue
		}
		have[t.Product] = true
		if p, err := s.store.Product(ctx, t.Product); err == nil {
			products = append(products, p)
		} else if taglane.KindOf(err) != taglane.NotFound {
			return nil, err
		}
	}
	return shown(products), nil
}

// laneOf is the colour of a product, 1–8: the one chosen, that of its key, or
// else one that stays with it for ever.
func laneOf(p taglane.Product) int {
	if p.Colour > 0 {
		return p.Colour
	}
	if p.Shelf > 0 {
		return (p.Shelf-1)%8 + 1
	}
	h := fnv.New32a()
	io.WriteString(h, string(p.ID))
	return int(h.Sum32()%8) + 1
}

// shown gives products their lane and their picture's media id.
func shown(products []taglane.Product) []Product {
	out := make([]Product, 0, len(products))
	for _, p := range products {
		v := Product{Product: p, Lane: laneOf(p)}
		if p.Image != "" {
			v.Image = "picture-" + p.Image
		}
		out = append(out, v)
	}
	return out
}

func firstFree(shelf []taglane.Product) int {
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

// vacate takes the key away from whoever else has it.
func vacate(shelf []taglane.Product, p taglane.Product) (out []edit.Write) {
	for _, q := range shelf {
		if p.Shelf > 0 && q.Shelf == p.Shelf && q.ID != p.ID {
			out = append(out, store.Set(store.KindProduct, q.ID, "shelf", 0))
		}
	}
	return out
}
