package shopify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

// one looks at a listing, or ends the test.
func one(t testing.TB, s *Service, key string) taglane.Listing {
	t.Helper()
	l, err := s.Listing(t.Context(), key)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return l
}

func TestListingsSayWhatTheShopSays(t *testing.T) {
	f := newField(t)
	s := f.connect(t)
	red := one(t, s, "11/111")
	if red.Title != "Mug" || red.Shop != "Lumen" || red.Brand != "Lumen" || red.SKU != "MUG-R" || red.Group != "11" || red.Source != string(s.account.ID) ||
		!slices.Equal(red.GTINs, []string{"04006381333931"}) || red.URL != "https://lumen.example/products/mug?variant=111" ||
		!slices.Equal(red.Options, []taglane.Choice{{Name: "Colour", Value: "Red"}}) || len(red.Images) != 1 {
		t.Errorf("%+v", red)
	}
	if red.Price == nil || red.Price.String() != "15.00 EUR" || red.Sale == nil || red.Sale.String() != "12.50 EUR" || red.Description != "Made by hand ." && red.Description != "Made by hand." {
		t.Errorf("%v, %v, %q", red.Price, red.Sale, red.Description)
	}
	if l := one(t, s, "12/121"); len(l.Options) != 0 || l.URL != "https://lumen.example/products/kettle" || l.Availability != taglane.InStock {
		t.Errorf("%+v", l)
	}
	if l := one(t, s, "13/131"); strings.ContainsAny(l.Title, "<>") {
		t.Error(l.Title)
	}
	for _, key := range []string{"", "11", "11/x", "x/111", "11/111/2"} {
		_, err := s.Listing(t.Context(), key)
		wantKind(t, err, taglane.Invalid)
	}
	if _, err := s.Listing(t.Context(), "12/111"); err == nil {
		t.Error("a variant of another product was taken for one of this")
	}
}

// What cannot be bought is sold out; what sells below zero never is.
func TestSoldOut(t *testing.T) {
	f := newField(t)
	admin, err := connect(f.Account(), []byte(`{"access_token":"`+shopifytest.Token+`"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Service{f.connect(t), admin} {
		for key, want := range map[string]taglane.Availability{"11/111": taglane.InStock, "11/112": taglane.OutOfStock, "13/131": taglane.Backorder} {
			if l := one(t, s, key); l.Availability != want {
				t.Errorf("%s: %s, want %s", key, l.Availability, want)
			}
		}
		if l := one(t, s, "15/151"); !l.Unoffered || l.URL != "" {
			t.Errorf("a hidden product is offered: %+v", l)
		}
		f.Set(func(_ *terms, g *goods) { g.Products[1].Status = "DRAFT" })
		if l := one(t, s, "12/121"); !l.Unoffered {
			t.Errorf("a draft is offered: %+v", l)
		}
		f.Set(func(_ *terms, g *goods) { g.Products[1].Status = "ACTIVE" })
	}
}

func TestSearchInShopifysWords(t *testing.T) {
	for _, c := range []struct {
		w    platform.Wanted
		want string
	}{
		{platform.Wanted{Words: " blue  mug "}, "blue mug"},
		{platform.Wanted{Words: `vendor:x OR (a) "b" -c* status:ACTIVE`}, "vendor x or a b c status ACTIVE"},
		{platform.Wanted{GTIN: "04006381333931"}, "barcode:4006381333931"},
		{platform.Wanted{Words: "mug", GTIN: "4006381333931"}, "mug barcode:4006381333931"},
		{platform.Wanted{}, ""},
	} {
		if got := query(c.w); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	s := newField(t).connect(t)
	got, err := s.Search(t.Context(), platform.Wanted{GTIN: "4006381333931"})
	if err != nil || len(got.Listings) != 1 || got.Listings[0].Key != "11/111" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.Search(t.Context(), platform.Wanted{GTIN: "4006381333932"})
	wantKind(t, err, taglane.Invalid)
}

// A product with more variants than a page holds is read to its end.
func TestManyVariants(t *testing.T) {
	f := newField(t)
	f.Set(func(_ *terms, g *goods) {
		p := g.Products[1]
		for i := range 250 {
			v := p.Variants[0]
			v.ID = fmt.Sprintf("gid://shopify/ProductVariant/%d", 5000+i)
			p.Variants = append(p.Variants, v)
		}
	})
	s := f.connect(t)
	got, err := s.Search(t.Context(), platform.Wanted{Words: "kettle"})
	if err != nil || len(got.Listings) != 251 {
		t.Errorf("%d, %v", len(got.Listings), err)
	}
	if l := one(t, s, "12/5249"); l.Unoffered { // the storefront's third page
		t.Errorf("%+v", l)
	}
}

func TestPublicPages(t *testing.T) {
	f := newField(t)
	s := f.visitor(t, f.wire, "currency", "EUR")
	keys, pages := []string{}, 0
	for w := (platform.Wanted{Most: 2}); ; pages++ {
		got, err := s.Search(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range got.Listings {
			keys = append(keys, l.Key)
			if l.Price == nil || l.Price.Currency != "EUR" || !strings.HasPrefix(l.URL, "https://lumen.example/products/") {
				t.Errorf("%+v", l)
			}
		}
		if w.Next = got.Next; w.Next == "" {
			break
		}
	}
	if pages != 2 || len(keys) != 6 {
		t.Errorf("%d pages before the empty one, %v", pages, keys)
	}
	if l := one(t, s, "mug/112"); l.Availability != taglane.UnknownStock || l.Group != "11" {
		t.Errorf("%+v", l)
	}
	found, err := s.Search(t.Context(), platform.Wanted{Words: "Mug"})
	if err != nil || len(found.Listings) != 2 || found.Listings[1].Availability != taglane.OutOfStock {
		t.Errorf("%+v, %v", found, err)
	}
	if l := one(t, f.visitor(t, f.wire), "mug/111"); l.Price != nil {
		t.Errorf("a price of no currency: %v", l.Price)
	}
}

// A visitor with a storefront token sees what is sold out.
func TestVisitorSeesTheStorefront(t *testing.T) {
	f := newField(t)
	s, err := connect(f.Account(), []byte(`{"storefront_token":"`+shopifytest.Storefront+`"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if l := one(t, s, "mug/112"); l.Availability != taglane.OutOfStock || l.Price == nil || l.Price.String() != "12.50 EUR" {
		t.Errorf("%+v", l)
	}
}

func TestShopsThatAreClosed(t *testing.T) {
	for name, c := range map[string]struct {
		how  func(k *terms)
		kind taglane.Kind
	}{
		"a page for people": {func(k *terms) { k.HTML = true }, taglane.Refused},
		"not there":         {func(k *terms) { k.Closed = true }, taglane.Refused},
		"a password":        {func(k *terms) { k.Password = true }, taglane.Login},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			f.Set(func(k *terms, _ *goods) { c.how(k) })
			s := f.visitor(t, f.wire)
			_, err := s.Search(t.Context(), platform.Wanted{})
			wantKind(t, err, c.kind)
			_, err = s.Listing(t.Context(), "mug/111") // no word of the product itself
			wantKind(t, err, c.kind)
		})
	}
}
