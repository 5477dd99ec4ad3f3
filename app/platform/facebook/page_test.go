package facebook

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"taglane/app/taglane"
)

func TestProof(t *testing.T) {
	if got := proof("app_secret", "token"); got != "059a4ea9403818b051f7309a311095ac009e10fdbaeafbc3ea4d066fab212e18" {
		t.Errorf("the proof is %s", got)
	}
}

// The Page's token is looked for where Facebook lists Pages, kept before it is
// used, and not looked for again.
func TestPageTokenIsFoundAndKept(t *testing.T) {
	for name, firms := range map[string]bool{"among the person's own": false, "under a business": true} {
		t.Run(name, func(t *testing.T) {
			far := newTwin(t)
			far.firms = firms
			s := far.connect(t, nil, secret{AppID: "1", AppSecret: appSecret, AccessToken: userToken, IGUser: "17"})
			var kept []secret
			s.Keep(func(b json.RawMessage) error {
				var x secret
				if err := json.Unmarshal(b, &x); err != nil {
					return err
				}
				kept = append(kept, x)
				return nil
			})
			for range 2 {
				if _, err := s.Open(t.Context(), "", taglane.Publication{Revision: taglane.Revision{Media: taglane.File{Size: 9}}}); err != nil {
					t.Fatal(err)
				}
			}
			want := secret{AppID: "1", AppSecret: appSecret, AccessToken: longToken, PageToken: pageToken, PageID: pageID, IGUser: "17"}
			if len(kept) != 2 || kept[1] != want {
				t.Errorf("kept %+v", kept)
			}
			if far.requests("GET access_token") != 1 || firms && far.requests("client_pages") != 1 {
				t.Errorf("asked: %v", far.asked)
			}
			if !firms && far.requests("GET accounts") != 2 {
				t.Errorf("the list has two pages: %v", far.asked)
			}
		})
	}
}

func TestWhatIsNotKeptIsNotUsed(t *testing.T) {
	far := newTwin(t)
	s := far.connect(t, nil, secret{AccessToken: userToken})
	s.Keep(func(json.RawMessage) error { return errors.New("the disk is full") })
	_, err := s.Open(t.Context(), "", taglane.Publication{})
	if taglane.KindOf(err) != taglane.Internal || far.requests("video_reels") != 0 {
		t.Errorf("%v; asked: %v", err, far.asked)
	}
}

func TestPageThatMayNotPost(t *testing.T) {
	far := newTwin(t)
	far.firms, far.cannotPost = true, true
	s := far.connect(t, nil, secret{AccessToken: userToken})
	_, err := s.Open(t.Context(), "", taglane.Publication{})
	if taglane.KindOf(err) != taglane.Login {
		t.Errorf("told as %v", err)
	}
	f := s.lookAtPage(t.Context(), taglane.Publication{})
	if len(f) != 1 || f[0].Rule != "FB-PAGE" || f[0].Level != taglane.Block {
		t.Errorf("found %+v", f)
	}
}

func TestInsights(t *testing.T) {
	w := set(t, nil)
	w.send()
	post, err := w.release()
	if err != nil {
		t.Fatal(err)
	}
	w.far.figures = map[string]string{"post_media_view": `{"paid":3,"organic":4}`, "post_clicks": `5`, "post_reactions_by_type_total": `{"like":1,"love":1}`}
	w.far.retired["post_total_media_view_unique"] = true
	got, err := w.s.Insights(t.Context(), post, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var want []taglane.Observation
	for _, o := range []struct {
		name  string
		value float64
	}{{"views", 12}, {"post_views", 9}, {"post_media_view", 7}, {"post_clicks", 5}, {"post_reactions_by_type_total", 2}} {
		want = append(want, taglane.Observation{Post: post.ID, At: w.far.clock, Name: o.name, Value: o.value})
	}
	if !slices.Equal(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if w.far.requests("GET insights") != len(metrics) {
		t.Errorf("asked: %v", w.far.asked)
	}
	if _, err := w.s.Insights(t.Context(), taglane.Post{ID: "900"}, time.Time{}); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("a Reel that is not there: %v", err)
	}
}
