package all_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"taglane/app/outbox"
	"taglane/app/platform"
)

// judge runs one schedule to its end and says which law was broken, "" for
// none, and whether a person had to be asked.
func judge(t testing.TB, c service, at map[int]disaster) (law string, unsure bool, requests int) {
	t.Helper()
	s := newStand(t, c)
	defer s.close()
	s.befall(at)
	rested := s.run(false)
	requests = len(s.far.Door().Calls())
	r := s.row
	posts := len(s.far.Posts())
	switch {
	case posts > 1:
		return fmt.Sprint("posted ", posts, " times"), false, requests
	case !rested:
		return fmt.Sprintf("never rests: %s, %q, %s", r.Stage, r.Wait, r.FaultMessage), false, requests
	case r.Wait == outbox.WaitsRefused:
		return fmt.Sprintf("falsely failed at %s with %d posts: %s", r.Stage, posts, r.FaultMessage), false, requests
	}
	if unsure = r.Wait == outbox.WaitsUnsure; unsure {
		lost := false
		for _, d := range at {
			lost = lost || d == forgotten
		}
		if !c.mayAsk && !lost || len(at) == 0 {
			return "asked a person though the handle answers: " + r.FaultMessage.String(), true, requests
		}
		if !s.run(true) {
			return "never rests after the answer", true, requests
		}
		r, posts = s.row, len(s.far.Posts())
	}
	switch {
	case posts != 1:
		return fmt.Sprint("ended with ", posts, " posts"), unsure, requests
	case r.Stage != outbox.Tagged:
		return fmt.Sprintf("ended at %s, waiting %q: %s", r.Stage, r.Wait, r.FaultMessage), unsure, requests
	case s.far.Posts()[0].SHA256 != s.pub.Revision.Media.SHA256:
		return "other bytes are public", unsure, requests
	}
	for _, what := range s.far.Wrong() {
		return "asked what no page knows: " + what, unsure, requests
	}
	return "", unsure, requests
}

// every disaster of a service; a token is renewed where the service renews.
func disasters(c service) []disaster {
	all := []disaster{crashBefore, crashAfter, cutBefore, cutAfter, forgotten}
	far, expire := c.open()
	far.Close()
	if expire != nil {
		all = append(all, expired)
	}
	return all
}

// The real connectors, each over its twin: the program is killed before and
// after every request, every answer is lost once after it happened, sessions
// and tokens end at every step; then pairs of these.
func TestEveryRequestGoesWrong(t *testing.T) {
	pairs := 40 / thinned
	if os.Getenv("PUBLISH_TEST_ALL") != "" {
		pairs = 5_000
	}
	for _, c := range services() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			law, _, requests := judge(t, c, nil)
			if law != "" {
				t.Fatalf("on a good day: %s", law)
			}
			schedules, asked := 1, 0
			try := func(at map[int]disaster) {
				law, unsure, _ := judge(t, c, at)
				schedules++
				if unsure {
					asked++
				}
				if law != "" {
					t.Errorf("%v: %s", at, law)
				}
			}
			kinds := disasters(c)
			turn := 0
			for n := 1; n <= requests; n++ {
				for _, d := range kinds {
					if turn++; turn%thinned == 0 {
						try(map[int]disaster{n: d})
					}
				}
			}
			random := rand.New(rand.NewPCG(11, 5))
			for range pairs {
				n := 1 + random.IntN(requests)
				try(map[int]disaster{n: kinds[random.IntN(len(kinds))], n + 1 + random.IntN(requests): kinds[random.IntN(len(kinds))]})
			}
			t.Logf("%d requests on a good day, %d schedules, one post each; %d asked a person", requests, schedules, asked)
		})
	}
}

// A connector that claims that its public act may be repeated is found out, so
// the check above would notice a second post.
func TestALieIsFoundOut(t *testing.T) {
	for _, c := range services() {
		if c.name != "tiktokshop" {
			continue
		}
		c.lie = func(c *platform.Capabilities) { c.ReleaseRepeat = platform.RepeatSets }
		_, _, requests := judge(t, c, nil)
		for n := 1; n <= requests; n++ {
			for _, d := range []disaster{crashAfter, cutAfter} {
				if law, _, _ := judge(t, c, map[int]disaster{n: d}); law != "" {
					t.Log(law)
					return
				}
			}
		}
	}
	t.Error("nobody noticed")
}
