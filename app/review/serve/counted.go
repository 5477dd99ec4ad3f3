package serve

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// How many connections there may be at once.
const (
	mostConnections = 96
	mostOfOne       = 24 // from one address
)

// counted is a listener that takes only so many connections. An address that
// holds many is sent away at once; where many addresses hold all there are, a
// newcomer takes the place of one by which nobody has come in yet, of whoever
// holds most. So nobody is kept out by those who only wait.
type counted struct {
	net.Listener
	mu    sync.Mutex
	conns list.List // of *countedConn, in the order in which they came
	of    map[string]int
}

func newCounted(l net.Listener) *counted { return &counted{Listener: l, of: map[string]int{}} }

func (c *counted) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		v := &countedConn{Conn: conn, all: c, from: from(conn.RemoteAddr().String())}
		out, taken := c.take(v)
		if out != nil {
			out.Conn.Close()
		}
		if taken {
			return v, nil
		}
		conn.Close()
	}
}

// take counts a connection, and says which one has to go for it.
func (c *counted) take(v *countedConn) (out *countedConn, taken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[v.from] >= mostOfOne {
		return nil, false
	}
	if c.conns.Len() >= mostConnections {
		if out = c.spare(); out == nil {
			return nil, false
		}
		c.drop(out)
	}
	c.of[v.from]++
	v.at = c.conns.PushBack(v)
	return out, true
}

// spare is the eldest connection by which nobody has come in, of the address that
// has most of those; nil where all have.
func (c *counted) spare() (out *countedConn) {
	waiting := map[string]int{}
	for e := c.conns.Front(); e != nil; e = e.Next() {
		if v := e.Value.(*countedConn); !v.in {
			waiting[v.from]++
		}
	}
	for e := c.conns.Front(); e != nil; e = e.Next() {
		if v := e.Value.(*countedConn); !v.in && (out == nil || waiting[v.from] > waiting[out.from]) {
			out = v
		}
	}
	return out
}

func (c *counted) drop(v *countedConn) {
	if v.at == nil {
		return
	}
	c.conns.Remove(v.at)
	v.at = nil
	if c.of[v.from]--; c.of[v.from] == 0 {
		delete(c.of, v.from)
	}
}

type countedConn struct {
	net.Conn
	all  *counted
	from string
	at   *list.Element // nil once it is not counted any more
	in   bool          // somebody with a session asked by it
}

func (v *countedConn) Close() error {
	v.all.mu.Lock()
	v.all.drop(v)
	v.all.mu.Unlock()
	return v.Conn.Close()
}

type connKey struct{}

func withConn(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// cameIn notes that the connection of a request belongs to a guest.
func cameIn(r *http.Request) {
	over, _ := r.Context().Value(connKey{}).(*tls.Conn)
	if over == nil {
		return
	}
	if v, is := over.NetConn().(*countedConn); is {
		v.all.mu.Lock()
		v.in = true
		v.all.mu.Unlock()
	}
}

// from is who asks: the address without its port, and of IPv6 the network, since
// a machine in one may have as many addresses as it likes.
func from(remote string) string {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	at := a.Addr().Unmap().WithZone("")
	if at.Is6() {
		if net, err := at.Prefix(64); err == nil {
			return net.String()
		}
	}
	return at.String()
}
