package tiktokshop

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
	"taglane/app/taglane"
)

const (
	// wordsMost is how many words are looked for at a time.
	wordsMost = 20
	// goodsMost is how many products come on a page.
	goodsMost = 20
	// What a name of a page begins with: which list it is of.
	ofMarket, ofShelf = "market ", "showcase "
)

// Search implements platform.Catalog: the products that any creator may sell,
// or with Joined those of the creator's own showcase. TikTok Shop finds none by
// its GTIN. Invalid: too many words, or a page that is none. Refused: a GTIN.
func (s *Service) Search(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	words := strings.Fields(w.Words)
	switch {
	case w.GTIN != "":
		return platform.Listings{}, taglane.Errorf(taglane.Refused, "TikTok Shop does not know products by their GTIN. Search for words of the title.")
	case len(words) > wordsMost:
		return platform.Listings{}, taglane.Errorf(taglane.Invalid, "Search for up to %d words at a time.", wordsMost)
	}
	list := ofMarket
	if w.Joined {
		list = ofShelf
	}
	from, ok := turned(w.Next, list)
	if !ok {
		return platform.Listings{}, taglane.Errorf(taglane.Invalid, "There is no such page of %s.", service)
	}
	size := goodsMost
	if w.Most > 0 {
		size = min(w.Most, goodsMost)
	}
	if w.Joined {
		return s.joined(ctx, w, size, from)
	}
	own, err := s.ownShelf(ctx)
	if err != nil {
		return platform.Listings{}, err
	}
	body := map[string]any{}
	if len(words) > 0 {
		body["title_keywords"] = words
	}
	got, err := s.goods(ctx, httpx.Call{Method: http.MethodPost, URL: pathSearch, Query: paged(size, from), JSON: body}, from)
	if err != nil {
		return platform.Listings{}, err
	}
	return s.listings(got, own, w, list), nil
}

// place is where in a list a page begins.
type place struct {
	token string // as TikTok Shop names it; "": at the beginning
	seen  int64  // how many products came before it
}

// turned reads the name of a page; ok is false where it is none of the list's.
func turned(next, list string) (from place, ok bool) {
	if next == "" {
		return from, true
	}
	next, ok = strings.CutPrefix(next, list)
	seen, token, named := strings.Cut(next, " ")
	n, err := strconv.ParseInt(seen, 10, 64)
	return place{token, n}, ok && named && err == nil && n >= 0 && token != "" && len(token) <= 4096
}

// joined is a page of the showcase, as far as it has what is wanted: a page may
// come short, or even empty with more to come.
func (s *Service) joined(ctx context.Context, w platform.Wanted, size int, from place) (platform.Listings, error) {
	got, err := s.goods(ctx, shelfCall(size, from), from)
	if err != nil {
		return platform.Listings{}, err
	}
	has := func(q *Product) bool {
		title := strings.ToLower(q.Title)
		return !slices.ContainsFunc(strings.Fields(strings.ToLower(w.Words)), func(word string) bool { return !strings.Contains(title, word) })
	}
	got.Products = slices.DeleteFunc(got.Products, func(q *Product) bool { return !has(q) })
	if w.Words != "" {
		got.Total = 0 // of all that is there, not of what is wanted
	}
	return s.listings(got, nil, w, ofShelf), nil
}

// shelfCall asks for a page of the showcase.
func shelfCall(size int, from place) httpx.Call {
	q := paged(size, from)
	q.Set("origin", "SHOWCASE")
	return httpx.Call{Method: http.MethodGet, URL: pathShelf, Query: q}
}

func paged(size int, from place) url.Values {
	q := url.Values{"page_size": {strconv.Itoa(size)}}
	if from.token != "" {
		q.Set("page_token", from.token)
	}
	return q
}

// found is a page of products as it came.
type found struct {
	Products []*Product `json:"products"`
	Next     string     `json:"next_page_token"` // "": there are no more
	Total    int64      `json:"total_count"`
	at       time.Time
	seen     int64 // with those of the pages before
}

// goods asks for a page and looks whether it can be one. Later: it is empty
// although there are more, or the list does not go on.
func (s *Service) goods(ctx context.Context, call httpx.Call, from place) (found, error) {
	var got *found
	if err := s.call(ctx, call, &got); err != nil {
		scope := scopeGoods
		if call.URL == pathShelf {
			scope = scopePost
		}
		return found{}, plainly(err, scope)
	}
	if got == nil || len(got.Products) == 0 && got.Total > from.seen || got.Next != "" && got.Next == from.token {
		return found{}, unreadable(false)
	}
	for _, p := range got.Products {
		if p == nil || p.ID == "" {
			return found{}, unreadable(false)
		}
	}
	got.at, got.seen = s.now().UTC(), from.seen+int64(len(got.Products))
	return *got, nil
}

// shelfPages is how many pages of a showcase are looked through for what is in
// it. Of a larger one nothing is said that is not known.
const shelfPages = 10

// ownShelf is what the creator has in the showcase; nil where it is too large
// to be looked through.
func (s *Service) ownShelf(ctx context.Context) (map[name]bool, error) {
	own, from := map[name]bool{}, place{}
	for range shelfPages {
		got, err := s.goods(ctx, shelfCall(goodsMost, from), from)
		if err != nil {
			return nil, err
		}
		for _, p := range got.Products {
			own[p.ID] = true
		}
		if from = (place{got.Next, got.seen}); from.token == "" {
			return own, nil
		}
	}
	return nil, nil
}

// listings are a page in our words, each product once.
func (s *Service) listings(got found, own map[name]bool, w platform.Wanted, list string) platform.Listings {
	out := platform.Listings{Total: int(got.Total)}
	for _, p := range got.Products {
		l := s.listing(p, got.at)
		l.Unoffered = l.Unoffered || own != nil && !own[p.ID]
		if w.Advertiser != "" && w.Advertiser != l.Advertiser || slices.ContainsFunc(out.Listings, func(o taglane.Listing) bool { return o.Key == l.Key }) {
			continue
		}
		out.Listings = append(out.Listings, l)
	}
	if got.Next != "" {
		out.Next = list + strconv.FormatInt(got.seen, 10) + " " + got.Next
	}
	return out
}

// Listing implements platform.Catalog. A product that TikTok Shop only does not
// show, since no creator may sell it now, is Later and proves nothing.
func (s *Service) Listing(ctx context.Context, key string) (taglane.Listing, error) {
	if !number(key) {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, service)
	}
	got, err := s.goods(ctx, httpx.Call{Method: http.MethodPost, URL: pathProducts, Query: idsOf(key)}, place{})
	if err != nil {
		return taglane.Listing{}, err
	}
	for _, p := range got.Products {
		if string(p.ID) != key {
			continue
		}
		own, err := s.ownShelf(ctx)
		if err != nil {
			return taglane.Listing{}, err
		}
		l := s.listing(p, got.at)
		l.Unoffered = l.Unoffered || own != nil && !own[p.ID]
		return l, nil
	}
	return taglane.Listing{}, taglane.Errorf(taglane.Later, "TikTok Shop does not show this product at the moment.")
}

// plainly is an error of a call about products or earnings: that something is
// not there is believed only when TikTok Shop says so with a code of its own,
// and a missing permission is called by its name.
func plainly(err error, scope string) error {
	said := taglane.SaidOf(err).Format
	switch {
	case taglane.KindOf(err) == taglane.Unsure: // what was only asked for did nothing
		return taglane.Wrap(err, taglane.Later, "%s has trouble of its own right now.", service)
	case taglane.KindOf(err) == taglane.NotFound && said != noProduct.said.Format:
		return taglane.Wrap(err, taglane.Later, "The answer of %s cannot be read.", service)
	case said == codes[noScope].said.Format:
		return taglane.Wrap(err, taglane.Login, "TikTok Shop did not give leave for this. Connect the account again and allow the permission %s.", scope)
	}
	return err
}
