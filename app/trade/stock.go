package trade

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"taglane/app/drop"
	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

const (
	// secondLook is how soon a product is asked for again that was sold out once:
	// only then it is certain.
	secondLook = 30 * time.Minute
	// soldLook keeps what is certain from becoming old.
	soldLook = 12 * time.Hour
	// asksMost bounds how many products one run asks for.
	asksMost = 60
)

// refusal is why an account did not answer, and when.
type refusal struct {
	Message string    `json:"message"`
	At      time.Time `json:"at"`
}

func (r refusal) recent(now time.Time) bool { return r.Message != "" && now.Sub(r.At) < restFor }

// refusals are those of accounts that did not answer when they were asked last.
func (t *Trade) refusals(ctx context.Context) (map[taglane.ID]refusal, error) {
	all, err := t.l.Store.Settings(ctx, refusedAt)
	out := map[taglane.ID]refusal{}
	for account, text := range all {
		var r refusal
		if json.Unmarshal([]byte(text), &r) == nil && r.Message != "" {
			out[taglane.ID(account)] = r
		}
	}
	return out, err
}

// answered notes whether an account answered. An Offline error is handed on,
// since nobody else could be asked either.
func (t *Trade) answered(ctx context.Context, account taglane.ID, wrong error) error {
	if taglane.KindOf(wrong) == taglane.Offline || ctx.Err() != nil {
		return wrong
	}
	r := refusal{}
	if wrong == nil {
		if was, err := t.l.Store.Setting(ctx, refusedAt+string(account)); err != nil || was == "" {
			return err
		}
	} else {
		r = refusal{t.l.Tell(taglane.SaidOf(wrong)), t.l.Now().UTC()}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return t.l.Store.SetSetting(ctx, refusedAt+string(account), string(text))
}

// askProducts asks catalogues of accounts how products in clips stand, those
// whose time has come, and shops' own pages where no catalogue has them. Where much of one source is gone at once, the source is
// doubted. n is how many were asked for.
func (t *Trade) askProducts(ctx context.Context) (n int, err error) {
	s, err := t.scan(ctx)
	if err != nil {
		return 0, err
	}
	a := asking{scan: s, open: map[string]platform.Catalog{}, page: map[string]bool{}}
	if a.hosts, err = t.hostsAsked(ctx); err != nil {
		return 0, err
	}
	due, err := a.productsDue(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range due[:min(len(due), asksMost)] {
		did, err := a.ask(ctx, p)
		if err != nil {
			return a.n, err
		}
		if did {
			a.n++
		}
	}
	return a.n, a.judge(ctx)
}

// productsDue are products in clips whose time has come, what is seen most first.
func (a *asking) productsDue(ctx context.Context) ([]taglane.Product, error) {
	all, err := a.l.Store.Products(ctx, "")
	if err != nil {
		return nil, err
	}
	held, err := a.l.Store.Held(ctx)
	if err != nil {
		return nil, err
	}
	asked := map[string]time.Time{}
	for _, h := range held {
		if h.Kind == heldAsked {
			asked[h.ID] = h.At
		}
	}
	public, err := a.public(ctx)
	if err != nil {
		return nil, err
	}
	byID, watched, now := map[taglane.ID]taglane.Product{}, []link.Watched{}, []taglane.Product{}
	for _, p := range all {
		from := a.asksAt(ctx, p)
		if from == "" {
			continue
		}
		w := link.Watched{SubID: string(p.ID), Product: p.ID, Network: from, LookedAt: asked[string(p.ID)]}
		tags, err := a.l.Store.TagsOf(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, tag := range tags {
			if rows := public[tag.Clip]; a.views[tag.Clip] >= w.Views {
				w.Clip, w.Views = tag.Clip, a.views[tag.Clip]
				for _, r := range rows {
					w.ReleasedAt = after(w.ReleasedAt, r.QueuedAt)
				}
			}
		}
		if len(tags) == 0 {
			continue
		}
		seen, err := a.l.Store.Sightings(ctx, p.ID, sightingsMost)
		if err != nil {
			return nil, err
		}
		for _, v := range seen {
			if v.Source == from {
				w.LookedAt = after(w.LookedAt, v.At)
			}
		}
		byID[p.ID] = p
		if len(seen) > 0 && seen[0].Availability == taglane.OutOfStock {
			every := secondLook
			if drop.SoldOut(seen, a.now) {
				every = soldLook
			}
			if a.now.Sub(w.LookedAt) >= every {
				now = append(now, p)
			}
			continue
		}
		watched = append(watched, w)
	}
	for _, job := range link.Due(watched, nil, a.now) {
		now = append(now, byID[job.Product])
	}
	return now, nil
}

// asksAt is where a product is asked for: the account it comes from, or else the
// shop's own page; "" where neither can be asked now.
func (a *asking) asksAt(ctx context.Context, p taglane.Product) string {
	if p.Source != "" && p.Source != fromPage {
		if _, err := a.l.Store.Account(ctx, taglane.ID(p.Source)); err == nil {
			return p.Source
		}
	}
	to := shopPage(p)
	if _, spared := a.hosts.spares(hostOf(to), true); to == "" || spared {
		return ""
	}
	return fromPage
}

func after(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// asking is one round of questions to catalogues and shops.
type asking struct {
	*scan
	hosts  *hosts
	open   map[string]platform.Catalog // by source; nil: it is not to be asked now
	page   map[string]bool             // sources that are no catalogue, so that the shop's page is looked at
	n      int
	visits int // of pages
}

// ask asks for one product and holds what it is told; did is false where nobody
// could be asked.
func (a *asking) ask(ctx context.Context, p taglane.Product) (did bool, err error) {
	c, known := a.open[p.Source]
	if !known {
		if c, err = a.catalog(ctx, p.Source); err != nil {
			return false, err
		}
		a.open[p.Source] = c
	}
	if a.page[p.Source] {
		return a.visit(ctx, p)
	}
	if c == nil {
		return false, nil
	}
	now := a.l.Now().UTC()
	l, wrong := c.Listing(ctx, p.Key)
	if taglane.KindOf(wrong) == taglane.NotFound { // its plain word
		if l, wrong = a.goneFrom(ctx, p.Source, p); wrong != nil {
			return false, wrong
		}
	}
	if err := a.answered(ctx, taglane.ID(p.Source), wrong); err != nil {
		return false, err
	}
	if wrong != nil {
		a.open[p.Source] = nil
		return false, nil
	}
	if err := a.hold(ctx, heldAsked, string(p.ID), "", now, nil); err != nil {
		return false, err
	}
	l.Source, l.ObservedAt = p.Source, now
	return true, a.hold(ctx, heldProduct, string(p.ID), "", now, l)
}

// catalog opens a source; nil where it has none, or did not answer a while ago.
func (a *asking) catalog(ctx context.Context, source string) (platform.Catalog, error) {
	if source == "" || source == fromPage {
		a.page[source] = true
		return nil, nil
	}
	refused, err := a.refusals(ctx)
	if err != nil || refused[taglane.ID(source)].recent(a.now) {
		return nil, err
	}
	_, c, err := a.catalogOf(ctx, taglane.ID(source))
	switch taglane.KindOf(err) {
	case "":
		return c, nil
	case taglane.NotFound, taglane.Refused:
		a.page[source] = true // a file, or a place without a catalog
		return nil, nil
	}
	return nil, a.answered(ctx, taglane.ID(source), err)
}

// judge keeps what was told, unless too much of a source is gone at once.
func (a *asking) judge(ctx context.Context) error {
	held, err := a.l.Store.Held(ctx)
	if err != nil {
		return err
	}
	var run []link.Outcome
	var told []store.Held
	for _, h := range held {
		if h.Kind != heldProduct || h.Source != "" {
			continue
		}
		var l taglane.Listing
		if err := json.Unmarshal(h.Found, &l); err != nil {
			return err
		}
		o, err := a.outcome(ctx, h.ID, l)
		if err != nil {
			return err
		}
		run, told = append(run, o), append(told, h)
	}
	stops := link.Stops(run, nil)
	for i, o := range run {
		if h := told[i]; o.Turned() && link.Doubted(stops, o.Network, "") {
			h.Source = o.Network
			err = a.l.Store.Hold(ctx, h)
		} else if err = a.believeProduct(ctx, h); err == nil {
			err = a.l.Store.Drop(ctx, heldProduct, h.ID)
		}
		if err != nil {
			return err
		}
	}
	if len(run) > 0 {
		a.changed()
	}
	return nil
}

// outcome is what became of a product, as the stop rule of links takes it.
func (a *asking) outcome(ctx context.Context, id string, l taglane.Listing) (link.Outcome, error) {
	chain := func(out bool) link.Chain {
		if out {
			return link.Chain{Verdict: link.SoldOut}
		}
		return link.Chain{Verdict: link.OK}
	}
	seen, err := a.l.Store.Sightings(ctx, taglane.ID(id), sightingsMost)
	i := slices.IndexFunc(seen, func(v taglane.Sighting) bool { return v.Source == l.Source })
	was := i >= 0 && seen[i].Availability == taglane.OutOfStock
	source := l.Source
	if source == fromPage {
		source = pagePrefix + hostOf(l.URL)
	}
	return link.Outcome{SubID: id, Network: source, Before: chain(was), Now: chain(l.Gone || l.Availability == taglane.OutOfStock)}, err
}
