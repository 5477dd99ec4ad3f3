package trade

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/store"
	"taglane/app/taglane"
)

// pan is sold through net by the shop numbered 7.
func pan(b *bench, t testing.TB) taglane.Product {
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.clip(t, "c")
	p := b.product(t, taglane.Product{ID: "pan", Title: "Rye pan", URL: "https://shop.example/pan?utm_source=x", Sellers: []taglane.Seller{{Account: "gone", Advertiser: "1"}, {Account: "net", Advertiser: "7", Rate: "8"}}})
	b.product(t, taglane.Product{ID: "own", Title: "My own", URL: "https://own.example/"})
	b.tag(t, "t1", "c", "pan", 0, 60)
	b.tag(t, "t2", "c", "pan", 90, 150)
	b.tag(t, "t3", "c", "own", 100, 200)
	return p
}

// Each tag has a link of its own at each place, which says its own number; it
// is made once, and again only when it would have to say something else.
func TestLinksAreMadeOnce(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	made := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if len(made) != 2 || made["t1"].SubID == made["t2"].SubID {
		t.Fatalf("%+v", made)
	}
	first, second := must[link.SubID](t)(link.Decode(made["t1"].SubID)), must[link.SubID](t)(link.Decode(made["t2"].SubID))
	if first.Clip != second.Clip || first.Tag != 1 || second.Tag != 2 || first.Destination != 1 {
		t.Errorf("%+v %+v", first, second)
	}
	l := made["t1"]
	if l.Destination != "https://shop.example/pan" || !strings.Contains(l.URL, "id=me") || !strings.Contains(l.URL, "mid=7") || l.Revision != 1 {
		t.Errorf("%+v", l)
	}
	if again := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage")); !reflect.DeepEqual(again, made) {
		t.Errorf("the second time they are %+v", again)
	}
	elsewhere := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "youtube"))
	if is := must[link.SubID](t)(link.Decode(elsewhere["t1"].SubID)); is.Clip != first.Clip || is.Tag != 1 || is.Destination != 2 {
		t.Errorf("on YouTube it is %+v", is)
	}
	b.write(t, "", store.Set(store.KindProduct, "pan", "url", "https://shop.example/pan-2"))
	changed := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	is := must[link.SubID](t)(link.Decode(changed["t1"].SubID))
	if is.Tag != 1 || is.Variant != 1 || changed["t1"].Revision != 2 {
		t.Errorf("what leads elsewhere now is %+v %+v", is, changed["t1"])
	}
	if old := must[taglane.Link](t)(b.store.Link(ctx, l.SubID)); old.ReplacedBy != changed["t1"].SubID || old.Destination != l.Destination {
		t.Errorf("the old one is %+v", old)
	}
	if all := must[[]Link](t)(b.Links(ctx, "c")); len(all) != 6 {
		t.Errorf("%d links are known", len(all))
	}
}

// What is out in the world stays known: no undo takes a link back, so that its
// commission still finds its tag.
func TestALinkIsNeverUnmade(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	made := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	for _, scope := range []string{"c", "library", ""} {
		for range 20 {
			if _, err := b.store.Undo(ctx, scope, "nora"); err != nil {
				break
			}
		}
	}
	if _, err := b.store.Link(ctx, made["t1"].SubID); err != nil {
		t.Error(err)
	}
}

func TestOneTagsManyLinks(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	seen := map[string]bool{}
	for i := range 40 { // more than a tag's number has variants
		b.write(t, "", store.Set(store.KindProduct, "pan", "url", "https://shop.example/pan/"+strings.Repeat("x", i+1)))
		for _, l := range must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage")) {
			if seen[l.SubID] {
				t.Fatalf("%s is given twice", l.SubID)
			}
			seen[l.SubID] = true
		}
	}
	if len(seen) != 80 {
		t.Errorf("%d sub-ids", len(seen))
	}
}

func TestAnIncompleteAccountIsSaid(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.account(t, "net", "net", nil)
	if _, err := b.Linked(ctx, b.draft(t, "c"), "webpage"); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestReadLink(t *testing.T) {
	b := newBench(t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	for pasted, want := range map[string]Reading{
		"https://shop.example/pan?utm_source=x&size=2":                                      {Destination: "https://shop.example/pan?size=2", Layers: []ReadingLayer{}},
		"https://go.net.example/c?id=me&mid=7&to=https%3A%2F%2Fshop.example%2Fpan&sub=s":    {Destination: "https://shop.example/pan", Layers: []ReadingLayer{{"net", "me", true, "s"}}},
		"https://go.net.example/c?id=other&mid=7&to=https%3A%2F%2Fshop.example%2Fpan&sub=s": {Destination: "https://shop.example/pan", Layers: []ReadingLayer{{"net", "other", false, "s"}}, Foreign: true},
	} {
		got := must[Reading](t)(b.ReadLink(ctx, pasted))
		if got.Message == "" {
			t.Errorf("%s: nothing is said", pasted)
		}
		if got.Message = ""; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", pasted, got)
		}
	}
}

func TestAuditsKeepWhatWasFound(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if got := must[[]Audit](t)(b.AuditLinks(ctx, "c", false)); len(got) != 2 || got[0].Verdict != "ok" || got[0].Message == "" {
		t.Errorf("%+v", got)
	}
	b.now = b.now.Add(time.Hour)
	b.account(t, "net", "net", map[string]string{"pid": "somebody-else"}) // the code was typed anew
	got := must[[]Audit](t)(b.AuditLinks(ctx, "", false))
	if len(got) != 2 || got[0].Verdict != "id-foreign" || got[0].Level != taglane.Block {
		t.Errorf("%+v", got)
	}
	if last := must[map[string]store.Audit](t)(b.store.LatestAudits(ctx)); last[got[0].Link.SubID].Verdict != "ok" {
		t.Errorf("all links of a programme turned bad at once, and it is believed: %+v", last)
	}
	if wrong := must[[]Trouble](t)(b.Radar(ctx)); len(wrong) != 1 || wrong[0].Kind != "link" || wrong[0].Level != taglane.Block {
		t.Errorf("what reads wrong is not told: %+v", wrong)
	}
}

func TestPrograms(t *testing.T) {
	b := newBench(t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.net.joins = []taglane.Program{{Advertiser: "7", Name: "Ovenly", Joined: true, CheckedAt: start}}
	if got := must[[]Program](t)(b.RenewPrograms(ctx, "net")); len(got) != 1 || got[0].Name != "Ovenly" || got[0].AccountName != "My net" {
		t.Errorf("%+v", got)
	}
	b.net.joins = nil // an empty page proves nothing
	if got := must[[]Program](t)(b.RenewPrograms(ctx, "net")); len(got) != 1 || !got[0].Joined {
		t.Errorf("%+v", got)
	}
}

// Where only the shop itself makes links, it is asked, for its own products
// alone; and a line that names its product's number is the tag's.
func TestAShopMakesItsOwnLinks(t *testing.T) {
	b := newBench(t)
	b.clip(t, "c")
	b.account(t, "shop", "sharing", nil)
	b.product(t, taglane.Product{ID: "mug", Title: "Mug", URL: "https://shop.example/mug", Source: "shop", Key: "77", Sellers: []taglane.Seller{{Account: "shop", Advertiser: "1"}}})
	b.product(t, taglane.Product{ID: "other", Title: "Other", URL: "https://else.example/x", Sellers: []taglane.Seller{{Account: "shop", Advertiser: "1"}}})
	b.tag(t, "t1", "c", "mug", 0, 60)
	b.tag(t, "t2", "c", "other", 60, 90)
	made := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if len(made) != 1 || !strings.HasPrefix(made["t1"].URL, "https://shop.example/share/77?tag=c") {
		t.Errorf("%+v", made)
	}
	must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if len(b.shop.shared) != 1 {
		t.Errorf("it was asked for %v", b.shop.shared)
	}
	d := b.draft(t, "c")
	d.Links = made
	if found := must[[]taglane.Finding](t)(b.Vet(ctx, d, nil, b.now)); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	if got := must[[]Audit](t)(b.AuditLinks(ctx, "", false)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	b.post(t, "pub", "c", "shop", "v1")
	b.shop.rows = []taglane.Earning{{Key: "1", Original: "1", Post: "v1", SKU: "77", Commission: eur("2"), State: taglane.Earned, SoldAt: start}}
	if err := b.RenewInsights(ctx); err != nil {
		t.Fatal(err)
	}
	if v := must[ClipInsights](t)(b.ClipInsights(ctx, "c")); len(v.Tags) != 2 || len(v.Tags[0].Sums.Earned) != 1 || len(v.Tags[1].Sums.Earned) != 0 {
		t.Errorf("%+v", v.Tags)
	}
	b.shop.wrong = taglane.Errorf(taglane.Offline, "Nobody answers.")
	if _, err := b.Linked(ctx, b.draft(t, "c"), "youtube"); taglane.KindOf(err) != taglane.Offline {
		t.Error(err)
	}
}
