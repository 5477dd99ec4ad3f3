package catalog

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// walkMost is how deep things of JSON-LD are looked for.
const walkMost = 32

// fromJSON reads the products of all blocks of JSON-LD. A block that is broken
// does not hide the others.
func (s *sheet) fromJSON() []*record {
	g := graph{byID: map[string]object{}}
	var roots []any
	for _, b := range s.blocks {
		v, ok := block(b)
		if !ok {
			s.noteOnce("page.block", taglane.Say("A part of the page that describes products is broken and was left out."))
			continue
		}
		g.index(v, 0)
		roots = append(roots, v)
	}
	for _, v := range roots {
		g.find(v, 0)
	}
	return s.records(&g, JSONLD)
}

// fromMarks reads what is marked up within the page itself.
func (s *sheet) fromMarks(in dialect, from Evidence) []*record {
	g := graph{}
	for _, o := range s.scopes[in] {
		g.find(o, 0)
	}
	return s.records(&g, from)
}

func (s *sheet) records(g *graph, from Evidence) (out []*record) {
	for i, p := range g.products {
		r := &record{}
		s.product(r, i, from, g, p.thing)
		if p.group != nil {
			whole := &record{}
			s.product(whole, i, from, g, p.group)
			if r.text(fGroup) == "" {
				r.values[fGroup] = append(r.values[fGroup], g.groupID(p.group))
			}
			r.lack(whole, fTitle, fDescription, fBrand, fImage, fMaterial, fCategory, fPrice, fCurrency, fAvailability, fCondition)
		}
		out = append(out, r)
	}
	return out
}

// block reads a block of JSON-LD as pages have them: in comments, or with bare
// line breaks in its texts.
func block(b []byte) (v any, ok bool) {
	b = bytes.TrimSpace(b)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		if bytes.HasPrefix(b, []byte(wrap[0])) {
			b = bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(b[len(wrap[0]):]), []byte(wrap[1])))
		}
	}
	if b = bytes.TrimRight(b, ";\n "); len(b) == 0 || len(b) > blockMost {
		return nil, false
	}
	if v, ok = exact(b); ok {
		return v, true
	}
	return exact(bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, b))
}

// exact keeps numbers as they are written.
func exact(b []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err == nil && !d.More()
}

// graph is the things of a page and those among them that are products.
type graph struct {
	byID     map[string]object
	products []found
}

type found struct{ thing, group object }

// index remembers what things are called, so that they can be pointed at.
func (g *graph) index(v any, depth int) {
	if depth > walkMost {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.index(e, depth+1)
		}
	case object:
		if id, ok := v["@id"].(string); ok && len(v) > 1 && g.byID[id] == nil {
			g.byID[id] = v
		}
		for _, e := range v {
			g.index(e, depth+1)
		}
	}
}

// thing is an object, or what one that only points at it stands for.
func (g *graph) thing(v any) object {
	o, _ := v.(object)
	if id, ok := o["@id"].(string); ok && len(o) == 1 && g.byID[id] != nil {
		return g.byID[id]
	}
	return o
}

func many(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

// kindOf says whether a thing is a product, or a group of them.
func kindOf(o object) (product, group bool) {
	for _, t := range many(o["@type"]) {
		word, _ := t.(string)
		for _, w := range strings.Fields(word) {
			w = w[strings.LastIndexAny(w, "/:")+1:]
			switch w {
			case "ProductGroup":
				group = true
			case "Product", "IndividualProduct", "ProductModel", "SomeProducts":
				product = true
			}
		}
	}
	return product, group
}

// aside are properties that name other products than the one at hand.
var aside = []string{"isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "review", "reviews", "itemReviewed", "isVariantOf"}

// find looks for products, in order.
func (g *graph) find(v any, depth int) {
	if depth > walkMost || len(g.products) >= pageProducts {
		return
	}
	if list, ok := v.([]any); ok {
		for _, e := range list {
			g.find(e, depth+1)
		}
		return
	}
	o, _ := v.(object) // what is only pointed at is met where it stands
	product, group := kindOf(o)
	if variants := many(o["hasVariant"]); (group || product) && len(variants) > 0 {
		for _, e := range variants {
			if one := g.thing(e); one != nil {
				g.add(found{one, o})
			}
		}
		return
	}
	if product || group {
		g.add(found{o, g.thing(o["isVariantOf"])})
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(aside, name) {
			g.find(o[name], depth+1)
		}
	}
}

// add keeps each thing once, however often it is pointed at.
func (g *graph) add(f found) {
	id, _ := f.thing["@id"].(string)
	for i, was := range g.products {
		if have, _ := was.thing["@id"].(string); id != "" && have == id {
			if was.group == nil {
				g.products[i].group = f.group
			}
			return
		}
	}
	if len(g.products) < pageProducts {
		g.products = append(g.products, f)
	}
}

func (g *graph) groupID(o object) string {
	for _, name := range []string{"productGroupID", "inProductGroupWithID", "sku", "@id", "url", "name"} {
		if s := text(o[name]); s != "" {
			return s
		}
	}
	return ""
}

// product lays the properties of a thing into their columns.
func (s *sheet) product(r *record, of int, from Evidence, g *graph, o object) {
	for _, p := range []struct {
		name string
		at   field
	}{
		{"name", fTitle}, {"description", fDescription}, {"brand", fBrand}, {"manufacturer", fBrand}, {"sku", fSKU}, {"mpn", fMPN}, {"url", fLink},
		{"gtin", fGTIN}, {"gtin14", fGTIN}, {"gtin13", fGTIN}, {"gtin12", fGTIN}, {"gtin8", fGTIN}, {"isbn", fGTIN},
		{"category", fCategory}, {"itemCondition", fCondition}, {"color", fColor}, {"size", fSize}, {"material", fMaterial}, {"pattern", fPattern},
		{"inProductGroupWithID", fGroup},
	} {
		if r.text(p.at) != "" && p.at != fGTIN {
			continue
		}
		for _, v := range many(o[p.name]) {
			s.set(r, of, from, p.at, text(unpointed(g, v)))
		}
	}
	for _, v := range many(o["image"]) {
		s.set(r, of, from, fImage, file(unpointed(g, v)))
	}
	for _, v := range append(many(o["video"]), many(o["subjectOf"])...) {
		if t := g.thing(v); t != nil && strings.HasSuffix(text(t["@type"]), "VideoObject") {
			s.set(r, of, from, fVideo, text(t["contentUrl"]))
		}
	}
	for _, v := range many(o["offers"]) {
		if t := g.thing(v); t != nil {
			s.offer(r, of, from, g, t)
		}
	}
}

// offer lays an offer, or the sum of several, into its columns. The first that
// names a price is believed; all are kept as hits.
func (s *sheet) offer(r *record, of int, from Evidence, g *graph, o object) {
	one := &record{}
	for _, p := range []struct {
		name string
		at   field
	}{
		{"price", fPrice}, {"lowPrice", fPrice}, {"priceCurrency", fCurrency}, {"availability", fAvailability}, {"itemCondition", fCondition},
		{"url", fLink}, {"sku", fSKU}, {"gtin", fGTIN}, {"gtin13", fGTIN}, {"mpn", fMPN}, {"availabilityStarts", fAvailableFrom},
	} {
		s.set(one, of, from, p.at, text(o[p.name]))
	}
	for _, v := range many(o["priceSpecification"]) {
		t := g.thing(v)
		if t == nil {
			continue
		}
		at := fPrice
		if kind := text(t["priceType"]); strings.HasSuffix(kind, "ListPrice") || strings.HasSuffix(kind, "StrikethroughPrice") || strings.HasSuffix(kind, "SRP") {
			at = fListPrice
		}
		s.set(one, of, from, at, text(t["price"]))
		s.set(one, of, from, fCurrency, text(t["priceCurrency"]))
	}
	if r.text(fPrice) == "" && one.text(fPrice) != "" {
		r.values[fPrice], r.values[fCurrency], r.values[fListPrice] = one.values[fPrice], one.values[fCurrency], one.values[fListPrice]
		if a := one.values[fAvailability]; len(a) > 0 {
			r.values[fAvailability] = a
		}
	}
	r.lack(one, fAvailability, fCondition, fLink, fSKU, fGTIN, fMPN, fAvailableFrom)
	for _, v := range many(o["offers"]) { // an aggregate may list what it sums up
		if t := g.thing(v); t != nil && t["offers"] == nil {
			s.offer(r, of, from, g, t)
		}
	}
}

func unpointed(g *graph, v any) any {
	if t := g.thing(v); t != nil {
		return t
	}
	return v
}

// text is what a value says: itself, or the name of the thing it is.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return pointed(v)
	case []any:
		for _, e := range v {
			if s := text(e); s != "" {
				return s
			}
		}
	case object:
		return text(v["name"])
	}
	return ""
}

// pointed writes a number of JSON plainly. One with three digits behind its
// point stays in doubt as it would in a table: templates of shops do write a
// thousand so.
func pointed(n json.Number) string {
	s := n.String()
	if len(s) > 24 {
		return ""
	}
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 && len(s)-i > 3 {
		return "" // a number of astronomers
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return ""
	}
	whole, part, _ := strings.Cut(r.FloatString(4), ".")
	for len(part) > 2 && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	return whole + "." + part
}

// file is the address of a picture: itself, or of the thing it is.
func file(v any) string {
	o, ok := v.(object)
	if !ok {
		return text(v)
	}
	for _, name := range []string{"contentUrl", "url", "@id"} {
		if s := text(o[name]); s != "" {
			return s
		}
	}
	return ""
}
