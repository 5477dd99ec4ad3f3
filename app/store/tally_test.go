package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestATallyHoldsUntilSomebodyWrites(t *testing.T) {
	ctx := context.Background()
	n := 0
	s, err := Open(ctx, Options{Dir: t.TempDir(), Now: time.Now, NewID: func() taglane.ID { n++; return taglane.ID(fmt.Sprint("id", n)) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// A number that is another one whenever it is worked out.
	ask := func(args ...any) int64 {
		t.Helper()
		v, err := s.tally.of(ctx, s.read, `SELECT random() + ?`, args...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	one, two := ask(1), ask(2)
	if ask(1) != one || ask(2) != two || one == two {
		t.Error("what was counted is counted again though nobody wrote")
	}
	if err := s.SetSetting(ctx, "zoom", "2"); err != nil {
		t.Fatal(err)
	}
	if ask(1) == one || ask(2) == two {
		t.Error("what was counted is remembered though somebody wrote")
	}
	one = ask(1)
	if _, err := s.tally.of(ctx, s.read, `SELECT nothing`); err == nil {
		t.Error("a count that fails is no count")
	}
	if ask(1) == one {
		t.Error("what another connection counted is taken for fresh")
	}
	for i := range 3 * mostTallies {
		ask(i)
	}
	if len(s.tally.known) > mostTallies {
		t.Errorf("%d are remembered, at most %d should", len(s.tally.known), mostTallies)
	}
}
