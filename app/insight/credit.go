package insight

import (
	"taglane/app/taglane"
)

// Credit is a line of a report and what earned it. What cannot be told stays
// empty: a line is never credited to what only seems likely.
type Credit struct {
	taglane.Earning
	Clip    taglane.ID
	Tag     taglane.ID
	Product taglane.ID
	Service string // where the link stood
	// Publication is the post itself, where the line names it.
	Publication taglane.ID
}

// Post is a public post, as far as lines are credited to it.
type Post struct {
	Publication taglane.ID
	Account     taglane.ID
	Clip        taglane.ID
	Service     string
	ID          string // at its service
	Revision    string
}

// Join credits lines to tags by the sub-ids of links, and to posts where a
// service names the post. links are by sub-id. What comes back without either,
// as corrections do at some networks, is credited as its sale is.
func Join(rows []taglane.Earning, links map[string]taglane.Link, posts []Post) []Credit {
	type at struct {
		account taglane.ID
		post    string
	}
	byPost := map[at]Post{}
	for _, p := range posts {
		byPost[at{p.Account, p.ID}] = p
	}
	out := make([]Credit, 0, len(rows))
	for _, e := range rows {
		c := Credit{Earning: e}
		if l, known := links[e.SubID]; known && e.SubID != "" {
			c.Clip, c.Tag, c.Product, c.Service = l.Clip, l.Tag, l.Product, l.Service
		}
		if p, known := byPost[at{e.Account, e.Post}]; known && e.Post != "" {
			c.Publication = p.Publication
			if c.Clip == "" {
				c.Clip, c.Service = p.Clip, p.Service
			}
		}
		out = append(out, c)
	}
	asTheirSales(out)
	return out
}

// sale is what lines of one sale share.
type sale struct {
	account  taglane.ID
	original string
}

// asTheirSales credits lines that say nothing of themselves to whom all the
// other lines of their sale are credited; where those do not agree, to nobody.
func asTheirSales(lines []Credit) {
	whose, torn := map[sale]Credit{}, map[sale]bool{}
	for _, c := range lines {
		k := sale{c.Account, c.Original}
		was, had := whose[k]
		switch {
		case c.Clip == "":
		case had && (was.Clip != c.Clip || was.Tag != c.Tag || was.Publication != c.Publication):
			torn[k] = true
		default:
			whose[k] = c
		}
	}
	for i, c := range lines {
		k := sale{c.Account, c.Original}
		if of, known := whose[k]; known && !torn[k] && c.Clip == "" && c.SubID == "" && c.Post == "" && c.Original != "" {
			c.Clip, c.Tag, c.Product, c.Service, c.Publication = of.Clip, of.Tag, of.Product, of.Service, of.Publication
			lines[i] = c
		}
	}
}

// Sums is money by currency, and what it was for.
type Sums struct {
	Earned   []taglane.Amount // locked by the network, returns taken off
	Pending  []taglane.Amount // may still change, returns taken off
	Returned []taglane.Amount // what was taken back, above nothing
	Orders   int              // with something left of them
	Items    int
}

// Sum adds lines up. A sale whose lines come to nothing was given back and is
// no order.
func Sum(credits []Credit) Sums {
	lines, order := map[sale][]Credit{}, []sale{}
	for _, c := range credits {
		k := sale{c.Account, c.Original}
		if lines[k] == nil {
			order = append(order, k)
		}
		lines[k] = append(lines[k], c)
	}
	var earned, pending, returned []taglane.Amount
	var out Sums
	for _, k := range order {
		var all []taglane.Amount
		quantity, locked := 0, true
		for _, c := range lines[k] {
			all = append(all, c.Commission)
			quantity += c.Quantity
			locked = locked && c.State == taglane.Earned
			if c.Commission.Negative() {
				returned = append(returned, c.Commission.Minus())
			}
		}
		if locked {
			earned = append(earned, all...)
		} else {
			pending = append(pending, all...)
		}
		if left(all) {
			out.Orders++
			out.Items += max(quantity, 0)
		}
	}
	out.Earned, out.Pending, out.Returned = taglane.Sum(earned...), taglane.Sum(pending...), taglane.Sum(returned...)
	return out
}

// left says whether amounts come to something above nothing in any currency.
func left(all []taglane.Amount) bool {
	for _, a := range taglane.Sum(all...) {
		if !a.IsZero() && !a.Negative() {
			return true
		}
	}
	return false
}

// By sums lines by what of names; lines of which of names nothing ("") are
// left out.
func By[K comparable](credits []Credit, of func(Credit) K) map[K]Sums {
	var none K
	groups := map[K][]Credit{}
	for _, c := range credits {
		if k := of(c); k != none {
			groups[k] = append(groups[k], c)
		}
	}
	out := make(map[K]Sums, len(groups))
	for k, cs := range groups {
		out[k] = Sum(cs)
	}
	return out
}

// Unassigned are the lines nobody can be credited with.
func Unassigned(credits []Credit) []Credit {
	var out []Credit
	for _, c := range credits {
		if c.Clip == "" {
			out = append(out, c)
		}
	}
	return out
}
