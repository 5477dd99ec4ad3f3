package trade

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"taglane/app/link"
	"taglane/app/taglane"
)

// UTM is what the links of a network's account tell the shop's own statistics.
// Each text may name {platform}, {clip} and {tag}; all empty is off.
type UTM struct {
	Source   string `json:"source"`
	Medium   string `json:"medium"`
	Campaign string `json:"campaign"`
	Content  string `json:"content"`
	Term     string `json:"term"`
}

// UTMPage is that with one link to see what it does.
type UTMPage struct {
	UTM    UTM    `json:"utm"`
	Before string `json:"before"` // the shop's address, as a link leads to it without
	After  string `json:"after"`  // and with what the shop is told
	Link   string `json:"link"`   // the whole link
	Of     string `json:"of"`     // the product it is a link to; "" where it is an example
	// Places are where the person publishes, each with the address that a link
	// there leads to.
	Places []UTMPlace `json:"places"`
}

// UTMPlace is what the shop is told by a link at a place.
type UTMPlace struct {
	Service string `json:"service"`
	Title   string `json:"title"`
	After   string `json:"after"`
}

const (
	// utmPrefix is before the names of the settings that keep them, by account.
	utmPrefix = "utm/"
	// utmMost is how long one text may be, characters.
	utmMost = 100
	// plainShop is an address that says nothing itself, to try things on.
	plainShop = "https://shop.example/product"
)

// LinkUTM says what the links of an account tell the shop. Refused: its links are
// not made here.
func (t *Trade) LinkUTM(ctx context.Context, account taglane.ID) (UTMPage, error) {
	kept, err := t.utm(ctx, account)
	if err != nil {
		return UTMPage{}, err
	}
	return t.TryLinkUTM(ctx, account, kept)
}

// TryLinkUTM shows what a choice would do to a link and keeps nothing. Invalid: a
// text may not be in a link.
func (t *Trade) TryLinkUTM(ctx context.Context, account taglane.ID, u UTM) (UTMPage, error) {
	a, err := t.l.Store.Account(ctx, account)
	if err != nil {
		return UTMPage{}, err
	}
	if !grammar(a.Service) {
		return UTMPage{}, taglane.Errorf(taglane.Refused, "The links of %s are made by the service itself, and say what it wants.", a.Name)
	}
	if u, err = t.vetUTM(u); err != nil {
		return UTMPage{}, err
	}
	want, p, err := t.sample(ctx, a)
	if err != nil {
		return UTMPage{}, err
	}
	page := UTMPage{UTM: u, Of: p.Title}
	if page.Before, err = link.Told(want.Destination, link.UTM{}); err != nil {
		return UTMPage{}, err
	}
	told := u.in(want, p)
	if page.After, err = link.Told(want.Destination, told); err != nil {
		return UTMPage{}, err
	}
	if page.Link, err = deeplink(a, want, told); err != nil {
		return page, err
	}
	page.Places, err = t.told(ctx, u, want, p)
	return page, err
}

// told is what links to a product tell the shop at each place where the person
// publishes.
func (t *Trade) told(ctx context.Context, u UTM, want taglane.Link, p taglane.Product) ([]UTMPlace, error) {
	out := []UTMPlace{}
	accounts, err := t.l.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if grammar(a.Service) || slices.ContainsFunc(out, func(o UTMPlace) bool { return o.Service == a.Service }) {
			continue
		}
		want.Service = a.Service
		after, err := link.Told(want.Destination, u.in(want, p))
		if err != nil {
			return nil, err
		}
		out = append(out, UTMPlace{a.Service, titleOf(a.Service), after})
	}
	return out, nil
}

// SetLinkUTM keeps what the links of an account tell the shop. Links that are out
// stay as they are; those of a clip are made anew when it is published next.
func (t *Trade) SetLinkUTM(ctx context.Context, account taglane.ID, u UTM) (UTMPage, error) {
	page, err := t.TryLinkUTM(ctx, account, u)
	if err != nil {
		return page, err
	}
	text := ""
	if page.UTM != (UTM{}) {
		body, err := json.Marshal(page.UTM)
		if err != nil {
			return page, err
		}
		text = string(body)
	}
	if err := t.l.Store.SetSetting(ctx, utmPrefix+string(account), text); err != nil {
		return page, err
	}
	t.changed()
	return page, nil
}

// utm is what was kept for an account.
func (t *Trade) utm(ctx context.Context, account taglane.ID) (u UTM, err error) {
	text, err := t.l.Store.Setting(ctx, utmPrefix+string(account))
	if err != nil || text == "" {
		return u, err
	}
	return u, json.Unmarshal([]byte(text), &u)
}

// utmOf is what a link is to tell the shop of its product.
func (t *Trade) utmOf(ctx context.Context, want taglane.Link, p taglane.Product) (link.UTM, error) {
	u, err := t.utm(ctx, want.Account)
	return u.in(want, p), err
}

// in is what a choice comes to in a link. Clips and tags are named by the
// numbers they have in the sub-id, which say nothing about anybody.
func (u UTM) in(want taglane.Link, p taglane.Product) link.UTM {
	out := link.UTM{Source: u.Source, Medium: u.Medium, Campaign: u.Campaign, Content: u.Content, Term: u.Term, Platform: want.Service, Own: p.URL}
	if id, err := link.Decode(want.SubID); err == nil {
		out.Clip, out.Tag = want.SubID[1:8], strconv.Itoa(id.Tag)
	}
	return out
}

// vetUTM is a choice as it may be kept.
func (t *Trade) vetUTM(u UTM) (UTM, error) {
	for _, text := range []*string{&u.Source, &u.Medium, &u.Campaign, &u.Content, &u.Term} {
		*text = strings.TrimSpace(*text)
		if utf8.RuneCountInString(*text) > utmMost || strings.ContainsFunc(*text, unicode.IsControl) {
			return u, taglane.Errorf(taglane.Invalid, "What the shop is told may have up to %d characters in one line.", utmMost)
		}
	}
	told := u.in(taglane.Link{}, taglane.Product{})
	if _, err := link.Told(plainShop, told); err != nil { // wherever it will stand
		return u, err
	}
	if text := told.Personal(t.people()); text != "" {
		return u, taglane.Errorf(taglane.Invalid, "Networks forbid anything personal in links, such as “%s”.", text)
	}
	return u, nil
}

// people are the names that no link may carry.
func (t *Trade) people() []string { return []string{t.l.Person} }

// sample is a link of an account to show what a choice does: the newest that was
// made, else one to something it pays for, else one to nowhere.
func (t *Trade) sample(ctx context.Context, a taglane.Account) (taglane.Link, taglane.Product, error) {
	links, err := t.l.Store.Links(ctx)
	if err != nil {
		return taglane.Link{}, taglane.Product{}, err
	}
	var newest taglane.Link
	for _, l := range links {
		if l.Account == a.ID && l.ReplacedBy == "" && l.MadeAt.After(newest.MadeAt) {
			newest = l
		}
	}
	if newest.SubID != "" {
		p, err := t.l.Store.Product(ctx, newest.Product)
		if taglane.KindOf(err) == taglane.NotFound {
			err = nil // it was removed since; its link is still out
		}
		return newest, p, err
	}
	code, err := link.SubID{Clip: 1, Tag: 1, Destination: 1}.Encode()
	if err != nil {
		return newest, taglane.Product{}, err
	}
	want := taglane.Link{Account: a.ID, Network: a.Service, Advertiser: "1", SubID: code, Service: "webpage", Destination: plainShop}
	products, err := t.l.Store.Products(ctx, "")
	if err != nil {
		return want, taglane.Product{}, err
	}
	for _, p := range products {
		for _, s := range p.Sellers {
			if r, bad := link.Read(p.URL); s.Account == a.ID && bad == nil && r.Destination != "" {
				want.Advertiser, want.Destination = s.Advertiser, r.Destination
				return want, p, nil
			}
		}
	}
	return want, taglane.Product{}, nil
}
