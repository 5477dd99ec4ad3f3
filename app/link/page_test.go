package link

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhatAPageSays(t *testing.T) {
	p := readPage([]byte(`<!doctype html><html><head>
		<title>
			Red &amp; round
			shoe</title><title>Second</title>
		<meta property="og:title" content="Shoe"><meta name="twitter:title" content="Schuh">
		<LINK rel="Canonical" HREF=" /p/1 "><link rel=canonical href=/p/2>
		<meta property="product:availability" content="in stock">
		<script type="application/ld+json">{"@graph":[{"@type":"Product","name":"Graph shoe","offers":{"availability":"http://schema.org/OutOfStock"}},{"@type":"Thing","name":"no"}]}</script>
		<script type="application/ld+json">{"@type":"Product","name":</script>
		<script>var a = "<meta http-equiv=refresh content='0;url=/no'>"; window.location = "/x"</script>
		</head><body><h1>Red <b>shoe</b></h1><link itemprop="availability" href="https://schema.org/SoldOut"><!-- <h1>no</h1> --></body>`), "text/html")
	if p.title != "Red & round shoe" || p.canonical != "/p/1" || p.refresh != "" || !p.scripted ||
		!slices.Equal(p.names, []string{"Shoe", "Schuh", "Graph shoe", "Red"}) ||
		!slices.Equal(p.stocks, []string{"in stock", "http://schema.org/OutOfStock", "https://schema.org/SoldOut"}) {
		t.Errorf("%+v", p)
	}
	if got := readPage([]byte("<title>\x8cC</title>"), "text/html; charset=shift_jis"); got.title != "靴" {
		t.Errorf("in Japan: %q", got.title)
	}
	if got := readPage([]byte("<meta charset=windows-1252><title>Gr\xf6\xdfe</title>"), "text/html"); got.title != "Größe" {
		t.Errorf("by its own word: %q", got.title)
	}
}

func TestStocksOfAPage(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "https://schema.org/OutOfStock": true, "http://schema.org/SoldOut": true, "Discontinued": true, "out_of_stock": true, "oos": true,
		"out of stock": false, "https://schema.org/InStock": false, "https://schema.org/PreOrder": false, "schema.org/BackOrder": false, "?": false,
		"OutOfStock|InStock": false, "OutOfStock|SoldOut": true,
	} {
		p := page{}
		if text != "" {
			p.stocks = strings.Split(text, "|")
		}
		if p.soldOut() != want {
			t.Errorf("%q is sold out: %v", text, !want)
		}
	}
}

func TestWhereAPageSendsOn(t *testing.T) {
	for content, want := range map[string]string{
		"0;url=/a": "/a", "0; URL='https://a.test/?b=1,2;3'": "https://a.test/?b=1,2;3", "0,url=/a,b": "/a,b", " 3.5 ; url = \"/a\" ": "/a", "30;url=/a": "/a",
		"31;url=/a": "", "5": "", "": "", ";url=/a": "", "x;url=/a": "", "0;/a": "", "0;url=": "", "-1;url=/a": "/a",
	} {
		if got := refreshTo(content); got != want {
			t.Errorf("%q leads to %q, want %q", content, got, want)
		}
	}
}

func TestAddressesThatAreNoProducts(t *testing.T) {
	for address, want := range map[string]bool{
		"https://shop.test": true, "https://shop.test/": true, "https://shop.test/de/": true, "https://shop.test/en-gb": true, "https://shop.test/index.html": true,
		"https://shop.test/search?q=x": true, "https://shop.test/de/suche": true, "https://shop.test/category/shoes": true, "https://shop.test/sale.html": true,
		"https://shop.test/p/1": false, "https://shop.test/category/shoes/p/1": false, "https://shop.test/dp/B01": false, "https://shop.test/red-shoe": false,
		"https://shop.test/?id=12": false, "https://shop.test/research": false, "https://shop.test/de/shoe": false,
	} {
		u, _ := url.Parse(address)
		if aside(u) != want {
			t.Errorf("%s is aside: %v", address, !want)
		}
	}
}

func TestNamesOfOtherProducts(t *testing.T) {
	for _, c := range []struct {
		title, page string
		want        bool
	}{
		{"Red Shoe", "RED trainers – Shop", false}, {"Red Shoe", "Blue hat – Shop", true}, {"", "Blue hat", false}, {"Red Shoe", "", false}, {"Red Shoe", "a b", false},
		{"赤い靴", "赤い靴｜店", false}, {"赤い靴", "青の帽子", true}, {"Größe 42", "größe", false}, {"X1", "Blue hat", false},
	} {
		if got := other(c.title, []string{c.page}); got != c.want {
			t.Errorf("%q against %q: %v", c.title, c.page, got)
		}
	}
}

func TestCodesThatStandByThemselves(t *testing.T) {
	for _, c := range []struct {
		text, code string
		want       bool
	}{
		{"/click-123-4", "123", true}, {"/click-1234-4", "123", false}, {"/x1123/123", "123", true}, {"123", "123", true}, {"a123", "123", false}, {"", "123", false}, {"123", "", false},
		{"ranEAID=ab*c-9", "ab*c", true},
	} {
		if got := carries(c.text, c.code); got != c.want {
			t.Errorf("%q carries %q: %v", c.text, c.code, got)
		}
	}
}

// A page may say anything, and an address lead anywhere.
func TestPagesMaySayAnything(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"<title>", "</title>", "<meta http-equiv=refresh content=", "'0;url=", "javascript:alert(1)", "//", "<script type=application/ld+json>", "</script>", `{"@type":"Product","name":"`,
		"[[[[", `"availability":`, "<link rel=canonical href=", ">", "<!--", "\x00", "&#x0;", "<plaintext>", "<textarea>", "https://", "\xff",
	}), rapid.StringN(0, 5, 20))
	at, _ := url.Parse("https://shop.test/p/1")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "page"), "")
		p := readPage([]byte(text), rapid.SampledFrom([]string{"", "text/html", "text/html; charset=utf-16", "text/html; charset=no", ";;"}).Draw(t, "type"))
		for _, to := range []string{p.refresh, p.canonical, text} {
			if next, ok := resolve(at, to); ok && (next.Host == "" || next.Scheme != "https" && next.Scheme != "http" || next.User != nil) {
				t.Fatalf("%q leads to %s", to, next)
			}
		}
		w := walk{want: Want{Title: "Red Shoe"}, page: p}
		w.elsewhere(at, at)
		w.says(pages.Regions)
		p.soldOut()
	})
}

func TestLookingWithoutFollowing(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for link, want := range map[string]Verdict{
		"https://www.awin1.com/x?ued=https%3A%2F%2Fshop.test%2Fp": IDMissing,
		"https://shop.test/p":      IDMissing,
		"https://bit.ly/x":         Unsure,
		"https://zanox.com/x":      DeadNetwork,
		"https://shopstyle.it/x":   DeadNetwork,
		"ftp://shop.test":          Unsure,
		"https://shareasale.com/r": DeadNetwork,
	} {
		got := Look(Want{Link: link, Owner: "me"}, now)
		if got.Verdict != want || got.Depth != 1 || !got.At.Equal(now) || len(got.Hops) > 0 || (want == Unsure) != (got.Cause.Format != "") || got.Final == "" {
			t.Errorf("%s: %+v, want %s", link, got, want)
		}
	}
}
