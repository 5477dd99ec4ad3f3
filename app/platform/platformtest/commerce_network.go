package platformtest

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Grammar is how the links of a network are built and read.
type Grammar struct {
	platform.Network
	// Good are links that it builds, of each of its forms, all with a sub-id.
	Good []platform.Deeplink
	// Plain is a shop's address as a link carries it.
	Plain func(address string) (string, error)
	// Reads are links, of others as well, and what they say; Other are such as
	// are none of the network's.
	Reads map[string]platform.Deeplink
	Other []string
	// Also says what else is wrong with a link that was built; "" for nothing.
	Also func(made *url.URL, d platform.Deeplink) string
}

// RunNetwork asks a platform.Network every question, each as a subtest.
func RunNetwork(t *testing.T, g Grammar) {
	t.Run("WrongIsNotBuilt", g.wrongIsNotBuilt)
	t.Run("BuiltIsReadBack", g.builtIsReadBack)
	t.Run("LinksOfOthersAreRead", g.linksOfOthersAreRead)
	t.Run("StrangersAreNotRead", g.strangersAreNotRead)
}

// wrongIsNotBuilt: no link is made that leads past the shop, or tells who
// anybody is.
func (g Grammar) wrongIsNotBuilt(t *testing.T) {
	wrong := map[string]func(d *platform.Deeplink){
		"nobody to pay":      func(d *platform.Deeplink) { d.Owner = "" },
		"nowhere to go":      func(d *platform.Deeplink) { d.Destination, d.Ad = "", "" },
		"a long sub-id":      func(d *platform.Deeplink) { d.SubID = strings.Repeat("a", g.SubIDMost+1) },
		"a sub-id with an &": func(d *platform.Deeplink) { d.SubID = "a&id=b" },
		"a sub-id with a /":  func(d *platform.Deeplink) { d.SubID = "a/b" },
		"an e-mail address":  func(d *platform.Deeplink) { d.SubID = "ada@example.com" },
		"a telephone number": func(d *platform.Deeplink) { d.SubID = "4915112345678" },
		"an ad of letters":   func(d *platform.Deeplink) { d.Ad = "x1" },
	}
	places := []string{
		"http://shop.example/a", "https:///a", "javascript:alert(1)", "https://ada:secret@shop.example/", "https://shop.example/\r\nSet-Cookie: x",
	}
	for _, host := range g.Hosts {
		link := "https://" + host + "/click-1-2"
		places = append(places, link, "https://go.example/r/"+link, "https://go.example/?u="+url.QueryEscape(link),
			"https://a.example/?u="+url.QueryEscape("https://b.example/?v="+url.QueryEscape(link)))
	}
	for _, place := range places {
		wrong["to "+place] = func(d *platform.Deeplink) { d.Destination = place }
	}
	for name, change := range wrong {
		for _, d := range g.Good {
			change(&d)
			if made, err := g.Build(d); made != "" || taglane.KindOf(err) != taglane.Invalid {
				t.Errorf("%s: %q, %v", name, made, err)
			}
		}
	}
}

// plainly are the marks of an address in plain ASCII.
const plainly = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&()*+,;=:@/?%"

// builtIsReadBack: whatever can be built says the same when it is read, and a
// server that decodes once sees the very same place.
func (g Grammar) builtIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(g.Good).Draw(t, "form")
		d.Destination = "https://shop.example/" + rapid.StringOf(rapid.RuneFrom([]rune("abz09-_.~/%?&=+#'\" é日|\\^`{}[]<>;:@!$()*,"))).Draw(t, "path")
		made, err := g.Build(d)
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				t.Fatalf("%q: %v", d.Destination, err)
			}
			return
		}
		u, err := url.Parse(made)
		if err != nil || strings.Trim(made, plainly) != "" {
			t.Fatalf("%q: %q (%v)", d.Destination, made, err)
		}
		back, ok := g.Parse(u)
		want := d
		want.Network, want.Destination = back.Network, back.Destination
		if place, _ := g.Plain(d.Destination); !ok || back != want || back.Destination != place {
			t.Fatalf("%q: %q is %+v, want %+v to %q", d.Destination, made, back, want, place)
		}
		if again, err := g.Build(back); err != nil || again != made {
			t.Fatalf("%q once more is %q (%v)", made, again, err)
		}
		if g.Also != nil {
			if also := g.Also(u, back); also != "" {
				t.Fatalf("%q: %q: %s", d.Destination, made, also)
			}
		}
	})
}

func (g Grammar) linksOfOthersAreRead(t *testing.T) {
	for link, want := range g.Reads {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := g.Parse(u); !ok || d != want {
			t.Errorf("%s:\n got %+v %v\nwant %+v", link, d, ok, want)
		}
	}
}

// strangersAreNotRead: what only looks like a link of the network is none.
func (g Grammar) strangersAreNotRead(t *testing.T) {
	for _, link := range g.Other {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := g.Parse(u); ok {
			t.Errorf("%s is %+v", link, d)
		}
	}
	for _, d := range g.Good {
		made, err := g.Build(d)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(made)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := g.Parse(u); !ok {
			t.Errorf("%s is not read", u)
		}
		for _, host := range []string{"shop.example", "not" + strings.TrimPrefix(u.Host, "www."), u.Host + ".example"} {
			stranger := *u
			stranger.Host = host
			if d, ok := g.Parse(&stranger); ok {
				t.Errorf("%s is %+v", &stranger, d)
			}
		}
		ftp := *u
		ftp.Scheme = "ftp"
		if d, ok := g.Parse(&ftp); ok {
			t.Errorf("%s is %+v", &ftp, d)
		}
	}
}
