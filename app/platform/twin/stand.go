package twin

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Stand is where a stand-in is asked: a port that only this computer reaches.
type Stand struct {
	Base string // "http://127.0.0.1:4711"
	// ID is an account's there. A port may be another stand-in's again, an
	// account never is.
	ID string

	server *http.Server
}

var stands atomic.Int64 // in this program

// Open stands at a port of 127.0.0.1, where a handler answers for a service.
func Open(service string, h http.Handler) *Stand {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("twin: this computer has no free port: " + err.Error())
	}
	s := &Stand{
		Base:   "http://" + at.Addr().String(),
		server: &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)},
	}
	s.ID = fmt.Sprintf("%s %d at %s", service, stands.Add(1), s.Base)
	go func() { _ = s.server.Serve(at) }()
	return s
}

// Close ends it at once.
func (s *Stand) Close() { _ = s.server.Close() }

// Ledger is what was asked of a stand-in that no page of its service knows, or
// against a limit.
type Ledger struct {
	mu    sync.Mutex
	wrong []string
}

// Note adds to it.
func (l *Ledger) Note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

// Wrong is all of it, in order.
func (l *Ledger) Wrong() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.wrong)
}

// Lists is how the lists of a stand-in go wrong on cue.
type Lists struct {
	mu      sync.Mutex
	hollow  int // lists until one is empty; 0: none is
	repeats bool
}

// Hollow makes the nth list from now (from 1) empty although there are rows;
// 0: none is.
func (l *Lists) Hollow(nth int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hollow = nth
}

// Repeat makes each page begin with the last row of the one before, as where a
// row came in front of all others meanwhile.
func (l *Lists) Repeat() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.repeats = true
}

// Listed counts a list, and says whether it is to be empty and whether pages
// repeat a row.
func (l *Lists) Listed() (empty, repeats bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hollow > 0 {
		l.hollow--
		empty = l.hollow == 0
	}
	return empty, l.repeats
}

// With puts settings, given as keys and values, over those of an account.
func With(set map[string]string, settings ...string) map[string]string {
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	return set
}
