package catalog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"taglane/app/taglane"
)

var november = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// row is what each was handed.
type row struct {
	At    int
	P     taglane.Product
	Image string
}

func readAll(t testing.TB, o CSV, r io.Reader) ([]row, Report) {
	t.Helper()
	var got []row
	o.Now = november
	report, err := o.Read(r, func(at int, p taglane.Product, image string) error {
		got = append(got, row{at, p, image})
		return nil
	})
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	if report.Rows != report.Taken+report.Folded+report.RefusedRows || report.Taken != len(got) {
		t.Fatalf("rows got lost: %+v, %d handed on", report, len(got))
	}
	return got, report
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func euros(amount string, a taglane.Availability) *taglane.Offer {
	return &taglane.Offer{Price: taglane.Money{Amount: amount, Currency: "EUR"}, Availability: a, ObservedAt: november}
}

// told is a row with what was said of it.
type told struct {
	row  int
	text string
}

func toldOf[R Refusal | Note](rows []R) (out []told) {
	for _, r := range rows {
		out = append(out, told{Refusal(r).Row, Refusal(r).Reason.String()})
	}
	return out
}

func TestGoogleMerchant(t *testing.T) {
	got, report := readAll(t, CSV{}, bytes.NewReader(fixture(t, "google.tsv")))
	want := []row{
		{2, taglane.Product{Title: "Pouring kettle", Brand: "Norrgrain", URL: "https://norrgrain.example/kettle", GTIN: "4006381333931", SKU: "kettle-01", Offer: euros("79.00", "in_stock")}, "https://norrgrain.example/kettle.jpg"},
		{3, taglane.Product{Title: "Stoneware mug", Brand: "Lind Table", URL: "https://lindtable.example/mug", SKU: "mug-01", Offer: euros("24.00", "preorder")}, "https://lindtable.example/mug.jpg"},
		{4, taglane.Product{Title: "Dusk lamp", Brand: "Norrgrain", URL: "https://norrgrain.example/dusk-lamp", SKU: "lamp-01", Offer: euros("129.00", "out_of_stock")}, "https://norrgrain.example/lamp.jpg"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	notes := []told{{4, `The GTIN "4006381333932" was left out: its last digit does not fit the others.`}}
	if !slices.Equal(toldOf(report.Notes), notes) {
		t.Errorf("notes are %v, want %v", report.Notes, notes)
	}
}

func TestShopifyOldAndNewSayTheSame(t *testing.T) {
	for _, name := range []string{"shopify-old.csv", "shopify-new.csv"} {
		got, report := readAll(t, CSV{Currency: "EUR"}, bytes.NewReader(fixture(t, name)))
		for i := range got {
			got[i].At = 0
		}
		want := []row{
			{0, taglane.Product{Title: "Linen runner", Brand: "Lind Table", GTIN: "036000291452", SKU: "LT-R-1", Offer: euros("39.00", "in_stock")}, "https://lindtable.example/runner-1.jpg"},
			{0, taglane.Product{Title: "Glass carafe", Brand: "Ostra Studio", SKU: "OS-C", Offer: euros("32.00", "out_of_stock")}, "https://ostra.example/carafe.jpg"},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, want)
		}
		if report.Folded == 0 || report.RefusedRows != 0 || report.Noted != 0 {
			t.Errorf("%s: %+v", name, report)
		}
	}
}

func TestPricesWithoutCurrencyAreSaidOnce(t *testing.T) {
	got, report := readAll(t, CSV{}, bytes.NewReader(fixture(t, "shopify-old.csv")))
	if got[0].P.Offer != nil || report.Noted != 1 || report.Notes[0].Row != 0 {
		t.Errorf("a currency was guessed, or complained of per row: %+v, %+v", got[0].P.Offer, report.Notes)
	}
}

func TestVariantsFillWhatTheFirstRowLacks(t *testing.T) {
	const in = "Handle,Title,Vendor,Variant Price,Image Src\nmug,Mug,Lind,,\nmug,,,24 EUR,\nmug,,,9 EUR,https://lind.example/m.jpg\nbowl,,Lind,3 EUR,\nbowl,,,3 EUR,\n"
	got, report := readAll(t, CSV{}, strings.NewReader(in))
	if len(got) != 1 || got[0].P.Offer.Price.Amount != "24" || got[0].Image != "https://lind.example/m.jpg" || got[0].At != 2 {
		t.Errorf("got %+v", got)
	}
	want := []told{{5, "The row has no title."}, {6, "The first row of this product was refused."}}
	if !slices.Equal(toldOf(report.Refused), want) {
		t.Errorf("refused %v, want %v", report.Refused, want)
	}
}

func TestMetaCommentsAndWooCommerce(t *testing.T) {
	got, _ := readAll(t, CSV{}, bytes.NewReader(fixture(t, "meta.csv")))
	if len(got) != 1 || got[0].At != 5 || got[0].P.Offer.Availability != "in_stock" {
		t.Errorf("meta: %+v", got)
	}
	got, _ = readAll(t, CSV{Currency: "EUR"}, bytes.NewReader(fixture(t, "woocommerce.csv")))
	want := row{2, taglane.Product{Title: "Pouring kettle", URL: "https://norrgrain.example/kettle", GTIN: "4006381333931", SKU: "NG-K1", Offer: euros("79", "in_stock")}, "https://norrgrain.example/a.jpg"}
	if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("woocommerce: %+v, want %+v", got, want)
	}
}

func TestOldSpreadsheet(t *testing.T) {
	got, report := readAll(t, CSV{}, bytes.NewReader(fixture(t, "plain-1252.csv")))
	want := []row{
		{2, taglane.Product{Title: `Krug "Groß"`, Brand: "Steingüt", URL: "https://steingut.example/krug", GTIN: "96385074", Offer: euros("1299.50", "unknown")}, ""},
		{3, taglane.Product{Title: "Tasse", Brand: "Steingut", Offer: euros("24.5", "unknown")}, ""},
		{4, taglane.Product{Title: "=1+1", Brand: "@b"}, ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	var said []string
	for _, n := range report.Notes {
		said = append(said, n.Reason.String())
	}
	for _, part := range []string{"Windows-1252", "http://", "a spreadsheet shortened it"} {
		if !strings.Contains(strings.Join(said, "\n"), part) {
			t.Errorf("no note speaks of %q: %q", part, said)
		}
	}
}

func TestEncodingsSayTheSame(t *testing.T) {
	text := "title\tbrand\tprice\nKäse 🧀 \"x\"\tÖstra\t12,50 €\n"
	wide := func(order binary.AppendByteOrder) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	for name, b := range map[string][]byte{"utf-8": []byte(text), "bom": []byte("\xef\xbb\xbf" + text), "utf-16le": wide(binary.LittleEndian), "utf-16be": wide(binary.BigEndian)} {
		got, report := readAll(t, CSV{}, iotest.OneByteReader(bytes.NewReader(b)))
		want := taglane.Product{Title: "Käse 🧀 \"x\"", Brand: "Östra", Offer: euros("12.50", "unknown")}
		if len(got) != 1 || !reflect.DeepEqual(got[0].P, want) || report.Noted != 0 {
			t.Errorf("%s: %+v, %+v", name, got, report)
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
	got, report := readAll(t, CSV{}, strings.NewReader(in))
	var titles []string
	for _, g := range got {
		titles = append(titles, g.P.Title)
	}
	if want := []string{long(1000), "Mug \u202etwo", "Mug", "two lines", `Pot 5" wide`}; !slices.Equal(titles, want) {
		t.Errorf("taken %q, want %q", titles, want)
	}
	want := []told{
		{2, "The row has no title."},
		{4, "The title is longer than 1000 characters."},
		{5, "The brand is longer than 1000 characters."},
		{6, "The row contains a character that cannot be kept."},
		{9, "A cell of the row is longer than 64 KiB."},
		{14, "The row opens a quotation mark that is never closed."},
	}
	if !slices.Equal(toldOf(report.Refused), want) {
		t.Errorf("refused\n%v\nwant\n%v", report.Refused, want)
	}
}

func TestAnOverlongRowDoesNotStopTheFile(t *testing.T) {
	in := "title,price\n\"Mug" + strings.Repeat("x\n", MaxRow/2+9) + "\nBowl,3 EUR\n"
	got, report := readAll(t, CSV{}, strings.NewReader(in))
	if report.RefusedRows != 1 || !strings.Contains(report.Refused[0].Reason.String(), "1 MiB") || got[len(got)-1].P.Title != "Bowl" {
		t.Errorf("refused %d, %+v", report.RefusedRows, report.Refused)
	}
}

func TestListsAreCapped(t *testing.T) {
	in := "title,gtin,price\n" + strings.Repeat(",,3 EUR\n", 1500) + strings.Repeat("Mug,12,\n", 1500)
	_, report := readAll(t, CSV{}, strings.NewReader(in))
	if report.RefusedRows != 1500 || len(report.Refused) != MaxListed || report.Noted != 1500 || len(report.Notes) != MaxListed {
		t.Errorf("%d of %d refusals, %d of %d notes", len(report.Refused), report.RefusedRows, len(report.Notes), report.Noted)
	}
}

func TestNoProductFile(t *testing.T) {
	for _, in := range []string{"", "\n\n", "# only this\n", "a,b\n1,2\n", "\x89PNG\r\n\x1a\n", "\xff\xfe", "{\"title\": 1}", "PK\x03\x04title"} {
		_, err := ReadCSV(strings.NewReader(in), november, nil)
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q: got %v, want Invalid", in, err)
		}
	}
}

func TestErrorsEndTheReading(t *testing.T) {
	torn := errors.New("torn cable")
	broken := io.MultiReader(strings.NewReader("title,price\nMug,3 EUR\n"), iotest.ErrReader(torn))
	n := 0
	_, err := ReadCSV(broken, november, func(int, taglane.Product, string) error { n++; return nil })
	if taglane.KindOf(err) != taglane.Refused || !errors.Is(err, torn) || strings.Contains(taglane.MessageOf(err), "cable") || n != 1 {
		t.Errorf("got %v after %d products", err, n)
	}
	full := errors.New("disk full")
	_, err = ReadCSV(strings.NewReader("title\nMug\nBowl\n"), november, func(int, taglane.Product, string) error { return full })
	if err != full {
		t.Errorf("got %v, want the caller's own error", err)
	}
}
