package tiktokshop

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func sendAll(t testing.TB, s *Service, us platform.UploadSession, p taglane.Publication) platform.UploadSession {
	t.Helper()
	for {
		var up session
		if json.Unmarshal(us, &up); up.File != "" {
			return us
		}
		next, err := sendNext(t, s, us, p)
		if err != nil {
			t.Fatalf("Send at %d: %v", up.Offset, err)
		}
		us = next
	}
}

func sendNext(t testing.TB, s *Service, us platform.UploadSession, p taglane.Publication) (platform.UploadSession, error) {
	t.Helper()
	f, err := os.Open(p.Revision.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var up session
	if err := json.Unmarshal(us, &up); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(up.Offset, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), us, up.Offset, f, up.next())
}

// large is a publication of a file with so many bytes.
func large(t testing.TB, size int) taglane.Publication {
	t.Helper()
	p := publication(t)
	b := bytes.Repeat([]byte("0123456789abcdef!"), size/17+1)[:size]
	path := filepath.Join(t.TempDir(), "clip.MOV")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	p.Revision.Media = taglane.File{Path: path, SHA256: hexSHA(b), Size: int64(size)}
	return p
}

func TestTheEdgeBetweenBothUploads(t *testing.T) {
	for size, v := range map[int]struct {
		bind          bool
		whole, pieces int
	}{10_000_000: {false, 1, 0}, 10_000_001: {false, 0, 2}, 10_000_017: {true, 0, 2}} {
		w := newTwin(t)
		w.Turn(func(k *knobs) { k.Bind = v.bind })
		s, p := w.connect(t), large(t, size)
		if v.bind {
			s = w.connect(t, "file_bind", "yes")
		}
		us := sent(t, s, p)
		post, err := s.Release(t.Context(), us, p)
		if err != nil || len(w.Videos()) != 1 || w.Videos()[0].SHA256 != p.Revision.Media.SHA256 || post.ID != w.Videos()[0].ID {
			t.Fatalf("%d bytes: %+v, %v", size, post, err)
		}
		if w.Calls()["/affiliate_creator/202505/videos/video_files"] != v.whole || w.Calls()["/file/202512/upload"] != v.pieces {
			t.Errorf("%d bytes: %v", size, w.Calls())
		}
	}
}

func TestAboveTheLimitNothingIsSent(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	for size, kind := range map[int64]taglane.Kind{0: taglane.Invalid, 100_000_001: taglane.Invalid, 100_000_000: ""} {
		p.Revision.Media.Size = size
		if _, err := s.Open(t.Context(), p.Key, p); taglane.KindOf(err) != kind {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestAPieceThatIsRefusedBeginsAnew(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), large(t, 10_000_001)
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	// The answer of a piece is lost: it goes again, and is refused as a repetition.
	w.wire.Break(platformtest.CutAfter, 1)
	_, err = sendNext(t, s, us, p)
	errorOf(t, err, taglane.Later)
	if st, err := s.Status(t.Context(), us); err != nil || st.Offset != 0 || st.Complete {
		t.Fatalf("%+v, %v", st, err)
	}
	_, err = sendNext(t, s, us, p)
	if e := errorOf(t, err, taglane.NotFound); strings.Contains(e.Error(), "upload-token-secret") {
		t.Errorf("the leave to upload is told: %v", e)
	}
	us = sent(t, s, p)
	if _, err := s.Release(t.Context(), us, p); err != nil || w.Videos()[0].SHA256 != p.Revision.Media.SHA256 {
		t.Fatal(err)
	}
}

func TestAFileThatIsGoneBeginsAnew(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	w.Forget()
	_, err := s.Release(t.Context(), us, p)
	errorOf(t, err, taglane.NotFound)
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil || len(w.Videos()) != 1 {
		t.Fatal(err)
	}
}

func TestAnUploadServerElsewhereHearsNothing(t *testing.T) {
	w := newTwin(t)
	heard := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard = true }))
	defer other.Close()
	s, p := w.connect(t), large(t, 10_000_001)
	us, _ := json.Marshal(session{Size: 10_000_001, URL: other.URL + "/file/202512/upload", Token: "upload-token-secret-9"})
	_, err := sendNext(t, s, us, p)
	if errorOf(t, err, taglane.NotFound); heard {
		t.Error("a stranger was sent the clip")
	}
	s = w.connect(t, "upload_host", strings.TrimPrefix(other.URL, "http://"))
	if _, err := sendNext(t, s, us, p); err == nil || !heard {
		t.Errorf("the host that was named is not asked: %v", err)
	}
}

func TestDamagedBytesAreSentAgain(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Damage = true })
	s, p := w.connect(t), publication(t)
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatal(err)
	}
	us, err = sendNext(t, s, us, p)
	errorOf(t, err, taglane.Later)
	w.Turn(func(k *knobs) { k.Damage = false })
	if st, err := s.Status(t.Context(), us); err != nil || st.Offset != 0 {
		t.Fatalf("%+v, %v", st, err)
	}
	sendAll(t, s, us, p)
}

func TestLongNumbersStayWhole(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Numbers = true })
	s, p := w.connect(t), publication(t)
	post, err := s.Release(t.Context(), sent(t, s, p), p)
	if err != nil || len(w.Videos()) != 1 || post.ID != w.Videos()[0].ID || len(post.ID) != 16 {
		t.Fatalf("%+v, %v", post, err)
	}
}

func TestWhatAPostCarries(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	at := taglane.Frame(30)
	p.Revision.Draft.Clip.Cover = &at // made into the picture that goes along
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil {
		t.Fatal(err)
	}
	got := w.Videos()[0]
	if got.Title != "Two things I use every morning." || got.Product != "1729000000000000001" || got.Anchor != "Blue mug" || !slices.Contains(w.Covers(), got.Cover) || got.CoverMS != nil || got.AI != nil {
		t.Errorf("%+v", got)
	}
	// No picture, another product, other words, and what the creator said of AI.
	d := &p.Revision.Draft
	p.Revision.Cover, d.Clip.Caption, d.Clip.Priority = taglane.File{}, "", []taglane.ID{"product-2"}
	p.Settings = map[string]string{"product_id": "1729000000000000002", "anchor": " Kettle ", "ai": "false", "precheck": "false"}
	looks := w.Calls()["/affiliate_creator/202511/videos/precheck_task"]
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil {
		t.Fatal(err)
	}
	got = w.Videos()[1]
	if got.Title != d.Clip.Title || got.Product != "1729000000000000002" || got.Anchor != "Kettle" || got.Cover != "" || got.CoverMS == nil || *got.CoverMS != 1001 || got.AI == nil || *got.AI {
		t.Errorf("%+v", got)
	}
	if w.Calls()["/affiliate_creator/202511/videos/precheck_task"] != looks {
		t.Error("TikTok Shop looked though it was not asked to")
	}
	if losses := s.Losses(p); len(losses) != 2 || losses[0].What != "Blue mug" {
		t.Errorf("losses %+v", losses)
	}
}

func TestPrecheck(t *testing.T) {
	for _, told := range []func(k *knobs){func(*knobs) {}, func(k *knobs) { k.Flat = true }, func(k *knobs) { k.Nested = true }} {
		w := newTwin(t)
		w.Turn(told)
		w.Turn(func(k *knobs) { k.Looks = 2 })
		s, p := w.connect(t), publication(t)
		us := sent(t, s, p)
		if st, err := s.Status(t.Context(), us); err != nil || st.Ready || !st.Complete || st.Wait == 0 {
			t.Errorf("while it looks: %+v, %v", st, err)
		}
		_, err := s.Precheck(t.Context(), us)
		errorOf(t, err, taglane.Later)
		if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
			t.Errorf("after it looked: %+v, %v", st, err)
		}
		w.Turn(func(k *knobs) { k.Look = "FAIL" })
		_, err = s.Status(t.Context(), us)
		if e := errorOf(t, err, taglane.Refused); !strings.Contains(e.Message, "Unverified health claim") {
			t.Errorf("%v", e)
		}
		found, err := s.Precheck(t.Context(), us)
		if err != nil || len(found) != 1 || found[0].Rule != "TS-PRECHECK" || found[0].Level != taglane.Block {
			t.Errorf("%+v, %v", found, err)
		}
	}
}

func TestAPoorClipIsOnlyWarnedAbout(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Quality = "FAIL" })
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Errorf("%+v, %v", st, err)
	}
	found, err := s.Precheck(t.Context(), us)
	if err != nil || len(found) != 1 || found[0].Level != taglane.Warn || !strings.Contains(found[0].Message, "Too dark") {
		t.Errorf("%+v, %v", found, err)
	}
}

// Two readings of the service tell a cover differently.
func TestACoverByTheOtherReading(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Photo = true })
	s, p := w.connect(t), publication(t)
	if _, err := s.Release(t.Context(), sent(t, s, p), p); err != nil || !slices.Contains(w.Covers(), w.Videos()[0].Cover) {
		t.Error(err)
	}
}

// What a login is of is told as a number or as a text.
func TestWhatALoginIsOf(t *testing.T) {
	for told, seller := range map[string]bool{`1`: false, `0`: true, `"1"`: false, `"SELLER"`: true, `"CREATOR"`: false, `null`: false} {
		var who profile
		if err := json.Unmarshal([]byte(`{"user_type":`+told+`}`), &who); err != nil || who.UserType.seller() != seller {
			t.Errorf("%s: %v", told, err)
		}
	}
}

func TestWithoutAPrecheckItGoesOn(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.LooksDaily = 1 })
	first := publication(t)
	sent(t, w.connect(t), first)
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	if st, err := s.Status(t.Context(), us); err != nil || !st.Ready {
		t.Fatalf("%+v, %v", st, err)
	}
	if found, err := s.Precheck(t.Context(), us); err != nil || len(found) != 1 || found[0].Level != taglane.Warn {
		t.Errorf("%+v, %v", found, err)
	}
	// The token and the network are looked at before the public act.
	w.wire.Break(platformtest.CutBefore, 1)
	if _, err := s.Status(t.Context(), us); err == nil {
		t.Error("a dead network is not told before the public act")
	}
}

func TestAStalledQuestionEndsWithItsCaller(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), publication(t)
	us := sent(t, s, p)
	ctx, cancel := context.WithCancel(t.Context())
	w.wire.Break(platformtest.Stall, 1)
	time.AfterFunc(20*time.Millisecond, cancel)
	began := time.Now()
	_, err := s.Status(ctx, us)
	if errorOf(t, err, taglane.Later); time.Since(began) > time.Second {
		t.Error("a cancelled call took too long")
	}
}

func TestPostState(t *testing.T) {
	w := newTwin(t)
	w.Turn(func(k *knobs) { k.Processing = 1 })
	s, p := w.connect(t), publication(t)
	post, err := s.Release(t.Context(), sent(t, s, p), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.PostState(t.Context(), post)
	if e := errorOf(t, err, taglane.Later); !e.Until.After(noon) {
		t.Errorf("again at %v", e.Until)
	}
	w.Become(post.ID, "SUCCESS")
	if at, err := s.PostState(t.Context(), post); err != nil || !at.Equal(noon) {
		t.Errorf("%v, %v", at, err)
	}
	w.Become(post.ID, "FAIL")
	_, err = s.PostState(t.Context(), post)
	errorOf(t, err, taglane.Refused)
	_, err = s.PostState(t.Context(), taglane.Post{ID: "another"})
	errorOf(t, err, taglane.Internal)
}

func TestNoLogShowsASecret(t *testing.T) {
	w := newTwin(t)
	s, p := w.connect(t), large(t, 10_000_001)
	var lines []httpx.Line
	s.client.Log = func(l httpx.Line) { lines = append(lines, l) }
	w.Expire()
	us := sent(t, s, p)
	w.Turn(func(k *knobs) { k.Codes[videosPath] = []int64{16011069} })
	_, err := s.Release(t.Context(), us, p)
	b, _ := json.Marshal(lines)
	text := string(b) + err.Error()
	for _, secret := range []string{twinSecret, "access-token-1", w.Access(), w.Refresh(), "upload-token-secret"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in %s", secret, text)
		}
	}
	if len(lines) < 5 {
		t.Errorf("only %d lines", len(lines))
	}
}

func TestWithoutCredentials(t *testing.T) {
	for _, secret := range []string{"", "{}", `{"app_key":"k","access_token":"t"}`} {
		p, err := New(taglane.Account{Service: "tiktokshop"}, json.RawMessage(secret))
		if err != nil {
			t.Fatal(err)
		}
		errorOf(t, p.awake(t.Context()), taglane.Login)
	}
	_, err := New(taglane.Account{}, json.RawMessage(`[`))
	errorOf(t, err, taglane.Invalid)
}
