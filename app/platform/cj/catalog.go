package cj

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// Search implements platform.Catalog. A page that is empty although there are
// more is Later: nothing can be told from it.
func (s *Service) Search(ctx context.Context, w platform.Wanted) (platform.Listings, error) {
	offset := 0
	if w.Next != "" {
		n, err := strconv.Atoi(w.Next)
		if err != nil || n < 1 {
			return platform.Listings{}, taglane.Errorf(taglane.Invalid, "There is no such page of %s.", title)
		}
		offset = n
	}
	limit := pack.Limits.Products
	if w.Most > 0 {
		limit = min(w.Most, pack.Limits.ProductsMost)
	}
	vars := map[string]any{"offset": offset, "limit": limit}
	if words := strings.Fields(w.Words); len(words) > 0 {
		vars["words"] = words
	}
	if w.GTIN != "" {
		vars["gtin"] = wares.Printed(w.GTIN)
	}
	if w.Advertiser != "" {
		vars["partners"] = []string{w.Advertiser}
	}
	if w.Joined {
		vars["status"] = "JOINED"
	}
	got, at, err := s.products(ctx, vars)
	if err != nil {
		return platform.Listings{}, err
	}
	end := offset + len(got.Rows)
	if len(got.Rows) == 0 && offset < got.Total {
		return platform.Listings{}, unreadable("an empty page at %d of %d", offset, got.Total)
	}
	out := platform.Listings{Total: got.Total}
	for _, p := range got.Rows {
		l := s.listing(p, at)
		if !slices.ContainsFunc(out.Listings, func(o taglane.Listing) bool { return o.Key == l.Key }) {
			out.Listings = append(out.Listings, l)
		}
	}
	if end < got.Total {
		out.Next = strconv.Itoa(end)
	}
	return out, nil
}

// Listing implements platform.Catalog. A product that the shop took away comes
// back as Gone; where CJ only shows nothing, that is Later and proves nothing.
func (s *Service) Listing(ctx context.Context, key string) (taglane.Listing, error) {
	advertiser, id, ok := strings.Cut(key, "/")
	if !ok || advertiser == "" || id == "" {
		return taglane.Listing{}, taglane.Errorf(taglane.Invalid, "%q is no product of %s.", key, title)
	}
	got, at, err := s.products(ctx, map[string]any{
		"partners": []string{advertiser}, "ids": []string{id}, "deleted": true, "offset": 0, "limit": 10,
	})
	if err != nil {
		return taglane.Listing{}, err
	}
	for _, p := range got.Rows {
		if p.AdvertiserID == advertiser && p.ID == id {
			return s.listing(p, at), nil
		}
	}
	return taglane.Listing{}, taglane.Errorf(taglane.Later, "CJ does not show this product at the moment.")
}

// products asks for a page and looks whether it can be one.
func (s *Service) products(ctx context.Context, vars map[string]any) (*products, time.Time, error) {
	vars["company"], vars["pid"] = s.creds.Company, s.creds.PID
	got, a, err := ask[products](ctx, s, s.ads, productsDocument, "shoppingProducts", vars)
	if err != nil {
		return nil, time.Time{}, err
	}
	if got.Rows == nil || got.Count == nil || *got.Count != len(got.Rows) {
		return nil, time.Time{}, unreadable("not as many products as were announced")
	}
	for _, p := range got.Rows {
		if p == nil || p.ID == "" || p.AdvertiserID == "" || p.Deleted == nil || p.Joined == nil {
			return nil, time.Time{}, unreadable("a product without a name or a state")
		}
	}
	return got, s.when(a), nil
}

// listing is a product in our words.
func (s *Service) listing(p *product, at time.Time) taglane.Listing {
	l := taglane.Listing{
		Source: string(s.account.ID), Key: p.AdvertiserID + "/" + p.ID, Group: p.Group,
		Advertiser: p.AdvertiserID, Shop: wares.Line(p.Advertiser, 200), Title: wares.Line(p.Title, 500), Description: wares.Text(p.Description, 5000),
		Brand: wares.Line(p.Brand, 200), MPN: wares.Line(p.MPN, 100), Condition: condition(p.Condition),
		URL: wares.AtShop(p.Link), Images: wares.Images(append([]string{p.Image}, p.MoreImages...)...), Price: money(p.Price), Sale: money(p.Sale),
		SaleFrom: dayOf(p.SaleFrom), SaleTo: dayOf(p.SaleTo), Availability: availability(p.Availability),
		AvailableFrom: dayOf(p.AvailableFrom), Expires: dayOf(p.Expires),
		ShipsTo: wares.Countries(p.Areas, p.Target), Gone: *p.Deleted, Unoffered: !*p.Joined, ObservedAt: at,
	}
	if l.Title == "" {
		l.Title = l.Key
	}
	if g := wares.GTIN(p.GTIN); g != "" {
		l.GTINs = []string{g}
	}
	switch {
	case len(p.Types) > 0:
		l.Category = wares.Line(strings.Join(p.Types, " > "), 500)
	case p.Category != nil:
		l.Category = wares.Line(p.Category.Name, 500)
	}
	for _, o := range []taglane.Choice{{Name: "Colour", Value: p.Color}, {Name: "Size", Value: p.Size}, {Name: "Material", Value: p.Material}, {Name: "Pattern", Value: p.Pattern}} {
		if o.Value = wares.Line(o.Value, 100); o.Value != "" {
			l.Options = append(l.Options, o)
		}
	}
	if p.LinkCode != nil && *p.Joined && s.paysUs(p.LinkCode.ClickURL) {
		l.Tracking = p.LinkCode.ClickURL
	}
	return l
}
