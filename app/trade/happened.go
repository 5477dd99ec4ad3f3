package trade

import (
	"context"
	"strings"
	"time"

	"taglane/app/link"
	"taglane/app/taglane"
)

// events is what happened to links without anybody looking at them: their
// programme was lost or has ended, their product is gone, sold out, or costs
// another price. That a network ends is seen in the links themselves.
func (s *scan) events(ctx context.Context, links []taglane.Link) ([]link.Event, error) {
	out, err := s.programsLost(ctx)
	if err != nil {
		return nil, err
	}
	looked := map[taglane.ID]bool{}
	for _, l := range links {
		if looked[l.Product] {
			continue
		}
		looked[l.Product] = true
		p, err := s.l.Store.Product(ctx, l.Product)
		if taglane.KindOf(err) == taglane.NotFound {
			out = append(out, link.Event{Kind: link.ProductDeleted, Product: l.Product, At: l.MadeAt})
			continue
		}
		if err != nil {
			return nil, err
		}
		seen, err := s.l.Store.Sightings(ctx, p.ID, sightingsMost)
		if err != nil {
			return nil, err
		}
		if at := since(seen, func(v taglane.Sighting) bool { return v.Availability == taglane.OutOfStock }); !at.IsZero() {
			kind := link.StockGone
			if is, err := s.l.Store.Listing(ctx, p.Source, p.Key); err == nil && is.Gone {
				kind = link.ProductDeleted
			}
			out = append(out, link.Event{Kind: kind, Product: p.ID, At: at})
		}
		if first := firstPrice(p, seen); first.Currency != "" {
			moved := func(v taglane.Sighting) bool { return v.Price != nil && link.Moved(first, *v.Price) }
			if at := since(seen, moved); !at.IsZero() {
				out = append(out, link.Event{Kind: link.PriceMoved, Product: p.ID, At: at})
			}
		}
	}
	return out, nil
}

// since is from when on all looks say something, those that came last; zero
// where the last does not.
func since(seen []taglane.Sighting, says func(taglane.Sighting) bool) (at time.Time) {
	for _, v := range seen { // the latest first
		if !says(v) {
			break
		}
		at = v.At
	}
	return at
}

// programsLost are the programmes that pay no more.
func (s *scan) programsLost(ctx context.Context) (out []link.Event, err error) {
	lost, err := s.l.Store.Settings(ctx, lostPrefix)
	if err != nil {
		return nil, err
	}
	for key, p := range s.programs {
		a, err := s.l.Store.Account(ctx, p.Account)
		if err != nil {
			continue // nobody is there to lose it
		}
		at, kind := time.Time{}, link.PartnershipLost
		if !p.Joined {
			at, _ = time.Parse(time.RFC3339, lost[strings.Join(key[:], "/")])
		} else if !p.EndsAt.IsZero() && !p.EndsAt.After(s.now) {
			at, kind = p.EndsAt, link.OfferEnded
		}
		if !at.IsZero() {
			out = append(out, link.Event{Kind: kind, Network: a.Service, Advertiser: p.Advertiser, At: at})
		}
	}
	return out, nil
}

// askPrograms asks networks for their programmes once a day.
func (t *Trade) askPrograms(ctx context.Context) error {
	accounts, err := t.l.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	refused, err := t.refusals(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		now := t.l.Now()
		if refused[a.ID].recent(now) || !grammar(a.Service) || now.Sub(t.momentIn(ctx, askedAfter+string(a.ID))) < programsEvery {
			continue
		}
		if err := t.l.Store.SetSetting(ctx, askedAfter+string(a.ID), moment(now)); err != nil {
			return err
		}
		n, err := t.renewPrograms(ctx, a.ID)
		if taglane.KindOf(err) == taglane.Refused {
			continue // it has none
		}
		if err == nil && n == 0 {
			if err = t.emptied(ctx, a); err == nil {
				continue
			}
		}
		if err := t.answered(ctx, a.ID, err); err != nil {
			return err
		}
	}
	return nil
}

// emptied is what to say of a network that lists no programme where it listed
// some before; nil where it never did.
func (t *Trade) emptied(ctx context.Context, a taglane.Account) error {
	all, err := t.l.Store.Programs(ctx)
	if err != nil {
		return err
	}
	polls := []link.Poll{{Network: a.Service}}
	for _, p := range all {
		if p.Account == a.ID {
			polls[0].Was++
		}
	}
	for _, stop := range link.Stops(nil, polls) {
		return taglane.Refuse(taglane.Unsure, stop.Said(a.Name))
	}
	return nil
}
