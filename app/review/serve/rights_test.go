package serve

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

func kindOf(err error) taglane.Kind { return taglane.KindOf(err) }

func TestRightsAreApart(t *testing.T) {
	say := []func(map[string]any){but("name", "Jo")}
	judge := []func(map[string]any){but("comments", []any{}), but("verdict", verdict("approves"))}
	for _, rights := range []taglane.Rights{{}, {Comment: true}, {Approve: true}, {Download: true}} {
		w := host(t, rights, "clip1")
		g := w.guest(t, w.served.Links[0]).comesIn()
		for what, x := range map[string]struct {
			may bool
			got got
		}{
			"comment":  {rights.Comment, g.says(say...)},
			"approve":  {rights.Approve, g.says(judge...)},
			"download": {rights.Download, g.ask(http.MethodGet, "/r/1/film", "", set("Sec-Fetch-Dest", "document"))},
			"look":     {true, g.ask(http.MethodGet, "/r/1/film", "", set("Sec-Fetch-Dest", "video"))},
		} {
			if want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[x.may]; x.got.code != want {
				t.Errorf("with %+v, %s: %d %.100s, want %d", rights, what, x.got.code, x.got.body, want)
			}
		}
	}
}

func TestAnAnswerTwiceIsOne(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	for range 3 {
		if a := g.says(); a.code != http.StatusOK {
			t.Fatalf("said: %d", a.code)
		}
	}
	other := w.guest(t, w.served.Links[0]).comesIn()
	if a := other.says(but("guest", keyB)); a.code != http.StatusOK {
		t.Fatalf("somebody else with the same names: %d", a.code)
	}
	if n := len(w.comments["clip1"]); n != 2 {
		t.Errorf("%d comments of two guests", n)
	}
}

func TestScriptInACommentIsText(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	const script = `</script><script>alert(1)</script><img src=x onerror=alert(1)>`
	if a := g.says(but("name", script), but("comments", []any{remark(1, script+"\u202e\u0000")})); a.code != http.StatusOK {
		t.Fatalf("said: %d %s", a.code, a.body)
	}
	c := g.hears(keyB, script, "", 0).Comments
	if len(c) != 1 || c[0].Text != script {
		t.Fatalf("heard: %+v", c)
	}
	for _, path := range []string{"/r/", "/r/1/"} {
		if a := g.ask(http.MethodGet, path, ""); strings.Contains(a.body, "alert(1)") {
			t.Errorf("the page at %s has it in its markup", path)
		}
	}
	b := g.ask(http.MethodPost, "/r/1/news", `{"guest":"`+keyB+`","name":"x"}`)
	if b.head.Get("Content-Type") != "application/json" || b.head.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(b.body, "<script>") {
		t.Errorf("news could be taken for a page: %v", b.head)
	}
}

func TestASessionIsFewGuestsAndSaysLittleAtOnce(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	codes := map[int]int{}
	for i := range 40 {
		codes[g.says(but("comments", []any{remark(i, "again")})).code]++
	}
	if codes[http.StatusOK] != 30 || codes[http.StatusTooManyRequests] != 10 {
		t.Errorf("forty at once: %v", codes)
	}
	w.pass(time.Hour)
	codes = map[int]int{}
	for i := range 8 {
		codes[g.says(but("guest", fmt.Sprintf("%032x", i))).code]++
	}
	if codes[http.StatusOK] != mostGuests-1 || codes[http.StatusForbidden] != 8-(mostGuests-1) {
		t.Errorf("eight people in one browser: %v", codes)
	}
}

func TestOneAddressMayNotAskForEver(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0])
	last := got{}
	for range int(askPace.burst) + 1 {
		last = g.ask(http.MethodGet, "/r/1/film", "")
	}
	if last.code != http.StatusTooManyRequests || last.head.Get("Retry-After") == "" {
		t.Errorf("the last of many: %d", last.code)
	}
	w.pass(time.Second)
	if a := g.ask(http.MethodGet, "/r/1/film", ""); a.code != http.StatusUnauthorized {
		t.Errorf("a second later: %d", a.code)
	}
	for remote, want := range map[string]string{"192.0.2.7:4": "192.0.2.7", "[::ffff:192.0.2.7]:4": "192.0.2.7", "[2001:db8:1:2:3::4%eth0]:5": "2001:db8:1:2::/64"} {
		if who := from(remote); who != want {
			t.Errorf("%s counts as %s", remote, who)
		}
	}
	var p paces
	at := w.now()
	for i := range 3 * mostPaces {
		p.may(askPace, fmt.Sprint(i), at)
	}
	if len(p.all) != mostPaces || !p.may(askPace, "another", at.Add(time.Minute)) {
		t.Errorf("%d addresses are remembered, and no other is later", len(p.all))
	}
}

func TestTheCookieIsForThisAddressAlone(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0])
	a := g.enter(g.link.capability(), g.link.PIN)
	c := (&http.Response{Header: a.head}).Cookies()
	if len(c) != 1 || !c[0].HttpOnly || !c[0].Secure || c[0].SameSite != http.SameSiteStrictMode || c[0].Domain != "" || c[0].Path != "/" || len(c[0].Value) != 43 || !strings.HasPrefix(c[0].Name, "__Host-") {
		t.Errorf("the cookie is %q", a.head.Get("Set-Cookie"))
	}
	if strings.Contains(a.body, c[0].Value) {
		t.Error("a script can read it")
	}
}

// raw opens a connection as somebody might who is no browser.
func raw(t *testing.T, w *hosted, send string) net.Conn {
	t.Helper()
	c, err := tls.Dial("tcp", w.at(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := io.WriteString(c, strings.ReplaceAll(send, "HOST", w.at())); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRequestsThatNoBrowserSends(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	with := "Cookie: " + cookie + "=" + g.cookie + "\r\n\r\n"
	for name, send := range map[string]string{
		"two hosts":                    "GET /r/1/ HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n" + with,
		"no host":                      "GET /r/1/ HTTP/1.1\r\n" + with,
		"a whole address of elsewhere": "GET https://evil.example/r/1/ HTTP/1.1\r\nHost: HOST\r\n" + with,
		"a proxy's request":            "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n" + with,
		"an echo":                      "TRACE /r/1/ HTTP/1.1\r\nHost: HOST\r\n" + with,
		"a backslash":                  "GET /r\\1\\ HTTP/1.1\r\nHost: HOST\r\n" + with,
		"another protocol":             "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"two lengths":                  "POST /r/1/answer HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + with,
		"a length and pieces":          "POST /r/1/answer HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked, identity\r\n" + with,
		"a header of 16 KB":            "GET /r/1/ HTTP/1.1\r\nHost: HOST\r\nX: " + strings.Repeat("x", 16<<10) + "\r\n" + with,
		"an address of 16 KB":          "GET /r/" + strings.Repeat("1", 16<<10) + "/ HTTP/1.1\r\nHost: HOST\r\n" + with,
	} {
		c := raw(t, w, send)
		c.SetReadDeadline(time.Now().Add(3 * time.Second))
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err == nil && r.StatusCode < 400 {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
		if err == nil {
			b, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
			if strings.Contains(string(b), hidden) {
				t.Errorf("%s: the room was shown", name)
			}
		}
		c.Close()
	}
	if w.taken() != 0 {
		t.Error("something was taken in")
	}
}

func TestOnlyTLSOfTodayIsSpoken(t *testing.T) {
	w := host(t, all, "clip1")
	if c, err := tls.Dial("tcp", w.at(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}); err == nil {
		c.Close()
		t.Error("TLS 1.2 is spoken")
	}
	resp, err := http.Get("http://" + w.at() + "/r/")
	if err == nil {
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("without TLS: %d", resp.StatusCode)
		}
	}
}

// closed waits until the other side hangs up, and says how long that took.
func closed(t *testing.T, c net.Conn) time.Duration {
	t.Helper()
	began := time.Now()
	c.SetReadDeadline(began.Add(5 * time.Second))
	if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("it is never closed")
	}
	return time.Since(began)
}

func TestWhoIsSlowIsNotWaitedFor(t *testing.T) {
	w := host(t, all, "clip1")
	g := w.guest(t, w.served.Links[0]).comesIn()
	silent, err := net.Dial("tcp", w.at())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	conns := map[string]net.Conn{
		"a handshake":    silent,
		"a header":       raw(t, w, "GET /r/ HTTP/1.1\r\nHost: HOST\r\n"),
		"a body":         raw(t, w, "POST /r/1/answer HTTP/1.1\r\nHost: HOST\r\nOrigin: https://HOST\r\nContent-Type: application/json\r\nCookie: "+cookie+"="+g.cookie+"\r\nContent-Length: 60000\r\n\r\n{"),
		"a body at door": raw(t, w, "POST /r/enter HTTP/1.1\r\nHost: HOST\r\nOrigin: https://HOST\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{"),
	}
	for name, c := range conns {
		if took := closed(t, c); took > 4*time.Second {
			t.Errorf("%s is waited for %v", name, took)
		}
	}
	if w.taken() != 0 {
		t.Error("something was taken in")
	}
}

// long puts a film in place that no connection takes at once.
func (w *hosted) long(t *testing.T) int64 {
	t.Helper()
	const size = 256 << 20
	if err := os.Truncate(w.film, size); err != nil {
		t.Fatal(err)
	}
	return size
}

func TestAFilmThatNobodyTakesIsNotSentOn(t *testing.T) {
	w := host(t, all, "clip1")
	size := w.long(t)
	g := w.guest(t, w.served.Links[0]).comesIn()
	c := raw(t, w, "GET /r/1/film HTTP/1.1\r\nHost: HOST\r\nCookie: "+cookie+"="+g.cookie+"\r\n\r\n")
	time.Sleep(3 * w.h.pauses.write / 2)
	c.SetReadDeadline(time.Now().Add(3 * time.Second))
	if n, err := io.Copy(io.Discard, c); n == 0 || n >= size || err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("%d bytes of %d, then %v", n, size, err)
	}
}

func TestAFilmEndsWithItsLink(t *testing.T) {
	w := host(t, all, "clip1")
	size := w.long(t)
	g := w.guest(t, w.served.Links[0]).comesIn()
	c := raw(t, w, "GET /r/1/film HTTP/1.1\r\nHost: HOST\r\nCookie: "+cookie+"="+g.cookie+"\r\n\r\n")
	if _, err := io.CopyN(io.Discard, c, 1<<20); err != nil {
		t.Fatal(err)
	}
	if _, err := w.h.RevokeReview(ctx, g.link.ID); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(3 * time.Second))
	if n, err := io.Copy(io.Discard, c); n >= size/2 || err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("%d bytes after the link was taken back, then %v", n, err)
	}
}

func TestConnectionsOfOneAddressAreBounded(t *testing.T) {
	w := host(t, all, "clip1")
	w.h.StopServing(ctx)
	w.h.pauses.read, w.h.pauses.idle = 5*time.Second, 5*time.Second
	w.link(t, all, "clip1")
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	refused := 0
	for range mostOfOne + 6 {
		c, err := net.Dial("tcp", w.at())
		if err != nil {
			refused++
			continue
		}
		open = append(open, c)
	}
	for _, c := range open[mostOfOne:] {
		c.SetReadDeadline(time.Now().Add(2 * time.Second))
		if _, err := c.Read(make([]byte, 1)); err != nil && !strings.Contains(err.Error(), "timeout") {
			refused++
		}
	}
	if refused != 6 {
		t.Errorf("%d of six too many were refused", refused)
	}
	open[0].Close()
	for end := time.Now().Add(2 * time.Second); ; {
		g := w.guest(t, w.served.Links[0])
		if a := g.ask(http.MethodGet, "/r/", ""); a.code == http.StatusOK {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nobody is let in after one has gone")
		}
		time.Sleep(5 * time.Millisecond)
	}
}
