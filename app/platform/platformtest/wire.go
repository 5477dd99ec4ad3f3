package platformtest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"taglane/app/taglane"
)

// errWire is what a client sees of a connection that broke.
var errWire = errors.New("connection reset by peer")

// Wire carries HTTP requests and breaks on cue. It stands where a connector's
// transport stands, in front of a twin.
type Wire struct {
	// Base carries the requests; nil: http.DefaultTransport.
	Base http.RoundTripper

	mu   sync.Mutex
	how  How
	left int
	seen int
}

// Far is a stand-in for a service.
type Far interface {
	Close()
	Wrong() []string // what it was asked that no page of the service knows
}

// WireTo leads to a stand-in on connections of its own. Both end with the test,
// which fails where the stand-in was asked something wrong.
func WireTo(t testing.TB, far Far) *Wire {
	own := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(func() {
		own.CloseIdleConnections()
		far.Close()
		for _, wrong := range far.Wrong() {
			t.Error(wrong)
		}
	})
	return &Wire{Base: own}
}

// ErrorOf is what an error says, also where it is marked; an empty one for
// anything else.
func ErrorOf(err error) *taglane.Error {
	var e *taglane.Error
	if !errors.As(err, &e) {
		return &taglane.Error{}
	}
	return e
}

// Break makes the nth request from now (from 1) go wrong once, as World.Break
// wants it. BreakNothing clears it.
func (w *Wire) Break(how How, nth int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.how, w.left = how, nth
}

// WireBreaks are the ways a Wire can break.
func WireBreaks() []How {
	return []How{CutBefore, CutAfter, CutMidway, Stall, Truncate, ErrorAfter, Busy}
}

// Requests is how many requests were handed to the wire so far.
func (w *Wire) Requests() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen
}

// turn counts a request and says what goes wrong with it.
func (w *Wire) turn() How {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen++
	if w.how == BreakNothing {
		return BreakNothing
	}
	if w.left--; w.left > 0 {
		return BreakNothing
	}
	how := w.how
	w.how = BreakNothing
	return how
}

func (w *Wire) carry(r *http.Request) (*http.Response, error) {
	if w.Base != nil {
		return w.Base.RoundTrip(r)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// RoundTrip implements http.RoundTripper.
func (w *Wire) RoundTrip(r *http.Request) (*http.Response, error) {
	how := w.turn()
	switch how {
	case CutBefore:
		return nil, dropped(r)
	case Busy:
		_ = dropped(r)
		return answer(r, http.StatusTooManyRequests, http.Header{"Retry-After": {"1"}}), nil
	case Stall:
		_ = dropped(r)
		<-r.Context().Done()
		return nil, r.Context().Err()
	case CutMidway:
		return nil, w.half(r)
	}
	resp, err := w.carry(r)
	if err != nil || how == BreakNothing {
		return resp, err
	}
	// It happened; what is lost is the answer.
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	switch how {
	case Truncate:
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
		return resp, nil
	case ErrorAfter:
		return answer(r, http.StatusBadGateway, nil), nil
	}
	return nil, errWire
}

// half sends the request with half of its body and then breaks the connection.
func (w *Wire) half(r *http.Request) error {
	if r.Body == nil || r.ContentLength <= 1 {
		return dropped(r)
	}
	cut := r.Clone(r.Context())
	cut.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(io.LimitReader(r.Body, r.ContentLength/2), broken{}), r.Body}
	cut.GetBody = nil // nobody may send it again behind our back
	if resp, err := w.carry(cut); err == nil {
		resp.Body.Close()
	}
	return errWire
}

// broken is the end of a stream whose connection was reset.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errWire }

// dropped closes the body of a request nobody will hear of.
func dropped(r *http.Request) error {
	if r.Body != nil {
		r.Body.Close()
	}
	return errWire
}

func answer(r *http.Request, code int, h http.Header) *http.Response {
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{
		StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: http.NoBody, Request: r,
	}
}
