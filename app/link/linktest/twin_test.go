package linktest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"taglane/app/link/linktest"
)

var errOther = errors.New("the client's own dialer was asked")

func client(t *linktest.Twin) *http.Client {
	return t.Reach(&http.Client{
		Transport:     &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errOther }},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
}

func get(t *testing.T, c *http.Client, address string) (*http.Response, string) {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return resp, string(b)
}

func TestOnlyItsOwnNamesAreMetHere(t *testing.T) {
	twin := linktest.New()
	defer twin.Close()
	c := client(twin)
	twin.At("shop.test", "/p", linktest.Product{Title: `Red "Shoe"`, Canonical: "/p?a=1&b=2", Stocks: []string{"InStock"}}.Page())
	for _, scheme := range []string{"http", "https"} {
		if resp, page := get(t, c, scheme+"://shop.test/p"); resp.StatusCode != 200 || !strings.Contains(page, "Red &#34;Shoe&#34;") || !strings.Contains(page, "schema.org/InStock") {
			t.Errorf("%s: %d %s", scheme, resp.StatusCode, page)
		}
		if resp, _ := get(t, c, scheme+"://shop.test/other"); resp.StatusCode != 404 {
			t.Errorf("%s: an unknown page answers %d", scheme, resp.StatusCode)
		}
	}
	for _, address := range []string{"http://shop.tes/", "https://www.shop.test/", "http://127.0.0.1:9/", "https://10.0.0.1/"} {
		if resp, err := c.Get(address); !errors.Is(err, errOther) {
			t.Errorf("%s: %v, %v", address, resp, err)
		}
	}
	twin.Dead("gone.test")
	twin.Refuse("closed.test")
	twin.Unplug("far.test")
	var dns *net.DNSError
	if _, err := c.Get("https://gone.test/"); !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("a name that is gone: %v", err)
	}
	if _, err := c.Get("https://closed.test/"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a closed door: %v", err)
	}
	if _, err := c.Get("http://far.test/"); !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("far away: %v", err)
	}
}

func TestWaysLeadWhereTheyShould(t *testing.T) {
	twin := linktest.New()
	defer twin.Close()
	c := client(twin)
	walk := func(address string) (hops int, end string) {
		for hops = 1; hops < 20; hops++ {
			resp, _ := get(t, c, address)
			next, err := resp.Location()
			if err != nil {
				return hops, address
			}
			address = next.String()
		}
		return hops, address
	}
	if hops, end := walk(twin.Steps("steps.test", 15, "https://steps.test/end")); hops != 15 || end != "https://steps.test/end" {
		t.Errorf("%d hops to %s", hops, end)
	}
	if hops, _ := walk(twin.Loop("round.test")); hops != 20 {
		t.Errorf("the circle ends after %d", hops)
	}
	twin.At("fade.test", "", linktest.Fading(linktest.Text("there"), linktest.Captcha))
	for _, want := range []int{200, 403, 403} {
		if resp, _ := get(t, c, "https://fade.test/x"); resp.StatusCode != want {
			t.Errorf("%d, want %d", resp.StatusCode, want)
		}
	}
}

func TestImpoliteVisitorsAreTold(t *testing.T) {
	twin := linktest.New()
	defer twin.Close()
	c := client(twin)
	twin.At("shop.test", "/p", linktest.Text("a page"))
	get(t, c, "https://shop.test/p")
	if wrong := twin.Wrong(); len(wrong) > 0 {
		t.Errorf("a polite one: %q", wrong)
	}
	r, _ := http.NewRequest(http.MethodPost, "https://shop.test/p?a=1", nil)
	r.Header.Set("Referer", "https://mia.test/")
	r.Header.Set("Authorization", "Bearer x")
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	held, seen := make(chan struct{}), make(chan struct{})
	twin.At("shop.test", "/slow", func(http.ResponseWriter, *http.Request) { close(seen); <-held })
	done := make(chan struct{})
	go func() {
		defer close(done)
		if resp, err := c.Get("https://shop.test/slow"); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-seen
	get(t, c, "https://shop.test/p")
	close(held)
	<-done
	if wrong := twin.Wrong(); len(wrong) != 4 {
		t.Errorf("told: %q", wrong)
	}
	if calls := twin.Calls(); len(calls) != 4 || calls[1].Query != "a=1" || calls[1].Host != "shop.test" || calls[1].Path != "/p" {
		t.Errorf("on record: %+v", calls)
	}
}
