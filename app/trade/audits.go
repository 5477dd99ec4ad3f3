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
// is not kept.
func (t *Trade) AuditLinks(ctx context.Context, clip taglane.ID, follow bool) ([]Audit, error) {
	all, err := t.inUse(ctx, clip)
	if err != nil {
		return nil, err
	}
	own, err := t.owners(ctx)
	if err != nil {
		return nil, err
	}
	before, err := t.l.Store.LatestAudits(ctx)
	if err != nil {
		return nil, err
	}
	jobs, err := t.worklist(ctx, all, before)
	if err != nil {
		return nil, err
	}
	bySub := make(map[string]taglane.Link, len(all))
	for _, l := range all {
		bySub[l.SubID] = l
	}
	links, run := make([]taglane.Link, 0, len(jobs)), make([]link.Outcome, 0, len(jobs))
	for _, job := range jobs {
		l := bySub[job.SubID]
		want, err := t.wantOf(ctx, l, own)
		if err != nil {
			return nil, err
		}
		o := link.Outcome{SubID: l.SubID, Network: l.Network, Advertiser: l.Advertiser, Before: chainOf(before[l.SubID])}
		if o.Now = link.Look(want, t.l.Now()); follow && job.Follow && !o.Now.Bad() {
			o.Now = link.Audit(ctx, t.l.Follow, want)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		links, run = append(links, l), append(run, o)
	}
	return t.judged(ctx, links, run)
}

// worklist is what to look at, since a person asks, in which order.
func (t *Trade) worklist(ctx context.Context, all []taglane.Link, before map[string]store.Audit) ([]link.Job, error) {
	s, err := t.scan(ctx)
	if err != nil {
		return nil, err
	}
	var watched []link.Watched
	asked := map[string]link.Event{}
	for _, l := range all {
		w := link.Watched{SubID: l.SubID, URL: l.URL, Network: l.Network, Advertiser: l.Advertiser, Product: l.Product, Clip: l.Clip, Views: s.views[l.Clip],
			ReleasedAt: l.MadeAt, Verdict: link.Verdict(before[l.SubID].Verdict), LookedAt: before[l.SubID].At}
		if w.FollowedAt, err = t.followed(ctx, l.SubID, before[l.SubID]); err != nil {
			return nil, err
		}
		watched = append(watched, w)
		asked[l.Network] = link.Event{Kind: link.Asked, Network: l.Network, At: s.now}
	}
	return link.Due(watched, slices.Collect(maps.Values(asked)), s.now), nil
}

// followed is when a link was followed last; zero for never.
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

// judged keeps what a run found, unless its source is to be doubted.
func (t *Trade) judged(ctx context.Context, all []taglane.Link, run []link.Outcome) ([]Audit, error) {
	stops := link.Stops(run, nil)
	out, names := make([]Audit, 0, len(run)), t.names(ctx)
	for i, o := range run {
		doubted := link.Doubted(stops, o.Network, o.Advertiser)
		stands := o.Stands()
		if doubted && o.Turned() {
			stands = o.Before
		} else if o.Now.Verdict != link.Unsure {
			text, err := json.Marshal(stands)
			if err != nil {
				return nil, err
			}
			if err := t.l.Store.KeepAudit(ctx, store.Audit{Link: o.SubID, At: o.Now.At, Verdict: string(stands.Verdict), Chain: text}); err != nil {
				return nil, err
			}
		}
		a := t.auditShown(names, all[i], o.Now)
		if doubted && o.Turned() {
			a.Message = t.l.Tell(taglane.Say("Many links of this programme turned bad at once, so nothing was changed. Look again later."))
		}
		out = append(out, a)
	}
	t.changed()
	return out, nil
}

func (t *Trade) auditShown(n *names, l taglane.Link, c link.Chain) Audit {
	a := Audit{Link: t.linkShown(n, l, store.Audit{Link: l.SubID, At: c.At, Verdict: string(c.Verdict)}), Verdict: string(c.Verdict), Level: c.Level(),
		Message: t.l.Tell(c.Verdict.Said()), Hops: []AuditHop{}, At: moment(c.At)}
	for _, h := range c.Hops {
		a.Hops = append(a.Hops, AuditHop{h.URL, h.Status, h.Next, h.OwnID, h.SubID, h.Ms})
	}
	return a
}
