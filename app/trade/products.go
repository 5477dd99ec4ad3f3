package trade

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"

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
func (t *Trade) Products(ctx context.Context, query string) ([]Product, error) {
	products, err := t.l.Store.Products(ctx, query)
	if err != nil {
		return nil, err
	}
	clips, err := t.l.Store.ClipsByProduct(ctx)
	out := Shown(products)
	for i := range out {
		out[i].Clips = clips[out[i].ID]
	}
	return out, err
}

// AddProduct adds a product. Without a shelf key of its own it takes the first
// free one.
func (t *Trade) AddProduct(ctx context.Context, f ProductFields) (Product, error) {
	p := taglane.Product{ID: t.l.NewID()}
	if err := t.fill(&p, f); err != nil {
		return Product{}, err
	}
	shelf, err := t.l.Store.Shelf(ctx)
	if err != nil {
		return Product{}, err
	}
	if f.Shelf == nil {
		p.Shelf = freeKey(shelf)
	}
	writes := append(store.ProductWrites(p), vacate(shelf, p)...)
	if err := t.commit(ctx, "", t.say("Add %s", p.Title), writes...); err != nil {
		return Product{}, err
	}
	return shown(p), nil
}

// SetProduct changes the words of a product, as one step of the library's.
func (t *Trade) SetProduct(ctx context.Context, id taglane.ID, f ProductFields) (Product, error) {
	all, err := t.SetProducts(ctx, []taglane.ID{id}, []ProductFields{f})
	if err != nil {
		return Product{}, err
	}
	return all[0], nil
}

// SetProducts changes the words of many products as one step of the library's,
// all or none: the fields of each in the order of ids, or one for all of them.
func (t *Trade) SetProducts(ctx context.Context, ids []taglane.ID, fields []ProductFields) ([]Product, error) {
	if len(fields) != 1 && len(fields) != len(ids) {
		return nil, taglane.Errorf(taglane.Invalid, "Say for each product what becomes of it, or one thing for all.")
	}
	shelf, err := t.l.Store.Shelf(ctx)
	if err != nil {
		return nil, err
	}
	var writes []edit.Write
	out := make([]Product, 0, len(ids))
	for i, id := range ids {
		p, err := t.l.Store.Product(ctx, id)
		if err != nil {
			return nil, err
		}
		was, key := store.ProductWrites(p), p.Shelf
		if err := t.fill(&p, fields[min(i, len(fields)-1)]); err != nil {
			return nil, err
		}
		writes = append(writes, changes(was, store.ProductWrites(p))...)
		if p.Shelf != key {
			writes, shelf = append(writes, vacate(shelf, p)...), reshelved(shelf, p)
		}
		out = append(out, shown(p))
	}
	if len(writes) == 0 {
		return out, nil
	}
	label := t.say("Change %s", out[0].Title)
	if len(ids) > 1 {
		label = t.say("Change %d products", len(ids))
	}
	if err := t.step(ctx, label, writes...); err != nil {
		return nil, err
	}
	return out, nil
}

// Removed is which products are out of the library, and why others stay.
type Removed struct {
	Gone    []taglane.ID `json:"gone"`
	Message string       `json:"message"` // of the first that stays; "" when all are gone
}

// RemoveProducts takes products out of the library, as one step of the
// library's. One that is tagged stays; Conflict when nothing goes.
func (t *Trade) RemoveProducts(ctx context.Context, ids []taglane.ID) (Removed, error) {
	var writes []edit.Write
	var first string
	var stays error
	out := Removed{Gone: []taglane.ID{}}
	for _, id := range ids {
		title, err := t.removable(ctx, id)
		if k := taglane.KindOf(err); k == taglane.Conflict || k == taglane.NotFound {
			stays = cmp.Or(stays, err)
			continue
		}
		if err != nil {
			return Removed{}, err
		}
		if len(out.Gone) == 0 {
			first = t.say("Remove %s", title)
		}
		out.Gone = append(out.Gone, id)
		writes = append(writes, store.Set(store.KindProduct, id, edit.Present, false))
	}
	if stays != nil {
		out.Message = t.l.Tell(taglane.SaidOf(stays))
	}
	if len(writes) == 0 {
		return out, stays
	}
	if len(writes) > 1 {
		first = t.say("Remove %d products", len(writes))
	}
	if err := t.step(ctx, first, writes...); err != nil {
		return Removed{}, err
	}
	return out, nil
}

// removable answers the title of a product that may go; Conflict while it is tagged.
func (t *Trade) removable(ctx context.Context, id taglane.ID) (title string, err error) {
	p, err := t.l.Store.Product(ctx, id)
	if err != nil {
		return "", err
	}
	n, err := t.l.Store.Uses(ctx, id)
	if err == nil && n > 0 {
		err = taglane.Errorf(taglane.Conflict, "%s is tagged %d times. Remove its tags first.", p.Title, n)
	}
	return p.Title, err
}

// SetProductPicture keeps our own copy of a picture: re-encoded, so that
// nothing of the given bytes is ever shown. It is a step of the library's.
func (t *Trade) SetProductPicture(ctx context.Context, id taglane.ID, picture io.Reader) (Product, error) {
	p, err := t.l.Store.Product(ctx, id)
	if err != nil {
		return Product{}, err
	}
	if p.Image, err = t.keepPicture(ctx, picture); err != nil {
		return Product{}, err
	}
	if err := t.step(ctx, t.say("Change the picture of %s", p.Title), store.Set(store.KindProduct, id, "image", p.Image)); err != nil {
		return Product{}, err
	}
	return shown(p), nil
}

// keepPicture keeps our own copy of a picture and names it by its content.
func (t *Trade) keepPicture(ctx context.Context, picture io.Reader) (name string, err error) {
	jpeg, err := media.Picture(ctx, picture)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(jpeg)
	name = hex.EncodeToString(sum[:])
	_, err = t.l.Keep(name, ".jpg", jpeg)
	return name, err
}

func (t *Trade) fill(p *taglane.Product, f ProductFields) error {
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
	return t.price(p, f.Price)
}

func (t *Trade) price(p *taglane.Product, price *string) error {
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
			p.Offer = &taglane.Offer{Price: m, Availability: "unknown", ObservedAt: t.l.Now().UTC()}
		}
	}
	return nil
}

// step commits what the library's undo takes back, and tells that there is more
// to be taken back.
func (t *Trade) step(ctx context.Context, label string, writes ...edit.Write) error {
	if err := t.commit(ctx, Library, label, writes...); err != nil {
		return err
	}
	t.l.Emit("library", struct{}{})
	return nil
}

// reshelved is the shelf once a product has the key it now has.
func reshelved(shelf []taglane.Product, p taglane.Product) []taglane.Product {
	out := slices.DeleteFunc(slices.Clone(shelf), func(q taglane.Product) bool { return q.ID == p.ID || p.Shelf > 0 && q.Shelf == p.Shelf })
	if p.Shelf > 0 {
		out = append(out, p)
	}
	return out
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
