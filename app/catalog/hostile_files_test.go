package catalog

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"taglane/app/taglane"
)

// hostile is a file or page that means no good. title is what it calls a
// product and must be read verbatim; "" where there need be none.
type hostile struct {
	name  string
	body  []byte
	title string
}

// scripts are titles that other programs have run, followed or stumbled over.
var scripts = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}",
	"=HYPERLINK(\"https://x.example\",\"Mug\")", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,2)", "%0aSet-Cookie: a=b", "'; DROP TABLE products; --", "${jndi:ldap://127.0.0.1/a}",
	"../../../../etc/passwd", "\\\\10.0.0.1\\share", "\u202egnp.exe", "a\u200bb", "&lt;b&gt; &amp; &#x27;", "]]&gt;", "Mug <3 bowl", "100% %s%n", "ﷺ ﷽", "\U0001F9D1\u200d\U0001F373 kit", "null", "NaN", "https://169.254.169.254/",
}

// crafted are those made by hand, one by one.
func crafted() (out []hostile) {
	add := func(name, body string) { out = append(out, hostile{name, []byte(body), ""}) }
	laughs := `<!DOCTYPE l [<!ENTITY a0 "ha">`
	for i := 1; i < 30; i++ {
		laughs += fmt.Sprintf(`<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	add("billion laughs", laughs+`]><rss><channel><item><title>&a29;</title></item></channel></rss>`)
	add("quadratic", `<!DOCTYPE l [<!ENTITY a "`+strings.Repeat("x", 50_000)+`">]><rss>`+strings.Repeat("&a;", 50_000)+`</rss>`)
	for _, at := range []string{"file:///etc/passwd", "http://127.0.0.1/", "https://169.254.169.254/latest/", "php://filter/read=a"} {
		add("entity of "+at, `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "`+at+`">]><rss><channel><item><title>&x;</title></item></channel></rss>`)
		add("parameter of "+at, `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % x SYSTEM "`+at+`"> %x;]><rss/>`)
		add("DTD at "+at, `<!DOCTYPE rss SYSTEM "`+at+`"><rss><channel><item><title>Mug</title></item></channel></rss>`)
		add("include of "+at, rssHead+item(`<title>Mug</title><xi:include href="`+at+`" parse="text"/>`)+`</channel></rss>`)
		add("stylesheet at "+at, `<?xml-stylesheet href="`+at+`"?>`+rssHead+item(`<title>Mug</title>`)+`</channel></rss>`)
		add("page that sends to "+at, `<base href="`+at+`"><meta http-equiv=refresh content="0;url=`+at+`"><iframe src="`+at+`"></iframe><title>x</title><link rel=canonical href="`+at+`">`)
		add("pictures at "+at, "title,image,link\nMug,"+at+","+at+"\n")
		add("context at "+at, `<script type="application/ld+json">{"@context":"`+at+`","@type":"Product","name":"Mug","url":"`+at+`","image":"`+at+`"}</script>`)
	}
	deep := func(open string, n int) string { return strings.Repeat(open, n) }
	add("deep elements", rssHead+deep("<a>", 1_000_000))
	add("deep items", rssHead+deep("<item>", 200_000))
	add("deep page", deep("<div itemscope itemprop=a>", 300_000))
	add("deep open properties", deep("<b itemprop=a>", 300_000)+"text")
	add("ends of nothing", deep("<div>", 600)+deep("</x>", 2_000_000))
	add("openings of nothing", "title,description\nMug,"+deep("<a", 30_000)+"\n")
	add("openings in an item", rssHead+item("<title>Mug</title><description><![CDATA["+deep("<a", 500_000)+"]]></description>")+"</channel></rss>")
	add("brackets", deep("[", 10<<20-100))
	add("brackets in a block", `<script type="application/ld+json">`+deep("[", 9<<20)+`</script>`)
	add("objects in a block", `<script type="application/ld+json">`+deep(`{"a":`, 300_000)+`</script>`)
	add("closed brackets", `<script type="application/ld+json">`+deep("[", 9000)+deep("]", 9000)+`</script>`)
	add("graph that turns", `<script type="application/ld+json">{"@id":"a","@type":"ProductGroup","hasVariant":[`+strings.TrimSuffix(deep(`{"@id":"a"},`, 5000), ",")+`],"isVariantOf":{"@id":"a"}}</script>`)
	add("many products", `<script type="application/ld+json">[`+strings.TrimSuffix(deep(`{"@type":"Product","name":"Mug"},`, 30_000), ",")+`]</script>`)
	add("many blocks", deep(`<script type="application/ld+json">{"@type":"Product"}</script>`, 20_000))
	add("many attributes", "<div "+deep("a=1 ", 500_000)+">")
	add("brackets in a cell", "id,title,image[0].url,image\n1,Mug,,\""+deep("[", 60_000)+"\"\n")
	add("many columns", deep("title,", 200_000)+"\n"+deep("x,", 200_000)+"\n")
	add("open quotation", "title\n\""+deep("x", 3<<20))
	add("nothing but lines", deep("\n", 2<<20))
	add("nothing", deep("\x00", 1<<20))
	add("long tag", "<rss "+deep("a", 3<<20))
	add("long comment", "<rss><!-- "+deep("-", 3<<20))
	add("long line before the header", "# "+deep("x", 1<<20)+"\ntitle\nMug\n")
	add("number of astronomers", `<script type="application/ld+json">{"@type":"Product","name":"Mug","offers":{"price":1e999999999,"priceCurrency":"EUR"}}</script>`)
	add("long number", `<script type="application/ld+json">{"@type":"Product","name":"Mug","offers":{"price":`+deep("9", 100_000)+`,"priceCurrency":"EUR"}}</script>`)
	add("long price", "title,price\nMug,"+deep("1'", 30_000)+"1 EUR\n")
	add("deep list", deep("[", 300_000))
	add("deep list that closes", deep("[", 30_000)+deep("]", 30_000))
	add("deep things", deep(`{"products":`, 300_000))
	add("deep things that close", deep(`{"products":`, 30_000)+"[]"+deep("}", 30_000))
	add("deep things in a product", `[{"title":"Mug","a":`+deep(`{"b":`, 100_000)+`1`+deep("}", 100_000)+`}]`)
	add("a thousand places", "{"+deep(`"data":{"items":[{"title":"Mug"}]},`, 20_000)+`"x":1}`)
	add("places that never end", deep(`{"data":{"products":{"edges":[{"node":`, 60_000))
	add("one name, many times", `[{`+deep(`"title":"Mug",`, 60_000)+`"title":"Bowl"}]`)
	var names strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&names, `"a%d":1,`, i)
	}
	add("many names", `[{`+names.String()+`"title":"Bowl"}]`)
	add("numbers of astronomers", `[{"title":"Mug","price":1e999999999,"id":`+deep("9", 100_000)+`},{"title":"Mug","price":-1E-999999999,"sale_price":0.`+deep("0", 60_000)+`1}]`)
	add("a list of numbers", "["+deep("1,", 500_000)+"1]")
	add("a list of nothing", "["+deep("null,", 300_000)+"{}]")
	add("a text without end", `[{"title":"`+deep("x", 3<<20))
	add("a name without end", `{"`+deep("x", 3<<20))
	add("escapes without end", `[{"title":"`+deep(`\`, 3<<20))
	add("variants without end", `{"products":[{"title":"Mug","handle":"m","variants":[`+deep(`{"price":"1"},`, 40_000)+`{}]}]}`)
	add("a bomb of JSON", deep(`{"title":"Mug","images":[`, 20_000))
	out = append(out, hostile{"zip bomb", zipped("a.csv", bytes.Repeat([]byte{' '}, 40<<20)), ""}, hostile{"zip bomb of JSON", zipped("a.json", []byte(deep("[", 20<<20))), ""},
		hostile{"bomb of JSON, packed", packed([]byte(`[{"title":"` + deep("x", 40<<20))), ""}, hostile{"zip in a zip", zipped("a.zip", zipped("a.csv", []byte("title\nMug\n"))), ""},
		hostile{"zip slip", archived("../../../../tmp/a.csv", "title\nMug\n"), ""}, hostile{"a pile of files", append(zipped("a.csv", []byte("title\nMug\n")), directory(100_000)...), ""})
	for _, odd := range []string{"\xff\xfet\x00i", "\xfe\xff\x00t\x00", "\xff\xfe\x00", "\xff\xfet\x00i\x00t\x00l\x00e\x00\n\x00\x00\xd8", "t\x00i\x00t\x00l\x00e\x00\n\x00M\x00u", "\xef\xbb\xbf", "\xef\xbb\xbf\xef\xbb\xbftitle\nMug\n"} {
		add("half a character", odd)
	}
	for _, magic := range []string{"\x89PNG\r\n\x1a\n", "%PDF-1.7\n", "MZ\x90\x00", "PK\x03\x04", "\x7fELF", "GIF89a", "SQLite format 3\x00", "{\"a\":1}", "<svg/>", "<?php echo 1;", "#!/bin/sh\n", "\x1f\x8b", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"} {
		add("something else", magic+"title,price\nMug,3 EUR\n")
	}
	out = append(out, hostile{"bomb", packed(bytes.Repeat([]byte{0}, 20<<20)), ""}, hostile{"bomb in a bomb", packed(packed(bytes.Repeat([]byte("title\n"), 1<<20))), ""})
	return out
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// dressed are titles in every kind of file and page.
func dressed() (out []hostile) {
	for i, s := range scripts {
		var table bytes.Buffer
		w := csv.NewWriter(&table)
		w.Comma = rune(marks[i%len(marks)])
		w.Write([]string{"id", "title", "brand", "price"})
		w.Write([]string{"1", s, "Lind", "3 EUR"})
		w.Flush()
		wide := []byte("\xff\xfe")
		for _, u := range utf16.Encode([]rune(table.String())) {
			wide = binary.LittleEndian.AppendUint16(wide, u)
		}
		quoted, _ := json.Marshal(s)
		out = append(out,
			hostile{"table", table.Bytes(), s}, hostile{"wide table", wide, s}, hostile{"packed table", packed(table.Bytes()), s},
			hostile{"list", []byte(`[{"id":1,"title":` + string(quoted) + `,"price":"3 EUR"}]`), s}, hostile{"zipped line", zipped("a.jsonl", []byte(`{"title":`+string(quoted)+`}`)), s},
			hostile{"RDFa", []byte(`<div vocab=https://schema.org/ typeof=Product><meta property=name content="` + html.EscapeString(s) + `"></div>`), s},
			hostile{"item", []byte(rssHead + item("<g:title>"+html.EscapeString(s)+"</g:title>") + "</channel></rss>"), s},
			hostile{"block", []byte(`<script type="application/ld+json">{"@type":"Product","name":` + string(quoted) + `}</script>`), s},
			hostile{"microdata", []byte(`<div itemscope itemtype=http://schema.org/Product><meta itemprop=name content="` + html.EscapeString(s) + `"></div>`), s},
			hostile{"opengraph", []byte(`<meta property=og:type content=product><meta property=og:title content="` + html.EscapeString(s) + `">`), s},
		)
	}
	return out
}

// damagedFixtures are sound files with bytes turned, doubled and cut out.
func damagedFixtures(t testing.TB, n int) (out []hostile) {
	dice := rand.New(rand.NewPCG(11, 26))
	var sound [][]byte
	for _, c := range ranges {
		sound = append(sound, fixture(t, "range/"+c.file))
	}
	for _, name := range []string{"variants", "microdata", "opengraph", "rdfa"} {
		sound = append(sound, fixture(t, "page/"+name+".html"))
	}
	for i := range n {
		b := bytes.Clone(sound[i%len(sound)])
		for range 1 + dice.IntN(8) {
			at := dice.IntN(len(b))
			switch dice.IntN(4) {
			case 0:
				b[at] = byte(dice.IntN(256))
			case 1:
				b = slices.Delete(b, at, min(len(b), at+1+dice.IntN(40)))
			case 2:
				b = slices.Insert(b, at, []byte(naughty[dice.IntN(len(naughty))])...)
			case 3:
				b = slices.Insert(b, at, b[at:min(len(b), at+1+dice.IntN(200))]...)
			}
			if len(b) == 0 {
				b = []byte("x")
			}
		}
		out = append(out, hostile{fmt.Sprintf("damaged %d", i), b, ""})
	}
	return out
}

func TestFiveHundredHostileFilesAndPages(t *testing.T) {
	all := slices.Concat(crafted(), dressed(), damagedFixtures(t, 260))
	if len(all) < 500 {
		t.Fatalf("only %d files are hostile", len(all))
	}
	kept := 0
	for _, h := range all {
		if racing && (len(h.body) > 1<<16 || strings.Contains(h.name, "bomb")) { // what is large, or becomes so
			continue
		}
		start := time.Now()
		seen := survive(t, h)
		if h.title != "" && !slices.Contains(seen, h.title) {
			t.Errorf("%s: %q is not among %q", h.name, h.title, seen)
		}
		if kept += len(seen); time.Since(start) > 20*time.Second {
			t.Errorf("%s took %v", h.name, time.Since(start))
		}
	}
	t.Logf("%d files and pages, %d titles read", len(all), kept)
}

// survive gives a file to every reader and looks at what comes out.
func survive(t testing.TB, h hostile) (titles []string) {
	rows, report, err := read(Options{Complete: true, Raw: true}, bytes.NewReader(h.body))
	if k := taglane.KindOf(err); err != nil && k != taglane.Invalid {
		t.Errorf("%s: reading ends in %s: %v", h.name, k, err)
	}
	if wrong := unsound(rows, report); wrong != "" && err == nil {
		t.Errorf("%s: %s", h.name, wrong)
	}
	if err != nil && !clear(taglane.SaidOf(err).String()) {
		t.Errorf("%s: its person is told %q", h.name, taglane.SaidOf(err).String())
	}
	for _, no := range report.Refused {
		if !clear(no.Reason.String()) {
			t.Errorf("%s: row %d is refused with %q", h.name, no.Row, no.Reason.String())
		}
	}
	f, err := Page(h.body[:min(len(h.body), MaxPage)], "", at("https://s.example/"))
	if k := taglane.KindOf(err); err != nil && k != taglane.Invalid {
		t.Errorf("%s: the page ends in %s: %v", h.name, k, err)
	}
	if _, err := Headers(bytes.NewReader(h.body)); err != nil && taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("%s: headers end in %v", h.name, err)
	}
	listings := f.Listings
	for _, r := range rows {
		listings = append(listings, r.Listing)
	}
	for _, l := range listings {
		titles = append(titles, l.Title)
		if err := wellListed(l); err != nil {
			t.Errorf("%s: %v", h.name, err)
		}
	}
	return titles
}

// clear says whether words are a sentence or two of ours, without a piece of
// the file or the text of a library in them.
func clear(s string) bool {
	return len(s) > 10 && len(s) < 160 && s[0] >= 'A' && s[0] <= 'Z' && strings.HasSuffix(s, ".") && !strings.ContainsAny(s, "\n\x00{}<>") && strings.Count(s, ". ") <= 1
}

// wellListed says what is wrong with a listing, whatever it was read from.
func wellListed(l taglane.Listing) error {
	image := first(l.Images)
	if err := wellFormed(Product(l, november), image); err != nil {
		return err
	}
	for _, u := range slices.Concat(l.Images, l.Videos) {
		if taglane.CheckURL(u) != nil {
			return fmt.Errorf("%q is no link", u)
		}
	}
	for _, g := range l.GTINs {
		if n, err := NewGTIN(g); err != nil || n != g {
			return fmt.Errorf("%q is no GTIN", g)
		}
	}
	for _, m := range []*taglane.Money{l.Price, l.Sale} {
		if m != nil && m.Check() != nil {
			return fmt.Errorf("%+v is no price", *m)
		}
	}
	if l.Key == "" || len([]rune(l.Description)) > maxWords {
		return fmt.Errorf("%+v has no key or too many words", l)
	}
	return taglane.CheckText("text", l.Description+l.Category+l.Group+l.Key, 4*MaxText+2*maxWords)
}

// tenGigabytes packs as it is read: 10 GiB that are a few megabytes.
func tenGigabytes() io.Reader {
	one := packed(bytes.Repeat([]byte{' '}, 1<<20))
	var many []io.Reader
	for range 10 << 10 {
		many = append(many, bytes.NewReader(one))
	}
	return io.MultiReader(many...)
}

func TestABombOfTenGigabytes(t *testing.T) {
	before, start := heap(), time.Now()
	_, report, err := read(Options{}, tenGigabytes())
	if taglane.KindOf(err) != taglane.Invalid || report.Bytes > 64<<20 {
		t.Errorf("got %v after %d bytes", err, report.Bytes)
	}
	if grown := int64(heap()) - int64(before); grown > 8<<20 || time.Since(start) > 20*time.Second {
		t.Errorf("it left %d bytes and took %v", grown, time.Since(start))
	}
}

// What a site serves, to a client that is guarded: none of it makes a request
// of its own.
func TestHostilePagesAskNobody(t *testing.T) {
	var body []byte
	site, client, port, reached := shopAt(t, func(w http.ResponseWriter, r *http.Request) { w.Write(body) })
	asked := &asking{next: client.Transport}
	client.Transport = asked
	pages := slices.DeleteFunc(slices.Concat(crafted(), dressed()), func(h hostile) bool { return len(h.body) > 1<<20 })
	for i, h := range pages {
		body = bytes.ReplaceAll(h.body, []byte("127.0.0.1"), []byte("127.0.0.1:"+port))
		_, err := Fetch(context.Background(), client, fmt.Sprintf("%s/%d", site.URL, i))
		if k := taglane.KindOf(err); err != nil && k != taglane.Invalid {
			t.Errorf("%s: %v", h.name, err)
		}
	}
	if len(asked.urls) != len(pages) || reached.Load() != 0 {
		t.Errorf("%d requests for %d pages, %d of them private", len(asked.urls), len(pages), reached.Load())
	}
}

// asking records what is asked for.
type asking struct {
	next http.RoundTripper
	urls []string
}

func (a *asking) RoundTrip(r *http.Request) (*http.Response, error) {
	a.urls = append(a.urls, r.URL.String())
	return a.next.RoundTrip(r)
}

func FuzzXML(f *testing.F) {
	for _, name := range []string{"google.rss", "google.atom"} {
		f.Add(fixture(f, "range/"+name))
	}
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", append([]byte("<"), b...), ""}) })
}

func FuzzJSON(f *testing.F) {
	for _, c := range ranges {
		if b := fixture(f, "range/"+c.file); isJSON(b) {
			f.Add(b)
		}
	}
	f.Add([]byte(`[{"title":"a"},[{"node":{"name":"b"}}],7]`))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", b, ""}) })
}

func FuzzPacked(f *testing.F) {
	f.Add(zipped("mugs.csv", []byte(mugs)))
	f.Add(archived("mugs.csv", mugs, "__MACOSX/._mugs.csv", "\x00"))
	f.Add(archived("../mugs.csv", mugs))
	f.Add(packed([]byte(mugs)))
	f.Add(packed([]byte(`[{"title":"Mug"}]`)))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", b, ""}) })
}

func FuzzPage(f *testing.F) {
	for _, name := range []string{"variants", "microdata", "opengraph", "rdfa"} {
		f.Add(fixture(f, "page/"+name+".html"))
	}
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", b, ""}) })
}

func FuzzJSONLD(f *testing.F) {
	f.Add([]byte(`{"@type":"Product","name":"Mug","offers":[{"price":1.5,"priceCurrency":"EUR"}]}`))
	f.Add([]byte(`{"@graph":[{"@type":"ProductGroup","hasVariant":[{"@id":"a"}]},{"@id":"a","@type":"Product","name":"x"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", ld(string(b)), ""}) })
}
