package tiktokshoptest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// product is a product of the open collaborations.
func (t *Twin) product(id, title string) any {
	return map[string]any{"id": id, "title": title, "has_inventory": t.knobs.InStock, "sale_region": t.knobs.SaleRegion, "units_sold": 12,
		"detail_link": "https://shop.tiktok.com/view/product/" + id, "main_image_url": "https://p16.tiktokcdn.com/" + id + ".jpg",
		"shop": map[string]any{"name": "Lumen"}, "commission": map[string]any{"rate": 1500, "amount": "1.20", "currency": "USD"},
		"sales_price": map[string]any{"minimum_amount": "8.00", "maximum_amount": "9.50", "currency": "USD"}}
}

func (t *Twin) search(_ *http.Request, body []byte) (int64, any) {
	var a struct {
		Words []string `json:"title_keywords"`
	}
	if json.Unmarshal(body, &a) != nil || len(a.Words) > 20 {
		t.blame("a search for %d words", len(a.Words))
		return badRequest, nil
	}
	return 0, map[string]any{"products": []any{t.product("1729000000000000001", strings.Join(a.Words, " "))}, "next_page_token": "page-2", "total_count": 41}
}

func (t *Twin) products(r *http.Request, _ []byte) (int64, any) {
	var ids []string
	if json.Unmarshal([]byte(r.URL.Query().Get("product_ids")), &ids) != nil || len(ids) == 0 {
		t.blame("products without their ids")
		return badRequest, nil
	}
	list := []any{}
	for _, id := range ids {
		list = append(list, t.product(id, "Blue mug"))
	}
	return 0, map[string]any{"products": list}
}

// shelf is the creator's showcase.
func (t *Twin) shelf(r *http.Request, _ []byte) (int64, any) {
	if origin := r.URL.Query().Get("origin"); origin != "SHOWCASE" && origin != "LIVE" {
		t.blame("the showcase was asked for from %q", origin)
		return badRequest, nil
	}
	return t.listed(r, t.showcase)
}

// shop is the shop that is bound to the creator.
func (t *Twin) shop(r *http.Request, _ []byte) (int64, any) { return t.listed(r, t.stock) }

// listed is a list of products, up to twenty at a time.
func (t *Twin) listed(r *http.Request, all []string) (int64, any) {
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("page_size"))
	from, _ := strconv.Atoi(strings.TrimPrefix(q.Get("page_token"), "from-"))
	if err != nil || size < 1 || size > 20 || from > len(all) {
		t.blame("%s was asked for with %v", r.URL.Path, q)
		return badRequest, nil
	}
	list := []any{}
	for _, id := range all[from:min(len(all), from+size)] {
		list = append(list, t.product(id, "Product "+id[max(0, len(id)-4):]))
	}
	data := map[string]any{"products": list, "total_count": len(all)}
	if from+size < len(all) {
		data["next_page_token"] = "from-" + strconv.Itoa(from+size)
	}
	return 0, data
}

// performances are the days of posts, each from midnight to midnight. They are
// told for the last 180 days, up to yesterday.
func (t *Twin) performances(r *http.Request, _ []byte) (int64, any) {
	q := r.URL.Query()
	from, err1 := strconv.ParseInt(q.Get("start_time_ge"), 10, 64)
	to, err2 := strconv.ParseInt(q.Get("end_time_le"), 10, 64)
	ids, now := strings.Split(q.Get("video_ids"), ","), t.Clock.Now()
	if err1 != nil || err2 != nil || len(ids) > 100 || to < from || now.Sub(time.Unix(from, 0)) > 181*24*time.Hour || time.Unix(to, 0).After(now) {
		t.blame("figures were asked for with %v", q)
		return badRequest, nil
	}
	first, last := time.Unix(from, 0).UTC().Truncate(24*time.Hour), time.Unix(to, 0).UTC().Truncate(24*time.Hour)
	videos := []any{}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if !slices.ContainsFunc(t.videos, func(v Video) bool { return v.ID == id }) {
			return 170001016, nil
		}
		days := []any{}
		for _, f := range t.figures[id] {
			if f.Day.Before(first) || f.Day.After(last) {
				continue
			}
			days = append(days, map[string]any{
				"time_range": map[string]any{"start_time": f.Day.Unix(), "end_time": f.Day.Add(24 * time.Hour).Unix()},
				"metrics": map[string]any{"click_through_rate": f.ClickRate, "anchor_display_rate": f.DisplayRate, "order_count": f.Orders,
					"item_sold_count": f.Sold, "gmv": map[string]any{"amount": f.Amount, "currency": f.Currency}},
			})
		}
		videos = append(videos, map[string]any{"id": id, "performances": days})
	}
	return 0, map[string]any{"videos": videos}
}

// sales are the orders that came through the creator, page by page.
func (t *Twin) sales(r *http.Request, body []byte) (int64, any) {
	var a struct {
		From int64 `json:"create_time_ge"`
		To   int64 `json:"create_time_lt"`
	}
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("page_size"))
	at, _ := strconv.Atoi(strings.TrimPrefix(q.Get("page_token"), "from-"))
	if json.Unmarshal(body, &a) != nil || err != nil || size < 1 || size > 100 {
		t.blame("sales were asked for with %v", q)
		return badRequest, nil
	}
	list := []any{}
	for _, o := range t.orders {
		if o.At.Unix() < a.From || a.To > 0 && o.At.Unix() >= a.To {
			continue
		}
		sku := map[string]any{"content_id": o.Content, "content_type": o.Type, "product_id": o.Product, "quantity": o.Quantity,
			"estimated_commission": map[string]any{"amount": o.Estimate, "currency": o.Currency}}
		if o.Actual != "" {
			sku["actual_commission"] = map[string]any{"amount": o.Actual, "currency": o.Currency}
		}
		list = append(list, map[string]any{"id": o.ID, "create_time": o.At.Unix(), "status": o.Status, "skus": []any{sku}})
	}
	data := map[string]any{"orders": list[min(at, len(list)):min(at+size, len(list))], "total_count": len(list)}
	if at+size < len(list) {
		data["next_page_token"] = "from-" + strconv.Itoa(at+size)
	}
	return 0, data
}
