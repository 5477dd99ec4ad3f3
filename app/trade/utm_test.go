package trade

import (
	"net/url"
	"strings"
	"testing"

	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// What the shop is told stands on its own address inside the link, is off until
// it is chosen, and a link that says otherwise is made anew.
func TestTheShopIsToldInsideTheLink(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.write(t, "", store.Set(store.KindProduct, "pan", "url", "https://shop.example/pan?size=2&utm_source=shops-own"))
	inside := func(l taglane.Link) string {
		u, err := url.Parse(l.URL)
		if err != nil || u.Query().Has("utm_medium") {
			t.Fatalf("%s (%v): the network is told", l.URL, err)
		}
		return u.Query().Get("to")
	}
	plain := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube"))
	if got := inside(plain["t1"]); got != "https://shop.example/pan?size=2" {
		t.Errorf("off, the shop is told: %s", got)
	}
	said := UTM{Source: "taglane", Medium: " {platform} ", Campaign: "{clip}", Content: "{tag}"}
	if page := must[UTMPage](t)(b.TryLinkUTM(ctx, "net", said)); page.Of != "Rye pan" || page.Before != "https://shop.example/pan?size=2" || !strings.Contains(page.Link, url.QueryEscape(page.After)) {
		t.Errorf("%+v", page)
	}
	if again := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube")); again["t1"] != plain["t1"] {
		t.Errorf("what was only tried changes links: %+v", again["t1"])
	}
	must[UTMPage](t)(b.SetLinkUTM(ctx, "net", said))
	if got := must[UTMPage](t)(b.LinkUTM(ctx, "net")); got.UTM.Medium != "{platform}" || got.UTM.Source != "taglane" {
		t.Errorf("%+v", got)
	}
	if left := must[map[taglane.ID]taglane.Link](t)(b.LinksMade(ctx, b.draft(t, "c"), "youtube")); len(left) != 0 {
		t.Errorf("links that do not say it count as made: %+v", left)
	}
	told := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube"))
	for tag, number := range map[taglane.ID]string{"t1": "1", "t2": "2"} {
		l := told[tag]
		want := "https://shop.example/pan?size=2&utm_source=shops-own&utm_medium=youtube&utm_campaign=" + l.SubID[1:8] + "&utm_content=" + number
		if got := inside(l); got != want || l.Destination != "https://shop.example/pan?size=2" || l.Revision != 2 {
			t.Errorf("%s leads to %s, want %s; %+v", tag, got, want, l)
		}
	}
	if again := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube")); again["t1"] != told["t1"] {
		t.Errorf("it is made twice: %+v", again["t1"])
	}
	d := b.draft(t, "c")
	d.Links = told
	for _, f := range must[[]taglane.Finding](t)(b.Vet(ctx, d, nil, b.now)) {
		if f.Level == taglane.Block {
			t.Errorf("%+v", f)
		}
	}
	if audits := must[[]Audit](t)(b.AuditLinks(ctx, "c", false)); len(audits) == 0 || audits[0].Verdict != "ok" {
		t.Errorf("%+v", audits)
	}
	must[UTMPage](t)(b.SetLinkUTM(ctx, "net", UTM{}))
	if off := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube")); inside(off["t1"]) != "https://shop.example/pan?size=2" {
		t.Errorf("turned off, the shop is told: %+v", off["t1"])
	}
}

// Nothing that says who somebody is may be told, when it is chosen and when it
// goes out.
func TestTheShopIsToldNothingPersonal(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.l.Person = "Nora Lind"
	for _, bad := range []UTM{
		{Source: "nora@mail.example"}, {Term: "+49 170 1234567"}, {Campaign: "by Nora-Lind"}, {Medium: "{who}"}, {Content: "two\nlines"}, {Source: strings.Repeat("x", utmMost+1)},
		{Source: "https://go.net.example/c?id=other&to=https://shop.example/"},
	} {
		if page, err := b.SetLinkUTM(ctx, "net", bad); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%+v comes to %+v (%v)", bad, page, err)
		}
	}
	if kept := must[UTMPage](t)(b.LinkUTM(ctx, "net")); kept.UTM != (UTM{}) || kept.After != kept.Before || kept.Of != "Rye pan" {
		t.Errorf("%+v", kept)
	}
	must[UTMPage](t)(b.SetLinkUTM(ctx, "net", UTM{Campaign: "lind"})) // which is no name of hers alone
	d := b.draft(t, "c")
	d.Links = must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, d, "webpage"))
	b.l.Person = "Lind" // who works here now
	var rules []string
	for _, f := range must[[]taglane.Finding](t)(b.Vet(ctx, d, nil, b.now)) {
		rules = append(rules, f.Rule)
	}
	if !strings.Contains(strings.Join(rules, " "), "link.personal") {
		t.Errorf("found are %v", rules)
	}
	b.account(t, "page", "memory", nil)
	if _, err := b.LinkUTM(ctx, "page"); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	if _, err := b.LinkUTM(ctx, "nobody"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

// An account that has no links yet shows what would be told by an example.
func TestTheShopIsToldByAnExample(t *testing.T) {
	b := newBench(t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	page := must[UTMPage](t)(b.TryLinkUTM(ctx, "net", UTM{Source: "{platform}", Content: "{tag}"}))
	if page.Of != "" || page.After != "https://shop.example/product?utm_source=webpage&utm_content=1" {
		t.Errorf("%+v", page)
	}
	if r := must[link.Reading](t)(link.Read(page.Link)); r.Destination != page.Before {
		t.Errorf("%+v", r)
	}
}
