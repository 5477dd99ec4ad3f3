package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"taglane/app/taglane"
)

// errStill ends a call in which nothing moves any more.
var errStill = errors.New("nothing moved for too long")

// passage is what is known of a request's way.
type passage struct {
	asked, connected, sent atomic.Bool
}

func (p *passage) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { p.asked.Store(true) },
		GotConn:      func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteHeaders: func() { p.sent.Store(true) },
	}
}

// unheard says that the service cannot have heard of the request. A transport
// that tells nothing of its way may have delivered it.
func (p *passage) unheard() bool { return p.asked.Load() && !p.sent.Load() }

// try makes the call one time.
func (c *Client) try(ctx context.Context, call Call, to *url.URL, token Token) (Answer, error) {
	var way passage
	still, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	r, body, err := c.request(httptrace.WithClientTrace(still, way.trace()), call, to, token)
	if err != nil {
		return Answer{}, err
	}
	wait := c.Patience
	if wait == 0 {
		wait = patience
	}
	clock := time.AfterFunc(wait, func() { giveUp(errStill) })
	defer clock.Stop()
	if body != nil {
		body.moved = func() { clock.Reset(wait) }
		defer body.Close() // from here on nobody reads the caller's file behind its back
	}
	began := c.now()
	answer, err := c.exchange(r)
	if err != nil {
		err = c.lost(still, call, &way, body, err, token)
	} else {
		err = c.judge(call, answer, token)
	}
	if c.Log != nil {
		c.Log(c.line(r, to, began, answer, err, token))
	}
	return answer, err
}

// exchange sends the request and reads what comes back.
func (c *Client) exchange(r *http.Request) (Answer, error) {
	from := c.HTTP
	if from == nil {
		from = shared()
	}
	client := http.Client{Transport: from.Transport, CheckRedirect: stay}
	resp, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, int64(c.most())+1))
	if err == nil && len(b) > c.most() {
		err = errTooMuch
	}
	if err != nil {
		return Answer{Status: resp.StatusCode, Header: resp.Header}, err
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: b}, nil
}

// errTooMuch is an answer longer than anybody reads.
var errTooMuch = errors.New("the answer is longer than is read")

// judge says what an answer means.
func (c *Client) judge(call Call, a Answer, token Token) error {
	if a.Status >= 400 {
		return c.failed(call, a, token)
	}
	if a.Status >= 300 {
		return nil
	}
	if c.Envelope != nil {
		if err := c.Envelope(a.Body); err != nil {
			return c.safe(err, a, token)
		}
	}
	if call.Into == nil || len(bytes.TrimSpace(a.Body)) == 0 {
		return nil
	}
	err := shallow(a.Body)
	if err == nil {
		err = json.Unmarshal(a.Body, call.Into)
	}
	if err != nil {
		return taglane.Wrap(quiet(err, c.hide(token)), unknown(call), "The answer of %s cannot be read.", c.name())
	}
	return nil
}

// sending is a request's body on its way out. Once closed it reads nothing
// more, so that the file below can be used again although a transport may
// still hold the body.
type sending struct {
	mu     sync.Mutex
	from   io.Reader
	closed bool
	failed error // what reading said, other than the end
	moved  func()
	wait   func(n int) error // before n bytes leave; nil: at once
	left   int64             // bytes, where they have to wait
}

// narrow is how much leaves at once where it has to wait.
const narrow = 16 << 10

func (s *sending) Read(b []byte) (int, error) {
	if s.wait != nil && s.left > 0 {
		b = b[:min(int64(len(b)), narrow, s.left)]
		if err := s.wait(len(b)); err != nil {
			return 0, err
		}
	}
	n, err := s.read(b)
	s.left -= int64(n)
	return n, err
}

func (s *sending) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, errClosed
	}
	s.moved()
	n, err := s.from.Read(b)
	if err != nil && err != io.EOF {
		s.failed = err
	}
	return n, err
}

var errClosed = errors.New("the request is over")

func (s *sending) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

func (s *sending) trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// shared is the client of everybody who names none, so that connections are kept.
var shared = sync.OnceValue(NewHTTP)
