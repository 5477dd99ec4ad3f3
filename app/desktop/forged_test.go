package desktop

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"taglane/app/forged"
	"taglane/app/studio"
	"taglane/app/taglane"
)

const (
	hidden   = "kestrel-unreleased-lamp" // what a product of the library is called
	homepage = "<!doctype html>hello"
)

// forgeries is how many are tried: few in the usual check, as many as
// TAGLANE_FORGED says in `make test-attacks`.
func forgeries(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("TAGLANE_FORGED"))
	if err != nil {
		n = 100
	}
	return n
}

// film is what no answer to a forgery may have a piece of.
func film() []byte {
	b := make([]byte, 64<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// besieged is an open library with one server on it.
type besieged struct {
	glass *glass
	l     net.Listener
	host  string
	dir   string
}

func besiege(t *testing.T, origin string, handler func(*besieged) http.Handler) *besieged {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", "")
	b := &besieged{dir: t.TempDir()}
	clip := filepath.Join(b.dir, "film.mp4")
	if err := os.WriteFile(clip, film(), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if b.l, err = listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	b.host = b.l.Addr().String()
	c := Config{Library: filepath.Join(b.dir, "library"), Log: quiet}
	if b.glass, err = open(t.Context(), c, &Bridge{config: c}, browser{}, nil, origin, b.l); err != nil {
		t.Fatal(err)
	}
	b.glass.media.file = func(_ context.Context, id string) (string, string, error) {
		if id == "proxy-1" {
			return clip, "video/mp4", nil
		}
		return "", "", taglane.Errorf(taglane.NotFound, "There is no such clip.")
	}
	title := hidden
	if _, err := b.glass.bridge.studio.AddProduct(t.Context(), studio.ProductFields{Title: &title}); err != nil {
		t.Fatal(err)
	}
	ended, h := make(chan struct{}), handler(b)
	go func() { defer close(ended); serveOn(b.glass.ctx, b.l, h) }()
	t.Cleanup(func() {
		if err := b.glass.close(); err != nil {
			t.Error(err)
		}
		<-ended
	})
	return b
}

// window is what the media server of the window is asked.
func (b *besieged) window() forged.Target {
	m := b.glass.media
	return forged.Target{Address: b.host, Origin: m.origin, Film: film(), Public: func(string, string) bool { return false },
		Own: []forged.Request{
			{Method: "GET", Path: "/m/" + m.token + "/proxy-1", Key: "path", Head: []forged.Line{{Name: "Origin", Value: m.origin}, {Name: "Sec-Fetch-Site", Value: "cross-site"}}},
			{Mute: true, Method: "HEAD", Path: "/m/" + m.token + "/proxy-1", Key: "path", Head: []forged.Line{{Name: "Origin", Value: m.origin}}},
		}}
}

const twinToken = "5f1d0c9a7be3428890d1a2b3c4d5e6f7708192a3b4c5d6e7f8091a2b3c4d5e6f"

func (b *besieged) twin() *twin {
	return &twin{bridge: b.glass.bridge, events: b.glass.events, media: b.glass.media, log: quiet, host: b.host, token: twinToken,
		files: fstest.MapFS{"index.html": {Data: []byte(homepage)}, "assets/app.js": {Data: []byte(strings.Repeat("let a = 1\n", 200<<10))}}}
}

// page is what the twin is asked.
func (b *besieged) page() forged.Target {
	head := []forged.Line{{Name: "X-Token", Value: twinToken}, {Name: "Sec-Fetch-Site", Value: "same-origin"}}
	return forged.Target{Address: b.host, Origin: "http://" + b.host, Film: film(), Secrets: []string{hidden, twinToken}, Strict: true, Heavy: "/assets/app.js",
		Public: func(_, answer string) bool {
			return answer == "" || answer == homepage || strings.HasPrefix(answer, "let a = 1") || strings.HasPrefix(answer, `{"result":null,"error":`)
		},
		Own: []forged.Request{
			{Method: "GET", Path: "/m/" + b.glass.media.token + "/proxy-1", Key: "path", Head: head[1:]},
			{Method: "POST", Path: "/verb/Products", Key: "X-Token", Head: head, Body: `[""]`},
			{Mute: true, Method: "GET", Path: "/events", Key: "X-Token", Head: head},
			{Mute: true, Method: "PUT", Path: "/in?verb=ImportProducts&name=x.csv", Key: "X-Token", Head: head, Body: "id,title\n1," + hidden + "\n"},
		}}
}

// shown is the server of published pages, and what it is asked.
func (b *besieged) shown(t *testing.T) (*pages, forged.Target) {
	t.Helper()
	dir := filepath.Join(b.dir, "shown")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"shown/index.html": homepage, "shown/notes.db": hidden, "shown/clip 1.mp4": string(film()), "beside.html": hidden} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../beside.html", filepath.Join(dir, "out.html")); err != nil {
		t.Fatal(err)
	}
	p := &pages{host: b.host, token: twinToken, index: func(_ context.Context, id taglane.ID) (string, error) {
		if id == "post" {
			return filepath.Join(dir, "index.html"), nil
		}
		return "", taglane.Errorf(taglane.NotFound, "There is no page on this machine.")
	}}
	return p, forged.Target{Address: b.host, Origin: "http://" + b.host, Strict: true, Film: film(), Secrets: []string{hidden}, Public: func(_, answer string) bool { return answer == "" || answer == homepage },
		Own: []forged.Request{{Method: "GET", Path: "/p/" + twinToken + "/post/clip%201.mp4", Key: "path"}}}
}

// Nothing of the library and no byte of a film is given to a request that no
// page of ours sends.
func TestForgedRequestsAreGivenNothing(t *testing.T) {
	try := func(name string, target forged.Target) {
		told, err := forged.Try(target, 1, forgeries(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, given := range told.Given[:min(10, len(told.Given))] {
			t.Errorf("%s: %s", name, given)
		}
		report(name, told)
	}
	w := besiege(t, "wails://wails", func(b *besieged) http.Handler { return b.glass.media })
	try("media server of the window", w.window())
	b := besiege(t, "", func(b *besieged) http.Handler { return b.twin() })
	try("taglane serve", b.page())
	var asked forged.Target
	besiege(t, "", func(b *besieged) http.Handler {
		p, target := b.shown(t)
		asked = target
		return p
	})
	try("published pages", asked)
}

// report writes a row of the table that `make test-attacks` prints.
func report(name string, what any) {
	if to := os.Getenv("TAGLANE_TABLE"); to != "" {
		if f, err := os.OpenFile(to, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			fmt.Fprintf(f, "| %s | %v |\n", name, what)
			f.Close()
		}
	}
}

// A token is 256 random bits, so guessing is hopeless without a limit: at the
// pace that is measured here, half of them would take longer than there are
// stars. No guess is told how near it was.
func TestGuessingATokenIsHopeless(t *testing.T) {
	b := besiege(t, "", func(b *besieged) http.Handler { return b.twin() })
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	n := forgeries(t)
	r := rand.New(rand.NewPCG(3, 4))
	began := time.Now()
	for range n {
		guess := []byte(twinToken)
		for at := r.IntN(64); at < 64; at++ { // right up to here
			guess[at] = "0123456789abcdef"[(slices.Index([]byte("0123456789abcdef"), guess[at])+1+r.IntN(15))%16]
		}
		req, _ := http.NewRequest(http.MethodPost, "http://"+b.host+"/verb/Products", strings.NewReader(`[""]`))
		req.Header.Set("X-Token", string(guess))
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Fatalf("%s is answered with %d", guess, res.StatusCode)
		}
	}
	pace := float64(n) / time.Since(began).Seconds()
	report("guesses of a token", fmt.Sprintf("%d near ones refused, %.0f a second; hopeless: half of 2^256 take %.0e years", n, pace, 5.8e76/pace/3.2e7))
	for range 100 {
		if a, b := newToken(), newToken(); a == b || len(a) != 64 || strings.Trim(a, "0123456789abcdef") != "" {
			t.Fatalf("tokens %s and %s", a, b)
		}
	}
}

// pieceTakes is how long the film is waited for while nobody else asks.
func pieceTakes(t *testing.T, target forged.Target) (longest time.Duration) {
	t.Helper()
	for range 5 {
		began := time.Now()
		if _, err := forged.Ask(target, target.Own[0]); err != nil {
			t.Fatal(err)
		}
		longest = max(longest, time.Since(began))
	}
	return longest
}

// Connections that are slow in every way there is do not keep a film from being
// played, and are all sent away in the end.
func TestSlowConnectionsDoNotStopPlayback(t *testing.T) {
	n, plays := 600, 300*time.Millisecond
	if forgeries(t) > 1000 {
		n, plays = 1000, 12*time.Second
	}
	for name, origin := range map[string]string{"media server of the window": "wails://wails", "taglane serve": ""} {
		if origin != "" && n < 1000 {
			continue
		}
		b := besiege(t, origin, func(b *besieged) http.Handler {
			if origin != "" {
				return b.glass.media
			}
			return b.twin()
		})
		target := b.window()
		if origin == "" {
			target = b.page()
		}
		alone := pieceTakes(t, target)
		held, stop := forged.Slow(target, n)
		for end := time.Now().Add(20 * time.Second); held() < n && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		all, took, asked := film(), []time.Duration{}, 0
		for end := time.Now().Add(plays); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			at := len(took) * 997 % (len(all) - 4096)
			began := time.Now()
			got := target.Own[0]
			got.Head = append(slices.Clone(got.Head), forged.Line{Name: "Range", Value: fmt.Sprintf("bytes=%d-%d", at, at+4095)})
			answer, err := forged.Ask(target, got)
			for try := 0; answer == "" && try < 3; try++ { // hung up on in the crowd: a player asks again
				asked++
				answer, err = forged.Ask(target, got)
			}
			if took = append(took, time.Since(began)); err != nil || !strings.HasSuffix(answer, string(all[at:at+4096])) {
				t.Fatalf("%s: after %d slow connections the film is answered with %.100q (%v)", name, held(), answer, err)
			}
		}
		if asked > max(3, len(took)/10) {
			t.Errorf("%s: %d of %d pieces of the film had to be asked for again", name, asked, len(took))
		}
		slices.Sort(took)
		if worst := took[len(took)-1]; worst > 5*time.Second && worst > 30*alone { // where all is slow because others use the machine, it is not the server
			t.Errorf("%s: a piece of the film took %v", name, worst)
		}
		report(name, fmt.Sprintf("%d slow connections held; %d pieces of a film meanwhile, %d asked for again, median %v, slowest %v", held(), len(took), asked, took[len(took)/2].Round(time.Microsecond), took[len(took)-1].Round(time.Microsecond)))
		stop()
	}
}

// Who went away while waiting for a turn is not told that all is well.
func TestAnswerNobodyWaitsForIsNone(t *testing.T) {
	c := newCrowd(nil)
	for range slots {
		c.slots <- struct{}{}
	}
	ctx, leave := context.WithCancel(c.context(t.Context(), &visitor{crowd: c}))
	leave()
	m := &mediaServer{host: "127.0.0.1:1", token: twinToken}
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:1/m/"+twinToken+"/proxy-1", nil)
	m.ServeHTTP(w, r)
	if w.Code != http.StatusRequestTimeout {
		t.Errorf("it is answered with %d", w.Code)
	}
}

// Window and twin have a policy under which markup that came in as a text is
// dead, whatever file of theirs is asked for.
func TestPoliciesAreStrict(t *testing.T) {
	nothing := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	tab := &twin{host: "127.0.0.1:1", token: twinToken, files: fstest.MapFS{"index.html": {Data: []byte(homepage)}}, media: &mediaServer{host: "127.0.0.1:1"}}
	for name, h := range map[string]http.Handler{"window": (&window{host: "127.0.0.1:4711"}).policy(nothing), "window before its library": (&window{}).policy(nothing), "twin": tab} {
		for _, path := range []string{"/", "/index.html", "/nothing", "/m/x/y", "/verb/Clips", "/events", "/in"} {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1"+path, nil)
			h.ServeHTTP(w, r)
			p := w.Header().Get("Content-Security-Policy")
			if weak := forged.Weak(p); len(weak) > 0 || !strings.Contains(p, "frame-ancestors 'none'") || !strings.Contains(p, "require-trusted-types-for 'script'") {
				t.Errorf("%s, %s: %q: %v", name, path, p, weak)
			}
		}
	}
}
