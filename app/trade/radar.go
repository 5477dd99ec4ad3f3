package trade

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"time"

	"taglane/app/drop"
	"taglane/app/insight"
	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Kinds of trouble, the gravest first.
var troubleOrder = []string{"gone", "link", "sold-out", "program", "sunset", "price", "back", "embargo"}

const (
	// endsSoon is how long before its end a programme is told of.
	endsSoon = 30 * 24 * time.Hour
	// insteadMost is how many products are proposed in the place of one.
	insteadMost = 6
)

// Radar lists what is wrong with products that clips show, the gravest and most
// seen first. It looks only at what is known here; nobody is asked, and nothing
// is changed.
func (t *Trade) Radar(ctx context.Context) ([]Trouble, error) {
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	scan, err := t.scan(ctx)
	if err != nil {
		return nil, err
	}
	out := []Trouble{}
	for _, p := range products {
		found, err := scan.product(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortStableFunc(out, func(a, b Trouble) int {
		return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(b.Views, a.Views), cmp.Compare(a.Product.Title, b.Product.Title))
	})
	return out, nil
}

func weight(v Trouble) int {
	levels := map[taglane.Level]int{taglane.Block: 0, taglane.Warn: 100, taglane.Info: 200}
	return levels[v.Level] + slices.Index(troubleOrder, v.Kind)
}

func (t *Trade) troublesOf(ctx context.Context, p taglane.Product) ([]Trouble, error) {
	scan, err := t.scan(ctx)
	if err != nil {
		return nil, err
	}
	found, err := scan.product(ctx, p)
	return filled(found), err
}

// scan is what a look over many products needs, read once.
type scan struct {
	*Trade
	audits   map[string]store.Audit
	own      link.Owners
	programs map[[2]string]taglane.Program
	views    map[taglane.ID]int64 // by clip
	now      time.Time
}

func (t *Trade) scan(ctx context.Context) (*scan, error) {
	s := &scan{Trade: t, programs: map[[2]string]taglane.Program{}, views: map[taglane.ID]int64{}, now: t.l.Now()}
	var err error
	if s.audits, err = t.l.Store.LatestAudits(ctx); err != nil {
		return nil, err
	}
	if s.own, err = t.owners(ctx); err != nil {
		return nil, err
	}
	programs, err := t.l.Store.Programs(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range programs {
		s.programs[[2]string{string(p.Account), p.Advertiser}] = p
	}
	rows, err := t.l.Store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := t.l.Store.Stood(ctx, time.Time{}, insight.Counted()...)
	if err != nil {
		return nil, err
	}
	of := clipsOf(rows)
	for id, r := range insight.Readings(nil, figuresOf(seen)) {
		s.views[of[id]] += int64(r.Views)
	}
	return s, nil
}

// product finds what is wrong with one product; nothing where no clip shows it.
func (s *scan) product(ctx context.Context, p taglane.Product) ([]Trouble, error) {
	tags, err := s.l.Store.TagsOf(ctx, p.ID)
	if err != nil || len(tags) == 0 {
		return nil, err
	}
	var found []Trouble
	for _, look := range []func(context.Context, taglane.Product) ([]Trouble, error){s.stock, s.sellers, s.links} {
		more, err := look(ctx, p)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if p.Embargo != nil && p.Embargo.Until.After(s.now) {
		found = append(found, s.trouble("embargo", taglane.Info, s.now, taglane.Say("%s may not be seen before %s (%s).", p.Title, taglane.Wall(p.Embargo.Wall), p.Embargo.Zone)))
	}
	if len(found) == 0 {
		return nil, nil
	}
	return s.placed(ctx, p, tags, found)
}

func (s *scan) trouble(kind string, level taglane.Level, at time.Time, says taglane.Said) Trouble {
	return Trouble{Kind: kind, Level: level, Message: s.l.Tell(says), At: moment(at)}
}

// placed adds where the product is and what may take its place.
func (s *scan) placed(ctx context.Context, p taglane.Product, tags []taglane.Tag, found []Trouble) ([]Trouble, error) {
	uses, err := s.usesOf(ctx, tags)
	if err != nil {
		return nil, err
	}
	var views int64
	for _, u := range uses {
		views += s.views[u.Clip]
	}
	may, err := s.candidates(ctx, p)
	if err != nil {
		return nil, err
	}
	proposal, _, err := s.proposal(ctx, p, may)
	if err != nil {
		return nil, err
	}
	instead := make([]Product, 0, len(may))
	for _, c := range may {
		instead = append(instead, shown(c.Product))
	}
	for i := range found {
		found[i].Product, found[i].Uses, found[i].Views, found[i].Instead = shown(p), uses, views, instead
	}
	for _, kind := range []string{"gone", "sold-out", "link"} { // it stands with what it is about
		if i := slices.IndexFunc(found, func(v Trouble) bool { return v.Kind == kind }); i >= 0 {
			found[i].Proposal = proposal
			break
		}
	}
	return found, nil
}

// stock looks at what was last seen of price and stock.
func (s *scan) stock(ctx context.Context, p taglane.Product) (found []Trouble, err error) {
	gone := false
	if p.Source != "" {
		l, err := s.l.Store.Listing(ctx, p.Source, p.Key)
		if gone = err == nil && l.Gone; gone {
			found = append(found, s.trouble("gone", taglane.Block, l.ObservedAt, taglane.Say("The shop no longer has %s.", p.Title)))
		} else if err != nil && taglane.KindOf(err) != taglane.NotFound {
			return nil, err
		}
	}
	seen, err := s.l.Store.Sightings(ctx, p.ID, sightingsMost)
	if err != nil || len(seen) == 0 {
		return found, err
	}
	if last := seen[0]; last.Availability == taglane.OutOfStock {
		level := taglane.Warn // one look may be wrong
		if drop.SoldOut(seen, s.now) {
			level = taglane.Block
		}
		switch {
		case gone: // is told already
		case last.Gone:
			found = append(found, s.trouble("gone", taglane.Block, last.At, taglane.Say("The shop no longer has %s.", p.Title)))
		default:
			found = append(found, s.trouble("sold-out", level, last.At, taglane.Say("%s is sold out.", p.Title)))
		}
	} else if last.Availability == taglane.InStock && saysSoldOut(p) && p.Offer.ObservedAt.Before(last.At) {
		found = append(found, s.trouble("back", taglane.Info, last.At, taglane.Say("%s can be bought again.", p.Title)))
	}
	if was, now, moved := movedBy(p, seen); moved {
		found = append(found, s.trouble("price", taglane.Warn, seen[0].At, taglane.Say("The price of %s went from %s to %s.", p.Title, was, now)))
	}
	return found, nil
}

// movedBy is the price a person knows and the one seen last, where they are far
// apart: what posts say may be wrong.
func movedBy(p taglane.Product, seen []taglane.Sighting) (was, now taglane.Money, moved bool) {
	known := firstPrice(p, seen)
	for _, v := range seen {
		if v.Price == nil {
			continue
		}
		return known, *v.Price, link.Moved(known, *v.Price)
	}
	return was, now, false
}

// firstPrice is the first that was ever seen, which is what posts were made with.
func firstPrice(p taglane.Product, seen []taglane.Sighting) taglane.Money {
	for _, v := range slices.Backward(seen) {
		if v.Price != nil {
			return *v.Price
		}
	}
	if p.Offer != nil {
		return p.Offer.Price
	}
	return taglane.Money{}
}

// sellers looks at the programmes that pay for a product.
func (s *scan) sellers(_ context.Context, p taglane.Product) (found []Trouble, err error) {
	for _, seller := range p.Sellers {
		q, known := s.programs[[2]string{string(seller.Account), seller.Advertiser}]
		switch {
		case !known:
		case !q.Joined:
			found = append(found, s.trouble("program", taglane.Block, q.CheckedAt, taglane.Say("The programme of %s no longer pays you.", q.Name)))
		case !q.EndsAt.IsZero() && q.EndsAt.Before(s.now.Add(endsSoon)):
			found = append(found, s.trouble("program", taglane.Warn, q.CheckedAt, taglane.Say("The programme of %s ends on %s.", q.Name, taglane.DayOf(q.EndsAt))))
		}
	}
	return found, nil
}

// standing is how a link stands: as it was seen last, or as it reads now where
// that alone says that it is wrong.
func (s *scan) standing(ctx context.Context, l taglane.Link) (link.Chain, error) {
	c := chainOf(s.audits[l.SubID])
	if c.Bad() || !grammar(l.Network) {
		return c, nil
	}
	want, err := s.wantOf(ctx, l, s.own)
	if err != nil {
		return c, err
	}
	if now := link.Look(want, s.now); now.Bad() {
		return now, nil
	}
	return c, nil
}

// links looks at what is known of a product's links.
func (s *scan) links(ctx context.Context, p taglane.Product) (found []Trouble, err error) {
	all, err := s.l.Store.LinksTo(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	seen, err := s.l.Store.Sightings(ctx, p.ID, 1)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	if len(seen) > 0 && seen[0].Availability == taglane.OutOfStock { // the stock is told of already
		told[string(link.SoldOut)], told[string(link.Gone)] = true, seen[0].Gone
	}
	for _, l := range all {
		c, err := s.standing(ctx, l)
		if err != nil {
			return nil, err
		}
		if l.ReplacedBy == "" && c.Bad() && !told[string(c.Verdict)] {
			told[string(c.Verdict)] = true
			found = append(found, s.trouble("link", c.Level(), c.At, c.Verdict.Said()))
		}
		u, err := url.Parse(l.URL)
		if err != nil {
			continue
		}
		if end, ends := link.SunsetAt(u.Hostname()); ends && end.On.Before(s.now.Add(endsSoon)) && !told[u.Hostname()] {
			told[u.Hostname()] = true
			found = append(found, s.trouble("sunset", taglane.Warn, s.now, taglane.Say("Links of %s end on %s.", end.Name, taglane.DayOf(end.On))))
		}
	}
	return found, nil
}
