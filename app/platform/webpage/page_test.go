package webpage

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/forged"
	"taglane/app/taglane"
)

var update = flag.Bool("update", false, "write the golden page anew")

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// finds says whether Check finds a rule broken.
func finds(t testing.TB, s *Service, p taglane.Publication, rule string) bool {
	t.Helper()
	found, err := s.Check(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(found, func(f taglane.Finding) bool { return f.Rule == rule })
}

func pageOf(t testing.TB, settings map[string]string, p taglane.Publication) string {
	t.Helper()
	if settings == nil {
		settings = map[string]string{}
	}
	settings["dir"] = t.TempDir()
	b, err := os.ReadFile(filepath.Join(publish(t, settings, p), "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGoldenPage(t *testing.T) {
	got := pageOf(t, nil, sunday(t))
	const name = "testdata/sunday.golden.html"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("the page changed; look at it, then run go test -update")
	}
}

// paying is a publication whose kettle is tagged twice, each time with a link of
// its own.
func paying(t testing.TB) taglane.Publication {
	t.Helper()
	p := sunday(t)
	again := taglane.Tag{ID: "t5", Product: "kettle", Span: taglane.Span{In: 285, Out: 355}, Path: taglane.Path{Keys: []taglane.Key{{Frame: 290, Spot: taglane.Spot{X: .5, Y: .4}}}}}
	p.Revision.Draft.Tags = append(p.Revision.Draft.Tags, again)
	p.Revision.Draft.Links = map[taglane.ID]taglane.Link{
		"t2": {SubID: "first", URL: "https://pays.example/first?a=1&b=2"}, "t5": {SubID: "second", URL: "https://pays.example/second"},
	}
	return p
}

// Each tag has the link that was made for it, and its sub-id stands in the timeline.
func TestEveryTagHasItsLink(t *testing.T) {
	p := paying(t)
	dir := publish(t, map[string]string{"dir": t.TempDir()}, p)
	for file, want := range map[string][]string{
		"index.html":    {`<a href="https://pays.example/first?a=1&amp;b=2"`, `data-to="https://pays.example/second"`},
		"timeline.json": {`"url": "https://pays.example/second",`, `"sub_id": "second"`, `"sub_id": "first"`},
	} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(b), w) {
				t.Errorf("%s lacks %s", file, w)
			}
		}
		if bytes.Contains(b, []byte(`href="https://norrgrain`)) || bytes.Contains(b, []byte(`"url": "https://norrgrain`)) && file == "timeline.json" {
			t.Errorf("%s has a link that pays nobody", file)
		}
	}
}

// allowed takes away the places where an address may stand.
var allowed = []*regexp.Regexp{
	regexp.MustCompile(`<a href="https://[^"]*"`),
	regexp.MustCompile(`(?s)<script type="application/ld\+json">.*?</script>`),
	regexp.MustCompile(`"url": "https://[^"]*"`), // timeline.json
}

func TestNoAddressOutsideItsPlaces(t *testing.T) {
	shared := regexp.MustCompile(`<(link rel="canonical"|meta property="og:)[^>]*>`)
	for _, base := range []string{"", "https://nora.example/clips"} {
		dir := publish(t, map[string]string{"dir": t.TempDir(), "base_address": base}, sunday(t))
		for name, text := range tree(t, dir) {
			if strings.HasSuffix(name, ".jpg") || strings.HasSuffix(name, ".mp4") {
				continue
			}
			for _, r := range allowed {
				text = r.ReplaceAllString(text, "")
			}
			if base != "" {
				text = shared.ReplaceAllString(text, "")
			}
			if base != "" && name == "embed.txt" {
				continue // is nothing but the page's address
			}
			if i := strings.Index(text, "://"); i >= 0 {
				t.Errorf("%s holds an address: …%s…", name, text[max(0, i-40):min(len(text), i+40)])
			}
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	for _, name := range hostile {
		p := sunday(t)
		d := &p.Revision.Draft
		d.Clip.Title, d.Products[0].Title, d.Products[0].Brand, d.Tags[0].Label, d.Clip.Caption = name, name, name, name, name
		d.Products[1].ID, d.Tags[1].Product = taglane.ID("k\"><b>"+name[:1]), taglane.ID("k\"><b>"+name[:1])
		p.Settings["title"] = name
		doc := pageOf(t, map[string]string{"base_address": "https://nora.example/"}, p)
		if strings.Count(doc, "<script") != 4 || strings.Count(doc, "</script>") != 4 || strings.Contains(doc, "<img src=x") || strings.ContainsAny(doc, "\x00\u202e") {
			t.Errorf("%q leaves its place", name)
		}
		s := service(t, map[string]string{"dir": t.TempDir()})
		if got := s.broken(p, []byte(pageOf(t, nil, p))); len(got) > 0 {
			t.Errorf("%q: the scan finds %v", name, got)
		}
	}
}

func TestScanFindsEverySlip(t *testing.T) {
	p := sunday(t)
	s := service(t, map[string]string{"dir": t.TempDir()})
	good := pageOf(t, nil, p)
	if got := s.broken(p, []byte(good)); len(got) > 0 {
		t.Fatalf("a good page breaks %v", got)
	}
	disclosure := regexp.MustCompile(`(?s)<p class="dis".*?</p>\n`).FindString(good)
	swap := func(old, new string) string {
		if !strings.Contains(good, old) || old == "" {
			t.Fatalf("the page has no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	late := strings.Replace(swap(disclosure, ""), "<footer", disclosure+"<footer", 1)
	for name, c := range map[string]struct{ doc, rule string }{
		"no disclosure":     {swap(disclosure, ""), "page.disclosure.first"},
		"late disclosure":   {late, "disc.page.before"},
		"folded disclosure": {swap(disclosure, "<details><summary>x</summary>"+disclosure+"</details>"), "disc.page.before"},
		"hidden disclosure": {swap(`id="disclosure"`, `id="disclosure" hidden`), "page.disclosure.first"},
		"empty disclosure":  {swap(disclosure, `<p class="dis" id="disclosure"></p>`), "page.disclosure.first"},
		"no mark":           {swap(` <span class="pd">(paid link)</span>`, ""), "page.paidlink"},
		"distant mark":      {swap(`</a> <span class="pd">`, `</a> later <span class="pd">`), "disc.link.paid"},
		"no sponsored":      {swap(`rel="sponsored noopener"`, `rel="noopener"`), "page.rel"},
		"http":              {swap(`href="https://lindtable`, `href="http://lindtable`), "page.scheme"},
		"script link":       {swap(`href="https://lindtable.example/mug"`, `href="javascript:x"`), "page.scheme"},
		"one link more":     {swap(`</footer>`, `<a href="https://x.example" rel="sponsored noopener">x</a></footer>`), "page.scheme"},
		"remote picture":    {swap(`src="products/mug.jpg"`, `src="https://cdn.example/mug.jpg"`), "page.network"},
		"remote style":      {swap(`<style>`, `<style>@import "x";`), "page.network"},
		"remote font":       {swap(`<style>`, `<style>a{background:URL(//x)}`), "page.network"},
		"remote script":     {swap(`<script>`, `<script>fetch("x");`), "page.network"},
		"preload":           {swap(`<style>`, `<link rel="preconnect" href="//x.example"><style>`), "page.network"},
		"handler":           {swap(`<h1`, `<h1 onclick="x"`), "page.network"},
		"no upload date":    {swap(`"uploadDate":`, `"uploaded":`), "page.jsonld.required"},
		"early moments":     {swap(`"mentions":`, `"hasPart":[{"@type":"Clip","startOffset":1,"endOffset":2,"url":"#t=1"}],"mentions":`), "page.moments"},
	} {
		if got := s.broken(p, []byte(c.doc)); !slices.Contains(got, c.rule) {
			t.Errorf("%s: want %s, the scan finds %v", name, c.rule, got)
		}
	}
}

func TestFindings(t *testing.T) {
	s := service(t, map[string]string{"dir": t.TempDir()})
	quiet := func(p *taglane.Publication) {
		p.Revision.Draft.Clip.Audio = ""
		p.Settings["disclosed_in_video"] = "true"
	}
	p := sunday(t)
	quiet(&p)
	found, err := s.Check(t.Context(), p)
	if err != nil || len(found) > 0 {
		t.Fatalf("a good publication: %v, %v", found, err)
	}
	for rule, spoil := range map[string]func(*taglane.Publication){
		"page.captions":        func(p *taglane.Publication) { p.Revision.Draft.Clip.Audio = "aac" },
		"page.codec":           func(p *taglane.Publication) { p.Revision.Draft.Clip.Codec = "prores" },
		"page.single":          func(p *taglane.Publication) { p.Settings["single_file"] = "true"; p.Revision.Media.Size = 9 << 20 },
		"page.scheme":          func(p *taglane.Publication) { p.Revision.Draft.Products[0].URL = "http://plain.example" },
		"page.price.age":       func(p *taglane.Publication) { p.Revision.FrozenAt = frozenAt.AddDate(0, 0, 4) },
		"page.alt":             func(p *taglane.Publication) { p.Revision.Draft.Products[0].Title = "" },
		"page.tag.short":       func(p *taglane.Publication) { p.Revision.Draft.Tags[3].Out = p.Revision.Draft.Tags[3].In + 40 },
		"page.spot.edge":       func(p *taglane.Publication) { p.Revision.Draft.Tags[0].Keys[0].Y = .95 },
		"page.jsonld.required": func(p *taglane.Publication) { p.Revision.Cover = taglane.File{} },
		"page.timeline":        func(p *taglane.Publication) { p.Revision.Draft.Clip.Width = 0 },
		"disc.video.present":   func(p *taglane.Publication) { delete(p.Settings, "disclosed_in_video") },
		"page.size": func(p *taglane.Publication) {
			p.Revision.Draft.Products[0].SKU, p.Settings["title"] = "x", strings.Repeat("long ", 60_000)
		},
	} {
		p := sunday(t)
		quiet(&p)
		spoil(&p)
		found, err := s.Check(t.Context(), p)
		if err != nil || len(found) == 0 {
			t.Errorf("%s: nothing found, %v", rule, err)
		}
		for _, f := range found {
			if f.Rule != rule || f.Level != rules[rule].Level || !strings.HasSuffix(f.Message, ".") {
				t.Errorf("%s: found %+v", rule, f)
			}
		}
	}
	p = sunday(t)
	p.Revision.Draft.Products[0].Relation = taglane.Unset
	if finds(t, s, p, "page.timeline") {
		t.Error("a missing relation is said twice")
	}
	for id, r := range rules {
		if r.Source == "" || len(r.CheckedOn) != len("2026-11") {
			t.Errorf("%s has no source or no date", id)
		}
	}
}

func TestTheDisclosureSpeaksTheLanguageOfTheClip(t *testing.T) {
	for lang, want := range map[string][3]string{
		"en":    {"<strong>Ad.</strong> I earn a commission", "(paid link)", "Ad · paid links"},
		"de-CH": {"<strong>Werbung.</strong> Über Links", "(Werbelink)", "Werbung · Affiliate-Links"},
		"fr":    {"<strong>Publicité.</strong> Je touche", "(lien rémunéré)", "Publicité · liens rémunérés"},
		"it":    {"<strong>Pubblicità.</strong> Ricevo", "(link pagato)", "Pubblicità · link affiliati"},
		"nl":    {"<strong>Ad.</strong>", "(paid link)", `<main class="tall" lang="en">`},
		"ar":    {"<strong>Ad.</strong>", "(paid link)", `<html lang="ar" dir="rtl">`},
		"":      {"<strong>Ad.</strong>", "(paid link)", `<html lang="en">`},
	} {
		p := sunday(t)
		p.Revision.Draft.Clip.Language = lang
		doc := pageOf(t, nil, p)
		for _, w := range want {
			if !strings.Contains(doc, w) {
				t.Errorf("%s: the page lacks %q", lang, w)
			}
		}
	}
}

// A full stop of its own width has its blank within it.
func TestSentencesOfTheDisclosureStandAsTheirWritingDoes(t *testing.T) {
	for lang, want := range map[string]string{"ja": "報酬が入ります。", "zh": "我会获得佣金。", "de": "eine Provision."} {
		p := sunday(t)
		p.Revision.Draft.Clip.Language = lang
		doc := pageOf(t, nil, p)
		_, rest, _ := strings.Cut(doc, want)
		if apart := strings.HasPrefix(rest, " "); rest == "" || strings.HasPrefix(rest, "<") || apart != (lang == "de") {
			t.Errorf("%s: after the first sentence comes %.40q", lang, rest)
		}
	}
}

func TestWhatIsSaidFollowsTheRelations(t *testing.T) {
	p := sunday(t)
	for i := range p.Revision.Draft.Products {
		p.Revision.Draft.Products[i].Relation = taglane.None
	}
	if doc := pageOf(t, nil, p); strings.Contains(doc, "Ad.") || strings.Contains(doc, `class="ad"`) || strings.Contains(doc, "(paid link)") {
		t.Error("a page without ties discloses some")
	}
	p.Revision.Draft.Tags[2].Relation = taglane.Paid
	p.Settings["disclosed_in_video"] = "true"
	doc := pageOf(t, nil, p)
	if !strings.Contains(doc, "<strong>Ad.</strong> Paid partnership: Linen runner.") || strings.Count(doc, `<span class="pd">(paid link)</span>`) != 1 || strings.Contains(doc, `class="ad"`) {
		t.Error("one paid tag must be disclosed, its link marked, and the picture left alone when the clip says so itself")
	}
	golden := pageOf(t, nil, sunday(t))
	for _, w := range []string{"Given to me as a gift: Glass carafe by Ostra Studio.", "From my own shop: Stoneware mug and Linen runner.", "Gift from Ostra Studio · as of 21 November 2026", "My own shop · as of", "€24.00"} {
		if !strings.Contains(golden, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func TestOldPricesAreNotShown(t *testing.T) {
	p := sunday(t)
	p.Revision.Draft.Products[0].Offer.ObservedAt = frozenAt.Add(-priceAge - time.Second)
	p.Revision.Draft.Products[1].Offer.ObservedAt = frozenAt.Add(-priceAge)
	doc := pageOf(t, nil, p)
	if strings.Contains(doc, "€24.00") || !strings.Contains(doc, "€89.00") || strings.Count(doc, `"@type":"Offer"`) != 3 {
		t.Error("a price may be 7 days old and no second more")
	}
	s := service(t, map[string]string{"dir": t.TempDir()})
	if lost := s.Losses(p); len(lost) != 1 || !strings.Contains(lost[0].What, "the prices of 1 product") {
		t.Errorf("the loss is not declared: %v", lost)
	}
}

func linked(t testing.TB, doc string) (v videoObject) {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(doc)
	if m == nil || json.Unmarshal([]byte(m[1]), &v) != nil {
		t.Fatal("the page has no readable JSON-LD")
	}
	return v
}

func TestSearchEnginesReadWhatTheyAskFor(t *testing.T) {
	p := sunday(t)
	v := linked(t, pageOf(t, nil, p))
	if v.Name != "Slow Sunday, four things" || v.ThumbnailURL != "cover.jpg" || v.UploadDate != "2026-11-25T10:00:00Z" || v.Duration != "PT12.012S" || v.ContentURL != "" || v.HasPart != nil {
		t.Errorf("%+v", v)
	}
	if len(v.Mentions) != 4 || v.Mentions[0].GTIN != "4006381333931" || v.Mentions[0].Offers.Availability != "https://schema.org/InStock" {
		t.Errorf("%+v", v.Mentions)
	}
	p.Revision.Draft.Clip.Frames = 930
	p.Revision.Draft.Products[0].GTIN = "036000291452"
	v = linked(t, pageOf(t, map[string]string{"base_address": "https://nora.example/clips/"}, p))
	if v.ContentURL != "https://nora.example/clips/slow-sunday-four-things/clip.mp4" || len(v.HasPart) != 4 || v.Mentions[0].GTIN != "0036000291452" {
		t.Errorf("%+v", v)
	}
	if m := v.HasPart[1]; m.StartOffset != "3.003" || m.EndOffset != "6.34" || m.URL != "https://nora.example/clips/slow-sunday-four-things/?t=3.003" {
		t.Errorf("%+v", m)
	}
	p.Revision.Draft.Tags[1].In = p.Revision.Draft.Tags[0].In
	if v = linked(t, pageOf(t, nil, p)); v.HasPart != nil {
		t.Error("two moments begin at once")
	}
}

// TestContrast computes WCAG ratios of the colours that carry text, in both themes.
func TestContrast(t *testing.T) {
	css := text("page.css")
	themes := regexp.MustCompile(`(?s):root\{.*?\}`).FindAllString(css, 2)
	if len(themes) != 2 {
		t.Fatal("the style has not two themes")
	}
	for i, theme := range themes {
		c := map[string]string{}
		for _, m := range regexp.MustCompile(`--(\w+):(#[0-9a-f]{3,6})`).FindAllStringSubmatch(theme, -1) {
			c[m[1]] = m[2]
		}
		pairs := [][2]string{{"fg1", "bg1"}, {"fg2", "bg1"}, {"fg3", "bg1"}, {"accent", "bg1"}, {"fg1", "bg2"}, {"fg3", "bg2"}, {"accent", "bg2"}, {"fg1", "bg3"}, {"fg3", "bg3"}}
		for n := 1; n <= 8; n++ {
			pairs = append(pairs, [2]string{fmt.Sprint("e", n), fmt.Sprint("f", n)})
		}
		for _, p := range pairs {
			if got := ratio(t, c[p[0]], c[p[1]]); got < 4.5 {
				t.Errorf("theme %d: %s on %s is %.2f:1", i, p[0], p[1], got)
			}
		}
		if got := ratio(t, c["line3"], c["bg1"]); got < 3 {
			t.Errorf("theme %d: the edge of a button is %.2f:1", i, got)
		}
	}
}

func ratio(t testing.TB, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func luminance(t testing.TB, hex string) (l float64) {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	for i, w := range []float64{.2126, .7152, .0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatalf("%q is not a colour", hex)
		}
		x := float64(v) / 255
		if x <= .04045 {
			l += w * x / 12.92
		} else {
			l += w * math.Pow((x+.055)/1.055, 2.4)
		}
	}
	return l
}

func TestSlugs(t *testing.T) {
	for title, want := range map[string]string{
		"Slow Sunday, four things": "slow-sunday-four-things", "Öl & Käse für Straße": "oel-and-kaese-fuer-strasse", "L’été déjà": "lete-deja", "CON": "con-clip", "--": "clip-c1", "日本": "clip-c1",
		"../../etc/passwd": "etc-passwd", "A.": "a", strings.Repeat("word ", 40): strings.TrimSuffix(strings.Repeat("word-", 10), "-"), strings.Repeat("x", 90): strings.Repeat("x", 50),
	} {
		got := slugOf(title, "c1")
		if got != want || !slugForm.MatchString(got) || len(got) > slugMax {
			t.Errorf("%q becomes %q, want %q", title, got, want)
		}
	}
}

func TestPosts(t *testing.T) {
	s := service(t, map[string]string{"dir": "/pages of mine", "base_address": "https://nora.example/clips"})
	if got := s.post("tea"); got.ID != "tea" || got.Link != "https://nora.example/clips/tea/" {
		t.Errorf("%+v", got)
	}
	s.base = ""
	if got := s.post("tea"); !strings.HasPrefix(got.Link, "file:///") || !strings.HasSuffix(got.Link, "/pages%20of%20mine/tea/index.html") {
		t.Errorf("%+v", got)
	}
	for _, bad := range []map[string]string{{}, {"dir": " "}, {"dir": "x", "base_address": "http://plain.example"}, {"dir": "x", "base_address": "https://a.example/?q=1"}} {
		if _, err := New(taglane.Account{Settings: bad}, nil); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestPathsStayShort(t *testing.T) {
	for _, id := range []taglane.ID{"mug", "CON", "con", "a/../b", "6f1c0b7e-2d5b-4f6f-9c39-0a4f4f0f2a11", taglane.ID(strings.Repeat("x", 300)), ""} {
		name := strings.Repeat("s", slugMax) + "/" + pictureName(id)
		if len(name) > 100 || strings.Count(name, "/") != 2 || strings.Contains(name, "con.") {
			t.Errorf("%q lies at %s", id, name)
		}
	}
	if pictureName("A") == pictureName("a") {
		t.Error("two ids share a file on a disk that does not tell capitals apart")
	}
}

func TestMoneyAndDates(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{"en": "€1,234.50 1 March 2026 1 Mar 2026", "de": "1.234,50\u00a0€ 1. März 2026 1.3.2026", "fr": "1\u202f234,50\u00a0€ 1 mars 2026 1/3/2026", "it": "1.234,50\u00a0€ 1 marzo 2026 1/3/2026"} {
		w := languages[lang]
		if got := w.money(taglane.Money{Amount: "1234.5", Currency: "EUR"}) + " " + w.date(day) + " " + w.dated(w.Short, day); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
	if got := languages["en"].money(taglane.Money{Amount: "20", Currency: "CHF"}); got != "CHF\u00a020" {
		t.Errorf("%q", got)
	}
}

// Markup that came into a page as a text is dead there.
func TestThePagesPolicyIsStrict(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.golden.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("there is no page", err)
	}
	for _, name := range pages {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindSubmatch(b)
		if m == nil {
			t.Errorf("%s has no policy", name)
		} else if weak := forged.Weak(string(m[1])); len(weak) > 0 {
			t.Errorf("%s: %v", name, weak)
		}
	}
}
