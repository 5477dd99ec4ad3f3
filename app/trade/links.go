package trade

import (
	"context"

	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Links lists the links of a clip, or all of them where clip is "".
func (t *Trade) Links(ctx context.Context, clip taglane.ID) ([]Link, error) {
	get := t.l.Store.Links
	if clip != "" {
		get = func(ctx context.Context) ([]taglane.Link, error) { return t.l.Store.LinksOf(ctx, clip) }
	}
	all, err := get(ctx)
	if err != nil {
		return nil, err
	}
	return t.linksShown(ctx, all)
}

func (t *Trade) linksTo(ctx context.Context, p taglane.Product) ([]Link, error) {
	all, err := t.l.Store.LinksTo(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return t.linksShown(ctx, all)
}

func (t *Trade) linksShown(ctx context.Context, all []taglane.Link) ([]Link, error) {
	audits, err := t.l.Store.LatestAudits(ctx)
	if err != nil {
		return nil, err
	}
	names := t.names(ctx)
	out := make([]Link, 0, len(all))
	for _, l := range all {
		out = append(out, t.linkShown(names, l, audits[l.SubID]))
	}
	return out, nil
}

func (t *Trade) linkShown(n *names, l taglane.Link, last store.Audit) Link {
	return Link{
		SubID: l.SubID, Network: l.Network, NetworkTitle: titleOf(l.Network), Account: l.Account, Advertiser: l.Advertiser,
		Product: l.Product, ProductTitle: n.product(l.Product), Clip: l.Clip, ClipName: n.clip(l.Clip), Tag: l.Tag, Service: l.Service,
		Destination: l.Destination, URL: l.URL, Revision: l.Revision, MadeAt: moment(l.MadeAt), Replaced: l.ReplacedBy != "",
		Verdict: last.Verdict, AuditedAt: moment(last.At),
	}
}

// titleOf is how a person names a service.
func titleOf(service string) string {
	if p, known := platform.ProfileOf(service); known && p.Title != "" {
		return p.Title
	}
	return service
}

// names looks up how things are called, each once. What is gone has none.
type names struct {
	clip    func(taglane.ID) string
	product func(taglane.ID) string
}

func (t *Trade) names(ctx context.Context) *names {
	remembered := func(ask func(taglane.ID) string) func(taglane.ID) string {
		known := map[taglane.ID]string{}
		return func(id taglane.ID) string {
			if name, have := known[id]; have {
				return name
			}
			known[id] = ask(id)
			return known[id]
		}
	}
	return &names{
		clip: remembered(func(id taglane.ID) string {
			c, err := t.l.Store.Clip(ctx, id)
			if err != nil {
				return ""
			}
			return nameOf(c)
		}),
		product: remembered(func(id taglane.ID) string {
			p, err := t.l.Store.Product(ctx, id)
			if err != nil {
				return ""
			}
			return p.Title
		}),
	}
}

// Reading is what a pasted link says.
type Reading struct {
	Destination string         `json:"destination"`
	Layers      []ReadingLayer `json:"layers"`
	Foreign     bool           `json:"foreign"`
	Opaque      bool           `json:"opaque"`
	Message     string         `json:"message"`
}

// ReadingLayer is one link around another address.
type ReadingLayer struct {
	Network string `json:"network"` // as a person names it; the host where it is none we know
	Owner   string `json:"owner"`
	Ours    bool   `json:"ours"`
	SubID   string `json:"subID"`
}

// ReadLink takes a pasted link apart, offline.
func (t *Trade) ReadLink(ctx context.Context, pasted string) (Reading, error) {
	r, err := link.Read(pasted)
	if err != nil {
		return Reading{}, err
	}
	own, err := t.owners(ctx)
	if err != nil {
		return Reading{}, err
	}
	out := Reading{Destination: r.Destination, Layers: []ReadingLayer{}, Opaque: r.Opaque, Foreign: len(r.Foreign(own)) > 0}
	for _, l := range r.Layers {
		name := l.Host
		if l.Network != "" {
			name = titleOf(l.Network)
		}
		out.Layers = append(out.Layers, ReadingLayer{name, l.Owner, own.Has(l.Network, l.Owner), l.SubID})
	}
	out.Message = t.l.Tell(readingSaid(out))
	return out, nil
}

func readingSaid(r Reading) taglane.Said {
	switch {
	case r.Opaque:
		return taglane.Say("This is a short link that does not say where it leads. Open it in your browser and paste the shop's own address.")
	case r.Foreign:
		return taglane.Say("This link earns for somebody else. Taglane takes the shop's own address and makes yours.")
	case len(r.Layers) > 0:
		return taglane.Say("This is a link of yours. Taglane keeps the shop's own address and makes a new one for each tag.")
	}
	return taglane.Say("This is the shop's own address.")
}

// owners are our own codes at each network.
func (t *Trade) owners(ctx context.Context) (link.Owners, error) {
	accounts, err := t.l.Store.Accounts(ctx)
	out := link.Owners{}
	for _, a := range accounts {
		n, has := platform.Networks()[a.Service]
		if !has || n.Owner == nil {
			continue
		}
		if owner, err := n.Owner(a); err == nil && owner != "" {
			out[a.Service] = append(out[a.Service], owner)
		}
	}
	return out, err
}

// Program is an advertiser's programme as a screen shows it.
type Program struct {
	Account     taglane.ID `json:"account"`
	AccountName string     `json:"accountName"`
	Advertiser  string     `json:"advertiser"`
	Name        string     `json:"name"`
	URL         string     `json:"url"`
	Joined      bool       `json:"joined"`
	State       string     `json:"state"`
	ShipsTo     []string   `json:"shipsTo"`
	Terms       []string   `json:"terms"`
	EndsAt      string     `json:"endsAt"`
	CheckedAt   string     `json:"checkedAt"`
}

// Programs lists the programmes of all networks as they were last told.
func (t *Trade) Programs(ctx context.Context) ([]Program, error) {
	all, err := t.l.Store.Programs(ctx)
	out := make([]Program, 0, len(all))
	for _, p := range all {
		out = append(out, Program{p.Account, t.accountName(ctx, p.Account), p.Advertiser, p.Name, p.URL, p.Joined, p.State,
			filled(p.ShipsTo), filled(p.Terms), moment(p.EndsAt), moment(p.CheckedAt)})
	}
	return out, err
}

// programPages bounds how many pages of programmes are read at once.
const programPages = 500

// RenewPrograms asks a network for the programmes of an account. What it does
// not list any more stays as it was last told: an empty page proves nothing.
func (t *Trade) RenewPrograms(ctx context.Context, account taglane.ID) ([]Program, error) {
	if _, err := t.renewPrograms(ctx, account); err != nil {
		return nil, err
	}
	return t.Programs(ctx)
}

// renewPrograms keeps what a network lists, and notes which programmes it says
// were lost. n is how many it lists. Refused: it has none.
func (t *Trade) renewPrograms(ctx context.Context, account taglane.ID) (n int, err error) {
	a, err := t.l.Store.Account(ctx, account)
	if err != nil {
		return 0, err
	}
	c, err := t.l.Connect(ctx, a)
	if err != nil {
		return 0, err
	}
	asked, ok := platform.As[platform.Affiliate](c)
	if !ok {
		return 0, taglane.Errorf(taglane.Refused, "%s has no programmes.", a.Name)
	}
	next := ""
	for range programPages {
		got, err := asked.Programs(ctx, next)
		if err != nil {
			return n, err
		}
		n += len(got.Programs)
		if err := t.keepPrograms(ctx, account, got.Programs); err != nil {
			return n, err
		}
		if next = got.Next; next == "" {
			break
		}
	}
	t.changed()
	return n, nil
}

func (t *Trade) keepPrograms(ctx context.Context, account taglane.ID, all []taglane.Program) error {
	for _, p := range all {
		was, err := t.l.Store.Program(ctx, account, p.Advertiser)
		if err != nil && taglane.KindOf(err) != taglane.NotFound {
			return err
		}
		if was.Joined != p.Joined {
			at := ""
			if was.Joined {
				at = moment(t.l.Now())
			}
			if err := t.l.Store.SetSetting(ctx, lostPrefix+string(account)+"/"+p.Advertiser, at); err != nil {
				return err
			}
		}
	}
	return t.l.Store.KeepPrograms(ctx, account, all)
}
