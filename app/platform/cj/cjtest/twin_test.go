package cjtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	graphql "github.com/graph-gophers/graphql-go"
)

func stand(t *testing.T) *Twin {
	w := New()
	t.Cleanup(w.Close)
	return w
}

// post asks a GraphQL service and returns status and body.
func post(t *testing.T, w *Twin, host, token, query string, vars map[string]any) (int, string) {
	t.Helper()
	b, _ := json.Marshal(map[string]any{"query": query, "variables": vars})
	r, _ := http.NewRequest(http.MethodPost, w.Base+"/"+host+"/query", bytes.NewReader(b))
	return send(t, r, token)
}

func get(t *testing.T, w *Twin, path string) (int, string) {
	t.Helper()
	r, _ := http.NewRequest(http.MethodGet, w.Base+"/"+path, nil)
	return send(t, r, Token)
}

func send(t *testing.T, r *http.Request, token string) (int, string) {
	t.Helper()
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.Header.Get("Date") != "Thu, 26 Nov 2026 12:00:00 GMT" {
		t.Fatal(err, resp.Header)
	}
	return resp.StatusCode, string(b)
}

// The schemas are whole and name where they are from.
func TestTheSchemasAreRead(t *testing.T) {
	for name, text := range map[string]string{"ads": AdsSchema, "commissions": CommissionsSchema} {
		schema, err := graphql.ParseSchema(text, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(text, "introspection of 2026-08-13") || len(schema.AST().Types) < 10 {
			t.Errorf("%s: %d types", name, len(schema.AST().Types))
		}
	}
}

func TestWhatTheSchemasDoNotKnow(t *testing.T) {
	for query, host := range map[string]string{
		`{ shoppingProducts(companyId: "4567890") { resultList { sku } } }`:                        AdsHost,
		`{ shoppingProducts(companyId: "4567890") { resultList { inStock } } }`:                    AdsHost,
		`{ shoppingProducts(companyId: "4567890") { resultList { retailPrice } } }`:                AdsHost,
		`{ shoppingProducts { totalCount } }`:                                                      AdsHost,
		`{ shoppingProducts(companyId: "4567890", color: "red") { totalCount } }`:                  AdsHost,
		`{ publisherCommissions(forPublishers: ["4567890"]) { records { id } } }`:                  SalesHost,
		`{ publisherCommissions(forPublishers: ["4567890"]) { records { pubCurrency } } }`:         SalesHost,
		`{ publisherCommissions(forPublishers: ["4567890"]) { records { items { productId } } } }`: SalesHost,
		`{ publisherCommissions(forPublishers: ["4567890"], since: "x") { count } }`:               SalesHost,
	} {
		w := stand(t)
		status, body := post(t, w, host, Token, query, nil)
		if status != 200 || !strings.Contains(body, `"errors"`) || len(w.Wrong()) == 0 {
			t.Errorf("%s: %d %s, %v", query, status, body, w.Wrong())
		}
	}
}

func TestBothKindsOfProducts(t *testing.T) {
	w := stand(t)
	_, body := post(t, w, AdsHost, Token, `{ products(companyId: "4567890", limit: 2) { nextPage totalCount resultList { id title ... on Shopping { gtin availability } } } }`, nil)
	if !strings.Contains(body, `"nextPage":"2"`) || !strings.Contains(body, `"gtin":"4006381333931"`) {
		t.Error(body)
	}
	_, body = post(t, w, AdsHost, Token, `{ shoppingProductFeeds(companyId: "4567890") { count resultList { adId productCount lastUpdated } } productFeeds(companyId: "4567890") { count } }`, nil)
	if !strings.Contains(body, `"productCount":8`) || strings.Count(body, `"count":2`) != 2 {
		t.Error(body)
	}
	_, body = post(t, w, AdsHost, Token, `{ shoppingProducts(companyId: "4567890", productIds: ["lamp-1"]) { resultList { price { amount } linkCode(pid: "7654321", shopperId: "abc") { clickUrl } } } }`, nil)
	if !strings.Contains(body, `"amount":"49.90"`) || !strings.Contains(body, `sid=abc`) {
		t.Error("amounts are texts, and links know their sub-id: " + body)
	}
	_, body = post(t, w, AdsHost, Token, `{ shoppingProducts(companyId: "4567890", productIds: ["chair-1"]) { resultList { joinedStatus linkCode(pid: "7654321") { clickUrl } } } }`, nil)
	if !strings.Contains(body, `"clickUrl":null`) {
		t.Error("who is not joined has no link: " + body)
	}
	_, body = post(t, w, AdsHost, Token, `{ shoppingProducts(companyId: "1") { totalCount } }`, nil)
	if !strings.Contains(body, "Not authorized") {
		t.Error(body)
	}
	if wrong := w.Wrong(); len(wrong) > 0 {
		t.Error(wrong)
	}
}

func TestReports(t *testing.T) {
	w := stand(t)
	w.Set(func(k *Terms, _ *Stock) { k.PageMost = 1 })
	const query = `query ($from: String, $to: String, $since: String) { publisherCommissions(forPublishers: ["4567890"], sincePostingDate: $from, beforePostingDate: $to, sinceCommissionId: $since) { payloadComplete maxCommissionId records { commissionId sid shopperId } } }`
	ask := func(since any) (int, string) {
		return post(t, w, SalesHost, Token, query, map[string]any{"from": "2026-10-30T12:00:00Z", "to": "2026-11-26T12:00:00Z", "since": since})
	}
	_, body := ask(nil)
	if !strings.Contains(body, `"payloadComplete":false,"maxCommissionId":"3008"`) || !strings.Contains(body, `"sid":null,"shopperId":"c0000001t001d01v06v"`) {
		t.Error(body)
	}
	if _, body = ask("3009"); !strings.Contains(body, `"payloadComplete":true,"maxCommissionId":"3010"`) {
		t.Error(body)
	}
	status, body := post(t, w, SalesHost, Token, query, map[string]any{"from": "2026-10-01T12:00:00Z", "to": "2026-11-26T12:00:00Z"})
	if status != 400 || body != "" {
		t.Errorf("a window of 56 days: %d %q", status, body)
	}
}

func TestTheOlderServices(t *testing.T) {
	w := stand(t)
	for path, want := range map[string]string{
		LinksHost + "/v2/link-search?website-id=7654321":                                   `total-matched="0"`, // an empty question
		LinksHost + "/v2/link-search?website-id=7654321&link-Id=500":                       `<link-id>500</link-id>`,
		LinksHost + "/v2/link-search?website-id=7654321&link-Id=77":                        `total-matched="0"`,
		LinksHost + "/v2/link-search?website-id=7654321&link-Id=501":                       "click-" + Stranger, // a destination
		ShopsHost + "/v2/advertiser-lookup?requestor-cid=4567890&advertiser-ids=notjoined": `<advertiser-id>400</advertiser-id>`,
	} {
		if status, body := get(t, w, path); status != 200 || !strings.Contains(body, want) || strings.Contains(body, "<Rows>") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if wrong := w.Wrong(); len(wrong) > 0 {
		t.Error(wrong)
	}
	get(t, w, LinksHost+"/v2/link-search?website-id=7654321&link-id=500")
	get(t, w, LinksHost+"/v2/link-search?website-id=1")
	get(t, w, LinksHost+"/v2/link-search?website-id=7654321&link-Id=1&records-per-page=101")
	if wrong := w.Wrong(); len(wrong) != 3 {
		t.Error(wrong)
	}
}

func TestWhoIsNotLetIn(t *testing.T) {
	w := stand(t)
	if status, body := post(t, w, AdsHost, "somebody-elses-key", `{ __typename }`, nil); status != 401 || !strings.Contains(body, "somebody-elses-key") {
		t.Errorf("%d %q", status, body)
	}
	if status, body := get(t, w, AdsHost+"/v3/query"); status != 401 || body != "" || len(w.Wrong()) != 1 {
		t.Errorf("a wrong address: %d %q, %v", status, body, w.Wrong())
	}
	for range 25 {
		get(t, w, ShopsHost+"/v2/advertiser-lookup?requestor-cid=4567890&advertiser-ids=joined")
	}
	if status, body := get(t, w, ShopsHost+"/v2/advertiser-lookup?requestor-cid=4567890&advertiser-ids=joined"); status != 429 || body != "" || len(w.Wrong()) != 2 {
		t.Errorf("call 26: %d %q, %v", status, body, w.Wrong())
	}
}
