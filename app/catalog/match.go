package catalog

import (
	"slices"
	"strings"

	"taglane/app/taglane"
)

// Pair says that a listing may be a product that is here already. What is not
// certain is never acted upon without a person.
type Pair struct {
	Listing int // by its place among the listings
	Product int // by its place among the products
	Certain bool
	Reasons []taglane.Said
}

// Match finds the products that listings are of, in the order of the listings,
// the certain ones first. A listing is certain of one product at most: where
// several would do, a person has to choose.
func Match(listings []taglane.Listing, products []taglane.Product) (out []Pair) {
	x := newIndex(listings, products)
	for i, l := range listings {
		pairs := x.pairs(i, l, products)
		certain := 0
		for _, p := range pairs {
			if p.Certain {
				certain++
			}
		}
		for _, p := range pairs {
			switch {
			case certain > 1 && p.Certain:
				p.Certain = false
				p.Reasons = append(p.Reasons, taglane.Say("Several products of yours would fit."))
			case certain == 1 && !p.Certain:
				continue // there is nothing left to review
			}
			out = append(out, p)
		}
	}
	return out
}

// index finds products by what they have in common with a listing.
type index struct {
	gtin, key, link, title, mpn map[string][]int
	links                       map[string]int // how many listings lead to a place
}

func newIndex(listings []taglane.Listing, products []taglane.Product) *index {
	x := &index{map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string]int{}}
	put := func(m map[string][]int, k string, i int) {
		if k != "" {
			m[k] = append(m[k], i)
		}
	}
	for i, p := range products {
		if g, _, why := padded(p.GTIN); p.GTIN != "" && why.Format == "" {
			put(x.gtin, g, i)
		}
		if p.Source != "" && p.Key != "" {
			put(x.key, p.Source+"\x00"+p.Key, i)
		}
		put(x.link, linkKey(p.URL), i)
		put(x.title, titleKey(p.Brand, p.Title), i)
		put(x.mpn, mpnKey(p.Brand, p.MPN), i)
	}
	for _, l := range listings {
		x.links[linkKey(l.URL)]++
	}
	return x
}

func linkKey(s string) string {
	if s == "" {
		return ""
	}
	return plainLink(s)
}

func titleKey(brand, title string) string {
	if title == "" {
		return ""
	}
	return plainWords(brand) + "\x00" + plainWords(title)
}

// mpnKey needs the brand: makers number their things alike.
func mpnKey(brand, mpn string) string {
	if brand == "" || mpn == "" {
		return ""
	}
	return plainWords(brand) + "\x00" + strings.ToLower(bare(mpn))
}

func (x *index) pairs(i int, l taglane.Listing, products []taglane.Product) (out []Pair) {
	at := map[int]*Pair{}
	var order []int
	add := func(found []int, certain bool, why taglane.Said) {
		for _, p := range found {
			if at[p] == nil {
				at[p] = &Pair{Listing: i, Product: p}
				order = append(order, p)
			}
			at[p].Certain = at[p].Certain || certain
			at[p].Reasons = append(at[p].Reasons, why)
		}
	}
	fits := func(found []int) []int {
		return slices.DeleteFunc(slices.Clone(found), func(p int) bool { return differs(l, products[p]) })
	}
	for _, g := range l.GTINs {
		add(x.gtin[g], true, taglane.Say("The GTIN is the same."))
	}
	add(x.key[l.Source+"\x00"+l.Key], l.Source != "" && l.Key != "", taglane.Say("It came from the same place before."))
	if k := linkKey(l.URL); k != "" {
		// Variants often share a page: then it tells the thing, not which of it.
		alone := x.links[k] == 1 && len(x.link[k]) == 1
		add(fits(x.link[k]), alone, taglane.Say("The link leads to the same page."))
	}
	if k := mpnKey(l.Brand, l.MPN); k != "" {
		add(fits(x.mpn[k]), false, taglane.Say("Brand and the maker's number are the same."))
	}
	if k := titleKey(l.Brand, l.Title); k != "" {
		add(fits(x.title[k]), false, taglane.Say("Brand and title are the same."))
	}
	for _, p := range order {
		out = append(out, *at[p])
	}
	slices.SortStableFunc(out, func(a, b Pair) int {
		switch {
		case a.Certain == b.Certain:
			return 0
		case a.Certain:
			return -1
		}
		return 1
	})
	return out
}

// differs says whether two cannot be one thing, however alike they look: other
// GTINs, or another colour or size.
func differs(l taglane.Listing, p taglane.Product) bool {
	if g, _, why := padded(p.GTIN); len(l.GTINs) > 0 && why.Format == "" && !slices.Contains(l.GTINs, g) {
		return true
	}
	for _, a := range l.Options {
		for _, b := range p.Options {
			if strings.EqualFold(a.Name, b.Name) && !strings.EqualFold(strings.TrimSpace(a.Value), strings.TrimSpace(b.Value)) {
				return true
			}
		}
	}
	return false
}
