package catalog

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"taglane/app/taglane"
)

func TestPricesWithoutCurrencyAreSaidOnce(t *testing.T) {
	rows, report := readAll(t, Options{}, bytes.NewReader(fixture(t, "range/shopify-old.csv")))
	if rows[0].Listing.Price != nil || !slices.Contains(report.Asks, AskCurrency) || !slices.Contains(report.Asks, AskLink) {
		t.Errorf("a currency was guessed, or not asked for: %+v, %v", rows[0].Listing.Price, report.Asks)
	}
	if got := ruled(report.Notes); !slices.Equal(got, []told{{0, "feed.currency.missing"}}) {
		t.Errorf("notes %v", got)
	}
}

func TestOldSpreadsheet(t *testing.T) {
	rows, report := readAll(t, Options{}, bytes.NewReader(fixture(t, "plain-1252.csv")))
	if got, want := titles(rows), []string{`Krug "Groß"`, "Tasse", "=1+1"}; !slices.Equal(got, want) {
		t.Errorf("titles %q, want %q", got, want)
	}
	jug, cup := rows[0].Listing, rows[1].Listing
	if jug.Brand != "Steingüt" || !slices.Equal(jug.GTINs, []string{"00000096385074"}) || *jug.Price != *euros("1299.50") || *cup.Price != *euros("24.5") || cup.URL != "" {
		t.Errorf("got %+v and %+v", jug, cup)
	}
	if report.Encoding != "Windows-1252" {
		t.Errorf("the encoding is said to be %s", report.Encoding)
	}
	want := []told{{0, "feed.encoding"}, {0, "feed.price.comma"}, {3, "feed.gtin.spreadsheet"}, {3, "feed.link.form"}, {4, "feed.price.missing"}}
	if got := ruled(report.Notes); !slices.Equal(got, want) {
		t.Errorf("notes %v, want %v", got, want)
	}
}

func TestEncodingsSayTheSame(t *testing.T) {
	text := "title\tbrand\tprice\nKäse 🧀 \"x\"\tÖstra\t12.50 €\n"
	wide := func(order binary.AppendByteOrder, mark string) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(mark + text)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(text))
	z.Close()
	for name, c := range map[string]struct {
		file     []byte
		encoding string
		notes    int
	}{
		"utf-8":               {[]byte(text), "UTF-8", 0},
		"bom":                 {[]byte("\xef\xbb\xbf" + text), "UTF-8", 0},
		"utf-16le":            {wide(binary.LittleEndian, "\ufeff"), "UTF-16", 0},
		"utf-16be":            {wide(binary.BigEndian, "\ufeff"), "UTF-16", 0},
		"utf-16le, no mark":   {wide(binary.LittleEndian, ""), "UTF-16", 1},
		"utf-16be, no mark":   {wide(binary.BigEndian, ""), "UTF-16", 1},
		"packed":              {packed.Bytes(), "UTF-8", 0},
		"packed and cut even": {packed.Bytes()[:packed.Len()-8], "", 0},
	} {
		rows, report, err := read(Options{}, iotest.OneByteReader(bytes.NewReader(c.file)))
		if c.encoding == "" {
			if taglane.KindOf(err) != taglane.Invalid || report.Complete {
				t.Errorf("%s: got %v", name, err)
			}
			continue
		}
		want := taglane.Listing{Title: "Käse 🧀 \"x\"", Brand: "Östra", Price: euros("12.50"), Availability: taglane.UnknownStock, ObservedAt: november}
		if len(rows) != 1 {
			t.Errorf("%s: %v, %d rows", name, err, len(rows))
			continue
		}
		want.Key = rows[0].Listing.Key
		if !reflect.DeepEqual(rows[0].Listing, want) || report.Noted != c.notes || report.Encoding != c.encoding {
			t.Errorf("%s: %+v, %+v", name, rows[0].Listing, report)
		}
	}
}

func TestRefusals(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ä", n) }
	in := strings.Join([]string{
		"title,brand,link",
		",Lind,",
		long(1000) + ",Lind,",
		long(1001) + ",Lind,",
		"Mug," + long(1001) + ",",
		"M\x00ug,Lind,",
		"Mug\x07 \u202etwo,Li\x1bnd,",
		"Mug,Lind,javascript:alert(1)",
		`"Mug` + strings.Repeat("x", MaxCell) + `",Lind,`,
		"\"two\r\nlines\",Lind,\r\r\n   ",
		`"Pot 5" wide",Lind,`,
		`"never,Lind,`,
	}, "\n")
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if got, want := titles(rows), []string{long(1000), "Mug \u202etwo", "Mug", "two lines", `Pot 5" wide`}; !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
	want := []told{
		{2, "The row has no title."},
		{4, "The title is longer than 1000 characters."},
		{5, "The brand is longer than 1000 characters."},
		{6, "The row contains a character that cannot be kept."},
		{9, "A cell of the row is longer than 64 KiB."},
		{14, "The row opens a quotation mark that is never closed."},
	}
	if got := refused(report); !slices.Equal(got, want) {
		t.Errorf("refused\n%v\nwant\n%v", got, want)
	}
	if no := report.Refused[2]; no.Column != "brand" || !strings.HasSuffix(no.Value, "ä…") {
		t.Errorf("the refusal does not say what it is about: %+v", no)
	}
}

func TestAnOverlongRowDoesNotStopTheFile(t *testing.T) {
	in := "title,price\n\"Mug" + strings.Repeat("x\n", MaxRow/2+9) + "\nBowl,3 EUR\n"
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if report.RefusedRows != 1 || !strings.Contains(report.Refused[0].Reason.String(), "1 MiB") || rows[len(rows)-1].Listing.Title != "Bowl" {
		t.Errorf("refused %d, %+v", report.RefusedRows, report.Refused)
	}
}

func TestListsAreCapped(t *testing.T) {
	in := "title,gtin\n" + strings.Repeat(",\n,1\n", 750) + strings.Repeat("Mug,12\n", 1500)
	_, report := readAll(t, Options{}, strings.NewReader(in))
	if report.RefusedRows != 750 || report.Noted != 1500 || len(report.Notes) != MaxListed {
		t.Errorf("%d of %d refusals, %d of %d notes", len(report.Refused), report.RefusedRows, len(report.Notes), report.Noted)
	}
}

func TestNoProductFile(t *testing.T) {
	for _, in := range []string{"", "\n\n", "# only this\n", "a,b\n1,2\n", "\x89PNG\r\n\x1a\n", "\xff\xfe", "{\"a\": 1}", "{\"title\": [1]}", "[1, 2]", "[]x", "{}", "PK\x03\x04title", "<html><body>title,price</body></html>", "<!DOCTYPE html>", "\x1f\x8b\x08", "[[[["} {
		_, report, err := read(Options{Complete: true}, strings.NewReader(in))
		if taglane.KindOf(err) != taglane.Invalid || report.Complete {
			t.Errorf("%q: got %v, want Invalid", in, err)
		}
	}
}

func TestErrorsEndTheReading(t *testing.T) {
	torn := errors.New("torn cable")
	broken := io.MultiReader(strings.NewReader("title,price\nMug,3 EUR\n"), iotest.ErrReader(torn))
	rows, report, err := read(Options{Complete: true}, broken)
	if taglane.KindOf(err) != taglane.Refused || !errors.Is(err, torn) || strings.Contains(taglane.MessageOf(err), "cable") || len(rows) != 1 || report.Complete {
		t.Errorf("got %v after %d products", err, len(rows))
	}
	full := errors.New("disk full")
	_, err = Read(strings.NewReader("title\nMug\nBowl\n"), Options{}, func(Row) error { return full })
	if err != full {
		t.Errorf("got %v, want the caller's own error", err)
	}
}

func TestHeadersAndAMappingGivenBack(t *testing.T) {
	h, err := Headers(bytes.NewReader(fixture(t, "range/plain.csv")))
	if err != nil {
		t.Fatal(err)
	}
	if h.Mark != ";" || h.Format != Plain || h.Encoding != "Windows-1252" || len(h.Columns) != 14 || !slices.Contains(h.Asks, AskMapping) {
		t.Fatalf("%+v", h)
	}
	if c := h.Columns[9]; c.Name != "Marke" || !slices.Equal(c.Samples, []string{"Norrgrain", "Lind Table", "Steingüt"}) {
		t.Errorf("%+v", c)
	}
	h, err = Headers(strings.NewReader("SKU,Product Name,Price (EUR),Colour,whatever\n1,Mug,\"3,50\",red,x\n2,Mug,4,,x\n"))
	if err != nil {
		t.Fatal(err)
	}
	var guesses []Column
	for _, c := range h.Columns {
		guesses = append(guesses, c.Guess)
	}
	if want := []Column{"sku", "title", "price", "color", ""}; !slices.Equal(guesses, want) || !slices.Equal(h.Asks, []Ask{AskLink}) {
		t.Errorf("guesses %q, want %q; asks %v", guesses, want, h.Asks)
	}
	if _, err := Headers(strings.NewReader("just a letter to a friend\n")); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a letter is a table: %v", err)
	}
	// What is chosen counts more than what is guessed; "" is not read at all.
	rows, _ := readAll(t, Options{Currency: "EUR", Mapping: Mapping{"title": "Long name", "brand": ""}}, strings.NewReader("title,Long name,brand,price\nx,Mug,Lind,3\n"))
	if l := rows[0].Listing; l.Title != "Mug" || l.Brand != "" || l.Price.Amount != "3" {
		t.Errorf("%+v", l)
	}
}

func TestEveryHeaderThatIsKnown(t *testing.T) {
	for want, headers := range map[field]string{
		fKey:          "id|g:id|sku_id|product_id|Product ID",
		fGroup:        "item_group_id|g:item_group_id",
		fTitle:        "title|g:title|name|product name",
		fDescription:  "description|g:description|Body (HTML)",
		fShort:        "Short description",
		fBrand:        "brand|g:brand|Vendor",
		fGTIN:         "gtin|g:gtin|gtins|Barcode|Variant Barcode|upc|EAN|isbn|upccode|GTIN, UPC, EAN, or ISBN",
		fMPN:          "mpn|g:mpn|Google Shopping / MPN|Google Shopping / Manufacturer part number (MPN)",
		fSKU:          "SKU|Variant SKU|sku_id",
		fLink:         "link|g:link|url|Product URL|product_page_url|External URL",
		fImage:        "image_link|g:image_link|Image Src|Images|Product image URL|Image source|image[0].url",
		fVariantImage: "Variant Image",
		fMoreImages:   "additional_image_link|image[1].url|image[7].url",
		fVideo:        "video_link|video_links|video[0].url|video[3].url",
		fPrice:        "price|g:price|Variant Price|Regular price|Price / International|Price / Germany|Price (EUR)|price_usd",
		fSale:         "sale_price|g:sale_price|Sale price|saleprice",
		fListPrice:    "Compare at price|Variant Compare At Price|Compare-at price",
		fAvailability: "availability|g:availability|In stock?",
		fQuantity:     "Inventory quantity|Variant Inventory Qty|Stock",
		fCondition:    "condition|g:condition|Google Shopping / Condition",
	} {
		for _, h := range strings.Split(headers, "|") {
			if got := understand([]string{"other", " " + h + " "}, nil); !slices.Contains(got.at[want], 1) {
				t.Errorf("%q is not taken for %s", h, columnNames[want])
			}
		}
	}
	rows, _ := readAll(t, Options{}, strings.NewReader("\n \r\nsep=;\n# made by hand\nTitle;Price (EUR)\nMug;3\n"))
	if l := rows[0].Listing; rows[0].Number != 6 || l.Title != "Mug" || *l.Price != *euros("3") {
		t.Errorf("%+v", rows[0])
	}
	// A guess that is given back keeps what was guessed beside it.
	h := understand([]string{"title", "image[1].url", "image[2].url"}, Mapping{"more_images": "image[1].url"})
	if !slices.Equal(h.at[fMoreImages], []int{1, 2}) {
		t.Errorf("pictures at %v", h.at[fMoreImages])
	}
}

func TestLinksAreMadeOfThePattern(t *testing.T) {
	const in = "SKU,Title,URL handle,Vendor,Price\nM 1,Mug,mug,Lind,3\n,Bowl,bowl,Lind,3\n"
	rows, _ := readAll(t, Options{Currency: "EUR", Link: "https://l.example/p/{url_handle}?v={SKU}"}, strings.NewReader(in))
	if rows[0].Listing.URL != "https://l.example/p/mug?v=M%201" || rows[1].Listing.URL != "" {
		t.Errorf("links %q and %q", rows[0].Listing.URL, rows[1].Listing.URL)
	}
}

func TestRawRowsOnDemand(t *testing.T) {
	const in = "title,brand,odd\n=1+1,\" <b>Lind</b>\n\",x\n"
	rows, _ := readAll(t, Options{}, strings.NewReader(in))
	if rows[0].Raw != nil {
		t.Error("raw cells nobody asked for")
	}
	rows, _ = readAll(t, Options{Raw: true}, strings.NewReader(in))
	if want := []Cell{{"title", "=1+1"}, {"brand", " <b>Lind</b>\n"}, {"odd", "x"}}; !slices.Equal(rows[0].Raw, want) {
		t.Errorf("%q, want %q", rows[0].Raw, want)
	}
	rows, _ = readAll(t, Options{Raw: true}, bytes.NewReader(fixture(t, "range/google.rss")))
	if want := (Cell{"title", "Pouring kettle"}); len(rows[0].Raw) < 10 || rows[0].Raw[0] != want {
		t.Errorf("%q", rows[0].Raw)
	}
}

func TestProgressIsTold(t *testing.T) {
	in := "title\n" + strings.Repeat("A mug of "+strings.Repeat("many ", 180)+"words\n", 8_000)
	for name, file := range map[string][]byte{"plain": []byte(in), "gzip": packed([]byte(in)), "zip": zipped("feed.csv", []byte(in))} {
		var told []int64
		var rows []int
		_, report := readAll(t, Options{Progress: func(n int64, r int) { told, rows = append(told, n), append(rows, r) }}, bytes.NewReader(file))
		last := len(told) - 1
		if len(told) < 5 || !slices.IsSorted(told) || !slices.IsSorted(rows) || rows[last] < 7_000 || report.Bytes != int64(len(in)) {
			t.Errorf("%s: told %v of %d, rows %v", name, told, len(in), rows)
		}
		if left := int64(len(file)) - told[last]; left < 0 || left > 300 { // the directory of a ZIP file is never come by
			t.Errorf("%s: %d bytes were never read", name, left)
		}
	}
}

func TestDescriptionsWithoutMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"plain < text & more":                      "plain < text & more",
		"<p>One</p><p>two<br>three</p>":            "One\ntwo\nthree",
		"<script>alert(1)</script>Mug<!-- x -->":   "Mug",
		"<style>p{}</style><b>Bold</b> &amp; calm": "Bold & calm",
		"a <3 b":                         "a <3 b",
		"<ul><li>a</li><li>b</li></ul>":  "a\nb",
		"two\r\nlines":                   "two\nlines",
		"<scr<script>ipt>alert(1)</scr>": "ipt>alert(1)",
		"<img src=x onerror=alert(1)>":   "",
		strings.Repeat("word ", 2000):    strings.TrimSpace(strings.Repeat("word ", 1000)),
	} {
		got, _ := described(in, false)
		if got != want {
			t.Errorf("%.40q is %.60q, want %.60q", in, got, want)
		}
	}
}

func TestTitlesStayAsTheyAre(t *testing.T) {
	for _, s := range []string{"<script>alert(1)</script>", "=HYPERLINK(\"x\")", "Salt &amp; Pepper", "{{7*7}}", "'=1", "a <b> c"} {
		rows, _ := readAll(t, Options{}, strings.NewReader("title\n\""+strings.ReplaceAll(s, `"`, `""`)+"\"\n"))
		if rows[0].Listing.Title != s {
			t.Errorf("%q became %q", s, rows[0].Listing.Title)
		}
	}
}
