package all_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/youtube/youtubetest"
)

// most is the greatest number of moments within a time.
func most(at []time.Time, within time.Duration) (n int) {
	first := 0
	for i := range at {
		for at[i].Sub(at[first]) >= within {
			first++
		}
		n = max(n, i-first+1)
	}
	return n
}

// when are the moments at which something was asked whose name ends so.
func (s *shop) when(end string) (out []time.Time) {
	for what, at := range s.calls {
		if strings.HasSuffix(what, end) {
			out = append(out, at...)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// limits holds an account's calls and posts to what its service allows, and
// says how near it came. The first call after the clock was set, which it was
// jumps times, cannot know the day.
func (s *shop) limits(t *testing.T, jumps int) (nearest string) {
	var posts []time.Time
	for _, p := range s.far.Posts() {
		posts = append(posts, p.At)
	}
	slices.SortFunc(posts, time.Time.Compare)
	keep := func(what string, n, allowed int) {
		nearest = fmt.Sprintf("%s%d of %d %s, ", nearest, n, allowed, what)
		if n > allowed {
			t.Errorf("%s: %d %s, %d are allowed", s.account.ID, n, what, allowed)
		}
	}
	const day = 24 * time.Hour
	switch s.account.Service {
	case "youtube":
		inserts, units := map[string]int{}, map[string]int{}
		for what, at := range s.calls {
			for _, a := range at {
				on := a.In(pacific(t)).Format(time.DateOnly)
				switch {
				case what == "POST "+youtubetest.UploadPath:
					inserts[on]++
				case what == "PUT "+youtubetest.VideosPath, strings.HasSuffix(what, youtubetest.CoverPath):
					units[on] += 50
				case strings.HasPrefix(what, "GET /youtube/"):
					units[on]++
				}
			}
		}
		keep("inserts in a day", greatest(inserts), youtubetest.InsertsADay)
		keep("units in a day", greatest(units), youtubetest.UnitsADay+jumps)
	case "tiktok":
		keep("inits in a minute", most(s.when("/video/init/"), time.Minute), 6)
		keep("questions in a minute", most(s.when("/status/fetch/"), time.Minute), 30)
		keep("posts in a day", most(posts, day), 15)
	case "tiktokshop":
		keep("posts in a day", most(posts, day), toldByShop)
	case "instagram":
		keep("posts in a day", most(posts, day), 50)
		keep("containers in a day", most(s.when("/media"), day), instagramtest.ContainersPerDay)
	case "facebook":
		keep("posts in a day", most(posts, day), facebooktest.PerDay)
	case "shopify":
		// The bucket holds 1,000 points, 50 come back a second, and a call costs 4.
		keep("calls in a minute", most(s.when("/graphql.json"), time.Minute), (1000+50*60)/4)
	}
	return nearest
}

func greatest(of map[string]int) (n int) {
	for _, v := range of {
		n = max(n, v)
	}
	return n
}

func pacific(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
