package catalog

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"taglane/app/taglane"
)

// fill lays the parts of a thing into their columns; only into some, unless
// that is nil.
func (j *lists) fill(r *record, one *node, only []field) (fault taglane.Said) {
	var ranks [fields]int
	lay := func(at field, rank int, v *node) {
		if only != nil && !slices.Contains(only, at) || ranks[at] != 0 && ranks[at] <= rank {
			return
		}
		values, no := j.texts(nil, at, v)
		if no.Format != "" {
			fault = no
		}
		if len(values) > 0 {
			r.values[at], ranks[at] = values, rank
		}
	}
	for i := range one.members {
		m := &one.members[i]
		if at, chosen := j.asked[m.raw]; chosen {
			lay(at, 1, &m.value)
		}
		for _, c := range meanings[m.folded] {
			if _, chosen := j.Mapping[columnNames[c.at]]; !chosen {
				lay(c.at, c.rank+2, &m.value)
			}
		}
		switch m.folded {
		case "attributes", "options", "selected options", "variant options":
			r.choose(m.value.many())
		}
		if j.Raw && only == nil {
			b, _ := json.Marshal(m.value.plain())
			r.raw = append(r.raw, Cell{m.raw, string(b)})
		}
	}
	j.manners(r)
	return fault
}

// manners drops what another format means by the same names.
func (j *lists) manners(r *record) {
	if j.report.Format != Woo {
		r.values[fType], r.values[fParent] = nil, nil
	}
	if j.report.Format != Shopify {
		r.values[fHandle] = nil
	}
	if j.report.Format == Shopify {
		r.values[fKey] = nil
	}
}

// choose takes what makes a variant, where it says one value.
func (r *record) choose(all []node) {
	for i := range all {
		name, value := all[i].part("name"), all[i].part("value")
		if value == nil {
			value = all[i].part("option")
		}
		if name != nil && value != nil && value.kind == '"' && len(r.choices) < 20 {
			r.choices = append(r.choices, taglane.Choice{Name: oneLine(name.text), Value: oneLine(value.text)})
		}
	}
}

// texts are what a part says, for a column.
func (j *lists) texts(out []string, at field, v *node) ([]string, taglane.Said) {
	s := ""
	switch v.kind {
	case '[':
		return j.several(out, at, v.items)
	case '{':
		if list := v.many(); list != nil {
			return j.several(out, at, list)
		}
		for _, s := range thing(at, v) {
			one := node{kind: '"', text: s}
			var no taglane.Said
			if out, no = j.texts(out, at, &one); no.Format != "" {
				return out, no
			}
		}
		return out, taglane.Said{}
	case 't':
		s = "true"
	case 'f':
		s = "false"
	case '0':
		if s = v.text; at == fPrice || at == fSale || at == fListPrice {
			s = pointed(json.Number(s))
		}
	case '"':
		s = strings.TrimSpace(v.text)
	}
	switch {
	case len(s) > MaxCell:
		return out, taglane.Say("A cell of the row is longer than 64 KiB.")
	case strings.IndexByte(s, 0) >= 0:
		return out, taglane.Say("The row contains a character that cannot be kept.")
	case s != "" && len(out) < 2*maxImages:
		out = append(out, s)
	}
	return out, taglane.Said{}
}

func (j *lists) several(out []string, at field, all []node) ([]string, taglane.Said) {
	for i := range all {
		if all[i].kind == '[' {
			continue // a list of lists says nothing in a column
		}
		var no taglane.Said
		if out, no = j.texts(out, at, &all[i]); no.Format != "" {
			return out, no
		}
	}
	return out, taglane.Said{}
}

// thing is what an object says in a column: a sum of money, the address of a
// picture, a span of time, or its name.
func thing(at field, v *node) []string {
	switch at {
	case fPrice, fSale, fListPrice:
		return sumOf(v)
	case fImage, fVariantImage, fMoreImages, fVideo:
		return addressOf(v)
	case fSaleWindow:
		from, to := v.said("start time", "start date", "start"), v.said("end time", "end date", "end")
		if from == "" && to == "" {
			return nil
		}
		return []string{from + "/" + to}
	}
	return []string{v.said("name", "title", "value")}
}

// said is the first of some parts that says something.
func (n *node) said(names ...string) string {
	for _, name := range names {
		if v := n.part(name); v != nil && v.text != "" {
			return v.text
		}
	}
	return ""
}

func addressOf(v *node) []string {
	if v.kind == '"' {
		return []string{v.text}
	}
	return []string{v.said("src", "url", "original src", "content url", "href", "link")}
}

// sumOf is a sum of money as a feed writes it: an amount, or a millionth of it
// as Google's own programs do, and the currency.
func sumOf(v *node) []string {
	amount := v.part("value")
	for _, name := range []string{"amount", "price", "shop money"} {
		if amount == nil {
			amount = v.part(name)
		}
	}
	currency := v.said("currency", "currency code")
	if micros := v.said("amount micros"); micros != "" && len(micros) < 20 {
		if n, ok := new(big.Int).SetString(micros, 10); ok {
			return []string{new(big.Rat).SetFrac(n, big.NewInt(1_000_000)).FloatString(2) + " " + currency}
		}
		return nil
	}
	switch {
	case amount == nil:
		return nil
	case amount.kind == '{':
		return sumOf(amount)
	case amount.kind == '0':
		return []string{strings.TrimSpace(pointed(json.Number(amount.text)) + " " + currency)}
	}
	return []string{strings.TrimSpace(amount.text + " " + currency)}
}
