package edit

import (
	"cmp"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var stamps = rapid.Custom(func(t *rapid.T) Time {
	return Time{rapid.Int64Range(0, mostMillis).Draw(t, "millis"), rapid.Uint32().Draw(t, "counter"), rapid.StringMatching(`[a-z0-9-]{1,8}`).Draw(t, "device")}
})

func TestStampsSortAsTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := stamps.Draw(t, "a"), stamps.Draw(t, "b")
		if rapid.Bool().Draw(t, "same time") {
			b.Millis = a.Millis
			if rapid.Bool().Draw(t, "same counter") {
				b.Counter = a.Counter
			}
		}
		if a.Compare(b) != cmp.Compare(a.String(), b.String()) || a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%v and %v: %d", a, b, a.Compare(b))
		}
		if back, err := ParseTime(a.String()); err != nil || back != a {
			t.Fatalf("%v came back as %v, %v", a, back, err)
		}
	})
}

func TestParseTimeRefuses(t *testing.T) {
	for _, s := range []string{
		"", "a", "01a3185c500000000001", // no device
		"-0000000000100000000a", "+0000000000100000000a", // signs
		"01A3185C500000000001b", " 1a3185c500000000001b", "01a3185c50000000000gb", "０1a3185c500000000001b",
	} {
		if got, err := ParseTime(s); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

func TestTheClockRises(t *testing.T) {
	for name, c := range map[string]struct {
		last Time
		wall int64
		want Time
	}{
		"the wall is ahead":            {Time{5, 7, "me"}, 9, Time{9, 0, "me"}},
		"the wall stands":              {Time{5, 7, "me"}, 5, Time{5, 8, "me"}},
		"the wall runs back":           {Time{5, 7, "me"}, -9, Time{5, 8, "me"}},
		"the counter is used up":       {Time{5, math.MaxUint32, "me"}, 5, Time{6, 0, "me"}},
		"a wall before 1970, at first": {Time{}, -9, Time{0, 1, "me"}},
	} {
		clock := Clock{Device: "me", Wall: func() time.Time { return time.UnixMilli(c.wall) }, last: c.last}
		if got := clock.Now(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheClockPassesWhatItSaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := Clock{Device: "me", Wall: func() time.Time { return time.UnixMilli(rapid.Int64Range(0, 3).Draw(t, "wall")) }}
		var last Time
		for range 8 {
			saw := Time{rapid.Int64Range(0, 3).Draw(t, "millis"), rapid.SampledFrom([]uint32{0, 1, math.MaxUint32}).Draw(t, "counter"), rapid.SampledFrom([]string{"a", "me", "z"}).Draw(t, "device")}
			clock.Saw(saw)
			now := clock.Now()
			if now.Compare(saw) <= 0 || now.Compare(last) <= 0 {
				t.Fatalf("%v after %v, having seen %v", now, last, saw)
			}
			last = now
		}
	})
}

// A peer may claim the last moment there is. After it nothing can be stamped,
// and that is said instead of writing a stamp that sorts wrongly.
func TestAtTheEndOfTimeDoSaysSo(t *testing.T) {
	m, clock := NewMemory(), &Clock{Device: "me", Wall: time.Now}
	clock.Saw(Time{mostMillis, math.MaxUint32, "peer"})
	if e, err := Do(m, clock, Draft{Label: "x"}); err == nil {
		t.Fatalf("stamped %v", e.At)
	}
	if len(m.Since(nil)) != 0 {
		t.Fatal("it is in the log")
	}
}
