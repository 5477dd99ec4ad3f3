package tiktokshop

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestAListing(t *testing.T) {
	w := newTwin(t)
	lay(w)
	s := w.connect(t)
	mug := taglane.Listing{Source: "tiktokshop-twin", Key: numberOf(1), Advertiser: "Lumen", Shop: "Lumen", Title: "Blue mug 1", Category: "Home > Cups",
		URL: "https://shop.tiktok.com/view/product/" + numberOf(1) + "?region=US&local=en", Images: []string{"https://p16.tiktokcdn.com/" + numberOf(1) + ".jpg"},
		Price: &taglane.Money{Amount: "12.21", Currency: "USD"}, Sale: &taglane.Money{Amount: "9.90", Currency: "USD"}, Rate: "15.5", ShipsTo: []string{"US"}, Availability: taglane.InStock, ObservedAt: noon}
	if got, err := s.Listing(t.Context(), numberOf(1)); err != nil || !reflect.DeepEqual(got, mug) {
		t.Errorf("%+v, %v", got, err)
	}
	red, err := s.Listing(t.Context(), numberOf(8))
	if err != nil || red.Shop != "Rote ‹b›Ware‹/b›" || red.Price.String() != "12900 IDR" || red.Sale != nil || red.Rate != "" || red.Availability != taglane.OutOfStock || red.Unoffered {
		t.Errorf("%+v, %v", red, err)
	}
	if other, err := s.Listing(t.Context(), numberOf(3)); err != nil || !other.Unoffered {
		t.Errorf("nobody says that it is not in the showcase: %+v, %v", other, err)
	}
	// The showcase says the same in other fields.
	mug.Category = ""
	if got, err := s.Search(t.Context(), platform.Wanted{Joined: true, Words: "MUG 1"}); err != nil || len(got.Listings) != 1 || !reflect.DeepEqual(got.Listings[0], mug) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSearch(t *testing.T) {
	w := newTwin(t)
	lay(w)
	s := w.connect(t)
	got, err := s.Search(t.Context(), platform.Wanted{Words: "mug", Most: 4})
	if err != nil || len(got.Listings) != 4 || got.Total != 8 || got.Next == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, l := range got.Listings {
		if l.Unoffered != (i > 1) {
			t.Errorf("%s: not offered is %v", l.Title, l.Unoffered)
		}
	}
	if of, err := s.Search(t.Context(), platform.Wanted{Words: "mug", Advertiser: "Lumen"}); err != nil || len(of.Listings) != 7 {
		t.Errorf("%+v, %v", of, err)
	}
	for _, w := range []platform.Wanted{{Next: got.Next, Joined: true}, {Next: "market x y"}, {Next: "market 4 "}, {Next: "market -1 y"}, {Words: strings.Repeat("mug ", 21)}} {
		_, err := s.Search(t.Context(), w)
		errorOf(t, err, taglane.Invalid)
	}
	_, err = s.Search(t.Context(), platform.Wanted{GTIN: "04006381333931"})
	errorOf(t, err, taglane.Refused)
	if got, err := s.Search(t.Context(), platform.Wanted{Words: "teapot"}); err != nil || len(got.Listings) != 0 || got.Next != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

// What cannot be sold from a showcase is not offered, although it stands there.
func TestTheShowcaseHasWhatIsNotOffered(t *testing.T) {
	w := newTwin(t)
	for n, g := range []good{{Review: "UNAVAILABLE"}, {Review: "ZERO_COMMISSION"}, {Hidden: true}, {Review: "CHANGES_UNDER_REVIEW"}} {
		g.ID, g.Title, g.Price, g.Currency = numberOf(n), "Mug", "1", "USD"
		w.Offer(g)
		w.Shelve(g.ID)
	}
	got, err := w.connect(t).Search(t.Context(), platform.Wanted{Joined: true})
	var not []bool
	for _, l := range got.Listings {
		not = append(not, l.Unoffered)
	}
	if err != nil || !slices.Equal(not, []bool{true, true, true, false}) {
		t.Errorf("%v, %v", not, err)
	}
}

// Of what is in a large showcase nothing is guessed, and a page that is exactly
// full ends no list.
func TestALargeShowcase(t *testing.T) {
	w := newTwin(t)
	lay(w)
	for n := range shelfPages*goodsMost - 3 {
		w.Shelve(numberOf(1000 + n))
	}
	s := w.connect(t)
	if l, err := s.Listing(t.Context(), numberOf(3)); err != nil || !l.Unoffered {
		t.Errorf("%+v, %v", l, err)
	}
	w.Shelve(numberOf(5000))
	if l, err := s.Listing(t.Context(), numberOf(3)); err != nil || l.Unoffered {
		t.Errorf("%+v, %v", l, err)
	}
	w.Turn(func(k *knobs) {
		k.Answers[pathShelf] = fmt.Sprintf(`{"code":0,"data":{"products":[{"id":%q}],"next_page_token":"same","total_count":9}}`, numberOf(1))
	})
	_, err := s.Listing(t.Context(), numberOf(3))
	errorOf(t, err, taglane.Later)
}

// One product that stands twice on a page is one.
func TestTwiceOnAPage(t *testing.T) {
	w := newTwin(t)
	lay(w)
	w.Shelve(numberOf(1))
	got, err := w.connect(t).Search(t.Context(), platform.Wanted{Joined: true, Words: "blue"})
	if err != nil || len(got.Listings) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAnEmptyPageAtTheEnd(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Answers[pathShelf] = `{"code":0,"data":{}}` })
	if got, err := w.connect(t).Search(t.Context(), platform.Wanted{Joined: true}); err != nil || len(got.Listings) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	w.Turn(func(k *knobs) { k.Answers[pathShelf] = `{"code":0,"data":{"products":[],"total_count":20}}` })
	s := w.connect(t)
	if got, err := s.Search(t.Context(), platform.Wanted{Joined: true, Next: "showcase 20 from-20"}); err != nil || len(got.Listings) != 0 || got.Next != "" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := s.Search(t.Context(), platform.Wanted{Joined: true, Next: "showcase 10 from-10"})
	errorOf(t, err, taglane.Later)
	w.Turn(func(k *knobs) { k.Answers[pathShelf] = `{"code":0,"data":null}` })
	_, err = s.Search(t.Context(), platform.Wanted{Joined: true})
	errorOf(t, err, taglane.Later)
}
