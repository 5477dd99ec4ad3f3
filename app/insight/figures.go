package insight

import (
	"slices"
	"sort"
	"strings"
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
	views  = []string{"views", "view_count", "plays", "post_views"}
	likes  = []string{"likes", "like_count"}
	clicks = []string{"clicks", "link_clicks", "product_clicks"}
)

// daily are figures that are told of one day each; all others are what there
// is up to their time.
func daily(name string) bool {
	switch name {
	case "orders", "items_sold", "click_through_rate", "anchor_display_rate":
		return true
	}
	return strings.HasPrefix(name, "gmv.") || strings.HasPrefix(name, "commission.") || strings.HasPrefix(name, "commission_expected.")
}

// Reading is the figures of one post as they stand.
type Reading struct {
	Views, Likes, Clicks float64
	Known                bool      // anything was read at all
	At                   time.Time // of the last reading
}

// Readings are the latest figures of every post.
func Readings(figures []Figure) map[taglane.ID]Reading {
	latest := map[taglane.ID]map[string]taglane.Observation{}
	for _, f := range figures {
		of := latest[f.Publication]
		if of == nil {
			of = map[string]taglane.Observation{}
			latest[f.Publication] = of
		}
		if was, known := of[f.Name]; !known || f.At.After(was.At) {
			of[f.Name] = f.Observation
		}
	}
	out := make(map[taglane.ID]Reading, len(latest))
	for id, of := range latest {
		r := Reading{Known: true, Views: first(of, views), Likes: first(of, likes), Clicks: first(of, clicks)}
		for _, o := range of {
			if o.At.After(r.At) {
				r.At = o.At
			}
		}
		out[id] = r
	}
	return out
}

func first(of map[string]taglane.Observation, names []string) float64 {
	for _, n := range names {
		if o, known := of[n]; known {
			return o.Value
		}
	}
	return 0
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
func Days(figures []Figure, credits []Credit, from, to time.Time, zone *time.Location) []Day {
	at := map[string]int{}
	var out []Day
	for d := midnight(from, zone); d.Before(to); d = d.AddDate(0, 0, 1) {
		name := d.Format(time.DateOnly)
		at[name] = len(out)
		out = append(out, Day{Day: name})
	}
	for _, grown := range growth(figures) {
		if i, in := at[grown.at.In(zone).Format(time.DateOnly)]; in {
			out[i].Views += grown.views
			out[i].Clicks += grown.clicks
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

type grown struct {
	at            time.Time
	views, clicks float64
}

// growth is by how much running totals grew from reading to reading. One that
// shrinks, since a service took back what it had counted, grew by nothing.
func growth(figures []Figure) (out []grown) {
	type series struct {
		of   taglane.ID
		name string
	}
	all := map[series][]taglane.Observation{}
	for _, f := range figures {
		if !daily(f.Name) {
			k := series{f.Publication, f.Name}
			all[k] = append(all[k], f.Observation)
		}
	}
	counts := map[taglane.ID]map[string]bool{} // which names of a post count
	for k := range all {
		if counts[k.of] == nil {
			counts[k.of] = map[string]bool{}
		}
		counts[k.of][k.name] = true
	}
	for k, seen := range all {
		isViews, isClicks := chosen(counts[k.of], views) == k.name, chosen(counts[k.of], clicks) == k.name
		if !isViews && !isClicks {
			continue
		}
		sort.Slice(seen, func(i, j int) bool { return seen[i].At.Before(seen[j].At) })
		was := 0.0
		for _, o := range seen {
			g := grown{at: o.At}
			if by := o.Value - was; by > 0 && isViews {
				g.views = by
			} else if by > 0 {
				g.clicks = by
			}
			was = o.Value
			out = append(out, g)
		}
	}
	return out
}

func chosen(have map[string]bool, names []string) string {
	for _, n := range names {
		if have[n] {
			return n
		}
	}
	return ""
}

// silence is how many days without a commission are asked about.
const silence = 14

// Clicked is when the links of an account were followed, first and last.
type Clicked struct{ First, Last time.Time }

// Quiet says which accounts of networks had clicks and no commission for a
// fortnight: links that get clicks and sell nothing may be broken.
func Quiet(clicked map[taglane.ID]Clicked, rows []taglane.Earning, now time.Time) (quiet []taglane.ID) {
	last := map[taglane.ID]time.Time{}
	for _, e := range rows {
		if e.SoldAt.After(last[e.Account]) {
			last[e.Account] = e.SoldAt
		}
	}
	since := now.AddDate(0, 0, -silence)
	for account, c := range clicked {
		if c.First.Before(since) && c.Last.After(since) && last[account].Before(since) {
			quiet = append(quiet, account)
		}
	}
	slices.Sort(quiet)
	return quiet
}

// IsClicks says whether a figure counts how often a link was followed.
func IsClicks(name string) bool {
	return slices.Contains(clicks, name) || strings.HasPrefix(name, Followed)
}

// What a page counted of one product is kept under these, with its id.
const (
	Seen     = "seen:"
	Followed = "followed:"
)
