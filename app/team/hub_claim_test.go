package team_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"taglane/app/team"
)

// Of many who claim the same at the same moment one gets it, and everybody is
// told the same name; what is claimed over goes to one as well.
func TestOneOfManyClaims(t *testing.T) {
	a := team.Address{Servers: address(serve(t, nil))}
	var hubs []*team.Hub
	for i := range 4 {
		hubs = append(hubs, hub(t, a, fmt.Sprint("laptop", i)))
	}
	round := func(over string) map[string]int {
		var mu sync.Mutex
		told := map[string]int{}
		var wait sync.WaitGroup
		for i, h := range hubs {
			wait.Go(func() {
				whose, err := h.Claim(context.Background(), "clip/tiktok/mia", fmt.Sprint(over, "+", i), over)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				told[whose]++
			})
		}
		wait.Wait()
		return told
	}
	first := round("")
	if len(first) != 1 {
		t.Fatalf("told: %v", first)
	}
	for whose := range first {
		second := round(whose)
		if len(second) != 1 || second[whose] != 0 {
			t.Errorf("claimed over %q, told: %v", whose, second)
		}
		again := round("somebody else")
		if len(again) != 1 || again[whose] != 0 {
			t.Errorf("claimed over nobody, told: %v", again)
		}
	}
}
