package shopify

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// Search implements platform.Catalog, with what the shop's own Admin tells where
// there is a token, and with what every visitor can read where there is none.
// Each variant is a listing of its own.
func (s *Service) Search(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	if w.GTIN != "" && wares.GTIN(w.GTIN) == "" {
		return platform.Listings{}, taglane.Errorf(taglane.Invalid, "%q is no GTIN.", w.GTIN)
	}
	if s.creds.Token == "" {
		return s.searchOpen(ctx, w)
	}
	after, ok := strings.CutPrefix(w.Next, "after ")
	if w.Next != "" && (!ok || after == "") {
		return platform.Listings{}, noPage()
	}
	most := pack.Limits.Products
	if w.Most > 0 {
		most = min(w.Most, pack.Limits.ProductsMost)
	}
	vars := map[string]any{"first": most, "variants": pack.Limits.Variants}
	if after != "" {
		vars["after"] = after
	}
	if q := query(w); q != "" {
		vars["query"] = q
	}
	got, err := s.ask(ctx, productsDocument, vars)
	if err != nil {
		return platform.Listings{}, err
	}
	return s.page(ctx, got, w)
}

func noPage() *taglane.Error {
	return taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
}

// signs are what means something to Shopify's search.
var signs = regexp.MustCompile(`[:()"'*\\<>=-]+`)

// query is what is looked for in Shopify's words.
func query(w platform.Wanted) string {
	words := strings.Fields(signs.ReplaceAllString(w.Words, " "))
	for i, word := range words {
		if slices.Contains([]string{"AND", "OR", "NOT"}, word) {
			words[i] = strings.ToLower(word)
		}
	}
	if w.GTIN != "" {
		words = append(words, "barcode:"+wares.Printed(wares.GTIN(w.GTIN)))
	}
	return strings.Join(words, " ")
}

// page is a page of products as listings. One that is empty although there are
// more, or although the page before said that there are, is Later.
func (s *Service) page(ctx context.Context, got told, w platform.Wanted) (platform.Listings, error) {
	var of *shop
	var list *struct {
		Nodes []*item   `json:"nodes"`
		Page  *pageInfo `json:"pageInfo"`
	}
	if _, err := got.into("shop", &of); err != nil {
		return platform.Listings{}, err
	}
	if there, err := got.into("products", &list); err != nil || !there || list.Nodes == nil || of == nil {
		return platform.Listings{}, firstOf(err, unreadable("there is no list of products"))
	}
	next, err := list.Page.next()
	if err != nil {
		return platform.Listings{}, err
	}
	if len(list.Nodes) == 0 && (next != "" || w.Next != "") {
		return platform.Listings{}, unreadable("an empty page although there are more")
	}
	out := platform.Listings{}
	if next != "" {
		out.Next = "after " + next
	}
	for _, p := range list.Nodes {
		if err := s.whole(ctx, p); err != nil {
			return platform.Listings{}, err
		}
		for _, v := range p.Variants.Nodes {
			l, err := s.listing(p, v, *of, got.at)
			if err != nil {
				return platform.Listings{}, err
			}
			if w.GTIN != "" && !slices.Contains(l.GTINs, wares.GTIN(w.GTIN)) {
				continue
			}
			if !slices.ContainsFunc(out.Listings, func(o taglane.Listing) bool { return o.Key == l.Key }) {
				out.Listings = append(out.Listings, l)
			}
		}
	}
	return out, nil
}

// whole asks for the variants of a product that its page had no room for.
func (s *Service) whole(ctx context.Context, p *item) error {
	if p == nil || !isGID(p.ID, "Product") || p.Variants == nil || p.Variants.Nodes == nil {
		return unreadable("a product without a name or variants")
	}
	next, err := p.Variants.Page.next()
	for range 30 { // a product has 2,048 at most
		if err != nil || next == "" {
			return err
		}
		got, askErr := s.ask(ctx, variantsDocument, map[string]any{"id": p.ID, "after": next})
		if askErr != nil {
			return askErr
		}
		var more *item
		if there, err := got.into(variantsDocument.root, &more); err != nil || !there || more.Variants == nil || more.Variants.Nodes == nil {
			return firstOf(err, unreadable("a product without variants"))
		}
		p.Variants.Nodes = append(p.Variants.Nodes, more.Variants.Nodes...)
		next, err = more.Variants.Page.next()
	}
	return err
}

// listing is one variant in our words.
func (s *Service) listing(p *item, v *variant, of shop, at time.Time) (taglane.Listing, error) {
	if v == nil || !isGID(v.ID, "ProductVariant") || v.ForSale == nil {
		return taglane.Listing{}, unreadable("a variant without a name or a state")
	}
	l := taglane.Listing{
		Source: string(s.account.ID), Key: number(p.ID) + "/" + number(v.ID), Group: number(p.ID),
		Shop: wares.Plain(of.Name, 200), Title: first(wares.Plain(p.Title, 500), number(p.ID)), Description: wares.Text(p.HTML, 5000),
		Brand: wares.Plain(p.Vendor, 200), SKU: wares.Plain(v.SKU, 100), Category: wares.Plain(p.Type, 500), URL: wares.Secure(p.URL),
		Availability: stock(*v.ForSale, v.Quantity, v.Policy), ObservedAt: at,
		Unoffered: p.Status != "ACTIVE" && p.Status != "UNLISTED" || wares.Secure(p.URL) == "",
	}
	l.Price, l.Sale = prices(v.Price, v.Before, of.Currency)
	for _, o := range v.Options {
		l.Options = append(l.Options, choice(o.Name, o.Value)...)
	}
	if g := wares.GTIN(v.Barcode); g != "" {
		l.GTINs = []string{g}
	}
	if l.URL != "" && len(l.Options) > 0 {
		l.URL += "?variant=" + number(v.ID)
	}
	if p.Pictures != nil {
		var all []string
		for _, n := range p.Pictures.Nodes {
			if n.Image != nil {
				all = append(all, n.Image.URL)
			}
		}
		l.Images = wares.Images(all...)
	}
	return l, nil
}

// choice is one option of a variant. A product without options has one that
// says so.
func choice(name, value string) []taglane.Choice {
	if name, value = wares.Plain(name, 100), wares.Plain(value, 100); value == "" || value == "Default Title" {
		return nil
	}
	return []taglane.Choice{{Name: name, Value: value}}
}

// prices are the list price and, where it is a lower one, what is asked now.
func prices(now, before, currency string) (list, sale *taglane.Money) {
	list = wares.Price(now, currency)
	if was := wares.Price(before, currency); was != nil && list != nil && dearer(*was, *list) {
		return was, list
	}
	return list, nil
}

func dearer(a, b taglane.Money) bool {
	x, errA := taglane.NewAmount(a.Amount, a.Currency)
	y, errB := taglane.NewAmount("-"+b.Amount, b.Currency)
	if errA != nil || errB != nil {
		return false
	}
	sum := taglane.Sum(x, y)
	return len(sum) == 1 && !sum[0].IsZero() && !sum[0].Negative()
}

// stock is what can be said of a variant's. One that sells below zero is never
// called sold out.
func stock(forSale bool, quantity *int, policy string) taglane.Availability {
	switch {
	case !forSale:
		return taglane.OutOfStock
	case policy == "CONTINUE" && quantity != nil && *quantity <= 0:
		return taglane.Backorder
	}
	return taglane.InStock
}

// Listing implements platform.Catalog. A key is a product's number and that of its
// variant; where there is no token it begins with the product's name in its
// address instead, since that is all the public pages can be asked for. NotFound:
// the shop says plainly that it has no such product. Where visitors may be asked, what they see counts: what
// they cannot buy is not for sale, whatever the Admin says.
func (s *Service) Listing(ctx context.Context, key string) (taglane.Listing, error) {
	head, id, ok := strings.Cut(key, "/")
	if !ok || head == "" || !numberForm.MatchString(id) {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, title)
	}
	if s.creds.Token == "" {
		return s.listingOpen(ctx, head, id)
	}
	if !numberForm.MatchString(head) {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, title)
	}
	got, err := s.ask(ctx, listingDocument, map[string]any{"id": gid("ProductVariant", id)})
	if err != nil {
		return taglane.Listing{}, err
	}
	var of *shop
	var v *variant
	if _, err := got.into("shop", &of); err != nil {
		return taglane.Listing{}, err
	}
	there, err := got.into("node", &v)
	switch {
	case err != nil:
		return taglane.Listing{}, err
	case of == nil:
		return taglane.Listing{}, unreadable("there is no shop")
	case !there:
		return taglane.Listing{}, noProduct()
	case v.Product == nil || number(v.Product.ID) != head || number(v.ID) != id:
		return taglane.Listing{}, unreadable("asked for %s, told of %s", key, v.ID)
	}
	l, err := s.listing(v.Product, v, *of, got.at)
	if err != nil || s.creds.Storefront == "" {
		return l, err
	}
	return s.seen(ctx, l, map[string]any{"id": v.Product.ID}, id)
}

// seen lays over a listing what visitors see of it.
func (s *Service) seen(ctx context.Context, l taglane.Listing, which map[string]any, id string) (taglane.Listing, error) {
	for range 30 {
		got, err := s.see(ctx, storefrontDocument, which)
		if err != nil {
			return taglane.Listing{}, err
		}
		var p *front
		there, err := got.into(storefrontDocument.root, &p)
		if err != nil {
			return taglane.Listing{}, err
		}
		if !there {
			l.Unoffered = true // visitors are not shown it
			return l, nil
		}
		if p.Variants == nil || p.Variants.Nodes == nil {
			return taglane.Listing{}, unreadable("a product without variants")
		}
		for _, v := range p.Variants.Nodes {
			if number(v.ID) == id && v.ForSale != nil {
				return v.over(l, got.at), nil
			}
		}
		next, err := p.Variants.Page.next()
		if err != nil {
			return taglane.Listing{}, err
		}
		if next == "" {
			l.Unoffered = true
			return l, nil
		}
		which["after"] = next
	}
	return l, nil
}

// front is a product as visitors see it.
type front struct {
	ID       string `json:"id"`
	URL      string `json:"onlineStoreUrl"`
	Variants *struct {
		Nodes []frontVariant `json:"nodes"`
		Page  *pageInfo      `json:"pageInfo"`
	} `json:"variants"`
}

type frontVariant struct {
	ID      string `json:"id"`
	ForSale *bool  `json:"availableForSale"`
	Short   bool   `json:"currentlyNotInStock"`
	Price   amount `json:"price"`
	Before  amount `json:"compareAtPrice"`
}

type amount struct {
	Amount   string `json:"amount"`
	Currency string `json:"currencyCode"`
}

func (v frontVariant) over(l taglane.Listing, at time.Time) taglane.Listing {
	l.ObservedAt, l.Availability = at, taglane.InStock
	switch {
	case !*v.ForSale:
		l.Availability = taglane.OutOfStock
	case v.Short:
		l.Availability = taglane.Backorder
	}
	if list, sale := prices(v.Price.Amount, v.Before.Amount, v.Price.Currency); list != nil {
		l.Price, l.Sale = list, sale
	}
	return l
}
