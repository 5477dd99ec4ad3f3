package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"taglane/app/sample"
	"taglane/app/taglane"
)

// How long a dropped clip takes until its card can be shown, beside the one
// program call that other tools begin with.
func BenchmarkCardAfterDrop(b *testing.B) {
	needTools(b)
	s := newStudio(b)
	dir := b.TempDir()
	var paths []string
	for i := range 200 {
		path := filepath.Join(dir, fmt.Sprintf("clip%d.mp4", i))
		if err := os.WriteFile(path, append(append([]byte(nil), sample.Clip...), fmt.Sprintf("\x00\x00\x00\x10free%08d", i)...), 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	i := 0
	for b.Loop() {
		report, err := s.Import(ctx, paths[i%len(paths):i%len(paths)+1])
		if err != nil || len(report.Refused) > 0 {
			b.Fatal(report, err)
		}
		i++
	}
}

// How long the Tag place waits for a clip with many tags.
func BenchmarkViewOf300Tags(b *testing.B) {
	s := newStudio(b)
	clip := addClip(b, s, 9000)
	for p := range 5 {
		product := addProduct(b, s, fmt.Sprint("p", p))
		for i := range 60 {
			addTag(b, s, clip, product, taglane.Frame(i*140), taglane.Frame(i*140+100))
		}
	}
	for b.Loop() {
		if v, err := s.View(ctx, clip); err != nil || len(v.Tags) != 300 {
			b.Fatal(err)
		}
	}
}

// Forty clips dropped at once: how long until all their cards are there, and
// how their posters compare with forty posters made one after the other, of
// which two hands should need half the time.
func BenchmarkFortyClipsDropped(b *testing.B) {
	needTools(b)
	const clips = 40
	var cards, ratios []float64
	for b.Loop() {
		dir := b.TempDir()
		s, _ := awake(b, filepath.Join(dir, "library"))
		one := onePoster(b, s, dir)
		var paths []string
		for n := range clips {
			path := filepath.Join(dir, "drop", fmt.Sprintf("%02d.mp4", n))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(path, append(slices.Clone(sample.Clip), fmt.Sprintf("\x00\x00\x00\x10free%08d", n)...), 0o600); err != nil {
				b.Fatal(err)
			}
			paths = append(paths, path)
		}
		begun := time.Now()
		if r, err := s.Import(ctx, paths); err != nil || len(r.Imported) != clips {
			b.Fatal(r, err)
		}
		page, err := s.Clips(ctx, LibraryQuery{Limit: clips})
		if err != nil || page.Total < clips {
			b.Fatal(page.Total, err)
		}
		cards = append(cards, ms(time.Since(begun)))
		for _, k := range page.Cards { // asked of the cache alone, so that the asking costs little
			c, err := s.Clip(ctx, k.ID)
			if err != nil {
				b.Fatal(err)
			}
			for s.cache.Of(c.Fingerprint).Poster == "" {
				time.Sleep(10 * time.Millisecond)
			}
		}
		ratios = append(ratios, float64(time.Since(begun))/(float64(one)*clips/2))
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(cards)
	slices.Sort(ratios)
	b.ReportMetric(cards[len(cards)/2], "cards-ms")
	b.ReportMetric(ratios[len(ratios)/2], "x-of-40-posters/2")
	b.ReportMetric(0, "ns/op")
}

// onePoster is how long a single clip takes from the drop to its poster, the
// median of a few.
func onePoster(b *testing.B, s *Studio, dir string) time.Duration {
	var took []time.Duration
	for n := range 5 {
		path := filepath.Join(dir, fmt.Sprintf("one%d.mp4", n))
		if err := os.WriteFile(path, append(slices.Clone(sample.Clip), fmt.Sprintf("\x00\x00\x00\x10free1%07d", n)...), 0o600); err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		id := imported(b, s, path).ID
		c, err := s.Clip(ctx, id)
		if err != nil {
			b.Fatal(err)
		}
		for s.cache.Of(c.Fingerprint).Poster == "" {
			time.Sleep(2 * time.Millisecond)
		}
		took = append(took, time.Since(begun))
		s.forget(id)
	}
	slices.Sort(took)
	return took[len(took)/2]
}
