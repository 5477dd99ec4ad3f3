package rakuten

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	partnersPath = "/v1/partnerships"
	shopsPath    = "/v2/advertisers"
	offersPath   = "/v1/offers"
	linksPath    = "/v1/links/deep_links"
)

// partnership is how a shop's programme stands for the publisher.
type partnership struct {
	Advertiser struct {
		ID     loosely `json:"id"`
		Name   string  `json:"name"`
		Status string  `json:"status"`
	} `json:"advertiser"`
	Status string `json:"status"`
}

// advertiser is a shop. Whom one could write to there is not read.
type advertiser struct {
	ID       loosely `json:"id"`
	URL      string  `json:"url"`
	Policies struct {
		Abroad struct {
			ShipsTo []string `json:"ships_to"`
		} `json:"international_capabilities"`
	} `json:"policies"`
	Features struct {
		Deep *bool `json:"deep_links"`
	} `json:"features"`
}

// offer is what a shop pays its publishers.
type offer struct {
	GOID       loosely `json:"goid"`
	Name       string  `json:"name"`
	Renews     bool    `json:"auto_renew"`
	From       string  `json:"start_datetime"`
	To         string  `json:"end_datetime"`
	Advertiser struct {
		ID loosely `json:"id"`
	} `json:"advertiser"`
	Rules []struct {
		Commissions []struct {
			Kind  string `json:"commission_type"`
			Text  string `json:"description"`
			Tiers []struct {
				Commission loosely `json:"commission"`
			} `json:"tiers"`
		} `json:"commissions"`
	} `json:"offer_rules"`
}

// shops is what is known of all shops beside how their programmes stand.
type shops struct {
	about map[string]shop
	at    time.Time
}

// shop is what is known of one.
type shop struct {
	url     string
	shipsTo []string
	deep    string
	terms   []string
	ends    time.Time // zero: not told, or never
	endless bool
}

// Programs implements platform.Affiliate: every programme the person ever asked
// to join, with how that stands now. One that is not among them says nothing.
func (s *Service) Programs(ctx context.Context, next string) (platform.Programs, error) {
	from, err := placeOf(next)
	if err != nil {
		return platform.Programs{}, err
	}
	got, err := ask[partnership](ctx, s, partnersPath, "partnerships", url.Values{"limit": {strconv.Itoa(pack.Limits.Partnerships)}}, from)
	if err != nil {
		return platform.Programs{}, err
	}
	for _, p := range got.rows {
		if !numberForm.MatchString(string(p.Advertiser.ID)) || p.Status == "" {
			return platform.Programs{}, unreadable("a partnership without a number or a state")
		}
	}
	about, err := s.shops(ctx, next == "")
	if err != nil {
		return platform.Programs{}, err
	}
	out := platform.Programs{Next: got.next.String()}
	for _, p := range got.rows {
		made := p.program(about[string(p.Advertiser.ID)], got.at)
		made.Account = s.account.ID
		if !slices.ContainsFunc(out.Programs, func(o platform.Program) bool { return o.Advertiser == made.Advertiser }) {
			out.Programs = append(out.Programs, made)
		}
	}
	return out, nil
}

// joined are the states in which links pay.
var joined = []string{"active", "extended"}

func (p partnership) joined() bool {
	return slices.Contains(joined, strings.ToLower(strings.TrimSpace(p.Status))) && !strings.EqualFold(p.Advertiser.Status, "inactive")
}

func (p partnership) program(about shop, at time.Time) platform.Program {
	made := platform.Program{
		Advertiser: string(p.Advertiser.ID), Name: wares.Line(p.Advertiser.Name, 200), URL: about.url, Joined: p.joined(), State: wares.Line(p.Status, 100),
		ShipsTo: slices.Clone(about.shipsTo), Deep: about.deep, Terms: slices.Clone(about.terms), CheckedAt: at,
	}
	if p.Advertiser.Status != "" && !strings.EqualFold(p.Advertiser.Status, "active") {
		made.State = wares.Line(p.Status+", "+p.Advertiser.Status, 100)
	}
	if host := wares.Host(about.url); host != "" && !wares.Below(hosts, host) {
		made.Domains = []string{host}
	}
	if !about.endless {
		made.EndsAt = about.ends
	}
	return made
}

// shops reads what is known of all shops, or returns what was read not long
// ago. A part that the account may not ask for is left out.
func (s *Service) shops(ctx context.Context, begins bool) (map[string]shop, error) {
	t := s.tally
	t.mu.Lock()
	known := t.shops
	t.mu.Unlock()
	if known != nil {
		if age := t.clock.Now().Sub(known.at); !begins || age >= 0 && age < s.fresh {
			return known.about, nil
		}
	}
	about := map[string]shop{}
	err := every(ctx, s, shopsPath, "advertisers", url.Values{"limit": {strconv.Itoa(pack.Limits.Advertisers)}}, func(a advertiser) {
		is := about[string(a.ID)]
		is.url, is.shipsTo = wares.Secure(a.URL), shipsTo(a.Policies.Abroad.ShipsTo)
		if a.Features.Deep != nil {
			is.deep = map[bool]string{true: "yes", false: "no"}[*a.Features.Deep]
		}
		about[string(a.ID)] = is
	})
	if err != nil && taglane.KindOf(err) != taglane.Refused {
		return nil, err
	}
	q := url.Values{"offer_status": {"active"}, "limit": {strconv.Itoa(pack.Limits.Offers)}}
	err = every(ctx, s, offersPath, "offers", q, func(o offer) {
		is := about[string(o.Advertiser.ID)]
		o.into(&is)
		about[string(o.Advertiser.ID)] = is
	})
	if err != nil && taglane.KindOf(err) != taglane.Refused {
		return nil, err
	}
	t.mu.Lock()
	t.shops = &shops{about, t.clock.Now()}
	t.mu.Unlock()
	return about, nil
}

// shipsTo are the countries a shop sends to, all of them or none: a list that
// says some in other words would be taken for the whole.
func shipsTo(said []string) []string {
	var all []string
	for _, c := range said {
		codes := wares.Countries(c)
		if len(codes) != 1 {
			return nil
		}
		all = append(all, codes[0])
	}
	return wares.Countries(all...)
}

// into adds an offer to what is known of its shop.
func (o offer) into(is *shop) {
	switch ends := dayOf(o.To); {
	case o.Renews || ends.IsZero():
		is.endless = true
	case ends.After(is.ends):
		is.ends = ends
	}
	for _, r := range o.Rules {
		for _, c := range r.Commissions {
			term := wares.Line(c.Text, 100)
			if term == "" && len(c.Tiers) > 0 {
				term = wares.Line(string(c.Tiers[0].Commission)+" "+c.Kind, 100)
			}
			if term = strings.TrimPrefix(wares.Line(o.Name, 100)+": "+term, ": "); !slices.Contains(is.terms, term) && len(is.terms) < 20 {
				is.terms = append(is.terms, term)
			}
		}
	}
}

// partner asks how one programme stands.
func (s *Service) partner(ctx context.Context, mid string) (partnership, error) {
	var got struct {
		Partnership *partnership `json:"partnership"`
	}
	_, err := s.do(ctx, partnersPath, httpx.Call{URL: partnersPath + "/" + mid, Into: &got})
	switch {
	case taglane.KindOf(err) == taglane.NotFound:
		return partnership{}, taglane.Wrap(err, taglane.NotFound, "You have no programme of this shop, so its links pay nothing.")
	case err != nil:
		return partnership{}, err
	case got.Partnership == nil || got.Partnership.Status == "" || string(got.Partnership.Advertiser.ID) != mid:
		return partnership{}, unreadable("another partnership than the one asked for")
	}
	return *got.Partnership, nil
}

// Probe implements platform.Prober: a link lives as long as its shop's programme
// is joined. Refused: it pays somebody else. Invalid: nothing says whose it is.
func (s *Service) Probe(ctx context.Context, l taglane.Link) error {
	d, ok := readLink(l.URL)
	mid := l.Advertiser
	if d.Advertiser != "" {
		mid = d.Advertiser
	}
	switch {
	case !ok:
		return taglane.Errorf(taglane.Invalid, "This is no link of %s.", title)
	case d.Owner != s.creds.Publisher:
		return taglane.Errorf(taglane.Refused, "This link pays another publisher.")
	case !numberForm.MatchString(mid):
		return taglane.Errorf(taglane.Invalid, "It is not known which shop this link is for.")
	}
	p, err := s.partner(ctx, mid)
	if err == nil && !p.joined() {
		err = taglane.Errorf(taglane.NotFound, "The programme of %s is not joined, so its links pay nothing.", wares.Line(p.Advertiser.Name, 200))
	}
	return err
}

// Agree has Rakuten make the same link, and compares. Invalid: Rakuten's says
// something else. It is a second opinion, which no link waits for.
func (s *Service) Agree(ctx context.Context, l taglane.Link) error {
	d, ok := readLink(l.URL)
	if !ok || d.Advertiser == "" || d.Destination == "" {
		return taglane.Errorf(taglane.Invalid, "This is no link of %s.", title)
	}
	mid, err := strconv.ParseInt(d.Advertiser, 10, 64)
	if err != nil {
		return taglane.Errorf(taglane.Invalid, "Rakuten knows no shop of this number.")
	}
	body := map[string]any{"url": d.Destination, "advertiser_id": mid}
	if d.SubID != "" {
		body["u1"] = d.SubID
	}
	var got struct {
		Advertiser struct {
			Link struct {
				URL string `json:"deep_link_url"`
			} `json:"deep_link"`
		} `json:"advertiser"`
	}
	if _, err := s.do(ctx, linksPath, httpx.Call{Method: http.MethodPost, URL: linksPath, JSON: body, Into: &got}); err != nil {
		return notAList(err)
	}
	theirs, ok := readLink(wares.Secure(got.Advertiser.Link.URL))
	switch {
	case !ok:
		return unreadable("a link that is none")
	case theirs.Owner != d.Owner:
		return taglane.Errorf(taglane.Invalid, "Rakuten's own link pays the publisher %s, and yours is %s.", theirs.Owner, d.Owner)
	case theirs.Advertiser != d.Advertiser || theirs.SubID != d.SubID || !wares.Same(theirs.Destination, d.Destination):
		return taglane.Errorf(taglane.Invalid, "Rakuten's own link leads somewhere else, or carries another sub-id.")
	}
	return nil
}
