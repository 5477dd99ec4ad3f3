package httpx_test

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Looking where a link leads never opens what is on this computer or in its
// network, whichever step names it.
func TestATrailLeadsNowherePrivate(t *testing.T) {
	var reached atomic.Int32
	inside := twin(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(inside.URL, "http://"))
	for _, base := range []string{"", "https://shop.example.com", "http://127.0.0.1:9"} {
		client := httpx.Trail(base)
		for _, address := range []string{
			inside.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port,
			"https://127.0.0.1:" + port, "http://169.254.169.254/", "http://10.0.0.1/", "https://192.168.1.1/",
		} {
			resp, err := client.Get(address)
			if err == nil {
				_ = resp.Body.Close()
			}
			if taglane.KindOf(err) != taglane.Refused {
				t.Errorf("%s with %q: %v, want Refused", address, base, err)
			}
		}
	}
	if reached.Load() > 0 {
		t.Error("this computer was reached")
	}
}

// Each step is seen by itself, and a twin may be met.
func TestATrailIsWalkedStepByStep(t *testing.T) {
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" {
			t.Error("a cookie was kept")
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		http.Redirect(w, r, "/next", http.StatusFound)
	})
	client := httpx.Trail(s.URL)
	for range 2 {
		resp, err := client.Get(s.URL + "/first")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusFound || resp.Request.URL.Path != "/first" {
			t.Errorf("it went on to %s by itself: %d", resp.Request.URL, resp.StatusCode)
		}
	}
}

// Without a network there is no trail.
func TestATrailNeedsANetwork(t *testing.T) {
	httpx.Unplug(true)
	defer httpx.Unplug(false)
	resp, err := httpx.Trail("").Get("http://8.8.8.8/")
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("without a network: %v", err)
	}
}
