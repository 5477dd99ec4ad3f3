package facebook

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// way is one publication on its way to the twin.
type way struct {
	*testing.T
	far *field
	s   *Service
	pub taglane.Publication
	us  platform.UploadSession
}

func set(t *testing.T, more map[string]string) *way {
	t.Helper()
	w := &way{T: t, far: newField(t), pub: platformtest.Publication(t, t.TempDir())}
	w.s = w.far.connect(t, more, withPage())
	us, err := w.s.Open(t.Context(), w.pub.Key, w.pub)
	if err != nil {
		t.Fatal(err)
	}
	w.us = us
	return w
}

func (w *way) send() {
	w.Helper()
	if err := w.from(w.status().Offset); err != nil {
		w.Fatal(err)
	}
}

func (w *way) from(off int64) error {
	w.Helper()
	f, err := os.Open(w.pub.Revision.Media.Path)
	if err != nil {
		w.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(off, 0); err != nil {
		w.Fatal(err)
	}
	_, err = w.s.Send(w.Context(), w.us, off, f, w.pub.Revision.Media.Size-off)
	return err
}

func (w *way) status() platform.Status {
	w.Helper()
	st, err := w.s.Status(w.Context(), w.us)
	if err != nil {
		w.Fatal(err)
	}
	return st
}

func (w *way) release() (taglane.Post, error) { return w.s.Release(w.Context(), w.us, w.pub) }

func (w *way) want(err error, kind taglane.Kind, says string) {
	w.Helper()
	if taglane.KindOf(err) != kind || !strings.Contains(taglane.MessageOf(err), says) {
		w.Fatalf("%s %v, want %s with %q", taglane.KindOf(err), err, kind, says)
	}
}

func (w *way) wantPosts(n int) {
	w.Helper()
	if got := len(w.far.Posts()); got != n {
		w.Fatalf("%d posts, want %d", got, n)
	}
}

// An upload that broke goes on where Facebook says, in either of the two
// spellings it was seen to use.
func TestResumesWhereItBroke(t *testing.T) {
	for _, spelling := range []string{"bytes_transferred", "bytes_transfered"} {
		t.Run(spelling, func(t *testing.T) {
			w := set(t, nil)
			w.far.Spelling = spelling
			w.far.wire.Break(platformtest.CutMidway, 2) // after the question
			if err := w.from(0); err == nil {
				t.Fatal("half of the clip is taken for the whole")
			}
			st := w.status()
			for end := time.Now().Add(5 * time.Second); st.Offset == 0 && time.Now().Before(end); st = w.status() {
				time.Sleep(time.Millisecond) // the half is still on its way
			}
			w.far.Settle()
			st = w.status()
			if st.Offset <= 0 || st.Complete {
				t.Fatalf("after half of the clip: %+v", st)
			}
			w.send()
			if got := w.far.Count(fmt.Sprint("UPLOAD offset ", st.Offset)); got != 1 {
				t.Errorf("it did not go on at byte %d, where it broke: %v", st.Offset, w.far.Asked())
			}
			if _, err := w.release(); err != nil {
				t.Fatal(err)
			}
			if p := w.far.Posts(); len(p) != 1 || p[0].SHA256 != w.pub.Revision.Media.SHA256 {
				t.Fatalf("posted: %+v", p)
			}
		})
	}
}

func TestPieceMustBeTheRest(t *testing.T) {
	w := set(t, nil)
	_, err := w.s.Send(t.Context(), w.us, 0, bytes.NewReader(make([]byte, 100)), 100)
	w.want(err, taglane.Invalid, "in one piece")
	if w.far.Count("UPLOAD") != 0 {
		t.Error("it was sent nevertheless")
	}
}

// A token never goes to an address that is not Facebook's.
func TestUploadAddressElsewhere(t *testing.T) {
	w := set(t, nil)
	w.far.UploadTo = "http://127.0.0.1:9"
	us, err := w.s.Open(t.Context(), w.pub.Key, w.pub)
	if err != nil {
		t.Fatal(err)
	}
	w.us = us
	before := w.far.wire.Requests()
	w.want(w.from(0), taglane.Refused, "not its own")
	if n := w.far.wire.Requests() - before; n != 1 {
		t.Errorf("%d requests, want only the question where the upload stands", n)
	}
}

func TestBytesThatAreNotTaken(t *testing.T) {
	for body, kind := range map[string]taglane.Kind{
		`{"debug_info":{"retriable":true,"type":"X","message":"raw"}}`:  taglane.Later,
		`{"debug_info":{"retriable":false,"type":"X","message":"raw"}}`: taglane.Invalid,
	} {
		w := set(t, nil)
		w.far.Fault("UPLOAD", graphtest.Answer{Status: http.StatusBadRequest, Body: body})
		w.want(w.from(0), kind, "the clip's bytes")
		w.far.Fault("UPLOAD", graphtest.Answer{Status: http.StatusOK, Body: `{"success":false}`})
		w.want(w.from(0), taglane.Later, "the clip's bytes")
	}
}

// The description and the title go with the call that finishes; it is asked
// once, however late the Reel comes out.
func TestPublishedIsWhatThePhaseSays(t *testing.T) {
	w := set(t, nil)
	w.send()
	w.far.Lag = 5
	_, err := w.release()
	w.want(err, taglane.Later, "still publishing")
	w.wantPosts(0)
	var waits []time.Duration
	st := w.status()
	for ; st.Post == nil; st = w.status() {
		if st.Ready {
			t.Fatal("a Reel on its way is said to be ready for another release")
		}
		waits = append(waits, st.Wait)
	}
	if want := []time.Duration{20 * time.Second, 40 * time.Second, time.Minute, time.Minute}; !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if st.Post.Link != "https://www.facebook.com/reel/"+st.Post.ID+"/" {
		t.Errorf("the link is %q", st.Post.Link)
	}
	form := w.far.Form(st.Post.ID)
	if form.Get("description") != w.pub.Revision.Draft.Clip.Caption || form.Get("title") != w.pub.Revision.Draft.Clip.Title {
		t.Errorf("the Reel says %v", form)
	}
	if n := w.far.Count("finish"); n != 1 {
		t.Errorf("%d calls to publish", n)
	}
	w.wantPosts(1)
}

// A quarter of an hour is late and not never.
func TestAReelMayComeOutLate(t *testing.T) {
	w := set(t, nil)
	w.send()
	w.far.Late = 15 * time.Minute
	_, err := w.release()
	w.want(err, taglane.Later, "still publishing")
	w.far.Clock.Pass(15*time.Minute - time.Second)
	if st := w.status(); st.Post != nil || st.Ready {
		t.Errorf("a second before: %+v", st)
	}
	w.far.Clock.Pass(time.Second)
	if st := w.status(); st.Post == nil {
		t.Errorf("in the end: %+v", st)
	}
	w.wantPosts(1)
}

// A Reel that never comes out is told as it is after a while, so that the
// outbox counts its readings and asks a person.
func TestNeverPublishedIsToldInTheEnd(t *testing.T) {
	w := set(t, nil)
	w.send()
	w.far.Never = true
	_, err := w.release()
	w.want(err, taglane.Later, "still publishing")
	n := 0
	for ; !w.status().Ready; n++ {
		if n > patience {
			t.Fatal("it is waited for without an end")
		}
	}
	if n != patience-1 { // one reading was the release's own
		t.Errorf("told after %d readings", n)
	}
	if n := w.far.Count("finish"); n != 1 {
		t.Errorf("%d calls to publish", n)
	}
}

// Nobody says what a second public call does, so where the first took there is
// none, even if a second would make a second post.
func TestSecondReleaseAsksFirst(t *testing.T) {
	for _, again := range []string{"same", "post", "error"} {
		for name, more := range map[string]map[string]string{"direct": nil, "draft first": {"draft_first": "true"}} {
			w := set(t, more)
			w.far.Again = again
			w.send()
			one, err := w.release()
			if err != nil {
				t.Fatal(err)
			}
			w.s = w.far.connect(t, more, withPage()) // a restart
			two, err := w.release()
			if err != nil || one != two {
				t.Fatalf("%s, %s: %+v, then %+v, %v", name, again, one, two, err)
			}
			w.wantPosts(1)
		}
	}
}

func TestLostAnswerOfTheFinish(t *testing.T) {
	w := set(t, nil)
	w.send()
	w.far.Fault("POST video_reels finish PUBLISHED", graphtest.Answer{Status: http.StatusBadGateway, After: true})
	_, err := w.release()
	w.want(err, taglane.Unsure, "not known")
	if st := w.status(); st.Post == nil {
		t.Errorf("it is public, and Status says %+v", st)
	}
	w = set(t, nil)
	w.send()
	w.far.Fault("POST video_reels finish PUBLISHED", graphtest.Answer{Status: http.StatusBadGateway})
	_, err = w.release()
	w.want(err, taglane.Unsure, "not known")
	if st := w.status(); st.Post != nil || !st.Ready {
		t.Errorf("nothing happened, and Status says %+v", st)
	}
	w.far.Fault("POST video_reels finish PUBLISHED", graphtest.Answer{Status: http.StatusOK, Body: `{"success":false}`})
	_, err = w.release()
	w.want(err, taglane.Unsure, "whether it took")
	w.wantPosts(0)
}

func TestDraftFirstIsVerified(t *testing.T) {
	w := set(t, map[string]string{"draft_first": "true"})
	if r := w.s.Capabilities().ReleaseRepeat; r != platform.RepeatAnswers {
		t.Errorf("the status of a draft answers, but Capabilities says %q", r)
	}
	w.send()
	w.far.Fault("POST video_reels finish DRAFT", graphtest.Answer{Status: http.StatusOK, Body: `{"success":true}`}) // and forgets it
	_, err := w.release()
	w.want(err, taglane.Later, "has not kept the draft")
	if n := w.far.Count("finish PUBLISHED"); n != 0 {
		t.Errorf("what is no draft was published %d times", n)
	}
	w.far.Mend("POST video_reels finish DRAFT")
	if _, err := w.release(); err != nil {
		t.Fatal(err)
	}
	w.wantPosts(1)
	if w.far.Count("finish DRAFT") != 2 || w.far.Count("finish PUBLISHED") != 1 {
		t.Errorf("asked: %v", w.far.Asked())
	}
	if r := set(t, nil).s.Capabilities().ReleaseRepeat; r != platform.RepeatUnknown {
		t.Errorf("without a draft nobody says what a second call does, but Capabilities says %q", r)
	}
}

// What each phase says of itself, and what that means.
func TestPhases(t *testing.T) {
	const up = `"uploading_phase":{"status":"complete","bytes_transferred":300007}`
	for _, c := range []struct {
		status string
		kind   taglane.Kind
		says   string
		ready  bool
		offset int64
	}{
		{`{"video_status":"error","uploading_phase":{"status":"error","errors":[{"code":1,"message":"The file is broken"}]}}`, taglane.Invalid, "could not use the clip: The file is broken.", false, 0},
		{`{"video_status":"error",` + up + `,"processing_phase":{"status":"error","errors":[{"code":1363031,"message":"Too small"},{"message":"Too long"}]}}`, taglane.Invalid, "Too small. Too long.", false, 0},
		{`{"video_status":"error",` + up + `,"processing_phase":{"errors":[{"message":"Too small"}]}}`, taglane.Invalid, "Too small.", false, 0},
		{`{"video_status":"error",` + up + `,"publishing_phase":{"status":"error","errors":[{"message":"Against the rules"}]}}`, taglane.Refused, "did not publish the Reel: Against the rules.", false, 0},
		{`{"video_status":"error",` + up + `,"publishing_phase":{"status":"error"}}`, taglane.Refused, "does not say why", false, 0},
		{`{"video_status":"error"}`, taglane.Invalid, "does not say why", false, 0},
		{`{"video_status":"processing",` + up + `,"processing_phase":{"status":"in_progress"},"publishing_phase":{"status":"not_started"}}`, "", "", true, 300007},
		{`{"video_status":"ready",` + up + `}`, "", "", true, 300007},
		{`{"video_status":"processing",` + up + `,"publishing_phase":{"status":"in_progress"}}`, "", "", false, 300007},
		{`{"video_status":"dreaming",` + up + `,"publishing_phase":{"status":"pondering"}}`, "", "", false, 300007},
		{`{"video_status":"x",` + up + `,"publishing_phase":{"status":"complete","publish_status":"scheduled"}}`, "", "", false, 300007},
		{`{"video_status":"x",` + up + `,"publishing_phase":{"status":"not_started","publish_status":"scheduled"}}`, "", "", false, 300007},
		{`{"video_status":"x",` + up + `,"publishing_phase":{"status":"not_started","publish_status":"draft"}}`, "", "", false, 300007},
		{`{"video_status":"x",` + up + `,"publishing_phase":{"status":"complete"}}`, "", "", false, 300007}, // and "published": false beside it
		{`{"video_status":"x","uploading_phase":{"status":"pondering","bytes_transferred":300007}}`, "", "", false, 300007},
		{`{"video_status":"x","uploading_phase":{"status":"in_progress","bytes_transferred":7}}`, "", "", false, 7},
		{`{"video_status":"x","uploading_phase":{"status":"in_progress","bytes_transferred":999999999}}`, "", "", false, 300007},
	} {
		w := set(t, nil)
		w.far.Outcome = c.status
		st, err := w.s.Status(t.Context(), w.us)
		w.want(err, c.kind, c.says)
		if st.Ready != c.ready || st.Post != nil || st.Offset != c.offset {
			t.Errorf("%s is told as %+v", c.status, st)
		}
		if _, err := w.release(); err != nil && c.kind != "" {
			w.want(err, c.kind, c.says)
		}
		if n := w.far.Count("finish"); n > 0 && !c.ready {
			t.Errorf("%s was published", c.status)
		}
	}
}

func TestBusyIsAskedLess(t *testing.T) {
	for header, value := range map[string]string{
		"X-App-Usage":               `{"call_count":12,"total_cputime":81,"total_time":3}`,
		"X-Business-Use-Case-Usage": `{"1002":[{"type":"pages","call_count":80,"total_cputime":1,"total_time":3,"estimated_time_to_regain_access":0}]}`,
	} {
		w := set(t, nil)
		w.send()
		w.far.Outcome = `{"uploading_phase":{"status":"complete"},"publishing_phase":{"status":"in_progress"}}`
		w.far.Usage[header] = value
		if st := w.status(); st.Wait != time.Minute {
			t.Errorf("%s: %s waits %v", header, value, st.Wait)
		}
		w.far.Usage[header] = strings.NewReplacer("81", "1", "80", "1").Replace(value)
		if st := w.status(); st.Wait != 20*time.Second {
			t.Errorf("%s at ease waits %v", header, st.Wait)
		}
	}
}

func TestThirtyFirstReelWaits(t *testing.T) {
	w := set(t, nil)
	w.send()
	for range 30 {
		w.far.Reels = append(w.far.Reels, w.far.Clock.Now())
	}
	_, err := w.release()
	w.want(err, taglane.Later, "posts too fast")
	if e := platformtest.ErrorOf(err); !e.Until.Equal(w.far.Clock.Now().Add(2 * time.Hour)) {
		t.Errorf("until %v", e.Until)
	}
	w.wantPosts(0)
	w.far.Clock.Pass(25 * time.Hour)
	if _, err := w.release(); err != nil {
		t.Fatal(err)
	}
	w.wantPosts(1)
}

func TestCover(t *testing.T) {
	w := set(t, nil)
	w.send()
	if _, err := w.release(); err != nil {
		t.Fatal(err)
	}
	video := w.far.Videos()[0]
	want, err := os.ReadFile(w.pub.Revision.Cover.Path)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.far.Covers(video)) != 1 || !bytes.Equal(w.far.Covers(video)[0], want) {
		t.Fatalf("%d covers", len(w.far.Covers(video)))
	}
	if !w.s.cover(t.Context(), video, w.pub.Revision.Cover) || len(w.far.Covers(video)) != 1 {
		t.Error("a cover that is there was sent again")
	}

	w = set(t, nil)
	w.send()
	w.far.CoverFails = true
	if _, err := w.release(); err != nil {
		t.Fatalf("a cover that fails takes the Reel with it: %v", err)
	}
	w.wantPosts(1)
	if n := w.far.Count("POST thumbnails"); n != 2 {
		t.Errorf("tried %d times, want before and after", n)
	}
}

func TestSettings(t *testing.T) {
	far := newField(t)
	for _, c := range []struct {
		set  map[string]string
		cred string
		want string
	}{
		{map[string]string{"page_id": ""}, `{}`, "Say which Page"},
		{map[string]string{"page_id": "12/../me"}, `{}`, "Say which Page"},
		{map[string]string{"graph_version": "25"}, `{}`, "is not a version"},
		{map[string]string{"upload_base_url": "nowhere"}, `{}`, "is not one"},
		{nil, `no`, "cannot be read"},
		{map[string]string{"page_id": ""}, `{"page_id":"5"}`, ""},
		{map[string]string{"graph_version": "v26.0"}, ``, ""},
	} {
		_, err := New(far.account(c.set), []byte(c.cred))
		if c.want == "" && err != nil || !strings.Contains(taglane.MessageOf(err), c.want) {
			t.Errorf("%v with %s: %v, want %q", c.set, c.cred, err, c.want)
		}
	}
	p, err := New(taglane.Account{Settings: map[string]string{"page_id": "5"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if w := p.(*Service).client.Where; w != (graph.Where{Base: "https://graph.facebook.com", Dialog: "https://www.facebook.com", Upload: "https://rupload.facebook.com", Version: "v25.0"}) {
		t.Errorf("it would call %+v", w)
	}
	if _, err := p.Open(t.Context(), "", taglane.Publication{}); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without any token: %v", err)
	}
}

// The contract is of the day on which the limits were checked.
func TestTheContractIsOfTheDay(t *testing.T) {
	if c := graphtest.ReadContract(); c.CheckedOn != checkedOn() || c.Version != graph.Version {
		t.Errorf("the contract is of %s and %s, the connector of %s and %s", c.CheckedOn, c.Version, checkedOn(), graph.Version)
	}
}

// The rest of a stream that broke may come in after Facebook was asked how far
// it got. What is refused then is no bad clip: it is asked about again.
func TestALateRestIsNoBadClip(t *testing.T) {
	for _, says := range []string{"true", "false"} {
		w := set(t, nil)
		late, video := false, w.far.Videos()[0]
		w.far.Door().Lose(func(_ int, r *http.Request) twin.Loss {
			if r.Header.Get("file_size") != "" && !late {
				late = true
				w.far.Lock()
				w.far.Uploads[video].Bytes = make([]byte, 7)
				w.far.Faults["UPLOAD"] = graphtest.Answer{Status: 400, Body: `{"debug_info":{"retriable":` + says + `,"type":"Any","message":"raw"}}`}
				w.far.Unlock()
			}
			return twin.Nothing
		})
		w.want(w.from(0), taglane.Conflict, "ends elsewhere")
		if st := w.status(); st.Offset != 7 {
			t.Errorf("%+v", st)
		}
	}
}
