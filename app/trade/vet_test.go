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
	// What the product's own source says of it counts before that of its shop.
	if err := b.store.KeepListings(ctx, "1", []taglane.Listing{{Source: "feed", Key: "k", Title: "Rye pan", ShipsTo: []string{"AT"}, ObservedAt: b.now}}); err != nil {
		t.Fatal(err)
	}
	keep(joined)
	b.write(t, "", store.Set(store.KindProduct, "pan", "listing", map[string]string{"source": "feed", "key": "k"}))
	vet("link.region warn")
	b.write(t, "", store.Set(store.KindProduct, "pan", "listing", nil))
	if err := b.store.See(ctx, taglane.Sighting{Product: "pan", Source: "feed", Availability: taglane.OutOfStock, At: b.now}); err != nil {
		t.Fatal(err)
	}
	vet("product.stock warn")
	b.write(t, "", store.Set(store.KindProduct, "own", "offer", taglane.Offer{Price: taglane.Money{Amount: "1", Currency: "EUR"}, ObservedAt: b.now.Add(-8 * 24 * time.Hour)}))
	vet("product.price.age warn", "product.stock warn")
	// Links of a code that was typed anew are none that still say what they should,
	// and whoever sends them all the same is stopped.
	d := b.draft(t, "c")
	old := must[map[taglane.ID]taglane.Link](t)(b.LinksMade(ctx, d, "webpage"))
	b.account(t, "net", "net", map[string]string{"pid": "typed-anew"})
	vet("product.price.age warn", "product.stock warn")
	d.Links = old
	if got := rules(must[[]taglane.Finding](t)(b.Vet(ctx, d, []string{"DE"}, b.now))); !slices.Equal(got, []string{"link.foreign block", "link.own block", "product.price.age warn", "product.stock warn"}) {
		t.Errorf("found %v", got)
	}
}

// What a source says of its own times is told: a sale that ends before, and a
// day of disclosure that its feed has to name in time.
func TestTimesOfASource(t *testing.T) {
	b := newBench(t)
	b.clip(t, "c")
	sale := taglane.Money{Amount: "9.00", Currency: "EUR"}
	l := taglane.Listing{Source: "feed", Key: "k", Title: "Rye pan", Price: &taglane.Money{Amount: "12.00", Currency: "EUR"}, Sale: &sale,
		SaleTo: b.now.Add(24 * time.Hour), DisclosedFrom: b.now.Add(72 * time.Hour), ObservedAt: b.now}
	if err := b.store.KeepListings(ctx, "1", []taglane.Listing{l}); err != nil {
		t.Fatal(err)
	}
	b.product(t, taglane.Product{ID: "pan", Title: "Rye pan", URL: "https://shop.example/pan", Source: "feed", Key: "k", Offer: &taglane.Offer{Price: sale, ObservedAt: b.now}})
	b.tag(t, "t", "c", "pan", 0, 60)
	if got := rules(must[[]taglane.Finding](t)(b.Vet(ctx, b.draft(t, "c"), nil, b.now.Add(48*time.Hour)))); !slices.Equal(got, []string{"drop.google.lead warn", "drop.price.window warn"}) {
		t.Errorf("found %v", got)
	}
	must[*taglane.Embargo](t)(b.SetEmbargo(ctx, "pan", "", "2026-11-28T10:00", "Europe/Berlin"))
	launches := must[[]Launch](t)(b.Launches(ctx))
	if len(launches) != 1 || len(launches[0].Clips) != 1 || len(launches[0].Warnings) != 2 || launches[0].At != "2026-11-28T09:00:00Z" {
		t.Errorf("%+v", launches)
	}
	if lifted := must[*taglane.Embargo](t)(b.SetEmbargo(ctx, "pan", "", "", "")); lifted != nil || len(must[[]Launch](t)(b.Launches(ctx))) != 0 {
		t.Error("it was lifted and is still held back")
	}
}
