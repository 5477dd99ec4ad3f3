package youtube

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/youtube/youtubetest"
	"taglane/app/taglane"
)

// newFar starts a twin. Once the test is over, whatever was asked of it is
// compared with what is documented.
func newFar(t testing.TB) *youtubetest.Twin {
	far := youtubetest.New()
	t.Cleanup(func() {
		far.Close()
		for _, text := range far.Wrong() {
			t.Errorf("YouTube's documentation does not know this: %s", text)
		}
		keepsContract(t, far)
	})
	return far
}

// days are what is left of each twin's day.
var days sync.Map

// openFar makes a connector of a twin's account, over a wire if there is one.
func openFar(t testing.TB, far *youtubetest.Twin, wire *platformtest.Wire, settings ...string) *Service {
	t.Helper()
	p, err := platform.Open(far.Account(settings...), far.Secret())
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	s.now = far.Clock.Now
	l, _ := days.LoadOrStore(far, newLimits(far.Clock.Now))
	s.limits = l.(*limits)
	if wire != nil {
		s.client.HTTP = &http.Client{Transport: wire}
	}
	return s
}

// trip is one publication carried over a twin.
type trip struct {
	testing.TB
	*youtubetest.Twin
	s   *Service
	p   taglane.Publication
	up  platform.UploadSession
	all []byte
}

// noon of the day that a trip begins with.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// begin makes a publication without a cover whose clip has size bytes.
func begin(t testing.TB, size int, settings ...string) *trip {
	t.Helper()
	far := newFar(t)
	far.Clock.Set(noon)
	p := platformtest.Publication(t, t.TempDir())
	all := make([]byte, size)
	copy(all, p.Key)
	p.Revision.Media, p.Revision.Cover = fileOf(t, all), taglane.File{}
	p.Account = far.Account(settings...)
	return &trip{TB: t, Twin: far, s: openFar(t, far, nil, settings...), p: p, all: all}
}

func fileOf(t testing.TB, b []byte) taglane.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return taglane.File{Path: path, SHA256: hashOf(b), Size: int64(len(b))}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (t *trip) open() *trip {
	t.Helper()
	up, err := t.s.Open(t.Context(), t.p.Key, t.p)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.up = up
	return t
}

func (t *trip) send(off, n int) error {
	t.Helper()
	r := bytes.NewReader(t.all)
	_, _ = r.Seek(int64(off), 0)
	up, err := t.s.Send(t.Context(), t.up, int64(off), r, int64(n))
	if err == nil {
		t.up = up
	}
	return err
}

func (t *trip) sendAll() *trip {
	t.Helper()
	for off := 0; off < len(t.all); off += chunkStep {
		if err := t.send(off, min(chunkStep, len(t.all)-off)); err != nil {
			t.Fatalf("Send at %d: %v", off, err)
		}
	}
	return t
}

func (t *trip) status() platform.Status {
	t.Helper()
	st, err := t.s.Status(t.Context(), t.up)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	return st
}

func (t *trip) release() taglane.Post {
	t.Helper()
	post, err := t.s.Release(t.Context(), t.up, t.p)
	if err != nil {
		t.Fatalf("Release: %v", err)
	}
	return post
}

// video is the only one of the channel.
func (t *trip) video() youtubetest.Video {
	t.Helper()
	all := t.Videos()
	if len(all) != 1 {
		t.Fatalf("%d videos", len(all))
	}
	return all[0]
}

// requests are the calls to YouTube so far, in short.
func (t *trip) requests() (out []string) {
	for _, c := range t.Door().Calls() {
		out = append(out, strings.TrimSpace(c.Method+" "+c.Path+" "+c.Header.Get("Content-Range")))
	}
	return out
}

func kind(t testing.TB, err error, want taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != want {
		t.Fatalf("%q error %v, want %q", taglane.KindOf(err), err, want)
	}
}

func piece(r *http.Request) bool {
	return r.Method == http.MethodPut && r.URL.Path == uploadPath && r.ContentLength > 0
}

func question(r *http.Request) bool {
	return r.Method == http.MethodPut && r.URL.Path == uploadPath && r.ContentLength == 0
}

func begins(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == uploadPath }

func status(code int) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(code) }
}

// says answers with JSON.
func says(body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, body) }
}

func made(how func(v *youtubetest.Video)) func(*youtubetest.Knobs) {
	return func(k *youtubetest.Knobs) { k.Made = how }
}
