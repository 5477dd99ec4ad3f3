package rakutentest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Partner is how a shop's programme stands for the publisher.
type Partner struct {
	ID     int
	Name   string
	Shop   string // of the shop itself: active, inactive
	Status string
}

func (p Partner) json() map[string]any {
	return map[string]any{
		"advertiser": map[string]any{"id": p.ID, "network": 1, "name": p.Name, "status": p.Shop, "categories": []string{"Home"}, "details": "/v2/advertisers/" + strconv.Itoa(p.ID)},
		"status":     p.Status, "status_update_datetime": "2026-01-02T03:04:05Z", "approve_datetime": "2026-01-02T03:04:05Z",
		"apply_datetime": "2026-01-01T03:04:05Z", "offers": "/v1/offers?advertiser=" + strconv.Itoa(p.ID),
	}
}

// Shop is an advertiser.
type Shop struct {
	ID      int
	Name    string
	URL     string
	ShipsTo []string
	Deep    bool
}

func (s Shop) json() map[string]any {
	return map[string]any{
		"id": s.ID, "name": s.Name, "url": s.URL, "description": "A shop.",
		"policies": map[string]any{"international_capabilities": map[string]any{"ships_to": s.ShipsTo}, "software": map[string]any{"dsa": false, "dsa_specs": ""}},
		"features": map[string]any{"premium_advertiser": false, "product_feed": true, "media_opt_report": false, "cross_device_tracking": true, "deep_links": s.Deep, "itp_compliant": true},
		"contact":  map[string]any{"name": "Grace", "job_title": "Partners", "email": "grace@shop.example", "phone": "1", "country": "US"},
	}
}

// Offer is what a shop pays.
type Offer struct {
	GOID     int
	Shop     int
	Status   string // active, available, upcoming
	Name     string
	Renews   bool
	From, To string
	Text     string  // of its commission
	Percent  float64 // of its first tier
}

func (o Offer) json() map[string]any {
	return map[string]any{
		"advertiser":   map[string]any{"id": o.Shop, "network": "1 - United States", "name": "Shop", "status": "active", "details": ""},
		"offer_number": "A-" + strconv.Itoa(o.GOID), "goid": o.GOID, "status": o.Status, "name": o.Name, "type": "public", "auto_renew": o.Renews,
		"return_days": 30, "truelock": "Y", "update_window": 7, "start_datetime": o.From, "end_datetime": o.To, "terms_url": "",
		"offer_rules": []any{map[string]any{
			"oid": o.GOID, "offer_number": "A-" + strconv.Itoa(o.GOID), "is_base_commission": true, "is_first_click": false, "is_dynamic": false, "sku_list_name": "",
			"commissions": []any{map[string]any{
				"commission_type": "percent", "description": o.Text, "dynamic_rules": []any{},
				"tiers": []any{map[string]any{"commission": o.Percent, "threshold": 0.0, "upper_threshold": 0.0}},
			}},
		}},
	}
}

func (t *Twin) partners(w http.ResponseWriter, r *http.Request) {
	_, stock := t.now()
	found := []any{}
	for _, p := range stock.Partners {
		if want := r.URL.Query().Get("partner_status"); want == "" || want == p.Status {
			found = append(found, p.json())
		}
	}
	t.list(w, r, "partnerships", found, 100)
}

func (t *Twin) advertisers(w http.ResponseWriter, r *http.Request) {
	_, stock := t.now()
	found := []any{}
	for _, s := range stock.Shops {
		found = append(found, s.json())
	}
	if n := t.number(r.URL.Query(), "limit", 10); n > 200 {
		t.Note("%d advertisers a page", n)
	}
	t.list(w, r, "advertisers", found, 10)
}

func (t *Twin) offers(w http.ResponseWriter, r *http.Request) {
	_, stock := t.now()
	found := []any{}
	for _, o := range stock.Offers {
		if o.Status == r.URL.Query().Get("offer_status") {
			found = append(found, o.json())
		}
	}
	t.list(w, r, "offers", found, 100)
}

// list answers with a page of a list, in the wrapper that the terms say.
func (t *Twin) list(w http.ResponseWriter, r *http.Request, field string, all []any, usual int) {
	k, _ := t.now()
	q := r.URL.Query()
	first := 1
	if k.FromZero {
		first = 0
	}
	number := first
	if q.Get("page") != "" {
		n, err := strconv.Atoi(q.Get("page"))
		if err != nil || n < first {
			t.Note("page=%q", q.Get("page"))
		}
		number = n
	}
	size := t.number(q, "limit", usual)
	if k.PageMost > 0 {
		size = min(size, k.PageMost)
	}
	rows, of := page(t, all, number-first, size)
	links := map[string]any{"self": r.URL.RequestURI()}
	if (number-first+1)*size < of {
		links["next"] = next(r.URL, number+1, k.Crooked)
	}
	about := map[string]any{"api_name_version": field + "-v1.0.0", "page": number, "limit": size, "total": of, "_links": links}
	said := map[string]any{"_metadata": about, field: rows}
	if k.Wrapped && field != "advertisers" {
		said = map[string]any{"message": "ok", "data": []any{said}}
	}
	t.json(w, r, said)
}

// next is the link to a page; crooked, it is as some of the documentation has it.
func next(u *url.URL, number int, crooked bool) string {
	q := u.Query()
	q.Set("page", strconv.Itoa(number))
	if crooked {
		return u.Path + "/" + q.Encode()
	}
	return u.Path + "?" + q.Encode()
}

// json sends an answer once it was compared with the description.
func (t *Twin) json(w http.ResponseWriter, r *http.Request, said any) {
	b, err := json.Marshal(said)
	if err == nil {
		path, _, _, _ := match(r)
		err = CheckAnswer(path, r.Method, b)
	}
	if err != nil {
		t.Note("the twin's own answer of %s: %v", r.URL.Path, err)
	}
	t.send(w, r, "application/json", b)
}

// partner answers how one programme stands.
func (t *Twin) partner(w http.ResponseWriter, r *http.Request) {
	_, stock := t.now()
	for _, p := range stock.Partners {
		if strings.HasSuffix(r.URL.Path, fmt.Sprintf("/%d", p.ID)) {
			t.json(w, r, map[string]any{"partnership": p.json()})
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, `{"message":"not found"}`)
}

// deepLink makes a link, if the programme is joined and lets links lead anywhere.
func (t *Twin) deepLink(w http.ResponseWriter, r *http.Request) {
	k, stock := t.now()
	var said struct {
		URL        string `json:"url"`
		Advertiser int    `json:"advertiser_id"`
		U1         string `json:"u1"`
	}
	_ = json.NewDecoder(r.Body).Decode(&said)
	joined, deep := false, false
	for _, p := range stock.Partners {
		joined = joined || p.ID == said.Advertiser && (p.Status == "active" || p.Status == "extended")
	}
	for _, s := range stock.Shops {
		deep = deep || s.ID == said.Advertiser && s.Deep
	}
	if !joined || !deep {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"REQUEST_PARAM_INVALID","message":"advertiser_id is not valid"}`)
		return
	}
	made := fmt.Sprintf("https://click.linksynergy.com/deeplink?id=%s&mid=%d&murl=%s", t.payee(k), said.Advertiser, url.QueryEscape(said.URL))
	if said.U1 != "" {
		made += "&u1=" + said.U1
	}
	t.json(w, r, map[string]any{
		"_metadata":  map[string]any{"api_name_version": "links-deep-links-v1.0.0"},
		"advertiser": map[string]any{"id": said.Advertiser, "name": "Shop", "url": "", "description": "", "deep_link": map[string]any{"deep_link_url": made, "u1": said.U1, "url": said.URL}},
	})
}
