package catalog

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

const shopLink = "https://norrgrain.example/?p={sku}"

// ranges are the same four products as every kind of file has them.
var ranges = []struct {
	file   string
	format Format
	o      Options
	merged int // rows that are no product of their own
}{
	{"google.tsv", Google, Options{}, 0},
	{"google.rss", Google, Options{}, 0},
	{"google.atom", Google, Options{}, 0},
	{"meta.csv", Meta, Options{}, 0},
	{"meta-flat.tsv", Meta, Options{}, 0},
	{"tiktok.csv", TikTok, Options{}, 0},
	{"shopify-old.csv", Shopify, Options{Currency: "EUR", Link: shopLink}, 1},
	{"shopify-new.csv", Shopify, Options{Currency: "EUR", Link: shopLink}, 1},
	{"woocommerce.csv", Woo, Options{Currency: "EUR", Link: "https://norrgrain.example/?p={ID}"}, 1},
	{"google.json", Google, Options{}, 0},
	{"merchant.json", Google, Options{}, 0},
	{"lines.jsonl", Listed, Options{}, 0},
	{"shopify.json", Shopify, Options{Currency: "EUR", Link: shopLink}, 0},
	{"schema.json", Schema, Options{}, 0},
	{"plain.csv", Plain, Options{Currency: "EUR", Mapping: Mapping{
		"title": "Artikel", "description": "Beschreibung", "link": "Seite", "image": "Bild", "more_images": "Weitere Bilder", "video": "Film",
		"quantity": "Bestand", "price": "Preis", "sale": "Aktion", "brand": "Marke", "gtin": "Strichcode", "key": "Nummer", "group": "Gruppe", "color": "Farbe",
	}}, 0},
}

// normal is what every format can say of a product.
func normal(l taglane.Listing) taglane.Listing {
	id := l.SKU
	if id == "" {
		id = l.Key
	}
	n := taglane.Listing{Key: id, Title: l.Title, Description: l.Description, Brand: l.Brand, GTINs: l.GTINs, URL: l.URL, Options: l.Options, Price: l.Price, Sale: l.Sale, Availability: l.Availability, ObservedAt: l.ObservedAt}
	if l.Group != "" {
		n.Group = "a group"
	}
	if len(l.Images) > 0 {
		n.Images = l.Images[:1]
	}
	return n
}

func TestTheSameRangeInEveryFormat(t *testing.T) {
	const at = "https://norrgrain.example/"
	colour := func(s string) []taglane.Choice { return []taglane.Choice{{Name: "Color", Value: s}} }
	want := []taglane.Listing{
		{Key: "101", Title: "Pouring kettle", Description: "A slow, narrow pour.\nHolds 0.9 l & stays warm.", Brand: "Norrgrain", GTINs: []string{"04006381333931"}, URL: at + "?p=101", Images: []string{at + "img/k.jpg"}, Price: euros("89.00"), Sale: euros("79.00"), Availability: taglane.InStock, ObservedAt: november},
		{Key: "201", Group: "a group", Title: "Linen runner", Description: "Washed linen.", Brand: "Lind Table", GTINs: []string{"00036000291452"}, URL: at + "?p=201", Options: colour("Terracotta"), Images: []string{at + "img/r-1.jpg"}, Price: euros("39.00"), Availability: taglane.InStock, ObservedAt: november},
		{Key: "202", Group: "a group", Title: "Linen runner", Description: "Washed linen.", Brand: "Lind Table", URL: at + "?p=202", Options: colour("Sage"), Images: []string{at + "img/r-2.jpg"}, Price: euros("39.00"), Availability: taglane.OutOfStock, ObservedAt: november},
		{Key: "301", Title: "Große Tasse – 0,4 l", Description: "Für lange Morgen.", Brand: "Steingüt", GTINs: []string{"00000096385074"}, URL: at + "?p=301", Images: []string{at + "img/t.jpg"}, Price: euros("1299.50"), Availability: taglane.OutOfStock, ObservedAt: november},
	}
	for _, c := range ranges {
		t.Run(c.file, func(t *testing.T) {
			c.o.Source = "a shop"
			rows, report := readAll(t, c.o, bytes.NewReader(fixture(t, "range/"+c.file)))
			var got []taglane.Listing
			groups := map[string]int{}
			for _, r := range rows {
				got = append(got, normal(r.Listing))
				if groups[r.Listing.Group]++; r.Listing.Source != "a shop" || r.Listing.Key == "" {
					t.Errorf("row %d is of %q with key %q", r.Number, r.Listing.Source, r.Listing.Key)
				}
			}
			slices.SortFunc(got, func(a, b taglane.Listing) int { return strings.Compare(a.Key, b.Key) })
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%s\nwant\n%s", lines(got), lines(want))
			}
			if report.Format != c.format || report.Taken != 4 || report.Merged != c.merged || report.RefusedRows != 0 || len(groups) != 2 {
				t.Errorf("%+v, groups %v", report, groups)
			}
			for _, n := range report.Notes {
				if n.Level() != taglane.Info && n.Rule != "feed.encoding" {
					t.Errorf("a sound file is blamed: %+v", n)
				}
			}
			if l := rows[0].Listing; len(l.Images) != 2 || c.format != Shopify && c.format != Woo && !slices.Equal(l.Videos, []string{at + "img/k.mp4"}) {
				t.Errorf("pictures %q, videos %q", l.Images, l.Videos)
			}
		})
	}
}

func lines(all []taglane.Listing) string {
	var out []string
	for _, l := range all {
		out = append(out, fmt.Sprintf("%+v price %v sale %v", l, l.Price, l.Sale))
	}
	return strings.Join(out, "\n")
}

func TestAFileImportedTwiceSaysTheSame(t *testing.T) {
	for _, c := range ranges {
		once, _ := readAll(t, c.o, bytes.NewReader(fixture(t, "range/"+c.file)))
		twice, _ := readAll(t, c.o, bytes.NewReader(fixture(t, "range/"+c.file)))
		if !reflect.DeepEqual(once, twice) {
			t.Errorf("%s says something else the second time", c.file)
		}
	}
}

func TestSaleWindows(t *testing.T) {
	const in = "id\ttitle\tlink\tavailability\tprice\tsale_price\tsale_price_effective_date\n" +
		"1\tNow\thttps://a.example/1\tin_stock\t9 EUR\t7 EUR\t2026-11-01T00:00Z/2026-11-30T23:59Z\n" +
		"2\tNot yet\thttps://a.example/2\tin_stock\t9 EUR\t7 EUR\t2026-12-01T00:00+0100/2026-12-24T00:00+0100\n" +
		"3\tOver\thttps://a.example/3\tin_stock\t9 EUR\t7 EUR\t2026-10-01T00:00Z/2026-11-21\n" +
		"4\tMuddled\thttps://a.example/4\tin_stock\t9 EUR\t7 EUR\tin November\n" +
		"5\tBackwards\thttps://a.example/5\tin_stock\t9 EUR\t7 EUR\t2026-12-01T00:00Z/2026-11-01T00:00Z\n" +
		"6\tAlways\thttps://a.example/6\tin_stock\t9 EUR\t7 EUR\t\n"
	rows, report := readAll(t, Options{Zone: time.UTC}, strings.NewReader(in))
	want := []string{"7", "9", "7", "9", "9", "7"} // a day without a clock time holds to its end
	for i, r := range rows {
		if got := r.Listing.Now(november).Amount; got != want[i] {
			t.Errorf("%s: costs %s, want %s", r.Listing.Title, got, want[i])
		}
	}
	if got := ruled(report.Notes); !slices.Equal(got, []told{{5, "feed.sale.window"}, {6, "feed.sale.window"}}) {
		t.Errorf("notes %v", got)
	}
	if l := rows[1].Listing; !l.SaleFrom.Equal(time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("the window begins %v", l.SaleFrom)
	}
}

func TestExpiry(t *testing.T) {
	const google = "id\ttitle\tlink\tavailability\tprice\texpiration_date\n" +
		"1\tWithout\thttps://a.example/1\tin_stock\t9 EUR\t\n" +
		"2\tLater\thttps://a.example/2\tin_stock\t9 EUR\t2026-12-24T00:00Z\n" +
		"3\tOver\thttps://a.example/3\tin_stock\t9 EUR\t2026-11-20T00:00Z\n"
	for _, c := range []struct {
		old  time.Duration
		want []told
	}{
		{0, []told{{4, "feed.expired"}}},
		{29 * 24 * time.Hour, []told{{4, "feed.expired"}}},
		{30 * 24 * time.Hour, []told{{2, "feed.expired"}, {4, "feed.expired"}}},
	} {
		rows, report := readAll(t, Options{Updated: november.Add(-c.old)}, strings.NewReader(google))
		if got := ruled(report.Notes); !slices.Equal(got, c.want) {
			t.Errorf("%v old: notes %v, want %v", c.old, got, c.want)
		}
		if want := november.Add(keptFor - c.old); !rows[0].Listing.Expires.Equal(want) {
			t.Errorf("%v old: expires %v, want %v", c.old, rows[0].Listing.Expires, want)
		}
	}
	rows, _ := readAll(t, Options{}, strings.NewReader("title,price\nMug,3 EUR\n"))
	if !rows[0].Listing.Expires.IsZero() {
		t.Error("a plain table expires, though nobody says so")
	}
}

func TestDropsOfGoogle(t *testing.T) {
	row := func(disclosed, available, quantity string) string {
		return "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tquantity\tavailability_date\tdisclosure_date\n" +
			"1\tMug\tNew.\thttps://a.example/1\thttps://a.example/1.jpg\tpreorder\t9 EUR\t" + quantity + "\t" + available + "\t" + disclosed + "\n"
	}
	for _, c := range []struct{ disclosed, available, quantity, want string }{
		{"2026-12-25T13:00-0800", "2027-01-01T00:00Z", "5", ""},
		{"2026-12-25T13:00", "2027-01-01T00:00Z", "5", ""},
		{"2026-11-25T13:00Z", "2027-01-01T00:00Z", "5", "drop.google.lead"},
		{"2026-11-19T13:00Z", "2027-01-01T00:00Z", "5", "drop.google.cleanup"},
		{"2027-01-01T00:00Z", "2027-01-01T00:00Z", "5", "drop.google.preorder"},
		{"2026-12-25T13:00Z", "2027-01-01T00:00Z", "", "drop.google.fields"},
		{"2026-12-25T13:00:00.0000-08:00", "2027-01-01T00:00Z", "5", "drop.google.form"},
	} {
		rows, report := readAll(t, Options{}, strings.NewReader(row(c.disclosed, c.available, c.quantity)))
		got := ""
		for _, n := range report.Notes {
			got += n.Rule
		}
		if got != c.want {
			t.Errorf("%v: notes %q, want %q", c, got, c.want)
		}
		if rows[0].Listing.DisclosedFrom.IsZero() {
			t.Errorf("%v: no disclosure date was read", c)
		}
	}
	rows, _ := readAll(t, Options{Zone: time.FixedZone("far", 5*3600)}, strings.NewReader(row("2026-12-25T13:00", "2027-01-01T00:00Z", "5")))
	if got := rows[0].Listing.DisclosedFrom; !got.Equal(time.Date(2026, 12, 25, 13, 0, 0, 0, time.UTC)) {
		t.Errorf("a disclosure date without a zone is UTC, got %v", got)
	}
}

func TestShopifyRows(t *testing.T) {
	const in = "Handle,Title,Vendor,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src\n" +
		"mug,Mug,Lind,false,Size,S,M-S,0,continue,24,https://l.example/1.jpg\n" +
		"mug,,,,,L,,0,deny,29,\n" +
		"mug,,,,,,,,,,https://l.example/2.jpg\n" +
		"bowl,,Lind,true,,,,,,3,\n" +
		"bowl,,,,,,B-2,,,3,\n" +
		"cup,Cup,Lind,true,Title,Default Title,,4,,3,\n"
	rows, report := readAll(t, Options{Currency: "EUR"}, strings.NewReader(in))
	want := []told{{5, "The row has no title."}, {6, "The first row of this product was refused."}}
	if got := refused(report); !slices.Equal(got, want) || report.Merged != 1 {
		t.Errorf("refused %v, want %v; %d merged", got, want, report.Merged)
	}
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Listing.Key)
	}
	if want := []string{"mug/M-S", "mug/L", "cup"}; !slices.Equal(keys, want) {
		t.Fatalf("keys %q, want %q", keys, want)
	}
	small, large, cup := rows[0].Listing, rows[1].Listing, rows[2].Listing
	if !slices.Equal(large.Options, []taglane.Choice{{Name: "Size", Value: "L"}}) || large.Title != "Mug" || len(large.Images) != 2 || !large.Unoffered {
		t.Errorf("the further variant is %+v", large)
	}
	if small.Availability != taglane.Backorder || large.Availability != taglane.OutOfStock || cup.Availability != taglane.InStock {
		t.Errorf("stock: %s, %s, %s", small.Availability, large.Availability, cup.Availability)
	}
	if small.Group != "mug" || cup.Group != "" || len(cup.Options) != 0 || cup.Unoffered {
		t.Errorf("groups %q and %q, %+v", small.Group, cup.Group, cup)
	}
}

func TestWooCommerceRows(t *testing.T) {
	const in = "ID,Type,SKU,Name,Published,In stock?,Regular price,Date sale price ends,Sale price,Parent,External URL,Images\n" +
		"1,variable,V,Shirt,1,1,,,,,,https://w.example/v.jpg\n" +
		"2,variation,V-1,Shirt - Red,1,1,20,2026-11-20,15,V,,\n" +
		"3,variation,X-1,Orphan,1,1,20,,,id:99,,\n" +
		"4,variable,L,Lonely,1,1,,,,,,\n" +
		"5,external,E,Elsewhere,-1,1,9,,,,https://other.example/e?utm_source=w&id=5,\n"
	rows, report := readAll(t, Options{Currency: "EUR", Zone: time.UTC}, strings.NewReader(in))
	got := map[string]taglane.Listing{}
	for _, r := range rows {
		got[r.Listing.Key] = r.Listing
	}
	if report.Taken != 4 || report.Merged != 1 {
		t.Fatalf("%+v", report)
	}
	if l := got["2"]; l.Title != "Shirt" || l.Group != "1" || len(l.Images) != 1 || l.Now(november).Amount != "20" || l.Now(november.AddDate(0, 0, -1)).Amount != "15" {
		t.Errorf("the variation is %+v", l)
	}
	if l := got["5"]; l.URL != "https://other.example/e?id=5" || !l.Unoffered {
		t.Errorf("the external product is %+v", l)
	}
	if got["4"].Title != "Lonely" {
		t.Error("a variable product without variations got lost")
	}
	if !slices.Contains(ruled(report.Notes), told{4, "feed.parent"}) {
		t.Errorf("nobody misses the parent: %v", report.Notes)
	}
}

func TestSameKeyTwice(t *testing.T) {
	const in = "id,title,price\n1,Mug,3 EUR\n2,Bowl,3 EUR\n1,Mug,3 EUR\n1,Mug,4 EUR\n"
	rows, report := readAll(t, Options{}, strings.NewReader(in))
	if report.Taken != 2 || report.Merged != 2 || !rows[3].Again || rows[1].Again {
		t.Errorf("%+v", report)
	}
	if got := ruled(report.Notes); !slices.Equal(got, []told{{5, "feed.duplicate"}}) {
		t.Errorf("notes %v: only other words are worth one", got)
	}
}

func TestCompleteMeansComplete(t *testing.T) {
	for _, c := range []struct {
		in   string
		said bool
		want bool
	}{
		{"id,title\n1,Mug\n", true, true},
		{"id,title\n1,Mug\n", false, false},
		{"id,title\n", true, false},
		{"id,title\n1,Mug\n2,\n", true, true},
		{"id,title\n1,Mug\n,\"x", true, false},
		{"id,title\n1,Mug\n" + strings.Repeat("2,\n", MaxListed+1), true, false},
	} {
		_, report := readAll(t, Options{Complete: c.said}, strings.NewReader(c.in))
		if report.Complete != c.want {
			t.Errorf("%.40q is complete: %v, want %v", c.in, report.Complete, c.want)
		}
	}
	_, report := readAll(t, Options{Complete: true}, strings.NewReader("id,title\n"))
	if got := ruled(report.Notes); !slices.Equal(got, []told{{0, "feed.empty"}}) || report.Notes[0].Level() != taglane.Block {
		t.Errorf("notes %v", report.Notes)
	}
}
