package drop

import (
	"slices"
	"time"

	"taglane/app/taglane"
)

// How sure one has to be that something is sold out.
const (
	apart    = 30 * time.Minute // of two looks at one source
	stale    = 24 * time.Hour   // a look that old says nothing of now
	flapping = 3                // changes within a day
)

// SoldOut says whether a product is certainly sold out, from what its sources
// were seen to say until now: two of them say so, or one has said so for half
// an hour. Sources that say neither do not count. While what they say keeps
// changing, only half an hour without a change counts.
func SoldOut(seen []taglane.Sighting, now time.Time) bool {
	sources := map[string][]taglane.Sighting{}
	for _, s := range seen {
		if s.At.After(now) || now.Sub(s.At) > stale || !tells(s.Availability) {
			continue
		}
		sources[s.Source] = append(sources[s.Source], s)
	}
	out, changes, lasting := 0, 0, false
	for _, of := range sources {
		slices.SortStableFunc(of, func(a, b taglane.Sighting) int { return a.At.Compare(b.At) })
		last := of[len(of)-1]
		if last.Availability != taglane.OutOfStock {
			return false // somebody has it
		}
		out++
		since := last.At
		for i := len(of) - 2; i >= 0; i-- {
			if of[i].Availability != taglane.OutOfStock {
				break
			}
			since = of[i].At
		}
		lasting = lasting || last.At.Sub(since) >= apart
		for i := 1; i < len(of); i++ {
			if (of[i].Availability == taglane.OutOfStock) != (of[i-1].Availability == taglane.OutOfStock) {
				changes++
			}
		}
	}
	return lasting || out > 1 && changes < flapping
}

// tells says whether a source said anything of the stock.
func tells(a taglane.Availability) bool { return a != "" && a != taglane.UnknownStock }
