package trade

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/store"
	"taglane/app/taglane"
)

func listing(key, title, price string) taglane.Listing {
	return taglane.Listing{Key: key, Title: title, Brand: "Ovenly", Advertiser: "7", Rate: "8", URL: "https://shop.example/" + key, GTINs: []string{"04006381333931"},
		Price: &taglane.Money{Amount: price, Currency: "EUR"}, Availability: taglane.InStock}
}

// What a network lists becomes a product with who pays for it, and its price is
// seen again without losing what was seen before.
func TestTakeAndLookAgain(t *testing.T) {
	b := newBench(t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.net.found = []taglane.Listing{listing("pan", "Rye pan", "12.50")}
	if got := must[Found](t)(b.SearchCatalog(ctx, "net", "rye", "")); len(got.Listings) != 1 || got.Listings[0].Source != "net" || got.Listings[0].Product != "" {
		t.Fatalf("%+v", got)
	}
	p := must[Product](t)(b.TakeListing(ctx, "net", "pan", ""))
	if p.Title != "Rye pan" || p.Shelf != 1 || len(p.Sellers) != 1 || p.Sellers[0].Advertiser != "7" || p.Offer.Price.Amount != "12.50" {
		t.Errorf("%+v", p)
	}
	notes := "mine"
	b.write(t, "", store.Set(store.KindProduct, p.ID, "notes", notes))
	b.now = b.now.Add(time.Hour)
	b.net.found[0].Price.Amount, b.net.found[0].Availability = "15.00", taglane.OutOfStock
	page := must[ProductPage](t)(b.LookAgain(ctx, p.ID))
	if page.Product.Offer.Price.Amount != "15.00" || page.Product.Notes != notes || len(page.Sightings) != 2 || page.Sightings[1].Price.Amount != "12.50" {
		t.Errorf("%+v", page)
	}
	b.net.gone = true
	page = must[ProductPage](t)(b.LookAgain(ctx, p.ID))
	if len(page.Listings) != 1 || !page.Listings[0].Gone || page.Listings[0].Title != "Rye pan" {
		t.Errorf("%+v", page.Listings)
	}
	if again := must[Product](t)(b.TakeListing(ctx, "net", "pan", p.ID)); again.ID != p.ID || len(again.Sellers) != 1 || again.Notes != notes {
		t.Errorf("%+v", again)
	}
}

func TestRadar(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.product(t, taglane.Product{ID: "pot", Title: "Rye pot", URL: "https://shop.example/pot", GTIN: "4006381333931"})
	b.write(t, "", store.Set(store.KindProduct, "pan", "fallbacks", []taglane.ID{"pot"}))
	if got := must[[]Trouble](t)(b.Radar(ctx)); len(got) != 0 {
		t.Errorf("nothing is wrong, and it tells %+v", got)
	}
	see := func(source, price string, stock taglane.Availability) {
		b.now = b.now.Add(10 * time.Minute)
		if err := b.store.See(ctx, taglane.Sighting{Product: "pan", Source: source, Price: &taglane.Money{Amount: price, Currency: "EUR"}, Availability: stock, At: b.now}); err != nil {
			t.Fatal(err)
		}
	}
	kinds := func() (out []string) {
		for _, v := range must[[]Trouble](t)(b.Radar(ctx)) {
			out = append(out, v.Kind+" "+string(v.Level))
			if v.Product.ID != "pan" || v.Message == "" || len(v.Uses) != 1 || len(v.Uses[0].Tags) != 2 || v.Uses[0].Tags[1].Time != "00:03.00" || v.Uses[0].Seconds != 4 || len(v.Instead) != 1 || v.Instead[0].ID != "pot" {
				t.Errorf("%+v", v)
			}
		}
		return out
	}
	want := func(all ...string) {
		t.Helper()
		if got := kinds(); !slices.Equal(got, all) {
			t.Errorf("wrong is %v, want %v", got, all)
		}
	}
	see("feed", "10.00", taglane.InStock)
	see("feed", "10.90", taglane.InStock) // less than a tenth
	want()
	see("feed", "11.50", taglane.OutOfStock)
	want("sold-out warn", "price warn")
	see("feed", "11.50", taglane.OutOfStock)
	want("sold-out warn", "price warn") // ten minutes are no proof
	see("shop", "10.00", taglane.OutOfStock)
	want("sold-out block")
	see("feed", "10.00", taglane.InStock)
	want()
	if err := b.store.KeepPrograms(ctx, "net", []taglane.Program{{Advertiser: "7", Name: "Ovenly", Joined: true, EndsAt: b.now.AddDate(0, 0, 9), CheckedAt: b.now}}); err != nil {
		t.Fatal(err)
	}
	want("program warn")
	if err := b.store.KeepPrograms(ctx, "net", []taglane.Program{{Advertiser: "7", Name: "Ovenly", CheckedAt: b.now}}); err != nil {
		t.Fatal(err)
	}
	want("program block")
}

// A product gives its place to another in every clip, in one step that can be
// taken back, and what can follow is said.
func TestReplace(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.clip(t, "d")
	b.tag(t, "t4", "d", "pan", 0, 90)
	b.account(t, "page", "memory", nil)
	b.account(t, "gone", "nowhere", nil)
	b.post(t, "pub1", "c", "page", "p1")
	b.post(t, "pub2", "d", "gone", "p2")
	plan := must[ReplacePlan](t)(b.ReplacePlan(ctx, "pan", "own", nil))
	if len(plan.Clips) != 2 || plan.Clips[0].Tags != 2 || len(plan.Clips[1].Posts) != 1 || plan.Clips[1].Posts[0].Can != "no" || plan.Clips[1].Posts[0].Why == "" {
		t.Errorf("%+v", plan)
	}
	if len(must[[]taglane.Tag](t)(b.store.TagsOf(ctx, "pan"))) != 3 {
		t.Error("a plan changed something")
	}
	must[ReplacePlan](t)(b.ReplaceProduct(ctx, "pan", "own", []taglane.ID{"c"}))
	if left := must[[]taglane.Tag](t)(b.store.TagsOf(ctx, "pan")); len(left) != 1 || left[0].Clip != "d" {
		t.Errorf("left are %+v", left)
	}
	if _, err := b.store.Undo(ctx, "library", "nora"); err != nil {
		t.Fatal(err)
	}
	if back := must[[]taglane.Tag](t)(b.store.TagsOf(ctx, "pan")); len(back) != 3 {
		t.Errorf("after undo there are %+v", back)
	}
	for _, bad := range [][2]taglane.ID{{"pan", "pan"}, {"pan", "none"}, {"none", "own"}} {
		if _, err := b.ReplaceProduct(ctx, bad[0], bad[1], nil); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

func TestDoublesAreMergedByAPerson(t *testing.T) {
	b := newBench(t)
	b.clip(t, "c")
	b.product(t, taglane.Product{ID: "a", Title: "Rye Pan", Brand: "Ovenly", Relation: taglane.Paid})
	b.product(t, taglane.Product{ID: "b", Title: "rye  pan", Brand: "ovenly", URL: "https://shop.example/pan", Shelf: 3, Notes: "theirs", Fallbacks: []taglane.ID{"a"}})
	b.product(t, taglane.Product{ID: "s", Title: "Shirt", Brand: "Lind", Options: []taglane.Choice{{Name: "Size", Value: "S"}}})
	b.product(t, taglane.Product{ID: "m", Title: "Shirt", Brand: "Lind", Options: []taglane.Choice{{Name: "Size", Value: "M"}}})
	b.tag(t, "t", "c", "b", 0, 60)
	pairs := must[[]Likely](t)(b.LikelyDoubles(ctx))
	if len(pairs) != 1 || pairs[0].Why == "" || pairs[0].A.ID == pairs[0].B.ID {
		t.Fatalf("%+v", pairs)
	}
	whole := must[Product](t)(b.MergeProducts(ctx, "a", "b"))
	if whole.URL != "https://shop.example/pan" || whole.Relation != taglane.Paid || whole.Shelf != 3 || len(whole.Fallbacks) != 0 {
		t.Errorf("%+v", whole)
	}
	if tag := must[taglane.Tag](t)(b.store.Tag(ctx, "t")); tag.Product != "a" {
		t.Errorf("%+v", tag)
	}
	if _, err := b.store.Product(ctx, "b"); taglane.KindOf(err) != taglane.NotFound {
		t.Error("both are there")
	}
	if _, err := b.store.Undo(ctx, "library", "nora"); err != nil {
		t.Fatal(err)
	}
	if tag := must[taglane.Tag](t)(b.store.Tag(ctx, "t")); tag.Product != "b" {
		t.Errorf("after undo %+v", tag)
	}
	if p := must[taglane.Product](t)(b.store.Product(ctx, "a")); p.URL != "" {
		t.Errorf("after undo %+v", p)
	}
}

func feed(t testing.TB, rows ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "feed.csv")
	if err := os.WriteFile(name, []byte("id,title,link,price,availability\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func rows(n int, price string) (out []string) {
	for i := range n {
		s := strings.Repeat("i", i%40+1) + string(rune('a'+i/40%26)) + string(rune('a'+i/1040))
		out = append(out, s+",Thing "+s+",https://shop.example/"+s+","+price+" EUR,in_stock")
	}
	return out
}

func TestAShortFileBecomesProducts(t *testing.T) {
	b := newBench(t)
	look := must[FileLook](t)(b.OpenFeed(ctx, feed(t, append(rows(3, "10.00"), "x,,https://shop.example/x,1 EUR,in_stock")...), "feed.csv", false))
	if look.Rows != 4 || !look.Whole || len(look.Headers) != 5 || look.Headers[1].Column != "title" || len(look.Columns) < 10 {
		t.Errorf("%+v", look)
	}
	got := must[FileReport](t)(b.TakeFile(ctx, look.File, FileAnswers{}))
	if got.Rows != 4 || got.Taken+got.Merged+got.RefusedRows != 4 || got.RefusedRows != 1 || got.Source != "" || got.Refused[0].Reason == "" {
		t.Errorf("%+v", got)
	}
	if all := must[[]taglane.Product](t)(b.store.Products(ctx, "")); len(all) != 3 {
		t.Errorf("%d products", len(all))
	}
	if _, err := b.TakeFile(ctx, look.File, FileAnswers{}); taglane.KindOf(err) != taglane.NotFound {
		t.Error("it is taken twice:", err)
	}
	look = must[FileLook](t)(b.OpenFeed(ctx, feed(t, rows(3, "11.00")...), "feed.csv", false))
	must[FileReport](t)(b.TakeFile(ctx, look.File, FileAnswers{}))
	all := must[[]taglane.Product](t)(b.store.Products(ctx, ""))
	if len(all) != 3 || all[0].Offer.Price.Amount != "11.00" {
		t.Errorf("%+v", all)
	}
}

// A catalog is searched and not tagged whole; what two complete files in a row
// lack may go, and a file that lost much asks first.
func TestALongFileIsSearched(t *testing.T) {
	b := newBench(t)
	take := func(a FileAnswers, rs ...string) FileReport {
		t.Helper()
		b.now = b.now.Add(time.Hour)
		look := must[FileLook](t)(b.OpenFeed(ctx, feed(t, rs...), "all.csv", false))
		return must[FileReport](t)(b.TakeFile(ctx, look.File, a))
	}
	all := rows(productsMost+500, "10.00")
	got := take(FileAnswers{Whole: true}, all...)
	if got.Source == "" || got.Taken != len(all) || got.Absent.May != "no" {
		t.Fatalf("%d %+v", got.Taken, got.Absent)
	}
	if r := take(FileAnswers{Whole: true}, all...); r.Taken != 0 || r.Merged != len(all) || r.Source != got.Source {
		t.Errorf("taken in again: %d taken, %d merged, as %s", r.Taken, r.Merged, r.Source)
	}
	if products := must[[]taglane.Product](t)(b.store.Products(ctx, "")); len(products) != 0 {
		t.Errorf("%d products", len(products))
	}
	if found := must[[]Listing](t)(b.Listings(ctx, got.Source, "thing", 1)); len(found) != pageOf {
		t.Errorf("the second page has %d", len(found))
	}
	if s := must[[]Source](t)(b.Sources(ctx)); len(s) != 1 || s[0].Listings != len(all) || s[0].Title != "all.csv" {
		t.Errorf("%+v", s)
	}
	again := FileAnswers{Whole: true, Source: got.Source, As: "catalogue"}
	if r := take(again, all[100:]...); r.Absent.May != "no" || r.Absent.Count != 0 {
		t.Errorf("missing once, and it says %+v", r.Absent)
	}
	if r := take(again, all[100:]...); r.Absent.May != "yes" || r.Absent.Count != 100 || len(r.Absent.Some) == 0 {
		t.Errorf("missing twice, and it says %+v", r.Absent)
	}
	if n := must[int](t)(b.ExpireListings(ctx, got.Source)); n != 100 {
		t.Errorf("%d went", n)
	}
	broken := slices.Clone(all[100:])
	broken[0] = strings.SplitN(all[100], ",", 2)[0] + ",,https://shop.example/x,1 EUR,in_stock" // a row without a title
	for range 2 {
		if r := take(again, broken...); r.RefusedRows != 1 || r.Absent.Count != 0 {
			t.Errorf("a row that cannot be read is taken to be gone: %d refused, %+v", r.RefusedRows, r.Absent)
		}
	}
	part := FileAnswers{Source: got.Source, As: "catalogue"}
	take(part, all[2000:]...)
	if r := take(part, all[2000:]...); r.Absent.Count != 0 {
		t.Errorf("two files that are not whole prove %+v", r.Absent)
	}
	take(again, all[2000:]...)
	if r := take(again, all[2000:]...); r.Absent.May != "ask" {
		t.Errorf("most of it is gone, and it says %+v", r.Absent)
	}
}

// The list says in how many clips each product is, and one that is taken out
// comes back with the library's undo.
func TestProductsTellTheirClips(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.product(t, taglane.Product{ID: "pot", Title: "Rye pot"})
	b.product(t, taglane.Product{ID: "lid", Title: "Rye lid"})
	got := must[[]Product](t)(b.Products(ctx, ""))
	if len(got) != 4 || got[2].ID != "pan" || got[2].Clips != 1 || got[3].Clips != 0 {
		t.Fatalf("%+v", got)
	}
	if _, err := b.RemoveProducts(ctx, []taglane.ID{"pan"}); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a tagged product is kept: %v", err)
	}
	out := must[Removed](t)(b.RemoveProducts(ctx, []taglane.ID{"pan", "pot", "lid"}))
	if !slices.Equal(out.Gone, []taglane.ID{"pot", "lid"}) || out.Message != "Rye pan is tagged 2 times. Remove its tags first." {
		t.Errorf("%+v", out)
	}
	if _, err := b.store.Undo(ctx, string(Library), "nora"); err != nil {
		t.Fatal(err)
	}
	if got := must[[]Product](t)(b.Products(ctx, "")); len(got) != 4 {
		t.Errorf("they did not come back as one: %+v", got)
	}
}

// Many products change as one step, all or none; one key of the shelf is one
// product's, in whatever order the keys change hands.
func TestManyProductsChangeAsOneStep(t *testing.T) {
	b := newBench(t)
	for i, id := range []taglane.ID{"pot", "lid", "jug"} {
		b.product(t, taglane.Product{ID: id, Title: "Rye " + string(id), Shelf: i + 1})
	}
	ids := []taglane.ID{"pot", "lid", "jug"}
	stands := func() (out string) {
		for _, id := range ids {
			p := must[taglane.Product](t)(b.store.Product(ctx, id))
			out += fmt.Sprintf("%s %d %s;", id, p.Shelf, p.Relation)
		}
		return out
	}
	undo := func(want string) {
		t.Helper()
		if _, err := b.store.Undo(ctx, string(Library), "nora"); err != nil {
			t.Error(err)
		}
		if got := stands(); got != want {
			t.Errorf("undone it is %s, and was %s", got, want)
		}
	}
	was := stands()
	gifted := taglane.Gifted
	must[[]Product](t)(b.SetProducts(ctx, ids, []ProductFields{{Relation: &gifted}}))
	if got := stands(); got != "pot 1 gifted;lid 2 gifted;jug 3 gifted;" {
		t.Error(got)
	}
	undo(was)
	one, two, four := 1, 2, 4
	must[[]Product](t)(b.SetProducts(ctx, ids, []ProductFields{{Shelf: &two}, {Shelf: &one}, {Shelf: &four}}))
	if got := stands(); !strings.HasPrefix(got, "pot 2 ") || !strings.Contains(got, ";lid 1 ") || !strings.Contains(got, ";jug 4 ") {
		t.Error(got)
	}
	undo(was)
	must[[]Product](t)(b.SetProducts(ctx, []taglane.ID{"pot", "lid"}, []ProductFields{{Shelf: &two}, {Relation: &gifted}}))
	if got := stands(); !strings.HasPrefix(got, "pot 2 ") || !strings.Contains(got, ";lid 0 gifted;") {
		t.Error("a key that went to another is not taken back: ", got)
	}
	undo(was)
	for _, wrong := range [][]taglane.ID{{"pot", "none"}, {"none", "pot"}} {
		if _, err := b.SetProducts(ctx, wrong, []ProductFields{{Relation: &gifted}}); taglane.KindOf(err) != taglane.NotFound {
			t.Error(err)
		}
	}
	if _, err := b.SetProducts(ctx, ids, []ProductFields{{}, {}}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	if got := stands(); got != was {
		t.Errorf("what was refused changed something: %s", got)
	}
	must[Product](t)(b.SetProduct(ctx, "jug", ProductFields{Shelf: &one}))
	undo(was)
	var square bytes.Buffer
	if err := png.Encode(&square, image.NewNRGBA(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	if p := must[Product](t)(b.SetProductPicture(ctx, "jug", &square)); p.Image == "" {
		t.Error("it has no picture")
	}
	undo(was)
	if p := must[taglane.Product](t)(b.store.Product(ctx, "jug")); p.Image != "" {
		t.Error("a picture is not taken back")
	}
}

// What is exported and taken in again is what is here already.
func TestExportComesBack(t *testing.T) {
	b := newBench(t)
	look := must[FileLook](t)(b.OpenFeed(ctx, feed(t, append(rows(30, "10.00"), "x,=1+1,https://shop.example/sum,1 EUR,in_stock")...), "feed.csv", false))
	must[FileReport](t)(b.TakeFile(ctx, look.File, FileAnswers{}))
	before := must[[]taglane.Product](t)(b.store.Products(ctx, ""))
	out := must[Export](t)(b.ExportProducts(ctx))
	if strings.Contains(out.Text, ",=1+1") {
		t.Error("a title that is a formula goes out as one")
	}
	report := must[FileReport](t)(b.ImportProducts(ctx, strings.NewReader(out.Text), out.Name))
	if report.Taken != 0 || report.Merged != 31 || report.RefusedRows != 0 {
		t.Errorf("%+v", report)
	}
	after := must[[]taglane.Product](t)(b.store.Products(ctx, ""))
	for i, p := range after {
		if p.ID != before[i].ID || p.Title != before[i].Title || p.URL != before[i].URL || p.Offer.Price != before[i].Offer.Price {
			t.Errorf("%+v became %+v", before[i], p)
		}
	}
}
