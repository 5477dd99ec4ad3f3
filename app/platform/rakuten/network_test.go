package rakuten

import (
	"net/url"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const code = "GSFNlAS0O*w"

func TestLinksAreBuilt(t *testing.T) {
	const head = "https://click.linksynergy.com/deeplink?id=GSFNlAS0O*w&mid=100&murl="
	for to, want := range map[string]string{
		"https://shop.example/a":                 "https%3A%2F%2Fshop.example%2Fa",
		"https://shop.example":                   "https%3A%2F%2Fshop.example",
		"https://Shop.EXAMPLE/A?b=c&d=e":         "https%3A%2F%2Fshop.example%2FA%3Fb%3Dc%26d%3De",
		"https://shop.example/a b":               "https%3A%2F%2Fshop.example%2Fa%2520b",
		`https://shop.example/"a"?q='x'`:         "https%3A%2F%2Fshop.example%2F%2522a%2522%3Fq%3D%2527x%2527",
		"https://shop.example/caf%C3%A9?q=50%25": "https%3A%2F%2Fshop.example%2Fcaf%25C3%25A9%3Fq%3D50%2525",
		"https://shop.example/café":              "https%3A%2F%2Fshop.example%2Fcaf%25C3%25A9",
		"https://bücher.example/?q=日本":           "https%3A%2F%2Fxn--bcher-kva.example%2F%3Fq%3D%25E6%2597%25A5%25E6%259C%25AC",
		"https://shop.example:8443/a#reviews":    "https%3A%2F%2Fshop.example%3A8443%2Fa%23reviews",
		"https://shop.example/?u1=x&id=y&mid=z":  "https%3A%2F%2Fshop.example%2F%3Fu1%3Dx%26id%3Dy%26mid%3Dz",
		"https://shop.example/a?b=c+d":           "https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%2Bd",
	} {
		d := platform.Deeplink{Owner: code, Advertiser: "100", SubID: sub, Destination: to}
		if got, err := Build(d); err != nil || got != head+want+"&u1="+sub {
			t.Errorf("%s:\n got %s (%v)\nwant %s", to, got, err, head+want+"&u1="+sub)
		}
		d.SubID = ""
		if got, err := Build(d); err != nil || got != head+want {
			t.Errorf("%s without a sub-id: %s (%v)", to, got, err)
		}
	}
	for want, d := range map[string]platform.Deeplink{
		"https://click.linksynergy.com/fs-bin/click?id=GSFNlAS0O*w&offerid=12.34&type=3&subid=0&u1=" + sub:                      {Owner: code, Ad: "12.34", SubID: sub},
		"https://click.linksynergy.com/link?id=GSFNlAS0O*w&offerid=12.34&type=15&murl=https%3A%2F%2Fshop.example%2Fa&u1=" + sub: {Owner: code, Ad: "12.34", SubID: sub, Destination: "https://shop.example/a"},
	} {
		if got, err := Build(d); err != nil || got != want {
			t.Errorf("%s (%v)", got, err)
		}
	}
}

func TestTheGrammar(t *testing.T) {
	good := platform.Deeplink{Owner: code, Advertiser: "100", SubID: sub, Destination: "https://shop.example/a"}
	numbered := good
	numbered.Ad, numbered.Advertiser = "1.500", ""
	platformtest.RunNetwork(t, platformtest.Grammar{
		Network: network(), Good: []platform.Deeplink{good, numbered}, Plain: wares.Address, Reads: read, Other: unread,
		Also: func(made *url.URL, d platform.Deeplink) string {
			switch {
			case !strings.HasSuffix(made.RawQuery, "&u1="+sub):
				return "the sub-id is not the last"
			case open(made), made.Query().Get("murl") != d.Destination:
				return "the shop's address is not encoded once"
			}
			return ""
		},
	})
	for name, change := range map[string]func(d *platform.Deeplink){
		"the SID":           func(d *platform.Deeplink) { d.Owner = "39512345678" },
		"a code too long":   func(d *platform.Deeplink) { d.Owner = code + "w" },
		"a code with an &":  func(d *platform.Deeplink) { d.Owner = "GSFNlAS0O&w" },
		"no shop":           func(d *platform.Deeplink) { d.Advertiser = "" },
		"a shop of letters": func(d *platform.Deeplink) { d.Advertiser = "1&mid=2" },
	} {
		d := good
		change(&d)
		if got, err := Build(d); got != "" || taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

var read = map[string]platform.Deeplink{
	"https://click.linksynergy.com/deeplink?id=GSFNlAS0O*w&mid=100&murl=https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc&u1=x1":    {Network: "rakuten", Owner: code, Advertiser: "100", SubID: "x1", Destination: "https://shop.example/a?b=c"},
	"http://click.linksynergy.com/deeplink/?u1=x1&murl=https%3A%2F%2Fshop.example%2F&mid=100&id=GSFNlAS0O%2Aw":           {Network: "rakuten", Owner: code, Advertiser: "100", SubID: "x1", Destination: "https://shop.example/"},
	"https://CLICK.linksynergy.com/deeplink?id=aB3dE5gH7j*&mid=7&murl=https%3A%2F%2Fshop.example%2F&U1=x1":               {Network: "rakuten", Owner: "aB3dE5gH7j*", Advertiser: "7", Destination: "https://shop.example/"},
	"https://click.linksynergy.com/deeplink?id=GSFNlAS0O*w&mid=100":                                                      {Network: "rakuten", Owner: code, Advertiser: "100"},
	"https://click.linksynergy.com/fs-bin/click?id=GSFNlAS0O*w&offerid=12.34&type=3&subid=0":                             {Network: "rakuten", Owner: code, Ad: "12.34"},
	"https://linksynergy.jrs5.com/fs-bin/click?id=GSFNlAS0O*w&offerid=12.34&type=4&subid=0&u1=x1":                        {Network: "rakuten", Owner: code, Ad: "12.34", SubID: "x1"},
	"https://linksynergy.jrs5.com/deeplink?id=GSFNlAS0O*w&mid=100&murl=http%3A%2F%2Fshop.example%2F":                     {Network: "rakuten", Owner: code, Advertiser: "100", Destination: "http://shop.example/"},
	"https://click.linksynergy.com/link?id=GSFNlAS0O*w&offerid=12.34&type=15&murl=https%3A%2F%2Fshop.example%2Fa%2Bb%20": {Network: "rakuten", Owner: code, Ad: "12.34", Destination: "https://shop.example/a+b "},
	"https://click.linksynergy.com/deeplink?id=a%zz&mid=1&murl=x":                                                        {Network: "rakuten", Owner: "a%zz", Advertiser: "1", Destination: "x"},
}

var unread = []string{
	"https://api.linksynergy.com/deeplink?id=x&mid=1&murl=y",
	"https://click.linksynergy.com/",
	"https://click.linksynergy.com/deeplink",
	"https://click.linksynergy.com/deeplink?mid=1&murl=y",
	"https://click.linksynergy.com/deeplink?id=x",
	"https://click.linksynergy.com/deeplink?ID=x&mid=1&murl=y",
	"https://click.linksynergy.com/deeplink?id=x&id=y&mid=1&murl=z",
	"https://click.linksynergy.com/deeplink?id=x&mid=1&murl=z&u1=a&u1=b",
	"https://click.linksynergy.com/fs-bin/show?id=x&offerid=1.2",
}

func TestTheGrammarIsKnown(t *testing.T) {
	n, ok := platform.Networks()["rakuten"]
	if !ok || n.Build == nil || n.Parse == nil || n.SubIDMost != 72 || len(n.Hosts) != 2 {
		t.Fatalf("%+v", n)
	}
	got, err := n.Owner(taglane.Account{Settings: map[string]string{"publisher_id": code}})
	if err != nil || got != code {
		t.Error(got, err)
	}
	for _, wrong := range []string{"", "3951234", "39512345678", "GSFNlAS0O w"} {
		_, err := n.Owner(taglane.Account{Settings: map[string]string{"publisher_id": wrong}})
		wantKind(t, err, taglane.Invalid)
	}
}
