package shopifytest

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

type frontRoot struct{ t *Twin }

// Product is one as visitors see it.
func (q *frontRoot) Product(args struct {
	Handle *string
	ID     *graphql.ID
}) *frontProduct {
	q.t.mu.Lock()
	defer q.t.mu.Unlock()
	for _, p := range q.t.stock.Products {
		same := args.ID != nil && p.ID == string(*args.ID) || args.ID == nil && p.Handle == value(args.Handle)
		if same && !p.Hidden && p.Status == "ACTIVE" {
			return &frontProduct{p}
		}
	}
	return nil
}

type frontProduct struct{ p *Product }

func (n *frontProduct) ID() graphql.ID         { return graphql.ID(n.p.ID) }
func (n *frontProduct) Title() string          { return n.p.Title }
func (n *frontProduct) Handle() string         { return n.p.Handle }
func (n *frontProduct) AvailableForSale() bool { return true }
func (n *frontProduct) OnlineStoreURL() *text {
	return some(text("https://" + Domain + "/products/" + n.p.Handle))
}

type price struct {
	Amount       text
	CurrencyCode string
}

type frontVariant struct {
	ID                                    graphql.ID
	Title                                 string
	SKU, Barcode                          *string
	AvailableForSale, CurrentlyNotInStock bool
	QuantityAvailable                     *int32
	Price                                 price
	CompareAtPrice                        *price
}

type frontList struct {
	Nodes    []frontVariant
	PageInfo pages
}

// Variants lists its variants.
func (n *frontProduct) Variants(args struct {
	After *string
	First *int32
}) *frontList {
	out := &frontList{Nodes: []frontVariant{}}
	from := min(start(args.After), len(n.p.Variants))
	end := min(from+int(most(args.First)), len(n.p.Variants))
	for _, v := range n.p.Variants[from:end] {
		f := frontVariant{
			ID: graphql.ID(v.ID), Title: v.Title, SKU: some(v.SKU), Barcode: some(v.Barcode),
			AvailableForSale: v.ForSale, CurrentlyNotInStock: v.Quantity <= 0, Price: price{text(v.Price), "EUR"},
		}
		if v.Before != "" {
			f.CompareAtPrice = &price{text(v.Before), "EUR"}
		}
		out.Nodes = append(out.Nodes, f)
	}
	if end < len(n.p.Variants) {
		out.PageInfo = pages{HasNextPage: true, EndCursor: cursor(end)}
	}
	return out
}

// servePublic is what every visitor can read.
func (t *Twin) servePublic(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch k := t.terms; {
	case k.Password:
		http.Redirect(w, r, "/password", http.StatusFound)
		return
	case k.Closed:
		w.WriteHeader(http.StatusNotFound)
		return
	case k.HTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Lumen</title>")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if handle, one := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/products/"), ".json"); one && r.URL.Path != "/products.json" {
		for _, p := range t.stock.Products {
			if p.Handle == handle && !p.Hidden {
				_ = json.NewEncoder(w).Encode(map[string]any{"product": p.open(false)})
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"errors":"Not Found"}`)
		return
	}
	t.listPublic(w, r)
}

// listPublic is one page; the caller holds the lock.
func (t *Twin) listPublic(w http.ResponseWriter, r *http.Request) {
	limit, limitErr := strconv.Atoi(r.URL.Query().Get("limit"))
	page, pageErr := strconv.Atoi(r.URL.Query().Get("page"))
	if limitErr != nil || pageErr != nil || limit < 1 || limit > 250 || page < 1 {
		t.Note("a public page %q of %q", r.URL.Query().Get("page"), r.URL.Query().Get("limit"))
		limit, page = 30, 1
	}
	all := []any{}
	for _, p := range t.stock.Products {
		if !p.Hidden && p.Status == "ACTIVE" {
			all = append(all, p.open(true))
		}
	}
	from := min((page-1)*limit, len(all))
	_ = json.NewEncoder(w).Encode(map[string]any{"products": all[from:min(from+limit, len(all))]})
}

// open is a product as the public pages have it. A single one does not tell
// what is there.
func (p *Product) open(listed bool) map[string]any {
	id := func(name string) json.Number { return json.Number(number(name)) }
	variants, images := []any{}, []any{}
	for _, v := range p.Variants {
		row := map[string]any{
			"id": id(v.ID), "title": v.Title, "option1": v.Value, "option2": nil, "option3": nil, "sku": v.SKU,
			"price": v.Price, "compare_at_price": v.Before,
		}
		if listed {
			row["available"] = v.ForSale
		}
		variants = append(variants, row)
	}
	for _, u := range p.Pictures {
		images = append(images, map[string]any{"src": u})
	}
	return map[string]any{
		"id": id(p.ID), "title": p.Title, "handle": p.Handle, "body_html": p.HTML, "vendor": p.Vendor, "product_type": p.Type,
		"tags": []string{"kitchen"}, "variants": variants, "images": images,
		"options": []any{map[string]any{"name": p.Variants[0].Option, "position": 1, "values": []string{}}},
	}
}
