package facebook

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/taglane"
)

// The Page's token is looked for where Facebook lists Pages, kept before it is
// used, and not looked for again.
func TestPageTokenIsFoundAndKept(t *testing.T) {
	for name, firms := range map[string]bool{"among the person's own": false, "under a business": true} {
		t.Run(name, func(t *testing.T) {
			far := newField(t)
			far.Pages[1].Firm = firms
			s := far.connect(t, nil, graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret, AccessToken: graphtest.UserToken, IGUser: "17"})
			var kept []graph.Secret
			s.Keep(func(b json.RawMessage) error {
				var x graph.Secret
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
			want := graph.Secret{AppID: graphtest.AppID, AppSecret: graphtest.AppSecret, AccessToken: graphtest.LongToken, PageToken: facebooktest.PageToken, PageID: facebooktest.PageID, IGUser: "17"}
			if len(kept) != 2 || kept[1].Expiry.IsZero() {
				t.Fatalf("kept %+v", kept)
			}
			if kept[1].Expiry = want.Expiry; kept[1] != want {
				t.Errorf("kept %+v", kept)
			}
			if far.Count("GET access_token") != 1 || firms && far.Count("client_pages") != 1 {
				t.Errorf("asked: %v", far.Asked())
			}
			if !firms && far.Count("GET accounts") != 2 {
				t.Errorf("the list has two pages: %v", far.Asked())
			}
		})
	}
}

func TestWhatIsNotKeptIsNotUsed(t *testing.T) {
	far := newField(t)
	s := far.connect(t, nil, graph.Secret{AccessToken: graphtest.UserToken, AppSecret: graphtest.AppSecret})
	s.Keep(func(json.RawMessage) error { return errors.New("the disk is full") })
	_, err := s.Open(t.Context(), "", taglane.Publication{})
	if taglane.KindOf(err) != taglane.Internal || far.Count("video_reels") != 0 {
		t.Errorf("%v; asked: %v", err, far.Asked())
	}
}

// Whoever changes the Page of an account never posts with another Page's token.
func TestAnotherPagesTokenIsNotUsed(t *testing.T) {
	far := newField(t)
	s := far.connect(t, nil, graph.Secret{
		AccessToken: graphtest.UserToken, AppSecret: graphtest.AppSecret, PageID: facebooktest.OtherPage, PageToken: facebooktest.OtherToken})
	if token, err := s.token(t.Context()); err != nil || token != facebooktest.PageToken {
		t.Errorf("it posts with %q, %v", token, err)
	}
}

func TestPageThatMayNotPost(t *testing.T) {
	far := newField(t)
	far.Pages[1].Firm, far.Pages[1].CannotPost = true, true
	s := far.connect(t, nil, graph.Secret{AccessToken: graphtest.UserToken, AppSecret: graphtest.AppSecret})
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
	w.far.Figures = map[string]string{"post_media_view": `{"paid":3,"organic":4}`, "post_clicks": `5`, "post_reactions_by_type_total": `{"like":1,"love":1}`}
	w.far.Retired["post_total_media_view_unique"] = true
	got, err := w.s.Insights(t.Context(), post, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var want []taglane.Observation
	for _, o := range []struct {
		name  string
		value float64
	}{{"views", 12}, {"post_views", 9}, {"post_media_view", 7}, {"post_clicks", 5}, {"post_reactions_by_type_total", 2}} {
		want = append(want, taglane.Observation{Post: post.ID, At: w.far.Clock.Now(), Name: o.name, Value: o.value})
	}
	if !slices.Equal(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if w.far.Count("GET insights") != len(metrics) {
		t.Errorf("asked: %v", w.far.Asked())
	}
	if _, err := w.s.Insights(t.Context(), taglane.Post{ID: "900"}, time.Time{}); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("a Reel that is not there: %v", err)
	}
}
