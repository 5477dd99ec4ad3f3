package twin

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Clock is a stand-in's time. It stands still unless it is moved, or steps
// with every call where Step is set.
type Clock struct {
	Step time.Duration

	mu  sync.Mutex
	now time.Time
}

// NewClock stands at a time.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the time there.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass moves the clock, also back.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set puts the clock to a time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// Post is what a stand-in has made public.
type Post struct {
	Key    string // ours; "" where the service has no place for it
	ID     string
	SHA256 string // hex, of the clip's bytes as they arrived
	At     time.Time
}

// Call is one request as it arrived.
type Call struct {
	At     time.Time
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte // its beginning, up to 64 KiB
	Status int    // of the answer; 0: it was lost
}

const (
	bodyMost  = 64 << 10
	callsMost = 20_000
)

// Loss is how a call goes wrong at the door.
type Loss int

// The ways to lose a call: it never happens, or it happens and its answer is
// lost.
const (
	Nothing Loss = iota
	Before
	After
)

// Door stands before a stand-in's handler.
type Door struct {
	Handler http.Handler
	Clock   *Clock

	mu    sync.Mutex
	calls []Call
	count int
	lose  func(n int, r *http.Request) Loss
}

// Lose decides of every call from now on, counted from 1; nil loses none.
func (d *Door) Lose(how func(n int, r *http.Request) Loss) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lose, d.count = how, 0
}

// Calls are the calls so far, the last 20,000 of them.
func (d *Door) Calls() []Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.calls)
}

// ServeHTTP notes the call, and hands it on unless it is lost.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.count++
	n, lose := d.count, d.lose
	d.mu.Unlock()
	how := Nothing
	if lose != nil {
		how = lose(n, r)
	}
	if how == Before {
		panic(http.ErrAbortHandler)
	}
	if d.Clock != nil {
		d.Clock.Pass(d.Clock.Step)
		w.Header().Set("Date", d.Clock.Now().UTC().Format(http.TimeFormat))
	}
	head := &beginning{from: r.Body}
	r.Body = head
	answer := &answering{ResponseWriter: w, hold: how == After}
	defer func() {
		c := Call{Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: head.seen.Bytes()}
		if d.Clock != nil {
			c.At = d.Clock.Now()
		}
		if how == Nothing {
			c.Status = answer.status
		}
		d.note(c)
	}()
	d.Handler.ServeHTTP(answer, r)
	if how == After {
		panic(http.ErrAbortHandler)
	}
}

func (d *Door) note(c Call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calls = append(d.calls, c); len(d.calls) > callsMost {
		d.calls = slices.Delete(d.calls, 0, callsMost/2)
	}
}

// beginning keeps the first bytes of a body that passes.
type beginning struct {
	from io.ReadCloser
	seen bytes.Buffer
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if room := bodyMost - b.seen.Len(); room > 0 {
		b.seen.Write(p[:min(n, room)])
	}
	return n, err
}

func (b *beginning) Close() error { return b.from.Close() }

// answering notes the status of an answer, and keeps one back that is to be lost.
type answering struct {
	http.ResponseWriter
	status int
	hold   bool
}

func (a *answering) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	if !a.hold {
		a.ResponseWriter.WriteHeader(status)
	}
}

func (a *answering) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.hold {
		return len(p), nil
	}
	return a.ResponseWriter.Write(p)
}
