package webpage

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// opens is when the kettle of dropping may be seen.
var opens = time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC)

// dropping is the sunday before its kettle may be seen, and without a carafe.
func dropping(t testing.TB) taglane.Publication {
	t.Helper()
	d := sunday(t).Revision.Draft
	d.Products[1] = taglane.Product{ID: "soon-1", Title: "Fri 10:00 CET", Relation: taglane.Commission}
	d.Tags[1].Product, d.Tags[1].Coming = "soon-1", &taglane.Coming{At: opens, Zone: "Europe/Berlin"}
	offer := *d.Products[3].Offer
	offer.Availability = taglane.OutOfStock
	d.Products[3].Offer = &offer
	d.Tags[3].Keys = []taglane.Key{{Frame: 290, Spot: taglane.Spot{X: .7, Y: .4}}}
	p := frozen(t, d)
	delete(p.Revision.Pictures, "soon-1")
	p.Revision.Draft.Products[1].Image = ""
	p.Revision.Digest = taglane.DigestOf(p.Revision)
	return p
}

// What comes later is a sticker, the day and the time: no product, no link, and
// nothing for search engines.
func TestATeaserSaysNoMoreThanWhen(t *testing.T) {
	p := dropping(t)
	for _, base := range []string{"", "https://nora.example/"} {
		doc := pageOf(t, map[string]string{"base_address": base}, p)
		for _, want := range []string{
			"I earn a commission on what comes out Fri 10:00 CET. Given", "Shown here from Friday, 4 December 2026, 10:00 CET", `"countdown":{"to":"2026-12-04T09:00:00Z","zone":"Europe/Berlin"}`,
			`<span class="name" dir="auto">Fri 10:00 CET</span>`, `"byClock":"About %s to go, by this device’s clock"`, "function soonCard(",
		} {
			if !strings.Contains(doc, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		linked := regexp.MustCompile(`(?s)<script type="application/ld.json">.*?</script>`).FindString(doc)
		if strings.Contains(linked, "Fri 10:00") || strings.Contains(linked, "soon-1") || !strings.Contains(linked, "Stoneware mug") {
			t.Errorf("search engines read %s", linked)
		}
		if strings.Contains(doc, `data-product="2"`) || strings.Contains(doc, "through links marked") {
			t.Error("there is a link to what comes later")
		}
		s := service(t, map[string]string{"dir": t.TempDir(), "base_address": base})
		if got := s.broken(p, []byte(doc)); len(got) > 0 {
			t.Errorf("the scan finds %v", got)
		}
	}
	if doc := pageOf(t, nil, sunday(t)); strings.Contains(doc, "soonCard(t) {") || strings.Contains(doc, "byClock") {
		t.Error("a page that waits for nothing carries clocks")
	}
}

// Only a page that counts down and lies on a server asks that server for the
// time, says so, and may ask nothing else.
func TestOnlyTheOwnServerIsAskedForTheTime(t *testing.T) {
	for _, base := range []string{"", "https://nora.example/"} {
		for _, p := range []taglane.Publication{dropping(t), sunday(t)} {
			doc := pageOf(t, map[string]string{"base_address": base}, p)
			want := base != "" && counts(p.Revision.Draft)
			for _, text := range []string{"connect-src 'self';", "fetch(location.pathname, {", "asks its own server for the time"} {
				if strings.Contains(doc, text) != want {
					t.Errorf("at %q, counting %v: it has %q: %v", base, counts(p.Revision.Draft), text, !want)
				}
			}
			s := service(t, map[string]string{"dir": t.TempDir(), "base_address": base})
			for _, more := range []string{`fetch("elsewhere")`, "await fetch(location.pathname, {"} {
				bad := strings.Replace(doc, "customElements.define(", more+";customElements.define(", 1)
				if got := s.broken(p, []byte(bad)); !slices.Contains(got, "page.network") {
					t.Errorf("at %q: %s passes: %v", base, more, got)
				}
			}
		}
	}
}

// The words of the creator stand on the sticker and in the list; the disclosure
// names the day, which is always true.
func TestTheWordsOfATeaser(t *testing.T) {
	p := dropping(t)
	p.Revision.Draft.Tags[1].Label = "A kettle of surprises"
	p.Revision.Draft.Products[1].Relation = taglane.Own
	doc := pageOf(t, nil, p)
	for _, want := range []string{`<span class="name" dir="auto">A kettle of surprises</span>`, "what comes out Fri 10:00 CET"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// A page that would carry what its clock hides is refused, whatever it is.
func TestAClockHidesNothing(t *testing.T) {
	for what, add := range map[string]func(*taglane.Publication){
		"a link":    func(p *taglane.Publication) { p.Revision.Draft.Products[1].URL = "https://norrgrain.example/kettle" },
		"a price":   func(p *taglane.Publication) { p.Revision.Draft.Products[1].Offer = &taglane.Offer{} },
		"a maker":   func(p *taglane.Publication) { p.Revision.Draft.Products[1].Brand = "Norrgrain" },
		"a code":    func(p *taglane.Publication) { p.Revision.Draft.Products[1].GTIN = "4006381333931" },
		"a picture": func(p *taglane.Publication) { p.Revision.Pictures["soon-1"] = p.Revision.Cover },
		"a made link": func(p *taglane.Publication) {
			p.Revision.Draft.Links = map[taglane.ID]taglane.Link{"t2": {SubID: "x", URL: "https://pays.example/x"}}
		},
	} {
		p := dropping(t)
		add(&p)
		s := service(t, map[string]string{"dir": t.TempDir()})
		if !finds(t, s, p, "drop.page.clock") {
			t.Errorf("%s: nothing is found", what)
		}
		if _, err := carry(t, s, p); taglane.KindOf(err) != taglane.Refused {
			t.Errorf("%s: the page is written: %v", what, err)
		}
	}
	if s := service(t, map[string]string{"dir": t.TempDir()}); finds(t, s, dropping(t), "drop.page.clock") {
		t.Error("a teaser that says nothing is refused")
	}
}

// Every language of the page has all words of a teaser, with a place for each figure.
func TestEveryLanguageSaysWhenAndHowLong(t *testing.T) {
	places := func(s string) int { return strings.Count(s, "%s") }
	for code, w := range languages {
		for text, want := range map[string]int{w.ComesOut: 1, w.Earns: 1, w.From: 1, w.Left: 1, w.ByClock: 1, w.Here: 1, w.AsksTime: 0, w.Due: 0, w.Reload: 0, w.Days: 2, w.Hours: 2, w.Minutes: 1, w.SoldOut: 0} {
			if text == "" || places(text) != want {
				t.Errorf("%s: %q has %d places for figures, not %d", code, text, places(text), want)
			}
		}
		if got := w.moment(opens, "Europe/Berlin"); !strings.Contains(got, "10:00 CET") || !strings.Contains(got, w.Weekdays[5]) || !strings.Contains(got, "2026") || strings.Contains(got, "{") {
			t.Errorf("%s: the moment is told as %q", code, got)
		}
		if w.date(opens) == "" || called[code] == "" {
			t.Errorf("%s has no name for itself", code)
		}
	}
	if got := languages["en"].moment(opens, "Nowhere"); got != "Friday, 4 December 2026, 09:00 UTC" {
		t.Errorf("of a zone nobody knows: %q", got)
	}
	for lang, want := range map[string]string{"ja": "2026年12月4日（金曜日）10:00 CETからここで公開", "zh-CN": "2026年12月4日 星期五 10:00 CET起在此公布", "es-MX": "Se verá aquí desde el viernes, 4 de diciembre de 2026, 10:00 CET", "de": "Hier zu sehen ab Freitag, 4. Dezember 2026, 10:00 CET"} {
		p := dropping(t)
		p.Revision.Draft.Clip.Language = lang
		if doc := pageOf(t, nil, p); !strings.Contains(doc, want) || !strings.Contains(doc, `<main class="tall">`) {
			t.Errorf("%s: the page does not say %q in its own words", lang, want)
		}
	}
}

// What is sold out keeps its marker and its place in the list, says so in every
// language, and leads nowhere, whatever link was made for it.
func TestWhatIsSoldOutLeadsNowhere(t *testing.T) {
	for code, w := range languages {
		p := dropping(t)
		p.Revision.Draft.Clip.Language = code
		p.Revision.Draft.Links = map[taglane.ID]taglane.Link{"t4": {SubID: "x", URL: "https://pays.example/carafe"}}
		dir := publish(t, map[string]string{"dir": t.TempDir()}, p)
		b, err := os.ReadFile(filepath.Join(dir, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		doc := string(b)
		if !strings.Contains(doc, `<li class="row gone-out" id="p4">`) || !strings.Contains(doc, `<span class="sold">`+w.SoldOut+`</span>`) || strings.Count(doc, `class="sold"`) != 1 {
			t.Errorf("%s: the page does not say that it is sold out", code)
		}
		if strings.Contains(doc, `data-product="4"`) || strings.Contains(doc, "pays.example") || strings.Contains(doc, "ostrastudio.example") {
			t.Errorf("%s: the page leads to what nobody has", code)
		}
		if !strings.Contains(doc, "schema.org/OutOfStock") || !strings.Contains(doc, `data-tag="3"`) {
			t.Errorf("%s: its place in the clip, or what search engines are told, is gone", code)
		}
		s := service(t, map[string]string{"dir": t.TempDir()})
		if got := s.broken(p, b); len(got) > 0 {
			t.Errorf("%s: the scan finds %v", code, got)
		}
	}
}

// The loss report says what becomes of both.
func TestThePageSaysWhatBecomesOfADrop(t *testing.T) {
	lost := service(t, map[string]string{"dir": t.TempDir()}).Losses(dropping(t))
	said := fmt.Sprint(lost)
	if len(lost) != 2 || !strings.Contains(said, "nobody has it in stock") || !strings.Contains(said, "only a countdown is shown") {
		t.Errorf("lost: %v", said)
	}
}
