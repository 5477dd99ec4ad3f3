package taglane

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// nine are the rates cameras and editors use.
var nine = []Rate{{24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1}, {50, 1}, {60000, 1001}, {60, 1}, {120, 1}}

var rates = rapid.Custom(func(t *rapid.T) Rate {
	r := Rate{rapid.Int64Range(1, 240_000).Draw(t, "num"), rapid.Int64Range(1, 1001).Draw(t, "den")}
	return Rate{min(r.Num, 240*r.Den), r.Den}
})

func TestMillisVectors(t *testing.T) {
	for _, v := range []struct {
		rate Rate
		f    Frame
		ms   int64
	}{
		{Rate{30000, 1001}, 60, 2002}, {Rate{30000, 1001}, 180, 6006}, {Rate{30000, 1001}, 629, 20988},
		{Rate{60, 1}, 1, 17}, {Rate{24000, 1001}, 45, 1877}, {Rate{120, 1}, 3, 25},
		{Rate{400, 1}, 1, 3}, {Rate{400, 1}, -1, -2}, // halves go up
	} {
		if got := v.rate.Millis(v.f); got != v.ms {
			t.Errorf("frame %d at %v is %d ms, want %d", v.f, v.rate, got, v.ms)
		}
	}
}

func TestMillisRoundTrip(t *testing.T) {
	for _, r := range nine {
		for f := range Frame(7200) {
			if back := r.FrameAtMillis(r.Millis(f)); back != f {
				t.Fatalf("frame %d at %v came back as %d", f, r, back)
			}
		}
	}
}

func TestFramesKeepTheirOrderInTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, to := rates.Draw(t, "rate"), rates.Draw(t, "to")
		f := Frame(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "frame"))
		if r.Millis(f) > r.Millis(f+1) || r.Convert(f, to) > r.Convert(f+1, to) {
			t.Fatalf("frame %d begins after the next", f)
		}
		if r.Convert(f, r) != f {
			t.Fatalf("frame %d moves on its own rate", f)
		}
		// Far out, seconds as a float are coarser than a millisecond.
		if far := math.Abs(r.Seconds(f)*1000 - float64(r.Millis(f))); far > 0.51+math.Abs(float64(r.Millis(f)))*0x1p-50 {
			t.Fatalf("frame %d is off by %v ms", f, far)
		}
		if fast := (Rate{r.Num * 4, r.Den}); fast.Convert(r.Convert(f, fast), r) != f {
			t.Fatalf("frame %d does not survive a rate four times as fast", f)
		}
	})
}

func TestArithmeticHasNoEdge(t *testing.T) {
	for _, r := range []Rate{{}, {0, 1}, {1, 0}, {30000, 1001}, {1_000_000_000, 1_000_000_000}, {1000, 1}, {1, 1_000_000_000}} {
		for _, f := range []Frame{0, 1, -1, math.MaxInt64, math.MinInt64} {
			ms := r.Millis(f)
			if (f < 0) != (ms < 0) && ms != 0 {
				t.Errorf("frame %d at %v wraps to %d ms", f, r, ms)
			}
			if s := r.Seconds(f); math.IsNaN(s) || math.IsInf(s, 0) && r.Den != 0 {
				t.Errorf("frame %d at %v is at %v s", f, r, s)
			}
			_, _, _ = r.FrameAtMillis(int64(f)), r.Convert(f, Rate{}), Rate{}.Convert(f, r)
			if code := r.Timecode(f); strings.Count(code, "-") > 0 {
				t.Errorf("frame %d at %v is shown as %s", f, r, code)
			}
		}
	}
}

func TestTimecode(t *testing.T) {
	for _, v := range []struct {
		rate Rate
		f    Frame
		want string
	}{
		{Rate{30, 1}, 0, "00:00.00"}, {Rate{30, 1}, 29, "00:00.29"}, {Rate{30, 1}, 30, "00:01.00"},
		{Rate{30, 1}, 228, "00:07.18"}, {Rate{30000, 1001}, 29, "00:00.29"}, {Rate{30000, 1001}, 30, "00:01.00"},
		{Rate{30000, 1001}, 60, "00:02.00"}, {Rate{25, 1}, 25 * 60, "01:00.00"}, {Rate{25, 1}, 25*3600 - 1, "59:59.24"},
		{Rate{25, 1}, 25 * 3600, "1:00:00.00"}, {Rate{120, 1}, 119, "00:00.119"}, {Rate{30, 1}, -45, "−00:01.15"},
		{Rate{}, 228, "00:00.228"},
	} {
		if got := v.rate.Timecode(v.f); got != v.want {
			t.Errorf("frame %d at %v is shown as %s, want %s", v.f, v.rate, got, v.want)
		}
	}
}

// No two frames look the same, and whole seconds start at 00.
func TestTimecodeTellsFramesApart(t *testing.T) {
	for _, r := range nine {
		seen := map[string]bool{}
		for f := range Frame(7200) {
			code := r.Timecode(f)
			if seen[code] {
				t.Fatalf("%s stands for two frames at %v", code, r)
			}
			seen[code] = true
		}
	}
}

func TestParseRate(t *testing.T) {
	for s, want := range map[string]Rate{
		"30000/1001": {30000, 1001}, "30": {30, 1}, "60/2": {30, 1}, "29.97": {2997, 100}, "0.5": {1, 2}, "1000": {1000, 1},
	} {
		if got, err := ParseRate(s); err != nil || got != want {
			t.Errorf("%q is %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0", "0/0", "1/0", "-30", "+30", "1e3", "1e999999999", "0x1E", "030/1", "3_0", " 30", "30/1/1", "30.", ".5", "1002", "NaN", "99999999999", "１２", strings.Repeat("9", 1<<20)} {
		got, err := ParseRate(s)
		if KindOf(err) != Invalid {
			t.Errorf("%.40q is read as %v, %v", s, got, err)
		} else if len(err.Error()) > 200 {
			t.Errorf("%.40q is refused in %d bytes", s, len(err.Error()))
		}
	}
}

func TestRateInJSON(t *testing.T) {
	for _, r := range append([]Rate{{}}, nine...) {
		b, err := json.Marshal(r)
		back := Rate{7, 7}
		if err != nil || json.Unmarshal(b, &back) != nil || back != r {
			t.Errorf("%v is written %s and read %v", r, b, back)
		}
	}
	r := Rate{30, 1}
	if json.Unmarshal([]byte(`"1e9"`), &r) == nil || r != (Rate{30, 1}) {
		t.Errorf("a bad rate is read as %v", r)
	}
}

func TestParseTime(t *testing.T) {
	ntsc, pal := Rate{30000, 1001}, Rate{25, 1}
	for _, v := range []struct {
		rate Rate
		s    string
		want Frame
	}{
		{pal, "f228", 228}, {pal, "f0", 0}, {Rate{}, "f7", 7},
		{pal, "7.6", 190}, {pal, "00:00:07.600", 190}, {pal, "0:07.6", 190}, {pal, ".5", 13}, {pal, "5.", 125}, {pal, "08", 200}, {pal, "1:00:00", 90000},
		{ntsc, "2.002", 60}, {ntsc, "20.988", 629}, {pal, "0.019", 0}, {pal, "0.02", 1}, {pal, "90:00", 135000},
	} {
		if got, err := v.rate.ParseTime(v.s); err != nil || got != v.want {
			t.Errorf("%q at %v is frame %d, %v; want %d", v.s, v.rate, got, err, v.want)
		}
	}
	for _, s := range []string{
		"", "f", "f-1", "f+1", "f1.5", "f9999999999999", "f549755813888", "1e9", "::", ":5", "5:", "1:2:3:4", "99999999999:00", "999999999:00:00",
		"-1", "+1", "1/2", "0x10", "0b11", "0o7", "1_0", "NaN", "Inf", " 1", "1 ", "1,5", ".", "1.5:00", "1..5", "٣", strings.Repeat("9", 1<<20), "1.0000000000",
	} {
		got, err := pal.ParseTime(s)
		if KindOf(err) != Invalid {
			t.Errorf("%.40q is read as %d, %v", s, got, err)
		} else if len(err.Error()) > 250 {
			t.Errorf("%.40q is refused in %d bytes", s, len(err.Error()))
		}
	}
	if _, err := (Rate{}).ParseTime("7.6"); KindOf(err) != Invalid {
		t.Errorf("seconds on an unknown rate: %v", err)
	}
}

func TestParseTimeReadsWhatIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, f := rapid.SampledFrom(nine).Draw(t, "rate"), Frame(rapid.Int64Range(0, 1_000_000).Draw(t, "frame"))
		ms := r.Millis(f)
		s := (time.Duration(ms) * time.Millisecond)
		for _, text := range []string{
			Frame.text(f),
			time.UnixMilli(0).UTC().Add(s).Format("15:04:05.000"),
		} {
			if got, err := r.ParseTime(text); err != nil || got != f {
				t.Fatalf("%s is frame %d, %v; want %d", text, got, err, f)
			}
		}
	})
}

func (f Frame) text() string {
	b, _ := json.Marshal(f)
	return "f" + string(b)
}

func TestSpans(t *testing.T) {
	for _, v := range []struct {
		s      Span
		frames Frame
		ok     bool
	}{
		{Span{0, 1}, 1, true}, {Span{0, 2}, 1, false}, {Span{1, 1}, 9, false}, {Span{2, 1}, 9, false},
		{Span{-1, 1}, 9, false}, {Span{8, 9}, 9, true}, {Span{math.MinInt64, math.MaxInt64}, 9, false},
	} {
		if err := v.s.Within(v.frames); (err == nil) != v.ok || err != nil && KindOf(err) != Invalid {
			t.Errorf("%v within %d: %v", v.s, v.frames, err)
		}
		if v.ok && !v.s.Valid() {
			t.Errorf("%v is not valid", v.s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Span {
			in := Frame(rapid.IntRange(0, 9).Draw(t, name))
			return Span{in, in + Frame(rapid.IntRange(0, 5).Draw(t, name+" length"))}
		}
		a, b := draw("a"), draw("b")
		shared := false
		for f := range Frame(20) {
			shared = shared || a.Contains(f) && b.Contains(f)
		}
		if a.Len() > 0 && b.Len() > 0 && a.Overlaps(b) != shared {
			t.Fatalf("%v and %v overlap: %v", a, b, !shared)
		}
	})
}
