package desktop_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/desktop"
	"taglane/app/platform/httpx"
	"taglane/app/platform/twin"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// heard is what somebody was told, from the beginning.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(p)
}

func (h *heard) all() []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return bytes.Clone(h.text.Bytes())
}

// haste is a clock that runs ahead of the real one, so that what services are
// waited for is over sooner.
type haste struct{ began atomic.Int64 } // when it was noon, in Unix nanoseconds

const speed = 240 // times the real clock's

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func newHaste(t *testing.T) *haste {
	h := &haste{}
	h.began.Store(time.Now().UnixNano())
	httpx.SetWall(h.now)
	t.Cleanup(func() { httpx.SetWall(nil) })
	return h
}

func (h *haste) now() time.Time { return noon.Add(time.Since(time.Unix(0, h.began.Load())) * speed) }

func (h *haste) after(d time.Duration) <-chan time.Time { return time.After(d / speed) }

// keepTime lets a stand-in live by the clock.
func (h *haste) keepTime(d *twin.Door) {
	d.Lose(func(int, *http.Request) twin.Loss {
		d.Clock.Set(h.now())
		return twin.Nothing
	})
}

// tab is a browser tab at the twin. It keeps every byte that it is sent, and
// what the program logs meanwhile.
type tab struct {
	t                           *testing.T
	base, token                 string
	said, answers, events, logs heard
}

// newTab opens a library without a keyring and a tab on it.
func newTab(t *testing.T, at *haste) *tab {
	t.Helper()
	v := &tab{t: t}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", "")
	c := desktop.Config{
		Frontend: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>hello")}}, Library: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(&v.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Options: func(library string) (studio.Options, error) {
			o, err := desktop.Options(library)
			o.Now, o.After, o.Keyring, o.Passphrase = at.now, at.after, nil, nil
			return o, err
		},
	}
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- desktop.Serve(t.Context(), c, desktop.ServeOptions{Addr: "127.0.0.1:0", Out: io.MultiWriter(&v.said, in)})
	}()
	t.Cleanup(func() { // t.Context has ended
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	v.base, v.token, _ = strings.Cut(strings.TrimSpace(line), "/#")
	v.listen()
	return v
}

// listen keeps the stream of events.
func (v *tab) listen() {
	v.t.Helper()
	res := v.send(http.MethodGet, "/events?after=0", nil)
	ended := make(chan struct{})
	go func() { defer close(ended); _, _ = io.Copy(&v.events, res.Body) }()
	v.t.Cleanup(func() { res.Body.Close(); <-ended })
}

func (v *tab) send(method, path string, body io.Reader) *http.Response {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("X-Token", v.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	return res
}

// ask sends a request, keeps the whole answer, and returns what it says.
func (v *tab) ask(method, path string, body io.Reader, into any) *studio.Fault {
	v.t.Helper()
	res := v.send(method, path, body)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	fmt.Fprintf(&v.answers, "%s %s\n", method, path)
	_ = res.Header.Write(&v.answers)
	_, _ = v.answers.Write(b)
	answer := struct {
		Result any
		Error  *studio.Fault
	}{Result: into}
	if err := json.Unmarshal(b, &answer); err != nil {
		v.t.Fatalf("%s answers %q (%v)", path, b, err)
	}
	return answer.Error
}

// try calls a verb that may well be refused.
func (v *tab) try(name string, into any, args ...any) *studio.Fault {
	v.t.Helper()
	b, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		v.t.Fatal(err)
	}
	return v.ask(http.MethodPost, "/verb/"+name, bytes.NewReader(b), into)
}

// must calls a verb that has to be done.
func (v *tab) must(name string, into any, args ...any) {
	v.t.Helper()
	if fault := v.try(name, into, args...); fault != nil {
		v.t.Fatalf("%s(%v): %+v", name, args, fault)
	}
}

// logIn connects an account as a person does who allows everything at once,
// takes the first of what they may choose, and pastes the address where their
// browser ended. It says how the login ended, where that is not well.
func (v *tab) logIn(id taglane.ID) (failed string) {
	v.t.Helper()
	var l studio.Login
	v.must("ConnectAccount", &l, id)
	visited := ""
	for range 2000 {
		switch {
		case l.State == "done":
			return ""
		case l.State == "paste":
			stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			v.must("PasteLogin", &l, v.visit(stay, l.Address))
		case l.State == "choose":
			v.must("ChooseLogin", &l, 0)
		case l.State == "failed":
			return l.Message
		case l.Address != "" && l.Address != visited:
			visited = l.Address
			v.visit(http.DefaultClient, l.Address)
		default:
			time.Sleep(2 * time.Millisecond)
		}
		v.must("Login", &l)
	}
	v.t.Fatalf("the login still stands at %+v", l)
	return ""
}

// visit opens a page of a service. What the browser is shown by Taglane in the
// end is kept; where it stays with the service, it is told where to go.
func (v *tab) visit(browser *http.Client, address string) (next string) {
	v.t.Helper()
	res, err := browser.Get(address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	if next = res.Header.Get("Location"); next == "" {
		_, _ = io.Copy(&v.answers, res.Body)
	}
	return next
}
