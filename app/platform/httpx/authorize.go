package httpx

import (
	"context"
	"errors"
	"html"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"taglane/app/taglane"
)

// loginTime is how long a person has for a login.
const loginTime = 5 * time.Minute

// longestQuery bounds what a browser may bring back, in bytes.
const longestQuery = 8 << 10

// Authorize lets a person log in with their own browser: show opens the
// address there, and the service sends them back to a port of this computer
// that takes one visit and is closed. It takes at most five minutes. The token
// is not kept yet: that is the caller's.
func Authorize(ctx context.Context, cfg Config, show func(url string) error) (Token, error) {
	return authorize(ctx, cfg, show, listen, loginTime)
}

func authorize(ctx context.Context, cfg Config, show func(string) error, listen func(host string, port int) (net.Listener, error), within time.Duration) (Token, error) {
	door, err := listen(cfg.RedirectHost, cfg.RedirectPort)
	if err != nil {
		return Token{}, err
	}
	visit, err := cfg.Begin(redirectOf(cfg, door.Addr()))
	if err != nil {
		_ = door.Close()
		return Token{}, err
	}
	back := &callback{visit: visit, came: make(chan url.Values, 1), host: door.Addr().String()}
	if cfg.RedirectHost != "" {
		back.host = net.JoinHostPort(cfg.RedirectHost, portText(door.Addr()))
	}
	server := &http.Server{
		Handler: back, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 2 * longestQuery, ErrorLog: log.New(io.Discard, "", 0), // its lines would show addresses
	}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(door) }()
	q, err := back.wait(ctx, show, visit.URL, within)
	settle(server)
	<-served
	if err != nil {
		return Token{}, err
	}
	code, err := visit.code(q)
	if err != nil {
		return Token{}, err
	}
	return visit.redeem(ctx, code)
}

// settle lets the reply page out, closes the door at once and the rest soon.
func settle(s *http.Server) {
	s.SetKeepAlivesEnabled(false)
	soon, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	_ = s.Shutdown(soon)
	_ = s.Close()
}

// listen opens a port that only this computer reaches.
func listen(host string, port int) (net.Listener, error) {
	hosts := []string{"127.0.0.1", "::1"}
	if host != "" && host != "localhost" {
		ip := net.ParseIP(host)
		if ip == nil || !ip.IsLoopback() {
			return nil, taglane.Errorf(taglane.Invalid, "The address that the login returns to is not one.")
		}
		hosts = []string{host}
	}
	var why error
	for _, h := range hosts {
		door, err := net.Listen("tcp", net.JoinHostPort(h, strconv.Itoa(port)))
		if err == nil {
			return door, nil
		}
		why = errors.Join(why, err)
		if port != 0 && available(h) {
			break // whoever has the port there must not be met through another door
		}
	}
	return nil, taglane.Wrap(why, taglane.Conflict, "The login needs a port of this computer that another program has. Close that program, or begin again.")
}

// available says whether this computer has the address at all.
func available(host string) bool {
	door, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return false
	}
	_ = door.Close()
	return true
}

func portText(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}

// redirectOf is where the service sends the person back to.
func redirectOf(cfg Config, at net.Addr) string {
	host := at.String()
	if cfg.RedirectHost != "" {
		host = net.JoinHostPort(cfg.RedirectHost, portText(at))
	}
	return "http://" + host + or(cfg.RedirectPath, "/cb")
}

// callback takes the one visit of the browser.
type callback struct {
	visit *Visit
	host  string
	came  chan url.Values
	taken atomic.Bool // somebody came
}

// wait shows the address and waits for the browser to come back.
func (b *callback) wait(ctx context.Context, show func(string) error, address string, within time.Duration) (url.Values, error) {
	patience := time.NewTimer(within)
	defer patience.Stop()
	opened := make(chan error, 1)
	go func() { opened <- show(address) }() // an opener may stay as long as its browser
	for {
		select {
		case q := <-b.came:
			return q, nil
		case err := <-opened:
			if err != nil {
				return nil, taglane.Wrap(quiet(err, NewSecrets(b.visit.state)), taglane.Refused, "The browser could not be opened for the login.")
			}
			opened = nil
		case <-ctx.Done():
			return nil, taglane.Wrap(ctx.Err(), taglane.Refused, "The login was called off.")
		case <-patience.C:
			return nil, taglane.Errorf(taglane.Refused, "The login was not finished within five minutes. Begin again.")
		}
	}
}

// ServeHTTP turns away everything but the first GET of the exact path. Nothing
// of what was asked is ever said back.
func (b *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Connection", "close")
	switch {
	case r.Host != b.host:
		w.WriteHeader(http.StatusMisdirectedRequest)
		return
	case r.URL.EscapedPath() != or(b.visit.cfg.RedirectPath, "/cb"):
		w.WriteHeader(http.StatusNotFound)
		return
	case r.Method != http.MethodGet:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case len(r.URL.RawQuery) > longestQuery:
		w.WriteHeader(http.StatusRequestURITooLong)
		return
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		q = nil // it carries nothing that could be believed
	}
	// Whether it belongs to this login is known before a word is said.
	_, err = b.judge(q)
	if !b.taken.CompareAndSwap(false, true) {
		w.WriteHeader(http.StatusGone)
		return
	}
	b.came <- q
	said := taglane.Say("You can close this page and go back to Taglane.")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		said = taglane.Say("Nothing was connected. You can close this page and go back to Taglane.")
	}
	_, _ = io.WriteString(w, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Taglane</title>\n<p>"+html.EscapeString(b.visit.cfg.tell(said))+"</p>\n")
}

// judge looks at a return without spending the visit.
func (b *callback) judge(q url.Values) (string, error) {
	look := *b.visit
	return look.code(q)
}

func (cfg Config) tell(said taglane.Said) string {
	if cfg.Tell == nil {
		return said.String()
	}
	return cfg.Tell(said)
}
