package platformtest

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// ending is how an answer's body stops before its end.
type ending int

const (
	ends   ending = iota // as if that were all
	breaks               // the connection is lost
	holds                // nothing comes any more until the caller gives up
)

// way carries a market's calls. It notes each answer and can stop one early.
type way struct {
	wire Wire

	mu   sync.Mutex
	tape []answered
	play bool // answers come from the tape instead of the far side
	at   int  // calls so far

	nth   int // the call whose answer stops, from 1; 0: none
	after int // bytes
	how   ending
	held  chan struct{} // closed once an answer is held back
}

// answered is one answer as it came.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// replay is a way on which the answers of another come again.
func (w *way) replay() *way {
	w.mu.Lock()
	defer w.mu.Unlock()
	return &way{tape: w.tape, play: true}
}

// stop makes the nth answer stop after so many bytes.
func (w *way) stop(nth, after int, how ending) *way {
	w.nth, w.after, w.how, w.held = nth, after, how, make(chan struct{})
	return w
}

// answers are those so far.
func (w *way) answers() []answered {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tape
}

// calls is how many there were so far.
func (w *way) calls() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// RoundTrip implements http.RoundTripper.
func (w *way) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.at++
	n := w.at
	w.mu.Unlock()
	resp, err := w.carry(r, n)
	if err != nil || n != w.nth {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	head := io.Reader(bytes.NewReader(body[:min(w.after, len(body))]))
	switch w.how {
	case breaks:
		head = io.MultiReader(head, broken{})
	case holds:
		head = io.MultiReader(head, &silent{r, w.held, sync.Once{}})
	}
	resp.Body, resp.ContentLength = io.NopCloser(head), -1
	resp.Header.Del("Content-Length")
	return resp, nil
}

// carry has a call answered, by the far side or by the tape.
func (w *way) carry(r *http.Request, n int) (*http.Response, error) {
	if !w.play {
		return w.ask(r)
	}
	_ = dropped(r)
	if n > len(w.tape) {
		return nil, errWire
	}
	a := w.tape[n-1]
	resp := answer(r, a.status, a.header.Clone())
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(a.body)), -1
	return resp, nil
}

// ask asks the far side and notes what it says.
func (w *way) ask(r *http.Request) (*http.Response, error) {
	resp, err := w.wire.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil { // a body that broke on the way breaks for the caller as well
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{}))
		return resp, nil
	}
	w.mu.Lock()
	w.tape = append(w.tape, answered{resp.StatusCode, resp.Header.Clone(), body})
	w.mu.Unlock()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// silent is the rest of a body that does not come.
type silent struct {
	r    *http.Request
	held chan struct{}
	once sync.Once
}

func (s *silent) Read([]byte) (int, error) {
	s.once.Do(func() { close(s.held) })
	<-s.r.Context().Done()
	return 0, s.r.Context().Err()
}
