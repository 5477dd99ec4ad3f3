package httpx_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// noon is what every clock says until a test moves it.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func still() time.Time { return noon }

func twin(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func wantKind(t *testing.T, err error, want taglane.Kind) {
	t.Helper()
	if got := taglane.KindOf(err); got != want {
		t.Errorf("%q: %v, want %q", got, err, want)
	}
}

func TestACallCarriesWhatItIsGiven(t *testing.T) {
	var seen *http.Request
	var body string
	s := twin(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		seen, body = r, string(b)
		w.Header().Set("Location", "elsewhere")
		_, _ = io.WriteString(w, `{"id":"v1","unknown":[1,2]}`)
	})
	c := &httpx.Client{Base: s.URL + "/proxied/", Grant: &httpx.Grant{Store: httpx.NewHeld(httpx.Token{Access: "token-1"}, nil)}}
	var into struct{ ID string }
	for name, v := range map[string]struct {
		call             httpx.Call
		path, kind, body string
	}{
		"nothing": {httpx.Call{URL: "/a?x=1", Query: url.Values{"y": {"2 3"}}}, "/proxied/a?x=1&y=2+3", "", ""},
		"json":    {httpx.Call{Method: "POST", URL: "/a", JSON: map[string]string{"t": "é"}}, "/proxied/a", "application/json; charset=UTF-8", `{"t":"é"}`},
		"a form":  {httpx.Call{Method: "POST", URL: "/a", Form: url.Values{"k": {"a b"}}}, "/proxied/a", "application/x-www-form-urlencoded", "k=a+b"},
		"a stream": {httpx.Call{Method: "PUT", URL: s.URL + "/up%2Fload", Body: strings.NewReader("0123456789"), Length: 4,
			Header: http.Header{"content-type": {"video/mp4"}}}, "/up%2Fload", "video/mp4", "0123"},
	} {
		into.ID = ""
		v.call.Into = &into
		a, err := c.Do(t.Context(), v.call)
		if err != nil || a.Status != 200 || into.ID != "v1" || a.Header.Get("Location") != "elsewhere" {
			t.Errorf("%s: %v %d %q", name, err, a.Status, into.ID)
			continue
		}
		if seen.RequestURI != v.path || seen.Header.Get("Content-Type") != v.kind || body != v.body || seen.ContentLength != int64(len(v.body)) {
			t.Errorf("%s: %s, %q, %q, %d bytes", name, seen.RequestURI, seen.Header.Get("Content-Type"), body, seen.ContentLength)
		}
		if got := seen.Header.Get("Authorization"); got != "Bearer token-1" {
			t.Errorf("%s: Authorization %q", name, got)
		}
	}
}

func TestStatusDecidesWhatCanBeDone(t *testing.T) {
	for status, want := range map[int]taglane.Kind{
		200: "", 204: "", 308: "", 400: taglane.Invalid, 401: taglane.Login, 403: taglane.Refused, 404: taglane.NotFound,
		408: taglane.Later, 409: taglane.Conflict, 410: taglane.NotFound, 413: taglane.Invalid, 418: taglane.Refused,
		422: taglane.Invalid, 429: taglane.Later, 500: taglane.Later, 502: taglane.Later, 503: taglane.Later,
	} {
		s := twin(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
		a, err := (&httpx.Client{Base: s.URL}).Do(t.Context(), httpx.Call{URL: "/"})
		if got := taglane.KindOf(err); got != want || httpx.ClassOf(status) != want || a.Status != status {
			t.Errorf("%d: %q (%v), class %q, want %q", status, got, err, httpx.ClassOf(status), want)
		}
	}
}

// A breaking wire tells exactly as much as can be known.
func TestABrokenWireIsToldForWhatItIs(t *testing.T) {
	for _, v := range []struct {
		how        platformtest.How
		once, call taglane.Kind
	}{
		{platformtest.BreakNothing, "", ""},
		{platformtest.CutBefore, taglane.Unsure, taglane.Later}, // the wire does not say that it went nowhere
		{platformtest.CutAfter, taglane.Unsure, taglane.Later},
		{platformtest.CutMidway, taglane.Unsure, taglane.Later},
		{platformtest.Truncate, taglane.Unsure, taglane.Later},
		{platformtest.ErrorAfter, taglane.Unsure, taglane.Later},
		{platformtest.Stall, taglane.Unsure, taglane.Later},
		{platformtest.Busy, taglane.Later, taglane.Later},
	} {
		for _, once := range []bool{true, false} {
			var seen atomic.Int32
			s := twin(t, func(w http.ResponseWriter, r *http.Request) {
				if b, err := io.ReadAll(r.Body); err == nil && len(b) == 10 {
					seen.Add(1)
				}
				_ = json.NewEncoder(w).Encode(map[string]string{"id": "a post that is long enough"})
			})
			wire := &platformtest.Wire{Base: s.Client().Transport}
			c := &httpx.Client{Base: s.URL, HTTP: &http.Client{Transport: wire}, Now: still, Patience: 200 * time.Millisecond}
			wire.Break(v.how, 1)
			var into struct{ ID string }
			_, err := c.Do(t.Context(), httpx.Call{Method: "POST", URL: "/", Body: strings.NewReader("0123456789"), Length: 10, Once: once, Into: &into})
			want := v.call
			if once {
				want = v.once
			}
			if got := taglane.KindOf(err); got != want {
				t.Errorf("%s, once %v: %q %v, want %q", v.how, once, got, err, want)
			}
			if wire.Requests() != 1 || seen.Load() > 1 {
				t.Errorf("%s, once %v: %d requests", v.how, once, wire.Requests())
			}
		}
	}
}

// Whoever connects while there is no network is told so, and was not heard.
func TestThereIsNoNetwork(t *testing.T) {
	heard := 0
	far := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard++ }))
	defer far.Close()
	httpx.Unplug(true)
	defer httpx.Unplug(false)
	c := &httpx.Client{Base: far.URL, HTTP: httpx.NewHTTP()}
	if _, err := c.Do(t.Context(), httpx.Call{Method: http.MethodPost, URL: "/x", Once: true}); taglane.KindOf(err) != taglane.Offline || heard > 0 {
		t.Errorf("%v, heard %d times", err, heard)
	}
	httpx.Unplug(false)
	if _, err := c.Do(t.Context(), httpx.Call{URL: "/x"}); err != nil || heard != 1 {
		t.Errorf("%v, heard %d times", err, heard)
	}
}
