package httpx

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"
)

// NewHTTP makes a client for services whose address was chosen: no redirects,
// no cookies, bounded waits. A proxy named in the environment carries https
// only, so that it sees no more than where a call goes.
func NewHTTP() *http.Client {
	t := transport(&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}, proxy)
	dial := t.DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if unplugged.Load() {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
		}
		return dial(ctx, network, address)
	}
	return &http.Client{Transport: t, CheckRedirect: stay}
}

// unplugged says that there is no network.
var unplugged atomic.Bool

// Unplug takes the network away from whoever connects from now on, or gives it
// back, for a test of being offline. It is for the whole program.
func Unplug(out bool) { unplugged.Store(out) }

func transport(d *net.Dialer, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		WriteBufferSize:        64 << 10, // a clip leaves in fewer, larger writes
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        60 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

func proxy(r *http.Request) (*url.URL, error) {
	if r.URL.Scheme != "https" || loopback(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// deepest is how many levels an answer may be nested.
const deepest = 64

var errDeep = errors.New("the answer is nested too deeply")

// shallow looks at JSON before it is taken apart: bytes of brackets alone
// would otherwise become a tower.
func shallow(b []byte) error {
	depth, text := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				return errDeep
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}
