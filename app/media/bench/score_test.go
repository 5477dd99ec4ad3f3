//go:build unix

package bench

import (
	"math"
	"testing"
	"time"
)

// The scale itself is tested whenever tests are; weighing takes minutes and is
// a benchmark.

func lasting(seconds ...float64) (out []cost) {
	for _, s := range seconds {
		d := time.Duration(s * float64(time.Second))
		out = append(out, cost{d, 2 * d})
	}
	return out
}

func TestVerdicts(t *testing.T) {
	most, least, wall := promise{most: 1.2}, promise{least: 6}, promise{wall: true, most: 2}
	for _, c := range []struct {
		ours, theirs []cost
		promise      promise
		want         string
	}{
		{lasting(1.1, 1.2, 1.3), lasting(1, 1, 1), most, kept},
		{lasting(1.24), lasting(1), most, nearly},
		{lasting(1.27), lasting(1), most, broken},
		{lasting(1.27, 1, 1), lasting(1, 1.4, 1), most, void},
		{lasting(1), lasting(6.1), least, kept},
		{lasting(1), lasting(5.8), least, nearly},
		{lasting(1), lasting(5), least, broken},
		{lasting(9), lasting(1), wall, missed},
		{lasting(9), lasting(1), promise{}, shown},
		{nil, lasting(1), most, void},
	} {
		if got := (row{ours: c.ours, theirs: c.theirs, promise: c.promise}).verdict(); got != c.want {
			t.Errorf("ours %v, theirs %v, promised %v: %q, not %q", c.ours, c.theirs, c.promise, got, c.want)
		}
	}
}

// A pair is compared within its round, so that a slow round weighs on both.
func TestRatiosAreTakenRoundByRound(t *testing.T) {
	if got := against([]float64{2, 20, 3}, []float64{1, 10, 1}); got != 2 {
		t.Error("the ratio is ", got)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Error("the median is ", got)
	}
	if !math.IsNaN(median(nil)) {
		t.Error("nothing has a median")
	}
}

func TestCutsArePairedOnce(t *testing.T) {
	var h hits
	h.compare([]float64{1, 2, 3}, []float64{1.05, 1.04, 2.07, 3})
	if (h != hits{there: 3, found: 4, right: 2}) || math.Abs(h.f1()-4.0/7) > 1e-9 {
		t.Errorf("%+v, F1 %v", h, h.f1())
	}
}

func TestCodeSurvives(t *testing.T) {
	for _, n := range []int{0, 1, 345, 682, 1023} {
		b := paint(n)
		if got := readCode(func(x, y float64) int { return int(b[int(y*codedH)*codedW+int(x*codedW)]) }); got != n {
			t.Errorf("picture %d reads %d", n, got)
		}
	}
}

func TestLabelsTellTheTruth(t *testing.T) {
	c := coded{shown: []showing{{0, 7}, {0.5, 8}, {1.5, 9}}, end: 2}
	var l labels
	l.add(c, 7, 0.49)  // shown until half a second
	l.add(c, 8, 0.499) // within the rounding of files
	l.add(c, 9, 0.5)   // a second early
	l.add(c, 7, 1.75)  // gone for 1.25 s
	if (l != labels{tiles: 4, exact: 2, sum: 2.25, worst: 1.25}) {
		t.Errorf("%+v", l)
	}
}
