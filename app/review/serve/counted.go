package serve

import (
	"net"
	"net/netip"
	"sync"
)

// How many connections there may be at once.
const (
	mostConnections = 96
	mostOfOne       = 24 // from one address
)

// counted is a listener that takes only so many connections. What is beyond is
// closed at once, so that whoever holds many keeps nobody else waiting.
type counted struct {
	net.Listener
	mu  sync.Mutex
	all int
	of  map[string]int
}

func newCounted(l net.Listener) *counted { return &counted{Listener: l, of: map[string]int{}} }

func (c *counted) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := from(conn.RemoteAddr().String())
		if !c.take(from) {
			conn.Close()
			continue
		}
		return &countedConn{Conn: conn, left: sync.OnceFunc(func() { c.give(from) })}, nil
	}
}

func (c *counted) take(from string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= mostConnections || c.of[from] >= mostOfOne {
		return false
	}
	c.all++
	c.of[from]++
	return true
}

func (c *counted) give(from string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.of[from]--; c.of[from] == 0 {
		delete(c.of, from)
	}
}

type countedConn struct {
	net.Conn
	left func()
}

func (c *countedConn) Close() error {
	c.left()
	return c.Conn.Close()
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
