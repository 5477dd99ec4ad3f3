package trade

import (
	"net/url"
	"slices"
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

// What is said differs from place to place, and each is shown before it is kept;
// a link that a shop makes itself says only what the shop wants.
func TestTheShopIsToldAtEachPlace(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.write(t, "", store.Set(store.KindProduct, "pan", "url", "https://shop.example/pan"))
	b.account(t, "page", "memory", nil)
	b.account(t, "again", "memory", nil)
	b.account(t, "shop", "sharing", nil)
	page := must[UTMPage](t)(b.SetLinkUTM(ctx, "net", UTM{Source: "{platform}"}))
	var told []string
	for _, p := range page.Places {
		told = append(told, p.Service+" "+p.After)
		if p.Title == "" {
			t.Errorf("%+v", p)
		}
	}
	slices.Sort(told)
	if want := []string{"memory https://shop.example/pan?utm_source=memory", "sharing https://shop.example/pan?utm_source=sharing"}; !slices.Equal(told, want) {
		t.Errorf("%v", told)
	}
	for _, service := range []string{"memory", "youtube"} {
		l := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), service))["t1"]
		if !strings.Contains(l.URL, url.QueryEscape("?utm_source="+service)) {
			t.Errorf("at %s the shop is told %s", service, l.URL)
		}
	}
	// Whatever was kept for it once: its links are the shop's own.
	if err := b.store.SetSetting(ctx, utmPrefix+"shop", `{"source":"taglane"}`); err != nil {
		t.Fatal(err)
	}
	b.product(t, taglane.Product{ID: "mug", Title: "Mug", URL: "https://shop.example/mug", Source: "shop", Key: "77", Sellers: []taglane.Seller{{Account: "shop", Advertiser: "1"}}})
	b.tag(t, "t4", "c", "mug", 200, 260)
	if l := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "memory"))["t4"]; l.Account != "shop" || !strings.HasPrefix(l.URL, "https://shop.example/share/77?tag=c") || strings.Contains(l.URL, "utm") {
		t.Errorf("the shop's own link is %+v", l)
	}
	if _, err := b.SetLinkUTM(ctx, "shop", UTM{Source: "x"}); taglane.KindOf(err) != taglane.Refused {
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
