package httpx

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"taglane/app/taglane"
)

// redirectsMost is how often a foreign address may send us on.
const redirectsMost = 3

// fetchTime bounds a fetch from its beginning to the last byte.
const fetchTime = time.Minute

// foreign are the addresses that nobody outside has a reason to name: what is
// reached there is this computer, this network, or nothing.
var foreign = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
	"2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

// translated is how networks without IPv4 write an IPv4 address.
var translated = netip.MustParsePrefix("64:ff9b::/96")

// Public says whether an address belongs to the open internet. One written
// inside another kind of address (v4-mapped and its like) does not, other than
// where a whole network has to write it so.
func Public(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" {
		return false
	}
	if translated.Contains(ip) {
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	for _, p := range foreign {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// Guarded makes a client for addresses that somebody else wrote: a feed, a
// picture of a product, a link to be looked at. Names are resolved first and
// then refused, whatever they are called, unless they are Public; https only;
// at most three redirects, each looked at the same way; no cookies, no proxy
// (it would resolve in our place), a minute for everything.
// base is the account's own address: where it is loopback, as for a twin, its
// very host and port may be met as well. "" is none.
func Guarded(base string) *http.Client {
	own := loopbackOf(base)
	plain := &net.Dialer{Timeout: 15 * time.Second}
	guarded := &net.Dialer{Timeout: 15 * time.Second, Control: admit}
	t := transport(guarded, nil)
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if own != "" && address == own {
			return plain.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
	t.ResponseHeaderTimeout = 30 * time.Second
	return &http.Client{Transport: &https{t, own}, Timeout: fetchTime, CheckRedirect: follow}
}

// loopbackOf is host:port of a base on this computer; "" of any other.
func loopbackOf(base string) string {
	u, err := url.Parse(base)
	if err != nil || !loopback(u.Hostname()) {
		return ""
	}
	return net.JoinHostPort(u.Hostname(), portOf(u))
}

var errGuard = errors.New("the address is not on the open internet")

// admit is asked with every address, resolved, right before it is connected to.
func admit(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !Public(at.Addr()) {
		return taglane.Wrap(errGuard, taglane.Refused, "This address leads into a private network, so it was not opened.")
	}
	return nil
}

// https lets nothing else through, other than to the base of a twin.
type https struct {
	next *http.Transport
	own  string
}

// RoundTrip implements http.RoundTripper.
func (t *https) RoundTrip(r *http.Request) (*http.Response, error) {
	mine := t.own != "" && net.JoinHostPort(r.URL.Hostname(), portOf(r.URL)) == t.own
	if r.URL.Scheme != "https" && !mine {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, taglane.Errorf(taglane.Refused, "Only addresses that begin with https:// are opened.")
	}
	return t.next.RoundTrip(r)
}

// CloseIdleConnections lets go of what is kept open.
func (t *https) CloseIdleConnections() { t.next.CloseIdleConnections() }

// follow goes on for a while, without telling where it came from.
func follow(r *http.Request, via []*http.Request) error {
	if len(via) > redirectsMost {
		return taglane.Errorf(taglane.Refused, "The address sends on too many times.")
	}
	for _, secret := range []string{"Authorization", "Cookie", "Referer"} {
		r.Header.Del(secret)
	}
	return nil
}

// Fetch gets at most so many bytes from an address that somebody else wrote,
// with a Guarded client. Longer is Invalid; a private address is Refused.
func Fetch(ctx context.Context, client *http.Client, address string, most int64) ([]byte, http.Header, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, nil, taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, taglane.Errorf(taglane.Invalid, "This is not an address that can be opened.")
	}
	r.Header.Set("User-Agent", "Taglane")
	resp, err := client.Do(r)
	var no *taglane.Error
	switch {
	case errors.As(err, &no):
		return nil, nil, no
	case err != nil:
		return nil, nil, taglane.Wrap(quiet(err, nil), taglane.Later, "%s did not answer.", u.Hostname())
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		c := &Client{Service: u.Hostname()}
		return nil, resp.Header, c.byStatus(max(resp.StatusCode, http.StatusMultipleChoices))
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, nil, taglane.Wrap(quiet(err, nil), taglane.Later, "%s did not answer.", u.Hostname())
	case int64(len(b)) > most:
		return nil, nil, taglane.Errorf(taglane.Invalid, "What stands at this address is too large.")
	}
	return b, resp.Header, nil
}
