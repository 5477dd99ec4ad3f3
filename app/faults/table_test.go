//go:build linux && amd64

package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// told is what was tried in this run, for the table at its end.
var told table

type table struct {
	mu   sync.Mutex
	rows []*row
}

// row is one thing that was tried many times.
type row struct {
	what string
	mu   sync.Mutex

	tries   int
	lost    int    // acknowledged things that are gone, or were done twice
	crashed int    // ends of the program that nobody asked for, and answers after a panic
	mixed   int    // states that are neither the old nor the new one, and files that SQLite finds broken
	skipped string // why it was not tried
	notes   []string
	began   time.Time
	took    time.Duration
}

// begin adds a row. It ends with the test, which fails when anything was lost.
func begin(t *testing.T, what string) *row {
	t.Helper()
	r := &row{what: what, began: time.Now()}
	told.mu.Lock()
	told.rows = append(told.rows, r)
	told.mu.Unlock()
	t.Cleanup(func() {
		r.took = time.Since(r.began)
		if r.tries == 0 && r.skipped == "" && !t.Skipped() {
			t.Errorf("%s: nothing was tried", what)
		}
		if r.lost+r.crashed+r.mixed > 0 && !t.Failed() {
			t.Errorf("%s: %d lost, %d crashed, %d mixed", what, r.lost, r.crashed, r.mixed)
		}
	})
	return r
}

func (r *row) add(n *int, by int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*n += by
}

// note adds a figure that has no column.
func (r *row) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// skip ends a test that this machine cannot run, and says why in the table.
func (r *row) skip(t *testing.T, why string) {
	t.Helper()
	r.skipped = why
	t.Skip(why)
}

func (t *table) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := [][]string{{"what", "tries", "lost", "crashed", "mixed", "time", ""}}
	for _, r := range t.rows {
		if r.skipped != "" {
			lines = append(lines, []string{r.what, "–", "–", "–", "–", "–", "skipped: " + r.skipped})
			continue
		}
		lines = append(lines, []string{r.what, fmt.Sprint(r.tries), fmt.Sprint(r.lost), fmt.Sprint(r.crashed), fmt.Sprint(r.mixed),
			r.took.Round(100 * time.Millisecond).String(), strings.Join(r.notes, "; ")})
	}
	var wide [7]int
	for _, l := range lines {
		for i, text := range l {
			wide[i] = max(wide[i], len([]rune(text)))
		}
	}
	var b strings.Builder
	b.WriteString("\n")
	if n := seed(); n != 0 {
		fmt.Fprintf(&b, "Seed %d.\n\n", n)
	}
	for n, l := range lines {
		for i, text := range l {
			pad := strings.Repeat(" ", wide[i]-len([]rune(text)))
			switch {
			case i == 0:
				b.WriteString("| " + text + pad)
			case i == len(l)-1:
				b.WriteString(" | " + text + pad + " |\n")
			default:
				b.WriteString(" | " + pad + text)
			}
		}
		if n == 0 {
			for i, w := range wide {
				rule := strings.Repeat("-", w+1) + ":"
				if i == 0 || i == len(wide)-1 {
					rule = strings.Repeat("-", w+2)
				}
				b.WriteString("|" + rule)
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

// middle is the median of some durations, and most the longest.
func middle(ds []time.Duration) (median, most time.Duration) {
	if len(ds) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(ds))
	return sorted[len(sorted)/2], sorted[len(sorted)-1]
}
