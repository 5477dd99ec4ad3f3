package serve

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/review"
	"taglane/app/taglane"
)

var ctx = context.Background()

// library stands in for what lends: it keeps what it is told and counts it.
type library struct {
	t        *testing.T
	mu       sync.Mutex
	at       time.Time
	comments map[taglane.ID][]review.Comment
	said     []taglane.GuestSaid
	kept     map[string]json.RawMessage
	n        int
	changed  int
	film     string
}

// hidden is the name of a clip and stands in its page: no answer to an attack
// may carry it.
const hidden = "Unreleased linen"

func newLibrary(t *testing.T) *library {
	film := filepath.Join(t.TempDir(), "small.mp4")
	if err := os.WriteFile(film, []byte(strings.Repeat("film", 64<<10)), 0o600); err != nil {
		t.Fatal(err)
	}
	return &library{t: t, at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC), comments: map[taglane.ID][]review.Comment{}, kept: map[string]json.RawMessage{}, film: film}
}

func (l *library) Keep(_ context.Context, name string, secret json.RawMessage) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[name] = secret
	return nil
}

func (l *library) Kept(_ context.Context, name string) (json.RawMessage, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept[name], nil
}

func (l *library) pass(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = l.at.Add(d)
}

func (l *library) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at
}

func (l *library) taken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.said)
}

// take keeps what it does not have; twice is once.
func (l *library) take(_ context.Context, s taglane.GuestSaid) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !s.Alone || !s.Guest.Guest {
		l.t.Errorf("something of a guest came as a member's: %+v", s)
	}
	l.said = append(l.said, s)
	for _, c := range s.Comments {
		have := false
		for _, o := range l.comments[s.Clip] {
			have = have || o.ID == c.ID
		}
		if !have {
			l.comments[s.Clip] = append(l.comments[s.Clip], review.Comment{ID: c.ID, Reply: c.Reply, Frame: c.Frame, Out: c.Out, Name: c.Name, Guest: true, At: c.At.Format(time.RFC3339), Text: c.Texts[0].Text})
		}
	}
	return nil
}

func digestOf(clip taglane.ID) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(clip))) }

func (l *library) lent() Lent {
	return Lent{
		Now: l.now, Secrets: l, Take: l.take,
		NewID: func() taglane.ID {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.n++
			return taglane.ID(fmt.Sprintf("link-%d", l.n))
		},
		Tell: func(language string, said taglane.Said) string { return said.String() },
		Changed: func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.changed++
		},
		Name: func(_ context.Context, clip taglane.ID) (string, error) {
			if !strings.HasPrefix(string(clip), "clip") {
				return "", taglane.Errorf(taglane.NotFound, "There is no such clip.")
			}
			return hidden + " " + string(clip), nil
		},
		Page: func(_ context.Context, room taglane.Room) (review.Page, error) {
			room.Digest = digestOf(room.Clip)
			clip := taglane.Clip{ID: room.Clip, Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 720, Height: 1280}}
			return review.Page{Room: room, Title: hidden, Language: "en", Film: review.Film{Name: "small.mp4"}, Draft: taglane.Draft{Clip: clip}}, nil
		},
		Film: func(context.Context, taglane.ID) (string, string, error) { return l.film, "video/mp4", nil },
		Comments: func(_ context.Context, clip taglane.ID) ([]review.Comment, error) {
			l.mu.Lock()
			defer l.mu.Unlock()
			return append([]review.Comment{}, l.comments[clip]...), nil
		},
	}
}

var all = taglane.Rights{Comment: true, Approve: true, Download: true}

// hosted is a library whose clips are served.
type hosted struct {
	*library
	h      *Host
	served Served
}

// host serves clips on loopback, impatiently; but a handshake on a busy machine may take a second.
func host(t *testing.T, rights taglane.Rights, clips ...taglane.ID) *hosted {
	t.Helper()
	l := newLibrary(t)
	w := &hosted{library: l, h: New(l.lent())}
	w.h.pauses = pauses{read: 2 * time.Second, write: 2 * time.Second, idle: time.Second, news: 40 * time.Millisecond, gone: 150 * time.Millisecond}
	t.Cleanup(func() { w.h.StopServing(ctx) })
	w.link(t, rights, clips...)
	return w
}

// link makes one more link, which comes first from then on.
func (w *hosted) link(t *testing.T, rights taglane.Rights, clips ...taglane.ID) Link {
	t.Helper()
	served, err := w.h.ServeReview(ctx, Wish{Clips: clips, Address: "127.0.0.1", Rights: rights})
	if err != nil {
		t.Fatal(err)
	}
	w.served = served
	return served.Links[0]
}

func (w *hosted) at() string { return strings.TrimPrefix(w.served.Address, "https://") }

// capability and fingerprint are what a link carries.
func (l Link) capability() string { c, _, _ := strings.Cut(l.fragment(), "."); return c }

func (l Link) fingerprint() string { _, f, _ := strings.Cut(l.fragment(), "."); return f }

func (l Link) fragment() string { _, f, _ := strings.Cut(l.Link, "#"); return f }

// guest is somebody's browser. It believes the certificate that the link names
// and no other.
type guest struct {
	t      *testing.T
	w      *hosted
	link   Link
	http   *http.Client
	cookie string
}

func (w *hosted) guest(t *testing.T, link Link) *guest {
	g := &guest{t: t, w: w, link: link}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, VerifyConnection: func(c tls.ConnectionState) error {
		sum := sha256.Sum256(c.PeerCertificates[0].Raw)
		if base64.RawURLEncoding.EncodeToString(sum[:]) != link.fingerprint() {
			return errors.New("another certificate")
		}
		return nil
	}}}
	t.Cleanup(transport.CloseIdleConnections)
	g.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return g
}

// got is an answer.
type got struct {
	code int
	head http.Header
	body string
}

// ask sends a request as the served page would, changed by with.
func (g *guest) ask(method, path, body string, with ...func(*http.Request)) got {
	g.t.Helper()
	r, err := http.NewRequest(method, "https://"+g.w.at()+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Origin", g.w.served.Address)
		r.Header.Set("Content-Type", "application/json")
	}
	if g.cookie != "" {
		r.Header.Set("Cookie", cookie+"="+g.cookie)
	}
	for _, do := range with {
		do(r)
	}
	resp, err := g.http.Do(r)
	if err != nil {
		return got{body: err.Error()}
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header, string(b)}
}

func set(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func (g *guest) enter(capability, pin string) got {
	g.t.Helper()
	b, _ := json.Marshal(map[string]string{"cap": capability, "pin": pin})
	return g.ask(http.MethodPost, "/r/enter", string(b))
}

// comesIn enters and opens the first room.
func (g *guest) comesIn() *guest {
	g.t.Helper()
	a := g.enter(g.link.capability(), g.link.PIN)
	if a.code != http.StatusOK {
		g.t.Fatalf("the PIN opens nothing: %d %s", a.code, a.body)
	}
	g.cookie = (&http.Response{Header: a.head}).Cookies()[0].Value
	if a := g.ask(http.MethodGet, "/r/1/", ""); a.code != http.StatusOK || !strings.Contains(a.body, hidden) {
		g.t.Fatalf("the room is not open: %d", a.code)
	}
	return g
}

const (
	keyA = "0123456789abcdef0123456789abcdef"
	keyB = "fedcba9876543210fedcba9876543210"
)

// answering is an answer of one comment or a verdict, changed by with.
func (g *guest) answering(with ...func(map[string]any)) string {
	clip := g.link.Clips[0].ID
	a := map[string]any{"format": review.AnswerFormat, "room": g.link.ID + "/" + clip, "clip": clip, "digest": digestOf(clip), "guest": keyA, "name": "Jo",
		"comments": []any{remark(1, "Softer here")}}
	for _, do := range with {
		do(a)
	}
	b, err := json.Marshal(a)
	if err != nil {
		g.t.Fatal(err)
	}
	return string(b)
}

func but(name string, value any) func(map[string]any) {
	return func(a map[string]any) { a[name] = value }
}

func remark(n int, text string) map[string]any {
	return map[string]any{"id": remarkID(n), "frame": 10, "out": 20, "text": text, "at": "2026-11-26T12:00:00Z"}
}

func remarkID(n int) taglane.ID {
	return taglane.ID(fmt.Sprintf("01939393-0000-7000-8000-%012x", n))
}

func verdict(answer string) map[string]any {
	return map[string]any{"n": 1, "answer": answer, "note": "", "at": "2026-11-26T12:00:00Z"}
}

func (g *guest) says(with ...func(map[string]any)) got {
	g.t.Helper()
	return g.ask(http.MethodPost, "/r/1/answer", g.answering(with...))
}

// heard is the answer to a request for news.
type heard struct {
	Cursor   string
	Comments []review.Comment
	People   []review.Person
}

func (g *guest) hears(key, name, after string, frame int) heard {
	g.t.Helper()
	b, _ := json.Marshal(map[string]any{"guest": key, "name": name, "after": after, "frame": frame})
	a := g.ask(http.MethodPost, "/r/1/news", string(b))
	var h heard
	if a.code != http.StatusOK || json.Unmarshal([]byte(a.body), &h) != nil {
		g.t.Fatalf("no news: %d %s", a.code, a.body)
	}
	return h
}
