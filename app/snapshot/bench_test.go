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

// How much longer the slowest gesture takes while a snapshot of seventeen
// megabytes is taken than the slowest of as many just before it, alone: of
// several snapshots the middle one, so that a disk that hiccups once judges
// nothing. What a gesture takes meanwhile on the whole is told as a share of one
// alone.
func BenchmarkStall(b *testing.B) {
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
	for s.Size() < 17<<20 {
		gesture(strings.Repeat("what was said of it ", 2000))
	}
	// More often than any hand can.
	work := func(until func(done int) bool) (took []time.Duration) {
		for !until(len(took)) {
			took = append(took, gesture("x"))
			time.Sleep(time.Millisecond)
		}
		slices.Sort(took)
		return took
	}
	var stalls, shares, copies []float64
	most := 50 // as many as came beside the snapshot before
	for b.Loop() {
		alone := work(func(done int) bool { return done >= most })
		over := make(chan error, 1)
		began := time.Now()
		go func() { _, _, err := r.Take(ctx, s, Hour); over <- err }()
		beside := work(func(int) bool {
			select {
			case err := <-over:
				if err != nil {
					b.Fatal(err)
				}
				return true
			default:
				return false
			}
		})
		copies = append(copies, ms(time.Since(began)))
		most = len(beside)
		stalls = append(stalls, ms(beside[len(beside)-1]-alone[len(alone)-1]))
		shares = append(shares, ms(beside[len(beside)/2])/ms(alone[len(alone)/2]))
	}
	b.ReportMetric(middle(stalls), "stall-ms")
	b.ReportMetric(middle(shares), "of-alone")
	b.ReportMetric(middle(copies), "snapshot-ms")
	b.ReportMetric(float64(most), "gestures")
	b.ReportMetric(0, "ns/op")
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
