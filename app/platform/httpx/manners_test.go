package httpx_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func withToken(base string) *httpx.Client {
	return &httpx.Client{Base: base, Grant: &httpx.Grant{Store: httpx.NewHeld(httpx.Token{Access: "token-canary"}, nil)}, Now: still}
}

// A call goes to the base or to a host that was named, or nowhere.
func TestHostsAreKeptApart(t *testing.T) {
	var reached atomic.Int32
	s := twin(t, func(w http.ResponseWriter, r *http.Request) { reached.Add(1) })
	host := strings.TrimPrefix(s.URL, "http://")
	other := twin(t, func(w http.ResponseWriter, r *http.Request) { reached.Add(1) })
	otherHost := strings.TrimPrefix(other.URL, "http://")
	fake := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		reached.Add(1)
		return &http.Response{StatusCode: 200, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
	})}
	for _, v := range []struct {
		base, url string
		hosts     []string
		want      taglane.Kind
	}{
		{s.URL, "/a", nil, ""},
		{s.URL, s.URL + "/a", nil, ""},
		{s.URL, other.URL + "/a", nil, taglane.Refused},
		{s.URL, other.URL + "/a", []string{otherHost}, ""},
		{s.URL, "http://" + host + "@" + otherHost + "/a", []string{host}, taglane.Invalid},
		{s.URL, "//" + otherHost + "/a", []string{}, taglane.Invalid},
		{s.URL, "/..//" + otherHost, nil, taglane.Invalid},
		{s.URL + "/under", "/a/../../b", nil, taglane.Invalid},
		{s.URL + "/under", "/a/%2e%2e/b", nil, taglane.Invalid},
		{s.URL, "a", nil, taglane.Invalid},
		{s.URL, "", nil, taglane.Invalid},
		{s.URL, "@" + otherHost, nil, taglane.Invalid},
		{"https://api.example.com", "/a", nil, ""},
		{"https://api.example.com", "https://API.example.com:443/a", nil, ""},
		{"https://api.example.com", "https://api.example.com:444/a", nil, taglane.Refused},
		{"https://api.example.com", "http://api.example.com/a", []string{"api.example.com"}, taglane.Refused},
		{"https://api.example.com", "https://upload.example.com/a?t=1", []string{"upload.example.com"}, ""},
		{"https://api.example.com", "https://upload.example.com:8443/a", []string{"upload.example.com"}, taglane.Refused},
		{"https://api.example.com", "https://up.us.example.com/a", []string{"*.example.com"}, ""},
		{"https://api.example.com", "https://example.com/a", []string{"*.example.com"}, taglane.Refused},
		{"https://api.example.com", "https://.example.com/a", []string{"*.example.com"}, taglane.Refused},
		{"https://api.example.com", "https://evilexample.com/a", []string{"*.example.com"}, taglane.Refused},
		{"https://api.example.com", "https://example.com.evil.net/a", []string{"*.example.com"}, taglane.Refused},
		{"https://api.example.com", s.URL + "/a", []string{host}, taglane.Refused},
		{"http://api.example.com", "/a", nil, taglane.Invalid},
		{"https://me:pw@api.example.com", "/a", nil, taglane.Invalid},
		{"ftp://127.0.0.1", "/a", nil, taglane.Invalid},
		{"", "/a", nil, taglane.Invalid},
	} {
		c := withToken(v.base)
		if strings.HasPrefix(v.base, "https") {
			c.HTTP = fake
		}
		before := reached.Load()
		_, err := c.Do(t.Context(), httpx.Call{URL: v.url, Hosts: v.hosts})
		if got := taglane.KindOf(err); got != v.want || (reached.Load() > before) != (v.want == "") {
			t.Errorf("%s below %s with %q: %q %v, want %q", v.url, v.base, v.hosts, got, err, v.want)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestATokenFollowsNobody(t *testing.T) {
	var stolen atomic.Int32
	thief := twin(t, func(w http.ResponseWriter, r *http.Request) { stolen.Add(1) })
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		if r.Header.Get("Cookie") != "" {
			t.Error("a cookie came back")
		}
		w.Header().Set("Location", thief.URL)
		w.WriteHeader(map[string]int{"/302": 302, "/307": 307, "/308": 308}[r.URL.Path])
	})
	jar, _ := cookiejar.New(nil)
	c := withToken(s.URL)
	for _, client := range []*http.Client{nil, {Jar: jar}} {
		c.HTTP = client
		for status, path := range map[int]string{302: "/302", 307: "/307", 308: "/308"} {
			a, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: path, Form: url.Values{"a": {"b"}}})
			if err != nil || a.Status != status || a.Header.Get("Location") != thief.URL {
				t.Errorf("%s: %d, %v", path, a.Status, err)
			}
		}
	}
	if stolen.Load() > 0 {
		t.Error("a redirect was followed")
	}
	var seen string
	quiet := twin(t, func(w http.ResponseWriter, r *http.Request) { seen = r.Header.Get("Authorization") })
	c = withToken(quiet.URL)
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/", Anonymous: true}); err != nil || seen != "" {
		t.Errorf("an anonymous call carries %q, %v", seen, err)
	}
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/", Header: http.Header{"Authorization": {"OAuth page"}}}); err != nil || seen != "OAuth page" {
		t.Errorf("the call's own header became %q, %v", seen, err)
	}
	c.Sign = func(r *http.Request, tok httpx.Token, body []byte) error {
		r.Header.Set("Authorization", fmt.Sprintf("signed %s %d", tok.Access, len(body)))
		return nil
	}
	if _, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", JSON: "four"}); err != nil || seen != "signed token-canary 6" {
		t.Errorf("signed as %q, %v", seen, err)
	}
}

// Somebody who listens and hangs up shows what a transport does by itself: on
// a connection that was kept and is dead, it must not send a public act twice.
func TestADeadConnectionRepeatsNoPublicAct(t *testing.T) {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	var acts atomic.Int32
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				r := bufio.NewReader(conn)
				for {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
					if req.URL.Path == "/act" {
						acts.Add(1)
						return // it happened; the connection dies with the answer
					}
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
				}
			}()
		}
	}()
	c := withToken("http://" + door.Addr().String())
	c.HTTP = httpx.NewHTTP()
	for _, call := range []httpx.Call{
		{Method: "GET", URL: "/act", Once: true},
		{Method: "POST", URL: "/act", Once: true, JSON: 1},
		{Method: "POST", URL: "/act", Once: true},
		{Method: "PUT", URL: "/act", Once: true, Body: strings.NewReader("x"), Length: 1},
		{Method: "DELETE", URL: "/act", Once: true},
		{Method: "POST", URL: "/act", Once: true, JSON: 1, Header: http.Header{"Idempotency-Key": {"k"}}},
		{Method: "POST", URL: "/act", Once: true, Header: http.Header{"Idempotency-Key": {"k"}}},
	} {
		if _, err := c.Do(t.Context(), httpx.Call{URL: "/warm"}); err != nil {
			t.Fatal(err)
		}
		before := acts.Load()
		_, err := c.Do(t.Context(), call)
		wantKind(t, err, taglane.Unsure)
		if got := acts.Load() - before; got != 1 {
			t.Errorf("%s with %v: happened %d times", call.Method, call.Header, got)
		}
	}
}

func TestNobodyThereIsOffline(t *testing.T) {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + door.Addr().String()
	_ = door.Close()
	for _, once := range []bool{true, false} {
		c := withToken(address)
		c.Service = "Clips"
		_, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", Once: once, JSON: 1})
		if wantKind(t, err, taglane.Offline); taglane.MessageOf(err) != "Clips cannot be reached." {
			t.Errorf("told as %q", taglane.MessageOf(err))
		}
		// A name that does not exist is the same; nothing leaves this computer for it.
		c.HTTP = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "clips.invalid", IsNotFound: true}}
		}}}
		_, err = c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", Once: once})
		wantKind(t, err, taglane.Offline)
	}
	// Somebody else in the service's place hears of nothing.
	stranger := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("told a stranger") }))
	defer stranger.Close()
	stranger.Config.ErrorLog = quietLog()
	_, err = withToken(stranger.URL).Do(t.Context(), httpx.Call{Method: "POST", URL: "/", Once: true})
	if wantKind(t, err, taglane.Offline); !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}

func TestACalledOffCallReturnsSoon(t *testing.T) {
	heard := make(chan struct{}, 9)
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		heard <- struct{}{}
		<-r.Context().Done()
	})
	for once, want := range map[bool]taglane.Kind{true: taglane.Unsure, false: taglane.Later} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-heard; cancel() }()
		began := time.Now()
		_, err := withToken(s.URL).Do(ctx, httpx.Call{Method: "POST", URL: "/", JSON: 1, Once: once})
		if wantKind(t, err, want); !errors.Is(err, context.Canceled) || time.Since(began) > time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		_, err = withToken(s.URL).Do(ctx, httpx.Call{Method: "POST", URL: "/", JSON: 1, Once: once})
		if len(heard) > 0 {
			t.Error("a call that was off already went out")
		}
		wantKind(t, err, taglane.Later)
	}
	// Nothing moving is a silence, however long the caller would wait.
	c := withToken(s.URL)
	c.Patience = 30 * time.Millisecond
	_, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", JSON: 1, Once: true})
	if wantKind(t, err, taglane.Unsure); errors.Is(err, context.Canceled) {
		t.Errorf("a silence is told as called off: %v", err)
	}
}

// A slow upload is not a silence.
func TestAnUploadThatMovesIsWaitedFor(t *testing.T) {
	s := twin(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	c := withToken(s.URL)
	c.Patience = 100 * time.Millisecond
	slow := &drips{left: 12, wait: 20 * time.Millisecond}
	if _, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: slow, Length: 12}); err != nil {
		t.Error(err)
	}
	_, err := c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: &drips{left: 5}, Length: 12})
	wantKind(t, err, taglane.Later)
	_, err = c.Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: iotestErr{}, Length: 12, Once: true})
	if wantKind(t, err, taglane.Later); !strings.HasPrefix(err.Error(), "What is to be sent could not be read.") {
		t.Errorf("a disk's trouble is told as %v", err)
	}
}

type drips struct {
	left int
	wait time.Duration
}

func (d *drips) Read(b []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(d.wait)
	d.left--
	b[0] = 'x'
	return 1, nil
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

// Once Do has returned, the caller may use the file again: nobody reads it.
func TestNobodyReadsAfterTheCall(t *testing.T) {
	s := twin(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusConflict) }) // answers before it has read
	for range 20 {
		body := &counted{}
		_, err := withToken(s.URL).Do(t.Context(), httpx.Call{Method: "PUT", URL: "/", Body: body, Length: 64 << 20})
		if taglane.KindOf(err) != taglane.Conflict && taglane.KindOf(err) != taglane.Later {
			t.Fatal(err)
		}
		body.over = true // without a lock: the race detector sees a reader
	}
}

type counted struct{ over bool }

func (c *counted) Read(b []byte) (int, error) {
	if c.over {
		return 0, errors.New("read after the call")
	}
	return len(b), nil
}

func TestAnswersAreBounded(t *testing.T) {
	for name, v := range map[string]struct {
		body string
		want taglane.Kind
	}{
		"4 MiB":           {`"` + strings.Repeat("a", httpx.AnswerMost-2) + `"`, ""},
		"a byte more":     {`"` + strings.Repeat("a", httpx.AnswerMost-1) + `"`, taglane.Later},
		"64 levels":       {strings.Repeat("[", 64) + strings.Repeat("]", 64), ""},
		"65 levels":       {strings.Repeat("[", 65) + strings.Repeat("]", 65), taglane.Later},
		"levels in words": {`"` + strings.Repeat(`[\"`, 70) + `"`, ""},
		"half":            {`{"id":"v`, taglane.Later},
		"a web page":      {`<html>`, taglane.Later},
		"nothing":         {``, ""},
	} {
		s := twin(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, v.body) })
		var into any
		for once, want := range map[bool]taglane.Kind{true: taglane.Unsure, false: taglane.Later} {
			if v.want == "" {
				want = ""
			}
			if _, err := withToken(s.URL).Do(t.Context(), httpx.Call{URL: "/", Into: &into, Once: once}); taglane.KindOf(err) != want {
				t.Errorf("%s, once %v: %v, want %q", name, once, err, want)
			}
		}
	}
	// What grows when it is unpacked is counted as it grows.
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped(bytes.Repeat([]byte("a"), httpx.AnswerMost+1)))
	})
	_, err := withToken(s.URL).Do(t.Context(), httpx.Call{URL: "/"})
	wantKind(t, err, taglane.Later)
	// A client may read more, or less.
	for most, want := range map[int]taglane.Kind{httpx.AnswerMost + 1: "", httpx.AnswerMost: taglane.Later, 10: taglane.Later} {
		c := withToken(s.URL)
		c.Most = most
		_, err := c.Do(t.Context(), httpx.Call{URL: "/"})
		wantKind(t, err, want)
	}
}

func TestTheServicesOwnErrors(t *testing.T) {
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(map[string]int{"/": 403, "/429": 429, "/ok": 200, "/503": 503}[r.URL.Path])
		_, _ = io.WriteString(w, `{"error":{"code":"quota","message":"token-canary is over <a href='https://x.example?upload_id=abc'>"}}`)
	})
	c := withToken(s.URL)
	own := taglane.Errorf(taglane.Later, "The quota is used up.")
	c.Explain = func(status int, h http.Header, body []byte) error {
		if status == 403 && bytes.Contains(body, []byte(`"quota"`)) {
			return own
		}
		return nil
	}
	a, err := c.Do(t.Context(), httpx.Call{URL: "/"})
	var told *taglane.Error
	if wantKind(t, err, taglane.Later); !errors.As(err, &told) || told.Message != own.Message || !told.Until.Equal(noon.Add(30*time.Second)) || a.Status != 403 || len(a.Body) == 0 {
		t.Errorf("%v until %v, %d", err, told.Until, a.Status)
	}
	if strings.Contains(err.Error(), "token-canary") || strings.Contains(err.Error(), "abc") || own.Err != nil {
		t.Errorf("the log reads %v", err)
	}
	_, err = c.Do(t.Context(), httpx.Call{URL: "/503", Once: true}) // busy, and says until when
	wantKind(t, err, taglane.Later)
	c.Envelope = func(body []byte) error { return taglane.Errorf(taglane.Refused, "No, says token-canary.") }
	_, err = c.Do(t.Context(), httpx.Call{URL: "/ok"})
	if wantKind(t, err, taglane.Refused); strings.Contains(err.Error()+taglane.MessageOf(err), "token-canary") {
		t.Errorf("shown: %v", err)
	}
	c.Explain = func(int, http.Header, []byte) error { return errors.New("raw token-canary") }
	_, err = c.Do(t.Context(), httpx.Call{URL: "/"})
	if wantKind(t, err, taglane.Later); strings.Contains(err.Error(), "token-canary") || strings.Contains(taglane.MessageOf(err), "raw") {
		t.Errorf("shown: %v", err)
	}
}

// An error inside an answer that means the token counts as a 401.
func TestALoginToldInsideAnAnswer(t *testing.T) {
	w := newLoginTwin(t)
	c, held, _ := granted(t, w)
	first, _ := held.Load(t.Context())
	s := twin(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+first.Access {
			_, _ = io.WriteString(rw, `{"code":105002}`)
			return
		}
		_, _ = io.WriteString(rw, `{"code":0}`)
	})
	c.Base = s.URL
	c.Envelope = func(body []byte) error {
		if bytes.Contains(body, []byte("105002")) {
			return taglane.Errorf(taglane.Login, "Log in again.")
		}
		return nil
	}
	if a, err := c.Do(t.Context(), httpx.Call{URL: "/"}); err != nil || string(a.Body) != `{"code":0}` {
		t.Errorf("%s, %v", a.Body, err)
	}
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "12": 12 * time.Second, " 12 ": 12 * time.Second, "-5": 0, "soon": 0, "99999999999": 7 * 24 * time.Hour,
		noon.Add(time.Hour).Format(http.TimeFormat): time.Hour, noon.Add(-time.Hour).Format(http.TimeFormat): 0,
		noon.Add(9999 * time.Hour).Format(http.TimeFormat): 7 * 24 * time.Hour,
	} {
		got := httpx.RetryAfter(http.Header{"Retry-After": {text}}, noon)
		if want == 0 && text != "0" && !got.IsZero() || want > 0 && !got.Equal(noon.Add(want)) {
			t.Errorf("%q is %v", text, got)
		}
	}
}
