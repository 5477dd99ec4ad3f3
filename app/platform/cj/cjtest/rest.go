package cjtest

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Advertiser is a shop and its programme.
type Advertiser struct {
	ID      string       `xml:"advertiser-id"`
	Account string       `xml:"account-status"`
	EPC     string       `xml:"seven-day-epc"`
	Name    string       `xml:"advertiser-name"`
	URL     string       `xml:"program-url"`
	Status  string       `xml:"relationship-status"`
	Actions []ShopAction `xml:"actions>action"`
}

// ShopAction is what a programme pays for.
type ShopAction struct {
	Name string `xml:"name"`
	Rate string `xml:"commission>default"`
}

// Link is one that CJ made.
type Link struct {
	ID          string `xml:"link-id"`
	Advertiser  string `xml:"advertiser-id"`
	Shop        string `xml:"advertiser-name"`
	Name        string `xml:"link-name"`
	Description string `xml:"description"`
	Kind        string `xml:"promotion-type"`
	Code        string `xml:"coupon-code"`
	ClickURL    string `xml:"clickUrl"`
	Destination string `xml:"destination"` // often somebody else's link
	Status      string `xml:"relationship-status"`
	From        string `xml:"promotion-start-date"`
	To          string `xml:"promotion-end-date"`
}

// list is an answer with a page of a list.
type list[T any] struct {
	Total    int `xml:"total-matched,attr"`
	Returned int `xml:"records-returned,attr"`
	Page     int `xml:"page-number,attr"`
	Rows     []T `xml:"-"`
}

// params are the parameters that the older services know.
var params = map[string][]string{
	LinksHost: {"website-id", "advertiser-ids", "keywords", "category", "link-type", "promotion-type", "promotion-start-date", "promotion-end-date",
		"page-number", "records-per-page", "language", "allow-deep-linking", "link-Id", "last-updated", "mobile-optimized", "targeted-country"},
	ShopsHost: {"requestor-cid", "advertiser-ids", "advertiser-name", "keywords", "page-number", "records-per-page"},
}

// check notes what is not known, and says whether the call says who asks.
func (t *Twin) check(w http.ResponseWriter, r *http.Request, host, who, id string) (url.Values, bool) {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains(params[host], name) {
			t.Note("%s knows no parameter %s", host, name)
		}
	}
	if q.Get(who) != id {
		t.Note("%s was asked for %s %q", host, who, q.Get(who))
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `<?xml version="1.0"?><cj-api><error-message>Invalid `+who+`</error-message></cj-api>`)
		return q, false
	}
	return q, true
}

func (t *Twin) shops(w http.ResponseWriter, r *http.Request) {
	q, ok := t.check(w, r, ShopsHost, "requestor-cid", Company)
	if !ok {
		return
	}
	var found []Advertiser
	_, stock := t.now()
	for _, a := range stock.Advertisers {
		if among(q.Get("advertiser-ids"), a.ID, a.Status) {
			found = append(found, a)
		}
	}
	page := paged(t, q, found, 25)
	write(w, struct {
		XMLName xml.Name `xml:"cj-api"`
		Shops   any      `xml:"advertisers"`
	}{Shops: struct {
		list[Advertiser]
		Rows []Advertiser `xml:"advertiser"`
	}{page, page.Rows}})
}

func (t *Twin) links(w http.ResponseWriter, r *http.Request) {
	q, ok := t.check(w, r, LinksHost, "website-id", PID)
	if !ok {
		return
	}
	var found []Link
	_, stock := t.now()
	for _, l := range stock.Links {
		ad, kind, who := q.Get("link-Id"), q.Get("promotion-type"), q.Get("advertiser-ids")
		if ad == "" && kind == "" && who == "" {
			continue // an empty question has no answer
		}
		if (ad == "" || ad == l.ID) && (kind == "" || kind == l.Kind) && (who == "" || among(who, l.Advertiser, l.Status)) {
			found = append(found, l)
		}
	}
	page := paged(t, q, found, 10)
	write(w, struct {
		XMLName xml.Name `xml:"cj-api"`
		Links   any      `xml:"links"`
	}{Links: struct {
		list[Link]
		Rows []Link `xml:"link"`
	}{page, page.Rows}})
}

// among says whether an advertiser is one of those asked for.
func among(who, id, status string) bool {
	switch who {
	case "":
		return false
	case "joined", "notjoined":
		return (status == "joined") == (who == "joined")
	}
	return slices.Contains(strings.Split(who, ","), id)
}

func paged[T any](t *Twin, q url.Values, all []T, usual int) list[T] {
	number := func(name string, otherwise int) int {
		n, err := strconv.Atoi(q.Get(name))
		if q.Get(name) == "" {
			return otherwise
		}
		if err != nil || n < 1 {
			t.Note("%s=%q", name, q.Get(name))
			return otherwise
		}
		return n
	}
	size, n := number("records-per-page", usual), number("page-number", 1)
	if size > 100 {
		t.Note("%d records a page", size)
	}
	k, _ := t.now()
	if k.PageMost > 0 {
		size = min(size, k.PageMost)
	}
	empty, repeat := t.Listed()
	rows, of := window(all, (n-1)*size, size, repeat)
	if empty {
		rows = nil
	}
	return list[T]{Total: of, Returned: len(rows), Page: n, Rows: rows}
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/xml;charset=UTF-8")
	b, err := xml.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(w, xml.Header+string(b))
}
