package instagram

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Tag gives a public Reel the products of its clip, without times and places,
// and reads back what it carries: all of them, or those that the shop has, see
// Kept. The Reel stays in any case. What it carries besides is never taken off.
func (s *Service) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	if err := named(post); err != nil {
		return nil, err
	}
	products := tagged(p.Revision.Draft)
	if len(products) == 0 {
		return nil, nil
	}
	if len(products) > limits.Products {
		return nil, taglane.Errorf(taglane.Invalid, "Instagram takes up to %d products, and this clip has %d.", limits.Products, len(products))
	}
	have, err := s.carried(ctx, post.ID)
	if err != nil {
		return nil, err
	}
	ids, _, err := s.shop(ctx, p.Revision.Draft, products)
	if err != nil {
		return nil, err
	}
	if missing(ids, have) {
		if err := s.put(ctx, post.ID, products, ids, len(have) == 0); err != nil {
			return nil, err
		}
		if have, err = s.carried(ctx, post.ID); err != nil {
			return nil, err
		}
	}
	return among(products, ids, have), nil
}

// among are the products that a post has, in their order.
func among(products []taglane.Product, ids map[taglane.ID]digits, have map[digits]bool) (out []taglane.ID) {
	for _, q := range products {
		if id := ids[q.ID]; id != "" && have[id] {
			out = append(out, q.ID)
		}
	}
	return out
}

// Kept implements platform.Partly: a product that is not in the shop's catalog,
// or not approved, is left to the person.
func (s *Service) Kept(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, map[taglane.ID]taglane.Said, error) {
	if err := named(post); err != nil {
		return nil, nil, err
	}
	products := tagged(p.Revision.Draft)
	have, err := s.carried(ctx, post.ID)
	if err != nil {
		return nil, nil, err
	}
	ids, no, err := s.shop(ctx, p.Revision.Draft, products)
	if err != nil {
		return nil, nil, err
	}
	never := map[taglane.ID]taglane.Said{}
	for _, f := range no {
		switch f.Rule {
		case "IG-TAGS-OWN":
			never[f.Place.Product] = taglane.Say("it is not in the catalog of your shop")
		case "IG-TAGS-REVIEW":
			never[f.Place.Product] = taglane.Say("Instagram has not approved it for tags")
		default:
			for _, q := range products {
				never[q.ID] = taglane.Say("Instagram lets this account tag no products")
			}
		}
	}
	return among(products, ids, have), never, nil
}

// tagged are the products of a draft in the order in which they appear.
func tagged(d taglane.Draft) (out []taglane.Product) {
	seen := map[taglane.ID]bool{}
	for _, t := range d.Tags {
		if seen[t.Product] {
			continue
		}
		seen[t.Product] = true
		if q, ok := d.Product(t.Product); ok {
			out = append(out, q)
		}
	}
	return out
}

func missing(ids map[taglane.ID]digits, have map[digits]bool) bool {
	for _, id := range ids {
		if !have[id] {
			return true
		}
	}
	return false
}

// carried are the products a post has, by their ids at Instagram.
func (s *Service) carried(ctx context.Context, post string) (map[digits]bool, error) {
	var got goods
	q := url.Values{"fields": {"product_id,name,review_status"}, "limit": {"100"}}
	if _, err := s.ask(ctx, httpx.Call{Query: q, Into: &got}, post, "product_tags"); err != nil {
		return nil, err
	}
	have := map[digits]bool{}
	for _, g := range got.Data {
		have[g.ID] = true
	}
	return have, nil
}

// put sends the whole list: what is there already stays as it is. A place in
// the picture is never sent, since a Reel with one is refused.
// bare says that the post has none yet, for only so many may get some in a day.
func (s *Service) put(ctx context.Context, post string, products []taglane.Product, ids map[taglane.ID]digits, bare bool) error {
	if bare {
		if err := s.client.Pace.Room(tagging, taglane.Say("Instagram lets products be added to %d posts within 24 hours; this one waits until there is room.", limits.Tagged)); err != nil {
			return err
		}
	}
	type tag struct {
		ID digits `json:"product_id"`
	}
	list, sent := []tag{}, map[digits]bool{}
	for _, q := range products {
		if id := ids[q.ID]; id != "" && !sent[id] {
			sent[id] = true
			list = append(list, tag{id})
		}
	}
	b, _ := json.Marshal(list) // texts cannot fail
	a, err := s.ask(ctx, httpx.Call{Method: http.MethodPost, Form: url.Values{"updated_tags": {string(b)}}}, post, "product_tags")
	if bare && (err == nil || a.Status == 0) {
		s.client.Pace.Note(tagging)
	}
	return err
}

// shop finds products in the catalogs of the account, and says of the others
// why they cannot be tagged.
func (s *Service) shop(ctx context.Context, d taglane.Draft, products []taglane.Product) (ids map[taglane.ID]digits, no look, err error) {
	if err := unreadable(s.user); err != nil {
		return nil, nil, err
	}
	var may struct {
		Eligible bool `json:"shopping_product_tag_eligibility"`
	}
	if _, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"shopping_product_tag_eligibility"}}, Into: &may}, s.user); err != nil {
		return nil, nil, err
	}
	if !may.Eligible {
		no.add("IG-TAGS-ELIGIBLE", ineligible, taglane.Said{}, taglane.Place{Field: "tags"})
		return nil, no, nil
	}
	var all catalogs
	if _, err := s.ask(ctx, httpx.Call{Into: &all}, s.user, "available_catalogs"); err != nil {
		return nil, nil, err
	}
	ids = map[taglane.ID]digits{}
	for _, q := range products {
		g, err := s.find(ctx, d, q, all)
		at := taglane.Place{Product: q.ID, Field: "tags"}
		switch {
		case err != nil:
			return nil, nil, err
		case g == nil:
			no.add("IG-TAGS-OWN", taglane.Say("%s is not in the catalog of your shop, so Instagram cannot tag it.", q.Title), taglane.Said{}, at)
		case g.Review != "approved":
			no.add("IG-TAGS-REVIEW", taglane.Say("Instagram has not approved %s for tags.", q.Title), taglane.Said{}, at)
		default:
			ids[q.ID] = g.ID
		}
	}
	return ids, no, nil
}

// find looks for one product in each catalog, by its name and then its number.
func (s *Service) find(ctx context.Context, d taglane.Draft, q taglane.Product, in catalogs) (*good, error) {
	for _, c := range in.Data {
		if !c.ID.valid() {
			continue
		}
		for _, words := range []string{q.Title, q.SKU, q.GTIN} {
			if words == "" {
				continue
			}
			var got goods
			query := url.Values{"catalog_id": {string(c.ID)}, "q": {words}, "limit": {"100"}}
			if _, err := s.ask(ctx, httpx.Call{Query: query, Into: &got}, s.user, "catalog_product_search"); err != nil {
				return nil, err
			}
			if g := match(d, q, got.Data); g != nil {
				return g, nil
			}
		}
	}
	return nil, nil
}

// match takes the product with our own number, or of a shop's own products the
// only one with the very same name.
func match(d taglane.Draft, q taglane.Product, among []good) (found *good) {
	for i, g := range among {
		if g.ID.valid() && g.Retailer != "" && (g.Retailer == q.SKU || g.Retailer == q.GTIN) {
			return &among[i]
		}
	}
	if !own(d, q) {
		return nil
	}
	for i, g := range among {
		if g.ID.valid() && strings.EqualFold(strings.TrimSpace(g.Name), strings.TrimSpace(q.Title)) {
			if found != nil {
				return nil
			}
			found = &among[i]
		}
	}
	return found
}

func own(d taglane.Draft, q taglane.Product) bool {
	for _, t := range d.Tags {
		if t.Product == q.ID && d.RelationOf(t) == taglane.Own {
			return true
		}
	}
	return false
}
