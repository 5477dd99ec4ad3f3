package httpx

import (
	"context"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Trail makes a client for looking where a link leads, step by step. It goes
// only where Guarded would, but in the clear as well, since the steps of a link
// are looked at and nothing is taken from them; and it never follows by itself,
// so that each step is seen. No cookies, no proxy, and no patience of its own:
// whoever asks bounds it.
// base is as for Guarded: where it is loopback, its very host and port may be
// met as well.
func Trail(base string) *http.Client {
	own := loopbackOf(base)
	plain := &net.Dialer{Timeout: 10 * time.Second}
	guarded := &net.Dialer{Timeout: 10 * time.Second, Control: admit}
	t := transport(guarded, nil)
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if own != "" && address == own {
			return plain.DialContext(ctx, network, address)
		}
		if unplugged.Load() {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
		}
		return guarded.DialContext(ctx, network, address)
	}
	return &http.Client{Transport: t, CheckRedirect: stay}
}
