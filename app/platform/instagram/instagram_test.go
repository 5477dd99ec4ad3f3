package instagram

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func wantKind(t *testing.T, err error, k taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != k {
		t.Fatalf("%s: %v, want %s", taglane.KindOf(err), err, k)
	}
	if m := taglane.MessageOf(err); err != nil && (!strings.HasSuffix(m, ".") || strings.ContainsAny(m, "{}\n")) {
		t.Fatalf("%q is no sentence", m)
	}
}

// send sends the clip from an offset, in one piece.
func send(t *testing.T, s *Service, us platform.UploadSession, p taglane.Publication, off int64) error {
	t.Helper()
	f, err := os.Open(p.Revision.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(off, 0); err != nil {
		t.Fatal(err)
	}
	_, err = s.Send(t.Context(), us, off, f, p.Revision.Media.Size-off)
	return err
}

// sent is an upload whose every byte is there.
func sent(t *testing.T, w *field, s *Service) (platform.UploadSession, taglane.Publication) {
	t.Helper()
	p := ownGoods(t, w.Account())
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, s, us, p, 0); err != nil {
		t.Fatal(err)
	}
	return us, p
}

func live(t *testing.T, w *field, s *Service) (taglane.Post, taglane.Publication) {
	t.Helper()
	us, p := sent(t, w, s)
	if _, err := s.Status(t.Context(), us); err != nil {
		t.Fatal(err)
	}
	post, err := s.Release(t.Context(), us, p)
	if err != nil {
		t.Fatal(err)
	}
	return post, p
}

func TestWhatAContainerIsMadeOf(t *testing.T) {
	w := newField(t)
	p := ownGoods(t, w.Account())
	frame := taglane.Frame(30)
	p.Revision.Draft.Clip.Cover = &frame
	p.Settings = map[string]string{"share_to_feed": "false", "collaborators": "@one, two", "paid_partnership": "true", "ai": "true", "audio_name": " My kitchen "}
	us, err := w.service(t).Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	up, err := read(us)
	if err != nil || up.Expires != w.Clock.Now().Add(24*time.Hour) || up.Size != p.Revision.Media.Size {
		t.Errorf("the session is %+v, %v", up, err)
	}
	form := w.Form(up.Container)
	form.Del("appsecret_proof")
	for k, want := range map[string]string{"media_type": "REELS", "upload_type": "resumable", "caption": p.Revision.Draft.Clip.Caption,
		"share_to_feed": "false", "thumb_offset": "1001", "collaborators": `["one","two"]`,
		"is_paid_partnership": "true", "is_ai_generated": "true", "audio_name": "My kitchen"} {
		if form.Get(k) != want {
			t.Errorf("%s is %q, want %q", k, form.Get(k), want)
		}
		form.Del(k)
	}
	if len(form) != 0 {
		t.Errorf("more was sent: %v", form)
	}
}

func TestBytesGoOnlyToInstagram(t *testing.T) {
	w := newField(t)
	p, s := ownGoods(t, w.Account()), w.service(t)
	for _, uri := range []string{"https://evil.example", "https://rupload.facebook.com.evil.example", "http://127.0.0.1:1", "https://rupload.facebook.com:444"} {
		w.UploadTo = uri
		_, err := s.Open(t.Context(), p.Key, p)
		wantKind(t, err, taglane.Refused)
		b, _ := json.Marshal(session{Container: "18000000000000001", URI: uri + "/x", Size: p.Revision.Media.Size})
		wantKind(t, send(t, s, b, p, 0), taglane.Refused)
	}
	w.UploadTo = "https://rupload.facebook.com"
	if _, err := s.Open(t.Context(), p.Key, p); err != nil {
		t.Error("Instagram's own upload host is refused:", err)
	}
}

func TestAnUploadGoesOnWhereItStopped(t *testing.T) {
	for _, typo := range []bool{false, true} {
		w := newField(t)
		w.Spelling = map[bool]string{true: "bytes_transfered"}[typo]
		s, p := w.service(t), ownGoods(t, w.Account())
		us, err := s.Open(t.Context(), p.Key, p)
		if err != nil {
			t.Fatal(err)
		}
		up, _ := read(us)
		clip, err := os.ReadFile(p.Revision.Media.Path)
		if err != nil {
			t.Fatal(err)
		}
		w.Put(up.Container, clip[:123_456], int64(len(clip)))
		if st, err := s.Status(t.Context(), us); err != nil || st.Offset != 123_456 || st.Complete || st.Ready {
			t.Fatalf("%+v, %v", st, err)
		}
		wantKind(t, send(t, s, us, p, 1), taglane.Conflict)
		f, _ := os.Open(p.Revision.Media.Path)
		defer f.Close()
		_, err = s.Send(t.Context(), us, 123_456, f, 10)
		wantKind(t, err, taglane.Invalid) // a piece in the middle
		if err := send(t, s, us, p, 123_456); err != nil {
			t.Fatal(err)
		}
		if st, err := s.Status(t.Context(), us); err != nil || !st.Ready || !slices.Equal(w.Uploads[up.Container].Bytes, clip) {
			t.Fatalf("%+v, %v", st, err)
		}
	}
}

func TestHowTheUploadHostSaysNo(t *testing.T) {
	for name, v := range map[string]struct {
		body string
		want taglane.Kind
	}{
		"again":      {`{"debug_info":{"retriable":true,"type":"X","message":"try again"}}`, taglane.Later},
		"never":      {`{"debug_info":{"retriable":false,"type":"X","message":"bad file"}}`, taglane.Invalid},
		"by number":  {`{"debug_info":{"retriable":false,"type":"X","message":"error code 2207026"}}`, taglane.Invalid},
		"gone":       {`{"debug_info":{"retriable":false,"type":"X","message":"error code 2207020"}}`, taglane.NotFound},
		"as a Graph": {no(190, 460, false), taglane.Login},
	} {
		t.Run(name, func(t *testing.T) {
			w := newField(t)
			s, p := w.service(t), ownGoods(t, w.Account())
			us, err := s.Open(t.Context(), p.Key, p)
			if err != nil {
				t.Fatal(err)
			}
			w.Fault("UPLOAD", graphtest.Answer{Status: 400, Body: v.body})
			wantKind(t, send(t, s, us, p, 0), v.want)
		})
	}
}

func TestWhatAContainerThatFailedMeans(t *testing.T) {
	for text, want := range map[string]taglane.Kind{
		"Error: Media upload has failed with error code 2207082": taglane.NotFound, // another may fare better
		"Error: Media upload has failed with error code 2207053": taglane.NotFound,
		"Error: Media upload has failed with error code 2207032": taglane.NotFound,
		"Error: error code 2207076":                              taglane.Refused,
		"Error: error code 2207077":                              taglane.Refused,
		"Error: error code 2207026":                              taglane.Refused,
		"Error: error code 12207082 of 4":                        taglane.Refused, // another number
		"Error":                                                  taglane.Refused,
	} {
		w := newField(t)
		s := w.service(t)
		us, p := sent(t, w, s)
		w.Ends = text
		_, err := s.Status(t.Context(), us)
		wantKind(t, err, want)
		_, err = s.Release(t.Context(), us, p)
		wantKind(t, err, want)
		if len(w.posted()) != 0 {
			t.Error("it was published")
		}
	}
}

func TestAContainerEndsAfterADay(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	us, _ := sent(t, w, s)
	w.Clock.Pass(24*time.Hour - time.Second)
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Fatalf("%+v, %v", st, err)
	}
	w.Clock.Pass(time.Second)
	_, err := s.Status(t.Context(), us)
	wantKind(t, err, taglane.NotFound)
}

func TestPatienceGrowsAndNothingIsPublishedEarly(t *testing.T) {
	w := newField(t)
	w.Polls = 8
	s := w.service(t)
	us, p := sent(t, w, s)
	var waits []time.Duration
	for range 7 {
		st, err := s.Status(t.Context(), us)
		if err != nil || !st.Complete || st.Ready {
			t.Fatalf("%+v, %v", st, err)
		}
		waits = append(waits, st.Wait/time.Second)
	}
	if !slices.Equal(waits, []time.Duration{10, 20, 30, 40, 50, 60, 60}) {
		t.Errorf("waits of %v seconds", waits)
	}
	_, err := s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Later)
	if slices.Contains(w.Asked(), "POST media_publish") {
		t.Error("publishing was asked for before the container was finished")
	}
}

func TestNearTheLimitsWeAskLess(t *testing.T) {
	for name, h := range map[string]map[string]string{
		"app":      {"X-App-Usage": `{"call_count":80,"total_cputime":1,"total_time":2}`},
		"business": {"X-Business-Use-Case-Usage": `{"1":[{"type":"instagram","call_count":1,"total_cputime":2,"total_time":91}]}`},
		"neither":  {"X-App-Usage": `{"call_count":79,"total_cputime":1,"total_time":2}`},
	} {
		w := newField(t)
		w.Usage, w.Polls = h, 2
		s := w.service(t)
		us, _ := sent(t, w, s)
		st, err := s.Status(t.Context(), us)
		if err != nil || st.Wait != map[bool]time.Duration{true: time.Minute, false: 10 * time.Second}[name != "neither"] {
			t.Errorf("%s: waits %v, %v", name, st.Wait, err)
		}
	}
}

// A lost answer: the container says that it is public and not as what. The
// newest post of the account is not looked at.
func TestPublishedWithoutMediaID(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	us, p := sent(t, w, s)
	if _, err := s.Status(t.Context(), us); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Release(t.Context(), us, p); err != nil {
		t.Fatal(err)
	}
	st, err := w.service(t).Status(t.Context(), us)
	if err != nil || st.Post == nil || *st.Post != (taglane.Post{}) {
		t.Fatalf("%+v, %v", st, err)
	}
	_, err = s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Conflict)
	if len(w.posted()) != 1 || slices.Contains(w.Asked(), "GET media") {
		t.Errorf("%d posts, calls %v", len(w.posted()), w.Asked())
	}
}

// Without an answer nobody knows, and nothing is sent a second time.
func TestALostAnswerToPublishingIsUnsure(t *testing.T) {
	for _, how := range []platformtest.How{platformtest.CutAfter, platformtest.Truncate, platformtest.ErrorAfter} {
		w := newField(t)
		s := w.service(t)
		us, p := sent(t, w, s)
		if _, err := s.Status(t.Context(), us); err != nil {
			t.Fatal(err)
		}
		w.wire.Break(how, 2) // the container is asked first
		_, err := s.Release(t.Context(), us, p)
		wantKind(t, err, taglane.Unsure)
		if st, err := s.Status(t.Context(), us); err != nil || st.Post == nil || len(w.posted()) != 1 {
			t.Errorf("%s: %+v, %v, %d posts", how, st, err, len(w.posted()))
		}
	}
}

// Instagram answered "action is blocked" and the post was public.
func TestBlockedButLive(t *testing.T) {
	for _, took := range []bool{true, false} {
		w := newField(t)
		s := w.service(t)
		us, p := sent(t, w, s)
		if _, err := s.Status(t.Context(), us); err != nil {
			t.Fatal(err)
		}
		w.fail("POST media_publish", no(4, 2207051, false), took)
		_, err := s.Release(t.Context(), us, p)
		wantKind(t, err, taglane.Unsure)
		if st, err := s.Status(t.Context(), us); err != nil || (st.Post != nil) != took {
			t.Errorf("%+v, %v", st, err)
		}
		asked := slices.DeleteFunc(slices.Clone(w.Asked()), func(c string) bool { return !strings.HasSuffix(c, "media_publish") })
		if len(asked) != 1 {
			t.Errorf("publishing was asked for %d times", len(asked))
		}
	}
}

// A no to publishing is believed only if it is a plain one and the container,
// asked at once, is still not public.
func TestWhichNoIsBelieved(t *testing.T) {
	for body, want := range map[string]taglane.Kind{
		no(9007, 2207027, false): taglane.Later,
		no(9, 2207042, false):    taglane.Later,
		no(80002, 0, false):      taglane.Later,
		no(190, 463, false):      taglane.Login,
		no(200, 0, false):        taglane.Login,
		no(25, 2207050, false):   taglane.Refused,
		no(1, 0, false):          taglane.Unsure,
		no(2, 0, false):          taglane.Unsure,
		no(-1, 2207001, false):   taglane.Unsure,
		no(368, 0, true):         taglane.Unsure,
		no(987, 0, false):        taglane.Unsure,
		`{"oops":1}`:             taglane.Unsure,
	} {
		for _, took := range []bool{false, true} {
			w := newField(t)
			s := w.service(t)
			us, p := sent(t, w, s)
			if _, err := s.Status(t.Context(), us); err != nil {
				t.Fatal(err)
			}
			w.fail("POST media_publish", body, took)
			_, err := s.Release(t.Context(), us, p)
			if took && !strings.Contains(body, "2207027") {
				wantKind(t, err, taglane.Unsure)
				continue
			}
			wantKind(t, err, want)
		}
	}
}

func TestEveryErrorHasItsKind(t *testing.T) {
	kinds := map[taglane.Kind][][2]int{
		taglane.Later: {{1, 0}, {2, 0}, {-1, 2207001}, {-2, 2207003}, {-1, 2207032}, {-1, 2207053}, {24, 2207082}, {9007, 2207008},
			{9007, 2207027}, {4, 0}, {17, 0}, {32, 0}, {613, 0}, {80001, 0}, {80002, 0}, {9, 2207042}},
		taglane.NotFound: {{-2, 2207020}, {24, 2207006}, {100, 33}},
		taglane.Invalid: {{352, 2207026}, {352, 2207023}, {1, 2207057}, {36003, 2207009}, {36000, 2207004}, {36001, 2207005}, {-2, 2207076},
			{-2, 2207077}, {-2, 2207085}, {100, 2207010}, {100, 2207035}, {100, 2207036}, {100, 2207037}, {100, 2207040}, {100, 0}},
		taglane.Internal: {{9004, 2207052}, {100, 2207089}, {100, 2207028}},
		taglane.Refused:  {{100, 2207081}, {25, 2207050}, {368, 0}, {4, 2207051}},
		taglane.Login: {{190, 0}, {190, 458}, {190, 459}, {190, 460}, {190, 463}, {190, 464}, {190, 467}, {102, 0}, {102, 460},
			{10, 0}, {200, 0}, {299, 0}},
	}
	for want, all := range kinds {
		for _, n := range all {
			w := newField(t)
			p := ownGoods(t, w.Account())
			w.fail("POST media", no(n[0], n[1], false), false)
			_, err := w.service(t).Open(t.Context(), p.Key, p)
			wantKind(t, err, want)
			if !strings.Contains(err.Error(), "AbC") {
				t.Errorf("%v: the trace is lost: %v", n, err)
			}
		}
	}
	w := newField(t)
	w.fail("POST media", `{"error":{"message":"(#10) Requires instagram_content_publish permission","code":10}}`, false)
	p := ownGoods(t, w.Account())
	_, err := w.service(t).Open(t.Context(), p.Key, p)
	wantKind(t, err, taglane.Login)
	if !strings.Contains(taglane.MessageOf(err), "permission instagram_content_publish") {
		t.Error("the permission is not named:", err)
	}
	// Numbers are compared as numbers: 1900 and a subcode 458 of another code are nothing of these.
	for _, n := range [][2]int{{1900, 0}, {490, 458}, {300, 190}} {
		if r := (graph.Fault{Code: n[0], Subcode: n[1]}).Read(); r.Meaning != graph.Unknown {
			t.Errorf("%v is taken for %+v", n, r)
		}
	}
}

func TestLaterSaysWhen(t *testing.T) {
	for name, v := range map[string]struct {
		body string
		h    map[string]string
		want time.Duration
	}{
		"tomorrow": {no(9, 2207042, false), nil, 24 * time.Hour},
		"soon":     {no(9007, 2207027, false), nil, time.Minute},
		"as told": {no(80002, 0, false), map[string]string{"X-Business-Use-Case-Usage": `{"1":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19}]}`},
			19 * time.Minute},
	} {
		w := newField(t)
		p := ownGoods(t, w.Account())
		w.fail("POST media", v.body, false)
		if v.h != nil {
			w.Usage = v.h
		}
		_, err := w.service(t).Open(t.Context(), p.Key, p)
		wantKind(t, err, taglane.Later)
		if e := platformtest.ErrorOf(err); !e.Until.Equal(w.Clock.Now().Add(v.want)) {
			t.Errorf("%s: until %v", name, e.Until)
		}
	}
}

func TestALinkIsAskedForAfterwards(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	post, _ := live(t, w, s)
	if post.Link != "" || slices.Contains(w.Asked(), "GET ig-media-id") {
		t.Error("the link was asked for before the post's name could be kept")
	}
	if got, err := s.Link(t.Context(), post); err != nil || got.Link != "https://www.instagram.com/reel/"+post.ID+"/" || got.ID != post.ID {
		t.Errorf("%+v, %v", got, err)
	}
	w.Linkless = 9
	_, err := s.Link(t.Context(), post)
	wantKind(t, err, taglane.NotFound)
	_, err = s.Link(t.Context(), taglane.Post{ID: "12"})
	wantKind(t, err, taglane.NotFound)
}

func TestInsightsAreReadTogetherOrOneByOne(t *testing.T) {
	w := newField(t)
	s := w.service(t)
	post, _ := live(t, w, s)
	got, err := s.Insights(t.Context(), post, time.Time{})
	if err != nil || len(got) != len(metrics) || got[0] != (taglane.Observation{Post: post.ID, At: w.Clock.Now(), Name: "views", Value: 7}) || got[1].Value != 12.5 {
		t.Fatalf("%+v, %v", got, err)
	}
	before := len(w.Asked())
	w.Invalid = []string{"reposts", "facebook_views"}
	if got, err = s.Insights(t.Context(), post, time.Time{}); err != nil || len(got) != len(metrics)-2 || len(w.Asked())-before != len(metrics)+1 {
		t.Errorf("%d figures in %d calls, %v", len(got), len(w.Asked()), err)
	}
	_, err = s.Insights(context.Background(), taglane.Post{ID: "../x"}, time.Time{})
	wantKind(t, err, taglane.Invalid)
}
