package trade

import (
	"context"
	"slices"
	"strings"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Library is the scope of what concerns many clips at once; its undo is the
// library's.
const Library = taglane.ID("library")

// Likely are two products that seem to be one, and why.
type Likely struct {
	A   Product `json:"a"`
	B   Product `json:"b"`
	Why string  `json:"why"`
}

// likelyMost is how many pairs a person is asked about at once.
const likelyMost = 100

// LikelyDoubles lists pairs of products that seem to be one. Nothing is merged
// by itself: two sizes of one shirt share everything but what matters.
func (t *Trade) LikelyDoubles(ctx context.Context) ([]Likely, error) {
	all, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	out := []Likely{}
	paired := map[[2]taglane.ID]bool{}
	for _, sign := range signs {
		first := map[string]taglane.Product{}
		for _, p := range all {
			key := sign.of(p)
			if key == "" {
				continue
			}
			q, twice := first[key]
			if !twice {
				first[key] = p
				continue
			}
			if pair := [2]taglane.ID{q.ID, p.ID}; !paired[pair] && len(out) < likelyMost && !apart(q, p) {
				paired[pair] = true
				out = append(out, Likely{shown(q), shown(p), t.l.Tell(sign.says)})
			}
		}
	}
	return out, nil
}

// signs are what makes two products seem one, the surest first.
var signs = []struct {
	of   func(taglane.Product) string
	says taglane.Said
}{
	{func(p taglane.Product) string { return p.GTIN }, taglane.Say("They have the same number on their packing.")},
	{func(p taglane.Product) string { return strings.ToLower(p.URL) }, taglane.Say("They lead to the same page.")},
	{func(p taglane.Product) string { return both(p.Brand, p.MPN) }, taglane.Say("Their maker gives them the same number.")},
	{func(p taglane.Product) string { return both(p.Brand, p.Title) }, taglane.Say("They have the same maker and name.")},
}

func both(a, b string) string {
	a, b = strings.Join(strings.Fields(strings.ToLower(a)), " "), strings.Join(strings.Fields(strings.ToLower(b)), " ")
	if a == "" || b == "" {
		return ""
	}
	return a + "\x00" + b
}

// apart says that two products are told apart by what makes them variants.
func apart(a, b taglane.Product) bool {
	return a.GTIN != "" && b.GTIN != "" && a.GTIN != b.GTIN || len(a.Options)+len(b.Options) > 0 && !slices.Equal(a.Options, b.Options)
}

// MergeProducts makes one product of two, as one step: every tag of the second
// names the first, which takes over what it lacks. Links that were made stay
// what they are, since they are out in the world.
func (t *Trade) MergeProducts(ctx context.Context, keep, drop taglane.ID) (Product, error) {
	tags, err := t.toReplace(ctx, drop, keep, nil)
	if err != nil {
		return Product{}, err
	}
	a, err := t.l.Store.Product(ctx, keep)
	if err != nil {
		return Product{}, err
	}
	b, err := t.l.Store.Product(ctx, drop)
	if err != nil {
		return Product{}, err
	}
	whole := united(a, b)
	writes := changes(store.ProductWrites(a), store.ProductWrites(whole))
	for _, tag := range tags {
		writes = append(writes, store.Set(store.KindTag, tag.ID, "product", keep))
	}
	writes = append(writes, store.Set(store.KindProduct, drop, edit.Present, false))
	if err := t.commit(ctx, Library, t.say("Make one of %s and %s", a.Title, b.Title), writes...); err != nil {
		return Product{}, err
	}
	t.l.Emit("library", struct{}{})
	return shown(whole), nil
}

// united is a product with what it lacks taken from another.
func united(a, b taglane.Product) taglane.Product {
	take := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	take(&a.Brand, b.Brand)
	take(&a.URL, b.URL)
	take(&a.GTIN, b.GTIN)
	take(&a.SKU, b.SKU)
	take(&a.MPN, b.MPN)
	take(&a.Image, b.Image)
	take(&a.Group, b.Group)
	take(&a.Notes, b.Notes)
	if a.Offer == nil {
		a.Offer = b.Offer
	}
	if a.Source == "" {
		a.Source, a.Key = b.Source, b.Key
	}
	if a.Shelf == 0 {
		a.Shelf = b.Shelf
	}
	if len(a.Options) == 0 {
		a.Options = b.Options
	}
	for _, s := range b.Sellers {
		if !slices.ContainsFunc(a.Sellers, func(have taglane.Seller) bool { return have.Account == s.Account && have.Advertiser == s.Advertiser }) {
			a.Sellers = append(a.Sellers, s)
		}
	}
	for _, f := range b.Fallbacks {
		if f != a.ID && !slices.Contains(a.Fallbacks, f) {
			a.Fallbacks = append(a.Fallbacks, f)
		}
	}
	a.Fallbacks = slices.DeleteFunc(a.Fallbacks, func(id taglane.ID) bool { return id == b.ID })
	if later(b.Embargo, a.Embargo) {
		a.Embargo = b.Embargo
	}
	if a.Relation == taglane.Unset {
		a.Relation = b.Relation
	}
	return a
}

// later says whether an embargo ends after another; none ends before all.
func later(a, b *taglane.Embargo) bool {
	return a != nil && (b == nil || a.Until.After(b.Until))
}
