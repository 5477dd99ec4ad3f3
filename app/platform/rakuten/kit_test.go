package rakuten

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"taglane/app/platform/httpx"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

const sub = "c0000001t001d01v06v"

// stand is a twin that must not be asked anything wrong.
func stand(t testing.TB) *rakutentest.Twin {
	t.Helper()
	w := rakutentest.New()
	t.Cleanup(func() {
		w.Close()
		for _, wrong := range w.Wrong() {
			t.Errorf("Rakuten was asked what it does not know: %s", wrong)
		}
	})
	return w
}

// dialed is a connection to the twin.
func dialed(t testing.TB, w *rakutentest.Twin, settings ...string) *Service {
	t.Helper()
	s, err := connect(w.Account(settings...), w.Secret(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// log keeps every line that is logged of a connection.
func (s *Service) log(to *strings.Builder) {
	for _, c := range []*httpx.Client{s.api, s.door} {
		c.Log = func(l httpx.Line) { to.WriteString(l.URL + " " + l.Trouble + "\n") }
	}
}

// by is a connection by another way.
func by(t testing.TB, w *rakutentest.Twin, via http.RoundTripper) *Service {
	t.Helper()
	s, err := connect(w.Account(), w.Secret(), &http.Client{Transport: via})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// unpaced is a connection that no pace holds up, and that reads what is known
// of shops with each list.
func unpaced(t testing.TB, w *rakutentest.Twin, via http.RoundTripper) *Service {
	t.Helper()
	s := by(t, w, via)
	s.api.Pace, s.door.Pace = nil, nil
	s.fresh = 0
	return s
}

func wantKind(t testing.TB, err error, k taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != k {
		t.Errorf("%s (%v), want %s", taglane.KindOf(err), err, k)
	}
}

// quickly lets 3 seconds pass with each call, so that no minute is ever full,
// and no token ends meanwhile.
func quickly(w *rakutentest.Twin) *rakutentest.Twin {
	w.Clock.Step = 3 * time.Second
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Life = 90 * day })
	w.Prolong()
	return w
}
