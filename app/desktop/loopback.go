package desktop

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"taglane/app/taglane"
)

// newToken is 256 random bits, new at every start.
func newToken() string {
	raw := make([]byte, 32)
	rand.Read(raw)
	return hex.EncodeToString(raw)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// listen binds an address of this machine's own; any other is Refused.
func listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, taglane.Errorf(taglane.Refused, "Taglane serves this machine only: give a loopback address such as 127.0.0.1:0.")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, taglane.Wrap(err, taglane.Conflict, "%s is taken by another program.", addr)
	}
	return l, nil
}

// serveOn answers on l until ctx ends.
func serveOn(ctx context.Context, l net.Listener, h http.Handler) {
	c := newCrowd(l)
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: strangerReads, WriteTimeout: strangerWrites, IdleTimeout: anybodyIdles,
		MaxHeaderBytes: 16 << 10, ConnContext: c.context, ErrorLog: log.New(io.Discard, "", 0)} // its lines would show what strangers send
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	if err := s.Serve(c); err != nil && !errors.Is(err, http.ErrServerClosed) {
		l.Close()
	}
}

// refuse says no and listens no further: whatever else the connection carries,
// as a second request inside the first one's body, is not read.
func refuse(w http.ResponseWriter, code int) {
	w.Header().Set("Connection", "close")
	http.Error(w, "refused", code)
}

// mediaServer sends clips and pictures by id to one page on this machine.
type mediaServer struct {
	file   func(ctx context.Context, id string) (path, mime string, err error)
	host   string // the only Host that is answered: a rebound name has another
	token  string
	origin string // the only page that may ask; "" in the twin, which asks from its own origin
}

func (m *mediaServer) base() string { return "http://" + m.host + "/m/" + m.token + "/" }

func (m *mediaServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/m/"), "/")
	switch {
	case r.Host != m.host, !m.admits(r):
		refuse(w, http.StatusForbidden)
		return
	case !same(token, m.token):
		refuse(w, http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	admit(w, r)
	leave, waits := slot(w, r)
	if !waits {
		return
	}
	defer leave()
	path, mime, err := m.file(r.Context(), id)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if m.origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", m.origin)
	}
	w.Header().Set("Content-Type", mime)
	sendFile(w, r, path, os.Open)
}

// admits lets the page in and nobody else. The window's requests all say
// cross-site, so there the Origin decides; the twin's own say same-origin.
func (m *mediaServer) admits(r *http.Request) bool {
	if m.origin != "" {
		return r.Header.Get("Origin") == m.origin
	}
	site := r.Header.Get("Sec-Fetch-Site")
	origin := r.Header.Get("Origin")
	return (site == "" || site == "same-origin") && (origin == "" || origin == "http://"+m.host)
}

// sendFile sends a regular file with ranges; its Content-Type is set already.
func sendFile(w http.ResponseWriter, r *http.Request, path string, open func(string) (*os.File, error)) {
	f, err := open(path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || strings.Contains(r.Header.Get("Range"), ",") {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", info.ModTime(), f)
}
