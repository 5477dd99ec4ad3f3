package tiktokshoptest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// performances are the days of posts, each from midnight to midnight. They are
// told for the last 180 days, up to yesterday.
func (t *Twin) performances(r *http.Request, _ []byte) (int64, any) {
	q := r.URL.Query()
	from, err1 := strconv.ParseInt(q.Get("start_time_ge"), 10, 64)
	to, err2 := strconv.ParseInt(q.Get("end_time_le"), 10, 64)
	ids, now := strings.Split(q.Get("video_ids"), ","), t.Clock.Now()
	if err1 != nil || err2 != nil || len(ids) > 100 || to < from || now.Sub(time.Unix(from, 0)) > 181*24*time.Hour || time.Unix(to, 0).After(now) {
		t.Note("figures were asked for with %v", q)
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

// sales are the orders that came through the creator, page by page, newest
// first.
func (t *Twin) sales(r *http.Request, body []byte) (int64, any) {
	var a struct {
		From int64 `json:"create_time_ge"`
		To   int64 `json:"create_time_lt"`
	}
	if json.Unmarshal(body, &a) != nil || a.To > 0 && a.To < a.From {
		t.Note("sales were asked for from %d to %d", a.From, a.To)
		return badRequest, nil
	}
	list, at := []any{}, map[string]int{}
	for _, o := range slices.Backward(t.orders) {
		if o.At.Unix() < a.From || a.To > 0 && o.At.Unix() >= a.To {
			continue
		}
		i, known := at[o.ID]
		if !known {
			i = len(list)
			at[o.ID] = i
			list = append(list, map[string]any{"id": o.ID, "create_time": o.At.Unix(), "status": o.Status, "skus": []any{}})
		}
		of := list[i].(map[string]any)
		of["skus"] = append([]any{bought(o)}, of["skus"].([]any)...)
	}
	return t.paged(r, "orders", list, 100)
}

// bought is a line of an order.
func bought(o Order) any {
	line := map[string]any{"id": o.SKU, "product_id": o.Product, "product_name": o.Name, "shop_name": o.Shop, "content_id": o.Content,
		"content_type": o.Type, "tag": o.Tag, "quantity": o.Quantity}
	for name, amount := range map[string]string{"estimated_commission": o.Estimate, "actual_commission": o.Actual,
		"estimated_commission_base": o.Expected, "actual_commission_base": o.Base} {
		if amount != "" {
			line[name] = map[string]any{"amount": amount, "currency": o.Currency}
		}
	}
	if !o.Updated.IsZero() {
		line["last_update_time"] = o.Updated.Unix()
	}
	return line
}

// Shared is a link that was made: what a sale through it is told with.
type Shared struct{ Product, Tag string }

// Links are the links that were made, by address.
func (t *Twin) Links() map[string]Shared {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.shared)
}

// share makes a link for each tag, or tells why it does not.
func (t *Twin) share(_ *http.Request, body []byte) (int64, any) {
	var a struct {
		Material struct {
			ID   string `json:"id"`
			Type string `json:"type"`
		} `json:"material"`
		Tags []string `json:"tags"`
	}
	if json.Unmarshal(body, &a) != nil || a.Material.Type != "PRODUCT" {
		t.Note("a link to a %q was asked for", a.Material.Type)
		return badRequest, nil
	}
	if g, known := t.good(a.Material.ID, "Blue mug"); !known || g.Ended {
		return 170001011, nil
	}
	if len(a.Tags) == 0 {
		a.Tags = []string{""}
	}
	links, errors := []any{}, []any{}
	for _, tag := range a.Tags {
		if len(tag) > t.knobs.TagMost {
			errors = append(errors, map[string]any{"code": 16001002, "detail": map[string]any{"tag": tag, "fail_reason": "Tag has exceeded the length limit"}})
			continue
		}
		t.n++
		address := fmt.Sprintf("https://www.tiktok.com/view/product/%s?chain_key=k%d&utm_source=open_api", a.Material.ID, t.n)
		t.shared[address] = Shared{a.Material.ID, tag}
		links = append(links, map[string]any{"affiliate_sharing_link": address, "tag": tag})
	}
	return 0, map[string]any{"affiliate_sharing_links": links, "errors": errors}
}
