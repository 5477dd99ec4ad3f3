package link_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/link"
	"taglane/app/taglane"
)

func wrap(around, inside string) string { return around + url.QueryEscape(inside) }

func TestWhatAPastedLinkSays(t *testing.T) {
	const shop = "https://shop.test/p/1?size=4"
	for pasted, want := range map[string]link.Reading{
		shop:                                       {Destination: shop},
		"  http://Shop.TEST.:80/p/1?size=4\n":      {Destination: shop},
		"https://shop.test":                        {Destination: "https://shop.test/"},
		"https://www.bücher.test/größe":            {Destination: "https://www.xn--bcher-kva.test/gr%C3%B6%C3%9Fe"},
		"https://shop.test/p/1?size=4&amp;utm_x=1": {Destination: shop},
		"https://shop.test/p/1?utm_source=a&size=4&gclid=1&FBCLID=2&cjevent=3&irclickid=4&ranMID=5&ranEAID=6&ranSiteID=7&utm_id=8": {Destination: shop},
		"https://shop.test/p[1]?a[]=%e4'%zz":                          {Destination: "https://shop.test/p%5B1%5D?a%5B%5D=%E4%27%25zz"},
		"https://shop.test/p?tag=red":                                 {Destination: "https://shop.test/p?tag=red"},
		"https://www.amazon.de/dp/B01?tag=me-21&th=1":                 {Destination: "https://www.amazon.de/dp/B01?th=1"},
		"https://notamazon.de/dp/B01?tag=me-21":                       {Destination: "https://notamazon.de/dp/B01?tag=me-21"},
		"https://shop.test/p?utm=1&autm_source=2&a=%20b#utm_source=x": {Destination: "https://shop.test/p?utm=1&autm_source=2&a=%20b#utm_source=x"},
		wrap("https://click.querynet.test/deeplink?id=me&mid=42&u1=s1&murl=", shop): {
			Layers: []link.Layer{{"click.querynet.test", "querynet", "me", "42", "s1"}}, Destination: shop},
		"https://www.pathnet.test/links/77/type/dlg/sid/s2/" + shop: {
			Layers: []link.Layer{{"www.pathnet.test", "pathnet", "77", "", "s2"}}, Destination: shop},
		"http://pathnet-other.test/click-77-5?sid=s3": {
			Layers: []link.Layer{{"pathnet-other.test", "pathnet", "77", "", "s3"}}, Opaque: true},
		"https://pathnet.test/unheard/of": {
			Layers: []link.Layer{{"pathnet.test", "pathnet", "", "", ""}}, Opaque: true},
		wrap("https://pathnet.test/unheard/of?url=", shop): {
			Layers: []link.Layer{{"pathnet.test", "pathnet", "", "", ""}}, Destination: shop},
		wrap("https://click.querynet.test/deeplink?id=me&mid=42&murl=", "not an address"): {
			Layers: []link.Layer{{"click.querynet.test", "querynet", "me", "42", ""}}, Opaque: true},
		wrap("https://go.test/r?ulp=", shop):     {Layers: []link.Layer{{Host: "go.test"}}, Destination: shop},
		wrap("https://go.test/r?URL=", shop):     {Layers: []link.Layer{{Host: "go.test"}}, Destination: shop},
		wrap("https://go.test/r?u=", shop):       {Layers: []link.Layer{{Host: "go.test"}}, Destination: shop},
		wrap("https://go.test/r?ued=", shop):     {Layers: []link.Layer{{Host: "go.test"}}, Destination: shop},
		wrap("https://go.test/r?urllink=", shop): {Layers: []link.Layer{{Host: "go.test"}}, Destination: shop},
		"https://go.test/r?url=/p/1":             {Destination: "https://go.test/r?url=/p/1"},
		"https://bit.ly/3xYz":                    {Layers: []link.Layer{{Host: "bit.ly"}}, Opaque: true},
		wrap("https://www.awin1.com/cread.php?awinaffid=1&ued=", shop): {
			Layers: []link.Layer{{Host: "www.awin1.com"}}, Destination: shop},
		wrap("https://go.test/?url=", wrap("https://click.querynet.test/deeplink?id=me&mid=42&murl=", "https://pathnet.test/links/77/type/dlg/"+shop)): {
			Layers:      []link.Layer{{Host: "go.test"}, {"click.querynet.test", "querynet", "me", "42", ""}, {"pathnet.test", "pathnet", "77", "", ""}},
			Destination: shop},
		wrap("https://shop.test/p?back=", url.QueryEscape("https://pathnet.test/click-99-5?sid=x")): {
			Nested:      []link.Layer{{"pathnet.test", "pathnet", "99", "", "x"}},
			Destination: "https://shop.test/p?back=https%253A%252F%252Fpathnet.test%252Fclick-99-5%253Fsid%253Dx"},
		"https://shop.test/r/https:/pathnet.test/click-99-5": {
			Nested: []link.Layer{{"pathnet.test", "pathnet", "99", "", ""}}, Destination: "https://shop.test/r/https:/pathnet.test/click-99-5"},
	} {
		got, err := link.Read(pasted)
		if err != nil || got.Raw != pasted || got.Destination != want.Destination || got.Opaque != want.Opaque || !slices.Equal(got.Layers, want.Layers) || !slices.Equal(got.Nested, want.Nested) {
			t.Errorf("%s\n reads %+v, %v\n want  %+v", pasted, got, err, want)
		}
	}
}

func TestWhatIsNoLink(t *testing.T) {
	six := "https://shop.test/p"
	for range 6 {
		six = wrap("https://go.test/r?url=", six)
	}
	many := "https://shop.test/?"
	for i := range 400 {
		many += fmt.Sprintf("a=https://%d.b.test/&", i)
	}
	for _, pasted := range []string{
		"", "shop.test/p", "ftp://shop.test/p", "javascript:alert(1)", "https:///p", "https://", "https://a:b@shop.test/", "https://me@shop.test/",
		"https://%zz/", "https://shop.test:99999/", "https://shop.test:0/", "https://a b.test/", "https://\x00.test/", "https://xn--a.test/", "mailto:a@b.test", six,
		"https://shop.test/" + strings.Repeat("a", 9000), "https://[fe80::1%25eth0]/", "https:shop.test", "//shop.test/p",
		many, "https://shop.test/?a=" + strings.Repeat("%25", 1) + strings.Repeat("25", 6) + "41",
	} {
		got, err := link.Read(pasted)
		if taglane.KindOf(err) != taglane.Invalid || got.Destination != "" || got.Raw != pasted {
			t.Errorf("%.60q reads %+v, %v", pasted, got, err)
		}
	}
	five, _ := url.Parse(six)
	if got, err := link.Read(five.Query().Get("url")); err != nil || len(got.Layers) != 5 || got.Destination != "https://shop.test/p" {
		t.Errorf("five layers read %+v, %v", got, err)
	}
}

func TestWhoseALinkIs(t *testing.T) {
	own := link.Owners{"querynet": {"me", "also me"}, "pathnet": {"77"}}
	const shop = "https://shop.test/p"
	for pasted, want := range map[string]struct {
		own     bool
		foreign int
	}{
		shop: {false, 0},
		wrap("https://click.querynet.test/deeplink?id=also+me&mid=1&murl=", shop):                                                         {true, 0},
		wrap("https://click.querynet.test/deeplink?id=ME&mid=1&murl=", shop):                                                              {false, 1},
		wrap("https://click.querynet.test/deeplink?id=77&mid=1&murl=", shop):                                                              {false, 1},
		"https://pathnet.test/links/77/type/dlg/" + shop:                                                                                  {true, 0},
		wrap("https://click.querynet.test/deeplink?id=me&mid=1&murl=", "https://pathnet.test/links/99/type/dlg/"+shop):                    {false, 1},
		wrap("https://click.querynet.test/deeplink?id=me&mid=1&murl=", wrap("https://shop.test/r?to=", "https://pathnet.test/click-9-1")): {false, 1},
		wrap("https://go.test/?url=", "https://pathnet.test/links/77/type/dlg/"+shop):                                                     {false, 0},
		wrap("https://www.awin1.com/cread.php?ued=", shop):                                                                                {false, 1},
		"https://pathnet.test/unheard/of":                                                                                                 {false, 1},
		"https://bit.ly/x":                                                                                                                {false, 0},
	} {
		r, err := link.Read(pasted)
		if err != nil || r.Own(own) != want.own || len(r.Foreign(own)) != want.foreign {
			t.Errorf("%s: own %v, foreign %v (%v), want %+v", pasted, r.Own(own), r.Foreign(own), err, want)
		}
	}
}

// However deep and under whatever names a stranger's link is hidden, it is seen.
func TestAStrangersLinkIsSeenAtAnyDepth(t *testing.T) {
	hidden := "https://pathnet.test/click-99-5"
	for deep := range 12 {
		hidden = wrap("https://shop.test/p?next=", hidden) + "&a=https%3A%2F%2Fshop.test"
		r, err := link.Read(hidden)
		if err != nil || len(r.Nested) != 1 || r.Nested[0].Owner != "99" || len(r.Foreign(link.Owners{"pathnet": {"77"}})) != 1 {
			t.Errorf("%d deep: %+v, %v", deep+1, r, err)
		}
	}
}

// anyAddress makes addresses out of the pieces that go wrong.
var anyAddress = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"https://", "http://", "https:/", "HTTPS://", "//", "shop.test", "click.querynet.test", "www.pathnet.test", "pathnet.test.", "bit.ly", "go.test", "127.0.0.1", "[::1]", "bücher.test", "xn--bcher-kva.test",
			"/deeplink?id=me&mid=1&u1=x&murl=", "/links/77/type/dlg/", "/links/77/type/dlg/sid/s/", "/click-9-1?sid=s&url=", "?url=", "&ulp=", "&u=", "&murl=", "&utm_source=x", "&gclid=1", "&tag=1",
			"%3A%2F%2F", "%253A", "%2F", "%", "%0", "%00", "%0d%0a", "https%3A%2F%2F", "http%3a//", "#", "?", "&", "&amp;", "=", "@", ":", ":443", ":80", ":8080", "/", "\\", "..", "/../", ";", " ", "\t", "\n", "\"", "'", "<", "日本", "ﬁ", "\u202e", "\xff", "{platform}", "+", "a", "1",
		}),
		rapid.StringN(0, 4, 12),
	)
	start := rapid.SampledFrom([]string{"https://shop.test/", "https://", "http://", "https://click.querynet.test/deeplink?id=me&mid=1&u1=x&murl=", "https://www.pathnet.test/links/77/type/dlg/", ""}).Draw(t, "start")
	return start + strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces"), "")
})

// Whatever is pasted: reading never fails other than by saying so, what it finds
// is https and at the end of its way, and free of what is stripped.
func TestReadingHostileLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 5 {
			pasted := anyAddress.Draw(t, "pasted")
			r, err := link.Read(pasted)
			if err != nil {
				if taglane.KindOf(err) != taglane.Invalid || r.Destination != "" {
					t.Fatalf("%q: %+v, %v", pasted, r, err)
				}
				continue
			}
			if r.Opaque != (r.Destination == "") || len(r.Layers) > 5 || r.Raw != pasted {
				t.Fatalf("%q reads %+v", pasted, r)
			}
			if r.Opaque {
				continue
			}
			u, err := url.Parse(r.Destination)
			if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(r.Destination, " \"<>\r\n\t") {
				t.Fatalf("%q leads to %q (%v)", pasted, r.Destination, err)
			}
			again, err := link.Read(r.Destination)
			if err != nil || again.Destination != r.Destination || len(again.Layers) > 0 {
				t.Fatalf("%q reads %q, and that %+v (%v)", pasted, r.Destination, again, err)
			}
		}
	})
}
