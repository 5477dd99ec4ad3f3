package shopify

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

// field is the twin, and the wire to it. What is asked in a test has to be
// something that Shopify knows.
type field struct {
	*shopifytest.Twin
	wire *platformtest.Wire

	// still makes time pass with calls alone. Otherwise each look at the clock
	// takes a second, so that nothing that waits holds a suite up.
	still bool

	mu  sync.Mutex
	log strings.Builder
}

// wall is the computer's clock.
func (f *field) wall() time.Time {
	if !f.still {
		f.Clock.Pass(time.Second)
	}
	return f.Clock.Now()
}

func newField(t testing.TB) *field {
	far := shopifytest.New()
	f := &field{Twin: far, wire: platformtest.WireTo(t, far)}
	t.Cleanup(func() {
		for _, s := range far.Secrets() {
			if strings.Contains(f.logged(), s) {
				t.Errorf("%.6s… stands in the log", s)
			}
		}
	})
	return f
}

func (f *field) logged() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.String()
}

// connect opens the account, with further settings.
func (f *field) connect(t testing.TB, settings ...string) *Service {
	t.Helper()
	return f.by(t, f.wire, f.Account(settings...))
}

func (f *field) by(t testing.TB, via http.RoundTripper, a taglane.Account) *Service {
	t.Helper()
	s, err := connect(a, f.Secret(), &http.Client{Transport: via})
	if err != nil {
		t.Fatal(err)
	}
	s.tally.clock.Wall, s.silence = f.wall, time.Millisecond
	s.log = func(l httpx.Line) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.log.WriteString(l.URL + " " + l.Trouble + "\n")
	}
	return s
}

// open is an account without any token.
func (f *field) visitor(t testing.TB, via http.RoundTripper, settings ...string) *Service {
	t.Helper()
	s, err := connect(f.Account(settings...), nil, &http.Client{Transport: via})
	if err != nil {
		t.Fatal(err)
	}
	s.tally.clock.Wall = f.wall
	return s
}

func (f *field) posted() (out []platformtest.Posted) {
	for _, p := range f.Posts() {
		out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
	}
	return out
}

// publication shows two products of the shop, and one of another.
func (f *field) publication(t testing.TB, settings ...string) taglane.Publication {
	p := platformtest.Publication(t, t.TempDir())
	d := &p.Revision.Draft
	d.Products[0].URL = "https://" + shopifytest.Domain + "/products/mug?variant=111"
	d.Products[1].URL = "https://www." + shopifytest.Domain + "/collections/all/products/kettle"
	d.Products = append(d.Products, taglane.Product{ID: "product-3", Title: "Cup", URL: "https://other.example/products/mug", Relation: taglane.Own})
	d.Tags = append(d.Tags, taglane.Tag{ID: "tag-4", Product: "product-3", Span: taglane.Span{In: 220, Out: 290}})
	p.Revision.Digest = taglane.DigestOf(p.Revision)
	p.Account, p.Settings = f.Account(), map[string]string{}
	for i := 0; i+1 < len(settings); i += 2 {
		p.Settings[settings[i]] = settings[i+1]
	}
	return p
}

// carry uploads a publication and releases it, whatever the release says.
func carry(t testing.TB, s *Service, p taglane.Publication) (platform.UploadSession, taglane.Post, error) {
	t.Helper()
	us := sent(t, s, p)
	post, err := s.Release(t.Context(), us, p)
	return us, post, err
}

// sent uploads a publication.
func sent(t testing.TB, s *Service, p taglane.Publication) platform.UploadSession {
	t.Helper()
	us, err := s.Open(t.Context(), p.Key, p)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	us, err = send(t, s, us, p)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return us
}

func status(t testing.TB, s *Service, us platform.UploadSession) platform.Status {
	t.Helper()
	st, err := s.Status(t.Context(), us)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	return st
}

func wantKind(t testing.TB, err error, k taglane.Kind) {
	t.Helper()
	if taglane.KindOf(err) != k {
		t.Errorf("%q (%v), want %q", taglane.KindOf(err), err, k)
	}
}

// hour is long enough for a bucket to be full again.
const hour = time.Hour
