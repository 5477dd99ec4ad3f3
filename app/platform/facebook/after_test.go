package facebook

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// published is a Reel that is public.
func published(t *testing.T) (*way, taglane.Post) {
	t.Helper()
	w := set(t, nil)
	w.send()
	post, err := w.release()
	if err != nil {
		t.Fatal(err)
	}
	return w, post
}

func TestALinkIsAskedForAfterwards(t *testing.T) {
	w, post := published(t)
	want := post.Link
	post.Link = ""
	if got, err := w.s.Link(t.Context(), post); err != nil || got.Link != want || want == "" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := w.s.Link(t.Context(), taglane.Post{ID: "900"})
	w.want(err, taglane.NotFound, "does not know")
	_, err = w.s.Link(t.Context(), taglane.Post{})
	w.want(err, taglane.NotFound, "does not know")
	w.send2()
	_, err = w.s.Link(t.Context(), taglane.Post{ID: w.far.Videos()[1]})
	w.want(err, taglane.NotFound, "does not tell the address")
}

// send2 begins another upload, which has no address yet.
func (w *way) send2() {
	w.Helper()
	if _, err := w.s.Open(w.Context(), "", w.pub); err != nil {
		w.Fatal(err)
	}
}

func TestWhatCanBeChangedAfterwards(t *testing.T) {
	w, post := published(t)
	says := func() string {
		got, err := w.s.Update(t.Context(), post, w.pub)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range got {
			out = append(out, l.What)
		}
		return strings.Join(out, ", ")
	}
	if got := says(); got != "product tags" {
		t.Errorf("as it is: %q", got)
	}
	w.pub.Revision.Draft.Clip.Caption = "Another one."
	w.pub.Settings = map[string]string{"title": "Another"}
	for range 2 {
		if got := says(); got != "changes of the caption, changes of the title, product tags" {
			t.Errorf("changed: %q", got)
		}
	}
	if n := len(w.far.Covers(post.ID)); n != 4 {
		t.Errorf("%d covers", n)
	}
	w.wantPosts(1)
}

func TestWhatIsLeftToThePerson(t *testing.T) {
	w, post := published(t)
	sheet := w.s.Sheet(post, w.pub)
	if len(sheet.Steps) != 3 || sheet.Steps[0].Copy != "" || sheet.Steps[1].Copy != "https://shop.example/mug?sku=1" || sheet.Steps[2].Tag != "product-2" || sheet.Where != post.Link {
		t.Errorf("%+v", sheet)
	}
	if n := len(w.s.Losses(w.pub)); n != 1 {
		t.Errorf("%d losses", n)
	}
	w.pub.Revision.Draft.Tags = nil
	if len(w.s.Sheet(post, w.pub).Steps) != 0 || len(w.s.Losses(w.pub)) != 0 {
		t.Error("there is nothing to do")
	}
	if f := w.s.Fit(); f.Seconds != 90 || f.Rate != 60 || !f.Portrait || f.Codecs[0] != "h264" || f.Width != 1080 {
		t.Errorf("%+v", f)
	}
}

// Thirty Reels in a day and no more, also across restarts: what was done is
// kept, and Facebook is not even asked.
func TestTheDayIsKept(t *testing.T) {
	w := set(t, nil)
	var kept json.RawMessage
	keep := func(state json.RawMessage) { kept = state }
	for range facebooktest.PerDay {
		w.s = w.far.connect(t, nil, withPage())
		w.s.Pace(kept, keep)
		w.open()
		w.send()
		if _, err := w.release(); err != nil {
			t.Fatal(err)
		}
		w.far.Clock.Pass(time.Minute)
	}
	w.s = w.far.connect(t, nil, withPage())
	w.s.Pace(kept, keep)
	w.open()
	w.send()
	_, err := w.release()
	w.want(err, taglane.Later, "30 Reels of a Page")
	if until := platformtest.ErrorOf(err).Until; until.Sub(w.far.Clock.Now()).Round(time.Minute) != 23*time.Hour+30*time.Minute {
		t.Errorf("until %v, and it is %v", until, w.far.Clock.Now())
	}
	w.wantPosts(facebooktest.PerDay)
	w.far.Clock.Pass(24 * time.Hour)
	w.status()
	if _, err := w.release(); err != nil {
		t.Fatal(err)
	}
}

func (w *way) open() {
	w.Helper()
	us, err := w.s.Open(w.Context(), w.pub.Key, w.pub)
	if err != nil {
		w.Fatal(err)
	}
	w.us = us
}

// A header that says when calls are allowed again is obeyed without a call.
func TestARestIsTaken(t *testing.T) {
	w := set(t, nil)
	w.far.Usage["X-Business-Use-Case-Usage"] = `{"1002":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7}]}`
	w.status()
	n := len(w.far.Asked())
	_, err := w.s.Status(t.Context(), w.us)
	w.want(err, taglane.Later, "used up")
	if len(w.far.Asked()) != n {
		t.Error("it was asked nevertheless")
	}
}

func TestTheWayCanBeNarrow(t *testing.T) {
	w := set(t, nil)
	var bytes atomic.Int64
	w.s.Narrow(func(_ context.Context, n int) error {
		bytes.Add(int64(n))
		return nil
	})
	w.send()
	if got := bytes.Load(); got < w.pub.Revision.Media.Size {
		t.Errorf("%d bytes were let through of %d", got, w.pub.Revision.Media.Size)
	}
}

// Facebook said no, and the Reel was public all the same.
func TestBlockedButLive(t *testing.T) {
	for _, took := range []bool{true, false} {
		w := set(t, nil)
		w.send()
		w.far.Fault("POST video_reels finish PUBLISHED", graphtest.Answer{Status: http.StatusBadRequest, Body: graphtest.Error(4, 2207051, "The action is blocked"), After: took})
		post, err := w.release()
		if took && (err != nil || post.ID != w.far.Videos()[0]) {
			t.Errorf("it is public, and told as %+v, %v", post, err)
		}
		if !took {
			w.want(err, taglane.Unsure, "all the same")
		}
		if st := w.status(); (st.Post != nil) != took {
			t.Errorf("took %v: %+v", took, st)
		}
		if n := w.far.Count("finish"); n != 1 {
			t.Errorf("asked for %d times", n)
		}
	}
}
