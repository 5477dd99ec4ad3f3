package catalog

import (
	"bytes"
	"hash/maphash"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"taglane/app/taglane"
)

const (
	// MaxPage is how large a page may be, in bytes.
	MaxPage = 10 << 20
	// pageProducts is how many products of a page are told.
	pageProducts = 200
)

// Evidence says where on a page something stood.
type Evidence string

// In this order they are believed, each field by itself.
const (
	JSONLD    Evidence = "json-ld"
	Microdata Evidence = "microdata"
	RDFa      Evidence = "rdfa"
	OpenGraph Evidence = "opengraph"
	TitleTag  Evidence = "title"
)

// Hit is one thing that a page says, whether it was believed or not.
type Hit struct {
	Of    int // the product, by its place among those of the same evidence
	From  Evidence
	Field Column
	Value string // as it stands there
}

// Found is what a page says of products.
type Found struct {
	Listings []taglane.Listing // of source "page"; more than one: a person has to choose. When they were seen is the caller's to say.
	From     Evidence          // the best there was; TitleTag: the page may be about anything
	Hits     []Hit
	Notes    []Note
	Asks     []Ask
}

// Page reads the products of a page that was fetched, pasted or saved. at is
// its address; nil: the page has to say it. Nothing is asked of anybody, and
// texts stay as they are. Invalid: there is nothing to be read.
func Page(html []byte, contentType string, at *url.URL) (Found, error) {
	if len(html) > MaxPage {
		return Found{}, taglane.Errorf(taglane.Invalid, "What stands at this address is too large.")
	}
	s := sheet{reading: &reading{Options: Options{Source: "page"}, once: map[string]bool{}, seed: maphash.MakeSeed(), zone: time.UTC, networks: newNetworks()}}
	s.scan(utf8Page(html, contentType))
	s.base(at)
	ld := s.fromJSON()
	data := s.fromMarks(micro, Microdata)
	lite := s.fromMarks(rdfa, RDFa)
	graph := s.fromGraph()
	products := ld
	switch s.found.From = JSONLD; {
	case len(ld) > 0:
	case len(data) > 0:
		products, s.found.From = data, Microdata
	case len(lite) > 0:
		products, s.found.From = lite, RDFa
	case len(graph) > 0:
		products, s.found.From = graph, OpenGraph
	case s.title != "" || s.meta("og:title") != "":
		products, s.found.From = []*record{{}}, TitleTag
	default:
		return s.found, taglane.Errorf(taglane.Invalid, "No product was found on this page.")
	}
	if len(products) == 1 {
		for _, more := range [][]*record{data, lite, graph} {
			if len(more) == 1 && more[0] != products[0] {
				products[0].complete(more[0])
			}
		}
		s.complete(products[0])
	}
	s.tell(products)
	if len(s.found.Listings) == 0 {
		return s.found, taglane.Errorf(taglane.Invalid, "No product was found on this page.")
	}
	return s.found, nil
}

// utf8Page is a page as UTF-8: as its header says, else as it says itself, else
// as it looks.
func utf8Page(b []byte, contentType string) []byte {
	e, name, certain := charset.DetermineEncoding(b[:min(len(b), 1024)], contentType)
	if name == "utf-8" || !certain && utf8.Valid(b) {
		return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// sheet is a page while it is read.
type sheet struct {
	*reading
	found     Found
	blocks    [][]byte           // of JSON-LD
	scopes    [dialects][]object // what is marked up, the outermost
	metas     map[string][]string
	title     string
	canonical string
	at        *url.URL
}

func (s *sheet) meta(name string) string {
	if v := s.metas[name]; len(v) > 0 {
		return oneLine(v[0])
	}
	return ""
}

// base settles the address of the page: where it was found, or its canonical
// one if that is at the same site.
func (s *sheet) base(at *url.URL) {
	s.at = at
	for _, word := range []string{s.canonical, s.meta("og:url")} {
		if u := s.resolve(word); u != "" && taglane.CheckURL(u) == nil {
			if to, err := url.Parse(u); err == nil && (at == nil || sameSite(to, at)) {
				s.at = to
				return
			}
		}
	}
}

func sameSite(a, b *url.URL) bool {
	return strings.TrimPrefix(strings.ToLower(a.Hostname()), "www.") == strings.TrimPrefix(strings.ToLower(b.Hostname()), "www.")
}

// resolve makes an address whole; "" where that is not possible.
func (s *sheet) resolve(word string) string {
	u, err := url.Parse(strings.TrimSpace(word))
	switch {
	case err != nil || word == "":
		return ""
	case u.IsAbs():
		return strings.TrimSpace(word)
	case s.at == nil:
		return ""
	}
	return s.at.ResolveReference(u).String()
}

// set adds to a column of a record and keeps it as a hit.
func (s *sheet) set(r *record, of int, from Evidence, at field, value string) {
	if strings.TrimSpace(value) == "" || len(value) > MaxRow {
		return
	}
	if len(s.found.Hits) < MaxListed {
		s.found.Hits = append(s.found.Hits, Hit{of, from, columnNames[at], value})
	}
	if at == fImage || at == fVideo || at == fLink {
		value = s.resolve(value)
	}
	if value = strings.ToValidUTF8(strings.TrimSpace(value), "\ufffd"); value != "" {
		r.values[at] = append(r.values[at], value)
	}
}

// complete takes from lesser evidence what a record does not say. A price and
// its currency belong together.
func (r *record) complete(from *record) {
	own := r.text(fPrice)
	if own == "" && from.text(fPrice) != "" {
		r.values[fCurrency] = nil
	}
	for at := range fields {
		if len(r.values[at]) == 0 && (at != fCurrency || own == "" || from.text(fPrice) == "" || from.text(fPrice) == own) {
			r.values[at] = append(r.values[at], from.values[at]...)
		}
	}
}

// complete takes what every page has.
func (s *sheet) complete(r *record) {
	for _, title := range []struct {
		from  Evidence
		value string
	}{{OpenGraph, s.meta("og:title")}, {TitleTag, s.title}} {
		if r.text(fTitle) == "" {
			s.set(r, 0, title.from, fTitle, title.value)
		}
	}
	if r.text(fDescription) == "" {
		s.set(r, 0, OpenGraph, fDescription, s.meta("og:description"))
	}
	if len(r.values[fImage]) == 0 {
		for _, u := range s.metas["og:image"] {
			s.set(r, 0, OpenGraph, fImage, u)
		}
	}
}

// tell makes listings of what was found.
func (s *sheet) tell(products []*record) {
	for i, r := range products[:min(len(products), pageProducts)] {
		s.address(r)
		r.row = i + 1
		l, ok := s.listing(r)
		if !ok {
			continue
		}
		if l.Key = plainLink(l.URL); l.Key == "" || len(products) > 1 {
			l.Key += "#" + keyOf(taglane.Product{GTIN: first(l.GTINs), SKU: l.SKU, Brand: l.Brand, Title: l.Title})
		}
		if slices.ContainsFunc(s.found.Listings, func(was taglane.Listing) bool { return was.Key == l.Key && slices.Equal(was.Options, l.Options) }) {
			continue
		}
		s.found.Listings = append(s.found.Listings, l)
	}
	s.found.Notes, s.found.Asks = s.report.Notes, slices.DeleteFunc(s.report.Asks, func(a Ask) bool { return a != AskCurrency })
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// address is where a product is sold: what it says itself, at the same site,
// else the page.
func (s *sheet) address(r *record) {
	own := r.text(fLink)
	r.values[fLink] = nil
	if u, err := url.Parse(own); err == nil && own != "" && taglane.CheckURL(own) == nil && (s.at == nil || sameSite(u, s.at)) {
		r.values[fLink] = []string{own}
	} else if s.at != nil {
		r.values[fLink] = []string{s.at.String()}
	}
}

// fromGraph reads OpenGraph, if it says that the page is a product.
func (s *sheet) fromGraph() []*record {
	kind := s.meta("og:type")
	if !strings.HasSuffix(kind, "product") && !strings.HasSuffix(kind, "product.item") && s.meta("product:price:amount")+s.meta("og:price:amount")+s.meta("product:price:currency") == "" {
		return nil
	}
	r := &record{}
	for _, m := range []struct {
		name string
		at   field
	}{
		{"og:title", fTitle}, {"og:description", fDescription}, {"og:url", fLink}, {"product:brand", fBrand}, {"og:brand", fBrand},
		{"product:price:amount", fPrice}, {"og:price:amount", fPrice}, {"product:price:currency", fCurrency}, {"og:price:currency", fCurrency},
		{"product:sale_price:amount", fSale}, {"product:original_price:amount", fListPrice},
		{"product:availability", fAvailability}, {"og:availability", fAvailability}, {"product:condition", fCondition},
		{"product:retailer_item_id", fSKU}, {"product:item_group_id", fGroup}, {"product:gtin", fGTIN}, {"product:ean", fGTIN}, {"product:upc", fGTIN},
		{"product:mfr_part_no", fMPN}, {"product:color", fColor}, {"product:size", fSize}, {"product:category", fCategory},
	} {
		if r.text(m.at) == "" {
			s.set(r, 0, OpenGraph, m.at, s.meta(m.name))
		}
	}
	for _, u := range s.metas["og:image"] {
		s.set(r, 0, OpenGraph, fImage, u)
	}
	return []*record{r}
}
