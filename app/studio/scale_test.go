package studio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/sample"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Sizes of the large library.
const (
	manyClips    = 100_000
	tagsPerClip  = 10
	manyProducts = 1_000
	perMerge     = 500 // clips taken in with one transaction
)

var (
	subjects = strings.Fields("kettle lamp teapot scarf sneaker candle lipstick serum bag headphones camera plant chair knife bowl towel jacket ring watch bottle")
	moods    = strings.Fields("slow sunday golden hour rainy desk morning kitchen blue night market garden winter drop studio quiet bright first second")
)

// BenchmarkLargeLibrary opens a library of 100,000 clips and 1,000,000 tags and
// measures what a person waits for. It is generated once in
// TAGLANE_BENCH_DIR, or anew in a temporary folder.
func BenchmarkLargeLibrary(b *testing.B) {
	needTools(b)
	dir := largeLibrary(b)
	b.Logf("%d clips, %d tags; load of the machine at the beginning: %s", manyClips, manyClips*tagsPerClip, load())
	var cold []time.Duration
	var s *Studio
	for range 5 {
		if s != nil {
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
		begun := time.Now()
		var err error
		o := options(dir)
		o.Quiet = false // all that a start begins in the background goes on beside
		if s, err = Open(ctx, o); err != nil {
			b.Fatal(err)
		}
		firstSight(b, s)
		cold = append(cold, time.Since(begun))
	}
	defer s.Close()
	seen := map[string]float64{} // told at the end: the loop forgets what was told before it
	report := func(name string, promise time.Duration, all []time.Duration) {
		slices.Sort(all)
		p50, p99 := all[len(all)/2], all[len(all)*99/100]
		b.Logf("%-34s p50 %7.1f ms  p99 %7.1f ms  wanted %s", name, ms(p50), ms(p99), promise)
		seen[name+"-p99-ms"] = ms(p99)
	}
	report("cold-start", 2*time.Second, cold)
	report("page", 100*time.Millisecond, pages(b, s))
	stop := importing(b, s)
	for b.Loop() {
		report("page-while-importing", 200*time.Millisecond, pages(b, s))
		report("search-while-importing", 50*time.Millisecond, searches(b, s))
		report("facts", 100*time.Millisecond, repeated(b, 20, func(int) error { _, err := s.Library(ctx); return err }))
	}
	b.Logf("%d clips came in meanwhile; load at the end: %s", stop(), load())
	for unit, v := range seen {
		b.ReportMetric(v, unit)
	}
	b.ReportMetric(0, "ns/op")
}

// firstSight is what the screen asks for before it shows the library.
func firstSight(b *testing.B, s *Studio) {
	if p, err := s.Clips(ctx, LibraryQuery{Limit: 100}); err != nil || p.Total < manyClips || len(p.Cards) != 100 {
		b.Fatal(p.Total, err)
	}
	if _, err := s.Library(ctx); err != nil {
		b.Fatal(err)
	}
}

// pages are pages of every order, here and there.
func pages(b *testing.B, s *Studio) []time.Duration {
	sorts := []Sort{"newest", "oldest", "touched", "name", "longest"}
	return repeated(b, 100, func(i int) error {
		p, err := s.Clips(ctx, LibraryQuery{Sort: sorts[i%len(sorts)], Offset: i * 7919 % (manyClips - 100), Limit: 100})
		if err == nil && len(p.Cards) != 100 {
			err = fmt.Errorf("%d cards", len(p.Cards))
		}
		return err
	})
}

// searches are words as they are typed: one letter, two, three, a word, two words.
func searches(b *testing.B, s *Studio) []time.Duration {
	return repeated(b, 300, func(i int) error {
		w := subjects[i%len(subjects)]
		text := []string{w[:1], w[:2], w[:3], w, w + " " + moods[i%len(moods)][:3]}[i%5]
		p, err := s.Clips(ctx, LibraryQuery{Text: text, Limit: 100})
		if err == nil && p.Total == 0 {
			err = fmt.Errorf("nothing found for %q", text)
		}
		return err
	})
}

func repeated(b *testing.B, n int, do func(i int) error) (took []time.Duration) {
	for i := range n {
		begun := time.Now()
		if err := do(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	return took
}

// importing takes clips in until stop is called, which says how many.
func importing(b *testing.B, s *Studio) (stop func() int) {
	ctx, end := context.WithCancel(context.Background())
	dir, done := b.TempDir(), make(chan int)
	go func() {
		n := 0
		defer func() { done <- n }()
		for ; ctx.Err() == nil; n++ {
			path := filepath.Join(dir, fmt.Sprintf("clip%d.mp4", n))
			film(b, path, time.Now().Nanosecond())
			if r, err := s.Import(context.Background(), []string{path}); err != nil || len(r.Refused) > 0 {
				b.Error(r, err)
				return
			}
			os.Remove(path)
		}
	}()
	return func() int { end(); return <-done }
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// largeLibrary makes the library, or finds the one made before.
func largeLibrary(b *testing.B) string {
	dir := filepath.Join(b.TempDir(), "library")
	if kept := os.Getenv("TAGLANE_BENCH_DIR"); kept != "" {
		dir = filepath.Join(kept, "library")
		if _, err := os.Stat(filepath.Join(dir, "whole")); err == nil {
			return dir
		}
		os.RemoveAll(dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	film := filepath.Join(dir, "film.mp4") // every clip's file, so that none is missing
	if err := os.WriteFile(film, sample.Clip, 0o600); err != nil {
		b.Fatal(err)
	}
	o := options(dir)
	st, err := store.Open(ctx, store.Options{Dir: dir, Now: o.Now, NewID: o.NewID})
	if err != nil {
		b.Fatal(err)
	}
	seq := uint64(0)
	add := func(writes []edit.Write) edit.Edit {
		seq++
		return edit.Edit{ID: edit.ID{Device: "generator", Seq: seq}, At: edit.Time{Millis: 1_700_000_000_000 + int64(seq), Device: "generator"}, By: "nora", Label: "Import", Writes: writes}
	}
	var products []edit.Edit
	for i := range manyProducts {
		products = append(products, add(store.ProductWrites(taglane.Product{ID: productID(i), Title: fmt.Sprintf("%s %d", subjects[i%len(subjects)], i), Brand: moods[i%len(moods)], Relation: taglane.Own, Shelf: 0})))
	}
	if _, err := st.Merge(ctx, products...); err != nil {
		b.Fatal(err)
	}
	for i := 0; i < manyClips; i += perMerge {
		edits, ready := make([]edit.Edit, 0, perMerge), map[taglane.ID]bool{}
		for n := i; n < i+perMerge; n++ {
			edits, ready[clipID(n)] = append(edits, add(clipWithTags(n, film))), true
		}
		if _, err := st.Merge(ctx, edits...); err != nil {
			b.Fatal(err)
		}
		if err := st.SetReady(ctx, ready); err != nil {
			b.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "whole"), nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

func productID(i int) taglane.ID { return taglane.ID(fmt.Sprintf("product-%06d", i)) }

func clipID(n int) taglane.ID { return taglane.ID(fmt.Sprintf("clip-%08d", n)) }

func clipWithTags(n int, film string) []edit.Write {
	at := time.UnixMilli(1_600_000_000_000 + int64(n)*1000).UTC()
	c := taglane.Clip{
		ID: clipID(n), Name: fmt.Sprintf("IMG_%05d %s %s", n, moods[n%len(moods)], moods[n/7%len(moods)]), Path: film,
		Size: int64(40_000_000 + n), Fingerprint: fmt.Sprintf("%040x", n), Language: "en", AddedAt: at,
		Facts: taglane.Facts{Frames: taglane.Frame(300 + n%900), Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Codec: "hevc", Audio: "aac"},
	}
	writes := append(store.ClipWrites(c), store.Set(store.KindClip, c.ID, "caption", fmt.Sprintf("A %s with the %s, filmed for the %s.", moods[n%13], subjects[n%20], moods[n%17])))
	for k := range tagsPerClip {
		id := taglane.ID(fmt.Sprintf("tag-%08d-%d", n, k))
		set := func(field string, v any) { writes = append(writes, store.Set(store.KindTag, id, field, v)) }
		set(edit.Present, true)
		set("clip", c.ID)
		set("product", productID((n*7+k*131)%manyProducts))
		set("span", taglane.Span{In: taglane.Frame(k * 28), Out: taglane.Frame(k*28 + 60)})
	}
	return writes
}
