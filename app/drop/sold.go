package drop

import (
	"cmp"
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
// were seen to say until now; see Proof.
func SoldOut(seen []taglane.Sighting, now time.Time) bool { return len(Proof(seen, now)) > 0 }

// Proof is what makes it certain that a product is sold out, by time: of each
// source the look that said so first, and the last that still does. Two of them
// have to say so, or one for half an hour. Sources that say neither do not
// count. While what they say keeps changing, only half an hour without a change
// counts. None: it is not certain.
func Proof(seen []taglane.Sighting, now time.Time) (proof []taglane.Sighting) {
	sources := map[string][]taglane.Sighting{}
	for _, s := range seen {
		if s.At.After(now) || now.Sub(s.At) > stale || !tells(s.Availability) {
			continue
		}
		sources[s.Source] = append(sources[s.Source], s)
	}
	changes, lasting := 0, false
	for _, of := range sources {
		slices.SortStableFunc(of, byTime)
		first := len(of) - 1
		last := of[first]
		if last.Availability != taglane.OutOfStock {
			return nil // somebody has it
		}
		for first > 0 && of[first-1].Availability == taglane.OutOfStock {
			first--
		}
		if proof = append(proof, of[first]); first < len(of)-1 {
			proof = append(proof, last)
		}
		lasting = lasting || last.At.Sub(of[first].At) >= apart
		for i := 1; i < len(of); i++ {
			if (of[i].Availability == taglane.OutOfStock) != (of[i-1].Availability == taglane.OutOfStock) {
				changes++
			}
		}
	}
	if !lasting && (len(sources) < 2 || changes >= flapping) {
		return nil
	}
	slices.SortStableFunc(proof, byTime)
	return proof
}

func byTime(a, b taglane.Sighting) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Source, b.Source))
}

// News says whether what proves a product sold out is more than what was known
// when a person decided: a source that was not among the evidence says so, or
// one of them had it again since.
func News(proof, seen, evidence []taglane.Sighting, decided time.Time) bool {
	known := map[string]bool{}
	for _, e := range evidence {
		known[e.Source] = true
	}
	for _, p := range proof {
		if !known[p.Source] {
			return true
		}
	}
	return slices.ContainsFunc(seen, func(s taglane.Sighting) bool {
		return s.At.After(decided) && tells(s.Availability) && s.Availability != taglane.OutOfStock
	})
}

// tells says whether a source said anything of the stock.
func tells(a taglane.Availability) bool { return a != "" && a != taglane.UnknownStock }
