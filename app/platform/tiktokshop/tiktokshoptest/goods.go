package tiktokshoptest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Good is a product that sellers offer to creators.
type Good struct {
	ID, Title, Shop string
	Price, Sale     string // the least of its variants: "8.00"
	Currency        string
	Rate            int    // hundredths of a percent
	Sold            bool   // out
	Review          string // in a showcase: APPROVED, UNAVAILABLE, ZERO_COMMISSION; "": APPROVED
	Hidden          bool   // in a showcase
	Closed          bool   // no longer offered to every creator
	Ended           bool   // there is no such product any more
}

// Offer lays out a market. Before it is called, whatever product is asked for
// is one.
func (t *Twin) Offer(goods ...Good) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.offers = append(t.offers, goods...)
}

// good is an offered product; one that is made up where there is no market.
func (t *Twin) good(id, title string) (Good, bool) {
	for _, g := range t.offers {
		if g.ID == id {
			return g, true
		}
	}
	return Good{ID: id, Title: title, Shop: "Lumen", Price: "9.90", Sale: "8.00", Currency: "USD", Rate: 1500, Sold: !t.knobs.InStock}, len(t.offers) == 0
}

// product is how the lists of the market tell a product.
func (t *Twin) product(g Good) any {
	price := func(least string) any {
		return map[string]any{"minimum_amount": least, "maximum_amount": "95.50", "currency": g.Currency}
	}
	return map[string]any{"id": g.ID, "title": g.Title, "has_inventory": !g.Sold, "sale_region": t.knobs.SaleRegion, "units_sold": 12,
		"detail_link": "https://shop.tiktok.com/view/product/" + g.ID + "?region=US&local=en", "main_image_url": "https://p16.tiktokcdn.com/" + g.ID + ".jpg",
		"category_chains": []any{map[string]any{"id": "1", "local_name": "Home"}, map[string]any{"id": "2", "local_name": "Cups"}},
		"shop":            map[string]any{"name": g.Shop}, "commission": map[string]any{"rate": g.Rate, "amount": "1.20", "currency": g.Currency},
		"original_price": price(g.Price), "sales_price": price(g.Sale)}
}

// shown is how a showcase tells one.
func (t *Twin) shown(g Good) any {
	price := func(least string) any {
		return map[string]any{"minimum_amount": least, "maximum_amount": "95.50", "currency": g.Currency}
	}
	stock, review := "IN_STOCK", g.Review
	if g.Sold {
		stock = "SOLD_OUT"
	}
	if review == "" {
		review = "APPROVED"
	}
	return map[string]any{"id": g.ID, "title": g.Title, "shop": map[string]any{"name": g.Shop}, "source": "AFFILIATE", "sale_regions": []string{t.knobs.SaleRegion},
		"detail_link": "https://shop.tiktok.com/view/product/" + g.ID + "?region=US&local=en",
		"main_images": []any{map[string]any{"url": "https://p16.tiktokcdn.com/" + g.ID + ".jpg", "width": 100}},
		"price":       map[string]any{"original_price": price(g.Price), "seller_discount_price": price(g.Sale)},
		"status":      map[string]any{"inventory_status": stock, "review_status": review, "is_hidden": g.Hidden, "added_status": "ADDED"},
		"commission":  map[string]any{"rate": g.Rate}}
}

// search finds the offered products that have all words in their titles.
func (t *Twin) search(r *http.Request, body []byte) (int64, any) {
	var a struct {
		Words []string `json:"title_keywords"`
	}
	if json.Unmarshal(body, &a) != nil || len(a.Words) > 20 || slices.ContainsFunc(a.Words, func(w string) bool { return len(w) > 255 }) {
		t.Note("a search for %d words", len(a.Words))
		return badRequest, nil
	}
	list := []any{}
	for _, g := range t.offers {
		if !g.Closed && !g.Ended && !slices.ContainsFunc(a.Words, func(w string) bool { return !strings.Contains(strings.ToLower(g.Title), strings.ToLower(w)) }) {
			list = append(list, t.product(g))
		}
	}
	return t.paged(r, "products", list, 20)
}

func (t *Twin) products(r *http.Request, _ []byte) (int64, any) {
	var ids []string
	if json.Unmarshal([]byte(r.URL.Query().Get("product_ids")), &ids) != nil || len(ids) == 0 {
		t.Note("products without their ids")
		return badRequest, nil
	}
	list := []any{}
	for _, id := range ids {
		g, known := t.good(id, "Blue mug")
		switch {
		case g.Ended:
			return 170001012, nil
		case known && !g.Closed:
			list = append(list, t.product(g))
		}
	}
	return 0, map[string]any{"products": list}
}

// shelf is the creator's showcase.
func (t *Twin) shelf(r *http.Request, _ []byte) (int64, any) {
	if origin := r.URL.Query().Get("origin"); origin != "SHOWCASE" && origin != "LIVE" {
		t.Note("the showcase was asked for from %q", origin)
		return badRequest, nil
	}
	return t.listed(r, t.showcase)
}

// shop is the shop that is bound to the creator.
func (t *Twin) shop(r *http.Request, _ []byte) (int64, any) { return t.listed(r, t.stock) }

// listed is a list of products, up to twenty at a time.
func (t *Twin) listed(r *http.Request, all []string) (int64, any) {
	list := []any{}
	for _, id := range all {
		g, _ := t.good(id, "Product "+id[max(0, len(id)-4):])
		list = append(list, t.shown(g))
	}
	return t.paged(r, "products", list, 20)
}

// paged is a page of a list. Its name is that of the place where it begins, in
// that list alone.
func (t *Twin) paged(r *http.Request, name string, all []any, most int) (int64, any) {
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("page_size"))
	at := 0
	if token := q.Get("page_token"); token != "" {
		rest, ours := strings.CutPrefix(token, "from-")
		n, wrong := strconv.Atoi(rest)
		if !ours || wrong != nil || n > len(all) {
			return badRequest, nil // such as one that was forgotten meanwhile
		}
		at = n
	}
	if err != nil || size < 1 || size > most {
		t.Note("%s was asked for with %v", r.URL.Path, q)
		return badRequest, nil
	}
	if t.knobs.PageMost > 0 {
		size = min(size, t.knobs.PageMost)
	}
	first, end := at, min(at+size, len(all))
	empty, repeats := t.Listed()
	if repeats && at > 0 {
		first--
	}
	data := map[string]any{name: all[first:end], "total_count": len(all)}
	if end < len(all) {
		data["next_page_token"] = "from-" + strconv.Itoa(end)
	}
	if empty && len(all) > 0 {
		data[name] = []any{}
	}
	return 0, data
}
