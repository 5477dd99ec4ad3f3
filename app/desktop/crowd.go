package desktop

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// slots is how many requests of those who know the token are answered at
	// once; others wait.
	slots = 64
	// mostStrangers is how many connections may stay that have not shown the
	// token. Each newcomer beyond sends away the one that came first, so that
	// whoever holds many keeps nobody out.
	mostStrangers = 512
)

// How long a stranger is waited for. Who knows the token may take as long as a
// film is paused.
const (
	strangerReads  = 10 * time.Second // a whole request
	strangerWrites = 20 * time.Second // until the answer is taken
	anybodyIdles   = time.Minute      // between two requests
)

// crowd is a listener that tells those who have shown the token from strangers.
type crowd struct {
	net.Listener
	slots chan struct{}

	mu        sync.Mutex
	strangers list.List // of *visitor, in the order in which they came
}

// visitor is a connection.
type visitor struct {
	net.Conn
	crowd *crowd
	at    *list.Element // among the strangers; nil once it is none
}

func newCrowd(l net.Listener) *crowd {
	return &crowd{Listener: l, slots: make(chan struct{}, slots)}
}

func (c *crowd) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	v := &visitor{Conn: conn, crowd: c}
	c.mu.Lock()
	v.at = c.strangers.PushBack(v)
	var first *visitor
	if c.strangers.Len() > mostStrangers {
		first = c.strangers.Remove(c.strangers.Front()).(*visitor)
		first.at = nil
	}
	c.mu.Unlock()
	if first != nil {
		first.Conn.Close()
	}
	return v, nil
}

// known takes a visitor from the strangers.
func (c *crowd) known(v *visitor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v.at != nil {
		c.strangers.Remove(v.at)
		v.at = nil
	}
}

func (v *visitor) Close() error {
	v.crowd.known(v)
	return v.Conn.Close()
}

type visitorKey struct{}

func (c *crowd) context(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, visitorKey{}, conn)
}

// admit is called once a request has shown the token, whose visitor is from then
// on waited for as long as it likes.
func admit(w http.ResponseWriter, r *http.Request) {
	if v, is := r.Context().Value(visitorKey{}).(*visitor); is {
		v.crowd.known(v)
	}
	out := http.NewResponseController(w)
	out.SetReadDeadline(time.Time{}) // a writer of another kind has no deadlines
	out.SetWriteDeadline(time.Time{})
}

// slot is what a request that was admitted waits for; leave gives it back. Where
// nobody waits for the answer any more it is false, and the request is refused:
// a handler that writes nothing would have answered that all is well.
func slot(w http.ResponseWriter, r *http.Request) (leave func(), ok bool) {
	v, is := r.Context().Value(visitorKey{}).(*visitor)
	if !is {
		return func() {}, true
	}
	select {
	case v.crowd.slots <- struct{}{}:
		return func() { <-v.crowd.slots }, true
	case <-r.Context().Done():
		refuse(w, http.StatusRequestTimeout)
		return nil, false
	}
}
