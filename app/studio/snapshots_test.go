package studio

import (
	"path/filepath"
	"testing"
	"time"

	"taglane/app/taglane"
)

// A close takes a snapshot of what changed unless the newest is young; the
// terminal's verbs, which come often, take one a day.
func TestASnapshotAtTheClose(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Now = func() time.Time { return now }
	visit := func(quiet bool, do func(*Studio)) []Snapshot {
		t.Helper()
		o.Quiet = quiet
		s, err := Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		do(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		all, err := SnapshotsOf(o)
		if err != nil {
			t.Fatal(err)
		}
		return all.All
	}
	add := func(title string) func(*Studio) { return func(s *Studio) { addProduct(t, s, title) } }
	look := func(*Studio) {}
	for _, c := range []struct {
		why   string
		later time.Duration
		quiet bool
		do    func(*Studio)
		want  int
	}{
		{"a verb on a young library", 0, true, add("mug"), 0},
		{"a window that was worked in", time.Minute, false, add("cup"), 1},
		{"again at once", time.Minute, false, add("jar"), 1},
		{"a quarter of an hour later", 15 * time.Minute, false, add("pot"), 2},
		{"a window that was looked at", time.Hour, false, look, 2},
		{"a verb on the same day", time.Hour, true, add("pan"), 2},
		{"a verb on the next day", 25 * time.Hour, true, add("lid"), 3},
		{"a clock that was wrong", -50 * time.Hour, false, add("cap"), 4},
	} {
		now = now.Add(c.later)
		if all := visit(c.quiet, c.do); len(all) != c.want {
			t.Fatalf("%s: %d snapshots, not %d", c.why, len(all), c.want)
		}
	}
}

// A whole library is not thrown away, and one that is only shut says why.
func TestOnlyWhatIsDamagedMakesRoom(t *testing.T) {
	s := newStudio(t)
	if err := Choose(s.o, nil, ""); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	_, opening := Open(ctx, s.o)
	if taglane.KindOf(opening) != taglane.Conflict {
		t.Fatal(opening)
	}
	if err := Choose(s.o, opening, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Error(err)
	}
	r, err := RecoveryOf(s.o, opening, "")
	if err != nil || r.State != "shut" || r.Message == "" || r.Offered != nil {
		t.Errorf("%+v %v", r, err)
	}
}
