package snapshot

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// What a gesture takes by itself, and while a copy of forty megabytes is taken:
// the middle, the slowest of a hundred, and the slowest, in milliseconds.
func BenchmarkGestures(b *testing.B) {
	n := 0
	r := Ring{Dir: filepath.Join(b.TempDir(), "library"), Now: time.Now}
	s, _, err := Open(ctx, store.Options{Dir: r.Dir, Now: time.Now, NewID: func() taglane.ID { n++; return taglane.ID(fmt.Sprint("id", n)) }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	gesture := func(notes string) time.Duration {
		n++
		p := taglane.Product{ID: taglane.ID(fmt.Sprint("p", n)), Title: "Mug", Notes: notes}
		began := time.Now()
		if _, err := s.Do(ctx, edit.Draft{By: "nora", Label: "Add", Writes: store.ProductWrites(p)}); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	for s.Size() < 40<<20 {
		gesture(strings.Repeat("what was said of it ", 2000))
	}
	report := func(b *testing.B, took []time.Duration) {
		slices.Sort(took)
		ms := func(share float64) float64 {
			return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
		}
		b.ReportMetric(ms(.5), "p50-ms")
		b.ReportMetric(ms(.99), "p99-ms")
		b.ReportMetric(ms(1), "max-ms")
	}
	b.Run("alone", func(b *testing.B) {
		var took []time.Duration
		for range b.N {
			took = append(took, gesture("x"))
			time.Sleep(time.Millisecond)
		}
		report(b, took)
	})
	b.Run("while taken", func(b *testing.B) {
		var took []time.Duration
		for range b.N {
			over := make(chan error, 1)
			began := time.Now()
			go func() { _, _, err := r.Take(ctx, s, Hour); over <- err }()
			for done := false; !done; {
				select {
				case err := <-over:
					if done = true; err != nil {
						b.Fatal(err)
					}
				default:
					took = append(took, gesture("x"))
					time.Sleep(time.Millisecond)
				}
			}
			b.ReportMetric(float64(time.Since(began).Milliseconds()), "copy-ms")
		}
		report(b, took)
	})
}
