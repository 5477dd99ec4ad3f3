package rakuten

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"taglane/app/platform/rakuten/rakutentest"
)

// The twin looks at what it is asked: none of these goes unnoticed.
func TestTheTwinKnowsTheDescription(t *testing.T) {
	for name, v := range map[string]struct{ method, path, body string }{
		"a path of nobody":             {"GET", "/v1/deeplink", ""},
		"a method of nobody":           {"DELETE", "/v1/partnerships", ""},
		"a parameter of nobody":        {"GET", "/productsearch/1.0?max=1&pagesize=3", ""},
		"one twice":                    {"GET", "/productsearch/1.0?max=1&max=2", ""},
		"a number of letters":          {"GET", "/productsearch/1.0?max=all", ""},
		"more than there may be":       {"GET", "/productsearch/1.0?max=101", ""},
		"desc":                         {"GET", "/productsearch/1.0?max=1&sort=mid&sorttype=desc", ""},
		"a word of nobody":             {"GET", "/v1/partnerships?partner_status=joined", ""},
		"a missing one":                {"GET", "/v1/offers?limit=1", ""},
		"a shop of letters":            {"GET", "/v1/partnerships/lamps", ""},
		"a page beyond the last":       {"GET", "/productsearch/1.0?max=100&pagenumber=2", ""},
		"marks in words":               {"GET", "/productsearch/1.0?max=1&keyword=a-b", ""},
		"a limit of nothing":           {"GET", "/events/1.0/transactions?process_date_start=2026-11-20+00:00:00&process_date_end=2026-11-21+00:00:00&limit=0", ""},
		"no days":                      {"GET", "/events/1.0/transactions?limit=5", ""},
		"days of two months ago":       {"GET", "/events/1.0/transactions?process_date_start=2026-09-20+00:00:00&process_date_end=2026-09-21+00:00:00", ""},
		"a link without a shop":        {"POST", "/v1/links/deep_links", `{"url":"https://a.example"}`},
		"a link to a shop of letters":  {"POST", "/v1/links/deep_links", `{"url":"https://a.example","advertiser_id":"100"}`},
		"a link with more than it has": {"POST", "/v1/links/deep_links", `{"url":"https://a.example","advertiser_id":100,"sid":"x"}`},
		"a body where there is none":   {"GET", "/v1/partnerships", `{}`},
	} {
		w := rakutentest.New()
		r := httptest.NewRequest(v.method, v.path, strings.NewReader(v.body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.Secrets()[0])
		w.Door().ServeHTTP(httptest.NewRecorder(), r)
		if len(w.Wrong()) == 0 {
			t.Errorf("%s went unnoticed", name)
		}
		w.Close()
	}
	w := stand(t)
	for _, path := range []string{"/productsearch/1.0?max=100&pagenumber=1&sort=mid&sorttype=dsc", "/v1/partnerships?limit=5", "/v2/advertisers", "/v1/offers?offer_status=upcoming", "/coupon/1.0"} {
		r := httptest.NewRequest("GET", path, http.NoBody)
		r.Header.Set("Authorization", "Bearer "+w.Secrets()[0])
		got := httptest.NewRecorder()
		if w.Door().ServeHTTP(got, r); got.Code != 200 {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
}

func TestTheTwinKnowsTheSchema(t *testing.T) {
	const good = `<result><TotalMatches>1</TotalMatches><TotalPages>1</TotalPages><PageNumber>1</PageNumber><item><mid>1</mid><merchantname>A</merchantname><linkid>x-1</linkid>` +
		`<createdon>2026</createdon><sku>s</sku><productname>N</productname><category><primary>P</primary></category><price currency="USD">1.50</price><linkurl>https://a.example</linkurl></item></result>`
	if err := rakutentest.CheckProducts([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string][2]string{
		"a decimal comma":      {"1.50", "1,50"},
		"no price":             {`<price currency="USD">1.50</price>`, ""},
		"two":                  {`<sku>s</sku>`, `<sku>s</sku><sku>s</sku>`},
		"an attribute":         {`currency=`, `unit=`},
		"an element of nobody": {`<sku>s</sku>`, `<sku>s</sku><brand>b</brand>`},
		"a shop of letters":    {`<mid>1`, `<mid>x`},
		"an order of its own":  {`<TotalMatches>1</TotalMatches><TotalPages>1</TotalPages>`, `<TotalPages>1</TotalPages><TotalMatches>1</TotalMatches>`},
		"another root":         {`result>`, `answer>`},
		"text between":         {`<item>`, `text<item>`},
		"an element in a text": {`<sku>s</sku>`, `<sku><b>s</b></sku>`},
		"no address":           {`https://a.example`, ``},
		"what does not end":    {`</item>`, ``},
	} {
		bad := strings.ReplaceAll(good, v[0], v[1])
		if bad == good || rakutentest.CheckProducts([]byte(bad)) == nil {
			t.Errorf("%s went unnoticed", name)
		}
	}
	for answer, fine := range map[string]bool{
		`{"partnerships":[]}`: true, `{"message":"ok","data":[{"partnerships":[]}]}`: true, `{"partners":[]}`: false, `{"partnerships":{}}`: false,
		`{"partnerships":[{"status":7}]}`: false, `[]`: false,
	} {
		if err := rakutentest.CheckAnswer("/v1/partnerships", "GET", []byte(answer)); (err == nil) != fine {
			t.Errorf("%s: %v", answer, err)
		}
	}
	if len(rakutentest.PublisherAPI) == 0 || !strings.Contains(string(rakutentest.PublisherAPI), "x-derived-from") || !strings.Contains(string(rakutentest.ProductsSchema), "element names and types") {
		t.Error("the contracts do not say where they are from")
	}
}
