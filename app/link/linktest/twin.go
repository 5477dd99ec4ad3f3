package linktest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
)

// Twin answers for many hosts at once.
type Twin struct {
	server *httptest.Server

	mu    sync.Mutex
	pages map[string]http.Handler // by host and path, or by host
	dead  map[string]error        // by host
	calls []Call
	open  int
	wrong []string
}

// Call is one request as it came.
type Call struct {
	Host, Path, Query string
	Header            http.Header
}

// New opens a twin on this computer.
func New() *Twin {
	t := &Twin{pages: map[string]http.Handler{}, dead: map[string]error{}}
	t.server = httptest.NewServer(http.HandlerFunc(t.serve))
	return t
}

// Close ends it, and whoever still waits for an answer.
func (t *Twin) Close() {
	t.server.CloseClientConnections()
	t.server.Close()
}

// At answers for a host at a path; "" answers for all of its other paths.
func (t *Twin) At(host, path string, h http.HandlerFunc) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pages[host+path] = h
}

// Dead takes a host out of the names there are.
func (t *Twin) Dead(host string) {
	t.fail(host, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true})
}

// Refuse closes a host's door: the name is there and nobody listens.
func (t *Twin) Refuse(host string) { t.fail(host, syscall.ECONNREFUSED) }

// Unplug makes a host unreachable, as without a network.
func (t *Twin) Unplug(host string) { t.fail(host, syscall.ENETUNREACH) }

func (t *Twin) fail(host string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dead[host] = &net.OpError{Op: "dial", Net: "tcp", Err: err}
}

// Calls are the requests so far, in order.
func (t *Twin) Calls() []Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Call(nil), t.calls...)
}

// Wrong is what no polite visitor does: asking twice at the same time, telling
// where it comes from, showing who it is.
func (t *Twin) Wrong() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.wrong...)
}

func (t *Twin) serve(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	t.mu.Lock()
	t.calls = append(t.calls, Call{host, r.URL.Path, r.URL.RawQuery, r.Header.Clone()})
	if t.open++; t.open > 1 {
		t.wrong = append(t.wrong, fmt.Sprintf("%s%s was asked while another request was open", host, r.URL.Path))
	}
	for _, name := range []string{"Referer", "Authorization"} {
		if r.Header.Get(name) != "" {
			t.wrong = append(t.wrong, fmt.Sprintf("%s%s was told a %s", host, r.URL.Path, name))
		}
	}
	if r.Method != http.MethodGet {
		t.wrong = append(t.wrong, fmt.Sprintf("%s%s was asked with %s", host, r.URL.Path, r.Method))
	}
	h := t.pages[host+r.URL.Path]
	if h == nil {
		h = t.pages[host]
	}
	t.mu.Unlock()
	// The next request may leave as soon as this one's answer has come, which
	// is before this returns.
	asked := &counted{ResponseWriter: w, twin: t}
	defer asked.done()
	if h == nil {
		http.NotFound(asked, r)
		return
	}
	h.ServeHTTP(asked, r)
}

// counted ends a request when its answer begins.
type counted struct {
	http.ResponseWriter
	twin *Twin
	once sync.Once
}

func (c *counted) done() {
	c.once.Do(func() {
		c.twin.mu.Lock()
		defer c.twin.mu.Unlock()
		c.twin.open--
	})
}

func (c *counted) WriteHeader(status int) { c.done(); c.ResponseWriter.WriteHeader(status) }

func (c *counted) Write(b []byte) (int, error) { c.done(); return c.ResponseWriter.Write(b) }

func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Reach leads a client to the twin where it calls one of its hosts, and
// returns the client. Its transport must be a *http.Transport.
func (t *Twin) Reach(c *http.Client) *http.Client {
	of := c.Transport.(*http.Transport)
	guarded := of.DialContext
	of.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		if known, err := t.knows(host); err != nil || !known {
			if err != nil {
				return nil, err
			}
			return guarded(ctx, network, address)
		}
		return (&net.Dialer{}).DialContext(ctx, network, t.server.Listener.Addr().String())
	}
	of.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := of.DialContext(ctx, network, address)
		host, _, _ := net.SplitHostPort(address)
		if known, _ := t.knows(host); err != nil || known {
			return conn, err
		}
		secure := tls.Client(conn, &tls.Config{ServerName: host})
		return secure, secure.HandshakeContext(ctx)
	}
	return c
}

// knows says whether a host is the twin's, and how it fails.
func (t *Twin) knows(host string) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.dead[host]; err != nil {
		return true, err
	}
	for page := range t.pages {
		if page == host || strings.HasPrefix(page, host+"/") {
			return true, nil
		}
	}
	return false, nil
}
