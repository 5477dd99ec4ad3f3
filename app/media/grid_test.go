package media

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// lineOf is a timeline of pictures at the given ticks, each lasting like the last step.
func lineOf(scale, lasts int64, pts ...int64) timeline {
	return timeline{scale: scale, pts: pts, end: pts[len(pts)-1] + lasts, keys: pts[:1]}
}

func every(n int, at func(i int64) int64) (out []int64) {
	for i := range int64(n) {
		out = append(out, at(i))
	}
	return out
}

func TestRates(t *testing.T) {
	for name, c := range map[string]struct {
		line timeline
		rate taglane.Rate
		even bool
	}{
		"exact":                     {lineOf(30000, 1001, every(90, func(i int64) int64 { return i * 1001 })...), taglane.Rate{Num: 30000, Den: 1001}, true},
		"milliseconds of 29.97":     {lineOf(1000, 33, every(900, func(i int64) int64 { return (i*1001*2 + 30) / 60 })...), taglane.Rate{Num: 30000, Den: 1001}, true},
		"milliseconds of 30":        {lineOf(1000, 33, every(900, func(i int64) int64 { return (i*1000*2 + 30) / 60 })...), taglane.Rate{Num: 30, Den: 1}, true},
		"milliseconds of 59.94":     {lineOf(1000, 17, every(900, func(i int64) int64 { return (i*1001 + 30) / 60 })...), taglane.Rate{Num: 60000, Den: 1001}, true},
		"33 of 1000, always":        {lineOf(1000, 33, every(900, func(i int64) int64 { return i * 33 })...), taglane.Rate{Num: 1000, Den: 33}, true},
		"3749 of 90000, short":      {lineOf(90000, 3749, every(8, func(i int64) int64 { return i * 3749 })...), taglane.Rate{Num: 24, Den: 1}, true},
		"30 that drops to 15":       {lineOf(600, 40, append(every(240, func(i int64) int64 { return i * 20 }), every(105, func(i int64) int64 { return 4800 + i*40 })...)...), taglane.Rate{Num: 30, Den: 1}, false},
		"15 with a quick beginning": {lineOf(600, 40, append(every(60, func(i int64) int64 { return i * 20 }), every(300, func(i int64) int64 { return 1200 + i*40 })...)...), taglane.Rate{Num: 30, Den: 1}, false},
		"one picture lost":          {lineOf(30, 1, append(every(40, func(i int64) int64 { return i }), every(40, func(i int64) int64 { return 41 + i })...)...), taglane.Rate{Num: 30, Den: 1}, false},
		"240 a second":              {lineOf(240, 1, every(100, func(i int64) int64 { return i })...), taglane.Rate{Num: 240, Den: 1}, true},
		"240 in ticks of 600":       {lineOf(600, 3, every(1000, func(i int64) int64 { return (i*5 + 1) / 2 })...), taglane.Rate{Num: 240, Den: 1}, true},
		"milliseconds of 240":       {lineOf(1000, 4, every(1000, func(i int64) int64 { return (i*25 + 3) / 6 })...), taglane.Rate{Num: 240, Den: 1}, true},
		"960 a second":              {lineOf(960, 1, every(100, func(i int64) int64 { return i })...), taglane.Rate{Num: 240, Den: 1}, false},
		"a slide each 10 s":         {lineOf(1, 10, every(6, func(i int64) int64 { return i * 10 })...), taglane.Rate{Num: 1, Den: 10}, true},
		"a single picture":          {lineOf(25, 1, 7), taglane.Rate{Num: 25, Den: 1}, true},
		"a strange clock":           {lineOf(4_000_000_007, 133_333_337, every(50, func(i int64) int64 { return i * 133_333_337 })...), taglane.Rate{Num: 30, Den: 1}, true},
	} {
		if r, even := c.line.rate(); r != c.rate || even != c.even {
			t.Errorf("%s: %s, even %v", name, r, even)
		}
	}
}

// TestGridShowsTheLatestPicture holds the grid against its definition: frame n
// shows the last picture that began by then, give or take the lead.
func TestGridShowsTheLatestPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]int64{600, 1000, 15360, 90000}).Draw(t, "scale")
		steps := rapid.SliceOfN(rapid.Int64Range(scale/240+1, scale/5), 1, 40).Draw(t, "steps")
		pts := []int64{rapid.Int64Range(-scale, 3*scale).Draw(t, "start")}
		for _, s := range steps {
			pts = append(pts, pts[len(pts)-1]+s)
		}
		var s Source
		s.lay(lineOf(scale, steps[0], pts...))
		if !s.Rate.Valid() || s.Rate.FPS() > fastest || s.Frames < 1 {
			t.Fatalf("%d frames at %s", s.Frames, s.Rate)
		}
		shown := make([]int, s.Frames)
		for i, p := range pts {
			if f := s.frameAt(micros(p, scale)); f < s.Frames {
				for n := f; n < s.Frames; n++ {
					shown[n] = i
				}
			} else {
				t.Fatalf("picture %d belongs to frame %d of %d", i, f, s.Frames)
			}
		}
		for n := range s.Frames {
			// Exact: microseconds of frame n, plus the lead.
			at := new(big.Rat).SetFrac64(int64(n)*1_000_000*s.Rate.Den, s.Rate.Num)
			at.Add(at, new(big.Rat).SetInt64(s.start+s.lead))
			want := 0
			for i, p := range pts {
				if new(big.Rat).SetInt64(micros(p, scale)).Cmp(at) <= 0 {
					want = i
				}
			}
			if shown[n] != want || s.pictureAt(n) != micros(pts[want], scale) {
				t.Fatalf("frame %d shows picture %d, not %d", n, shown[n], want)
			}
		}
		if s.even && int(s.Frames) != len(pts) {
			t.Fatalf("%d frames of %d even pictures", s.Frames, len(pts))
		}
	})
}

func TestTilesAreSpreadAndChosen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Source{Facts: taglane.Facts{Frames: taglane.Frame(rapid.Int64Range(1, 500_000).Draw(t, "frames"))}}
		tiles := s.tiles()
		if len(tiles) != int(min(mostTiles, s.Frames)) || !slices.IsSorted(tiles) || tiles[0] < 0 || tiles[len(tiles)-1] >= s.Frames {
			t.Fatal(tiles)
		}
		// What choose asks of ffmpeg, in whole numbers.
		ceil := func(a, b int64) int64 { return a/b + boolInt(a > 0 && a%b != 0) }
		n, all := int64(len(tiles)), int64(s.Frames)
		for i := range int64(2000) {
			f := i * max(1, all/2000)
			if f >= all {
				break
			}
			chosen := ceil(2*n*(f+1)-all, 2*all) > ceil(2*n*f-all, 2*all)
			if _, listed := slices.BinarySearch(tiles, taglane.Frame(f)); listed != chosen {
				t.Fatalf("frame %d: listed %v, chosen %v", f, listed, chosen)
			}
		}
	})
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// A damaged file may name any clock; the grid is one to count with all the same.
func TestEveryClockGivesAGrid(t *testing.T) {
	for _, scale := range []int64{1, 24, 90_000, 3_724_103_477, 1<<32 - 1, 1 << 32} {
		for _, step := range []int64{1, 2, 1000, 65_535, 1<<31 - 1, 1<<32 - 1} {
			if r := slowed(lowest(scale, step)); !r.Valid() || r.FPS() > fastest {
				t.Errorf("a step of %d at %d a second gives %s", step, scale, r)
			}
		}
	}
}
