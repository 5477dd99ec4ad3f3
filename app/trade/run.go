package trade

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// What looks found that is held back.
const (
	heldLink    = "link"    // the way of a link
	heldProduct = "product" // how a product stands at its source
	heldTry     = "try"     // a link was followed and could not be seen; nothing else is kept of that
	heldAsked   = "asked"   // when the source of a product was asked last
)

// run is one look at many links. What it finds is held until it has seen
// enough to know whether their sources can be believed, so that a run that is
// cut short goes on where it was and follows no link twice.
type run struct {
	*scan
	hosts *hosts
	alone bool // nobody waits for it
	own   link.Owners
	bySub map[string]taglane.Link
	links []taglane.Link
	found []link.Outcome
}

// run begins a look at links, with what one before it could not finish.
func (s *scan) run(ctx context.Context, all []taglane.Link, alone bool) (*run, error) {
	r := &run{scan: s, alone: alone, own: s.own, bySub: make(map[string]taglane.Link, len(all))}
	var err error
	if r.hosts, err = s.hostsAsked(ctx); err != nil {
		return nil, err
	}
	for _, l := range all {
		r.bySub[l.SubID] = l
	}
	held, err := s.l.Store.Held(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		if l, known := r.bySub[h.ID]; known && h.Kind == heldLink && h.Source == "" {
			r.add(l, chainOf(store.Audit{Chain: h.Found}))
		}
	}
	return r, nil
}

func (r *run) add(l taglane.Link, now link.Chain) {
	r.links = append(r.links, l)
	r.found = append(r.found, link.Outcome{SubID: l.SubID, Network: l.Network, Advertiser: l.Advertiser, Before: chainOf(r.audits[l.SubID]), Now: now})
}

// look reads a link, and follows it where that is wanted and reading found
// nothing wrong. Offline: this computer has no network.
func (r *run) look(ctx context.Context, subID string, follow bool) error {
	if slices.ContainsFunc(r.found, func(o link.Outcome) bool { return o.SubID == subID }) {
		return nil
	}
	l := r.bySub[subID]
	want, err := r.wantOf(ctx, l, r.own)
	if err != nil {
		return err
	}
	now := link.Look(want, r.l.Now())
	if why, spared := r.spares(l); follow && spared && !now.Bad() {
		now.Verdict, now.Kind, now.Cause = link.Unsure, taglane.Later, why
	} else if follow && !now.Bad() {
		want.Alone, want.Spare = r.alone, r.hosts.sparing(r.alone)
		now = link.Audit(ctx, r.l.Follow, want)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.hosts.heard(ctx, now); err != nil {
			return err
		}
		if now.Kind != taglane.Offline { // nobody was reached, so nothing was counted
			if err := r.hold(ctx, heldLink, subID, "", now.At, now); err != nil {
				return err
			}
		}
	}
	r.add(l, now)
	return nil
}

// spares says whether a link is not to be followed now, since it would begin or
// end at a host that is let alone.
func (r *run) spares(l taglane.Link) (why taglane.Said, spared bool) {
	for _, address := range []string{l.URL, l.Destination} {
		if why, spared = r.hosts.spares(hostOf(address), r.alone); spared {
			break
		}
	}
	return why, spared
}

func (t *Trade) hold(ctx context.Context, kind, id, source string, at time.Time, found any) error {
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return t.l.Store.Hold(ctx, store.Held{Kind: kind, ID: id, Source: source, At: at, Found: text})
}

// judge keeps what the run found, unless its source is to be doubted. What was
// only read and what was followed are judged apart: reading cannot see much.
func (r *run) judge(ctx context.Context) ([]Audit, error) {
	var read, followed []link.Outcome
	for _, o := range r.found {
		if o.Now.Depth > 1 {
			followed = append(followed, o)
		} else {
			read = append(read, o)
		}
	}
	stops := [2][]link.Stop{link.Stops(read, nil), link.Stops(followed, nil)}
	out, names := make([]Audit, 0, len(r.found)), r.names(ctx)
	for i, o := range r.found {
		a := r.auditShown(names, r.links[i], o.Now)
		if o.Turned() && link.Doubted(stops[min(o.Now.Depth-1, 1)], o.Network, o.Advertiser) {
			a.Message = r.l.Tell(taglane.Say("Many links of this programme turned bad at once, so nothing was changed. Look again later."))
			if err := r.hold(ctx, heldLink, o.SubID, doubtOf(o.Network, o.Advertiser), o.Now.At, o.Now); err != nil {
				return nil, err
			}
		} else if err := r.keep(ctx, r.links[i], o); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	r.changed()
	return out, nil
}

// keep keeps one outcome. What could not be seen changes nothing, and reading a
// link says nothing against what was seen when it was followed.
func (t *Trade) keep(ctx context.Context, l taglane.Link, o link.Outcome) error {
	switch {
	case o.Now.Verdict == link.Unsure && o.Now.Depth > 1 && o.Now.Kind != taglane.Offline:
		if err := t.hold(ctx, heldTry, o.SubID, "", o.Now.At, nil); err != nil {
			return err
		}
	case o.Now.Verdict == link.Unsure, o.Now.Depth == 1 && o.Before.Depth > 1 && !o.Now.Bad():
	default:
		stands := o.Stands()
		text, err := json.Marshal(stands)
		if err != nil {
			return err
		}
		if err := t.l.Store.KeepAudit(ctx, store.Audit{Link: o.SubID, At: o.Now.At, Verdict: string(stands.Verdict), Chain: text}); err != nil {
			return err
		}
		if err := t.stocked(ctx, l, o); err != nil {
			return err
		}
	}
	if o.Now.Depth == 1 {
		return nil // what is held of it was followed
	}
	return t.l.Store.Drop(ctx, heldLink, o.SubID)
}

// stocked keeps what the page at the end of a link says of the stock: that it
// is sold out or gone, or that it is there again.
func (t *Trade) stocked(ctx context.Context, l taglane.Link, o link.Outcome) error {
	stock := taglane.OutOfStock
	switch {
	case o.Now.Verdict == link.SoldOut, o.Now.Verdict == link.Gone:
	case o.Now.Verdict == link.OK && o.Now.Depth > 1 && (o.Before.Verdict == link.SoldOut || o.Before.Verdict == link.Gone):
		stock = taglane.InStock
	default:
		return nil
	}
	return t.l.Store.See(ctx, taglane.Sighting{Product: l.Product, Source: fromPage, Availability: stock, Gone: o.Now.Verdict == link.Gone, At: o.Now.At})
}
