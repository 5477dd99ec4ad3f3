package trade

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

// see keeps what a source says of the pan's stock, some time after the look before.
func (b *bench) see(t testing.TB, after time.Duration, source string, stock taglane.Availability) {
	t.Helper()
	b.now = b.now.Add(after)
	if err := b.store.See(ctx, taglane.Sighting{Product: "pan", Source: source, Availability: stock, At: b.now}); err != nil {
		t.Fatal(err)
	}
}

// proposed is what the radar proposes for the pan; nil for nothing.
func (b *bench) proposed(t testing.TB) *Proposal {
	t.Helper()
	for _, v := range must[[]Trouble](t)(b.Radar(ctx)) {
		if v.Kind == "sold-out" {
			return v.Proposal
		}
	}
	return nil
}

// soldPan is a pan in a clip, with a pot that the person named for its place.
func soldPan(t testing.TB) *bench {
	b := newBench(t)
	pan(b, t)
	b.product(t, taglane.Product{ID: "pot", Title: "Rye pot", URL: "https://shop.example/pot", Relation: taglane.Commission})
	b.write(t, "", store.Set(store.KindProduct, "pan", "fallbacks", []taglane.ID{"pot"}))
	return b
}

// Another variant comes first, then the same thing elsewhere, then what the
// person named; among equals the person's order counts. What is sold out or held
// back takes nobody's place.
func TestWhatMayTakeAPlace(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.write(t, "", store.Set(store.KindProduct, "pan", "group", "g"), store.Set(store.KindProduct, "pan", "gtin", "4006381333931"))
	for _, p := range []taglane.Product{
		{ID: "named", Title: "A named one"}, {ID: "elsewhere", Title: "B elsewhere", GTIN: "4006381333931"},
		{ID: "blue", Title: "C blue", Group: "g"}, {ID: "red", Title: "D red", Group: "g"},
		{ID: "out", Title: "E out", Group: "g", Offer: &taglane.Offer{Availability: taglane.OutOfStock}},
		{ID: "seen-out", Title: "F seen out", Group: "g"},
		{ID: "held", Title: "G held back", Group: "g", Embargo: &taglane.Embargo{Until: b.now.Add(time.Hour)}},
	} {
		b.product(t, p)
	}
	if err := b.store.See(ctx, taglane.Sighting{Product: "seen-out", Source: "feed", Availability: taglane.OutOfStock, At: b.now}); err != nil {
		t.Fatal(err)
	}
	b.write(t, "", store.Set(store.KindProduct, "pan", "fallbacks", []taglane.ID{"named", "red", "out"}))
	s := must[*scan](t)(b.scan(ctx))
	var got []string
	for _, c := range must[[]candidate](t)(s.candidates(ctx, must[taglane.Product](t)(b.store.Product(ctx, "pan")))) {
		got = append(got, string(c.ID)+" "+c.how)
	}
	if want := []string{"red variant", "blue variant", "elsewhere same", "named chosen"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestNothingIsProposedBeforeItIsCertain(t *testing.T) {
	b := soldPan(t)
	b.see(t, 0, "feed", taglane.OutOfStock)
	if p := b.proposed(t); p != nil {
		t.Errorf("after one look: %+v", p)
	}
	b.see(t, 29*time.Minute, "feed", taglane.OutOfStock)
	if p := b.proposed(t); p != nil {
		t.Errorf("after 29 minutes: %+v", p)
	}
	b.see(t, time.Minute, "feed", taglane.OutOfStock)
	p := b.proposed(t)
	if p == nil || p.By == nil || p.By.ID != "pot" || p.How != chosen || p.Declined != nil || len(p.Evidence) != 2 || p.Evidence[0] != (Evidence{"feed", false, moment(start)}) || !strings.Contains(p.Message, "Rye pot") {
		t.Errorf("%+v", p)
	}
	b.see(t, time.Minute, "shop", taglane.InStock)
	if p := b.proposed(t); p != nil {
		t.Errorf("somebody has it: %+v", p)
	}
	// Every ten minutes it comes and goes.
	for i := range 20 {
		stock := taglane.OutOfStock
		if i%2 == 1 {
			stock = taglane.InStock
		}
		for _, source := range []string{"feed", "shop"} {
			b.see(t, 5*time.Minute, source, stock)
			if i > 2 && b.proposed(t) != nil {
				t.Fatalf("it comes and goes, and at look %d it is swapped", i)
			}
		}
	}
}

// A file that is only part of a catalogue says nothing of what is not in it.
func TestAPartialFileProposesNothing(t *testing.T) {
	b := soldPan(t)
	b.write(t, "", store.Set(store.KindProduct, "pan", "listing", map[string]string{"source": "feed", "key": "1"}))
	if err := b.store.KeepListings(ctx, "1", []taglane.Listing{{Source: "feed", Key: "1", Title: "Rye pan", Availability: taglane.InStock, ObservedAt: b.now}, {Source: "feed", Key: "2", Title: "Other", ObservedAt: b.now}}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.now = b.now.Add(time.Hour)
		if err := b.store.KeepListings(ctx, reading(b.now), []taglane.Listing{{Source: "feed", Key: "2", Title: "Other", ObservedAt: b.now}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := must[[]Trouble](t)(b.Radar(ctx)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// Approving is one step of the library's, which is kept with its evidence and
// taken back whole. What tied the creator to the old product is not carried over,
// and the new product has a link of its own.
func TestAProposalIsApproved(t *testing.T) {
	b := soldPan(t)
	b.l.Person = "nora"
	b.account(t, "page", "memory", nil)
	b.post(t, "pub", "c", "page", "p1")
	b.write(t, "c", store.Set(store.KindTag, "t1", "relation", taglane.Paid))
	b.write(t, "", store.Set(store.KindProduct, "pot", "sellers", []taglane.Seller{{Account: "net", Advertiser: "9"}}))
	old := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if _, err := b.ApproveSwap(ctx, "pan", "pot", nil, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("what was never proposed is approved: %v", err)
	}
	b.see(t, 0, "feed", taglane.OutOfStock)
	b.see(t, 0, "shop", taglane.OutOfStock)
	if _, err := b.ApproveSwap(ctx, "pan", "own", nil, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("another one than proposed: %v", err)
	}
	plan := must[ReplacePlan](t)(b.ApproveSwap(ctx, "pan", "pot", nil, "It looks the same."))
	if len(plan.Clips) != 1 || plan.Clips[0].Tags != 2 || len(plan.Clips[0].Posts) != 1 {
		t.Errorf("%+v", plan)
	}
	tags := must[[]taglane.Tag](t)(b.store.TagsOf(ctx, "pot"))
	if len(tags) != 2 || tags[0].Relation != taglane.Unset {
		t.Errorf("%+v", tags)
	}
	fresh := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	if fresh["t1"].SubID == old["t1"].SubID || fresh["t1"].Advertiser != "9" || fresh["t1"].Destination != "https://shop.example/pot" {
		t.Errorf("%+v", fresh["t1"])
	}
	past := must[[]Decision](t)(b.Swaps(ctx, "pan"))
	if len(past) != 1 || !past[0].Approved || past[0].Who != "nora" || past[0].Why != "It looks the same." || past[0].ByTitle != "Rye pot" || past[0].At != moment(b.now) || len(past[0].Evidence) != 2 {
		t.Errorf("%+v", past)
	}
	if err := b.store.Rebuild(ctx); err != nil || len(must[[]Decision](t)(b.Swaps(ctx, ""))) != 1 {
		t.Errorf("the log does not know it: %v", err)
	}
	if _, err := b.store.Undo(ctx, string(Library), "nora"); err != nil {
		t.Fatal(err)
	}
	back := must[[]taglane.Tag](t)(b.store.TagsOf(ctx, "pan"))
	if len(back) != 2 || back[0].Relation != taglane.Paid || len(must[[]Decision](t)(b.Swaps(ctx, "pan"))) != 0 || b.proposed(t) == nil {
		t.Errorf("one step back there are %+v", back)
	}
}

// What was declined stays declined, whoever looks again, until there is new
// evidence.
func TestADeclinedProposalStaysDeclined(t *testing.T) {
	b := soldPan(t)
	b.see(t, 0, "feed", taglane.OutOfStock)
	b.see(t, time.Hour, "feed", taglane.OutOfStock)
	if err := b.DeclineSwap(ctx, "pan", "pot", ""); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := b.DeclineSwap(ctx, "pan", "pot", "It comes back on Monday."); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		b.see(t, 40*time.Minute, "feed", taglane.OutOfStock)
		if p := b.proposed(t); p == nil || p.Declined == nil || p.Declined.Why != "It comes back on Monday." {
			t.Fatalf("%+v", p)
		}
	}
	if _, err := b.ApproveSwap(ctx, "pan", "pot", nil, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a declined one is approved: %v", err)
	}
	b.see(t, time.Minute, "shop", taglane.OutOfStock) // another source says so too
	if p := b.proposed(t); p == nil || p.Declined != nil {
		t.Errorf("%+v", p)
	}
	if err := b.DeclineSwap(ctx, "pan", "pot", "Still."); err != nil {
		t.Fatal(err)
	}
	b.see(t, time.Hour, "feed", taglane.InStock) // it was back,
	b.see(t, time.Minute, "shop", taglane.InStock)
	for range 2 { // and is sold out again
		b.see(t, time.Hour, "feed", taglane.OutOfStock)
		b.see(t, time.Minute, "shop", taglane.OutOfStock)
	}
	if p := b.proposed(t); p == nil || p.Declined != nil {
		t.Errorf("%+v", p)
	}
	if past := must[[]Decision](t)(b.Swaps(ctx, "")); len(past) != 2 || past[0].Why != "Still." {
		t.Errorf("%+v", past)
	}
}
