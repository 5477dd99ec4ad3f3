package rakuten

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const productsPath = "/productsearch/1.0"

// Search implements platform.Catalog. Rakuten cannot be asked for joined shops
// alone; what comes without a link that pays us is left out where Joined wants
// that, so Total may be too high.
func (s *Service) Search(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	number := 1
	if w.Next != "" {
		n, err := strconv.Atoi(w.Next)
		if err != nil || n < 2 || n > pack.Limits.PagesMost {
			return platform.Listings{}, taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
		}
		number = n
	}
	most := pack.Limits.Products
	if w.Most > 0 {
		most = min(w.Most, most)
	}
	q, err := asked(w)
	if err != nil {
		return platform.Listings{}, err
	}
	got, at, err := s.products(ctx, q, number, most)
	if err != nil {
		return platform.Listings{}, err
	}
	out := platform.Listings{Total: got.Total}
	for _, r := range got.Rows {
		l := s.listing(r, at)
		switch {
		case w.GTIN != "" && !slices.Contains(l.GTINs, w.GTIN), w.Joined && l.Unoffered:
		case slices.ContainsFunc(out.Listings, func(o taglane.Listing) bool { return o.Key == l.Key }):
		default:
			out.Listings = append(out.Listings, l)
		}
	}
	if next := got.after(number); next > 0 {
		out.Next = strconv.Itoa(next)
	}
	return out, nil
}

// asked is what is wanted in Rakuten's words. There is no place for a GTIN, so
// it is looked for as a word, in each way of writing it.
func asked(w platform.Wanted) (url.Values, error) {
	q := url.Values{}
	if w.Words != "" {
		words := stripped(w.Words)
		if words == "" && strings.TrimSpace(w.Words) != "" {
			return nil, taglane.Errorf(taglane.Invalid, "There is no word in what is to be searched for.")
		}
		if words != "" {
			q.Set("keyword", words)
		}
	}
	if w.GTIN != "" {
		forms := []string{}
		for _, n := range []int{14, 13, 12, 8} {
			if short, padded := strings.CutPrefix(w.GTIN, strings.Repeat("0", 14-n)); padded {
				forms = append(forms, short)
			}
		}
		q.Set("one", strings.Join(forms, " "))
	}
	if w.Advertiser != "" {
		if !numberForm.MatchString(w.Advertiser) {
			return nil, taglane.Errorf(taglane.Invalid, "Rakuten knows no shop of this number.")
		}
		q.Set("mid", w.Advertiser)
	}
	return q, nil
}

// products asks for a page of products.
func (s *Service) products(ctx context.Context, q url.Values, number, most int) (sheet[row], time.Time, error) {
	q.Set("max", strconv.Itoa(most))
	q.Set("pagenumber", strconv.Itoa(number))
	a, err := s.get(ctx, productsPath, productsPath, q, asXML)
	if err != nil {
		return sheet[row]{}, time.Time{}, notAList(err)
	}
	got, err := readSheet[row](a.Body, "PageNumber", "item", pack.Limits.Products)
	if err == nil {
		err = got.page(number)
	}
	if err != nil {
		return sheet[row]{}, time.Time{}, s.headed(err, a)
	}
	all := len(got.Rows)
	got.Rows = slices.DeleteFunc(got.Rows, func(r row) bool { return keyOf(r) == "" })
	if len(got.Rows) == 0 && all > 0 {
		return sheet[row]{}, time.Time{}, unreadable("%d products without a number", all)
	}
	return got, s.when(a), nil
}

// notAList is a no to a whole list: nothing is learned of what would be on it.
func notAList(err error) error {
	if taglane.KindOf(err) == taglane.NotFound {
		return taglane.Wrap(err, taglane.Later, "The answer of %s cannot be read.", title)
	}
	return err
}

// The two ways in which a product is named.
const (
	bySKU  = "sku"
	byLink = "link"
)

// keyOf names a product for ever: by its shop and the shop's own number of it,
// and where there is none by Rakuten's number of the link; "" for neither.
func keyOf(r row) string {
	mid, sku, link := strings.TrimSpace(r.MID), strings.TrimSpace(r.SKU), strings.TrimSpace(r.LinkID)
	switch {
	case !numberForm.MatchString(mid):
	case sku != "":
		return mid + "/" + bySKU + "/" + sku
	case link != "":
		return mid + "/" + byLink + "/" + link
	}
	return ""
}

// Listing implements platform.Catalog. Rakuten cannot be asked for one product,
// so it is searched for at its shop, by its name where that was seen lately and
// by its number as words. What is not found so is Later and proves nothing.
func (s *Service) Listing(ctx context.Context, key string) (taglane.Listing, error) {
	mid, rest, _ := strings.Cut(key, "/")
	how, id, _ := strings.Cut(rest, "/")
	words := stripped(id)
	if !numberForm.MatchString(mid) || how != bySKU && how != byLink || words == "" {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, title)
	}
	tries := []string{words}
	if name := s.tally.named(key); name != "" {
		tries = []string{name, words}
	}
	for _, words := range tries {
		for number := 1; number > 0 && number <= 3; {
			got, at, err := s.products(ctx, url.Values{"mid": {mid}, "keyword": {words}}, number, pack.Limits.Products)
			if err != nil {
				return taglane.Listing{}, err
			}
			for _, r := range got.Rows {
				if keyOf(r) == key {
					return s.listing(r, at), nil
				}
			}
			number = got.after(number)
		}
	}
	return taglane.Listing{}, taglane.Errorf(taglane.Later, "Rakuten does not show this product at the moment.")
}

// listing is a product in our words. Of brand, colour, size and stock Rakuten
// tells nothing.
func (s *Service) listing(r row, at time.Time) taglane.Listing {
	l := taglane.Listing{
		Source: string(s.account.ID), Key: keyOf(r), Advertiser: strings.TrimSpace(r.MID), Shop: wares.Line(r.Shop, 200),
		Title: wares.Line(r.Name, 500), SKU: wares.Line(r.SKU, 100), Category: category(r), Price: money(r.Price.Amount, r.Price.Currency),
		Availability: taglane.UnknownStock, ObservedAt: at,
	}
	if l.Description = wares.Line(r.Long, 5000); l.Description == "" {
		l.Description = wares.Line(r.Short, 5000)
	}
	if l.Title == "" {
		l.Title = l.Key
	} else {
		s.tally.name(l.Key, stripped(l.Title))
	}
	if r.Sale.Currency == "" {
		r.Sale.Currency = r.Price.Currency
	}
	if sale := money(r.Sale.Amount, r.Sale.Currency); sale != nil && (l.Price == nil || *sale != *l.Price) {
		l.Sale = sale
	}
	if g := wares.GTIN(r.UPC); g != "" {
		l.GTINs = []string{g}
	}
	l.Images = wares.Images(r.Image)
	link := wares.Secure(r.Link)
	d, ok := readLink(link)
	if ok {
		l.URL = wares.AtShop(d.Destination)
	}
	if ok && d.Owner == s.creds.Publisher {
		l.Tracking = link
	} else {
		l.Unoffered = true
	}
	return l
}

// category is a shop's own, from the widest to the narrowest.
func category(r row) string {
	parts := []string{}
	for _, p := range append([]string{r.Category.Primary}, strings.Split(r.Category.Secondary, "~~")...) {
		if p = wares.Line(p, 200); p != "" && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return wares.Cut(strings.Join(parts, " › "), 500)
}
