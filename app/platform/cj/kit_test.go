package cj

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/cj/cjtest"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// stand is a twin that must not be asked anything wrong.
func stand(t testing.TB) *cjtest.Twin {
	t.Helper()
	w := cjtest.New()
	t.Cleanup(func() {
		w.Close()
		for _, wrong := range w.Wrong() {
			t.Errorf("CJ was asked what it does not know: %s", wrong)
		}
	})
	return w
}

// dialed is a connection to the twin.
func dialed(t testing.TB, w *cjtest.Twin, settings ...string) *Service {
	t.Helper()
	s, err := connect(w.Account(settings...), w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// log keeps every line that is logged of a connection.
func (s *Service) log(to *strings.Builder) {
	for _, c := range []*httpx.Client{s.ads, s.sales, s.links, s.shops} {
		c.Log = func(l httpx.Line) { to.WriteString(l.URL + " " + l.Trouble + "\n") }
	}
}

// by is a connection by another way.
func by(t testing.TB, w *cjtest.Twin, via http.RoundTripper) *Service {
	t.Helper()
	s, err := connect(w.Account(), w.Secret(), &http.Client{Transport: via})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// unpaced is a connection that no pace holds up.
func unpaced(t testing.TB, w *cjtest.Twin, via http.RoundTripper) *Service {
	t.Helper()
	s := by(t, w, via)
	for _, c := range []*httpx.Client{s.ads, s.sales, s.links, s.shops} {
		c.Pace = nil
	}
	return s
}

func wantKind(t testing.TB, err error, k taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != k {
		t.Errorf("%s (%v), want %s", taglane.KindOf(err), err, k)
	}
}

// quickly lets 6 seconds pass with each call, so that no minute is ever full.
func quickly(w *cjtest.Twin) *cjtest.Twin {
	w.Clock.Step = 6 * time.Second
	return w
}
