package snapshot

import (
	"fmt"
	"time"
)

// How many copies stay besides those of today and yesterday: of so many days,
// then of so many weeks, then of so many months before.
const (
	days   = 12
	weeks  = 10
	months = 9
)

// ring says which copies stay, given when they were taken, the newest first.
// Days are the person's own. Periods are counted where there are copies: whoever
// was away for a year finds as many as before.
func ring(taken []time.Time, now time.Time) []bool {
	y, m, d := now.Date()
	yesterday := time.Date(y, m, d-1, 0, 0, 0, 0, now.Location())
	left, seen := [3]int{days, weeks, months}, map[string]bool{}
	stays := make([]bool, len(taken))
	for i, at := range taken {
		at = at.In(now.Location())
		if !at.Before(yesterday) { // also what a wrong clock dated into the future
			stays[i] = true
			continue
		}
		year, week := at.ISOWeek()
		periods := [3]string{at.Format("2006-01-02"), fmt.Sprint(year, " week ", week), at.Format("2006-01")}
		for p, period := range periods {
			if seen[period] {
				break // something newer stands for it
			}
			if left[p] == 0 {
				continue // a longer period may have a place
			}
			left[p]--
			stays[i] = true
			for _, stood := range periods[p:] {
				seen[stood] = true
			}
			break
		}
	}
	return stays
}
