package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"taglane/app/taglane"
)

// target is where the call goes, once it is sure that it may.
func (c *Client) target(call Call) (*url.URL, error) {
	base, err := url.Parse(c.Base)
	if err != nil || base.Host == "" || base.User != nil || !private(base) {
		return nil, taglane.Errorf(taglane.Invalid, "The address of %s must begin with https://; only on this computer may it be http://.", c.name())
	}
	to, err := c.address(base, call.URL)
	if err != nil {
		return nil, err
	}
	if !sameHost(to, base) && !c.known(call.Hosts, to, base) {
		return nil, taglane.Errorf(taglane.Refused, "%s named an address that is not its own, so nothing was sent there.", c.name())
	}
	if len(call.Query) > 0 {
		q, err := url.ParseQuery(to.RawQuery)
		if err != nil {
			return nil, taglane.Errorf(taglane.Invalid, "The address of %s is not one.", c.name())
		}
		for k, v := range call.Query {
			q[k] = v
		}
		to.RawQuery = q.Encode()
	}
	return to, nil
}

// address reads a call's URL: absolute, or a path below the base.
func (c *Client) address(base *url.URL, text string) (*url.URL, error) {
	wrong := taglane.Errorf(taglane.Invalid, "The address of %s is not one.", c.name())
	if strings.Contains(text, "://") && !strings.HasPrefix(text, "/") {
		to, err := url.Parse(text)
		if err != nil || to.Host == "" || to.User != nil {
			return nil, wrong
		}
		to.Fragment, to.RawFragment = "", ""
		return to, nil
	}
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return nil, wrong
	}
	to, err := url.Parse(strings.TrimSuffix(base.Scheme+"://"+base.Host+base.EscapedPath(), "/") + text)
	if err != nil || to.Host != base.Host {
		return nil, wrong
	}
	for _, part := range strings.Split(to.Path, "/") {
		if part == ".." || part == "." {
			return nil, wrong
		}
	}
	to.Fragment, to.RawFragment = "", ""
	return to, nil
}

// known says whether a host was named for this call. Plain http goes to
// loopback only, and to loopback only where the base is there as well.
func (c *Client) known(hosts []string, to, base *url.URL) bool {
	if !private(to) || loopback(to.Hostname()) && !loopback(base.Hostname()) {
		return false
	}
	full := strings.ToLower(to.Host)
	if port := to.Port(); port == "443" && to.Scheme == "https" {
		full = strings.ToLower(to.Hostname())
	}
	for _, h := range hosts {
		h = strings.ToLower(h)
		if h == full || strings.HasPrefix(h, "*.") && len(full) > len(h)-1 && strings.HasSuffix(full, h[1:]) {
			return true
		}
	}
	return false
}

// private says whether nobody on the way can read along.
func private(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func sameHost(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"https": "443", "http": "80"}[u.Scheme]
}

// request makes the request of one try. The body it returns is closed by the
// caller once nothing may read it any more.
func (c *Client) request(ctx context.Context, call Call, to *url.URL, token Token) (*http.Request, *sending, error) {
	method := call.Method
	if method == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(ctx, method, to.String(), nil)
	if err != nil {
		return nil, nil, taglane.Wrap(quiet(err, c.hide(token)), taglane.Internal, "The request to %s could not be made.", c.name())
	}
	r.Header.Set("User-Agent", "Taglane")
	r.Header.Set("Accept", "application/json")
	bytes, body, err := c.body(r, call)
	if err != nil {
		return nil, nil, err
	}
	for k, v := range call.Header {
		k = http.CanonicalHeaderKey(k)
		if call.Once && strings.HasSuffix(k, "Idempotency-Key") {
			// Written like this it means the same to the service, but to the
			// transport it is no leave to repeat the request by itself.
			k = strings.ToLower(k)
		}
		r.Header[k] = v
	}
	if !c.withGrant(call) {
		return r, body, nil
	}
	if c.Sign == nil {
		r.Header.Set("Authorization", token.header())
		return r, body, nil
	}
	if err := c.Sign(r, token, bytes); err != nil {
		return nil, nil, taglane.Wrap(quiet(err, c.hide(token)), taglane.Internal, "The request to %s could not be made.", c.name())
	}
	return r, body, nil
}

// body fits the request with what is sent: the bytes, if they are in memory.
func (c *Client) body(r *http.Request, call Call) ([]byte, *sending, error) {
	var all []byte
	from := call.Body
	length := call.Length
	switch {
	case call.JSON != nil:
		b, err := json.Marshal(call.JSON)
		if err != nil {
			return nil, nil, taglane.Wrap(err, taglane.Internal, "The request to %s could not be made.", c.name())
		}
		all = b
		r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	case call.Form != nil:
		all = []byte(call.Form.Encode())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if all != nil {
		from, length = bytes.NewReader(all), int64(len(all))
	}
	switch {
	case from != nil && length > 0:
		s := &sending{from: io.LimitReader(from, length), moved: func() {}}
		if c.Wait != nil && all == nil {
			s.wait = func(n int) error { return c.Wait(r.Context(), n) }
			s.left = length
		}
		r.Body, r.ContentLength = s, length
		return all, s, nil
	case call.Once && r.Method == http.MethodGet:
		// A body that cannot be had again keeps the transport from repeating
		// the request when a connection turns out to be dead.
		s := &sending{from: strings.NewReader(""), moved: func() {}}
		r.Body, r.ContentLength = s, -1
		return all, s, nil
	}
	return all, nil, nil
}
