package wares_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

func TestTexts(t *testing.T) {
	for in, want := range map[string]string{
		"A <b>warm</b> lamp<br>of ash":                     "A warm lamp of ash",
		"Tom &amp; Co":                                     "Tom & Co",
		"a<script>alert('x')</script>b<style>p{}</style>c": "a b c",
		"a<script>if (1</script >2) <b>x</b>":              "a 2) x",
		"a<!-- nobody -->b<br/>c":                          "a b c",
		"1 < 2 and 3 > 2":                                  "1 ‹ 2 and 3 › 2",
		"  two \n\t lines\u00a0 ":                          "two lines",
		"\x00bell\a caf\xe9":                               "bell caf",
	} {
		if got := wares.Text(in, 100); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"Ash &amp;amp; Oak &lt;b&gt;new&lt;/b&gt;": "Ash & Oak new", "Ash &amp;amp; Oak": "Ash & Oak", "a<script>alert('x')</script>b": "a b",
	} {
		if got := wares.Line(in, 100); got != want {
			t.Errorf("%q is the line %q, want %q", in, got, want)
		}
	}
	// What has no markup says what it says.
	if got := wares.Plain(" <b>Tom</b> &amp;\n Co\a ", 100); got != "‹b›Tom‹/b› &amp; Co" {
		t.Errorf("%q", got)
	}
	if got := wares.Text(strings.Repeat("é", 6000), 5000); len([]rune(got)) != 5000 {
		t.Error(len([]rune(got)))
	}
	if got := wares.Cut("one two", 4); got != "one" {
		t.Errorf("%q", got)
	}
}

func TestGTINs(t *testing.T) {
	for in, want := range map[string]string{
		"4006381333931": "04006381333931", "04006381333931": "04006381333931", "036000291452": "00036000291452", "96385074": "00000096385074",
		"4006381333932": "", "40063813339": "", "4.00638E+12": "", "": "", "00000000": "", "4006-3813-33931": "04006381333931",
	} {
		if got := wares.GTIN(in); got != want {
			t.Errorf("GTIN %q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"04006381333931": "4006381333931", "00036000291452": "036000291452", "00000096385074": "96385074", "14006381333938": "14006381333938", "96385074": "96385074",
	} {
		if got := wares.Printed(in); got != want {
			t.Errorf("GTIN %q is printed %q, want %q", in, got, want)
		}
	}
}

// Part of a list would say of the rest that nothing is sent there.
func TestCountriesAreAllOrNone(t *testing.T) {
	for in, want := range map[string][]string{
		"US,de; US": {"US", "DE"}, "uk|ie/fr AT": {"GB", "IE", "FR", "AT"}, "": nil, " , ": nil, "US, United Kingdom": nil, "WORLDWIDE": nil, "U1": nil,
		"USA, deu": {"US", "DE"}, "EU": nil, "XX": nil, "US, 150": nil, "ZZ": nil,
	} {
		if got := wares.Countries(in); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if got := wares.Countries("US", "", "de"); !slices.Equal(got, []string{"US", "DE"}) {
		t.Errorf("%q", got)
	}
	if got := wares.Countries("US", "Europe"); got != nil {
		t.Errorf("%q", got)
	}
}

func TestFigures(t *testing.T) {
	for in, want := range map[string]string{
		"4.1": "4.1", "-4.10": "-4.10", " 7 ": "7", "0": "0", "1e2": "100.00", "1.5E-3": "0.0015", "0.30000000000000004": "0.30", "12345678.123456789": "12345678.123457",
		"12,5": "", "": "", "1/2": "", "0x1": "", "NaN": "", "4.1e99": "4100" + strings.Repeat("0", 96) + ".00", "1e999": "", "--1": "", "1234567890123456": "",
	} {
		if got := wares.Figure(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"12.5": "12.5", "12.500000": "12.50", "12.123456": "", "-1": "", "9": "9", "12.12340": "12.1234", "free": "", "": ""} {
		got := ""
		if m := wares.Price(in, "eur"); m != nil {
			got = m.Amount + m.Currency
		}
		if want != "" {
			want += "EUR"
		}
		if got != want {
			t.Errorf("price %q is %q, want %q", in, got, want)
		}
	}
	if m := wares.Price("9", ""); m != nil {
		t.Errorf("a price without a currency is %v", m)
	}
}

func TestDays(t *testing.T) {
	forms := []string{time.RFC3339, "2006-01-02"}
	for in, want := range map[string]time.Time{
		"2026-11-01": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), " 2026-11-01T02:00:00+02:00": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "soon": {}, "": {},
	} {
		if got := wares.Day(in, forms); got != want {
			t.Errorf("%q is %v, want %v", in, got, want)
		}
	}
}

func TestAlphabets(t *testing.T) {
	for label, want := range map[string]string{"iso-8859-1": "é", "Windows-1252": "é", "utf-7": ""} {
		d := xml.NewDecoder(bytes.NewReader([]byte("<?xml version='1.0' encoding='" + label + "'?><a>\xe9</a>")))
		d.CharsetReader = wares.Alphabet
		var got string
		if err := d.Decode(&got); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", label, got, err)
		}
	}
}

func TestMain(m *testing.M) {
	platform.DescribeNetwork("wares-test", platform.Network{
		Hosts: []string{"pays.example"},
		Parse: func(*url.URL) (platform.Deeplink, bool) { return platform.Deeplink{}, false },
	})
	m.Run()
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://shop.example/a?utm_source=x&b=1&cjevent=2&GCLID=3": "https://shop.example/a?b=1",
		"http://shop.example/a?utm_source=x":                        "https://shop.example/a",
		"https://shop.example/?tag=lamps":                           "https://shop.example/?tag=lamps",
		"https://www.pays.example/click-1-2":                        "",
		"https://go.example/?to=https%3A%2F%2Fpays.example%2F1":     "",
		"https://go.example/https://pays.example/1":                 "",
		"//shop.example/a":                                          "https://shop.example/a",
		"ftp://shop.example":                                        "",
		"":                                                          "",
	} {
		if got := wares.AtShop(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"https://Shop.Example/ä b?q=\"x\"#a#b": "https://shop.example/%C3%A4%20b?q=%22x%22#a%23b",
		"https://shöp.example:8443":            "https://xn--shp-tna.example:8443",
		"https://shop.example/100%25":          "https://shop.example/100%25",
		"https://shop.example/a%20b%zz":        "",
		"http://shop.example/":                 "",
		"https://pays.example/1":               "",
	} {
		got, err := wares.Address(in)
		if got != want || (taglane.KindOf(err) == taglane.Invalid) != (want == "") {
			t.Errorf("%q is %q (%v), want %q", in, got, err, want)
		}
	}
	for _, v := range []struct {
		a, b string
		same bool
	}{
		{"https://shop.example/ä", "https://SHOP.example/%C3%A4", true}, {"", "", true}, {"https://shop.example/a", "", false},
		{"https://shop.example/a", "https://shop.example/b", false}, {"http://shop.example/a", "http://shop.example/a", false},
	} {
		if got := wares.Same(v.a, v.b); got != v.same {
			t.Errorf("%q and %q: %v", v.a, v.b, got)
		}
	}
	for in, want := range map[string]string{"https://WWW.shop.example/x": "shop.example", "https://a.www.example": "a.www.example", ":": "", "": ""} {
		if got := wares.Host(in); got != want {
			t.Errorf("%q is at %q, want %q", in, got, want)
		}
	}
	if !wares.Below([]string{"a.example"}, "B.A.example") || wares.Below([]string{"a.example"}, "ba.example") {
		t.Error("what is below a host")
	}
}

// An address that leads in circles through itself is one of a network, since
// nobody looks to its end.
func TestTooManyLayers(t *testing.T) {
	deep := "https://shop.example/"
	for range 6 {
		deep = "https://go.example/?to=" + url.QueryEscape(deep)
	}
	if !wares.Nested(deep) || wares.Nested("https://go.example/?to=https%3A%2F%2Fshop.example%2F") {
		t.Error("links in links")
	}
}

func TestPicturesAreFetchedOnce(t *testing.T) {
	got := wares.Images("", "http://img.example/a.jpg", "//img.example/b.jpg", "https://img.example/a.jpg", "data:image/png;base64,aa")
	if want := []string{"https://img.example/a.jpg", "https://img.example/b.jpg"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	var many []string
	for n := range 30 {
		many = append(many, fmt.Sprintf("https://img.example/%d.jpg", n))
	}
	if got := wares.Images(many...); !slices.Equal(got, many[:20]) {
		t.Errorf("%d pictures", len(got))
	}
}

func TestWhoIsMeant(t *testing.T) {
	for sub, want := range map[string]bool{"ada@mail.example": true, "ada%40mail.example": true, "+49 170 1234567": true, "0170123456": true, "c0000001t001d01v06v": false, "": false} {
		if got := wares.Personal(sub); got != want {
			t.Errorf("%q: %v", sub, got)
		}
	}
}

type place struct {
	From string `json:"from"`
}

func TestAReportGoesOn(t *testing.T) {
	holds := func(p place) bool { return p.From != "" }
	page, err := wares.Page([]taglane.Earning{{Key: "1"}}, place{"noon"}, true, "Shop")
	if err != nil || len(page.Rows) != 1 || !page.More || string(page.Cursor) != `{"from":"noon"}` {
		t.Fatalf("%+v, %v", page, err)
	}
	if at, begins, err := wares.Resume(page.Cursor, "Shop", holds); err != nil || begins || at.From != "noon" {
		t.Errorf("%+v, %v, %v", at, begins, err)
	}
	for _, nothing := range []string{"", " ", "null"} {
		if at, begins, err := wares.Resume([]byte(nothing), "Shop", holds); err != nil || !begins || at.From != "" {
			t.Errorf("%q: %+v, %v, %v", nothing, at, begins, err)
		}
	}
	for _, wrong := range []string{"{}", `{"from":`, `{"from":7}`, `"noon"`} {
		if _, begins, err := wares.Resume([]byte(wrong), "Shop", holds); taglane.KindOf(err) != taglane.Invalid || begins {
			t.Errorf("%q: %v, %v", wrong, begins, err)
		}
	}
	if page, err := wares.Page([]taglane.Earning{{Key: "1"}}, func() {}, false, "Shop"); taglane.KindOf(err) != taglane.Internal || page.Rows != nil {
		t.Errorf("%+v, %v", page, err)
	}
}
