package catalog

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// shopAt is a site that a guarded client may meet, and private, a listener on
// this computer that it must never be sent to.
func shopAt(t *testing.T, serve http.HandlerFunc) (site *httptest.Server, client *http.Client, private string, reached *atomic.Int64) {
	t.Helper()
	site = httptest.NewServer(serve)
	t.Cleanup(site.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	reached = new(atomic.Int64)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			reached.Add(1)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close() })
	client = httpx.Guarded(site.URL)
	t.Cleanup(client.CloseIdleConnections)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return site, client, port, reached
}

func TestFetchAPage(t *testing.T) {
	site, client, _, _ := shopAt(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new?utm_source=x", http.StatusMovedPermanently)
		case "/new":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			io.WriteString(w, `<script type="application/ld+json">{"@type":"Product","name":"Gro`+"\xdf"+`e Tasse","image":"/t.jpg"}</script>`)
		case "/json":
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{}`)
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/endless":
			w.Header().Set("Content-Type", "text/html")
			io.Copy(w, io.LimitReader(same('['), MaxPage+100))
		case "/bomb":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.Copy(z, io.LimitReader(same(0), 12<<20))
			z.Close()
		case "/stalled":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "<title>")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		default:
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}
	})
	f, err := Fetch(context.Background(), client, site.URL+"/old")
	if err != nil || f.Listings[0].Title != "Große Tasse" || !strings.HasSuffix(f.Hits[0].Value, "Tasse") {
		t.Fatalf("%v, %+v", err, f)
	}
	if _, _, at, err := get(context.Background(), client, site.URL+"/old", MaxPage); err != nil || at.Path != "/new" {
		t.Errorf("%v: found at %v, want where the address sends on to", err, at)
	}
	for path, want := range map[string]taglane.Kind{"/json": taglane.Invalid, "/gone": taglane.NotFound, "/endless": taglane.Invalid, "/bomb": taglane.Invalid, "/loop": taglane.Refused} {
		if _, err := Fetch(context.Background(), client, site.URL+path); taglane.KindOf(err) != want {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := Fetch(ctx, client, site.URL+"/stalled"); err == nil || ctx.Err() == nil {
		t.Errorf("a stalled body is %v", err)
	}
}

// privates are addresses of private places, as people hide them.
func privates(port string) []string {
	return []string{
		"https://127.0.0.1:" + port, "https://localhost:" + port, "https://[::1]:" + port, "https://2130706433:" + port, "https://0x7f000001:" + port, "https://127.1:" + port,
		"https://[::ffff:127.0.0.1]:" + port, "https://0.0.0.0:" + port, "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://192.168.0.1/", "https://172.16.0.1/", "https://100.64.0.1/",
		"https://[fd00::1]/", "https://[fe80::1]/", "http://127.0.0.1:" + port, "http://1.1.1.1/", "file:///etc/passwd", "ftp://127.0.0.1:" + port, "//127.0.0.1:" + port, "gopher://127.0.0.1:" + port + "/",
	}
}

func TestNothingPrivateIsEverReached(t *testing.T) {
	var to atomic.Value
	site, client, port, reached := shopAt(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to.Load().(string))
		w.WriteHeader(http.StatusFound)
	})
	for _, address := range privates(port) {
		to.Store(address)
		for _, start := range []string{site.URL + "/redirect", address} {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			_, err := Fetch(ctx, client, start)
			_, nor := Picture(ctx, client, start)
			cancel()
			for _, err := range []error{err, nor} {
				if k := taglane.KindOf(err); k != taglane.Refused && k != taglane.Invalid && k != taglane.Later && k != taglane.Offline {
					t.Errorf("%s through %s: %v", address, start, err)
				}
			}
		}
	}
	if n := reached.Load(); n > 0 {
		t.Errorf("%d connections were made into this computer", n)
	}
}

func TestPictures(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	site, client, _, _ := shopAt(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		switch r.URL.Path {
		case "/good":
			w.Header().Set("Content-Type", "text/plain") // what it is called does not matter
			io.WriteString(w, png)
		case "/svg":
			io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg"/>`)
		case "/page":
			io.WriteString(w, "<html>")
		case "/large":
			fmt.Fprint(w, png)
			io.Copy(w, io.LimitReader(same(0), MaxPicture+1))
		}
	})
	if b, err := Picture(context.Background(), client, site.URL+"/good"); err != nil || string(b) != png {
		t.Errorf("%v, %q", err, b)
	}
	for _, path := range []string{"/svg", "/page", "/empty", "/large"} {
		if _, err := Picture(context.Background(), client, site.URL+path); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: got %v, want Invalid", path, err)
		}
	}
}
