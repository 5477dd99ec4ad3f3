package cj

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const (
	shopsPath = "/v2/advertiser-lookup"
	linksPath = "/v2/link-search"
)

// place is where the next page of an older service begins: its number, and how
// many rows came before it.
type place struct{ page, seen int }

func placeOf(text string) (place, error) {
	p := place{page: 1}
	if text == "" {
		return p, nil
	}
	number, seen, ok := strings.Cut(text, ":")
	var err, other error
	p.page, err = strconv.Atoi(number)
	p.seen, other = strconv.Atoi(seen)
	if !ok || err != nil || other != nil || p.page < 1 || p.seen < 0 {
		return p, taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
	}
	return p, nil
}

// after is where the page after one of n rows begins; "" at the end. An empty
// page before the end says nothing.
func (p place) after(n int, all string) (string, error) {
	of, err := total(all)
	switch {
	case err != nil:
		return "", err
	case n == 0 && p.seen < of:
		return "", unreadable("an empty page %d after %d of %d", p.page, p.seen, of)
	case p.seen+n < of:
		return strconv.Itoa(p.page+1) + ":" + strconv.Itoa(p.seen+n), nil
	}
	return "", nil
}

// Programs implements platform.Affiliate: those that are joined. One that is
// not among them was not necessarily left.
func (s *Service) Programs(ctx context.Context, next string) (platform.Programs, error) {
	from, err := placeOf(next)
	if err != nil {
		return platform.Programs{}, err
	}
	rows, all, at, err := s.lookUp(ctx, "joined", from.page)
	if err != nil {
		return platform.Programs{}, err
	}
	more, err := from.after(len(rows), all)
	if err != nil {
		return platform.Programs{}, err
	}
	out := platform.Programs{Next: more}
	for _, r := range rows {
		out.Programs = append(out.Programs, r.program(at))
	}
	return out, nil
}

// lookUp asks for a page of advertisers: "joined", or one by its number.
func (s *Service) lookUp(ctx context.Context, who string, number int) ([]shop, string, time.Time, error) {
	got, at, err := s.look(ctx, s.shops, shopsPath, url.Values{
		"requestor-cid": {s.creds.Company}, "advertiser-ids": {who},
		"page-number": {strconv.Itoa(number)}, "records-per-page": {strconv.Itoa(pack.Limits.Shops)},
	})
	if err != nil {
		return nil, "", at, err
	}
	if got.Shops == nil {
		return nil, "", at, unreadable("no list of advertisers")
	}
	for _, r := range got.Shops.Rows {
		if r.ID == "" || r.Status == "" {
			return nil, "", at, unreadable("an advertiser without a number or a state")
		}
	}
	return got.Shops.Rows, got.Shops.Total, at, nil
}

func (r shop) joined() bool { return strings.EqualFold(strings.TrimSpace(r.Status), "joined") }

func (r shop) program(at time.Time) platform.Program {
	p := platform.Program{
		Advertiser: r.ID, Name: wares.Line(r.Name, 200), URL: wares.Secure(r.URL), Joined: r.joined(),
		State: wares.Line(r.Status, 100), CheckedAt: at,
	}
	if r.Account != "" && !strings.EqualFold(r.Account, "active") {
		p.Joined, p.State = false, wares.Line(r.Status+", "+r.Account, 100)
	}
	if host := wares.Host(p.URL); host != "" && !wares.Below(hosts, host) {
		p.Domains = []string{host}
	}
	for _, a := range r.Actions {
		if rate := wares.Line(a.Commission.Default, 100); rate != "" {
			p.Terms = append(p.Terms, strings.TrimPrefix(wares.Line(a.Name, 100)+": "+rate, ": "))
		}
	}
	return p
}

// offers are the kinds of links that are worth a visitor's while; CJ is asked
// for one kind at a time.
var offers = []string{"coupon", "sale/discount", "free shipping"}

// Coupons implements platform.Promoting, for the programmes that are joined.
func (s *Service) Coupons(ctx context.Context, next string) ([]platform.Coupon, string, error) {
	kind := 0
	head, rest, ok := strings.Cut(next, ":")
	if next != "" {
		n, err := strconv.Atoi(head)
		if !ok || err != nil || n < 0 || n >= len(offers) {
			return nil, "", taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
		}
		kind = n
	}
	from, err := placeOf(rest)
	if err != nil {
		return nil, "", err
	}
	rows, all, _, err := s.search(ctx, url.Values{
		"advertiser-ids": {"joined"}, "promotion-type": {offers[kind]},
		"page-number": {strconv.Itoa(from.page)}, "records-per-page": {strconv.Itoa(pack.Limits.Links)},
	})
	if err != nil {
		return nil, "", err
	}
	more, err := from.after(len(rows), all)
	if err != nil {
		return nil, "", err
	}
	switch {
	case more != "":
		more = strconv.Itoa(kind) + ":" + more
	case kind+1 < len(offers):
		more = strconv.Itoa(kind+1) + ":1:0"
	}
	var out []platform.Coupon
	for _, r := range rows {
		if r.Status == "" || strings.EqualFold(r.Status, "joined") {
			out = append(out, s.coupon(r))
		}
	}
	return out, more, nil
}

// search asks for a page of links.
func (s *Service) search(ctx context.Context, q url.Values) ([]link, string, time.Time, error) {
	q.Set("website-id", s.creds.PID)
	got, at, err := s.look(ctx, s.links, linksPath, q)
	if err != nil {
		return nil, "", at, err
	}
	if got.Links == nil {
		return nil, "", at, unreadable("no list of links")
	}
	for _, r := range got.Links.Rows {
		if r.ID == "" {
			return nil, "", at, unreadable("a link without a number")
		}
	}
	return got.Links.Rows, got.Links.Total, at, nil
}

func (s *Service) coupon(r link) platform.Coupon {
	c := platform.Coupon{
		Key: r.ID, Advertiser: r.Advertiser, Text: wares.Text(r.Text, 1000), Code: wares.Line(r.Code, 100),
		From: dayOf(r.From), To: dayOf(r.To),
	}
	if c.Text == "" {
		c.Text = wares.Line(r.Name, 200)
	}
	if s.paysUs(r.ClickURL) {
		c.URL = r.ClickURL
	}
	return c
}

// Probe implements platform.Prober. A link that CJ numbered is asked for by its
// number; one of our own lives as long as its shop's programme is joined.
// Refused: it pays somebody else. Invalid: nothing says whose it is.
func (s *Service) Probe(ctx context.Context, l taglane.Link) error {
	u, err := url.Parse(l.URL)
	if err != nil {
		return taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	d, ok := Parse(u)
	switch {
	case !ok:
		return taglane.Errorf(taglane.Invalid, "This is no link of %s.", title)
	case d.Owner != s.creds.PID:
		return taglane.Errorf(taglane.Refused, "This link pays another publisher.")
	case d.Ad != "":
		return s.probeAd(ctx, d.Ad)
	case l.Advertiser == "":
		return taglane.Errorf(taglane.Invalid, "It is not known which shop this link is for.")
	}
	rows, all, _, err := s.lookUp(ctx, l.Advertiser, 1)
	if err != nil {
		return err
	}
	if _, err := (place{page: 1}).after(len(rows), all); err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID == l.Advertiser && r.joined() {
			return nil
		}
		if r.ID == l.Advertiser {
			return taglane.Errorf(taglane.NotFound, "The programme of %s is not joined any more, so its links pay nothing.", wares.Line(r.Name, 200))
		}
	}
	return taglane.Errorf(taglane.Later, "CJ does not show this shop at the moment.")
}

func (s *Service) probeAd(ctx context.Context, ad string) error {
	rows, all, _, err := s.search(ctx, url.Values{"link-Id": {ad}})
	if err != nil {
		return err
	}
	if _, err := (place{page: 1}).after(len(rows), all); err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID == ad {
			return nil
		}
	}
	if len(rows) > 0 {
		return unreadable("other links than the one asked for")
	}
	return taglane.Errorf(taglane.NotFound, "The shop took this link away.")
}
