package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

func listing(source, key, title string) taglane.Listing {
	return taglane.Listing{Source: source, Key: key, Title: title, Brand: "Ovenly", GTINs: []string{"04006381333931"},
		Price: &taglane.Money{Amount: "12.50", Currency: "EUR"}, Options: []taglane.Choice{{Name: "Colour", Value: "Rust"}}, ObservedAt: start}
}

func titles(ls []taglane.Listing) (out []string) {
	for _, l := range ls {
		out = append(out, l.Title)
	}
	return out
}

func TestListings(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	keep := func(reading string, ls ...taglane.Listing) {
		t.Helper()
		if err := s.KeepListings(ctx, reading, ls); err != nil {
			t.Fatal(err)
		}
	}
	keep("1", listing("feed", "a", "Rye pan"), listing("feed", "b", "Rye bowl"), listing("shop", "a", "Oat pan"))
	if got, err := s.Listings(ctx, "", "ry", 0, 9); err != nil || !reflect.DeepEqual(titles(got), []string{"Rye pan", "Rye bowl"}) {
		t.Errorf("found %v (%v)", titles(got), err)
	}
	if got, _ := s.Listings(ctx, "shop", "rust", 0, 9); !reflect.DeepEqual(titles(got), []string{"Oat pan"}) {
		t.Errorf("of one shop, by an option: %v", titles(got))
	}
	if got, _ := s.Listings(ctx, "", `"; DROP TABLE`, 0, 9); len(got) != 0 {
		t.Errorf("what was typed is syntax: %v", titles(got))
	}
	if got, _ := s.Listings(ctx, "", "", 1, 1); !reflect.DeepEqual(titles(got), []string{"Rye bowl"}) {
		t.Errorf("the second page is %v", titles(got))
	}
	keep("2", listing("feed", "a", "Barley pan"))
	if got, _ := s.Listings(ctx, "", "rye", 0, 9); !reflect.DeepEqual(titles(got), []string{"Rye bowl"}) {
		t.Errorf("after a renewal the old words find %v", titles(got))
	}
	if l, err := s.Listing(ctx, "feed", "a"); err != nil || !reflect.DeepEqual(l, listing("feed", "a", "Barley pan")) {
		t.Errorf("%+v (%v)", l, err)
	}
	if got, _ := s.ListedAs(ctx, "04006381333931"); len(got) != 3 {
		t.Errorf("%d listings have the number", len(got))
	}
	gone, n, err := s.Absent(ctx, "feed", "2", 9)
	if err != nil || n != 1 || !reflect.DeepEqual(titles(gone), []string{"Rye bowl"}) {
		t.Errorf("absent are %v, %d (%v)", titles(gone), n, err)
	}
	if n, err := s.Expire(ctx, "feed", "2"); err != nil || n != 1 {
		t.Errorf("%d expired (%v)", n, err)
	}
	if got, _ := s.Listings(ctx, "", "bowl", 0, 9); len(got) != 0 {
		t.Errorf("what expired is found: %v", titles(got))
	}
	if err := s.KeepSource(ctx, store.Source{Name: "feed", Title: "My feed"}); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Source(ctx, "feed"); err != nil || v.Listings != 1 {
		t.Errorf("%+v (%v)", v, err)
	}
	if err := s.RemoveSource(ctx, "feed"); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.Listings(ctx, "", "", 0, 9); !reflect.DeepEqual(titles(got), []string{"Oat pan"}) {
		t.Errorf("after the source went there are %v", titles(got))
	}
}

// What was seen stays; what comes later stands beside it.
func TestSightings(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	at := func(d int, amount string) taglane.Sighting {
		return taglane.Sighting{Product: "p", Source: "feed", Price: &taglane.Money{Amount: amount, Currency: "EUR"}, Availability: taglane.InStock, At: start.AddDate(0, 0, d)}
	}
	for range 2 {
		if err := s.See(ctx, at(0, "10"), at(1, "12")); err != nil {
			t.Fatal(err)
		}
	}
	changed := at(1, "99")
	if err := s.See(ctx, changed); err != nil {
		t.Fatal(err)
	}
	got, err := s.Sightings(ctx, "p", 9)
	if err != nil || !reflect.DeepEqual(got, []taglane.Sighting{at(1, "12"), at(0, "10")}) {
		t.Errorf("seen were %+v (%v)", got, err)
	}
	if last, err := s.LatestSightings(ctx); err != nil || !reflect.DeepEqual(last, map[taglane.ID]taglane.Sighting{"p": at(1, "12")}) {
		t.Errorf("%+v (%v)", last, err)
	}
}

func TestLinksAreEdits(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	l := taglane.Link{SubID: "c0000001t001d01v06v", Account: "n", Network: "cj", Advertiser: "7", Product: "p", Clip: "c", Tag: "t", Service: "webpage",
		Destination: "https://shop.example/p", URL: "https://www.anrdoezrs.net/links/1/type/dlg/sid/c/https://shop.example/p", Revision: 1, MadeAt: start}
	do(t, s, "c", "Link", store.LinkWrites(l)...)
	if got, err := s.Link(ctx, l.SubID); err != nil || got != l {
		t.Errorf("%+v (%v)", got, err)
	}
	for what, get := range map[string]func() ([]taglane.Link, error){
		"all": func() ([]taglane.Link, error) { return s.Links(ctx) }, "of the clip": func() ([]taglane.Link, error) { return s.LinksOf(ctx, "c") },
		"to the product": func() ([]taglane.Link, error) { return s.LinksTo(ctx, "p") },
	} {
		if got, err := get(); err != nil || len(got) != 1 || got[0] != l {
			t.Errorf("%s: %+v (%v)", what, got, err)
		}
	}
	do(t, s, "c", "Replace", store.Set(store.KindLink, taglane.ID(l.SubID), "replaced_by", "other"))
	if got, _ := s.Link(ctx, l.SubID); got.ReplacedBy != "other" {
		t.Errorf("it was replaced by %q", got.ReplacedBy)
	}
	for range 2 {
		if _, err := s.Undo(ctx, "c", "nora"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Link(ctx, l.SubID); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("after undo it is there: %v", err)
	}
	for i, verdict := range []string{"ok", "gone"} {
		if err := s.KeepAudit(ctx, store.Audit{Link: l.SubID, At: start.Add(time.Duration(i) * time.Hour), Verdict: verdict, Chain: json.RawMessage(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	if last, err := s.LatestAudits(ctx); err != nil || len(last) != 1 || last[l.SubID].Verdict != "gone" {
		t.Errorf("%+v (%v)", last, err)
	}
	if all, _ := s.Audits(ctx, l.SubID, 9); len(all) != 2 {
		t.Errorf("%+v", all)
	}
}

// Every field of a product and a tag comes back from the log.
func TestProductsKeepAll(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	when := &taglane.Embargo{Until: start, Wall: "2026-11-25T10:00", Zone: "Europe/Berlin"}
	p := taglane.Product{ID: "p", Title: "Pan", Brand: "b", URL: "https://a.example/", GTIN: "04006381333931", SKU: "s", Image: "i",
		Offer: &taglane.Offer{Price: taglane.Money{Amount: "1", Currency: "EUR"}, Availability: taglane.InStock, ObservedAt: start}, Relation: taglane.Own, Notes: "n", Shelf: 2, Colour: 3,
		MPN: "m", Group: "g", Options: []taglane.Choice{{Name: "Size", Value: "L"}}, Source: "feed", Key: "k",
		Sellers: []taglane.Seller{{Account: "a", Advertiser: "7", Rate: "8"}}, Fallbacks: []taglane.ID{"q"}, Embargo: when}
	v := reflect.ValueOf(p)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the test leaves out %s", v.Type().Field(i).Name)
		}
	}
	do(t, s, "", "Add", store.ProductWrites(p)...)
	if got, err := s.Product(ctx, "p"); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v (%v)", got, err)
	}
	tag := aTag("t")
	tag.Embargo = when
	do(t, s, "c", "Tag", store.TagWrites(tag)...)
	if got, err := s.Tag(ctx, "t"); err != nil || !reflect.DeepEqual(got, tag) {
		t.Errorf("%+v (%v)", got, err)
	}
	if got, err := s.TagsOf(ctx, "p"); err != nil || len(got) != 1 {
		t.Errorf("%+v (%v)", got, err)
	}
}

// A report and the place to go on from are one thing: with neither, the next
// asking brings all of it again.
func TestEarnings(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	e := taglane.Earning{Account: "n", Key: "1", Original: "1", SubID: "c", Commission: taglane.Amount{Value: "1.20", Currency: "EUR"}, State: taglane.Pending, SoldAt: start, PostedAt: start}
	if c, err := s.EarningCursor(ctx, "n"); err != nil || c != nil {
		t.Errorf("a cursor before anything was asked: %s (%v)", c, err)
	}
	later := e
	later.State = taglane.Earned
	for i, rows := range [][]taglane.Earning{{e}, {later}} {
		if err := s.KeepEarnings(ctx, "n", rows, json.RawMessage(fmt.Sprintf(`{"at":%d}`, i))); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Earnings(ctx, start, start.Add(time.Second))
	if err != nil || len(got) != 1 || got[0] != later {
		t.Errorf("%+v (%v)", got, err)
	}
	if got, _ := s.Earnings(ctx, start.Add(time.Second), time.Time{}); len(got) != 0 {
		t.Errorf("outside the time there are %+v", got)
	}
	if c, _ := s.EarningCursor(ctx, "n"); string(c) != `{"at":1}` {
		t.Errorf("the cursor is %s", c)
	}
}

// Lines of one sale are found together, however far apart they were sold and
// whoever else counts alike; and when an account last told of a commission.
func TestSales(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	line := func(key, original, sum string, sold, posted int) taglane.Earning {
		return taglane.Earning{Key: key, Original: original, Commission: taglane.Amount{Value: sum, Currency: "EUR"}, State: taglane.Earned, SoldAt: start.AddDate(0, 0, sold), PostedAt: start.AddDate(0, 0, posted)}
	}
	for account, rows := range map[taglane.ID][]taglane.Earning{
		"n": {line("1", "o", "2.00", 0, 40), line("2", "o", "-2.00", 300, 301), line("3", "x", "1.00", 20, 21), line("4", "y", "0.00", 99, 99)},
		"m": {line("1", "o", "5.00", 7, 0)}, "none": {line("1", "z", "-1", 3, 3)},
	} {
		if err := s.KeepEarnings(ctx, account, rows, nil); err != nil {
			t.Fatal(err)
		}
	}
	of := taglane.Earning{Account: "n", Original: "o"}
	got, err := s.SalesOf(ctx, []taglane.Earning{of, of, {Account: "nobody", Original: "o"}})
	if err != nil || len(got) != 2 || got[0].Key != "1" || got[1].Key != "2" || got[0].Account != "n" {
		t.Errorf("%+v (%v)", got, err)
	}
	if got, err := s.SalesOf(ctx, nil); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %+v (%v)", got, err)
	}
	for account, want := range map[taglane.ID]time.Time{"n": start.AddDate(0, 0, 40), "m": start.AddDate(0, 0, 7), "none": {}, "nobody": {}} {
		if at, err := s.LastPaid(ctx, account); err != nil || !at.Equal(want) {
			t.Errorf("%s was last paid %v, want %v (%v)", account, at, want, err)
		}
	}
}

func TestObservationsAreNeverEdited(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	views := func(day int, n float64) taglane.Observation {
		return taglane.Observation{Name: "views", At: start.AddDate(0, 0, day), Value: n}
	}
	if err := s.Observe(ctx, "pub", views(0, 10), views(1, 25)); err != nil {
		t.Fatal(err)
	}
	if err := s.Observe(ctx, "pub", views(1, 7), views(2, 30)); err != nil {
		t.Fatal(err)
	}
	got, err := s.Observations(ctx, "pub", start.AddDate(0, 0, 1), time.Time{})
	if err != nil || len(got) != 2 || got[0].Value != 25 || got[1].Value != 30 || !got[0].At.Equal(start.AddDate(0, 0, 1)) {
		t.Errorf("%+v (%v)", got, err)
	}
	if all, _ := s.Observations(ctx, "", time.Time{}, time.Time{}); len(all) != 3 {
		t.Errorf("%+v", all)
	}
	c := store.Curve{Clip: "c", Service: "youtube", Kept: []float64{1, .5}, At: start}
	for range 2 {
		if err := s.KeepCurve(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Curves(ctx, "c"); err != nil || !reflect.DeepEqual(got, []store.Curve{c}) {
		t.Errorf("%+v (%v)", got, err)
	}
}

func TestProgramsAreRenewed(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	p := taglane.Program{Advertiser: "7", Name: "Ovenly", Joined: true, CheckedAt: start}
	for _, joined := range []bool{true, false} {
		p.Joined = joined
		if err := s.KeepPrograms(ctx, "n", []taglane.Program{p}); err != nil {
			t.Fatal(err)
		}
	}
	p.Account = "n"
	if got, err := s.Programs(ctx); err != nil || !reflect.DeepEqual(got, []taglane.Program{p}) {
		t.Errorf("%+v (%v)", got, err)
	}
	if _, err := s.Program(ctx, "n", "8"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

// Whatever order figures are read in, their growth is that of the readings one
// after another; and what the migration sums up of an older library is the same.
func TestGrowthFollowsFromTheReadings(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s := open(t, dir)
	random := rand.New(rand.NewPCG(26, 11))
	type reading struct {
		publication taglane.ID
		taglane.Observation
	}
	var all []reading
	for _, p := range []taglane.ID{"a", "b", "c"} {
		r := outbox.Row{ID: p, Key: string(p), Clip: "clip", Account: map[taglane.ID]taglane.ID{"a": "x", "b": "x", "c": "y"}[p], QueuedAt: start}
		if _, _, err := s.Queue(ctx, r, outbox.Entry{At: start, Outcome: "queued"}); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			all = append(all, reading{p, taglane.Observation{Name: []string{"views", "clicks"}[i%2], At: start.Add(time.Duration(i) * 7 * time.Minute), Value: float64(random.IntN(90))}})
		}
	}
	want := map[store.Grown]float64{}
	was := map[string]float64{}
	for _, r := range all { // they are in order of time yet
		k := string(r.publication) + r.Name
		if by := r.Value - was[k]; by > 0 {
			want[store.Grown{At: r.At.UTC().Truncate(15 * time.Minute), Account: map[taglane.ID]taglane.ID{"a": "x", "b": "x", "c": "y"}[r.publication], Name: r.Name}] += by
		}
		was[k] = r.Value
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, r := range all {
		if err := s.Observe(ctx, r.publication, r.Observation, r.Observation); err != nil {
			t.Fatal(err)
		}
	}
	check := func(how string, s *store.Store) {
		t.Helper()
		got, err := s.Growth(ctx, start.AddDate(0, 0, -1), start.AddDate(0, 0, 1))
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %d sums, want %d (%v)", how, len(got), len(want), err)
		}
		for _, g := range got {
			if by := want[store.Grown{At: g.At, Account: g.Account, Name: g.Name}]; by != g.By {
				t.Errorf("%s: %+v, want %v", how, g, by)
			}
		}
	}
	check("as they come", s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ungrown(t, dir)
	check("summed up afterwards", open(t, dir))
}

// ungrown is a library as the version before the sums of growth left it, brought up to date.
func ungrown(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	script, err := os.ReadFile("migrations/0007_grown.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`DROP TABLE grown`, string(script)} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

// What stood at a time, and what was read since, is found by name alone.
func TestWhatStoodAtATime(t *testing.T) {
	ctx, s := context.Background(), open(t, t.TempDir())
	for _, p := range []taglane.ID{"a", "b"} {
		if _, _, err := s.Queue(ctx, outbox.Row{ID: p, Key: string(p), Clip: "clip", Account: "x", QueuedAt: start}, outbox.Entry{At: start, Outcome: "queued"}); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string, day int, v float64) taglane.Observation {
		return taglane.Observation{Name: name, At: start.AddDate(0, 0, day), Value: v}
	}
	if err := s.Observe(ctx, "a", at("views", 0, 1), at("views", 2, 5), at("likes", 0, 9), at("followed:p", 1, 3), at("followed:p", 3, 8), at("followedby", 0, 7)); err != nil {
		t.Fatal(err)
	}
	if err := s.Observe(ctx, "b", at("views", 3, 4)); err != nil {
		t.Fatal(err)
	}
	told := func(all []store.Observed, err error) (out []string) {
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			out = append(out, fmt.Sprint(o.Publication, " ", o.Name, " ", o.Value))
		}
		slices.Sort(out)
		return out
	}
	if got := told(s.Stood(ctx, start.AddDate(0, 0, 3), "views", "followed:")); !slices.Equal(got, []string{"a followed:p 3", "a views 5"}) {
		t.Error(got)
	}
	if got := told(s.Stood(ctx, time.Time{}, "views", "none")); !slices.Equal(got, []string{"a views 5", "b views 4"}) {
		t.Error(got)
	}
	for _, name := range []string{"followed:p", "followed:"} {
		if got := told(s.Readings(ctx, start.AddDate(0, 0, 1), start.AddDate(0, 0, 4), "views", name)); !slices.Equal(got, []string{"a followed:p 3", "a followed:p 8", "a views 5", "b views 4"}) {
			t.Error(got)
		}
	}
	if got := told(s.Readings(ctx, start.AddDate(0, 0, 2), time.Time{}, "followed:")); !slices.Equal(got, []string{"a followed:p 8"}) {
		t.Error(got)
	}
}
