package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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

// openProduct is a product as a shop shows it to everybody, without a token.
type openProduct struct {
	ID       json.Number `json:"id"`
	Title    string      `json:"title"`
	Handle   string      `json:"handle"`
	HTML     string      `json:"body_html"`
	Vendor   string      `json:"vendor"`
	Type     string      `json:"product_type"`
	Tags     any         `json:"tags"` // a list, or one text
	Variants []struct {
		ID        json.Number `json:"id"`
		SKU       string      `json:"sku"`
		Barcode   string      `json:"barcode"`
		Available *bool       `json:"available"` // a single product does not tell it
		Price     string      `json:"price"`
		Before    string      `json:"compare_at_price"`
		Option1   string      `json:"option1"`
		Option2   string      `json:"option2"`
		Option3   string      `json:"option3"`
	} `json:"variants"`
	Options []struct {
		Name string `json:"name"`
	} `json:"options"`
	Images []struct {
		URL string `json:"src"`
	} `json:"images"`
}

// searchOpen turns the public pages of a shop. They are not searched there but
// here, so a page may have nothing that was looked for; the end is a page that
// is empty.
func (s *Service) searchOpen(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	n := 1
	if w.Next != "" {
		text, ok := strings.CutPrefix(w.Next, "page ")
		page, err := strconv.Atoi(text)
		if !ok || err != nil || page < 2 || page > 10_000 {
			return platform.Listings{}, noPage()
		}
		n = page
	}
	most := pack.Limits.OpenPage
	if w.Most > 0 {
		most = min(w.Most, most)
	}
	var reply struct {
		Products *[]openProduct `json:"products"`
	}
	at, err := s.fetch(ctx, "/products.json", url.Values{"limit": {strconv.Itoa(most)}, "page": {strconv.Itoa(n)}}, &reply)
	if err != nil {
		return platform.Listings{}, err
	}
	if reply.Products == nil {
		return platform.Listings{}, unreadable("there is no list of products")
	}
	out := platform.Listings{}
	if len(*reply.Products) > 0 {
		out.Next = "page " + strconv.Itoa(n+1)
	}
	for _, p := range *reply.Products {
		all, err := s.opened(p, at)
		if err != nil {
			return platform.Listings{}, err
		}
		for _, l := range all {
			if p.matches(w, l) && !slices.ContainsFunc(out.Listings, func(o taglane.Listing) bool { return o.Key == l.Key }) {
				out.Listings = append(out.Listings, l)
			}
		}
	}
	return out, nil
}

// matches says whether a listing has all the words and the bar code.
func (p openProduct) matches(w platform.Wanted, l taglane.Listing) bool {
	all := strings.ToLower(strings.Join([]string{p.Title, p.Vendor, p.Type, fmt.Sprint(p.Tags), l.SKU}, " "))
	for _, word := range strings.Fields(strings.ToLower(w.Words)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return w.GTIN == "" || slices.Contains(l.GTINs, wares.GTIN(w.GTIN))
}

// opened are the variants of a public product as listings. The pages tell no
// currency: without the account's own there is no price.
func (s *Service) opened(p openProduct, at time.Time) (out []taglane.Listing, err error) {
	if p.Handle == "" || p.ID == "" || p.Variants == nil {
		return nil, unreadable("a product without a name or variants")
	}
	page := "https://" + s.domain + "/products/" + url.PathEscape(p.Handle)
	for _, v := range p.Variants {
		if v.ID == "" {
			return nil, unreadable("a variant without a name")
		}
		l := taglane.Listing{
			Source: string(s.account.ID), Key: p.Handle + "/" + v.ID.String(), Group: p.ID.String(), Shop: s.domain,
			Title: first(wares.Plain(p.Title, 500), p.Handle), Description: wares.Text(p.HTML, 5000), Brand: wares.Plain(p.Vendor, 200),
			SKU: wares.Plain(v.SKU, 100), Category: wares.Plain(p.Type, 500), URL: wares.Secure(page), Availability: taglane.UnknownStock, ObservedAt: at,
		}
		l.Price, l.Sale = prices(v.Price, v.Before, s.account.Settings["currency"])
		for i, value := range []string{v.Option1, v.Option2, v.Option3} {
			if i < len(p.Options) {
				l.Options = append(l.Options, choice(p.Options[i].Name, value)...)
			}
		}
		if l.URL != "" && len(l.Options) > 0 {
			l.URL += "?variant=" + v.ID.String()
		}
		if v.Available != nil {
			l.Availability = stock(*v.Available, nil, "")
		}
		if g := wares.GTIN(v.Barcode); g != "" {
			l.GTINs = []string{g}
		}
		for _, i := range p.Images {
			l.Images = wares.Images(append(l.Images, i.URL)...)
		}
		out = append(out, l)
	}
	return out, nil
}

// listingOpen looks at one public product again. NotFound: the shop answers as
// ever, and says that there is no such product.
func (s *Service) listingOpen(ctx context.Context, handle, id string) (taglane.Listing, error) {
	var reply struct {
		Product *openProduct `json:"product"`
	}
	at, err := s.fetch(ctx, "/products/"+url.PathEscape(handle)+".json", nil, &reply)
	if taglane.KindOf(err) == taglane.Refused {
		if _, other := s.searchOpen(ctx, platform.Wanted{Most: 1}); other == nil {
			return taglane.Listing{}, noProduct()
		}
	}
	if err != nil {
		return taglane.Listing{}, err
	}
	if reply.Product == nil {
		return taglane.Listing{}, unreadable("there is no product")
	}
	all, err := s.opened(*reply.Product, at)
	if err != nil {
		return taglane.Listing{}, err
	}
	for _, l := range all {
		if _, is, _ := strings.Cut(l.Key, "/"); is != id {
			continue
		}
		if s.creds.Storefront == "" {
			return l, nil
		}
		return s.seen(ctx, l, map[string]any{"handle": handle}, id)
	}
	return taglane.Listing{}, noProduct() // this variant was taken away
}

// fetch gets one of the shop's public pages. Refused: the shop does not offer
// it, which a page for people in its place says as well. Login: it wants a
// password.
func (s *Service) fetch(ctx context.Context, path string, q url.Values, into any) (time.Time, error) {
	if err := s.tally.room(document{name: "public"}); err != nil {
		return time.Time{}, s.tally.clock.Told(err)
	}
	a, err := s.open.Do(ctx, httpx.Call{URL: path, Query: q})
	s.tally.clock.Hear(a.Header)
	switch {
	case err != nil:
		return time.Time{}, s.tally.clock.Told(s.parked(a, err))
	case a.Status >= 300 && strings.Contains(a.Header.Get("Location"), "/password"):
		return time.Time{}, taglane.Errorf(taglane.Login, "This shop lets nobody in without a password.")
	case a.Status != http.StatusOK:
		return time.Time{}, unreadable("status %d", a.Status)
	case strings.Contains(a.Header.Get("Content-Type"), "html") && bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<")):
		return time.Time{}, closed(fmt.Errorf("a page for people"))
	}
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return time.Time{}, unreadable("a page of %d bytes is no JSON", len(a.Body))
	}
	return s.when(a), nil
}

// closed is a shop that shows its products to people alone.
func closed(log error) *taglane.Error {
	return taglane.Wrap(log, taglane.Refused, "This shop does not offer its products to programs.")
}

func (s *Service) explainOpen(status int, _ http.Header, body []byte) error {
	log := fmt.Errorf("status %d with %d bytes", status, len(body))
	switch status {
	case http.StatusNotFound, http.StatusForbidden, http.StatusGone:
		return closed(log)
	case http.StatusUnauthorized:
		return taglane.Wrap(log, taglane.Login, "This shop lets nobody in without a password.")
	}
	return nil
}
