package trade

import (
	"slices"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

func rules(found []taglane.Finding) (out []string) {
	for _, f := range found {
		if f.Message == "" {
			out = append(out, "SILENT")
		}
		out = append(out, f.Rule+" "+string(f.Level))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// What goes out pays the right account, by a programme that is joined, for a
// product that can be bought: each that does not is found.
func TestVet(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	vet := func(want ...string) {
		t.Helper()
		d := b.draft(t, "c")
		d.Links = must[map[taglane.ID]taglane.Link](t)(b.LinksMade(ctx, d, "webpage"))
		if got := rules(must[[]taglane.Finding](t)(b.Vet(ctx, d, []string{"DE"}, b.now))); !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
	}
	vet() // no link was made
	must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	joined := taglane.Program{Advertiser: "7", Name: "Ovenly", Joined: true, Domains: []string{"shop.example"}, ShipsTo: []string{"DE"}, CheckedAt: b.now}
	keep := func(p taglane.Program) {
		t.Helper()
		if err := b.store.KeepPrograms(ctx, "net", []taglane.Program{p}); err != nil {
			t.Fatal(err)
		}
	}
	keep(joined)
	vet()
	left := joined
	left.Joined = false
	keep(left)
	vet("link.program block")
	elsewhere := joined
	elsewhere.ShipsTo, elsewhere.Domains = []string{"US"}, []string{"other.example"}
	keep(elsewhere)
	vet("link.domain block", "link.region warn")
	keep(joined)
	if err := b.store.See(ctx, taglane.Sighting{Product: "pan", Source: "feed", Availability: taglane.OutOfStock, At: b.now}); err != nil {
		t.Fatal(err)
	}
	vet("product.stock warn")
	b.write(t, "", store.Set(store.KindProduct, "own", "offer", taglane.Offer{Price: taglane.Money{Amount: "1", Currency: "EUR"}, ObservedAt: b.now.Add(-8 * 24 * time.Hour)}))
	vet("product.price.age warn", "product.stock warn")
	b.account(t, "net", "net", map[string]string{"pid": "typed-anew"})
	vet("link.foreign block", "link.own block", "product.price.age warn", "product.stock warn")
}
