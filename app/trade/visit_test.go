package trade

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/link"
	"taglane/app/link/linktest"
	"taglane/app/store"
	"taglane/app/taglane"
)

// page is a shop's page with a price, as it is now.
func page(title, price, stock string) http.HandlerFunc {
	return linktest.Text(fmt.Sprintf(`<title>%[1]s</title><h1>%[1]s</h1><script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":%[1]q,
		"offers":{"@type":"Offer","price":%[2]q,"priceCurrency":"EUR","availability":"https://schema.org/%[3]s"}}</script>`, title, price, stock))
}

// What no catalogue has is seen on the shop's own page, with its day; the product
// itself is not changed.
func TestPricesAndStockAreSeenOnPages(t *testing.T) {
	s := newStreet(t, 1)
	s.wishes[looksWish] = "yes"
	s.twin.At("shop.example", "/0", page("Rye pan", "12.00", "InStock"))
	s.around(t, time.Minute)
	seen := must[[]taglane.Sighting](t)(s.store.Sightings(ctx, "p0", 9))
	if len(seen) != 1 || seen[0].Source != fromPage || seen[0].Availability != taglane.InStock || *seen[0].Price != (taglane.Money{Amount: "12.00", Currency: "EUR"}) || s.now.Sub(seen[0].At) > time.Minute {
		t.Fatalf("%+v", seen)
	}
	s.around(t, time.Hour)
	if n := s.asked("shop.example", "/0"); n != 1 {
		t.Errorf("an hour later it was asked %d times", n)
	}
	s.twin.At("shop.example", "/0", page("Rye pan", "14.00", "InStock"))
	s.around(t, 25*time.Hour)
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 1 || got[0].Kind != "price" || !strings.Contains(got[0].Message, "14.00") {
		t.Errorf("%+v", got)
	}
	if p := must[taglane.Product](t)(s.store.Product(ctx, "p0")); p.Offer != nil || p.Source != "" {
		t.Errorf("a look changed the product: %+v", p)
	}
	s.twin.At("shop.example", "/0", page("Another thing", "1.00", "OutOfStock"))
	s.around(t, 25*time.Hour)
	if seen := must[[]taglane.Sighting](t)(s.store.Sightings(ctx, "p0", 9)); len(seen) != 2 {
		t.Errorf("a page of another thing is believed: %+v", seen[0])
	}
}

// A page that is gone is gone once it was seen twice, half an hour apart; then
// what the person named is proposed, and the whole way ends in one undo.
func TestADeadLinkIsProposed(t *testing.T) {
	s := newStreet(t, 6)
	s.agree()
	s.write(t, "", store.Set(store.KindProduct, "p0", "fallbacks", []taglane.ID{"p1"}))
	s.around(t, time.Minute)
	s.twin.At("shop.example", "/0", linktest.Answer(http.StatusNotFound, "text/html", "<title>Gone</title>"))
	s.around(t, 8*24*time.Hour)
	first := must[[]Trouble](t)(s.Radar(ctx))
	if len(first) != 1 || first[0].Kind != "gone" || first[0].Level != taglane.Block || first[0].Proposal != nil {
		t.Fatalf("after one run: %+v", first)
	}
	follows := s.follows()
	s.around(t, 31*time.Minute)
	got := must[[]Trouble](t)(s.Radar(ctx))
	if len(got) != 1 || got[0].Proposal == nil || got[0].Proposal.By == nil || got[0].Proposal.By.ID != "p1" || s.follows() != follows {
		t.Fatalf("%d follows more: %+v", s.follows()-follows, got)
	}
	for _, e := range got[0].Proposal.Evidence {
		if !e.Gone || e.Source != "the shop's page" {
			t.Errorf("%+v", e)
		}
	}
	must[ReplacePlan](t)(s.ApproveSwap(ctx, "p0", "p1", nil, ""))
	if tags := must[[]taglane.Tag](t)(s.store.TagsOf(ctx, "p1")); len(tags) != 2 {
		t.Errorf("%+v", tags)
	}
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if made := must[map[taglane.ID]taglane.Link](t)(s.Linked(ctx, s.draft(t, "c0"), "memory")); made["t-c0"].Destination != "https://shop.example/1" || made["t-c0"].Revision != 2 {
		t.Errorf("%+v", made)
	}
	if _, err := s.store.Undo(ctx, string(Library), "nora"); err != nil || len(must[[]taglane.Tag](t)(s.store.TagsOf(ctx, "p0"))) != 1 {
		t.Errorf("it is not taken back: %v", err)
	}
}

// A shop that is not there is proposed to be replaced only after a day, and not
// where somebody had the product meanwhile.
func TestAShopThatIsNotThere(t *testing.T) {
	s := newStreet(t, 1)
	l := must[[]taglane.Link](t)(s.store.LinksTo(ctx, "p0"))[0]
	dead := func(hours int, final string) {
		t.Helper()
		s.now = s.now.Add(time.Duration(hours) * time.Hour)
		o := link.Outcome{SubID: l.SubID, Before: chainOf(must[map[string]store.Audit](t)(s.store.LatestAudits(ctx))[l.SubID]),
			Now: link.Chain{Depth: 2, Verdict: link.DeadHost, Final: final, DeadSince: s.now, At: s.now}}
		if err := s.keep(ctx, l, o); err != nil {
			t.Fatal(err)
		}
	}
	proposed := func() bool {
		got := must[[]Trouble](t)(s.Radar(ctx))
		return len(got) == 1 && got[0].Proposal != nil
	}
	dead(0, "https://shop.example/0")
	if dead(23, "https://shop.example/0"); proposed() {
		t.Error("it is proposed after 23 hours")
	}
	if dead(1, "https://go.net.example/c"); proposed() {
		t.Error("it is the network's server that is not there")
	}
	if dead(1, "https://shop.example/0"); !proposed() {
		t.Error("it is not proposed after a day")
	}
	if err := s.store.See(ctx, taglane.Sighting{Product: "p0", Source: "feed", Availability: taglane.InStock, At: s.now}); err != nil {
		t.Fatal(err)
	}
	if proposed() {
		t.Error("somebody has it")
	}
}

// A host that wants to be let alone is asked no more that day, whatever way it
// says so, and nobody else is spared for it; the person is told.
func TestAHostIsLetAlone(t *testing.T) {
	for name, is := range map[string]struct {
		path string
		page http.HandlerFunc
		said string
	}{
		"too many":  {"/0", linktest.Answer(http.StatusTooManyRequests, "text/html", ""), "shop.example wants to be asked less"},
		"a captcha": {"/0", linktest.Captcha, "shop.example wants to be asked less"},
		"robots":    {"/robots.txt", linktest.Answer(http.StatusOK, "text/plain", "User-agent: *\nDisallow: /"), "shop.example asks programs to stay away"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStreet(t, 4)
			s.twin.At("other.example", "", page("Mug", "3.00", "InStock"))
			s.product(t, taglane.Product{ID: "mug", Title: "Mug", URL: "https://other.example/mug"})
			s.tag(t, "t-mug", "c0", "mug", 90, 120)
			s.agree()
			s.twin.At("shop.example", is.path, is.page)
			s.around(t, time.Minute)
			pages := s.asked("shop.example", "")
			if pages > 1 || s.follows() > 0 || s.asked("other.example", "/mug") != 1 || len(must[[]Trouble](t)(s.Radar(ctx))) != 0 {
				t.Errorf("%d pages, %d links, %d others", pages, s.follows(), s.asked("other.example", "/mug"))
			}
			looks := must[Looks](t)(New(s.l).Looks(ctx))
			if len(looks.Resting) != 1 || looks.Resting[0].Host != "shop.example" || !strings.HasPrefix(looks.Resting[0].Message, is.said) {
				t.Errorf("%+v", looks.Resting)
			}
			s.Trade = New(s.l) // a restart changes nothing
			if s.around(t, 23*time.Hour); s.asked("shop.example", "") != pages || s.follows() > 0 {
				t.Errorf("it is asked again the same day")
			}
			s.twin.At("shop.example", is.path, linktest.Product{Title: "Rye pan"}.Page())
			if n := s.around(t, 2*time.Hour); n != 4 || len(must[Looks](t)(s.Looks(ctx)).Resting) != 0 {
				t.Errorf("a day later %d are followed", n)
			}
		})
	}
}

// A person who asks may look where programs may not come, but not where anybody
// is asked to wait; and a host has enough of us some time.
func TestAPersonLooksAtALink(t *testing.T) {
	s := newStreet(t, 2)
	s.twin.At("shop.example", "/robots.txt", linktest.Answer(http.StatusOK, "text/plain", "User-agent: *\nDisallow: /"))
	s.agree()
	s.around(t, time.Minute)
	s.now = s.now.Add(time.Minute)
	if got := must[[]Audit](t)(s.AuditLinks(ctx, "c0", true)); len(got) != 1 || got[0].Verdict != string(link.OK) || s.asked("shop.example", "/0") != 1 {
		t.Errorf("%+v", got)
	}
	s.twin.At("shop.example", "/1", linktest.Answer(http.StatusTooManyRequests, "text/html", ""))
	must[[]Audit](t)(s.AuditLinks(ctx, "c1", true))
	s.now = s.now.Add(8 * 24 * time.Hour)
	must[[]Audit](t)(s.AuditLinks(ctx, "c1", true))
	asked := s.asked("shop.example", "")
	if got := must[[]Audit](t)(s.AuditLinks(ctx, "c0", true)); len(got) != 1 || got[0].Verdict != string(link.Unsure) || s.asked("shop.example", "") != asked {
		t.Errorf("%+v", got)
	}
	h := must[*hosts](t)(s.hostsAsked(ctx))
	spare := h.sparing(true)
	n := 0
	for range 2 * hostDaily {
		if _, spared := spare(ctx, "busy.example"); !spared {
			n++
		}
	}
	if n != hostDaily {
		t.Errorf("one host is asked %d times a day", n)
	}
	if err := h.heard(ctx, link.Chain{}); err != nil {
		t.Fatal(err)
	}
	if looks := must[Looks](t)(s.Looks(ctx)); !slices.ContainsFunc(looks.Resting, func(r Resting) bool {
		return r.Message == "busy.example was asked often enough today, so it is let alone until tomorrow."
	}) {
		t.Errorf("%+v", looks.Resting)
	}
	s.now = s.now.Add(24 * time.Hour)
	if _, spared := must[*hosts](t)(s.hostsAsked(ctx)).spares("busy.example", true); spared {
		t.Error("it is let alone the day after")
	}
}

// Whatever stands on a page: it is text, it leads nowhere private, and it
// proposes nothing by itself.
func TestHostilePagesAreOnlyPages(t *testing.T) {
	bomb := `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 5000) + `</script>`
	hostile := map[string]http.HandlerFunc{
		"a private address":  linktest.Redirect(http.StatusFound, "http://169.254.169.254/latest/meta-data/"),
		"this computer":      linktest.Refresh(0, "http://127.0.0.1:1/admin"),
		"a file":             linktest.Redirect(http.StatusFound, "file:///etc/passwd"),
		"a circle":           linktest.Redirect(http.StatusFound, "?again"),
		"a bomb":             linktest.Text(bomb),
		"a script in words":  page(`Rye pan <img src=x onerror=alert(1)>`, "=1+1", "InStock"),
		"a price of nothing": page("Rye pan", "NaN", "InStock"),
		"endless":            linktest.Text("<title>Rye pan</title>" + strings.Repeat("a", 2<<20)),
		"no text":            linktest.Text("\xff\xfe\x00\x00<title"),
		"no page":            linktest.Answer(http.StatusOK, "application/zip", "PK"),
		"broken off":         linktest.Broken,
	}
	s := newStreet(t, len(hostile))
	s.wishes[looksWish] = "yes"
	names := slices.Sorted(maps.Keys(hostile))
	for i, name := range names {
		s.twin.At("shop.example", fmt.Sprint("/", i), hostile[name])
	}
	for range 2 {
		s.around(t, 25*time.Hour)
	}
	if got := must[[]Trouble](t)(s.Radar(ctx)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	for i, name := range names {
		if s.asked("shop.example", fmt.Sprint("/", i)) == 0 {
			t.Errorf("%s: nobody looked", name)
		}
		for _, v := range must[[]taglane.Sighting](t)(s.store.Sightings(ctx, taglane.ID(fmt.Sprint("p", i)), 9)) {
			if v.Availability != taglane.InStock || v.Price != nil {
				t.Errorf("%s: %+v", name, v)
			}
		}
	}
}

// A network that wants no programs is not asked by one, though it was agreed to.
func TestANetworkThatWantsNoPrograms(t *testing.T) {
	s := newStreet(t, 2)
	s.agree()
	s.twin.At("go.net.example", "/robots.txt", linktest.Answer(http.StatusOK, "text/plain", "User-agent: *\nDisallow: /"))
	s.around(t, time.Minute)
	looks := must[Looks](t)(s.Looks(ctx))
	if s.follows() != 0 || s.asked("go.net.example", "/robots.txt") != 1 || len(looks.Resting) != 1 || looks.Resting[0].Host != "go.net.example" {
		t.Errorf("%d are followed, %d times it was asked whether that may be; %+v", s.follows(), s.asked("go.net.example", "/robots.txt"), looks.Resting)
	}
}
