package link

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// How often a published link is looked at again.
const (
	weekly  = 7 * 24 * time.Hour
	daily   = 24 * time.Hour
	monthly = 30 * 24 * time.Hour
	// freshFor is how long a clip counts as new.
	freshFor = 14 * 24 * time.Hour
	// followEvery keeps the clicks few that looking makes: no link is followed
	// more often, whatever happens.
	followEvery = 7 * 24 * time.Hour
	// sunsetNotice is how long before an end it is told.
	sunsetNotice = 30 * 24 * time.Hour
)

// Watched is a link that stands under a published clip.
type Watched struct {
	SubID      string
	URL        string // what a visitor clicks
	Network    string
	Advertiser string
	Product    taglane.ID
	Clip       taglane.ID
	Views      int64     // of the clip
	ReleasedAt time.Time // of the clip
	Verdict    Verdict   // the last one; "" for none yet
	LookedAt   time.Time // the last audit of any depth; zero for none yet
	FollowedAt time.Time // the last that followed it; zero for none yet
}

// EventKind is what may happen to links without anybody looking.
type EventKind string

const (
	PartnershipLost EventKind = "partnership-lost"
	OfferEnded      EventKind = "offer-ended"
	ProductDeleted  EventKind = "product-deleted"
	PriceMoved      EventKind = "price-moved" // by more than a tenth; see Moved
	StockGone       EventKind = "stock-gone"
	SunsetNear      EventKind = "sunset-near" // Due sees it by itself
	Asked           EventKind = "asked"       // a person wants to know
)

// Event is something that happened to all links its fields agree with; those
// that are "" agree with any, though all of them with none.
type Event struct {
	Kind       EventKind
	SubID      string
	Network    string
	Advertiser string
	Product    taglane.ID
	At         time.Time
}

func (e Event) concerns(w Watched) bool {
	some := e.SubID != "" || e.Network != "" || e.Advertiser != "" || e.Product != ""
	return some && (e.SubID == "" || e.SubID == w.SubID) && (e.Network == "" || e.Network == w.Network) &&
		(e.Advertiser == "" || e.Advertiser == w.Advertiser) && (e.Product == "" || e.Product == w.Product)
}

// Job is a link to be looked at now.
type Job struct {
	Watched
	// Follow says that it may be followed, if its account agreed to that. A link
	// that was followed within a week is only read.
	Follow bool
	// Event is what brought it here before its time; "" where it is due.
	Event EventKind
}

// Due is the worklist at a time: links whose time has come and those something
// happened to, what is seen most and stands worst first.
func Due(all []Watched, events []Event, now time.Time) []Job {
	most := popular(all)
	var jobs []Job
	for _, w := range all {
		event := happened(w, events, now)
		if event == "" && !w.LookedAt.IsZero() && now.Sub(w.LookedAt) < w.every(most, now) {
			continue
		}
		jobs = append(jobs, Job{w, w.FollowedAt.IsZero() || now.Sub(w.FollowedAt) >= followEvery, event})
	}
	slices.SortStableFunc(jobs, func(a, b Job) int {
		return cmp.Or(cmp.Compare(b.worth(), a.worth()), a.LookedAt.Compare(b.LookedAt), strings.Compare(a.SubID, b.SubID))
	})
	return jobs
}

// every is how long the link may stand before it is looked at again.
func (w Watched) every(most int64, now time.Time) time.Duration {
	switch {
	case w.Views > 0 && w.Views >= most, now.Sub(w.ReleasedAt) < freshFor:
		return daily
	case w.Views == 0:
		return monthly
	}
	return weekly
}

// worth is views times verdict; a link nobody has seen still counts once.
func (w Watched) worth() int64 {
	return (w.Views + 1) * max(verdicts[w.Verdict].weight, 1)
}

// popular is the least number of views of the tenth of all clips that has most.
func popular(all []Watched) int64 {
	clips := map[taglane.ID]int64{}
	for _, w := range all {
		clips[w.Clip] = max(clips[w.Clip], w.Views)
	}
	views := make([]int64, 0, len(clips))
	for _, v := range clips {
		views = append(views, v)
	}
	slices.Sort(views)
	if len(views) == 0 {
		return 0
	}
	return views[len(views)-(len(views)+9)/10]
}

// happened is what happened to a link since it was looked at.
func happened(w Watched, events []Event, now time.Time) EventKind {
	for _, e := range events {
		if e.concerns(w) && !e.At.After(now) && w.LookedAt.Before(e.At) {
			return e.Kind
		}
	}
	r, _ := Read(w.URL)
	if s, ok := r.sunset(); ok {
		if told := s.On.Add(-sunsetNotice); !now.Before(told) && w.LookedAt.Before(told) {
			return SunsetNear
		}
	}
	return ""
}

// sunset is what ends on the way of a link.
func (r Reading) sunset() (Sunset, bool) {
	for _, l := range append(slices.Clone(r.Layers), Layer{Host: hostIn(r.Destination)}) {
		if s, ok := SunsetAt(l.Host); ok {
			return s, true
		}
	}
	return Sunset{}, false
}

// Moved says whether a price changed by more than a tenth. Two currencies
// cannot be compared and do not count.
func Moved(from, to taglane.Money) bool {
	a, ok := new(big.Rat).SetString(from.Amount)
	b, also := new(big.Rat).SetString(to.Amount)
	if !ok || !also || from.Currency != to.Currency {
		return false
	}
	by := new(big.Rat).Sub(b, a)
	return by.Abs(by).Cmp(a.Mul(a.Abs(a), big.NewRat(1, 10))) > 0
}
