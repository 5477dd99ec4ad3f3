package trade

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"time"

	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Audit is how a link stands, and the way it leads.
type Audit struct {
	Link    Link          `json:"link"`
	Verdict string        `json:"verdict"`
	Level   taglane.Level `json:"level"` // "" where nothing is wrong
	Message string        `json:"message"`
	Hops    []AuditHop    `json:"hops"`
	At      string        `json:"at"`
}

// AuditHop is one address on the way.
type AuditHop struct {
	Address string `json:"address"`
	Status  int    `json:"status"`
	How     string `json:"how"`
	Ours    bool   `json:"ours"`
	SubID   bool   `json:"subID"`
	Ms      int64  `json:"ms"`
}

// AuditLinks looks at the links of a clip that are in use, or at all of them
// where clip is "", what is seen most and stands worst first. follow really
// opens them, one a second, which networks may count as clicks: a person has to
// have agreed. One that was followed within a week is only read. Where many
// links of one source turn bad at once the source is doubted, and what was found
// is held back until a person says whether to believe it.
func (t *Trade) AuditLinks(ctx context.Context, clip taglane.ID, follow bool) ([]Audit, error) {
	t.looking.Lock()
	defer t.looking.Unlock()
	s, err := t.scan(ctx)
	if err != nil {
		return nil, err
	}
	all, err := t.inUse(ctx, clip)
	if err != nil {
		return nil, err
	}
	r, err := s.run(ctx, all, false)
	if err != nil {
		return nil, err
	}
	watched, err := s.watched(ctx, all)
	if err != nil {
		return nil, err
	}
	asked := map[string]link.Event{} // a person wants to know
	for _, w := range watched {
		asked[w.Network] = link.Event{Kind: link.Asked, Network: w.Network, At: s.now}
	}
	for _, job := range link.Due(watched, slices.Collect(maps.Values(asked)), s.now) {
		if err := r.look(ctx, job.SubID, follow && job.Follow); err != nil {
			return nil, err
		}
	}
	return r.judge(ctx)
}

// watched are links as those who look at them need them.
func (s *scan) watched(ctx context.Context, all []taglane.Link) ([]link.Watched, error) {
	held, err := s.l.Store.Held(ctx)
	if err != nil {
		return nil, err
	}
	tried := map[string]time.Time{}
	for _, h := range held {
		if h.Kind == heldLink || h.Kind == heldTry {
			tried[h.ID] = h.At
		}
	}
	out := make([]link.Watched, 0, len(all))
	for _, l := range all {
		last := s.audits[l.SubID]
		w := link.Watched{SubID: l.SubID, URL: l.URL, Network: l.Network, Advertiser: l.Advertiser, Product: l.Product, Clip: l.Clip, Views: s.views[l.Clip],
			ReleasedAt: l.MadeAt, Verdict: link.Verdict(last.Verdict), LookedAt: last.At}
		if w.FollowedAt, err = s.followed(ctx, l.SubID, last); err != nil {
			return nil, err
		}
		if at := tried[l.SubID]; at.After(w.FollowedAt) {
			w.FollowedAt = at
		}
		out = append(out, w)
	}
	return out, nil
}

// followed is when a link was followed last and seen; zero for never.
func (t *Trade) followed(ctx context.Context, subID string, last store.Audit) (time.Time, error) {
	if last.Link == "" || chainOf(last).Depth > 1 {
		return last.At, nil
	}
	past, err := t.l.Store.Audits(ctx, subID, auditsBack)
	for _, a := range past {
		if chainOf(a).Depth > 1 {
			return a.At, err
		}
	}
	return time.Time{}, err
}

// auditsBack is how many audits of a link are looked through for one that followed it.
const auditsBack = 50

// inUse are the links that nothing replaced.
func (t *Trade) inUse(ctx context.Context, clip taglane.ID) (in []taglane.Link, err error) {
	var all []taglane.Link
	if clip == "" {
		all, err = t.l.Store.Links(ctx)
	} else {
		all, err = t.l.Store.LinksOf(ctx, clip)
	}
	for _, l := range all {
		if l.ReplacedBy == "" && grammar(l.Network) { // of others nobody can tell what they say
			in = append(in, l)
		}
	}
	return in, err
}

// wantOf is what a link should do.
func (t *Trade) wantOf(ctx context.Context, l taglane.Link, own link.Owners) (link.Want, error) {
	w := link.Want{Link: l.URL, SubID: l.SubID, Destination: l.Destination, Own: own}
	if a, err := t.l.Store.Account(ctx, l.Account); err == nil && grammar(a.Service) {
		if w.Owner, err = platform.Networks()[a.Service].Owner(a); err != nil {
			return w, err
		}
	} else if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return w, err
	}
	if p, err := t.l.Store.Product(ctx, l.Product); err == nil {
		w.Title = p.Title
	}
	program, err := t.l.Store.Program(ctx, l.Account, l.Advertiser)
	if err != nil && taglane.KindOf(err) != taglane.NotFound {
		return w, err
	}
	w.Domains = program.Domains
	if u, err := url.Parse(program.URL); err == nil && u.Host != "" && len(w.Domains) == 0 {
		w.Domains = []string{u.Hostname()}
	}
	return w, nil
}

// chainOf is the chain an audit kept; the zero one of none.
func chainOf(a store.Audit) (c link.Chain) {
	if json.Unmarshal(a.Chain, &c) != nil {
		return link.Chain{}
	}
	return c
}

func (t *Trade) auditShown(n *names, l taglane.Link, c link.Chain) Audit {
	a := Audit{Link: t.linkShown(n, l, store.Audit{Link: l.SubID, At: c.At, Verdict: string(c.Verdict)}), Verdict: string(c.Verdict), Level: c.Level(),
		Message: t.l.Tell(c.Verdict.Said()), Hops: []AuditHop{}, At: moment(c.At)}
	for _, h := range c.Hops {
		a.Hops = append(a.Hops, AuditHop{h.URL, h.Status, h.Next, h.OwnID, h.SubID, h.Ms})
	}
	return a
}
