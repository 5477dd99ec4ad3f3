package httpx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func TestALoginBringsAToken(t *testing.T) {
	for name, change := range map[string]func(*loginTwin, *httpx.Config){
		"as Google": func(_ *loginTwin, c *httpx.Config) {
			c.Extra = url.Values{"access_type": {"offline"}, "prompt": {"consent"}}
		},
		"as TikTok": func(w *loginTwin, c *httpx.Config) {
			c.ScopeSep, c.RedirectPath = ",", "/callback/"
			c.PKCE, w.pkce = httpx.HexS256, httpx.HexS256
			c.ClientIDField, w.idField = "client_key", "client_key"
		},
		"as Meta": func(w *loginTwin, c *httpx.Config) {
			c.PKCE, w.pkce = httpx.None, httpx.None
			c.RedirectHost, c.ScopeSep = "localhost", ","
		},
		"an IP of 6": func(_ *loginTwin, c *httpx.Config) { c.RedirectHost = "127.0.0.1" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newLoginTwin(t)
			cfg := w.config()
			change(w, &cfg)
			var asked url.Values
			var page reply
			token, err := login(t, cfg, func(address string) error {
				var code string
				code, asked = w.consent(address)
				var err error
				page, err = get(asked.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {asked.Get("state")}, "iss": {w.URL}}.Encode())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if !w.access[token.Access] || !w.refresh[token.Refresh] || token.Type != "Bearer" || token.Scope != "read upload" ||
				!token.Expiry.Equal(noon.Add(time.Hour)) || token.Extra["open_id"] != "o-1" {
				t.Errorf("the token is %+v", token)
			}
			if sep := map[string]string{"": " "}[cfg.ScopeSep] + cfg.ScopeSep; asked.Get("scope") != "read"+sep+"upload" {
				t.Errorf("scope %q", asked.Get("scope"))
			}
			for k := range cfg.Extra {
				if asked.Get(k) != cfg.Extra.Get(k) {
					t.Errorf("%s is %q", k, asked.Get(k))
				}
			}
			if challenged := asked.Get("code_challenge_method") == "S256"; challenged != (cfg.PKCE != httpx.None) || len(asked.Get("state")) != 43 {
				t.Errorf("asked with %v", asked)
			}
			if page.status != 200 || strings.Contains(page.body, "code") || page.header.Get("Referrer-Policy") != "no-referrer" ||
				!strings.HasPrefix(page.header.Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("the page says %+v", page)
			}
			if _, err := get(asked.Get("redirect_uri")); err == nil {
				t.Error("the door is still open")
			}
		})
	}
}

// The vectors are those that TikTok's page and RFC 7636 give.
func TestChallengesAreWrittenAsServicesWantThem(t *testing.T) {
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	if got := httpx.S256.Challenge(verifier); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Errorf("S256 is %s", got)
	}
	if got := httpx.HexS256.Challenge(verifier); got != "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3" {
		t.Errorf("HexS256 is %s", got)
	}
}

// What comes back wrong ends the login without a token and without a word of
// what was said.
func TestForeignReturnsAreRefused(t *testing.T) {
	const canary = "canary-7781"
	for name, wrong := range map[string]func(q url.Values) string{
		"wrong state":            func(q url.Values) string { q.Set("state", strings.Repeat("A", 43)); return q.Encode() },
		"missing state":          func(q url.Values) string { q.Del("state"); return q.Encode() },
		"shortened state":        func(q url.Values) string { q.Set("state", q.Get("state")[:42]); return q.Encode() },
		"state with a fragment":  func(q url.Values) string { q.Set("state", q.Get("state")+"#"+canary); return q.Encode() },
		"code in the fragment":   func(q url.Values) string { return "#" + q.Encode() },
		"two states":             func(q url.Values) string { return q.Encode() + "&state=x" },
		"two codes":              func(q url.Values) string { return q.Encode() + "&code=x" },
		"no code":                func(q url.Values) string { q.Del("code"); return q.Encode() },
		"mixed-up issuer":        func(q url.Values) string { q.Set("iss", "https://evil.example"); return q.Encode() },
		"access_denied":          func(q url.Values) string { q.Set("error", "access_denied"); return q.Encode() },
		"another error":          func(q url.Values) string { q.Set("error", canary); return q.Encode() },
		"a query that is broken": func(q url.Values) string { return q.Encode() + "&a;b=%zz" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newLoginTwin(t)
			var page reply
			_, err := login(t, w.config(), func(address string) error {
				code, asked := w.consent(address)
				q := url.Values{"code": {code}, "state": {asked.Get("state")}, "x": {canary}}
				var err error
				page, err = get(asked.Get("redirect_uri") + "?" + wrong(q))
				return err
			})
			wantKind(t, err, taglane.Refused)
			if denied := strings.Contains(taglane.MessageOf(err), "did not allow"); denied != (name == "access_denied") {
				t.Errorf("the person is told %q", err)
			}
			if page.status != http.StatusBadRequest || strings.Contains(page.body+err.Error(), canary) || w.tokenCalls != 0 {
				t.Errorf("%+v, %v, %d calls for a token", page, err, w.tokenCalls)
			}
		})
	}
}

// What is no return at all is turned away, and the login goes on.
func TestStrangersAtTheDoorAreTurnedAway(t *testing.T) {
	for name, v := range map[string]struct {
		knock  func(redirect, state string) (int, error)
		status int
	}{
		"another path": {func(r, s string) (int, error) {
			p, err := get(strings.TrimSuffix(r, "/cb") + "/cb/x?code=c&state=" + s)
			return p.status, err
		}, 404},
		"the path in disguise": {func(r, s string) (int, error) {
			p, err := get(strings.TrimSuffix(r, "/cb") + "/%63b?code=c&state=" + s)
			return p.status, err
		}, 404},
		"POST": {func(r, s string) (int, error) {
			resp, err := http.Post(r+"?code=c&state="+s, "text/plain", strings.NewReader("x"))
			if err != nil {
				return 0, err
			}
			return resp.StatusCode, resp.Body.Close()
		}, 405},
		"another name for this computer": {func(r, s string) (int, error) {
			req, _ := http.NewRequest(http.MethodGet, r+"?code=c&state="+s, nil)
			req.Host = "rebound.example"
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return 0, err
			}
			return resp.StatusCode, resp.Body.Close()
		}, 421},
		"a query of 9 KB": {func(r, s string) (int, error) {
			p, err := get(r + "?code=c&state=" + s + "&x=" + strings.Repeat("a", 9<<10))
			return p.status, err
		}, 414},
		"a query of 10 MB": {func(r, s string) (int, error) { return pour(r, s, 10<<20) }, 431},
	} {
		t.Run(name, func(t *testing.T) {
			w := newLoginTwin(t)
			token, err := login(t, w.config(), func(address string) error {
				code, asked := w.consent(address)
				if got, err := v.knock(asked.Get("redirect_uri"), asked.Get("state")); err != nil || got != v.status {
					t.Errorf("answered with %d, %v; want %d", got, err, v.status)
				}
				return visit(asked.Get("redirect_uri"), url.Values{"code": {code}, "state": {asked.Get("state")}})
			})
			if err != nil || token.Access == "" {
				t.Errorf("the login did not go on: %v", err)
			}
		})
	}
}

// pour sends a request line of so many bytes and reads how it is answered.
func pour(redirect, state string, bytes int) (int, error) {
	u, _ := url.Parse(redirect)
	c, err := net.Dial("tcp", u.Host)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	go func() {
		_, _ = io.WriteString(c, "GET /cb?code=c&state="+state+"&x=")
		part := strings.Repeat("a", 64<<10)
		for sent := 0; sent < bytes; sent += len(part) {
			if _, err := io.WriteString(c, part); err != nil {
				return // it was enough already
			}
		}
	}()
	b := make([]byte, len("HTTP/1.1 431"))
	if _, err := io.ReadFull(c, b); err != nil {
		return 0, err
	}
	return strconv.Atoi(string(b[9:]))
}

func TestASecondReturnFindsNobody(t *testing.T) {
	w := newLoginTwin(t)
	again := make(chan error, 1)
	token, err := login(t, w.config(), func(address string) error {
		code, asked := w.consent(address)
		back := url.Values{"code": {code}, "state": {asked.Get("state")}}
		if err := visit(asked.Get("redirect_uri"), back); err != nil {
			return err
		}
		p, err := get(asked.Get("redirect_uri") + "?" + back.Encode())
		if err == nil && p.status != http.StatusGone {
			err = errors.New("the second return was taken: " + p.body)
			again <- err
			return nil
		}
		again <- nil
		return nil
	})
	if err := errors.Join(err, <-again); err != nil || token.Access == "" || w.tokenCalls != 1 {
		t.Errorf("%v after %d calls for a token", err, w.tokenCalls)
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	w := newLoginTwin(t)
	v, err := w.config().Begin("https://example.com/back")
	if err != nil {
		t.Fatal(err)
	}
	code, _ := w.consent(v.URL)
	if _, err := v.Finish(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	_, err = v.Finish(t.Context(), code)
	wantKind(t, err, taglane.Refused)
	if w.tokenCalls != 1 {
		t.Errorf("the code went out %d times", w.tokenCalls)
	}
	// Another login with a stolen code has another verifier, and the code is spent.
	other, _ := w.config().Begin("https://example.com/back")
	_, err = other.Finish(t.Context(), code)
	wantKind(t, err, taglane.Login)
	if strings.Contains(err.Error(), code) {
		t.Errorf("the log shows the code: %v", err)
	}
}

func TestALoginEnds(t *testing.T) {
	w := newLoginTwin(t)
	var redirect, state string
	shown := make(chan struct{})
	remember := func(address string) error {
		defer close(shown)
		_, asked := w.consent(address)
		redirect, state = asked.Get("redirect_uri"), asked.Get("state")
		return nil
	}
	_, err := httpx.AuthorizeWithin(t.Context(), w.config(), remember, 30*time.Millisecond)
	wantKind(t, err, taglane.Refused)
	<-shown
	if err := visit(redirect, url.Values{"code": {"c"}, "state": {state}}); err == nil {
		t.Error("somebody opens after the time is over")
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = httpx.Authorize(ctx, w.config(), func(string) error { cancel(); return nil })
	if wantKind(t, err, taglane.Refused); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
	_, err = httpx.Authorize(t.Context(), w.config(), func(a string) error { return errors.New("no program for " + a) })
	if wantKind(t, err, taglane.Refused); strings.Contains(err.Error(), "state=") && !strings.Contains(err.Error(), "state=(hidden)") {
		t.Errorf("the log shows the address: %v", err)
	}
}

func TestThePortMayBeTaken(t *testing.T) {
	w := newLoginTwin(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cfg := w.config()
	cfg.RedirectPort = taken.Addr().(*net.TCPAddr).Port
	_, err = httpx.Authorize(t.Context(), cfg, func(string) error { t.Error("the browser was opened"); return nil })
	wantKind(t, err, taglane.Conflict)

	// Without a fixed port another one is found, if need be of the newer kind.
	cfg.RedirectPort = 0
	six, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("this computer has no IPv6")
	}
	token, err := httpx.AuthorizeAt(t.Context(), cfg, func(address string) error {
		code, asked := w.consent(address)
		if !strings.HasPrefix(asked.Get("redirect_uri"), "http://[::1]:") {
			t.Errorf("sent back to %s", asked.Get("redirect_uri"))
		}
		return visit(asked.Get("redirect_uri"), url.Values{"code": {code}, "state": {asked.Get("state")}})
	}, func(string, int) (net.Listener, error) { return six, nil })
	if err != nil || token.Access == "" {
		t.Error(err)
	}
}

func TestALoginIsNotBegunToNowhere(t *testing.T) {
	w := newLoginTwin(t)
	for name, v := range map[string]struct{ auth, redirect, host string }{
		"redirect with a fragment":       {w.URL, "https://example.com/back#part", ""},
		"redirect with an empty one":     {w.URL, "https://example.com/back#", ""},
		"a login in the clear":           {"http://example.com/auth", "https://example.com/back", ""},
		"a login with a fragment":        {"https://example.com/auth#x", "https://example.com/back", ""},
		"a login with somebody's name":   {"https://me@example.com/auth", "https://example.com/back", ""},
		"a door that others could enter": {w.URL, "", "0.0.0.0"},
	} {
		cfg := w.config()
		cfg.AuthURL, cfg.RedirectHost = v.auth, v.host
		_, err := cfg.Begin(v.redirect)
		if v.host != "" {
			_, err = httpx.Authorize(t.Context(), cfg, func(string) error { return nil })
		}
		if taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsPasted(t *testing.T) {
	w := newLoginTwin(t)
	for name, v := range map[string]struct {
		paste func(code, state string) string
		want  taglane.Kind
	}{
		"the code":              {func(c, _ string) string { return " " + c + "\n" }, ""},
		"the address":           {func(c, s string) string { return "https://example.com/back?code=" + c + "&state=" + s }, ""},
		"an address of another": {func(c, s string) string { return "https://example.com/back?code=" + c + "&state=x" + s }, taglane.Refused},
		"no state":              {func(c, s string) string { return "https://example.com/back?code=" + c }, taglane.Refused},
		"nothing":               {func(c, s string) string { return " " }, taglane.Invalid},
		"a sentence":            {func(c, s string) string { return "my code is " + c }, taglane.Invalid},
		"a book":                {func(c, s string) string { return strings.Repeat("a", 9<<10) }, taglane.Invalid},
		"a no":                  {func(c, s string) string { return "https://example.com/back?error=access_denied&state=" + s }, taglane.Refused},
	} {
		visit, err := w.config().Begin("https://example.com/back")
		if err != nil {
			t.Fatal(err)
		}
		code, asked := w.consent(visit.URL)
		token, err := visit.Finish(t.Context(), v.paste(code, asked.Get("state")))
		if taglane.KindOf(err) != v.want || (token.Access != "") != (v.want == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
