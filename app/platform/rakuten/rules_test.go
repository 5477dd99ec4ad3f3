package rakuten

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

// ids are the rules of some findings, in order.
func ids(all []taglane.Finding) string {
	out := []string{}
	for _, f := range all {
		out = append(out, strings.TrimPrefix(f.Rule, "rakuten."))
		if f.Level != pack.Rules[f.Rule].Level || f.Message == "" {
			out = append(out, "which nobody knows")
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// met are the rules that some test below meets.
var met = map[string]bool{}

func meet(all []taglane.Finding) {
	for _, f := range all {
		met[f.Rule] = true
	}
}

func TestEveryRuleCanBeBroken(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	now := w.Clock.Now()
	s.pass(w, 0)
	const head = "https://click.linksynergy.com/deeplink?id="
	const to = "&mid=100&murl=https%3A%2F%2Fshop.example%2Fa"
	for link, want := range map[string]string{
		head + code + to + "&u1=" + sub:                                      "",
		strings.Replace(head, "https", "http", 1) + code + to + "&u1=" + sub: "link.parts",
		"https://shop.example/a":                                             "link.parts",
		"https://api.rakutenmarketing.com/deeplink":                          "host.dead",
		head + rakutentest.Stranger + to + "&u1=" + sub:                      "id.own",
		head + code + "&mid=100&u1=" + sub:                                   "link.parts",
		head + code + "&murl=https%3A%2F%2Fa.example&u1=" + sub:              "link.parts",
		head + code + "&mid=200&murl=https%3A%2F%2Fshop.example&u1=" + sub:   "link.parts", // another shop than the product's
		head + code + "&mid=100&murl=https://shop.example/a&u1=" + sub:       "link.parts",
		head + code + "&mid=100&murl=https%3A%2F%2Fqksrv.net.example%2F%3Fu%3Dhttps%253A%252F%252Fclick.linksynergy.com%252Fx&u1=" + sub: "link.parts",
		head + code + to:                                    "u1.last",
		head + code + "&u1=" + sub + to:                     "u1.last",
		head + code + to + "&U1=" + sub:                     "u1.last",
		head + code + to + "&u1=" + sub + "#x":              "u1.last",
		head + code + to + "&u1=" + strings.Repeat("a", 73): "u1.length",
		head + code + to + "&u1=a-b":                        "u1.chars",
		head + code + to + "&u1=ada%40example.com":          "u1.chars",
		head + code + to + "&u1=4915112345678":              "u1.chars",
	} {
		got := s.Findings(taglane.Listing{Advertiser: "100"}, taglane.Link{URL: link, Tag: "t1"}, now)
		meet(got)
		if ids(got) != want {
			t.Errorf("%s: %q, want %q", link, ids(got), want)
		}
	}
	// An account that was kept before its code was looked at.
	s.creds.Publisher = "3951234"
	got := s.Findings(taglane.Listing{}, taglane.Link{URL: head + "3951234" + to + "&u1=" + sub}, now)
	meet(got)
	if ids(got) != "id.form" {
		t.Error(ids(got))
	}
	s.creds.Publisher = code

	link, err := Build(platform.Deeplink{Owner: code, Advertiser: "100", SubID: sub, Destination: "https://www.shop.example/a"})
	if err != nil {
		t.Fatal(err)
	}
	good := taglane.Program{Advertiser: "100", Name: "Northlight", Joined: true, Domains: []string{"shop.example"}, ShipsTo: []string{"US", "DE"}, Deep: "yes", EndsAt: now.Add(40 * day), CheckedAt: now.Add(-day)}
	for want, change := range map[string]func(p *taglane.Program){
		"":                 func(*taglane.Program) {},
		"partner.active":   func(p *taglane.Program) { p.Joined = false },
		"partner.old":      func(p *taglane.Program) { p.Joined, p.CheckedAt = false, now.Add(-8*day) },
		"murl.domain":      func(p *taglane.Program) { p.Domains = []string{"other.example"} },
		"murl.unknown":     func(p *taglane.Program) { p.Domains = nil },
		"deeplinks":        func(p *taglane.Program) { p.Deep = "no" },
		"region":           func(p *taglane.Program) { p.ShipsTo = []string{"FR"} },
		"offer.end":        func(p *taglane.Program) { p.EndsAt = now.Add(30 * day) },
		"offer.end region": func(p *taglane.Program) { p.EndsAt, p.ShipsTo = now, []string{"FR"} },
	} {
		p := good
		change(&p)
		got := s.ProgramFindings(p, taglane.Link{URL: link, Tag: "t1", Product: "p1"}, "de", now.Add(30*day))
		meet(got)
		if ids(got) != want {
			t.Errorf("%q, want %q", ids(got), want)
		}
	}
	unknown := good
	unknown.ShipsTo, unknown.Deep, unknown.EndsAt = nil, "", time.Time{}
	if got := s.ProgramFindings(unknown, taglane.Link{URL: link}, "de", now); len(got) > 0 {
		t.Errorf("what is not told was held against it: %s", ids(got))
	}
	for id, r := range pack.Rules {
		if !met[id] {
			t.Errorf("no test breaks %s", id)
		}
		if _, err := time.Parse(time.DateOnly, r.Checked); err != nil || r.Source == "" || r.Level != taglane.Block && r.Level != taglane.Warn {
			t.Errorf("%s: %+v", id, r)
		}
	}
}
