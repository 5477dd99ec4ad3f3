package rakuten

import (
	"reflect"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// lamp is the first lamp in our words.
func lamp(w *rakutentest.Twin) taglane.Listing {
	return taglane.Listing{
		Source: string(w.Account().ID), Key: "100/sku/lamp-1", Advertiser: "100", Shop: "Northlight & Sons", Title: "Lamp No. 1 & shade",
		Description: "A warm lamp. Made of ash, à la carte.", GTINs: []string{"04006381333931"}, SKU: "lamp-1", Category: "Home › Lighting › Lamps",
		URL:      "https://shop.example/lamp-1?color=red",
		Tracking: "https://click.linksynergy.com/link?id=GSFNlAS0O*w&offerid=1.9001&type=15&murl=https%3A%2F%2Fshop.example%2Flamp-1%3Futm_source%3Drakuten%26color%3Dred",
		Images:   []string{"https://img.example/lamp-1.jpg"}, Price: &taglane.Money{Amount: "49.90", Currency: "USD"}, Sale: &taglane.Money{Amount: "39.90", Currency: "USD"},
		Availability: taglane.UnknownStock, ObservedAt: w.Clock.Now(),
	}
}

func TestAProductIsToldInOurWords(t *testing.T) {
	for name, damage := range map[string]func(k *rakutentest.Terms){
		"as it should be":          func(*rakutentest.Terms) {},
		"with a decimal comma":     func(k *rakutentest.Terms) { k.Comma = true },
		"in Latin-1":               func(k *rakutentest.Terms) { k.Latin = true },
		"with an & as it is":       func(k *rakutentest.Terms) { k.Bare = true },
		"with all of that at once": func(k *rakutentest.Terms) { k.Comma, k.Latin, k.Bare = true, true, true },
	} {
		w := stand(t)
		w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { damage(k) })
		got, err := dialed(t, w).Listing(t.Context(), "100/sku/lamp-1")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := lamp(w); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestAProductWithoutANumberOfItsShop(t *testing.T) {
	w := stand(t)
	got, err := dialed(t, w).Listing(t.Context(), "300/link/7001")
	if err != nil || got.Key != "300/link/7001" || got.Sale != nil || *got.Price != (taglane.Money{Amount: "120.5", Currency: "EUR"}) {
		t.Errorf("%+v %v", got, err)
	}
	// A number may have anything in it.
	if got, err = dialed(t, w).Listing(t.Context(), "400/sku/x/1"); err != nil || got.SKU != "x/1" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestAStrangersLinkIsNotKept(t *testing.T) {
	w := stand(t)
	l, err := dialed(t, w).Listing(t.Context(), "400/sku/x/1")
	if err != nil || l.Tracking != "" || !l.Unoffered || l.URL != "https://tables.example/1" {
		t.Errorf("%+v %v", l, err)
	}
}

func TestSearchNarrows(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	for name, v := range map[string]struct {
		wanted platform.Wanted
		keys   string
		total  int
	}{
		"all there is":     {platform.Wanted{Most: 2}, "100/sku/lamp-1 100/sku/lamp-2", 9},
		"words":            {platform.Wanted{Words: " chair "}, "300/link/7001", 1},
		"words with marks": {platform.Wanted{Words: "lamp-3 & (shade)!", Most: 1}, "100/sku/lamp-3", 1},
		"a table":          {platform.Wanted{Words: "table"}, "400/sku/x/1", 1},
		"a joined table":   {platform.Wanted{Words: "table", Joined: true}, "", 1},
		"a shop":           {platform.Wanted{Advertiser: "300"}, "300/link/7001", 1},
		"a GTIN":           {platform.Wanted{GTIN: "04006381333931", Most: 1}, "100/sku/lamp-1", 7},
		"a short GTIN":     {platform.Wanted{GTIN: "00000096385074"}, "300/link/7001", 1},
		"a GTIN of nobody": {platform.Wanted{GTIN: "00000000000017"}, "", 0},
		"a lot":            {platform.Wanted{Words: "chair", Most: 100_000}, "300/link/7001", 1}, // the twin notes a page that is too long
	} {
		got, err := s.Search(t.Context(), v.wanted)
		keys := []string{}
		for _, l := range got.Listings {
			keys = append(keys, l.Key)
		}
		if err != nil || strings.Join(keys, " ") != v.keys || got.Total != v.total {
			t.Errorf("%s: %v of %d (%v)", name, keys, got.Total, err)
		}
	}
	for name, w := range map[string]platform.Wanted{
		"marks alone": {Words: "&&"}, "a shop of letters": {Advertiser: "shop"}, "page 1": {Next: "1"}, "a page of letters": {Next: "x"},
	} {
		if _, err := s.Search(t.Context(), w); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, key := range []string{"", "100", "100/lamp-1", "x/sku/1", "100/sku/", "100/sku/-"} {
		_, err := s.Listing(t.Context(), key)
		wantKind(t, err, taglane.Invalid)
	}
}

// A product whose number is among no words is found by its name once that was
// seen.
func TestAProductIsFoundByItsName(t *testing.T) {
	w := stand(t)
	w.Set(func(_ *rakutentest.Terms, s *rakutentest.Stock) {
		s.Products[0].SKU, s.Products[0].Unsearched = "日本", true
	})
	s := dialed(t, w)
	_, err := s.Listing(t.Context(), "100/sku/日本")
	wantKind(t, err, taglane.Later)
	if _, err := s.Search(t.Context(), platform.Wanted{Words: "lamp"}); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Listing(t.Context(), "100/sku/日本"); err != nil || l.Title != "Lamp No. 1 & shade" {
		t.Errorf("%+v %v", l, err)
	}
}

// sheetOf is a list of products with n items of a text.
func sheetOf(total, pages, number string, n int, item string) string {
	return "<result><TotalMatches>" + total + "</TotalMatches><TotalPages>" + pages + "</TotalPages><PageNumber>" + number + "</PageNumber>" + strings.Repeat(item, n) + "</result>"
}

func TestWhatIsNoPageIsNoPage(t *testing.T) {
	const item = "<item><mid>100</mid><sku>a</sku><productname>A</productname></item>"
	for name, v := range map[string]struct {
		body string
		kind taglane.Kind
	}{
		"a page":                      {sheetOf("1", "1", "1", 1, item), ""},
		"nothing at all":              {sheetOf("0", "0", "0", 0, ""), ""},
		"fewer marks":                 {sheetOf("1", "1", "1", 1, "<item><mid>100</mid><sku>a</sku><productname>A & B &eacute;</productname></item>"), ""},
		"an empty page":               {sheetOf("7", "3", "1", 0, ""), taglane.Later},
		"another page":                {sheetOf("7", "3", "2", 1, item), taglane.Later},
		"a total of words":            {sheetOf("many", "1", "1", 1, item), taglane.Later},
		"a total below nothing":       {sheetOf("-1", "1", "1", 1, item), taglane.Later},
		"no total":                    {"<result>" + item + "</result>", taglane.Later},
		"an error":                    {"<result><Errors><ErrorText>no</ErrorText></Errors></result>", taglane.Later},
		"more rows than there may be": {sheetOf("500", "1", "1", 101, item), taglane.Later},
		"rows that nothing names":     {sheetOf("2", "1", "1", 2, "<item><mid>100</mid></item>"), taglane.Later},
		"two lists":                   {sheetOf("1", "1", "1", 1, item) + sheetOf("1", "1", "1", 1, item), taglane.Later},
		"an end of something else":    {strings.Replace(sheetOf("1", "1", "1", 1, item), "</sku>", "</mid>", 1), taglane.Later},
		"a page of the web":           {"<html><body>Log in</body></html>", taglane.Later},
		"another alphabet":            {`<?xml version="1.0" encoding="utf-16"?>` + sheetOf("1", "1", "1", 1, item), taglane.Later},
		"nothing":                     {"", taglane.Later},
	} {
		w := stand(t)
		given(w, rakutentest.Answer{Path: productsPath, Status: 200, Body: v.body})
		got, err := dialed(t, w).Search(t.Context(), platform.Wanted{})
		if taglane.KindOf(err) != v.kind || err != nil && (got.Next != "" || len(got.Listings) > 0) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// The middle of a list that suddenly has nothing is no end.
func TestAListThatVanishesIsNoEnd(t *testing.T) {
	w := stand(t)
	given(w, rakutentest.Answer{Path: productsPath, Status: 200, Body: sheetOf("0", "0", "0", 0, "")})
	_, err := dialed(t, w).Search(t.Context(), platform.Wanted{Words: "lamp", Next: "2"})
	wantKind(t, err, taglane.Later)
}

func TestTextsAreMended(t *testing.T) {
	for in, want := range map[string]string{
		"<a>B & C</a>":                 "<a>B &amp; C</a>",
		"<a>B &amp; C &#233; &x</a>":   "<a>B &amp; C &#233; &amp;x</a>",
		"<a>caf\xe9 & caf\u00e9</a>":   "<a>café &amp; café</a>",
		"<a>\x93quoted\x94 \x80 5</a>": "<a>“quoted” € 5</a>",
		"<a>日本</a>":                    "<a>日本</a>",
		"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9 & b</a>": "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9 &amp; b</a>",
	} {
		if got := string(mended([]byte(in))); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"12,50": "12.50", "12.50": "12.50", "1.299,00": "1299.00", "1,299.00": "1299.00", "7": "7", "0": "", "0.00": "", "0,00": "", "": "", "free": "", "-3": "",
	} {
		got := ""
		if m := money(in, "eur"); m != nil {
			got = m.Amount
		}
		if got != want {
			t.Errorf("price %q is %q, want %q", in, got, want)
		}
	}
}
