package cj

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/platform"
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

func TestWhatIsNoLinkIsNotBuilt(t *testing.T) {
	good := platform.Deeplink{Owner: "7654321", SubID: sub, Destination: "https://shop.example/a"}
	for name, change := range map[string]func(d *platform.Deeplink){
		"no PID":             func(d *platform.Deeplink) { d.Owner = "" },
		"a PID of letters":   func(d *platform.Deeplink) { d.Owner = "76x" },
		"nowhere to go":      func(d *platform.Deeplink) { d.Destination = "" },
		"http":               func(d *platform.Deeplink) { d.Destination = "http://shop.example/a" },
		"no host":            func(d *platform.Deeplink) { d.Destination = "https:///a" },
		"a script":           func(d *platform.Deeplink) { d.Destination = "javascript:alert(1)" },
		"a login in it":      func(d *platform.Deeplink) { d.Destination = "https://ada:secret@shop.example/" },
		"a line break":       func(d *platform.Deeplink) { d.Destination = "https://shop.example/\r\nSet-Cookie: x" },
		"sub-id 0":           func(d *platform.Deeplink) { d.SubID = "0" },
		"a long sub-id":      func(d *platform.Deeplink) { d.SubID = strings.Repeat("a", 31) },
		"a sub-id with a /":  func(d *platform.Deeplink) { d.SubID = "a/b" },
		"an e-mail address":  func(d *platform.Deeplink) { d.SubID = "ada@example.com" },
		"a telephone number": func(d *platform.Deeplink) { d.SubID = "4915112345678" },
		"an ad of letters":   func(d *platform.Deeplink) { d.Ad = "x1" },
		"a link of CJ":       func(d *platform.Deeplink) { d.Destination = "https://www.jdoqocy.com/click-1-2" },
		"one in another": func(d *platform.Deeplink) {
			d.Destination = "https://go.example/?u=https%3A%2F%2Fqksrv.net%2Fclick-1-2"
		},
		"one in a path": func(d *platform.Deeplink) { d.Destination = "https://go.example/r/https://cj.dotomi.com/x" },
		"one deep in another": func(d *platform.Deeplink) {
			d.Destination = "https://a.example/?u=" + url.QueryEscape("https://b.example/?v="+url.QueryEscape("https://emjcd.com/x"))
		},
	} {
		d := good
		change(&d)
		got, err := Build(d)
		if got != "" {
			t.Errorf("%s: %s", name, got)
		}
		wantKind(t, err, taglane.Invalid)
	}
}

// Whatever can be built says the same when it is read.
func TestBuiltLinksAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.StringOf(rapid.RuneFrom([]rune("abz09-_.~/%?&=+#'\" é日|\\^`{}[]<>;:@!$()*,"))).Draw(t, "path")
		d := platform.Deeplink{Owner: "7654321", SubID: sub, Destination: "https://shop.example/" + path}
		if rapid.Bool().Draw(t, "numbered") {
			d.Ad = "500"
		}
		made, err := Build(d)
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				t.Fatalf("%q: %v", d.Destination, err)
			}
			return
		}
		u, err := url.Parse(made)
		if err != nil || strings.ContainsAny(made, " #\"'<>\\^`{}|") || strings.Trim(made, ascii) != "" {
			t.Fatalf("%q: %q (%v)", d.Destination, made, err)
		}
		back, ok := Parse(u)
		if !ok || back.Owner != d.Owner || back.SubID != d.SubID || back.Ad != d.Ad {
			t.Fatalf("%q: %q is %+v", d.Destination, made, back)
		}
		// A server that decodes once sees the very same place.
		want, _ := wares.Address(d.Destination)
		if back.Destination != want {
			t.Fatalf("%q: %q leads to %q, want %q", d.Destination, made, back.Destination, want)
		}
		again, err := Build(back)
		if err != nil || again != made {
			t.Fatalf("%q once more is %q (%v)", made, again, err)
		}
	})
}

const ascii = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&()*+,;=:@/?%"

func TestLinksAreRead(t *testing.T) {
	for _, host := range hosts {
		for _, head := range []string{"https://www." + host, "http://" + host} {
			u, _ := url.Parse(head + "/click-11-22?SID=abc&url=https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc")
			d, ok := Parse(u)
			if want := (platform.Deeplink{Network: "cj", Owner: "11", Ad: "22", SubID: "abc", Destination: "https://shop.example/a?b=c"}); !ok || d != want {
				t.Errorf("%s: %+v", u, d)
			}
		}
	}
	for link, want := range map[string]platform.Deeplink{
		"https://www.anrdoezrs.net/links/11/type/dlg/https://shop.example/a?b=c":              {Owner: "11", Destination: "https://shop.example/a?b=c"},
		"https://www.kqzyfj.com/links/11/type/dlg/sid/x1/http://shop.example/a":               {Owner: "11", SubID: "x1", Destination: "http://shop.example/a"},
		"https://www.kqzyfj.com/links/11/type/dlg/sid/x1/https:/shop.example/a":               {Owner: "11", SubID: "x1", Destination: "https://shop.example/a"},
		"https://www.kqzyfj.com/links/11/type/dlg/sid/a%40b.de/https://shop.example/":         {Owner: "11", SubID: "a@b.de", Destination: "https://shop.example/"},
		"https://www.kqzyfj.com/links/11/type/dlg/https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%23d": {Owner: "11", Destination: "https://shop.example/a?b=c#d"},
		"https://www.kqzyfj.com/links/11/type/dlg/https%3A%2F%2Fshop.example%2Fcaf%25C3%25A9": {Owner: "11", Destination: "https://shop.example/caf%C3%A9"},
		"https://www.kqzyfj.com/links/11/type/dlg/https://shop.example/a#d":                   {Owner: "11", Destination: "https://shop.example/a#d"},
		"https://www.kqzyfj.com/click-11-22":                                                  {Owner: "11", Ad: "22"},
		"https://www.kqzyfj.com/click-11-22/":                                                 {Owner: "11", Ad: "22"},
	} {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		want.Network = "cj"
		if d, ok := Parse(u); !ok || d != want {
			t.Errorf("%s:\n got %+v %v\nwant %+v", link, d, ok, want)
		}
	}
	for _, link := range []string{
		"https://shop.example/click-11-22",
		"https://notanrdoezrs.net/click-11-22",
		"https://anrdoezrs.net.example/click-11-22",
		"https://www.anrdoezrs.net/",
		"https://www.anrdoezrs.net/click-ab-22",
		"https://www.anrdoezrs.net/image-11-22",
		"https://www.anrdoezrs.net/links/11/type/dlg/",
		"https://www.anrdoezrs.net/links/11/type/dlg/shop.example",
		"https://www.anrdoezrs.net/links/11/type/dlg/javascript:alert(1)",
		"https://www.anrdoezrs.net/links/11/type/dlg/https%3Ashop.example",
		"https://cj.dotomi.com/g2x/abc",
		"ftp://www.anrdoezrs.net/click-11-22",
	} {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := Parse(u); ok {
			t.Errorf("%s is %+v", link, d)
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
