package youtube

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// withCover begins a publication that has one.
func withCover(t *testing.T, settings ...string) *trip {
	t.Helper()
	tr := begin(t, 1000, settings...)
	tr.p.Revision.Cover = fileOf(t, drawn(90, 160))
	return tr
}

func setsCover(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == coverPath }

func TestACoverIsThereBeforeAnybodyLooks(t *testing.T) {
	tr := withCover(t)
	tr.Turn(func(k *youtubetest.Knobs) { k.Processing = 1 })
	tr.open().sendAll()
	for !tr.status().Ready {
	}
	tr.release()
	if v := tr.video(); v.Cover != tr.p.Revision.Cover.SHA256 || v.Covers != 1 {
		t.Errorf("%+v", v)
	}
	asked := tr.requests()
	if c, u := slices.Index(asked, "POST "+coverPath), slices.Index(asked, "PUT "+videosPath); c < 0 || u < c {
		t.Errorf("asked %v", asked)
	}
	if l := tr.s.Losses(tr.p); len(l) != 1 || l[0].What != "product tags" {
		t.Errorf("%+v", l)
	}
}

// Whatever YouTube says of a cover, the clip becomes public, and a person is
// told, also after a restart.
func TestACoverNeverFailsAPost(t *testing.T) {
	for name, c := range map[string]struct {
		before func(tr *trip)
		why    string
	}{
		"not verified": {func(tr *trip) { tr.Turn(func(k *youtubetest.Knobs) { k.Unverified = true }) }, "youtube.com/verify"},
		"too many": {func(tr *trip) {
			tr.Instead(setsCover, 9, youtubetest.No(429, "youtube.thumbnail", "uploadRateLimitExceeded"))
		}, "a few hours"},
		"no picture":    {func(tr *trip) { tr.p.Revision.Cover = fileOf(t, []byte("GIF89a")) }, "this picture"},
		"refused":       {func(tr *trip) { tr.Instead(setsCover, 9, youtubetest.No(400, "youtube.thumbnail", "invalidImage")) }, "this picture"},
		"gone":          {func(tr *trip) { tr.p.Revision.Cover.Path += "-elsewhere" }, "this picture"},
		"too large":     {func(tr *trip) { tr.p.Revision.Cover.Size = 52_428_801 }, "this picture"},
		"said no":       {func(tr *trip) { tr.Instead(setsCover, 9, youtubetest.No(404, "youtube.thumbnail", "videoNotFound")) }, "said no"},
		"day used up":   {func(tr *trip) { _ = tr.s.limits.units.Take(unitsADay - 60) }, "a few hours"},
		"not shown yet": {func(tr *trip) { tr.Instead(setsCover, 1, says(`{"items":[{}]}`)) }, "does not show it yet"},
	} {
		t.Run(name, func(t *testing.T) {
			tr := withCover(t)
			var kept json.RawMessage
			tr.s.Pace(nil, func(state json.RawMessage) { kept = state })
			tr.open().sendAll()
			c.before(tr)
			post := tr.release()
			if n := len(tr.Posts()); n != 1 || tr.video().Cover != "" {
				t.Fatalf("%d posts, %+v", n, tr.video())
			}
			memories.Clear()
			after := openFar(t, tr.Twin, nil)
			after.Pace(kept, func(json.RawMessage) {})
			for _, s := range []*Service{tr.s, after} {
				l := s.Losses(tr.p)
				if len(l) != 2 || l[0].What != "the cover" || !strings.Contains(l[0].Why, c.why) {
					t.Errorf("%+v", l)
				}
				steps := s.Sheet(post, tr.p).Steps
				if !slices.ContainsFunc(steps, func(s platform.SheetStep) bool { return strings.Contains(s.Text.String(), c.why) }) {
					t.Errorf("%+v", steps)
				}
			}
		})
	}
}

// A cover for which nobody answers is tried again, with the clip still
// private; after some times the clip goes on without.
func TestACoverNobodyAnswersFor(t *testing.T) {
	tr := withCover(t)
	tr.open().sendAll()
	tr.Instead(setsCover, 2, status(503))
	for range 2 {
		_, err := tr.s.Release(t.Context(), tr.up, tr.p)
		kind(t, err, taglane.Later)
		if n := len(tr.Posts()); n != 0 {
			t.Fatalf("%d posts", n)
		}
	}
	tr.release()
	if v := tr.video(); v.Cover == "" {
		t.Error("the third try was not made")
	}

	tr = withCover(t)
	tr.open().sendAll()
	tr.Instead(setsCover, 9, status(503))
	for range coverTries - 1 {
		_, err := tr.s.Release(t.Context(), tr.up, tr.p)
		kind(t, err, taglane.Later)
	}
	tr.release()
	if l := tr.s.Losses(tr.p); len(l) != 2 || !strings.Contains(l[0].Why, "did not answer") {
		t.Errorf("%+v", l)
	}
	// A login that ended is no reason to go without.
	tr = withCover(t)
	tr.open().sendAll()
	tr.Instead(setsCover, 9, youtubetest.No(401, "global", "authError"))
	for range coverTries + 1 {
		_, err := tr.s.Release(t.Context(), tr.up, tr.p)
		kind(t, err, taglane.Login)
	}
}

// Killed after any call of Release, another instance repeats it: one cover, one
// post, the same picture.
func TestAReleaseIsRepeatedHarmlessly(t *testing.T) {
	for _, how := range []twin.Loss{twin.Before, twin.After} {
		for n := 1; n < 8; n++ {
			tr := withCover(t)
			tr.open().sendAll()
			tr.Door().Lose(func(i int, _ *http.Request) twin.Loss {
				if i == n {
					return how
				}
				return twin.Nothing
			})
			_, err := tr.s.Release(t.Context(), tr.up, tr.p)
			tr.Door().Lose(nil)
			if (n == 2 || n == 4) && err == nil {
				t.Errorf("call %d is lost and nobody says so", n)
			}
			memories.Clear()
			tr.s = openFar(t, tr.Twin, nil)
			tr.release()
			v := tr.video()
			if len(tr.Posts()) != 1 || v.Cover != tr.p.Revision.Cover.SHA256 || v.Covers > 2 {
				t.Errorf("call %d: %d posts, %+v", n, len(tr.Posts()), v)
			}
		}
	}
}

// A throttle of covers is remembered, and is no throttle of anything else.
func TestCoversAreThrottledByThemselves(t *testing.T) {
	tr := withCover(t)
	tr.open().sendAll()
	tr.Instead(setsCover, 1, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7200")
		youtubetest.No(429, "youtube.thumbnail", "uploadRateLimitExceeded")(w, r)
	})
	post := tr.release()
	asked := len(tr.Door().Calls())
	lost, err := tr.s.Update(t.Context(), post, tr.p)
	if err != nil || len(lost) != 1 || lost[0].What != "the cover" {
		t.Fatalf("%v, %v", lost, err)
	}
	for _, c := range tr.Door().Calls()[asked:] {
		if c.Path == coverPath {
			t.Error("another cover was sent too soon")
		}
	}
	tr.Clock.Pass(7201e9)
	lost, err = tr.s.Update(t.Context(), post, tr.p)
	if err != nil || len(lost) != 0 || tr.video().Cover == "" {
		t.Errorf("%v, %v", lost, err)
	}
	if l := tr.s.Losses(tr.p); len(l) != 1 {
		t.Errorf("a loss that is over is still told: %+v", l)
	}
}
