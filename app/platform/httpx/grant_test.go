package httpx_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// clock is a time that a test moves.
type clock struct{ at atomic.Int64 }

func (c *clock) Now() time.Time          { return noon.Add(time.Duration(c.at.Load())) }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d)) }

// granted is a connected account and a client of it.
func granted(t *testing.T, w *loginTwin) (*httpx.Client, *httpx.Held, *clock) {
	t.Helper()
	held := httpx.NewHeld(w.connect(t), nil)
	now := &clock{}
	cfg := w.config()
	cfg.Now = nil
	g := &httpx.Grant{Config: cfg, Store: held, Now: now.Now}
	return &httpx.Client{Base: w.URL, Grant: g, Service: "Clips", Now: now.Now}, held, now
}

func (w *loginTwin) forgetAccess() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.access)
}

func TestATokenIsRenewedBeforeItsEnd(t *testing.T) {
	w := newLoginTwin(t)
	c, held, now := granted(t, w)
	first, _ := held.Load(t.Context())
	call := func() httpx.Token {
		t.Helper()
		if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil {
			t.Fatal(err)
		}
		token, _ := held.Load(t.Context())
		return token
	}
	now.forward(59*time.Minute - time.Second)
	if call().Access != first.Access {
		t.Error("renewed too early")
	}
	now.forward(time.Second)
	second := call()
	if second.Access == first.Access || second.Refresh != first.Refresh || !second.Expiry.Equal(now.Now().Add(time.Hour)) || second.Extra["open_id"] != "o-1" {
		t.Errorf("after %+v comes %+v", first, second)
	}
}

// A hundred callers with a token at its end make one renewal, and a rotated
// refresh token is never used twice.
func TestManyRenewOnce(t *testing.T) {
	for _, sharing := range []string{"", "account-" + t.Name()} {
		w := newLoginTwin(t)
		w.rotates = true
		c, held, now := granted(t, w)
		clients := []*httpx.Client{c}
		if sharing != "" { // as two connectors of one account are
			c.Grant.Account = sharing
			other := &httpx.Grant{Config: c.Grant.Config, Store: held, Now: now.Now, Account: sharing}
			clients = append(clients, &httpx.Client{Base: w.URL, Grant: other, Now: now.Now})
		}
		for round, spoil := range []func(){func() { now.forward(2 * time.Hour) }, w.forgetAccess} {
			spoil()
			before := w.tokenCalls
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					if _, err := clients[i%len(clients)].Do(t.Context(), httpx.Call{URL: "/data"}); err != nil {
						t.Errorf("round %d: %v", round, err)
					}
				})
			}
			all.Wait()
			if got := w.tokenCalls - before; got != 1 {
				t.Errorf("sharing %q, round %d: %d renewals", sharing, round, got)
			}
		}
	}
}

// Two connectors of an account, each with a token in its own memory: when one
// renews, the other's refresh token is dead, and it takes the new one over.
func TestAnAccountIsOneThoughItIsOpenedTwice(t *testing.T) {
	w := newLoginTwin(t)
	w.rotates = true
	c, held, now := granted(t, w)
	first, _ := held.Load(t.Context())
	c.Grant.Account = t.Name()
	var kept httpx.Token
	apart := httpx.NewHeld(first, func(t httpx.Token) error { kept = t; return nil })
	other := &httpx.Client{Base: w.URL, Grant: &httpx.Grant{Config: c.Grant.Config, Store: apart, Now: now.Now, Account: t.Name()}}
	for range 2 {
		now.forward(2 * time.Hour)
		if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := other.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil || w.tokenCalls != 3 {
		t.Errorf("%v after %d calls for a token", err, w.tokenCalls)
	}
	if newest, _ := held.Load(t.Context()); kept.Access != newest.Access || kept.Refresh != newest.Refresh {
		t.Error("what was taken over is not kept")
	}
	// Somebody else's token of the same account is not touched by it.
	stranger := &httpx.Grant{Config: c.Grant.Config, Store: held, Now: now.Now, Account: "another"}
	if got, err := stranger.Token(t.Context()); err != nil || got.Access != kept.Access {
		t.Errorf("%v", err)
	}
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	w := newLoginTwin(t)
	c, held, _ := granted(t, w)
	w.forgetAccess()
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil {
		t.Errorf("the same call is not made again: %v", err)
	}
	if w.tokenCalls != 2 {
		t.Errorf("%d calls for a token", w.tokenCalls)
	}
	// A service that takes no token at all: one renewal, then the person.
	var calls atomic.Int32
	s := twin(t, func(rw http.ResponseWriter, r *http.Request) { calls.Add(1); rw.WriteHeader(401) })
	c.Base = s.URL
	for i := range 3 {
		_, err := c.Do(t.Context(), httpx.Call{URL: "/"})
		wantKind(t, err, taglane.Login)
		token, _ := held.Load(t.Context())
		if strings.Contains(err.Error(), token.Access) {
			t.Errorf("call %d shows the token", i)
		}
	}
	if w.tokenCalls != 3 || calls.Load() != 4 {
		t.Errorf("%d calls for a token, %d of the service", w.tokenCalls, calls.Load())
	}
}

// A public act is not made again here, not even after a renewal: the caller
// is told to, and if that does not help either, the person is.
func TestAPublicActIsNotRepeatedAfterARenewal(t *testing.T) {
	w := newLoginTwin(t)
	c, _, _ := granted(t, w)
	var calls atomic.Int32
	s := twin(t, func(rw http.ResponseWriter, r *http.Request) { calls.Add(1); rw.WriteHeader(401) })
	c.Base = s.URL
	for i, want := range []taglane.Kind{taglane.Later, taglane.Login, taglane.Login} {
		_, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/publish", JSON: 1, Once: true})
		if wantKind(t, err, want); calls.Load() != int32(i+1) {
			t.Errorf("call %d was made %d times", i, calls.Load())
		}
	}
	c.Base = w.URL
	w.forgetAccess()
	c.Grant = &httpx.Grant{Config: c.Grant.Config, Store: c.Grant.Store, Now: c.Now}
	_, err := c.Do(t.Context(), httpx.Call{URL: "/data", Once: true})
	wantKind(t, err, taglane.Later)
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/data", Once: true}); err != nil {
		t.Errorf("the renewed token is not used: %v", err)
	}
}

// What was streamed is streamed again from where it began.
func TestABodyIsSentAgainFromItsBeginning(t *testing.T) {
	w := newLoginTwin(t)
	c, _, _ := granted(t, w)
	var bodies []string
	s := twin(t, func(rw http.ResponseWriter, r *http.Request) {
		b := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(b)
		bodies = append(bodies, string(b))
		if len(bodies) == 1 {
			rw.WriteHeader(401)
		}
	})
	c.Base = s.URL
	body := strings.NewReader("0123456789")
	_, _ = body.Seek(3, 0)
	if _, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: body, Length: 4}); err != nil || strings.Join(bodies, ",") != "3456,3456" {
		t.Errorf("%v, sent %q", err, bodies)
	}
	bodies = nil
	_, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: struct{ *onlyReads }{&onlyReads{strings.NewReader("0123")}}, Length: 4})
	if wantKind(t, err, taglane.Later); len(bodies) != 1 {
		t.Errorf("%q was sent of what cannot be had twice", bodies)
	}
}

type onlyReads struct{ from *strings.Reader }

func (o *onlyReads) Read(b []byte) (int, error) { return o.from.Read(b) }

// A renewed token is kept before anybody sees it; while it cannot be kept,
// nobody does, and it is not lost.
func TestATokenIsKeptBeforeItIsUsed(t *testing.T) {
	w := newLoginTwin(t)
	w.rotates = true
	c, held, now := granted(t, w)
	full := errors.New("no space left")
	held.Keep(func(t httpx.Token) error { return full })
	now.forward(2 * time.Hour)
	for range 3 {
		_, err := c.Do(t.Context(), httpx.Call{URL: "/data"})
		wantKind(t, err, taglane.Later)
	}
	if w.tokenCalls != 2 {
		t.Errorf("%d calls for a token", w.tokenCalls)
	}
	var kept httpx.Token
	held.Keep(func(t httpx.Token) error { kept = t; return nil })
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil || w.tokenCalls != 2 {
		t.Errorf("%v after %d calls for a token", err, w.tokenCalls)
	}
	if !w.access[kept.Access] || !w.refresh[kept.Refresh] {
		t.Error("what was kept is not the newest")
	}
}

// Whoever waits for a renewal may give up; the renewal does not, or the
// rotated refresh token would be lost with its answer.
func TestARenewalOutlivesItsCaller(t *testing.T) {
	w := newLoginTwin(t)
	w.rotates = true
	c, held, now := granted(t, w)
	w.slow = make(chan struct{})
	saved := make(chan struct{})
	held.Keep(func(httpx.Token) error { close(saved); return nil })
	now.forward(2 * time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := c.Do(ctx, httpx.Call{URL: "/data"})
	if wantKind(t, err, taglane.Later); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("told as %v", err)
	}
	close(w.slow)
	<-saved
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil || w.tokenCalls != 2 {
		t.Errorf("%v after %d calls for a token", err, w.tokenCalls)
	}
}

func TestARenewalThatFails(t *testing.T) {
	for name, v := range map[string]struct {
		change func(*loginTwin, *httpx.Client, *httpx.Held)
		want   taglane.Kind
	}{
		"taken back":  {func(w *loginTwin, _ *httpx.Client, _ *httpx.Held) { clear(w.refresh) }, taglane.Login},
		"another app": {func(_ *loginTwin, c *httpx.Client, _ *httpx.Held) { c.Grant.Config.ClientSecret = "x" }, taglane.Login},
		"no refresh token": {func(_ *loginTwin, _ *httpx.Client, h *httpx.Held) {
			_ = h.Save(context.Background(), httpx.Token{Access: "a", Expiry: noon})
		}, taglane.Login},
		"nothing at all": {func(_ *loginTwin, _ *httpx.Client, h *httpx.Held) { _ = h.Save(context.Background(), httpx.Token{}) }, taglane.Login},
		"no answer": {func(_ *loginTwin, c *httpx.Client, _ *httpx.Held) {
			c.Grant.Config.TokenURL = "http://127.0.0.1:1/token"
		}, taglane.Offline},
	} {
		w := newLoginTwin(t)
		c, held, now := granted(t, w)
		v.change(w, c, held)
		now.forward(59*time.Minute + 30*time.Second)
		if name != "no refresh token" && name != "nothing at all" {
			if _, err := c.Do(t.Context(), httpx.Call{URL: "/data"}); err != nil {
				t.Errorf("%s: the token lives half a minute longer: %v", name, err)
			}
		}
		now.forward(time.Minute)
		_, err := c.Do(t.Context(), httpx.Call{URL: "/data"})
		if taglane.KindOf(err) != v.want {
			t.Errorf("%s: %v, want %s", name, err, v.want)
		}
	}
}

// Meta gives no refresh token: the long-lived one is exchanged for the next.
func TestAServiceWithItsOwnWays(t *testing.T) {
	var asked []string
	s := twin(t, func(rw http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Query().Get("grant_type"))
		switch {
		case r.URL.Query().Get("grant_type") == "fb_exchange_token" && r.URL.Query().Get("fb_exchange_token") == "dead":
			rw.WriteHeader(400)
			_, _ = rw.Write([]byte(`{"error":{"message":"Session has expired","code":190}}`))
		case r.URL.Query().Get("grant_type") == "fb_exchange_token":
			_, _ = rw.Write([]byte(`{"access_token":"long-lived","token_type":"bearer","expires_in":5184000}`))
		case r.URL.Path == "/shop": // wrapped, with a time since 1970
			_, _ = rw.Write([]byte(`{"code":0,"data":{"access_token":"shop-token","refresh_token":"shop-refresh","access_token_expire_in":1795262400,"user_type":1,"granted_scopes":["a","b"]}}`))
		default:
			_, _ = rw.Write([]byte(`{"access_token":"short-lived"}`))
		}
	})
	long := func(ctx context.Context, cfg httpx.Config, old httpx.Token) (httpx.Token, error) {
		return cfg.Ask(ctx, "GET", cfg.TokenURL, url.Values{"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {old.Access}, "client_secret": {"app-secret"}})
	}
	cfg := httpx.Config{AuthURL: s.URL, TokenURL: s.URL, Now: still, PKCE: httpx.None, Refresh: long}
	cfg.Exchange = func(ctx context.Context, cfg httpx.Config, code, redirect, _ string) (httpx.Token, error) {
		short, err := cfg.Ask(ctx, "GET", cfg.TokenURL, url.Values{"code": {code}, "redirect_uri": {redirect}})
		if err != nil {
			return httpx.Token{}, err
		}
		return cfg.Refresh(ctx, cfg, short)
	}
	v, err := cfg.Begin("https://www.facebook.com/connect/login_success.html")
	if err != nil {
		t.Fatal(err)
	}
	token, err := v.Finish(t.Context(), "the-code")
	if err != nil || token.Access != "long-lived" || !token.Expiry.Equal(noon.Add(60*24*time.Hour)) || strings.Join(asked, ",") != "GET ,GET fb_exchange_token" {
		t.Errorf("%+v, %v, asked %q", token, err, asked)
	}
	held := httpx.NewHeld(token, nil)
	now := &clock{}
	g := &httpx.Grant{Config: cfg, Store: held, Early: 30 * 24 * time.Hour, Now: now.Now}
	if got, err := g.Token(t.Context()); err != nil || got.Access != "long-lived" || len(asked) != 2 {
		t.Errorf("%v, asked %q", err, asked)
	}
	now.forward(31 * 24 * time.Hour)
	if _, err := g.Token(t.Context()); err != nil || len(asked) != 3 {
		t.Errorf("not renewed after 30 days: %v, asked %q", err, asked)
	}
	_, err = cfg.Refresh(t.Context(), cfg, httpx.Token{Access: "dead"})
	wantKind(t, err, taglane.Login)

	shop, err := cfg.Ask(t.Context(), "GET", s.URL+"/shop", nil)
	if err != nil || shop.Access != "shop-token" || shop.Refresh != "shop-refresh" || shop.Extra["user_type"] != "1" || shop.Scope != "a,b" || shop.Expiry.Unix() != 1795262400 {
		t.Errorf("%+v, %v", shop, err)
	}
}

func TestTokensOfOddAnswers(t *testing.T) {
	for name, v := range map[string]struct {
		status int
		body   string
		want   taglane.Kind
	}{
		"an error with 200": {200, `{"error":"invalid_request","error_description":"Code verifier or code challenge is invalid.","log_id":"1"}`, taglane.Login},
		"no token":          {200, `{"expires_in":3600}`, taglane.Login},
		"a list":            {200, `[]`, taglane.Login},
		"no JSON":           {200, `<html>Log in to the hotel`, taglane.Login},
		"a tower":           {200, strings.Repeat(`{"data":`, 5000), taglane.Login},
		"a no":              {403, `no`, taglane.Login},
		"trouble":           {503, `{"error":"invalid_grant"}`, taglane.Later},
		"too many":          {429, ``, taglane.Later},
		"busy with 400":     {400, `{"error":"temporarily_unavailable"}`, taglane.Later},
		"taken back":        {400, `{"error":"invalid_grant"}`, taglane.Login},
	} {
		s := twin(t, func(rw http.ResponseWriter, r *http.Request) {
			rw.WriteHeader(v.status)
			_, _ = rw.Write([]byte(v.body))
		})
		_, err := httpx.Config{Service: "Clips"}.Ask(t.Context(), "POST", s.URL, url.Values{"refresh_token": {"r"}})
		if taglane.KindOf(err) != v.want {
			t.Errorf("%s: %v, want %s", name, err, v.want)
		}
	}
}

func TestATokenIsGivenBack(t *testing.T) {
	w := newLoginTwin(t)
	token := w.connect(t)
	if err := w.config().Revoke(t.Context(), token); err != nil || len(w.revoked) != 1 || w.revoked[0] != token.Refresh {
		t.Errorf("%v, gave back %q", err, w.revoked)
	}
}
