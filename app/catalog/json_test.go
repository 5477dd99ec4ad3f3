package catalog

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// A list, lines, and what shops wrap around their lists hold the same products.
func TestWhereProductsLieInJSON(t *testing.T) {
	const one, two = `{"title":"Mug","price":"3 EUR"}`, `{"title":"Bowl","price":{"value":4,"currency":"EUR"}}`
	for name, in := range map[string]string{
		"list":                   "[" + one + "," + two + "]",
		"list with blanks":       "\ufeff\n [ " + one + " ,\n" + two + " ] \n",
		"lines":                  one + "\n" + two + "\n",
		"lines with commas":      one + ",\n" + two,
		"a sequence":             one + "\n\x1e" + two + "\n",
		"products":               `{"count":2,"products":[` + one + "," + two + `],"next":null}`,
		"named like one":         `{"name":"A shop","url":"https://s.example","description":"Mugs","products":[` + one + "," + two + `]}`,
		"a channel":              `{"rss":{"channel":{"title":"Shop","link":"https://s.example","item":[` + one + "," + two + `]}}}`,
		"an answer of a shop":    `{"data":{"products":{"pageInfo":{"a":[1]},"edges":[{"cursor":"x","node":` + one + `},{"node":` + two + `}]}}}`,
		"nodes":                  `{"data":{"products":{"nodes":[` + one + `,` + two + `]}}}`,
		"two lists":              `{"entries":[` + one + `],"more":{"items":[{"title":"no"}]},"items":[` + two + `]}`,
		"lists in a list":        `[[` + one + `],[` + two + `]]`,
		"one at a time, wrapped": `{"product":` + one + `}` + "\n" + `{"product":` + two + `}`,
		"among many parts":       `{"products":[` + one + "," + two + `],"seen":[` + strings.Repeat("1,", partsMost) + `1]}`,
		"behind much else":       `{"note":"` + strings.Repeat("x ", MaxRow) + `","n":[1,{"a":"]}"},"}"],"products":[` + one + "," + two + `]}`,
	} {
		for way, r := range map[string]io.Reader{"": strings.NewReader(in), " byte by byte": iotest.OneByteReader(strings.NewReader(in))} {
			if len(in) > MaxRow && way != "" {
				continue
			}
			rows, report := readAll(t, Options{}, r)
			if got := titles(rows); !slices.Equal(got, []string{"Mug", "Bowl"}) || report.RefusedRows > 0 || *rows[1].Listing.Price != *euros("4") {
				t.Errorf("%s%s: %q, %+v", name, way, got, report.Refused)
			}
		}
	}
}

// Each thing that is listed is a product or refused with its reason, and what
// is wrong with one does not touch the next.
func TestRefusalsOfJSON(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70)
	in := "[" + strings.Join([]string{
		`{"title":"Mug"}`, `{"name":""}`, `7`, `"a text"`, `null`, `{"title":"M\u0000ug"}`, `{"title":tru}`, `{"title":"Deep","more":` + deep + `}`,
		`{"title":"` + strings.Repeat("x", MaxRow) + `"}`, `{"title":"` + strings.Repeat("ä", 1001) + `"}`, `{"title":"Long","brand":"` + strings.Repeat("x", MaxCell+1) + `"}`,
		`{"title":"Many","parts":[` + strings.Repeat("1,", partsMost) + `1]}`, "{\"title\":\"K\xe4se \u00e4\"}", `{"title":"Bowl","title":"Dish"}`, `{"title":"\ud800 & \u2028"}`,
	}, ",") + "]"
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if got, want := titles(rows), []string{"Mug", "Käse ä", "Dish", "\ufffd &"}; !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
	want := []told{
		{2, "The row has no title."}, {3, "What is listed here is no product."}, {4, "What is listed here is no product."}, {5, "What is listed here is no product."},
		{6, "The row contains a character that cannot be kept."}, {7, "The item is not well-formed JSON."}, {8, "The item nests its parts more than 64 deep."},
		{9, "The item is longer than 1 MiB."}, {10, "The title is longer than 1000 characters."}, {11, "A cell of the row is longer than 64 KiB."}, {12, "The item has more than 50000 parts."},
	}
	if got := refused(report); !slices.Equal(got, want) {
		t.Errorf("refused\n%v\nwant\n%v", got, want)
	}
	if report.Encoding != "Windows-1252" {
		t.Errorf("written in %s", report.Encoding)
	}
	long := `{"title":"` + strings.Repeat("x", MaxRow) + `"}`
	for name, in := range map[string]string{
		"lines":  `{"title":"Mug"}` + "\n" + long + "\n" + `{"title":tru}` + "\n" + `{"more":` + deep + `}` + "\n" + `{"title":"Bowl"}`,
		"places": `{"products":[{"title":"Mug"},` + long + `,{"title":tru},{"more":` + deep + `},{"title":"Bowl"}]}`,
		"torn":   `{"products":[{"title":"Mug"},{"title":tru},{"title":fals},{"more":` + deep + `},{"title":"Bowl"}]}`,
	} {
		rows, report := readAll(t, Options{}, strings.NewReader(in))
		if got := titles(rows); !slices.Equal(got, []string{"Mug", "Bowl"}) || report.Rows != 5 || report.RefusedRows != 3 {
			t.Errorf("%s: taken %q, refused %v of %d", name, got, refused(report), report.Rows)
		}
	}
}

// A file that ends too early, or goes on as another thing, says so and keeps
// what came before; it is never complete.
func TestTornJSON(t *testing.T) {
	whole := `{"products":[{"title":"Mug"},{"title":"Bowl","images":["https://a.example/1"]}]}`
	for cut := 1; cut < len(whole); cut++ {
		rows, report, err := read(Options{Complete: true}, strings.NewReader(whole[:cut]))
		if wrong := unsound(rows, report); taglane.KindOf(err) != taglane.Invalid || report.Complete || wrong != "" {
			t.Fatalf("cut after %d: %v, %s", cut, err, wrong)
		}
		if strings.Count(whole[:cut], "},") > 0 && len(rows) == 0 {
			t.Fatalf("cut after %d there are %q", cut, titles(rows))
		}
	}
	for _, in := range []string{`[{"title":"Mug"}]]`, `[{"title":"Mug"}]title,price`, `{"products":[{"title":"Mug"}],7:1}`, `{"products":[{"title":"Mug"}] "a" 1}`} {
		if rows, _, err := read(Options{}, strings.NewReader(in)); taglane.KindOf(err) != taglane.Invalid || len(rows) != 1 {
			t.Errorf("%s: %v after %d", in, err, len(rows))
		}
	}
}

// Numbers stay as they are written; only a price is a number.
func TestNumbersOfJSON(t *testing.T) {
	for in, want := range map[string]taglane.Listing{
		`{"title":"A","price":3,"currency":"EUR","id":12345678901234567890}`:                 {Key: "12345678901234567890", Price: euros("3")},
		`{"title":"A","price":1.5e1,"currency":"EUR","sku":"0007"}`:                          {Key: "0007", SKU: "0007", Price: euros("15.00")},
		`{"title":"A","price":1e999999999,"currency":"EUR","id":1}`:                          {Key: "1"},
		`{"title":"A","price":` + strings.Repeat("9", 60_000) + `,"currency":"EUR","id":1}`:  {Key: "1"},
		`{"title":"A","gtin":4.00638E+12,"id":1}`:                                            {Key: "1"},
		`{"title":"A","gtin":4006381333931,"id":1}`:                                          {Key: "1", GTINs: []string{"04006381333931"}},
		`{"title":"A","id":1,"price":{"amountMicros":"12990000","currencyCode":"EUR"}}`:      {Key: "1", Price: euros("12.99")},
		`{"title":"A","id":1,"price":{"amountMicros":"` + strings.Repeat("9", 5000) + `"}}`:  {Key: "1"},
		`{"title":"A","id":1,"price":{"shopMoney":{"amount":"5.00","currencyCode":"EUR"}}}`:  {Key: "1", Price: euros("5.00")},
		`{"title":"A","id":-0,"price":-3,"currency":"EUR"}`:                                  {Key: "-0"},
		`{"title":"A","id":true,"price":[7,8],"currency":["EUR"],"availability":false}`:      {Key: "true", Price: euros("7"), Availability: taglane.OutOfStock},
		`{"title":"A","id":{"value":"x"},"images":[{"url":"https://a.example/1"},{"id":2}]}`: {Key: "x", Images: []string{"https://a.example/1"}},
	} {
		rows, report, err := read(Options{}, strings.NewReader(in))
		if err != nil || len(rows) != 1 {
			t.Errorf("%.60s: %v, %+v", in, err, report.Refused)
			continue
		}
		got := rows[0].Listing
		want.Title, want.ObservedAt = "A", november
		if want.Availability == "" {
			want.Availability = taglane.UnknownStock
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%.60s:\ngot  %+v\nwant %+v", in, got, want)
		}
	}
}

// A file of JSON has columns too: what its products are described by.
func TestHeadersOfJSON(t *testing.T) {
	in := `{"products":[{"Bezeichnung":"Tasse","Betrag":12.5,"page":"https://a.example/1","stock":true},{"Bezeichnung":"Teller","neu":1}]}`
	h, err := Headers(strings.NewReader(in))
	var got []string
	for _, c := range h.Columns {
		got = append(got, fmt.Sprintf("%s=%s %q", c.Name, c.Guess, c.Samples))
	}
	want := []string{`Bezeichnung= ["Tasse" "Teller"]`, `Betrag= ["12.5"]`, `page= ["https://a.example/1"]`, `stock=quantity ["true"]`, `neu= ["1"]`}
	if err != nil || h.Format != Listed || !slices.Equal(got, want) || !slices.Equal(h.Asks, []Ask{AskMapping}) {
		t.Fatalf("%v, %+v\n%q", err, h, got)
	}
	if _, report, err := read(Options{}, strings.NewReader(in)); taglane.KindOf(err) != taglane.Invalid || !slices.Contains(report.Asks, AskMapping) {
		t.Errorf("%v, %+v", err, report)
	}
	rows, report := readAll(t, Options{Currency: "EUR", Mapping: Mapping{"title": "Bezeichnung", "price": "Betrag", "link": "page", "quantity": ""}}, strings.NewReader(in))
	if got := titles(rows); !slices.Equal(got, []string{"Tasse", "Teller"}) || *rows[0].Listing.Price != *euros("12.50") || rows[0].Listing.URL != "https://a.example/1" || rows[0].Listing.Availability != taglane.UnknownStock {
		t.Errorf("%+v, %+v", rows, report)
	}
	if h, err := Headers(bytes.NewReader(zipped("shop.json", fixture(t, "range/shopify.json")))); err != nil || h.Format != Shopify || !slices.ContainsFunc(h.Columns, func(c Heard) bool { return c.Name == "compare_at_price" && c.Guess == "list_price" }) {
		t.Errorf("%v, %+v", err, h)
	}
	for _, none := range []string{`{"a":1}`, `[]7`, `{"title"`, `[[[[`} {
		if h, err := Headers(strings.NewReader(none)); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v, %+v", none, err, h)
		}
	}
}

// Every thing in every list is a product or refused, whatever it is made of.
func TestNothingListedIsLost(t *testing.T) {
	part := rapid.SampledFrom([]string{`"title":"Mug"`, `"name":"Bowl"`, `"price":"3 EUR"`, `"price":3`, `"id":1`, `"handle":"h"`, `"variants":[{"sku":"a","price":"1"},{"sku":"b"}]`, `"variants":[]`, `"variants":[7]`,
		`"items":[{"title":"In"}]`, `"product":{"title":"In"}`, `"node":{"name":"In"}`, `"@type":"Product"`, `"@type":"ProductGroup"`, `"hasVariant":[{"@type":"Product","name":"V"}]`, `"data":[]`, `"x":"]}"`, `"title":null`, `"title":"M\u0000"`, `"link":"https://a.example"`})
	rapid.Check(t, func(t *rapid.T) {
		var items []string
		for range rapid.IntRange(0, 8).Draw(t, "items") {
			items = append(items, "{"+strings.Join(rapid.SliceOfN(part, 0, 5).Draw(t, "parts"), ",")+"}")
		}
		in := rapid.SampledFrom([]string{"[%s]", `{"products":[%s]}`, `{"data":{"items":[%s]}}`}).Draw(t, "around")
		in = fmt.Sprintf(in, strings.Join(items, ","))
		if rapid.Bool().Draw(t, "lines") {
			in = strings.Join(items, "\n")
		}
		if rapid.Bool().Draw(t, "cut") {
			in = in[:rapid.IntRange(0, len(in)).Draw(t, "at")]
		}
		rows, report, err := read(Options{Currency: "EUR"}, strings.NewReader(in))
		if wrong := unsound(rows, report); wrong != "" && err == nil {
			t.Fatalf("%s\n%v: %s", in, err, wrong)
		}
		if err != nil && taglane.KindOf(err) != taglane.Invalid {
			t.Fatalf("%s\n%v", in, err)
		}
		for _, r := range rows {
			if err := wellListed(r.Listing); err != nil {
				t.Fatalf("%s\n%v", in, err)
			}
		}
	})
}
