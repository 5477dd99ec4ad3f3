package catalog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var full2 = Report{Complete: true, Taken: 1}

func keys(from, to int) map[string]bool {
	out := map[string]bool{}
	for i := from; i < to; i++ {
		out[fmt.Sprint(i)] = true
	}
	return out
}

func TestGoneOnlyAfterTwoCompleteImports(t *testing.T) {
	start := Expire(nil, full2, keys(0, 10), false).Known
	if len(start) != 10 {
		t.Fatalf("%d are known, want 10", len(start))
	}
	once := Expire(start, full2, keys(1, 10), false)
	if len(once.Gone) != 0 || once.Lost != 1 || once.Ask {
		t.Errorf("after one: %+v", once)
	}
	twice := Expire(once.Known, full2, keys(1, 10), false)
	if !slices.Equal(twice.Gone, []string{"0"}) {
		t.Errorf("after two: %v are gone", twice.Gone)
	}
	// Seen between the two, it starts anew; seen after them, it is back.
	between := Expire(Expire(once.Known, full2, keys(0, 10), false).Known, full2, keys(1, 10), false)
	if len(between.Gone) != 0 {
		t.Errorf("it was seen in between, and %v are gone", between.Gone)
	}
	back := Expire(twice.Known, full2, keys(0, 10), false)
	if back.Known[0].Gone || back.Known[0].Missed != 0 {
		t.Errorf("it is not back: %+v", back.Known[0])
	}
	// What is partial, torn or empty does not count, however often.
	known := once.Known
	for _, r := range []Report{{}, {Complete: false, Taken: 9}, {}} {
		known = Expire(known, r, keys(1, 10), false).Known
	}
	if x := Expire(known, full2, nil, true); len(x.Gone) != 0 || x.Known[0].Missed != 1 {
		t.Errorf("%+v", x)
	}
}

func TestARefusedRowIsNotMissing(t *testing.T) {
	start := Expire(nil, full2, keys(0, 10), false).Known
	r := Report{Complete: true, Taken: 9, RefusedRows: 1, Refused: []Refusal{{Row: 2, Key: "0"}}}
	x := Expire(Expire(start, r, keys(1, 10), false).Known, r, keys(1, 10), false)
	if len(x.Gone) != 0 || x.Lost != 0 {
		t.Errorf("a product is gone because its row could not be read: %+v", x)
	}
}

func TestALargeLossIsAsked(t *testing.T) {
	start := Expire(nil, full2, keys(0, 10), false).Known
	if x := Expire(start, full2, keys(3, 10), false); x.Ask {
		t.Error("30 % is asked about; only more is")
	}
	x := Expire(start, full2, keys(4, 10), false)
	if !x.Ask || x.Lost != 4 || x.Note.Rule != "feed.shrunk" || slices.ContainsFunc(x.Known, func(k Known) bool { return k.Missed > 0 }) {
		t.Errorf("%+v", x)
	}
	x = Expire(x.Known, full2, keys(4, 10), true)
	if x = Expire(x.Known, full2, keys(4, 10), true); len(x.Gone) != 4 {
		t.Errorf("agreed twice, and %v are gone", x.Gone)
	}
}

// A file that is cut anywhere, said to be complete all the same, never makes a
// product go; nor does any series of imports without two complete ones in a row.
func TestACutFileExpiresNothing(t *testing.T) {
	for _, c := range ranges {
		whole := fixture(t, "range/"+c.file)
		c.o.Complete = true
		seen := map[string]bool{}
		rows, report := readAll(t, c.o, bytes.NewReader(whole))
		for _, r := range rows {
			seen[r.Listing.Key] = true
		}
		if !report.Complete {
			t.Errorf("%s is not complete: %+v", c.file, report.Refused)
		}
		known := Expire(nil, report, seen, false).Known
		step := 1
		if racing {
			step = 17
		}
		for cut := 0; cut < len(whole); cut += step {
			part := map[string]bool{}
			rows, report, err := read(c.o, bytes.NewReader(whole[:cut]))
			for _, r := range rows {
				part[r.Listing.Key] = true
			}
			if wrong := unsound(rows, report); wrong != "" && err == nil {
				t.Fatalf("%s cut at %d: %s", c.file, cut, wrong)
			}
			if x := Expire(known, report, part, false); len(x.Gone) > 0 {
				t.Fatalf("%s cut at %d makes %v go", c.file, cut, x.Gone)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		known := Expire(nil, full2, keys(0, 20), false).Known
		was := map[string]int{}
		for range rapid.IntRange(1, 12).Draw(t, "imports") {
			r := Report{Complete: rapid.Bool().Draw(t, "complete"), Taken: 1}
			seen := keys(rapid.IntRange(0, 20).Draw(t, "from"), 20)
			x := Expire(known, r, seen, rapid.Bool().Draw(t, "agreed"))
			for _, k := range x.Known {
				switch {
				case seen[k.Key]:
					was[k.Key] = 0
				case r.Complete:
					was[k.Key]++
				}
				if k.Gone && was[k.Key] < 2 && slices.Contains(x.Gone, k.Key) {
					t.Fatalf("%s is gone after %d complete imports without it", k.Key, was[k.Key])
				}
			}
			known = x.Known
		}
	})
	if !strings.Contains(Expire(Expire(nil, full2, keys(0, 2), false).Known, full2, keys(1, 2), false).Note.Reason.String(), "1 of 2") {
		t.Error("the question does not say how many")
	}
}
