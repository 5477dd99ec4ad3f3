package link_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/link"
	"taglane/app/platform"
	"taglane/app/taglane"
)

const sub = "c021i3v9t016d07v1a4"

var hostile = []string{
	"https://shop.test/p/1", "https://shop.test", "https://shop.test/p/a b", "https://shop.test/p?q=a b&c=\"d\"", "https://shop.test/p'quote'",
	"https://shop.test/p?a=1&b=2&murl=x&u1=y&id=9&mid=8", "https://shop.test/p#frag", "https://shop.test/p?x=1#a?b=1&c=2", "https://shop.test/größe/日本?名=値",
	"https://shop.test/p%20q?x=%26%3D%23", "https://shop.test/p?x=100%", "https://shop.test/a//b/../c;d=e,f", "https://bücher.test/p", "https://SHOP.test/P?Q=R",
	"https://shop.test:8443/p", "https://shop.test/p?", "https://shop.test/p?&&a=&=b", "https://shop.test/p?a[]=1&b={x}|y", "https://shop.test/p?x=<script>", "https://shop.test/sid/dlg/p",
	"https://shop.test/%2e%2e/%2F/p", "https://shop.test/p?x=1+1&y=%2B", "https://shop.test/(p)!*$,:@",
}

// What is built says exactly what it should, whatever the shop's address looks
// like, in every network's grammar.
func TestALinkSaysWhatItShould(t *testing.T) {
	for _, network := range []string{"querynet", "pathnet"} {
		for _, to := range hostile {
			d := platform.Deeplink{Network: network, Owner: "1234567", Advertiser: "42", SubID: sub, Destination: to}
			built, err := link.Make(network, d, link.UTM{})
			if err != nil {
				t.Errorf("%s to %s: %v", network, to, err)
				continue
			}
			r, err := link.Read(built)
			if err != nil || len(r.Layers) != 1 || r.Layers[0].SubID != sub || r.Layers[0].Owner != "1234567" || !strings.HasPrefix(built, "https://") || strings.ContainsAny(built, " \"<>") {
				t.Errorf("%s to %s is %s and reads %+v, %v", network, to, built, r, err)
			}
			bare, err := link.Read(to)
			if err != nil || r.Destination != bare.Destination || r.Opaque {
				t.Errorf("%s leads to %q, and should to %q", built, r.Destination, bare.Destination)
			}
		}
	}
}

func TestALinkIsNotMade(t *testing.T) {
	good := platform.Deeplink{Owner: "1234567", Advertiser: "42", SubID: sub, Destination: "https://shop.test/p"}
	for name, c := range map[string]struct {
		network string
		change  func(d *platform.Deeplink)
		want    taglane.Kind
	}{
		"of no network":             {"nowhere", func(*platform.Deeplink) {}, taglane.Invalid},
		"for nobody":                {"pathnet", func(d *platform.Deeplink) { d.Owner = "" }, taglane.Invalid},
		"as the network refuses it": {"querynet", func(d *platform.Deeplink) { d.Advertiser = "" }, taglane.Invalid},
		"with a code too long":      {"pathnet", func(d *platform.Deeplink) { d.SubID = strings.Repeat("a", 31) }, taglane.Invalid},
		"in the clear":              {"pathnet", func(d *platform.Deeplink) { d.Destination = "http://shop.test/p" }, taglane.Invalid},
		"to nowhere":                {"pathnet", func(d *platform.Deeplink) { d.Destination = "" }, taglane.Invalid},
		"to a script":               {"pathnet", func(d *platform.Deeplink) { d.Destination = "javascript:alert(1)" }, taglane.Invalid},
		"with a password":           {"pathnet", func(d *platform.Deeplink) { d.Destination = "https://a:b@shop.test/" }, taglane.Invalid},
		"around a stranger's link": {"querynet", func(d *platform.Deeplink) {
			d.Destination = "https://www.pathnet.test/links/999/type/dlg/https://shop.test/p"
		}, taglane.Invalid},
		"with a stranger's inside": {"querynet", func(d *platform.Deeplink) {
			d.Destination = "https://shop.test/p?back=" + url.QueryEscape(url.QueryEscape("https://click.querynet.test/deeplink?id=stranger"))
		}, taglane.Invalid},
		"around a short one":   {"querynet", func(d *platform.Deeplink) { d.Destination = "https://bit.ly/abc" }, taglane.Invalid},
		"of another form":      {"liar", func(d *platform.Deeplink) { d.Advertiser = "form" }, taglane.Internal},
		"at another host":      {"liar", func(d *platform.Deeplink) { d.Advertiser = "host" }, taglane.Internal},
		"that is clear itself": {"liar", func(d *platform.Deeplink) { d.Advertiser = "scheme" }, taglane.Internal},
		"that is no address":   {"liar", func(d *platform.Deeplink) { d.Advertiser = "address" }, taglane.Internal},
		"for a stranger":       {"liar", func(d *platform.Deeplink) { d.Advertiser = "owner" }, taglane.Internal},
		"without its code":     {"liar", func(d *platform.Deeplink) { d.Advertiser = "sub-id" }, taglane.Internal},
		"of another number":    {"liar", func(d *platform.Deeplink) { d.Advertiser = "ad" }, taglane.Internal},
		"of another shop":      {"liar", func(d *platform.Deeplink) { d.Advertiser = "advertiser" }, taglane.Internal},
		"to another place":     {"liar", func(d *platform.Deeplink) { d.Advertiser = "destination" }, taglane.Internal},
		"to a place in clear":  {"liar", func(d *platform.Deeplink) { d.Advertiser = "in the clear" }, taglane.Internal},
	} {
		d := good
		c.change(&d)
		if built, err := link.Make(c.network, d, link.UTM{}); taglane.KindOf(err) != c.want {
			t.Errorf("one %s: %q, %v, want %s", name, built, err, c.want)
		}
	}
	if built, err := link.Make("liar", good, link.UTM{}); err != nil {
		t.Errorf("what is no lie: %q, %v", built, err)
	}
}

func TestUTMIsForTheShop(t *testing.T) {
	utm := link.UTM{Source: "taglane", Medium: "{platform}", Campaign: "summer {clip}", Content: "{tag}", Platform: "youtube", Clip: "k7", Tag: "3"}
	for to, want := range map[string]string{
		"https://shop.test/p":                           "https://shop.test/p?utm_source=taglane&utm_medium=youtube&utm_campaign=summer+k7&utm_content=3",
		"https://shop.test/p?a=1#top":                   "https://shop.test/p?a=1&utm_source=taglane&utm_medium=youtube&utm_campaign=summer+k7&utm_content=3#top",
		"https://shop.test/p?UTM_Source=own&utm_medium": "https://shop.test/p?UTM_Source=own&utm_medium&utm_campaign=summer+k7&utm_content=3",
	} {
		if got, err := utm.On(to); got != want || err != nil {
			t.Errorf("%s: %s (%v), want %s", to, got, err, want)
		}
		built, err := link.Make("querynet", platform.Deeplink{Owner: "me", Advertiser: "42", SubID: sub, Destination: to}, utm)
		if u, bad := url.Parse(built); err != nil || bad != nil || u.Query().Get("murl") != want || u.Query().Has("utm_source") {
			t.Errorf("%s (%v): the shop is not told, or the network is", built, err)
		}
	}
	if got, err := (link.UTM{Platform: "youtube"}).On("https://shop.test/p?"); got != "https://shop.test/p?" || err != nil {
		t.Errorf("off, it makes %s, %v", got, err)
	}
	if got, err := (link.UTM{Term: "{tag}"}).On("https://shop.test/p"); got != "https://shop.test/p" || err != nil {
		t.Errorf("with nothing to say, it makes %s, %v", got, err)
	}
	for _, bad := range []link.UTM{{Source: "{email}"}, {Source: "{platform"}, {Term: "a}"}} {
		if got, err := bad.On("https://shop.test/p"); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%v makes %s, %v", bad, got, err)
		}
	}
	if _, err := utm.On("mailto:a@b.test"); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("on no address: %v", err)
	}
}

// What the shop's own address has its statistics told stays, wherever it was
// stripped on the way, unless it names somebody; and nothing that is added may
// be a link itself.
func TestWhatTheShopSaysStays(t *testing.T) {
	utm := link.UTM{Source: "taglane", Medium: "clip", Own: "https://shop.test/p?a=1&utm_source=feed&UTM_ID=7&utm_term=mia%40mail.test&gclid=x"}
	if got, err := link.Told("https://shop.test/p?a=1", utm); got != "https://shop.test/p?a=1&utm_source=feed&UTM_ID=7&utm_medium=clip" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []link.UTM{{Source: "https://click.querynet.test/deeplink?id=stranger"}, {Medium: "x", Own: "https://shop.test/p?utm_source=https://click.querynet.test/deeplink?id=stranger"}} {
		if got, err := link.Told("https://shop.test/p", bad); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("a stranger's link goes along: %s, %v", got, err)
		}
	}
	if got := (link.UTM{Term: "ask Mia Vogel"}).Personal([]string{"Mia Vogel"}); got != "ask Mia Vogel" {
		t.Errorf("%q", got)
	}
	if got := (link.UTM{Term: "summer"}).Personal([]string{"Mia Vogel", ""}); got != "" {
		t.Errorf("%q", got)
	}
}

// Whatever address is linked to: the link is https and says just that, or is
// not made.
func TestNoHostileAddressMakesAnotherLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		to := anyAddress.Draw(t, "destination")
		network := rapid.SampledFrom([]string{"querynet", "pathnet"}).Draw(t, "network")
		built, err := link.Make(network, platform.Deeplink{Network: network, Owner: "1234567", Advertiser: "42", SubID: sub, Destination: to}, link.UTM{Source: "taglane"})
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid && taglane.KindOf(err) != taglane.Internal {
				t.Fatalf("%s: %v", to, err)
			}
			return
		}
		r, err := link.Read(built)
		if err != nil || !r.Own(link.Owners{network: {"1234567"}}) || !strings.HasPrefix(built, "https://") {
			t.Fatalf("%s to %q reads %+v, %v", built, to, r, err)
		}
	})
}
