package insight

import (
	"slices"

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
	var t tally
	for i := range credits {
		t.take(&credits[i])
	}
	return t.sums()
}

// By sums lines by what of names; lines of which of names nothing ("") are
// left out.
func By[K comparable](credits []Credit, of func(Credit) K) map[K]Sums {
	var none K
	groups := map[K]*tally{}
	for i := range credits {
		k := of(credits[i])
		if k == none {
			continue
		}
		if groups[k] == nil {
			groups[k] = &tally{}
		}
		groups[k].take(&credits[i])
	}
	out := make(map[K]Sums, len(groups))
	for k, t := range groups {
		out[k] = t.sums()
	}
	return out
}

// tally is lines on their way to being summed, by their sales.
type tally struct {
	at    map[sale]int // which of sales
	sales []ofSale
}

// ofSale are the lines of one sale; nearly all sales have only the first.
type ofSale struct {
	first *Credit
	more  []*Credit
}

func (t *tally) take(c *Credit) {
	k := sale{c.Account, c.Original}
	i, had := t.at[k]
	switch {
	case had:
		t.sales[i].more = append(t.sales[i].more, c)
		return
	case t.at == nil:
		t.at = map[sale]int{}
	}
	t.at[k] = len(t.sales)
	t.sales = append(t.sales, ofSale{first: c})
}

func (t *tally) sums() (out Sums) {
	var earned, pending, returned []taglane.Amount
	for _, s := range t.sales {
		whole := []taglane.Amount{s.first.Commission}
		quantity, locked := s.first.Quantity, s.first.State == taglane.Earned
		for _, c := range s.more {
			whole = append(whole, c.Commission)
			quantity += c.Quantity
			locked = locked && c.State == taglane.Earned
		}
		for _, a := range whole {
			if a.Negative() {
				returned = append(returned, a.Minus())
			}
		}
		if locked {
			earned = append(earned, whole...)
		} else {
			pending = append(pending, whole...)
		}
		if left(whole) {
			out.Orders++
			out.Items += max(quantity, 0)
		}
	}
	out.Earned, out.Pending, out.Returned = taglane.Sum(earned...), taglane.Sum(pending...), taglane.Sum(returned...)
	return out
}

// left says whether amounts come to something above nothing in any currency.
func left(all []taglane.Amount) bool {
	if len(all) > 1 {
		all = taglane.Sum(all...)
	}
	return slices.ContainsFunc(all, func(a taglane.Amount) bool { return a.Currency != "" && !a.IsZero() && !a.Negative() })
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
