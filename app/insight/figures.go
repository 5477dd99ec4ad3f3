package insight

import (
	"slices"
	"time"

	"taglane/app/taglane"
)

// Figure is a figure of a post, read at a time.
type Figure struct {
	Publication taglane.ID
	taglane.Observation
}

// What services call the same thing. The first that a post has counts.
var (
	views  = []string{"views", "view_count", "plays", "post_media_view", "post_views"}
	likes  = []string{"likes", "like_count", "post_reactions_by_type_total"}
	clicks = []string{"clicks", "link_clicks", "product_clicks"}
)

// Orders is the name of the figure that says how many were sold by a post on one
// day, where a service tells that.
const Orders = "orders"

// Counted are the names of the figures that say how often posts were looked at,
// liked and their links followed. All of them are running totals.
func Counted() []string { return slices.Concat(views, likes, clicks) }

// Clicks are the names of those that say how often links were followed.
func Clicks() []string { return slices.Clone(clicks) }

// Reading is what one post had counted of it in a span of time.
type Reading struct {
	Views, Likes, Clicks float64
	At                   time.Time // of the last reading, in the span or before it
}

// Readings are by how much the figures of every post grew from how they stood
// before a span of time to how they stood at its end. One that shrank, since a
// service took back what it had counted, grew by nothing.
func Readings(before, after []Figure) map[taglane.ID]Reading {
	type figure struct {
		of   taglane.ID
		name string
	}
	was := make(map[figure]float64, len(before))
	for _, f := range before {
		was[figure{f.Publication, f.Name}] = f.Value
	}
	now := map[taglane.ID][]Figure{}
	for _, f := range after {
		now[f.Publication] = append(now[f.Publication], f)
	}
	out := make(map[taglane.ID]Reading, len(now))
	for id, figures := range now {
		grown := func(names []string) float64 {
			for _, n := range names {
				for _, f := range figures {
					if f.Name == n {
						return max(f.Value-was[figure{id, n}], 0)
					}
				}
			}
			return 0
		}
		r := Reading{Views: grown(views), Likes: grown(likes), Clicks: grown(clicks)}
		for _, f := range figures {
			if f.At.After(r.At) {
				r.At = f.At
			}
		}
		out[id] = r
	}
	return out
}

// Growth is by how much a running total of an account's posts grew at a time.
type Growth struct {
	At      time.Time
	Account taglane.ID
	Name    string
	By      float64
}

// Day is what happened on a day, in the zone the days are counted in.
type Day struct {
	Day        string // 2026-11-26
	Views      float64
	Clicks     float64
	Orders     int
	Commission []taglane.Amount
}

// Days are the days of [from, to), none left out. A running total counts on
// the day on which it was read: what came since the reading before. Where days
// were missed, all of it is the later day's: it is not spread.
func Days(growth []Growth, credits []Credit, from, to time.Time, zone *time.Location) []Day {
	at := map[string]int{}
	var out []Day
	for d := midnight(from, zone); d.Before(to); d = d.AddDate(0, 0, 1) {
		name := d.Format(time.DateOnly)
		at[name] = len(out)
		out = append(out, Day{Day: name})
	}
	seen, followed := chosen(growth, views), chosen(growth, clicks)
	for _, g := range growth {
		i, in := at[g.At.In(zone).Format(time.DateOnly)]
		switch {
		case !in:
		case seen[g.Account] == g.Name:
			out[i].Views += g.By
		case followed[g.Account] == g.Name:
			out[i].Clicks += g.By
		}
	}
	byDay := map[int][]Credit{}
	for _, c := range credits {
		if i, in := at[c.SoldAt.In(zone).Format(time.DateOnly)]; in {
			byDay[i] = append(byDay[i], c)
		}
	}
	for i, cs := range byDay {
		s := Sum(cs)
		out[i].Orders = s.Orders
		out[i].Commission = taglane.Sum(append(s.Earned, s.Pending...)...)
	}
	return out
}

func midnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// chosen is which of the names counts for each account: the first that it has.
func chosen(growth []Growth, names []string) map[taglane.ID]string {
	best := map[taglane.ID]int{}
	for _, g := range growth {
		i := slices.Index(names, g.Name)
		if was, have := best[g.Account]; i >= 0 && (!have || i < was) {
			best[g.Account] = i
		}
	}
	out := make(map[taglane.ID]string, len(best))
	for account, i := range best {
		out[account] = names[i]
	}
	return out
}

// Silence is how many days without a commission are asked about.
const Silence = 14

// forgotten is after how many days without a click nobody asks any more.
const forgotten = 2 * Silence

// Quiet says which accounts of networks had clicks and no commission for a
// fortnight since: links that are followed and sell nothing may be broken.
// clicked are the times at which links of each were found to have been
// followed; paid is when each last told of a commission.
func Quiet(clicked map[taglane.ID][]time.Time, paid map[taglane.ID]time.Time, now time.Time) (quiet []taglane.ID) {
	for account, times := range clicked {
		var first, last time.Time
		for _, at := range times {
			if !at.After(paid[account]) {
				continue
			}
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
		if !first.IsZero() && !first.After(now.AddDate(0, 0, -Silence)) && last.After(now.AddDate(0, 0, -forgotten)) {
			quiet = append(quiet, account)
		}
	}
	slices.Sort(quiet)
	return quiet
}

// What a page counted of one product is kept under these, with its id.
const (
	Seen     = "seen:"
	Followed = "followed:"
)
