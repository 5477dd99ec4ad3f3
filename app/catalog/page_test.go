package catalog

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func at(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

func TestAPageOfVariants(t *testing.T) {
	f, err := Page(fixture(t, "page/variants.html"), "text/html", at("https://www.lindtable.example/p/1"))
	if err != nil {
		t.Fatal(err)
	}
	if f.From != JSONLD || len(f.Listings) != 2 {
		t.Fatalf("%s, %+v", f.From, f.Listings)
	}
	const home = "https://www.lindtable.example/products/linen-runner"
	terra, sage := f.Listings[0], f.Listings[1]
	want := taglane.Listing{
		Source: "page", Key: terra.Key, Group: "200", Title: "Linen runner", Description: "Washed linen.", Brand: "Lind Table", GTINs: []string{"00036000291452"}, SKU: "201",
		Options: []taglane.Choice{{Name: "Color", Value: "Terracotta"}}, URL: home + "?variant=201", Images: []string{"https://cdn.lindtable.example/r-1.jpg"},
		Price: euros("39.00"), Availability: taglane.InStock,
	}
	if terra.Price.Amount = "39.00"; !reflect.DeepEqual(terra, want) {
		t.Errorf("got\n%+v\nwant\n%+v", terra, want)
	}
	if sage.Brand != "Lind Table" || *sage.Price != *euros("49.00") || *sage.Sale != *euros("39.00") || sage.Availability != taglane.OutOfStock || sage.URL != home || sage.Group != "200" || sage.Images[0] != "https://www.lindtable.example/img/r.jpg" {
		t.Errorf("%+v", sage)
	}
	if terra.Key == sage.Key || terra.Key == "" {
		t.Errorf("keys %q and %q", terra.Key, sage.Key)
	}
	if got := ruled(f.Notes); !slices.Equal(got, []told{{0, "page.block"}}) {
		t.Errorf("nobody speaks of the broken block: %v", f.Notes)
	}
	if !slices.ContainsFunc(f.Hits, func(h Hit) bool {
		return h.From == OpenGraph && h.Field == "title" && h.Value == "Linen runner (sale!)"
	}) {
		t.Error("what was not believed is not kept")
	}
}

func TestMicrodataAndOpenGraph(t *testing.T) {
	f, err := Page(fixture(t, "page/microdata.html"), "text/html; charset=utf-8", at("https://norrgrain.example/kettle?gclid=1"))
	if err != nil || f.From != Microdata || len(f.Listings) != 1 {
		t.Fatalf("%v, %+v", err, f)
	}
	want := taglane.Listing{Source: "page", Key: "https://norrgrain.example/kettle", Title: "Pouring kettle & lid", Description: "A slow, narrow pour.\n  \n    from 89,00 €", Brand: "Norrgrain", GTINs: []string{"04006381333931"}, URL: "https://norrgrain.example/kettle", Images: []string{"https://norrgrain.example/k.jpg"}, Price: euros("89.00"), Availability: taglane.InStock}
	got := f.Listings[0]
	if !strings.HasPrefix(got.Description, "A slow, narrow pour.") {
		t.Errorf("described as %q", got.Description)
	}
	if got.Description = want.Description; !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	f, err = Page(fixture(t, "page/opengraph.html"), "text/html", at("https://s.example/t"))
	if err != nil || f.From != OpenGraph {
		t.Fatalf("%v, %+v", err, f)
	}
	if l := f.Listings[0]; l.Title != "Große Tasse" || *l.Price != *euros("1299.50") || l.Availability != taglane.OutOfStock || l.SKU != "301" {
		t.Errorf("%+v", l)
	}
}

// RDFa says the same as microdata, in the words of schema.org alone.
func TestRDFa(t *testing.T) {
	f, err := Page(fixture(t, "page/rdfa.html"), "text/html", at("https://norrgrain.example/kettle"))
	if err != nil || f.From != RDFa || len(f.Listings) != 1 {
		t.Fatalf("%v, %+v", err, f)
	}
	want := taglane.Listing{Source: "page", Key: "https://norrgrain.example/kettle", Title: "Pouring kettle & lid", Description: "A slow, narrow pour.", Brand: "Norrgrain", GTINs: []string{"04006381333931"},
		URL: "https://norrgrain.example/kettle", Images: []string{"https://norrgrain.example/k.jpg"}, Price: euros("89.00"), Availability: taglane.InStock}
	if got := f.Listings[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	for page, want := range map[string]string{
		`<div typeof="https://schema.org/Product"><b property="https://schema.org/name">Mug</b></div>`:                                                   "Mug",
		`<div typeof="schema:Product"><b property="schema:name name">Mug</b></div>`:                                                                      "Mug",
		`<div vocab="http://schema.org/" typeof="Product"><i property="name">Mug</i><p vocab="" property="name">no</p></div>`:                            "Mug",
		`<title>T</title><div typeof="Product"><b property="name">of no vocabulary</b></div>`:                                                            "T",
		`<div vocab="https://schema.org/" typeof="Product"><b property="name" content="Mug">x</b><p itemprop="name">no</p></div>`:                        "Mug",
		`<div itemscope itemtype="https://schema.org/Product" vocab="https://schema.org/" typeof="Product"><b itemprop=name property=name>Mug</b></div>`: "Mug",
	} {
		f, err := Page([]byte(page), "text/html", at("https://s.example/"))
		if err != nil || f.Listings[0].Title != want {
			t.Errorf("%s: %v, %+v", page, err, f.Listings)
		}
	}
}

// ld is a page with blocks of JSON-LD.
func ld(blocks ...string) []byte {
	return []byte(`<html><head><meta charset="utf-8"><title>The title</title><script type="application/ld+json">` + strings.Join(blocks, `</script><script type="application/ld+json">`) + `</script></head>`)
}

func TestWhatJSONLDMayLookLike(t *testing.T) {
	for name, c := range map[string]struct{ block, want string }{
		"text price":     {`{"@type":"Product","name":"Mug","offers":{"price":"9.50","priceCurrency":"EUR"}}`, "Mug 9.50 EUR"},
		"number":         {`{"@type":"Product","name":"Mug","offers":{"price":9.5,"priceCurrency":"EUR"}}`, "Mug 9.50 EUR"},
		"three digits":   {`{"@type":"Product","name":"Mug","offers":{"price":1.299,"priceCurrency":"EUR"}}`, "Mug"},
		"ambiguous text": {`{"@type":"Product","name":"Mug","offers":{"price":"1.299","priceCurrency":"EUR"}}`, "Mug"},
		"aggregate":      {`{"@type":"Product","name":"Mug","offers":{"@type":"AggregateOffer","lowPrice":"7","highPrice":"9","priceCurrency":"EUR"}}`, "Mug 7 EUR"},
		"aggregate list": {`{"@type":"Product","name":"Mug","offers":{"@type":"AggregateOffer","offers":[{"price":"8","priceCurrency":"EUR"}]}}`, "Mug 8 EUR"},
		"offers":         {`{"@type":"Product","name":"Mug","offers":[{"price":"8","priceCurrency":"EUR"},{"price":"7","priceCurrency":"USD"}]}`, "Mug 8 EUR"},
		"list":           {`[{"@type":"WebSite"},{"@type":"http://schema.org/Product","name":"Mug"}]`, "Mug"},
		"main entity":    {`{"@type":"WebPage","mainEntity":{"@type":"Product","name":"Mug"}}`, "Mug"},
		"two":            {`[{"@type":"Product","name":"Mug"},{"@type":"Product","name":"Bowl"}]`, "Mug|Bowl"},
		"twice":          {`[{"@type":"Product","name":"Mug","sku":"1"},{"@type":"Product","name":"Mug","sku":"1"}]`, "Mug"},
		"line breaks":    {"{\"@type\":\"Product\",\"name\":\"Mug\",\"description\":\"two\nlines\"}", "Mug"},
		"in a comment":   {`<!-- {"@type":"Product","name":"Mug"} -->`, "Mug"},
		"in CDATA":       {"//<![CDATA[\n{\"@type\":\"Product\",\"name\":\"Mug\"}\n//]]>", "Mug"},
		"a review of it": {`{"@type":"Review","itemReviewed":{"@type":"Product","name":"Mug"}}`, "The title"},
		"own pointer":    {`{"@type":"ProductGroup","@id":"#a","name":"Mug","hasVariant":[{"@id":"#a"}],"isVariantOf":{"@id":"#a"}}`, "Mug"},
		"verbatim":       {`{"@type":"Product","name":"=1+1 \u003cscript\u003e \u202e {{7*7}}"}`, "=1+1 <script> \u202e {{7*7}}"},
		"no words":       {`{"@type":"Product","name":["",{"@value":1}],"offers":"x","image":7,"brand":null}`, "The title"},
		"broken":         {`{"@type":"Product","name":"Mug"`, "The title"},
	} {
		f, err := Page(ld(c.block), "text/html", at("https://s.example/"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, l := range f.Listings {
			s := l.Title
			if l.Price != nil {
				s += " " + l.Price.String()
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %q, want %q", name, s, c.want)
		}
	}
}

func TestAnAddressOfAnotherSiteIsNotBelieved(t *testing.T) {
	page := ld(`{"@type":"Product","name":"Mug","url":"https://evil.example/mug","offers":{"url":"javascript:alert(1)"}}`)
	f, err := Page(append(page, []byte(`<link rel=canonical href="https://evil.example/">`)...), "", at("https://s.example/mug?fbclid=7#x"))
	if err != nil || f.Listings[0].URL != "https://s.example/mug#x" {
		t.Errorf("%v, %+v", err, f.Listings)
	}
	// A pasted page without an address has to say where it is.
	f, err = Page(page, "", nil)
	if err != nil || f.Listings[0].URL != "https://evil.example/mug" {
		t.Errorf("%v, %+v", err, f.Listings)
	}
}

func TestAPriceKeepsItsCurrency(t *testing.T) {
	graph := func(amount, currency string) string {
		return `<meta property="product:price:amount" content="` + amount + `"><meta property="product:price:currency" content="` + currency + `">`
	}
	for _, c := range []struct{ offer, graph, want string }{
		{`{"price":"9","priceCurrency":"EUR"}`, graph("10", "USD"), "9 EUR"},
		{`{"priceCurrency":"EUR"}`, graph("10", "USD"), "10 USD"},
		{`{"price":"10"}`, graph("10", "USD"), "10 USD"},
		{`{"price":"9"}`, graph("10", "USD"), ""}, // of another price
		{`{"price":"9"}`, graph("", "USD"), "9 USD"},
	} {
		f, err := Page(append(ld(`{"@type":"Product","name":"Mug","offers":`+c.offer+`}`), c.graph...), "", at("https://s.example/"))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if p := f.Listings[0].Price; p != nil {
			got = p.String()
		}
		if got != c.want || (c.want == "") != slices.Contains(f.Asks, AskCurrency) {
			t.Errorf("%s with %s: %q, want %q; asks %v", c.offer, c.graph, got, c.want, f.Asks)
		}
	}
}

func TestPagesWithoutAProduct(t *testing.T) {
	f, err := Page([]byte("<title>Just a page &amp; more</title>"), "text/html", at("https://s.example/x"))
	if err != nil || f.From != TitleTag || f.Listings[0].Title != "Just a page & more" {
		t.Errorf("%v, %+v", err, f)
	}
	for _, s := range []string{"", "hello", "\x00\x01", strings.Repeat("x", MaxPage+1), "<title> </title>"} {
		if _, err := Page([]byte(s), "", nil); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%.10q: got %v, want Invalid", s, err)
		}
	}
}

func TestCharsets(t *testing.T) {
	for _, c := range []struct{ head, kind, want string }{
		{"<title>Gro\xdfe</title>", "text/html; charset=windows-1252", "Große"},
		{"<meta charset=iso-8859-15><title>5 \xa4</title>", "text/html", "5 €"},
		{"<title>Große</title>", "text/html", "Große"},
		{strings.Repeat(" ", 2000) + "<title>Große</title>", "", "Große"},
		{"<title>\x8a\xbf\x8e\x9a</title>", "text/html; charset=shift_jis", "漢字"},
		{"\xef\xbb\xbf<title>Große</title>", "text/html; charset=iso-8859-1", "Große"},
	} {
		f, err := Page([]byte(c.head), c.kind, nil)
		if err != nil || f.Listings[0].Title != c.want {
			t.Errorf("%q as %s: %v, %+v", c.head, c.kind, err, f.Listings)
		}
	}
}

func TestAffiliateLinksAreUnwrapped(t *testing.T) {
	platform.DescribeNetwork("testnet", platform.Network{Hosts: []string{"go.testnet.example"}, Parse: func(u *url.URL) (platform.Deeplink, bool) {
		return platform.Deeplink{Network: "testnet", Owner: u.Query().Get("id"), Destination: u.Query().Get("to")}, u.Path == "/click"
	}})
	deep := func(to string) string {
		return "https://eu.go.testnet.example/click?id=9&to=" + url.QueryEscape(to)
	}
	for in, want := range map[string]string{
		deep("https://shop.example/mug?utm_source=x&v=1"): "https://shop.example/mug?v=1",
		deep(deep("https://shop.example/mug")):            "https://shop.example/mug",
		deep("http://shop.example/mug"):                   "",
		deep(""):                                          "",
		"https://shop.example/?to=https://x.example":      "https://shop.example/?to=https://x.example",
		"https://go.testnet.example/about":                "https://go.testnet.example/about",
		"https://shop.example/p?tag=red&gclid=1#top":      "https://shop.example/p?tag=red#top",
		"https://www.amazon.de/dp/1?tag=other-21":         "https://www.amazon.de/dp/1",
	} {
		rows, report := readAll(t, Options{Raw: true}, strings.NewReader("title,link\nMug,\""+in+"\"\n"))
		if got := rows[0].Listing.URL; got != want {
			t.Errorf("%s leads to %q, want %q", in, got, want)
		}
		if foreign := strings.Contains(in, "/click"); foreign != slices.Contains(ruled(report.Notes), told{2, "feed.link.foreign"}) {
			t.Errorf("%s: notes %v", in, report.Notes)
		}
		if rows[0].Raw[1].Value != in {
			t.Errorf("the link as it was is lost: %q", rows[0].Raw)
		}
	}
}
