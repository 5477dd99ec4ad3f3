package httpx_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

func TestOnlyTheOpenInternetIsPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "2606:4700::1111": true, "2001:4860:4860::8888": true, "172.15.0.1": true, "172.32.0.1": true, "100.128.0.1": true,
		"127.0.0.1": false, "127.8.9.1": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "100.127.255.255": false, "224.0.0.1": false, "239.1.1.1": false, "255.255.255.255": false,
		"192.0.2.1": false, "198.51.100.1": false, "203.0.113.1": false, "198.18.0.1": false, "240.0.0.1": false,
		"fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "2001:db8::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": false, "::127.0.0.1": false, "2002:7f00:1::": false,
		"64:ff9b::8.8.8.8": true, "64:ff9b::10.0.0.1": false, "64:ff9b::127.0.0.1": false, "64:ff9b:1::8.8.8.8": false, "2001::1": false,
	} {
		if got := httpx.Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
		if got := httpx.Admit(net.JoinHostPort(text, "443")) == nil; got != want {
			t.Errorf("%s would be connected to: %v", text, got)
		}
	}
	if httpx.Public(netip.Addr{}) || httpx.Admit("nonsense") == nil || httpx.Admit("/var/run/socket") == nil {
		t.Error("what is no address is taken for a public one")
	}
}

// What others wrote does not open what is on this computer, whatever its name.
func TestForeignAddressesDoNotReachThisComputer(t *testing.T) {
	var reached atomic.Int32
	s := twin(t, func(w http.ResponseWriter, r *http.Request) { reached.Add(1); _, _ = w.Write([]byte("inside")) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	client := httpx.Guarded("https://shop.example.com")
	for address, want := range map[string]taglane.Kind{
		"https://127.0.0.1:" + port + "/":          taglane.Refused,
		"https://localhost:" + port + "/":          taglane.Refused,
		"https://[::1]:" + port + "/":              taglane.Refused,
		"https://[::ffff:127.0.0.1]:" + port + "/": taglane.Refused,
		"https://0.0.0.0:" + port + "/":            taglane.Refused,
		"https://169.254.169.254/latest/":          taglane.Refused,
		s.URL:                                      taglane.Refused,
		"file:///etc/passwd":                       taglane.Invalid,
		"ftp://example.com/":                       taglane.Refused,
		"https://me:pw@example.com/":               taglane.Invalid,
		"":                                         taglane.Invalid,
		"https://%zz/":                             taglane.Invalid,
	} {
		_, _, err := httpx.Fetch(t.Context(), client, address, 100)
		if taglane.KindOf(err) != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
	if reached.Load() > 0 {
		t.Error("this computer was reached")
	}
}

// A twin on this computer is met where the account itself is there, and still
// leads nowhere else.
func TestATwinMayBeMet(t *testing.T) {
	var reached atomic.Int32
	inside := twin(t, func(w http.ResponseWriter, r *http.Request) { reached.Add(1) })
	var twinURL string
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie")+r.Header.Get("Referer")+r.Header.Get("Authorization") != "" {
			t.Errorf("carried along: %v", r.Header)
		}
		switch r.URL.Path {
		case "/inside":
			http.Redirect(w, r, inside.URL, http.StatusFound)
		case "/1", "/2", "/3", "/4":
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			http.Redirect(w, r, map[string]string{"/1": "/ok", "/2": "/1", "/3": "/2", "/4": "/3"}[r.URL.Path], http.StatusFound)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		default:
			_, _ = w.Write([]byte("0123456789"))
		}
	})
	twinURL = s.URL
	client := httpx.Guarded(twinURL)
	for path, want := range map[string]taglane.Kind{
		"/ok": "", "/1": "", "/3": "", "/4": taglane.Refused, "/inside": taglane.Refused, "/gone": taglane.NotFound,
	} {
		b, _, err := httpx.Fetch(t.Context(), client, twinURL+path, 10)
		if taglane.KindOf(err) != want || want == "" && string(b) != "0123456789" {
			t.Errorf("%s: %q %v, want %q", path, b, err, want)
		}
	}
	_, _, err := httpx.Fetch(t.Context(), client, twinURL+"/ok", 9)
	wantKind(t, err, taglane.Invalid)
	_, _, err = httpx.Fetch(t.Context(), client, strings.Replace(inside.URL, "http:", "https:", 1), 9)
	wantKind(t, err, taglane.Refused)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = httpx.Fetch(ctx, client, twinURL+"/ok", 10)
	wantKind(t, err, taglane.Later)
	if reached.Load() > 0 {
		t.Error("a redirect led inside")
	}
}

// A proxy of the environment sees neither what is on this computer nor what is
// in the clear, and never resolves in the guard's place.
func TestNoProxyStandsInBetween(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {})
	c := withToken(s.URL)
	c.HTTP = httpx.NewHTTP()
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/"}); err != nil {
		t.Errorf("this computer is asked through a proxy: %v", err)
	}
	through := httpx.NewHTTP().Transport.(*http.Transport).Proxy
	for _, address := range []string{"http://api.example.com/", "https://localhost/", "https://127.0.0.1/"} {
		r, _ := http.NewRequest(http.MethodGet, address, nil)
		if p, err := through(r); p != nil || err != nil {
			t.Errorf("%s goes through %v", address, p)
		}
	}
}
