package cj

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/taglane"
)

func TestAProductIsToldInOurWords(t *testing.T) {
	w := stand(t)
	got, err := dialed(t, w).Listing(t.Context(), "100/lamp-1")
	if err != nil {
		t.Fatal(err)
	}
	now := w.Clock.Now()
	want := taglane.Listing{
		Source: string(w.Account().ID), Key: "100/lamp-1", Group: "lamps", Advertiser: "100", Shop: "Northlight",
		Title: "Lamp No. 1 & shade", Description: "A warm lamp. Made of ash.", Brand: "Norr", GTINs: []string{"04006381333931"}, MPN: "N-1",
		Category: "Home > Lighting", Condition: "new", Options: []taglane.Choice{{Name: "Colour", Value: "red"}},
		URL: "https://shop.example/lamp-1?color=red", Tracking: "https://www.tkqlhce.com/click-7654321-9000001?url=https%3A%2F%2Fshop.example%2Flamp-1",
		Images: []string{"https://img.example/lamp-1.jpg", "https://img.example/b.jpg"},
		Price:  &taglane.Money{Amount: "49.90", Currency: "USD"}, Sale: &taglane.Money{Amount: "39.90", Currency: "USD"},
		SaleFrom: now.Add(-24 * time.Hour), SaleTo: now.Add(7 * 24 * time.Hour),
		Availability: taglane.InStock, ShipsTo: []string{"US", "CA"}, ObservedAt: now,
	}
	want.Category = "Home › Lighting"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// Where a product is offered is what its feed says of its area and of the
// country it is made for, all of it or nothing.
func TestWhereAProductIsOffered(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	for _, v := range []struct{ areas, target, want string }{
		{"US, CA", "MX", "US CA MX"}, {"", "DE", "DE"}, {"us;ca", "", "US CA"}, {"", "", ""}, {"North America", "US", ""}, {"US", "everywhere", ""},
	} {
		w.Set(func(_ *cjtest.Terms, st *cjtest.Stock) {
			st.Products[0].Areas, st.Products[0].Target = v.areas, v.target
		})
		got, err := s.Listing(t.Context(), "100/lamp-1")
		if err != nil || strings.Join(got.ShipsTo, " ") != v.want {
			t.Errorf("%q and %q: %q, want %q; %v", v.areas, v.target, got.ShipsTo, v.want, err)
		}
	}
}

func TestWhoIsNotJoinedGetsNoLink(t *testing.T) {
	w := stand(t)
	l, err := dialed(t, w).Listing(t.Context(), "300/chair-1")
	if err != nil {
		t.Fatal(err)
	}
	if !l.Unoffered || l.Tracking != "" || l.Gone || l.Availability != taglane.OutOfStock {
		t.Errorf("%+v", l)
	}
	if l.URL != "" {
		t.Errorf("somebody else's link became the product's address: %s", l.URL)
	}
	if l.Price == nil || *l.Price != (taglane.Money{Amount: "120.5", Currency: "EUR"}) {
		t.Errorf("price %v", l.Price)
	}
}

func TestAStrangersLinkIsNotKept(t *testing.T) {
	w := stand(t)
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Pays = cjtest.Stranger })
	l, err := dialed(t, w).Listing(t.Context(), "100/lamp-1")
	if err != nil || l.Tracking != "" {
		t.Errorf("%q, %v", l.Tracking, err)
	}
}

func TestSearchNarrows(t *testing.T) {
	w := quickly(stand(t))
	s := dialed(t, w)
	for name, v := range map[string]struct {
		wanted platform.Wanted
		keys   string
		total  int
	}{
		"all there is":     {platform.Wanted{Most: 2}, "100/lamp-1 100/lamp-2", 8},
		"words":            {platform.Wanted{Words: " chair "}, "300/chair-1", 1},
		"joined":           {platform.Wanted{Words: "chair", Joined: true}, "", 0},
		"a shop":           {platform.Wanted{Advertiser: "300"}, "300/chair-1", 1},
		"a GTIN":           {platform.Wanted{GTIN: "04006381333931", Most: 1}, "100/lamp-1", 7},
		"a GTIN of nobody": {platform.Wanted{GTIN: "00000000000017"}, "", 0},
	} {
		got, err := s.Search(t.Context(), v.wanted)
		keys := []string{}
		for _, l := range got.Listings {
			keys = append(keys, l.Key)
		}
		if err != nil || strings.Join(keys, " ") != v.keys || got.Total != v.total {
			t.Errorf("%s: %v of %d (%v)", name, keys, got.Total, err)
		}
	}
	_, err := s.Listing(t.Context(), "lamp-1")
	wantKind(t, err, taglane.Invalid)
	if _, err := s.Search(t.Context(), platform.Wanted{Most: 100_000}); err != nil {
		t.Error(err) // the twin notes a page that is too long
	}
}

func TestGoneIsGone(t *testing.T) {
	l, err := dialed(t, stand(t)).Listing(t.Context(), "100/gone-1")
	if err != nil || !l.Gone {
		t.Errorf("%+v, %v", l, err)
	}
}

// A page with a hole in it is none, and another product is not the one.
func TestAnUnreadablePageIsNone(t *testing.T) {
	const good = `{"id":"lamp-1","advertiserId":"100","title":"Lamp","isDeleted":false,"joinedStatus":true}`
	page := func(count int, rows ...string) string {
		return fmt.Sprintf(`{"data":{"shoppingProducts":{"totalCount":%d,"count":%d,"limit":10,"resultList":[%s]}}}`, count, count, strings.Join(rows, ","))
	}
	for name, v := range map[string]struct {
		body string
		want taglane.Kind
	}{
		"as it should be":          {page(1, good), ""},
		"fewer than announced":     {page(2, good), taglane.Later},
		"no list":                  {`{"data":{"shoppingProducts":{"totalCount":1,"count":0}}}`, taglane.Later},
		"a row is null":            {page(2, good, "null"), taglane.Later},
		"a product without a name": {page(1, strings.Replace(good, "lamp-1", "", 1)), taglane.Later},
		"not whether it is gone":   {page(1, strings.Replace(good, `"isDeleted":false`, `"isDeleted":null`, 1)), taglane.Later},
		"not whether it is joined": {page(1, strings.Replace(good, `"joinedStatus":true`, `"joinedStatus":null`, 1)), taglane.Later},
		"another product":          {page(1, strings.Replace(good, "lamp-1", "lamp-2", 1)), taglane.Later},
		"another shop's":           {page(1, strings.Replace(good, `"100"`, `"200"`, 1)), taglane.Later},
		"figures in words":         {page(1, strings.Replace(good, `"title"`, `"price":{"amount":"ten","currency":"USD"},"title"`, 1)), taglane.Later},
	} {
		_, s := with(t, cjtest.AdsHost, 200, v.body)
		if l, err := s.Listing(t.Context(), "100/lamp-1"); taglane.KindOf(err) != v.want || err == nil && l.Key != "100/lamp-1" {
			t.Errorf("%s: %+v, %v, want %q", name, l, err, v.want)
		}
	}
	_, s := with(t, cjtest.AdsHost, 200, page(2, good, good))
	if got, err := s.Search(t.Context(), platform.Wanted{}); err != nil || len(got.Listings) != 1 {
		t.Errorf("the same twice: %+v, %v", got, err)
	}
	if s.paysUs("http://www.kqzyfj.com/click-7654321-1") || !s.paysUs("https://www.kqzyfj.com/click-7654321-1") {
		t.Error("a link is kept only with https")
	}
}

func TestWordsOfFeedsAreRead(t *testing.T) {
	for in, want := range map[string]string{"12.5": "12.5", "12.500000": "12.50", "12.123456": "", "-1": "", "9": "9", "12.12340": "12.1234"} {
		m := money(&price{decimal(in), "eur"})
		if got := ""; m != nil {
			got = m.Amount
			if got != want || m.Currency != "EUR" {
				t.Errorf("%s is %v, want %s", in, m, want)
			}
		} else if want != "" {
			t.Errorf("%s is no price", in)
		}
	}
	for in, want := range map[string]taglane.Availability{
		"IN_STOCK": taglane.InStock, "in stock": taglane.InStock, "Out of Stock": taglane.OutOfStock, "PREORDER": taglane.Preorder,
		"backorder": taglane.Backorder, "soon": taglane.UnknownStock, "": taglane.UnknownStock,
	} {
		if got := availability(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}
