package all_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
)

// These are accidents other people's products had in public, played again with
// the real connectors.

// at is a publication to the service of a name.
func at(t *testing.T, name string) *stand {
	t.Helper()
	for _, c := range services() {
		if c.name == name {
			s := newStand(t, c)
			t.Cleanup(s.close)
			return s
		}
	}
	t.Fatalf("no service is called %q", name)
	return nil
}

// publishes says whether a request is the public act of its service, or the
// one that may be.
func publishes(method, path string, form url.Values) bool {
	switch {
	case path == youtubetest.VideosPath, strings.HasPrefix(path, "/video/"): // TikTok's pieces
		return method == http.MethodPut
	case strings.HasSuffix(path, "/media_publish"), strings.HasSuffix(path, "/202607/videos"):
		return method == http.MethodPost
	case strings.HasSuffix(path, "/graphql.json"):
		return form.Get("act") != ""
	}
	return strings.HasSuffix(path, "/video_reels") && form.Get("upload_phase") == "finish" && form.Get("video_state") == "PUBLISHED"
}

// said is what a call's body says: a form, or a document of Shopify's that is
// the public act.
func said(path string, body []byte) url.Values {
	if strings.HasSuffix(path, "/graphql.json") {
		act := regexp.MustCompile(`fileCreate\(|productUpdate\(`).Find(body)
		return url.Values{"act": {string(act)}}
	}
	form, _ := url.ParseQuery(string(body))
	return form
}

// public says the same of a request that is at the door.
func public(r *http.Request) bool {
	form := r.URL.Query()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/") {
		b, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(b))
		maps.Copy(form, said(r.URL.Path, b))
	}
	return publishes(r.Method, r.URL.Path, form)
}

// asked is how often something was asked for, heard or not.
func (s *stand) asked(what func(method, path string, form url.Values) bool) (n int) {
	for _, c := range s.far.Door().Calls() {
		form := said(c.Path, c.Body)
		maps.Copy(form, c.Query)
		if what(c.Method, c.Path, form) {
			n++
		}
	}
	return n
}

// onePost wants the row at its end with the one post of the clip.
func (s *stand) onePost() outbox.Row {
	s.t.Helper()
	posts := s.far.Posts()
	if len(posts) != 1 || posts[0].SHA256 != s.pub.Revision.Media.SHA256 {
		s.t.Fatalf("there are %d posts, want the one: %+v", len(posts), posts)
	}
	if r := s.row; r.Stage != outbox.Tagged || r.Wait == outbox.WaitsRefused || r.Wait == outbox.WaitsUnsure {
		s.t.Fatalf("ended at %s, waiting %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	for _, what := range s.far.Wrong() {
		s.t.Errorf("asked what no page knows: %s", what)
	}
	return s.row
}

// Instagram answered code 4, subcode 2207051, "this action is blocked"; the app
// said "failed", the post was live, and the person published it again.
func TestIncidentBlockedButLive(t *testing.T) {
	s := at(t, "instagram")
	s.far.(*instagramtest.Twin).Fault("POST media_publish", graphtest.Answer{Body: graphtest.Error(4, 2207051, "Action blocked"), After: true, Once: true})
	if !s.run(false) {
		t.Fatal("it never rests")
	}
	s.onePost()
	if n := s.asked(publishes); n != 1 {
		t.Errorf("published %d times", n)
	}
}

// The same words, and nothing is live: only a person who looked may say so, and
// only then is it published again.
func TestIncidentBlockedAndNotLive(t *testing.T) {
	s := at(t, "instagram")
	s.far.(*instagramtest.Twin).Fault("POST media_publish", graphtest.Answer{Body: graphtest.Error(4, 2207051, "Action blocked"), Once: true})
	s.run(false)
	if s.row.Wait != outbox.WaitsUnsure || s.asked(publishes) != 1 {
		t.Fatalf("waits %q after %d times: %s", s.row.Wait, s.asked(publishes), s.row.FaultMessage)
	}
	s.run(true)
	if r := s.onePost(); r.Epoch != 1 {
		t.Errorf("epoch %d", r.Epoch)
	}
}

// TikTok's token ended between the upload and the question what became of it;
// renewing it ran the whole job again, and there were two posts.
func TestIncidentTokenDiedWhilePolling(t *testing.T) {
	for name, end := range map[string]func(w *tiktoktest.Twin){
		"renewed":          (*tiktoktest.Twin).Expire,
		"a person logs in": (*tiktoktest.Twin).TakeBack,
	} {
		t.Run(name, func(t *testing.T) {
			s := at(t, "tiktok direct")
			w := s.far.(*tiktoktest.Twin)
			w.Set(func(x *tiktoktest.Terms) { x.Rounds = 2 })
			died := false
			w.Door().Lose(func(_ int, r *http.Request) twin.Loss {
				if u := w.Uploads(); !died && strings.HasSuffix(r.URL.Path, "/status/fetch/") && len(u) == 1 && u[0].Got == u[0].Source.Size {
					died = true
					end(w)
				}
				return twin.Nothing
			})
			for range 40 { // up to where a person is asked, if one is
				s.live(func() { _, _ = s.box.Step(context.Background(), s.row.ID) })
				if s.row.Wait == outbox.WaitsLogin || s.row.Stage == outbox.Tagged {
					break
				}
				s.shift += time.Minute
			}
			if !died {
				t.Fatal("the token never ended")
			}
			if s.row.Wait == outbox.WaitsLogin {
				w.Again()
			}
			s.run(false)
			s.onePost()
			if n := len(w.Uploads()); n != 1 {
				t.Errorf("%d uploads were opened", n)
			}
		})
	}
}

// A worker timed out after the irreversible call to YouTube, and its engine
// tried the whole upload again: two videos.
func TestIncidentTimeoutAfterRelease(t *testing.T) {
	s := at(t, "youtube")
	lost := 0
	s.far.Door().Lose(func(_ int, r *http.Request) twin.Loss {
		if public(r) && lost < 1 {
			lost++
			return twin.After
		}
		return twin.Nothing
	})
	s.run(false)
	s.onePost()
	if n := len(s.far.(*youtubetest.Twin).Videos()); n != 1 || lost != 1 {
		t.Errorf("%d videos after %d lost answers", n, lost)
	}
	if n := s.asked(publishes); n != 1 {
		t.Errorf("asked %d times to make it public", n)
	}
}

// Instagram said PUBLISHED and never which post it is; the app took the
// account's latest one, which was another.
func TestIncidentPublishedWithoutMediaID(t *testing.T) {
	s := at(t, "instagram")
	w := s.far.(*instagramtest.Twin)
	w.Door().Lose(func(_ int, r *http.Request) twin.Loss {
		if public(r) {
			return twin.After
		}
		return twin.Nothing
	})
	s.run(false)
	if r := s.onePost(); r.Post.ID != "" || r.Post.Link != "" {
		t.Errorf("a post was guessed: %+v", r.Post)
	}
	if n := s.asked(publishes); n != 1 {
		t.Errorf("published %d times", n)
	}
	list := func(method, path string, _ url.Values) bool {
		return method == http.MethodGet && strings.HasSuffix(path, instagramtest.User+"/media")
	}
	if n := s.asked(list); n != 0 {
		t.Errorf("the account's posts were listed %d times: for what, but to guess", n)
	}
	if len(s.row.Losses) == 0 {
		t.Error("nobody tells the person that the products are left to do by hand")
	}
}

// TikTok accepted the upload, and the app died before it wrote its name down:
// another one is opened, nobody sees the first, and its place is counted.
func TestIncidentCrashBeforeHandle(t *testing.T) {
	for _, name := range []string{"tiktok direct", "tiktok inbox"} {
		t.Run(name, func(t *testing.T) {
			s := at(t, name)
			w := s.far.(*tiktoktest.Twin)
			died := false
			w.Door().Lose(func(_ int, r *http.Request) twin.Loss {
				if !died && strings.HasSuffix(r.URL.Path, "/video/init/") {
					died = true
					s.dead.Store(true)
					return twin.After
				}
				return twin.Nothing
			})
			s.run(false)
			s.onePost()
			if n := len(w.Uploads()); !died || n != 2 {
				t.Errorf("%d uploads were opened, want the lost one and another", n)
			}
		})
	}
}

// The client gave up, the server published nevertheless, long after; a replayed
// request met a no that was taken for a failure.
func TestIncidentSlowServerImpatientClient(t *testing.T) {
	for _, c := range services() {
		if strings.Contains(c.name, "pieces") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, c)
			defer s.close()
			var slow atomic.Bool
			ctx, giveUp := context.WithCancel(context.Background())
			published := make(chan struct{})
			s.far.Door().Lose(func(_ int, r *http.Request) twin.Loss {
				if public(r) && slow.CompareAndSwap(false, true) {
					b, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(b))
					giveUp()
					<-published // nobody listens any more
					return twin.After
				}
				return twin.Nothing
			})
			for range 60 { // until somebody loses patience
				s.live(func() { _, _ = s.box.Step(ctx, s.row.ID) })
				if slow.Load() || s.row.Resting() {
					break
				}
				s.shift += max(0, s.row.Until.Sub(s.now()))
			}
			if !slow.Load() {
				t.Fatalf("nothing was published: %s, waiting %q: %s", s.row.Stage, s.row.Wait, s.row.FaultMessage)
			}
			s.live(func() { _, _ = s.box.Step(context.Background(), s.row.ID) }) // the question comes before the post
			close(published)
			for end := time.Now().Add(10 * time.Second); len(s.far.Posts()) == 0 && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			s.run(true)
			s.onePost()
			if n := s.asked(publishes); c.mayAsk && n > 1 {
				t.Errorf("asked to publish %d times", n)
			}
		})
	}
}
