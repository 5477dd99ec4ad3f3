package tiktokshop

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

const videosPath = "/affiliate_creator/202607/videos"

// sent brings a publication to where only Release is missing.
func sent(t testing.TB, s *Service, p taglane.Publication) platform.UploadSession {
	t.Helper()
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return sendAll(t, s, us, p)
}

// errorOf is the error with its time.
func errorOf(t testing.TB, err error, kind taglane.Kind) *taglane.Error {
	t.Helper()
	e, ok := err.(*taglane.Error)
	if !ok || e.Kind != kind || !strings.HasSuffix(e.Message, ".") {
		t.Fatalf("%s error %v, want %s", taglane.KindOf(err), err, kind)
	}
	return e
}

// nobody answers.
func nobody(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") }

var kinds = map[taglane.Kind][]int64{
	taglane.Login:    {105005, 170001002},
	taglane.Conflict: {36009002, 170001019, 170001020, 170001060, 170001061, 170001062},
	taglane.Invalid:  {16011007, 16011009, 16011069, 170001024, 170001025},
	taglane.NotFound: {170001040},
	taglane.Refused: {170001016, 170001003, 170001004, 170001005, 170001006, 170001007, 170001008, 170001009, 170001010, 170001011, 170001012,
		170001013, 170001014, 170001015, 170001018, 170001030, 170001031, 99999999},
	taglane.Unsure: {36009003, 38007001, 170001050},
}

func TestEveryCodeAtRelease(t *testing.T) {
	for _, status := range []int{200, 400, 500} {
		w := newTwin(t)
		w.Turn(func(k *knobs) { k.Status = status })
		s, p := w.connect(t), publication(t)
		us := sent(t, s, p)
		for kind, codes := range kinds {
			for _, code := range codes {
				if code == 99999999 && status == 500 {
					kind = taglane.Unsure // nobody knows what an unknown code of a broken server means
				}
				w.Turn(func(k *knobs) { k.Codes[videosPath] = []int64{code} })
				_, err := s.Release(t.Context(), us, p)
				e := errorOf(t, err, kind)
				if strings.Contains(e.Message, "told as") {
					t.Errorf("%d: the service's own text is shown: %q", code, e.Message)
				}
				if (kind == taglane.Conflict) != e.Until.After(noon) {
					t.Errorf("%d: again at %v", code, e.Until)
				}
				if full := s.pace.room(); (full != nil) != (code >= 170001060 && code <= 170001062) {
					t.Errorf("%d: after it the day has %v", code, full)
				} else if full != nil {
					if again := errorOf(t, full, taglane.Later).Until; !again.Equal(noon.Add(24 * time.Hour)) {
						t.Errorf("%d: again at %v", code, again)
					}
					s = w.connect(t)
				}
			}
		}
		if len(w.Videos()) != 0 || w.Calls()["/api/v2/token/refresh"] != 0 {
			t.Errorf("%d posts, %d renewals", len(w.Videos()), w.Calls()["/api/v2/token/refresh"])
		}
	}
}

func TestCodesOfCallsThatMayBeRepeated(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	for code, kind := range map[int64]taglane.Kind{36009003: taglane.Later, 38007001: taglane.Later, 36009002: taglane.Later,
		170001011: taglane.NotFound, 170001040: taglane.Invalid, 170001016: taglane.Internal, 4242: taglane.Refused} {
		w.Turn(func(k *knobs) { k.Codes["/affiliate_creator/202509/videos/v/status"] = []int64{code} })
		_, err := s.PostState(t.Context(), taglane.Post{ID: "v"})
		e := errorOf(t, err, kind)
		w.Clock.Pass(breath)
		if code == 4242 && (!strings.Contains(e.Message, "4242") || !strings.Contains(e.Message, "2026REQ") || !strings.Contains(e.Error(), "told as 4242")) {
			t.Errorf("an unknown code is told as %v", e)
		}
	}
}

// The answer of the public act may be lost in many ways; it is asked for once.
func TestALostAnswerIsUnsure(t *testing.T) {
	for name, v := range map[string]struct {
		lose  func(*far)
		kind  taglane.Kind
		posts int
	}{
		"an internal error after it happened": {func(w *far) { w.told(videosPath, 38007001); w.Turn(func(k *knobs) { k.Late = true }) }, taglane.Unsure, 1},
		"an internal error before":            {func(w *far) { w.told(videosPath, 38007001) }, taglane.Unsure, 0},
		"a cut after":                         {func(w *far) { w.wire.Break(platformtest.CutAfter, 1) }, taglane.Unsure, 1},
		"half an answer":                      {func(w *far) { w.wire.Break(platformtest.Truncate, 1) }, taglane.Unsure, 1},
		"a gateway's error after":             {func(w *far) { w.wire.Break(platformtest.ErrorAfter, 1) }, taglane.Unsure, 1},
		"too many calls":                      {func(w *far) { w.wire.Break(platformtest.Busy, 1) }, taglane.Unsure, 0},
		"no network":                          {func(w *far) { w.wire.Base = &http.Transport{DialContext: nobody} }, taglane.Conflict, 0},
	} {
		w := newTwin(t)
		s, p := w.connect(t), publication(t)
		us := sent(t, s, p)
		v.lose(w)
		_, err := s.Release(t.Context(), us, p)
		if taglane.KindOf(err) != v.kind || len(w.Videos()) != v.posts || w.Calls()[videosPath] > 1 {
			t.Errorf("%s: %v, %d posts, %d calls", name, err, len(w.Videos()), w.Calls()[videosPath])
		}
		// A restart changes nothing: the status never speaks of a post.
		w.wire.Base = http.DefaultTransport
		st, err := w.connect(t).Status(t.Context(), us)
		if err != nil || st.Post != nil || len(w.Videos()) != v.posts {
			t.Errorf("%s: after a restart %+v, %v", name, st, err)
		}
	}
}

// An answer that says nothing does not say that nothing happened.
func TestAnAnswerThatSaysNothing(t *testing.T) {
	for _, text := range []string{"{}", "", "<html>Welcome to our network</html>", "null", `{"code":0}`, `{"code":0,"data":{}}`, `{"code":0,"data":{"video":{"id":""}}}`, `{"code":0,"data":[]}`} {
		w := newTwin(t)
		s, p := w.connect(t), publication(t)
		us := sent(t, s, p)
		w.Turn(func(k *knobs) {
			k.Answers = map[string]string{videosPath: text, pathVideo + "v/status": text, pathVideoFile: text}
		})
		_, err := s.Release(t.Context(), us, p)
		errorOf(t, err, taglane.Unsure)
		_, err = s.PostState(t.Context(), taglane.Post{ID: "v"})
		errorOf(t, err, taglane.Later)
		us, err = s.Open(t.Context(), p.Key, p)
		if err != nil {
			t.Fatal(err)
		}
		_, err = sendNext(t, s, us, p)
		errorOf(t, err, taglane.Later)
	}
}

func TestTheTokenIsRenewedOnce(t *testing.T) {
	for _, status := range []int{200, 401} {
		w := newTwin(t)
		w.Turn(func(k *knobs) { k.Status = status })
		s := w.connect(t)
		var kept []string
		s.Keep(func(secret json.RawMessage) error { kept = append(kept, string(secret)); return nil })
		w.Expire()
		if err := s.awake(t.Context()); err != nil || w.Calls()[pathProfile] != 2 || w.Calls()[pathRefresh] != 1 {
			t.Errorf("%v after %d calls and %d renewals", err, w.Calls()[pathProfile], w.Calls()[pathRefresh])
		}
		if len(kept) != 1 || !strings.Contains(kept[0], w.Access()) || !strings.Contains(kept[0], w.Refresh()) || !strings.Contains(kept[0], twinSecret) {
			t.Errorf("kept %q", kept)
		}
		// A token refused although it is new wants the person; so does one that cannot be renewed.
		for _, code := range []int64{105001, 105002, 36009005} {
			w.Turn(func(k *knobs) { k.Codes[pathProfile] = []int64{code, code} })
			errorOf(t, s.awake(t.Context()), taglane.Login)
		}
		w.Withdraw()
		errorOf(t, s.awake(t.Context()), taglane.Login)
	}
}

func TestAMissingScopeIsNoReasonToRenew(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Status = 401 })
	s := w.connect(t)
	w.Turn(func(k *knobs) { k.Codes[pathProfile] = []int64{105005} })
	if e := errorOf(t, s.awake(t.Context()), taglane.Login); !strings.Contains(e.Message, "creator.video.write") || w.Calls()[pathRefresh] != 0 {
		t.Errorf("%v, %d renewals", e, w.Calls()[pathRefresh])
	}
}

func TestATokenRefusedAtReleasePostsNothing(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	w.Expire()
	if _, err := s.Release(t.Context(), us, p); taglane.KindOf(err) != taglane.Conflict || !strings.Contains(err.Error(), "renewed") || len(w.Videos()) != 0 || w.Calls()[videosPath] != 1 {
		t.Fatalf("%v, %d posts", err, len(w.Videos()))
	}
	if post, err := s.Release(t.Context(), us, p); err != nil || len(w.Videos()) != 1 || post.ID != w.Videos()[0].ID {
		t.Fatalf("%+v, %v", post, err)
	}
}

// A login that was taken back is told as one, for nothing was posted.
func TestALoginTakenBackAtRelease(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	w.Withdraw()
	_, err := s.Release(t.Context(), us, p)
	errorOf(t, err, taglane.Login)
	if n := w.Calls()[videosPath]; n != 1 || len(w.Videos()) != 0 {
		t.Errorf("%d calls", n)
	}
}
