package tiktok

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/tiktok/tiktoktest"
	"taglane/app/taglane"
)

// zeros is a clip of any size that needs no disk.
type zeros struct{}

func (zeros) ReadAt(b []byte, _ int64) (int, error) { clear(b); return len(b), nil }

// stand is a twin that must not be asked anything wrong.
func stand(t testing.TB) *tiktoktest.Twin {
	t.Helper()
	w := tiktoktest.New()
	t.Cleanup(func() {
		w.Close()
		for _, wrong := range w.Wrong() {
			t.Errorf("TikTok was asked what it does not know: %s", wrong)
		}
	})
	return w
}

// dialed is a connection to the twin.
func dialed(t testing.TB, w *tiktoktest.Twin, settings ...string) *Service {
	t.Helper()
	s, err := connect(w.Account(settings...), w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pass lets time go by for both sides: the connector hears of it, since in the
// world both clocks go on together. It hears whole seconds, never less than passed.
func pass(w *tiktoktest.Twin, d time.Duration) {
	w.Clock.Pass(d)
	clock := &tallyOf(w.Account().ID).clock
	at := clock.Now().Add(d + time.Second - 1)
	clock.Hear(http.Header{"Date": {at.UTC().Format(http.TimeFormat)}})
}

// sized is a publication whose clip has so many bytes.
func sized(t testing.TB, w *tiktoktest.Twin, size int64, settings ...string) taglane.Publication {
	p := publication(t, w.Account())
	p.Revision.Media.Size = size
	for i := 0; i < len(settings); i += 2 {
		p.Settings[settings[i]] = settings[i+1]
	}
	return p
}

func open(t testing.TB, s *Service, p taglane.Publication) platform.UploadSession {
	t.Helper()
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return us
}

// push sends n bytes at off.
func push(t testing.TB, s *Service, us platform.UploadSession, off, n int64) error {
	t.Helper()
	_, err := s.Send(t.Context(), us, off, io.NewSectionReader(zeros{}, off, n), n)
	return err
}

// pushAll sends what Status says is missing, cut as Capabilities ask for it.
func pushAll(t testing.TB, s *Service, us platform.UploadSession, size int64) {
	t.Helper()
	c := s.Capabilities()
	for off := int64(0); off < size; {
		n := c.ChunkMin
		if size-off < c.ChunkMax {
			n = size - off
		}
		if err := push(t, s, us, off, n); err != nil {
			t.Fatalf("Send of %d at %d: %v", n, off, err)
		}
		off += n
	}
}

func status(t testing.TB, s *Service, us platform.UploadSession) platform.Status {
	t.Helper()
	st, err := s.Status(t.Context(), us)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	return st
}

func wantKind(t testing.TB, err error, k taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != k {
		t.Errorf("%s (%v), want %s", taglane.KindOf(err), err, k)
	}
}

// canned answers every call the same way.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{StatusCode: c.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(c.body))), Request: r}, nil
}

func sessionOf(t testing.TB, us platform.UploadSession) (up session) {
	t.Helper()
	if err := json.Unmarshal(us, &up); err != nil {
		t.Fatal(err)
	}
	return up
}
