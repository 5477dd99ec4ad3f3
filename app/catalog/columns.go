package catalog

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
)

// column is something we look for in a header.
type column int

const (
	colTitle column = iota
	colBrand
	colGTIN
	colSKU
	colID
	colMPN
	colLink
	colImage
	colPrice
	colSale
	colSaleWindow
	colCurrency
	colAvailability
	colQuantity
	colHandle
)

// known lists, for each column, the headers that mean it, the best first, as
// fold writes them. It is data: a new kind of file is a new word here.
var known = map[column][]string{
	colTitle:        {"title", "product title", "product name", "name", "item name", "product"},
	colBrand:        {"brand", "vendor", "brand name", "manufacturer"},
	colGTIN:         {"gtin", "gtins", "barcode", "variant barcode", "ean", "ean13", "upc", "upccode", "isbn", "gtin, upc, ean, or isbn"},
	colSKU:          {"sku", "variant sku", "sku id", "article number"},
	colID:           {"id", "product id", "item id"},
	colMPN:          {"mpn", "google shopping / mpn"},
	colLink:         {"link", "url", "product url", "product link", "permalink", "external url"},
	colImage:        {"image link", "image src", "image", "image url", "product image url", "images", "image[0].url", "variant image", "picture"},
	colPrice:        {"price", "variant price", "regular price", "price / international"},
	colSale:         {"sale price", "saleprice"},
	colSaleWindow:   {"sale price effective date"},
	colCurrency:     {"currency", "price currency", "currency code"},
	colAvailability: {"availability", "in stock?", "in stock", "stock status"},
	colQuantity:     {"inventory quantity", "variant inventory qty", "stock", "quantity", "qty"},
	colHandle:       {"handle", "url handle"},
}

// ofShops are headers that only a shop's own export has next to a handle.
var ofShops = []string{"vendor", "variant price", "variant sku", "body (html)", "option1 name", "option1 value", "compare at price"}

// columns says where in a row to look.
type columns struct {
	at       map[column]int
	currency string // of the price, if its header names one
	shop     bool
}

func (c columns) has(col column) bool {
	_, ok := c.at[col]
	return ok
}

// shopify says whether rows of one handle are variants of one product.
func (c columns) shopify() bool { return c.shop }

// fold writes a header as known does: small, without g:, with single blanks.
func fold(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "g:")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '-' || r == ' ' || r == '\u00a0' }), " ")
}

// recognise reads the first row of head with each mark that may stand between
// cells and keeps the one that makes the most sense of it.
func recognise(head []byte) (sep byte, best columns) {
	for _, s := range []byte(",;\t|") {
		t := rows{in: bufio.NewReader(bytes.NewReader(head)), sep: s}
		if fault, err := t.next(); fault.Format != "" || err != nil {
			continue
		}
		if c := named(&t); len(c.at) > len(best.at) {
			sep, best = s, c
		}
	}
	return sep, best
}

func named(t *rows) (c columns) {
	words := make([]string, len(t.ends))
	for i := range words {
		words[i] = fold(string(t.cell(i)))
	}
	c.at = map[column]int{}
	for col, names := range known {
		for _, n := range names {
			if i := slices.Index(words, n); i >= 0 {
				c.at[col] = i
				break
			}
		}
	}
	if !c.has(colPrice) {
		c.priced(words)
	}
	c.shop = c.has(colHandle) && slices.ContainsFunc(ofShops, func(s string) bool { return slices.Contains(words, s) })
	return c
}

// priced finds a price whose header names its currency: "Price (EUR)", "price_eur".
func (c *columns) priced(words []string) {
	for i, w := range words {
		rest, ok := strings.CutPrefix(w, "price ")
		code := strings.ToUpper(strings.Trim(rest, "()[] "))
		if ok && isCurrency(code) {
			c.at[colPrice], c.currency = i, code
			return
		}
	}
}
