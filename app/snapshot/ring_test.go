package snapshot

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, time.UTC) }

// A year of work, a copy at each hour of eight: what the ring leaves is all of
// two days, then one of a day, one of a week, one of a month.
func TestRingOfAYear(t *testing.T) {
	now := day(26, 15)
	var taken []time.Time
	for d := range 365 {
		for h := 14; h > 6; h-- {
			taken = append(taken, day(26-d, h))
		}
	}
	taken = left(taken, now)
	want := []time.Time{}
	for d := 0; d < 2; d++ {
		for h := 14; h > 6; h-- {
			want = append(want, day(26-d, h))
		}
	}
	for d := 2; d < 2+days; d++ {
		want = append(want, day(26-d, 14))
	}
	if got := taken[:len(want)]; !slices.Equal(got, want) {
		t.Fatalf("the last two weeks are %v", got)
	}
	if got := len(taken); got != 16+days+weeks+months {
		t.Fatalf("%d copies are left", got)
	}
	if oldest := taken[len(taken)-1]; now.Sub(oldest) < 300*24*time.Hour {
		t.Errorf("the oldest is of %v", oldest)
	}
	for _, at := range taken[len(want):] {
		if at.Hour() != 14 {
			t.Errorf("%v is not the last of its day", at)
		}
	}
}

func left(taken []time.Time, now time.Time) (out []time.Time) {
	for i, stays := range ring(taken, now) {
		if stays {
			out = append(out, taken[i])
		}
	}
	return out
}

// However copies were taken, the newest stays, all of two days stay, nothing
// goes that stayed a moment ago, and there is an end to how many there are.
func TestRingHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := day(26, 0).Add(time.Duration(rapid.IntRange(0, 1439).Draw(t, "minute")) * time.Minute)
		ago := rapid.SliceOfN(rapid.IntRange(-3000, 2_000_000), 1, 200).Draw(t, "minutes ago") // also ahead of a clock that was wrong
		slices.Sort(ago)
		taken := make([]time.Time, len(ago))
		for i, m := range ago {
			taken[i] = now.Add(-time.Duration(m) * time.Minute)
		}
		stays := ring(taken, now)
		yesterday, older := time.Date(2026, 11, now.Day()-1, 0, 0, 0, 0, time.UTC), 0
		for i, at := range taken {
			if !at.Before(yesterday) {
				if !stays[i] {
					t.Fatalf("%v went at %v", at, now)
				}
			} else if stays[i] {
				older++
			}
		}
		if !stays[0] || older > days+weeks+months {
			t.Fatalf("newest stays: %v, and %d older ones", stays[0], older)
		}
		once := left(taken, now)
		if again := left(once, now); !slices.Equal(once, again) {
			t.Fatalf("a second look takes more: %v of %v", again, once)
		}
	})
}

// Days are those of the person: an evening in Tokyo is not the day before.
func TestRingKnowsThePersonsDay(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	now := time.Date(2026, 11, 26, 0, 30, 0, 0, tokyo)
	taken := []time.Time{day(25, 15), day(25, 14), day(24, 15), day(24, 14), day(24, 13)} // 00:00, 23:00, 00:00 yesterday, 23:00 and 22:00 the day before
	if got := ring(taken, now); !slices.Equal(got, []bool{true, true, true, true, false}) {
		t.Error(got)
	}
}
