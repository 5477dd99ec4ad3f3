package tiktok

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// The table of the reference and of our own plan: size, piece, pieces, last.
func TestClipsAreCutAsAnnounced(t *testing.T) {
	s := &Service{cut: cut}
	for _, v := range [][4]int64{
		{4_194_304, 4_194_304, 1, 4_194_304}, {50_000_123, 10_000_000, 5, 10_000_123}, {19_999_999, 19_999_999, 1, 19_999_999},
		{20_000_000, 10_000_000, 2, 10_000_000}, {20_000_001, 10_000_000, 2, 10_000_001}, {29_999_999, 10_000_000, 2, 19_999_999},
		{64_000_001, 10_000_000, 6, 14_000_001}, {150_000_000, 10_000_000, 15, 10_000_000}, {300_000_000, 10_000_000, 30, 10_000_000},
		{4_294_967_296, 10_000_000, 429, 14_967_296},
	} {
		chunk, count := cut.of(v[0])
		if last := v[0] - (count-1)*chunk; chunk != v[1] || count != v[2] || last != v[3] {
			t.Errorf("%d bytes are %d × %d, the last %d; want %v", v[0], count, chunk, last, v)
		}
		// What the capabilities make of it at the sender is the same.
		c, pieces, off := s.Capabilities(), int64(0), int64(0)
		for off < v[0] {
			n := c.ChunkMin
			if v[0]-off < c.ChunkMax {
				n = v[0] - off
			}
			if !cut.fits(off, n, v[0]) {
				t.Fatalf("%d bytes at %d of %d do not fit", n, off, v[0])
			}
			off, pieces = off+n, pieces+1
		}
		if pieces != v[2] || pieces > int64(c.ChunksMax) {
			t.Errorf("%d bytes go in %d pieces, want %d", v[0], pieces, v[2])
		}
	}
	for _, v := range [][3]int64{{0, 5_242_879, 50_000_000}, {0, 64_000_001, 200_000_000}, {0, 128_000_001, 128_000_001}, {0, 0, 5}, {-1, 2, 5}, {0, 6, 5}} {
		if cut.fits(v[0], v[1], v[2]) {
			t.Errorf("%d bytes at %d of %d are let through", v[1], v[0], v[2])
		}
	}
}

func TestPiecesTravelAsTheReferenceHasIt(t *testing.T) {
	const size = 50_000_123
	w := stand(t)
	s := dialed(t, w)
	us := open(t, s, sized(t, w, size))
	pushAll(t, s, us, size)
	want := []string{"bytes 0-9999999/50000123", "bytes 10000000-19999999/50000123", "bytes 20000000-29999999/50000123", "bytes 30000000-39999999/50000123", "bytes 40000000-50000122/50000123"}
	for i, p := range pieces(w) {
		if h := p.Header; h.Get("Content-Range") != want[i] || h.Get("Content-Type") != "video/mp4" || h.Get("Authorization") != "" {
			t.Errorf("piece %d goes with %v", i, h)
		}
	}
	if got := w.Uploads()[0]; len(pieces(w)) != 5 || got.Post != nil || got.Source != (tiktoktest.Source{Source: "FILE_UPLOAD", Size: size, Chunk: 10_000_000, Count: 5}) {
		t.Errorf("%d pieces of %+v", len(pieces(w)), got)
	}
	st := status(t, s, us)
	if st.Post == nil || st.Post.ID != sessionOf(t, us).PublishID || !st.Complete || !st.Ready || st.Offset != size {
		t.Errorf("in the inbox it is %+v", st)
	}
}

// pieces are the calls that came to the upload address.
func pieces(w *tiktoktest.Twin) (out []twin.Call) {
	for _, c := range w.Door().Calls() {
		if c.Path == "/video/" {
			out = append(out, c)
		}
	}
	return out
}

func TestDirectPostCarriesEveryChoice(t *testing.T) {
	w := stand(t)
	s := dialed(t, w, "mode", "direct", "audited", "true")
	p := sized(t, w, 300_007, "privacy", "public", "comment", "yes", "brand_organic", "true", "ai", "yes")
	at := taglane.Frame(90)
	p.Revision.Draft.Clip.Cover = &at
	us := open(t, s, p)
	ms := int32(3003)
	want := postInfo{Privacy: everybody, Title: p.Revision.Draft.Clip.Caption, DisableDuet: true, DisableStitch: true, Cover: &ms, BrandOrganic: true, AI: true}
	if got := postOf(p); !reflect.DeepEqual(*got, want) {
		t.Errorf("posted with %+v, want %+v", got, want)
	}
	b, _ := json.Marshal(want)
	const wire = `{"privacy_level":"PUBLIC_TO_EVERYONE","title":"Two things I use every morning.","disable_duet":true,"disable_stitch":true,"disable_comment":false,"video_cover_timestamp_ms":3003,"brand_content_toggle":false,"brand_organic_toggle":true,"is_aigc":true}`
	if string(b) != wire {
		t.Errorf("on the wire it is %s", b)
	}
	for _, c := range w.Door().Calls() {
		if c.Path == "/v2/post/publish/video/init/" && !strings.Contains(string(c.Body), wire) {
			t.Errorf("TikTok got %s", c.Body)
		}
	}
	if w.Seen("/v2/post/publish/creator_info/query/") != 1 {
		t.Error("the account was not asked what it may do")
	}
	pushAll(t, s, us, 300_007)
	st := status(t, s, us)
	if st.Post == nil || *st.Post != (taglane.Post{ID: "7300000000000000001", Link: "https://www.tiktok.com/@ada/video/7300000000000000001"}) {
		t.Errorf("the post is %+v", st.Post)
	}
}

// Every state of the reference, and what it says of an upload.
func TestEveryState(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.Rounds = 1 })
	s := dialed(t, w, "mode", "direct", "audited", "true")
	us := open(t, s, sized(t, w, 25_000_000))
	if err := push(t, s, us, 0, 10_000_000); err != nil {
		t.Fatal(err)
	}
	st := status(t, s, us)
	if st.Offset != 10_000_000 || st.Complete || st.Ready || st.Post != nil || st.Wait != 0 || !st.ExpiresAt.Equal(w.Clock.Now().Add(time.Hour)) {
		t.Errorf("with the first piece it is %+v", st)
	}
	if err := push(t, s, us, 10_000_000, 15_000_000); err != nil {
		t.Fatal(err)
	}
	if st = status(t, s, us); !st.Complete || st.Ready || st.Post != nil || st.Wait < 2*time.Second {
		t.Errorf("while it is processed it is %+v", st)
	}
	w.Set(func(k *tiktoktest.Terms) { k.Hidden = true })
	if st = status(t, s, us); st.Post == nil || st.Post.ID != sessionOf(t, us).PublishID || st.Post.Link != "" || !st.Ready {
		t.Errorf("before moderation the post is %+v", st.Post)
	}
	w.Set(func(k *tiktoktest.Terms) { k.Hidden = false })
	if st = status(t, s, us); st.Post.ID != "7300000000000000001" {
		t.Errorf("the number lost its end, or is the wrong one of several: %+v", st.Post)
	}
	w.Forget()
	_, err := s.Status(t.Context(), us)
	wantKind(t, err, taglane.NotFound)
	for state, body := range map[string]string{
		"PROCESSING_DOWNLOAD": `{"data":{"status":"PROCESSING_DOWNLOAD","downloaded_bytes":5},"error":{"code":"ok"}}`,
		"a new word":          `{"data":{"status":"PROCESSING_DREAMS"},"error":{"code":"ok"}}`,
	} {
		far, _ := connect(w.Account(), w.Secret(), &http.Client{Transport: canned{200, body}})
		if st, err := far.Status(t.Context(), us); err != nil || st.Ready || st.Post != nil || st.Wait < 2*time.Second {
			t.Errorf("%s is %+v, %v", state, st, err)
		}
	}
}

func TestInboxPostIsFoundLater(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	us := open(t, s, sized(t, w, 1000))
	pushAll(t, s, us, 1000)
	inbox := status(t, s, us).Post
	if got, err := s.Insights(t.Context(), *inbox, w.Clock.Now()); err != nil || len(got) != 0 {
		t.Errorf("a clip in the inbox has figures: %v %v", got, err)
	}
	w.Finish(inbox.ID)
	if st := status(t, s, us); st.Post == nil || st.Post.ID != "7300000000000000001" {
		t.Errorf("once its person posted it, it is %+v", st.Post)
	}
	got, err := s.Insights(t.Context(), *inbox, w.Clock.Now())
	want := map[string]float64{"views": 4500, "likes": 12, "comments": 3, "shares": 2}
	for _, o := range got {
		if want[o.Name] != o.Value || o.Post != inbox.ID || !o.At.Equal(w.Clock.Now()) {
			t.Errorf("figure %+v", o)
		}
	}
	if err != nil || len(got) != len(want) {
		t.Errorf("%d figures, %v", len(got), err)
	}
	_, err = s.Insights(t.Context(), taglane.Post{ID: "7399999999999999999"}, w.Clock.Now())
	wantKind(t, err, taglane.NotFound)
}

// A publish_id that failed never becomes public: a plain no with its reason, or
// a dead upload where another one may do better.
func TestEveryFailureIsAPlainNo(t *testing.T) {
	told := map[string]bool{}
	for _, reason := range []string{
		"file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed", "internal",
		"publish_cancelled", "auth_removed", "spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "spam_risk_text", "video_pull_failed",
	} {
		w := stand(t)
		w.Set(func(k *tiktoktest.Terms) { k.Fail = reason })
		s := dialed(t, w, "mode", "direct", "audited", "true")
		us := open(t, s, sized(t, w, 1000))
		pushAll(t, s, us, 1000)
		st, err := s.Status(t.Context(), us)
		if reason == "internal" || reason == "spam_risk_too_many_posts" {
			if err != nil || !st.Dead || st.Post != nil || st.Ready {
				t.Errorf("%s is %+v, %v", reason, st, err)
			}
			for range 4 { // asked again, it is still one
				status(t, s, us)
			}
			for range 2 {
				us := open(t, s, sized(t, w, 1000))
				pushAll(t, s, us, 1000)
				status(t, s, us)
			}
			_, err = s.Open(t.Context(), "k", sized(t, w, 1000))
			within(t, "the fourth upload that comes to nothing", waits(t, err), 59*time.Minute, time.Hour)
			continue
		}
		wantKind(t, err, taglane.Refused)
		if m := taglane.MessageOf(err); told[m] || strings.Contains(m, "_") || !strings.HasSuffix(m, ".") {
			t.Errorf("%s is told as %q", reason, m)
		} else {
			told[m] = true
		}
		if len(w.Posts()) != 0 {
			t.Error("it was posted all the same")
		}
	}
	if taglane.MessageOf(failure("spam_risk")) != taglane.MessageOf(failure("spam_risk_text")) || taglane.MessageOf(failure("photo_pull_failed")) != taglane.MessageOf(failure("video_pull_failed")) {
		t.Error("two words for one thing are told differently")
	}
}

// The table of error codes, each with its status.
func TestEveryErrorCodeHasItsKind(t *testing.T) {
	for code, v := range map[string]struct {
		status int
		kind   taglane.Kind
	}{
		"invalid_param": {400, taglane.Invalid}, "invalid_params": {400, taglane.Invalid}, "app_version_check_failed": {400, taglane.Refused},
		"privacy_level_option_mismatch": {403, taglane.Invalid}, "unaudited_client_can_only_post_to_private_accounts": {403, taglane.Refused},
		"url_ownership_unverified": {403, taglane.Internal}, "spam_risk_too_many_posts": {403, taglane.Later},
		"spam_risk_too_many_pending_share": {403, taglane.Later}, "spam_risk_user_banned_from_posting": {403, taglane.Refused},
		"reached_active_user_cap": {403, taglane.Later}, "scope_not_authorized": {401, taglane.Login}, "scope_permission_missed": {400, taglane.Login},
		"rate_limit_exceeded": {429, taglane.Later}, "internal_error": {500, taglane.Later}, "invalid_publish_id": {400, taglane.NotFound},
		"token_not_authorized_for_specified_publish_id": {400, taglane.Login}, "a_new_word": {403, taglane.Refused},
	} {
		body := fmt.Sprintf(`{"data":{},"error":{"code":%q,"message":"raw words","log_id":"1"}}`, code)
		creds := json.RawMessage(`{"access_token":"a-token-of-some-length"}`)
		s, err := connect(taglane.Account{}, creds, &http.Client{Transport: canned{v.status, body}})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.ask(t.Context(), session{PublishID: "v"})
		if taglane.KindOf(err) != v.kind || strings.Contains(taglane.MessageOf(err), "_") {
			t.Errorf("%s is %s: %v; want %s", code, taglane.KindOf(err), err, v.kind)
		}
	}
	for _, code := range []string{"spam_risk_too_many_posts", "reached_active_user_cap"} { // told with 200 by creator_info
		w := stand(t)
		w.Set(func(k *tiktoktest.Terms) { k.CreatorCode = code })
		s := dialed(t, w, "mode", "direct", "audited", "true")
		_, err := s.Open(t.Context(), "k", sized(t, w, 1000))
		wantKind(t, err, taglane.Later)
		if len(w.Uploads()) != 0 {
			t.Error("it was opened although the account cannot post now")
		}
	}
}

func TestUploadAddressAnswers(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	us := open(t, s, sized(t, w, 30_000_000))
	for _, code := range []int{500, 503} { // the same piece again
		w.Set(func(k *tiktoktest.Terms) { k.PieceAnswers = []int{code} })
		wantKind(t, push(t, s, us, 0, 10_000_000), taglane.Later)
		if err := push(t, s, us, 0, 10_000_000); code == 503 {
			wantKind(t, err, taglane.Conflict) // it was taken by now: 416
		} else if err != nil {
			t.Fatal(err)
		}
	}
	w.Set(func(k *tiktoktest.Terms) { k.PieceAnswers = []int{400} })
	wantKind(t, push(t, s, us, 10_000_000, 10_000_000), taglane.Internal)
	w.Set(func(k *tiktoktest.Terms) { k.PieceAnswers = []int{502} })
	wantKind(t, push(t, s, us, 10_000_000, 20_000_000), taglane.Unsure) // the last piece publishes
	wantKind(t, push(t, s, us, 20_000_000, 10_000_000), taglane.Conflict)
	if st := status(t, s, us); st.Offset != 10_000_000 {
		t.Errorf("after all that it stands at %d", st.Offset)
	}
	w.Set(func(k *tiktoktest.Terms) { k.PieceAnswers = []int{404} })
	// It may have been taken, and closed the address.
	within(t, "an address that the last piece closed", waits(t, push(t, s, us, 10_000_000, 20_000_000)), 9*time.Minute, 10*time.Minute+time.Second)
	if st := status(t, s, us); st.Dead {
		t.Error("the last piece may have come, and it is given up")
	}
	w.Set(func(k *tiktoktest.Terms) { k.PieceAnswers = []int{404} })
	wantKind(t, push(t, s, us, 10_000_000, 10_000_000), taglane.Conflict)
	if st := status(t, s, us); !st.Dead || st.Offset != 10_000_000 {
		t.Errorf("an address that nobody knows leaves %+v", st)
	}
}

// An address lives for an hour of TikTok's clock. A clip that is not whole by
// then cannot become a post, though its publish_id still answers; one that is
// whole can.
func TestUploadAddressExpires(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	part, whole, filled := open(t, s, sized(t, w, 30_000_000)), open(t, s, sized(t, w, 1000)), open(t, s, sized(t, w, 30_000_000))
	for _, us := range []platform.UploadSession{part, filled} {
		if err := push(t, s, us, 0, 10_000_000); err != nil {
			t.Fatal(err)
		}
	}
	pushAll(t, s, whole, 1000)
	pass(w, time.Hour)
	if st := status(t, s, part); st.Offset != 10_000_000 || st.Dead {
		t.Errorf("within the hour it is %+v", st)
	}
	pass(w, 5*time.Second) // TikTok may be the first to know
	wantKind(t, push(t, s, part, 10_000_000, 10_000_000), taglane.Conflict)
	if st := status(t, s, part); !st.Dead || st.Complete || st.Post != nil {
		t.Errorf("an address that expired leaves %+v", st)
	}
	if st := status(t, s, filled); st.Dead {
		t.Error("another upload is given up with it")
	}
	pass(w, 6*time.Second)
	if st := status(t, dialed(t, w), filled); !st.Dead {
		t.Errorf("after the hour it is %+v", st)
	}
	if st := status(t, s, whole); st.Dead || !st.Complete || st.Post == nil {
		t.Errorf("a whole clip is given up: %+v", st)
	}
	w.Fill(sessionOf(t, filled).PublishID, make([]byte, 20_000_000))
	wantKind(t, push(t, s, filled, 10_000_000, 20_000_000), taglane.Conflict)
	if st := status(t, s, filled); st.Dead || !st.Complete || st.Post == nil {
		t.Errorf("what came whole all the same is %+v", st)
	}
	w.Forget()
	wantKind(t, push(t, s, part, 10_000_000, 10_000_000), taglane.NotFound)
}

// Waiting for processing never asks more than thirty times a minute, and ends
// up asking every half minute.
func TestPatience(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var in time.Duration
	for asked := 0; in < time.Hour; asked++ {
		d := patience(at, at.Add(in))
		if d <= 2*time.Second || d > 30*time.Second {
			t.Fatalf("after %v it waits %v", in, d)
		}
		in += d
	}
	if patience(at, at.Add(time.Hour)) != 30*time.Second || patience(time.Time{}, at) < 2*time.Second {
		t.Error("it does not become patient")
	}
}

// An address elsewhere than at TikTok gets not a byte.
func TestUploadGoesToTikTokAlone(t *testing.T) {
	w := stand(t)
	w.Set(func(k *tiktoktest.Terms) { k.UploadHost = "https://clips.example" })
	s := dialed(t, w)
	wantKind(t, push(t, s, open(t, s, sized(t, w, 1000)), 0, 1000), taglane.Refused)
	real, err := connect(taglane.Account{}, nil, &http.Client{Transport: canned{201, ""}})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]taglane.Kind{
		"https://open-upload.tiktokapis.com/video/?upload_token=x": "", "https://upload.us.tiktokapis.com/video/": "",
		"https://tiktokapis.com.example/video/": taglane.Refused, "http://upload.tiktokapis.com/video/": taglane.Refused, "http://127.0.0.1:9/": taglane.Refused,
	} {
		us, _ := json.Marshal(session{PublishID: "v", UploadURL: address, Size: 1000, Type: "video/mp4"})
		if err := push(t, real, us, 0, 1000); taglane.KindOf(err) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Whoever adds an account with the address of a stand-in alone can upload to it.
func TestAStandInNeedsNoAddressForUploads(t *testing.T) {
	w := stand(t)
	account := w.Account()
	account.Settings = nil
	s, err := connect(account, w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	pushAll(t, s, open(t, s, sized(t, w, 1000)), 1000)
	if len(w.Posts()) != 1 {
		t.Error("nothing came")
	}
}

// The answer to the last piece is lost: nobody knows, until it is asked.
func TestLastPieceWithoutAnswer(t *testing.T) {
	for how, posts := range map[twin.Loss]int{twin.Before: 0, twin.After: 1} {
		w := stand(t)
		s := dialed(t, w, "mode", "direct", "audited", "true")
		us := open(t, s, sized(t, w, 25_000_000))
		if err := push(t, s, us, 0, 10_000_000); err != nil {
			t.Fatal(err)
		}
		w.Door().Lose(func(_ int, r *http.Request) twin.Loss {
			if r.Method == http.MethodPut {
				return how
			}
			return twin.Nothing
		})
		wantKind(t, push(t, s, us, 10_000_000, 15_000_000), taglane.Unsure)
		w.Door().Lose(nil)
		st := status(t, s, us)
		if (st.Post != nil) != (posts == 1) || st.Dead || st.Complete != (posts == 1) || len(w.Posts()) != posts {
			t.Errorf("lost %v: %+v, %d posts", how, st, len(w.Posts()))
		}
		if posts == 0 {
			if err := push(t, s, us, st.Offset, 25_000_000-st.Offset); err != nil || len(w.Posts()) != 1 {
				t.Errorf("sent again: %v, %d posts", err, len(w.Posts()))
			}
		}
	}
}

// Every byte of a clip waits for its turn, and nothing else does.
func TestUploadsAreNarrow(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	var passed int
	s.Narrow(func(_ context.Context, n int) error {
		passed += n
		return nil
	})
	us := open(t, s, sized(t, w, 25_000_000))
	status(t, s, us)
	if passed != 0 {
		t.Errorf("%d bytes waited before there was a clip", passed)
	}
	pushAll(t, s, us, 25_000_000)
	if passed != 25_000_000 {
		t.Errorf("%d bytes waited", passed)
	}
}

func TestReleaseOnlyTells(t *testing.T) {
	w := stand(t)
	s := dialed(t, w)
	p := sized(t, w, 1000)
	us := open(t, s, p)
	_, err := s.Release(t.Context(), us, p)
	wantKind(t, err, taglane.Conflict)
	pushAll(t, s, us, 1000)
	if post, err := s.Release(t.Context(), us, p); err != nil || post.ID != sessionOf(t, us).PublishID {
		t.Errorf("%+v, %v", post, err)
	}
	if _, found := any(s).(platform.Finder); found {
		t.Error("nothing of ours can be looked for at TikTok")
	}
}

func TestSettingsAreLookedAt(t *testing.T) {
	for _, v := range []struct {
		mode, secret string
		kind         taglane.Kind
	}{{"", "", ""}, {"inbox", "{}", ""}, {"direct", "", ""}, {"both", "", taglane.Invalid}, {"", "[", taglane.Invalid}} {
		_, err := New(taglane.Account{Settings: map[string]string{"mode": v.mode}}, json.RawMessage(v.secret))
		wantKind(t, err, v.kind)
	}
	p, err := platform.Open(taglane.Account{Service: "tiktok"}, nil)
	if err != nil || p.(*Service).direct || p.(*Service).api.Base != "https://open.tiktokapis.com" {
		t.Errorf("without settings it is %+v, %v", p, err)
	}
	var _ httpx.TokenStore = p.(*Service).held
}
