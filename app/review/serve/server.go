package serve

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"taglane/app/taglane"
)

// pauses are how long the server waits for others.
type pauses struct {
	read  time.Duration // for a whole request, and for a handshake
	write time.Duration // for a guest to take some bytes of a film, or an answer
	idle  time.Duration // between two requests on one connection
	news  time.Duration // that a request for news may lie until there are some
	gone  time.Duration // after the last sign of a guest
}

// patience is short with those who send and long enough for a phone in the
// garden. Film is sent in pieces, each of which has the whole of write.
var patience = pauses{read: 10 * time.Second, write: 20 * time.Second, idle: time.Minute, news: 2 * time.Second, gone: 4 * time.Second}

// server is what listens while reviews are shown.
type server struct {
	h      *Host
	where  place
	host   string // ip:port, the only Host that is answered
	cert   tls.Certificate
	pauses pauses
	http   *http.Server
	socket net.Listener
	done   chan struct{}  // closed when nobody is let in any more
	asking sync.WaitGroup // requests that are being answered
	life   context.Context
	end    context.CancelFunc

	mu       sync.Mutex // of what follows
	ways     map[[32]byte]*way
	sessions map[[32]byte]*session
	wrong    []time.Time // when a wrong PIN was told, to whichever link
	paces    paces
	boards   map[taglane.ID]*board
}

func newServer(h *Host, at netip.Addr, cert tls.Certificate) *server {
	s := &server{h: h, where: place{at: at}, cert: cert, pauses: h.pauses, done: make(chan struct{}),
		ways: map[[32]byte]*way{}, sessions: map[[32]byte]*session{}, boards: map[taglane.ID]*board{}}
	s.life, s.end = context.WithCancel(context.Background())
	return s
}

// listen takes the port that was asked for, else the last one, else any: links
// that were sent name the port.
func (s *server) listen(where place, last int) error {
	ports := []int{last, 0}
	if where.port != 0 {
		ports = []int{where.port}
	}
	var err error
	for _, port := range ports {
		if s.socket, err = net.Listen("tcp", net.JoinHostPort(where.at.String(), strconv.Itoa(port))); err == nil {
			s.where.port = s.socket.Addr().(*net.TCPAddr).Port
			s.host = s.socket.Addr().String()
			return nil
		}
	}
	name := where.at.String()
	if where.port != 0 {
		name = netip.AddrPortFrom(where.at, uint16(where.port)).String()
	}
	return taglane.Wrap(err, taglane.Conflict, "%s is taken by another program.", name)
}

func (s *server) run() {
	defer close(s.done)
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: s.pauses.read, ReadTimeout: s.pauses.read, WriteTimeout: s.pauses.write, IdleTimeout: s.pauses.idle,
		MaxHeaderBytes: 8 << 10, ErrorLog: log.New(io.Discard, "", 0), BaseContext: func(net.Listener) context.Context { return s.life }, ConnContext: withConn}
	stopped := context.AfterFunc(s.life, func() { s.http.Close() })
	defer stopped()
	s.http.Serve(tls.NewListener(newCounted(s.socket), config(s.cert)))
	s.socket.Close()
}

// begin says whether a request is still answered; done is to be called after it.
func (s *server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil {
		return false
	}
	s.asking.Add(1)
	return true
}

// stop ends every connection, and returns once nothing is answered any more.
func (s *server) stop() {
	s.mu.Lock()
	s.end()
	s.mu.Unlock()
	<-s.done
	s.asking.Wait()
}

// way is a link that lets people in.
type way struct {
	*link
	locked bool
	tries  []time.Time // of wrong PINs
	taken  int         // things that its guests said
}

// know takes these links for all there are. Those who came in by another are out.
func (s *server) know(links []*link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ways := map[[32]byte]*way{}
	for _, l := range links {
		key := sha256.Sum256([]byte(l.Cap))
		w := s.ways[key]
		if w == nil {
			w = &way{}
		}
		w.link, w.locked = l, w.locked || l.Locked
		ways[key] = w
	}
	s.ways = ways
	for key, g := range s.sessions {
		if ways[sha256.Sum256([]byte(g.way.Cap))] == nil {
			g.end()
			delete(s.sessions, key)
		}
	}
}

func (s *server) locked(l *link) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.ways[sha256.Sum256([]byte(l.Cap))]
	return l.Locked || w != nil && w.locked
}
