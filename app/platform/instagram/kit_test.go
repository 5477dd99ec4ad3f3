package instagram

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/instagram/instagramtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// field is the twin, and the wire to it. What is asked in a test has to be
// something that the contract knows.
type field struct {
	*instagramtest.Twin
	wire *platformtest.Wire
}

func newField(t testing.TB) *field {
	far := instagramtest.New()
	return &field{far, platformtest.WireTo(t, far)}
}

// service connects on the twin's own clock.
func (f *field) service(t testing.TB, change ...func(a *taglane.Account, s *json.RawMessage)) *Service {
	t.Helper()
	a, secret := f.Account(), f.Secret()
	for _, c := range change {
		c(&a, &secret)
	}
	p, err := New(a, secret)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	s.client.Clock.Wall = f.Clock.Now
	s.client.HTTP.HTTP = &http.Client{Transport: f.wire}
	return s
}

func (f *field) posted() (out []platformtest.Posted) {
	for _, p := range f.Posts() {
		out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
	}
	return out
}

// fail makes the next request of a name go wrong.
func (f *field) fail(name, body string, after bool) {
	f.Fault(name, graphtest.Answer{Body: body, After: after, Once: true})
}

// no is an error as the Graph writes it.
func no(code, sub int, transient bool) string {
	body := graphtest.Error(code, sub, "What Meta says")
	if transient {
		body = strings.Replace(body, `"is_transient":false`, `"is_transient":true`, 1)
	}
	return body
}

// edited is the account's secret with something changed.
func edited(change func(*graph.Secret)) func(*taglane.Account, *json.RawMessage) {
	return func(_ *taglane.Account, b *json.RawMessage) {
		s, _ := graph.ReadSecret(name, *b)
		change(&s)
		*b, _ = s.Kept()
	}
}
