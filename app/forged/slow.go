package forged

import (
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// Ways in which a connection can be slow.
var slow = []func(t Target) (send string, then string){
	func(t Target) (string, string) { return "", "" }, // says nothing
	func(t Target) (string, string) { // a header that does not end
		return "GET / HTTP/1.1\r\nHost: " + t.Address + "\r\n", "X: y\r\n"
	},
	func(t Target) (string, string) { // a body that does not end
		own := t.Own[len(t.Own)-1].keyed(strings.Repeat("0", 64))
		own.Method = "POST"
		return strings.TrimSuffix(own.write(t.Address), "\r\n") + "Content-Length: 100000\r\n\r\n", "["
	},
	func(t Target) (string, string) { // takes nothing of what it asks for
		return strings.Repeat("GET /"+strings.TrimPrefix(t.Heavy, "/")+" HTTP/1.1\r\nHost: "+t.Address+"\r\n\r\n", 200), ""
	},
	func(t Target) (string, string) { // asks once and stays
		return "GET /nothing HTTP/1.1\r\nHost: " + t.Address + "\r\n\r\n", ""
	},
	func(t Target) (string, string) { // guesses in a connection that it keeps
		return t.Own[0].keyed(strings.Repeat("0", 64)).write(t.Address), ""
	},
}

// Slow holds n connections open, each slow in one of six ways, until stop is
// called; whoever is sent away comes again. Held counts those that were taken.
func Slow(t Target, n int) (held func() int, stop func()) {
	end := make(chan struct{})
	var busy sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for i := range n {
		busy.Go(func() {
			first, then := slow[i%len(slow)](t)
			for again := time.Duration(0); ; again = 250 * time.Millisecond {
				select {
				case <-end:
					return
				case <-time.After(again):
				}
				if c, err := t.dial(); err == nil {
					if again == 0 {
						mu.Lock()
						took++
						mu.Unlock()
					}
					drip(c, first, then, end)
				}
			}
		})
	}
	return func() int { mu.Lock(); defer mu.Unlock(); return took }, func() { close(end); busy.Wait() }
}

// drip sends a little now and then, reads nothing, and stays until it is sent
// away or told to end.
func drip(c net.Conn, first, then string, end <-chan struct{}) {
	defer c.Close()
	if tcp, is := c.(*net.TCPConn); is {
		_ = tcp.SetReadBuffer(4 << 10)
	}
	_ = c.SetWriteDeadline(time.Now().Add(time.Second))
	_, err := io.WriteString(c, first)
	for !gone(err) {
		select {
		case <-end:
			return
		case <-time.After(500 * time.Millisecond):
		}
		_ = c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		if then == "" {
			then = "\r\n"
		}
		_, err = io.WriteString(c, then)
	}
}

func gone(err error) bool { return err != nil && !isTimeout(err) }
