package trade

import (
	"context"
	"slices"
	"strings"
	"time"

	"taglane/app/drop"
	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

const (
	// oldPrice is after how long a price is no longer told without a remark.
	oldPrice = 7 * 24 * time.Hour
)

// LinksMade are the links of a draft that were made for a service and still say what
// they should. None is made.
func (t *Trade) LinksMade(ctx context.Context, d taglane.Draft, service string) (map[taglane.ID]taglane.Link, error) {
	all, err := t.l.Store.LinksOf(ctx, d.Clip.ID)
	if err != nil {
		return nil, err
	}
	b := book{links: all}
	out := map[taglane.ID]taglane.Link{}
	for _, tag := range d.Tags {
		p, known := d.Product(tag.Product)
		if was, have := b.current(tag.ID, service); have && known && p.URL != "" {
			want, ok, err := t.wanted(ctx, d.Clip.ID, tag, p, service)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			still, err := t.says(ctx, was, want, p)
			if err != nil {
				return nil, err
			}
			if still {
				out[tag.ID] = was
			}
		}
	}
	return out, nil
}

// Vet finds what is wrong with what a draft sells and with its links, at the
// time it becomes public. audience are countries, none for anywhere. Nobody is
// asked: it goes by what was seen last.
func (t *Trade) Vet(ctx context.Context, d taglane.Draft, audience []string, at time.Time) ([]taglane.Finding, error) {
	var out []taglane.Finding
	for _, p := range d.Products {
		found, err := t.vetProduct(ctx, p, at)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(d.Links) == 0 {
		return out, nil
	}
	own, err := t.owners(ctx)
	if err != nil {
		return nil, err
	}
	audits, err := t.l.Store.LatestAudits(ctx)
	if err != nil {
		return nil, err
	}
	v := vetting{t, own, audits, audience, at}
	for _, tag := range d.Tags {
		l, made := d.Links[tag.ID]
		if !made {
			continue
		}
		found, err := v.link(ctx, l)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// vetProduct looks at the stock and the price of a product as they were seen.
func (t *Trade) vetProduct(ctx context.Context, p taglane.Product, at time.Time) (out []taglane.Finding, err error) {
	place := taglane.Place{Product: p.ID, Field: "offer"}
	seen, err := t.l.Store.Sightings(ctx, p.ID, 1)
	if err != nil {
		return nil, err
	}
	last := p.Offer
	if len(seen) > 0 && seen[0].Availability == taglane.OutOfStock {
		out = append(out, taglane.NewFinding("product.stock", taglane.Warn, taglane.Say("%s was sold out when it was last looked at.", p.Title), place, taglane.Say("Choose what takes its place")))
	}
	if last != nil && at.Sub(last.ObservedAt) > oldPrice {
		out = append(out, taglane.NewFinding("product.price.age", taglane.Warn, taglane.Say("The price of %s is from %s.", p.Title, taglane.DayOf(last.ObservedAt.Local())), place, taglane.Say("Look again")))
	}
	if p.Source == "" {
		return out, nil
	}
	l, err := t.l.Store.Listing(ctx, p.Source, p.Key)
	if taglane.KindOf(err) == taglane.NotFound {
		return out, nil
	}
	return slices.Concat(out, drop.Window(p, l, at), drop.Disclosure(p, l, t.l.Now())), err
}

// vetting is what a look at many links needs, read once.
type vetting struct {
	*Trade
	own      link.Owners
	audits   map[string]store.Audit
	audience []string
	at       time.Time
}

func (v vetting) link(ctx context.Context, l taglane.Link) ([]taglane.Finding, error) {
	e := link.Emitted{Link: l, Own: v.own, Names: v.people(), Audience: v.audience, At: v.at, Place: taglane.Place{Tag: l.Tag, Product: l.Product, Field: "url"}}
	if id, err := link.Decode(l.SubID); err == nil {
		e.SubID = id
	}
	a, err := v.l.Store.Account(ctx, l.Account)
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return nil, err
	}
	if !grammar(l.Network) {
		return nil, nil // the service made it, and only it knows what it says
	}
	if n, has := platform.Networks()[a.Service]; has {
		if e.Owner, err = n.Owner(a); err != nil {
			return nil, err
		}
	}
	program, err := v.l.Store.Program(ctx, l.Account, l.Advertiser)
	switch {
	case err == nil:
		e.Program = &program
	case taglane.KindOf(err) != taglane.NotFound:
		return nil, err
	}
	if c := chainOf(v.audits[l.SubID]); c.Depth > 1 {
		e.Followed, e.Follows = &c, true
	}
	listed, err := v.listed(ctx, l.Product)
	if err != nil {
		return nil, err
	}
	e.ShipsTo = listed.ShipsTo
	found := link.Check(e, v.l.Now())
	return append(found, v.rules(ctx, a, l, program, listed)...), nil
}

// listed is how a product was last seen where it comes from; an empty one where
// it was not.
func (v vetting) listed(ctx context.Context, product taglane.ID) (taglane.Listing, error) {
	p, err := v.l.Store.Product(ctx, product)
	if taglane.KindOf(err) == taglane.NotFound || err == nil && p.Source == "" {
		return taglane.Listing{}, nil
	}
	if err != nil {
		return taglane.Listing{}, err
	}
	l, err := v.l.Store.Listing(ctx, p.Source, p.Key)
	if taglane.KindOf(err) == taglane.NotFound {
		return taglane.Listing{}, nil
	}
	return l, err
}

// rules are those of the network itself. One that cannot be opened now has none:
// a link is made and judged without it.
func (v vetting) rules(ctx context.Context, a taglane.Account, l taglane.Link, program taglane.Program, listed taglane.Listing) (out []taglane.Finding) {
	c, err := v.l.Connect(ctx, a)
	if err != nil {
		return nil
	}
	if own, ok := platform.As[platform.Vetting](c); ok {
		if listed.Source != string(a.ID) {
			listed = taglane.Listing{} // what others show of it is no business of this network's
		}
		out = own.Findings(listed, l, v.at)
	}
	if own, ok := platform.As[platform.VettingPrograms](c); ok && program.Advertiser != "" {
		countries := v.audience
		if len(countries) == 0 {
			countries = []string{""}
		}
		for _, country := range countries {
			out = append(out, own.ProgramFindings(program, l, strings.ToUpper(country), v.at)...)
		}
	}
	return once(out)
}

// once leaves out what was found before in the same words.
func once(found []taglane.Finding) (out []taglane.Finding) {
	said := map[string]bool{}
	for _, f := range found {
		key := f.Rule + "\x00" + f.Message + "\x00" + string(f.Place.Tag)
		if !said[key] {
			said[key] = true
			out = append(out, f)
		}
	}
	return out
}
