package catalog

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// shelves are headers of every kind of table, and what cells under them may be.
var shelves = [][]string{
	{"id", "title", "link", "availability", "price", "sale_price", "sale_price_effective_date", "gtin", "item_group_id", "availability_date", "disclosure_date", "expiration_date"},
	{"Handle", "Title", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price", "Variant Compare At Price", "Image Src"},
	{"ID", "Type", "SKU", "Name", "Published", "In stock?", "Regular price", "Sale price", "Parent", "Images", "Attribute 1 name", "Attribute 1 value(s)"},
	{"sku_id", "title", "price", "link"},
	{"Name", "Price (EUR)", "Stock"},
}

var cellWords = []string{
	"", "", "1", "2", "3", "mug", "bowl", "Mug", "Mug - Red", "variable", "variation", "simple", "id:1", "id:2", "in stock", "preorder", "3 EUR", "12,50 €", "1.234 EUR", "2026-11-01T00:00Z/2026-12-01T00:00Z", "2026-12-01", "https://a.example/p?utm_source=x",
	"4006381333931", "4.00638E+12", "Color", "Red", "=1+1", "\x00", "\xff", "\"", "two\nlines", "Default Title",
}

func tableOf(t *rapid.T, head []string) [][]string {
	rows := [][]string{}
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		var row []string
		for range head {
			row = append(row, rapid.SampledFrom(cellWords).Draw(t, "cell"))
		}
		rows = append(rows, row)
	}
	return rows
}

func fileOf(head []string, rows [][]string) []byte {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.Write(head)
	w.WriteAll(rows)
	return file.Bytes()
}

// Every row of every table is a product, part of one, or refused.
func TestNoRowIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.SampledFrom(shelves).Draw(t, "head")
		file := fileOf(head, tableOf(t, head))
		if rapid.Bool().Draw(t, "cut") {
			file = file[:rapid.IntRange(0, len(file)).Draw(t, "at")]
		}
		rows, report, err := read(Options{Currency: "EUR", Link: "https://a.example/{id}"}, bytes.NewReader(file))
		if wrong := unsound(rows, report); wrong != "" {
			t.Fatalf("%v: %s", err, wrong)
		}
		if err != nil && taglane.KindOf(err) != taglane.Invalid {
			t.Fatal(err)
		}
		for _, r := range rows {
			if err := wellListed(r.Listing); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The order of rows does not matter to what a file lists, except where rows of
// one product have to stand together or repeat each other.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.SampledFrom([][]string{shelves[0], shelves[2], shelves[3]}).Draw(t, "head")
		rows := tableOf(t, head)
		for i := range rows { // each has a key of its own
			rows[i][0] = strings.Repeat("k", i+1)
		}
		keys := func(rows [][]string) []string {
			got := map[string]bool{}
			out, _, err := read(Options{Currency: "EUR"}, bytes.NewReader(fileOf(head, rows)))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range out {
				got[r.Listing.Key+" "+r.Listing.Title+" "+r.Listing.Group] = true
			}
			return slices.Sorted(maps.Keys(got))
		}
		mixed := rapid.Permutation(rows).Draw(t, "mixed")
		if head[0] == "ID" { // two parents of one number are whichever comes last
			seen := map[string]int{}
			for _, r := range rows {
				seen[r[2]]++
			}
			if slices.ContainsFunc(slices.Collect(maps.Values(seen)), func(n int) bool { return n > 1 }) {
				t.Skip("a number is used twice")
			}
		}
		if a, b := keys(rows), keys(mixed); !slices.Equal(a, b) {
			t.Fatalf("%q in another order are %q", a, b)
		}
	})
}

func TestWideXML(t *testing.T) {
	b := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(`<?xml version="1.0" encoding="UTF-16"?><rss><channel>` + item("<title>Große ☃</title>") + "</channel></rss>")) {
		b = append(b, byte(u), byte(u>>8))
	}
	rows, report := readAll(t, Options{}, bytes.NewReader(b))
	if got := titles(rows); !slices.Equal(got, []string{"Große ☃"}) || report.Encoding != "UTF-16" {
		t.Errorf("%q as %s", got, report.Encoding)
	}
}
