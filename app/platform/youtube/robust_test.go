package youtube

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/twin"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// journey carries a clip from the beginning to a changed post.
func (t *trip) journey() {
	t.Helper()
	t.open().sendAll()
	for !t.status().Ready {
	}
	post := t.release()
	if _, err := t.s.Find(t.Context(), t.p.Key); err != nil {
		t.Fatal(err)
	}
	if _, err := t.s.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.p.Revision.Draft.Clip.Title = "Changed"
	if _, err := t.s.Update(t.Context(), post, t.p); err != nil {
		t.Fatal(err)
	}
	if _, err := t.s.Insights(t.Context(), post, time.Time{}); err != nil {
		t.Fatal(err)
	}
}

// journeyed is a publication of three pieces with a cover.
func journeyed(t *testing.T) *trip {
	tr := begin(t, 2*chunkStep+5)
	tr.p.Revision.Cover = fileOf(t, drawn(90, 160))
	tr.Turn(func(k *youtubetest.Knobs) { k.Processing = 1 })
	return tr
}

func TestEveryCallOfAJourneyKeepsTheContract(t *testing.T) {
	d, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	tr := journeyed(t)
	tr.journey()
	seen := map[string]int{}
	for _, c := range tr.Door().Calls() {
		if name, why := d.check(c, youtubetest.Everything); why != "" {
			t.Errorf("%s: %s", c.Path, why)
		} else {
			seen[name]++
		}
	}
	for _, name := range []string{"channels.list", "videos.insert", "videos.list", "thumbnails.set", "videos.update", "playlistItems.list", "videos.batchGetStats"} {
		if seen[name] == 0 {
			t.Errorf("%s was never called: %v", name, seen)
		}
	}
	want := youtubetest.Spent{Inserts: 1, Stats: 1}
	for name, units := range map[string]int{"channels.list": 1, "videos.list": 1, "thumbnails.set": 50, "videos.update": 50, "playlistItems.list": 1} {
		want.Units += units * seen[name]
	}
	if got := tr.Spent(); got != want {
		t.Errorf("spent %+v, the calls cost %+v", got, want)
	}
	// What we count is what YouTube counts.
	if left := tr.s.limits.units.Left("day"); int(left) != unitsADay-want.Units {
		t.Errorf("%v units left by our count, %d spent", left, want.Units)
	}
}

func TestATokenMayEndBeforeAnyCall(t *testing.T) {
	tr := journeyed(t)
	tr.journey()
	calls := len(tr.Door().Calls())
	for n := 1; n <= calls; n++ {
		tr := journeyed(t)
		tr.Door().Lose(func(i int, _ *http.Request) twin.Loss {
			if i == n {
				tr.ExpireTokens()
			}
			return twin.Nothing
		})
		tr.journey()
		if tr.Renewed() != 1 || len(tr.Posts()) != 1 || tr.video().SHA256 != hashOf(tr.all) {
			t.Errorf("before call %d: %d renewals, %d posts", n, tr.Renewed(), len(tr.Posts()))
		}
	}
}

func TestALoginThatEndedLosesNothing(t *testing.T) {
	tr := begin(t, 2*chunkStep).open()
	if err := tr.send(0, chunkStep); err != nil {
		t.Fatal(err)
	}
	tr.EndLogins()
	kind(t, tr.send(chunkStep, chunkStep), taglane.Login)
	// The person logs in again, and the upload goes on where it was.
	got, err := connect(t.Context(), tr.p.Account, brought(), &visitor{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(tr.p.Account, got.Secret)
	if err != nil {
		t.Fatal(err)
	}
	tr.s = p.(*Service)
	if st := tr.status(); st.Offset != chunkStep {
		t.Fatalf("%+v", st)
	}
	if err := tr.send(chunkStep, chunkStep); err != nil {
		t.Fatal(err)
	}
	tr.release()
}

func TestASessionThatEndedWhileAsleep(t *testing.T) {
	for _, code := range []int{404, 410} {
		tr := begin(t, 2*chunkStep)
		tr.Turn(func(k *youtubetest.Knobs) { k.SessionLife, k.Gone = 24*time.Hour, code })
		tr.open()
		if err := tr.send(0, chunkStep); err != nil {
			t.Fatal(err)
		}
		tr.Clock.Pass(25 * time.Hour)
		kind(t, tr.send(chunkStep, chunkStep), taglane.Conflict)
		_, err := tr.s.Status(t.Context(), tr.up)
		kind(t, err, taglane.NotFound)
		tr.open().sendAll().release()
		if n := len(tr.Posts()); n != 1 {
			t.Errorf("%d posts", n)
		}
		// After the last byte the end of the session is no matter.
		tr.Clock.Pass(25 * time.Hour)
		if st := tr.status(); st.Post == nil {
			t.Errorf("%+v", st)
		}
	}
}

// A video whose keyword was taken out is still known by its file's name.
func TestTheSecondMarkIsTheFilesName(t *testing.T) {
	tr := begin(t, 1000).open().sendAll()
	post := tr.release()
	tr.Change(0, func(v *youtubetest.Video) { v.Snippet["tags"] = []any{"kitchen"} })
	if got, err := tr.s.Find(t.Context(), tr.p.Key); err != nil || got.ID != post.ID {
		t.Errorf("%+v, %v", got, err)
	}
	tr.Change(0, func(v *youtubetest.Video) { v.FileName = "else.mp4" })
	_, err := tr.s.Find(t.Context(), tr.p.Key)
	kind(t, err, taglane.NotFound)
}

func TestAnUploadWhoseAnswersAreWrittenOtherwise(t *testing.T) {
	tr := begin(t, 3*chunkStep+7)
	tr.Turn(func(k *youtubetest.Knobs) { k.Hint308 = true })
	tr.open().sendAll().release()
	if tr.video().SHA256 != hashOf(tr.all) {
		t.Error("the bytes are others")
	}

	tr = begin(t, 1000).open()
	tr.Turn(func(k *youtubetest.Knobs) { k.Nameless = true })
	kind(t, tr.send(0, 1000), taglane.Later)
	if st := tr.status(); !st.Ready {
		t.Errorf("a video that is not named: %+v", st)
	}
	tr.release()
}

// 308 is a redirect to most; a place named with it is not gone to.
func TestNobodyFollowsA308(t *testing.T) {
	tr := begin(t, 2*chunkStep).open()
	tr.Instead(piece, 1, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", tr.URL()+"/elsewhere")
		w.Header().Set("Range", "bytes=0-262143")
		w.WriteHeader(308)
	})
	if err := tr.send(0, chunkStep); err != nil {
		t.Fatal(err)
	}
	for _, r := range tr.requests() {
		if strings.Contains(r, "/elsewhere") {
			t.Error(r)
		}
	}
}

func TestTroubleOfTheirOwnIsWaitedOut(t *testing.T) {
	for _, code := range []int{408, 500, 502, 503, 504} {
		for _, wait := range []string{"", "30"} {
			tr := begin(t, chunkStep+5).open()
			tr.Instead(piece, 1, func(w http.ResponseWriter, _ *http.Request) {
				if wait != "" {
					w.Header().Set("Retry-After", wait)
				}
				w.WriteHeader(code)
			})
			err := tr.send(0, chunkStep)
			kind(t, err, taglane.Later)
			var e *taglane.Error
			if errors.As(err, &e); e.Until.IsZero() != (wait == "") {
				t.Errorf("%d with Retry-After %q: until %v", code, wait, e.Until)
			}
			tr.sendAll().release()
		}
	}
}

// With leave to upload alone YouTube is told the moment at the beginning.
func TestAScheduleWithoutLeaveToPublish(t *testing.T) {
	tr := begin(t, 1000)
	tr.p.Revision.Cover = fileOf(t, drawn(90, 160))
	tr.Leave(mayUpload + " " + mayRead)
	tr.s = openFar(t, tr.Twin, nil)
	at := time.Date(2026, 11, 26, 18, 0, 0, 0, time.UTC)
	tr.p.Settings = map[string]string{"publish_at": at.Format(time.RFC3339)}
	for rule, level := range tr.findings() {
		if level == taglane.Block {
			t.Errorf("%s blocks it", rule)
		}
	}
	tr.open().sendAll()
	if st := tr.status(); !st.Ready || st.Post != nil {
		t.Fatalf("%+v", st)
	}
	for range 2 {
		if post := tr.release(); !post.PublicAt.Equal(at) {
			t.Errorf("%+v", post)
		}
	}
	if v := tr.video(); v.Covers != 1 || v.Updates != 0 || len(tr.Posts()) != 0 {
		t.Errorf("%+v", v)
	}
	tr.Clock.Set(at)
	if st := tr.status(); st.Post == nil || !st.Post.PublicAt.IsZero() || len(tr.Posts()) != 1 {
		t.Errorf("after its time: %+v", st)
	}

	tr = begin(t, 1000)
	tr.Leave(mayUpload + " " + mayRead)
	tr.s = openFar(t, tr.Twin, nil)
	tr.p.Settings = map[string]string{"publish_at": at.Format(time.RFC3339)}
	tr.Turn(made(func(v *youtubetest.Video) { v.Size-- }))
	tr.open().sendAll()
	_, err := tr.s.Status(t.Context(), tr.up)
	kind(t, err, taglane.Refused)
	if !strings.Contains(taglane.MessageOf(err), "Delete the video") {
		t.Error(err)
	}
}

func TestSubscribersAreToldAsWanted(t *testing.T) {
	for said, want := range map[string]string{"": "true", "true": "true", "false": "false"} {
		tr := begin(t, 1000)
		tr.p.Settings = map[string]string{"notify_subscribers": said}
		tr.open()
		calls := tr.Door().Calls()
		if got := calls[len(calls)-1].Query.Get("notifySubscribers"); got != want {
			t.Errorf("%q: notifySubscribers=%s", said, got)
		}
	}
}

func TestWhereGoogleIsReached(t *testing.T) {
	for name, c := range map[string]struct {
		account taglane.Account
		want    [3]string
	}{
		"Google's own": {taglane.Account{}, [3]string{"https://www.googleapis.com", "https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/v2/auth"}},
		"a twin": {taglane.Account{BaseURL: "http://127.0.0.1:9/"},
			[3]string{"http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/o/oauth2/v2/auth"}},
		"one by one": {taglane.Account{BaseURL: "http://127.0.0.1:9", Settings: map[string]string{"base_url": "http://127.0.0.1:1", "token_base_url": "http://127.0.0.1:2", "auth_base_url": "http://127.0.0.1:3"}},
			[3]string{"http://127.0.0.1:1", "http://127.0.0.1:2/token", "http://127.0.0.1:3/o/oauth2/v2/auth"}},
	} {
		p, err := New(c.account, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := p.(*Service)
		if got := [3]string{s.client.Base, s.client.Grant.Config.TokenURL, s.client.Grant.Config.AuthURL}; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhateverIsSentIsCounted(t *testing.T) {
	tr := begin(t, 2*chunkStep+5)
	tr.p.Revision.Cover = fileOf(t, drawn(90, 160))
	passed := 0
	var stop error
	tr.s.Narrow(func(_ context.Context, n int) error {
		if n <= 0 || n > narrowStep {
			t.Errorf("%d bytes at once", n)
		}
		passed += n
		return stop
	})
	tr.open().sendAll()
	if passed != len(tr.all) {
		t.Errorf("%d bytes were waited for, %d sent", passed, len(tr.all))
	}
	tr.release()
	if want := len(tr.all) + int(tr.p.Revision.Cover.Size); passed != want {
		t.Errorf("%d bytes with the cover, want %d", passed, want)
	}
	if tr.video().SHA256 != hashOf(tr.all) {
		t.Error("the bytes are others")
	}
	// Whoever does not let them pass ends the call.
	tr.open()
	stop = context.Canceled
	if err := tr.send(0, chunkStep); err == nil {
		t.Error("sent all the same")
	}
	if st := tr.status(); st.Offset != 0 {
		t.Errorf("%+v", st)
	}
}

// longClip is a clip of so many bytes that nobody has to hold.
type longClip struct{ size, at int64 }

// grain is what it repeats: no piece is a multiple of it, so that no two are
// alike.
var grain = func() []byte {
	b := make([]byte, 1<<20+13)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}()

func (l *longClip) Read(b []byte) (int, error) {
	if l.at >= l.size {
		return 0, io.EOF
	}
	n := copy(b[:min(int64(len(b)), l.size-l.at)], grain[l.at%int64(len(grain)):])
	l.at += int64(n)
	return n, nil
}

func (l *longClip) Seek(off int64, whence int) (int64, error) {
	if whence == io.SeekCurrent {
		off += l.at
	}
	l.at = off
	return off, nil
}

func TestAGigabyteIsNotHeld(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const size, room = 1 << 30, 32 << 20
	tr := begin(t, 1000)
	tr.p.Revision.Media.Size = size
	tr.open()
	clip, hash := &longClip{size: size}, sha256.New()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	for off := int64(0); off < size; off += chunkMost {
		n := min(chunkMost, size-off)
		_, _ = clip.Seek(off, io.SeekStart)
		up, err := tr.s.Send(t.Context(), tr.up, off, clip, n)
		if err != nil {
			t.Fatal(err)
		}
		tr.up = up
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapInuse-min(now.HeapInuse, before.HeapInuse))
	}
	if most > room {
		t.Errorf("%d MB were held", most>>20)
	}
	t.Logf("at most %d KB", most>>10)
	clip.at = 0
	if _, err := io.Copy(hash, clip); err != nil {
		t.Fatal(err)
	}
	if got := tr.video().SHA256; got != hex.EncodeToString(hash.Sum(nil)) {
		t.Error("the bytes are others")
	}
}
