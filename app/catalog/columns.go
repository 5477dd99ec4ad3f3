package catalog

import (
	_ "embed" // the words are data
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// Column is what a column of a file may hold, as a Mapping names it: title,
// price, link and so on. Columns lists them all.
type Column string

// Format is whose kind of file it is.
type Format string

// The formats told apart by their headers. A file of ours is one that Write wrote.
const (
	Google  Format = "google"
	Meta    Format = "meta"
	TikTok  Format = "tiktok"
	Shopify Format = "shopify"
	Woo     Format = "woocommerce"
	Ours    Format = "taglane"
	Plain   Format = "plain"
	Listed  Format = "json"       // a list of products, with names like those of feeds
	Schema  Format = "schema.org" // a list of products in the words of pages
)

// field is a column inside the program.
type field int

const (
	fKey field = iota
	fHandle
	fGroup
	fParent
	fType
	fTitle
	fDescription
	fShort
	fBrand
	fGTIN
	fMPN
	fSKU
	fCategory
	fCondition
	fLink
	fImage
	fVariantImage
	fMoreImages
	fVideo
	fPrice
	fSale
	fListPrice
	fSaleWindow
	fSaleFrom
	fSaleTo
	fCurrency
	fAvailability
	fAvailableFrom
	fQuantity
	fPolicy
	fTracker
	fBackorders
	fExpires
	fDisclosed
	fPublished
	fStatus
	fPause
	fColor
	fSize
	fMaterial
	fPattern
	fOption1Name
	fOption1Value
	fOption2Name
	fOption2Value
	fOption3Name
	fOption3Value
	fields
)

var columnNames = [fields]Column{
	"key", "handle", "group", "parent", "type", "title", "description", "short_description", "brand", "gtin", "mpn", "sku",
	"category", "condition", "link", "image", "variant_image", "more_images", "video", "price", "sale", "list_price",
	"sale_window", "sale_from", "sale_to", "currency", "availability", "available_from", "quantity", "policy", "tracker",
	"backorders", "expires", "disclosed_from", "published", "status", "pause", "color", "size", "material", "pattern",
	"option1_name", "option1_value", "option2_name", "option2_value", "option3_name", "option3_value",
}

// Columns are all that a mapping may name, those asked for most first.
func Columns() []Column {
	out := []Column{"title", "link", "price", "image", "brand", "key", "gtin"}
	for _, c := range columnNames {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

//go:embed data/words.json
var wordsFile []byte

// vocabulary is what the headers and words of feeds mean, as data.
type vocabulary struct {
	CheckedOn string              `json:"checked_on"`
	Columns   map[Column][]string `json:"columns"` // the best first, as fold writes them
	JSON      map[Column][]string `json:"json"`    // more of them, in files of JSON alone; these go before
	Formats   []struct {
		Format Format   `json:"format"`
		All    []string `json:"all"`
		Any    []string `json:"any"`
	} `json:"formats"`
	Availability map[string]taglane.Availability `json:"availability"`
	Conditions   map[string]string               `json:"conditions"`
	Unoffered    []string                        `json:"unoffered"`
	Tracking     []string                        `json:"tracking"`
}

var feed = func() (v vocabulary) {
	if err := json.Unmarshal(wordsFile, &v); err != nil {
		panic("the words of feeds cannot be read: " + err.Error()) // they are built in, and a test reads them
	}
	return v
}()

// CheckedOn is the month in which the words of feeds were looked at last.
func CheckedOn() string { return feed.CheckedOn }

// fold writes a header as the words do: small, without g:, with single blanks.
func fold(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "g:")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '-' || r == ' ' || r == '\u00a0' }), " ")
}

// header says where in a row to look.
type header struct {
	format   Format
	names    []string      // as written
	at       [fields][]int // places of each column; none: it is not there
	choices  [][2]int      // places of a further option's name and value
	currency string        // of the price, if its header names one
}

func (h *header) has(f field) bool { return len(h.at[f]) > 0 }

// known is how many columns are understood.
func (h *header) known() (n int) {
	for f := range fields {
		if h.has(f) {
			n++
		}
	}
	return n
}

// understand finds the columns of a header; chosen goes before what is guessed.
func understand(names []string, chosen Mapping) header {
	h := header{names: names, format: Plain}
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = fold(n)
	}
	for f, c := range columnNames {
		for _, alias := range feed.Columns[c] {
			if i := slices.Index(words, alias); i >= 0 {
				h.at[f] = []int{i}
				break
			}
		}
	}
	for _, form := range feed.Formats {
		in := func(w string) bool { return slices.Contains(words, w) }
		if !slices.ContainsFunc(form.All, func(w string) bool { return !in(w) }) && (len(form.Any) == 0 || slices.ContainsFunc(form.Any, in)) {
			h.format = form.Format
			break
		}
	}
	h.manners(words)
	if !h.has(fPrice) {
		h.priced(words)
	}
	h.repeated(words)
	h.choose(chosen)
	return h
}

// manners drops what a format means otherwise: a shop's own category is its
// Type, and only WooCommerce tells kinds of rows by it.
func (h *header) manners(words []string) {
	switch h.format {
	case Shopify:
		if i := slices.Index(words, "type"); i >= 0 && !h.has(fCategory) {
			h.at[fCategory] = []int{i}
		}
	case Woo:
		h.at[fGroup] = nil
		return
	case Ours:
		h.at[fKey], h.at[fHandle] = []int{slices.Index(words, "taglane key")}, nil
	}
	h.at[fType], h.at[fParent] = nil, nil
	if h.format != Shopify {
		h.at[fHandle] = nil
	}
}

// priced finds a price whose header names its currency, "Price (EUR)" or
// "price_eur", or its market, "Price / Germany".
func (h *header) priced(words []string) {
	for i, w := range words {
		rest, ok := strings.CutPrefix(w, "price ")
		code := strings.ToUpper(strings.Trim(rest, "()[] "))
		switch {
		case ok && isCurrency(code):
			h.at[fPrice], h.currency = []int{i}, code
			return
		case ok && strings.HasPrefix(rest, "/ ") && !h.has(fPrice):
			h.at[fPrice] = []int{i}
		}
	}
}

// repeated finds what may stand in several columns: further pictures and
// videos, and options in pairs of a name and a value.
func (h *header) repeated(words []string) {
	for i, w := range words {
		var at *[]int
		switch {
		case strings.HasPrefix(w, "image[") && strings.HasSuffix(w, "].url"), strings.HasPrefix(w, "additional image link"):
			at = &h.at[fMoreImages]
		case strings.HasPrefix(w, "video[") && strings.HasSuffix(w, "].url"):
			at = &h.at[fVideo]
		case strings.HasPrefix(w, "attribute ") && strings.HasSuffix(w, " name"):
			n := strings.TrimSuffix(w, " name")
			if v := slices.IndexFunc(words, func(s string) bool { return s == n+" value(s)" || s == n+" value" }); v >= 0 {
				h.choices = append(h.choices, [2]int{i, v})
			}
			continue
		default:
			continue
		}
		if !slices.Contains(*at, i) && !slices.Contains(h.at[fImage], i) {
			*at = append(*at, i)
		}
	}
}

// choose puts a person's word above every guess. A column that is mapped to ""
// is not read.
func (h *header) choose(chosen Mapping) {
	for _, c := range slices.Sorted(maps.Keys(chosen)) {
		f := field(slices.Index(columnNames[:], c))
		if f < 0 {
			continue
		}
		name := strings.TrimSpace(chosen[c])
		i := slices.IndexFunc(h.names, func(n string) bool { return strings.TrimSpace(n) == name })
		switch {
		case name == "" || i < 0:
			h.at[f] = nil
		case !slices.Contains(h.at[f], i): // else it was guessed, perhaps with others beside it
			h.at[f] = []int{i}
		}
	}
}
