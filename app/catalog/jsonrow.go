package catalog

import (
	"slices"

	"taglane/app/taglane"
)

// places are the names of parts in which lists of products lie, as fold writes them.
var places = []string{"products", "items", "item", "data", "entries", "entry", "results", "records", "resources", "nodes", "edges", "node", "listings", "catalog", "feed", "channel", "rss", "product", "product variants", "@graph", "item list element"}

func isPlace(name string) bool { return slices.Contains(places, fold(spaced(name))) }

// meant is a column that the name of a part stands for; the lower its rank the better.
type meant struct {
	at   field
	rank int
}

// meanings are the columns of names.
var meanings = func() map[string][]meant {
	out := map[string][]meant{}
	for at, c := range columnNames {
		for rank, name := range slices.Concat(feed.JSON[c], feed.Columns[c]) {
			out[name] = append(out[name], meant{field(at), rank})
		}
	}
	return out
}()

// chosenFields are the columns a person chose by the names of parts. A column
// that is not to be read is that of no name.
func chosenFields(m Mapping) map[string]field {
	out := map[string]field{}
	for c, name := range m {
		if at := slices.Index(columnNames[:], c); at >= 0 && name != "" {
			out[name] = field(at)
		}
	}
	return out
}

// holds says whether a thing is no product but holds some. Both may have a
// name; a product has what sells it, and what holds some has them.
func (j *lists) holds(one *node, depth int) bool {
	if one.kind != '{' {
		return false
	}
	for i := range one.members {
		m := &one.members[i]
		if !slices.Contains(places, m.folded) {
			continue
		}
		switch v := &m.value; {
		case v.kind == '{' && depth < placesMost && (j.holds(v, depth+1) || j.isProduct(v)),
			v.kind == '[' && len(v.items) == 0 && !j.isProduct(one),
			v.kind == '[' && len(v.items) > 0 && (j.isProduct(inner(&v.items[0], j)) || !j.isProduct(one)):
			return !j.sells(one)
		}
	}
	return false
}

// sells says whether a thing has a number or a price of its own.
func (j *lists) sells(one *node) bool {
	return slices.ContainsFunc(one.members, func(m member) bool {
		return m.value.kind != 'n' && slices.ContainsFunc(meanings[m.folded], func(c meant) bool { return c.at == fPrice || c.at == fSKU || c.at == fGTIN })
	})
}

// isProduct says whether a thing has a name of its own, or calls itself one.
func (j *lists) isProduct(one *node) bool {
	for i := range one.members {
		m := &one.members[i]
		if at, chosen := j.asked[m.raw]; chosen && at == fTitle {
			return true
		}
		switch m.value.kind {
		case '"', '0':
			if slices.ContainsFunc(meanings[m.folded], func(c meant) bool { return c.at == fTitle }) {
				return true
			}
		case '{':
			if m.folded == "product attributes" {
				return true
			}
		}
	}
	return one.ofSchema()
}

// ofSchema says whether a thing is described in the words of schema.org.
func (n *node) ofSchema() bool {
	kind := n.part("@type")
	if kind == nil {
		return false
	}
	product, group := kindOf(object{"@type": kind.plain()})
	return product || group
}

// inner is the product within what a list wraps it in.
func inner(one *node, j *lists) *node {
	for range 3 {
		if j.isProduct(one) {
			return one
		}
		var within *node
		for _, name := range []string{"node", "item", "product"} {
			if v := one.part(name); v != nil && v.kind == '{' {
				within = v
				break
			}
		}
		if within == nil {
			return one
		}
		one = within
	}
	return one
}

// row takes what is listed as a product, or as several where it has variants.
func (j *lists) row(one *node, fault taglane.Said) error {
	if fault.Format != "" {
		return j.refused(fault)
	}
	one = inner(one, j)
	j.heard++
	if attributes := one.part("product attributes"); attributes != nil { // of Google's own programs
		one.members = slices.Concat(attributes.members, one.members)
	}
	if j.hear != nil {
		return j.hear(one)
	}
	j.named = j.named || j.isProduct(one)
	if !j.begun {
		j.begin(one)
	}
	switch variants := one.part("variants").many(); {
	case one.ofSchema():
		return j.described(one)
	case j.report.Format == Shopify && len(variants) > 0:
		return j.variants(one, variants)
	}
	var r record
	if err := j.count(&r); err != nil {
		return err
	}
	fault = j.fill(&r, one, nil)
	if fault.Format != "" {
		j.refuse(&r, -1, "", fault)
		return nil
	}
	return j.take(&r)
}

// begin tells whose file it is by its first product.
func (j *lists) begin(one *node) {
	j.begun = true
	var names []string
	for _, m := range one.members {
		names = append(names, spaced(m.raw))
	}
	variants := one.part("variants").many()
	if len(variants) > 0 {
		for _, m := range variants[0].members {
			names = append(names, spaced(m.raw))
		}
	}
	j.header = understand(names, nil)
	switch format := j.header.format; {
	case one.ofSchema():
		j.report.Format = Schema
	case len(variants) > 0 && variants[0].kind == '{':
		j.report.Format = Shopify
	case one.part("product attributes") != nil:
		j.report.Format = Google
	case format != Plain && format != Ours && format != Shopify:
		j.report.Format = format
	}
	j.header.format = j.report.Format
}

// ofVariant are the columns that a variant of a product has for itself.
var ofVariant = []field{fSKU, fGTIN, fMPN, fPrice, fListPrice, fSale, fQuantity, fPolicy, fTracker, fAvailability, fVariantImage, fOption1Value, fOption2Value, fOption3Value}

// variants takes a product of a shop as its table would have it: one row for
// each variant, of which the first has what they share.
func (j *lists) variants(one *node, all []node) error {
	for i := range all {
		var r record
		if err := j.count(&r); err != nil {
			return err
		}
		var fault taglane.Said
		if i == 0 {
			fault = j.fill(&r, one, nil)
		} else if h := one.part("handle"); h != nil {
			r.values[fHandle] = append(r.values[fHandle], h.text)
		}
		if len(r.values[fHandle]) == 0 {
			if id := one.part("id"); id != nil {
				r.values[fHandle] = []string{id.text}
			}
		}
		r.choices = nil
		for n, option := range one.part("options").many() {
			if name := option.part("name"); n < 3 && name != nil {
				r.values[fOption1Name+field(2*n)] = []string{name.text}
			}
		}
		v := &all[i]
		if no := j.fill(&r, v, ofVariant); no.Format != "" {
			fault = no
		}
		if picture := v.part("image"); picture != nil && picture.kind == '{' {
			r.values[fVariantImage] = append(r.values[fVariantImage][:0], addressOf(picture)...)
		} else if picture := v.part("featured image"); picture != nil {
			r.values[fVariantImage] = append(r.values[fVariantImage][:0], addressOf(picture)...)
		}
		if fault.Format != "" {
			j.refuse(&r, -1, "", fault)
			continue
		}
		if err := j.take(&r); err != nil {
			return err
		}
	}
	return nil
}

// described takes what is described in the words of schema.org, each variant of
// a group as a row.
func (j *lists) described(one *node) error {
	if j.sheet == nil {
		j.sheet = &sheet{reading: j.reading}
	}
	g := graph{byID: map[string]object{}}
	v := one.plain()
	g.index(v, 0)
	g.find(v, 0)
	records := j.sheet.records(&g, JSONLD)
	j.sheet.found.Hits = nil
	if len(records) == 0 {
		return j.refused(taglane.Say("What is listed here is no product."))
	}
	for _, r := range records {
		values, choices := r.values, r.choices
		if err := j.count(r); err != nil {
			return err
		}
		r.values, r.choices = values, choices
		if err := j.hand(r); err != nil {
			return err
		}
	}
	return nil
}
