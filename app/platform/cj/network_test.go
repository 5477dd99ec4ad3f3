package cj

import (
	"net/url"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

const sub = "c0000001t001d01v06v"

func TestLinksAreBuilt(t *testing.T) {
	const deepLink = "https://www.anrdoezrs.net/links/7654321/type/dlg/sid/" + sub + "/"
	for to, want := range map[string]string{
		"https://shop.example/a":                   "https://shop.example/a",
		"https://shop.example":                     "https://shop.example",
		"https://Shop.EXAMPLE/A?b=c&d=e":           "https://shop.example/A?b=c&d=e",
		"https://shop.example/a b":                 "https://shop.example/a%20b",
		`https://shop.example/"a"?q='x'`:           "https://shop.example/%22a%22?q=%27x%27",
		"https://shop.example/caf%C3%A9?q=50%25":   "https://shop.example/caf%C3%A9?q=50%25",
		"https://shop.example/café":                "https://shop.example/caf%C3%A9",
		"https://bücher.example/ü?q=日本":            "https://xn--bcher-kva.example/%C3%BC?q=%E6%97%A5%E6%9C%AC",
		"https://shop.example:8443/a":              "https://shop.example:8443/a",
		"https://shop.example/a?b[]=1|2":           "https://shop.example/a?b%5B%5D=1%7C2",
		"https://shop.example/a#reviews":           "https%3A%2F%2Fshop.example%2Fa%23reviews",
		"https://shop.example/a?b=c+d#é":           "https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%2Bd%23%25C3%25A9",
		"https://shop.example/a?":                  "https://shop.example/a?",
		"https://shop.example/a#b#c":               "https%3A%2F%2Fshop.example%2Fa%23b%2523c",
		"https://shop.example/a/../b":              "https%3A%2F%2Fshop.example%2Fa%2F..%2Fb",
		"https://shop.example/a/%2E%2e/b?c":        "https%3A%2F%2Fshop.example%2Fa%2F%252E%252e%2Fb%3Fc",
		"https://shop.example/sid/x/y?sid=1&pid=2": "https://shop.example/sid/x/y?sid=1&pid=2",
	} {
		d := platform.Deeplink{Owner: "7654321", SubID: sub, Destination: to}
		got, err := Build(d)
		if err != nil || got != deepLink+want {
			t.Errorf("%s:\n got %s (%v)\nwant %s", to, got, err, deepLink+want)
		}
		d.SubID = ""
		if got, err := Build(d); err != nil || strings.Contains(got, "/sid/"+sub) {
			t.Errorf("%s without a sub-id: %s (%v)", to, got, err)
		}
		d.Ad, d.SubID = "500", sub
		got, err = Build(d)
		if head := "https://www.anrdoezrs.net/click-7654321-500?sid=" + sub + "&url=https%3A%2F%2F"; err != nil || !strings.HasPrefix(got, head) || strings.Contains(got, "#") {
			t.Errorf("%s by its number: %s (%v)", to, got, err)
		}
	}
	got, err := Build(platform.Deeplink{Owner: "7654321", Ad: "500"})
	if err != nil || got != "https://www.anrdoezrs.net/click-7654321-500" {
		t.Errorf("%s (%v)", got, err)
	}
}

func TestTheGrammar(t *testing.T) {
	good := platform.Deeplink{Owner: "7654321", SubID: sub, Destination: "https://shop.example/a"}
	numbered := good
	numbered.Ad = "500"
	platformtest.RunNetwork(t, platformtest.Grammar{Network: network(), Good: []platform.Deeplink{good, numbered}, Plain: wares.Address, Reads: read, Other: unread})
	for name, change := range map[string]func(d *platform.Deeplink){
		"a PID of letters": func(d *platform.Deeplink) { d.Owner = "76x" },
		"sub-id 0":         func(d *platform.Deeplink) { d.SubID = "0" },
		"a link of CJ":     func(d *platform.Deeplink) { d.Destination = "https://www.jdoqocy.com/click-1-2" },
	} {
		d := good
		change(&d)
		if got, err := Build(d); got != "" || taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

var read = map[string]platform.Deeplink{
	"https://www.anrdoezrs.net/links/11/type/dlg/https://shop.example/a?b=c":              {Network: "cj", Owner: "11", Destination: "https://shop.example/a?b=c"},
	"https://www.kqzyfj.com/links/11/type/dlg/sid/x1/http://shop.example/a":               {Network: "cj", Owner: "11", SubID: "x1", Destination: "http://shop.example/a"},
	"https://www.kqzyfj.com/links/11/type/dlg/sid/x1/https:/shop.example/a":               {Network: "cj", Owner: "11", SubID: "x1", Destination: "https://shop.example/a"},
	"https://www.kqzyfj.com/links/11/type/dlg/sid/a%40b.de/https://shop.example/":         {Network: "cj", Owner: "11", SubID: "a@b.de", Destination: "https://shop.example/"},
	"https://www.kqzyfj.com/links/11/type/dlg/https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%23d": {Network: "cj", Owner: "11", Destination: "https://shop.example/a?b=c#d"},
	"https://www.kqzyfj.com/links/11/type/dlg/https%3A%2F%2Fshop.example%2Fcaf%25C3%25A9": {Network: "cj", Owner: "11", Destination: "https://shop.example/caf%C3%A9"},
	"https://www.kqzyfj.com/links/11/type/dlg/https://shop.example/a#d":                   {Network: "cj", Owner: "11", Destination: "https://shop.example/a#d"},
	"https://www.kqzyfj.com/click-11-22":                                                  {Network: "cj", Owner: "11", Ad: "22"},
	"https://www.kqzyfj.com/click-11-22/":                                                 {Network: "cj", Owner: "11", Ad: "22"},
}

var unread = []string{
	"https://www.anrdoezrs.net/",
	"https://www.anrdoezrs.net/click-ab-22",
	"https://www.anrdoezrs.net/image-11-22",
	"https://www.anrdoezrs.net/links/11/type/dlg/",
	"https://www.anrdoezrs.net/links/11/type/dlg/shop.example",
	"https://www.anrdoezrs.net/links/11/type/dlg/javascript:alert(1)",
	"https://www.anrdoezrs.net/links/11/type/dlg/https%3Ashop.example",
	"https://cj.dotomi.com/g2x/abc",
}

func TestEveryHostIsRead(t *testing.T) {
	for _, host := range hosts {
		for _, head := range []string{"https://www." + host, "http://" + host} {
			u, _ := url.Parse(head + "/click-11-22?SID=abc&url=https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc")
			d, ok := Parse(u)
			if want := (platform.Deeplink{Network: "cj", Owner: "11", Ad: "22", SubID: "abc", Destination: "https://shop.example/a?b=c"}); !ok || d != want {
				t.Errorf("%s: %+v", u, d)
			}
		}
	}
}

func TestTheGrammarIsKnown(t *testing.T) {
	n, ok := platform.Networks()["cj"]
	if !ok || n.Build == nil || n.Parse == nil || n.SubIDMost != 30 || len(n.Hosts) != 8 {
		t.Fatalf("%+v", n)
	}
	pid, err := n.Owner(taglane.Account{Settings: map[string]string{"pid": "7654321"}})
	if err != nil || pid != "7654321" {
		t.Error(pid, err)
	}
	for _, wrong := range []string{"", "PID", "76 54"} {
		_, err := n.Owner(taglane.Account{Settings: map[string]string{"pid": wrong}})
		wantKind(t, err, taglane.Invalid)
	}
}
