package facebook

import (
	"encoding/json"
	"net/http"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/facebook/facebooktest"
	"taglane/app/platform/graph"
	"taglane/app/platform/graph/graphtest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// field is the twin, and the wire to it. What is asked in a test has to be
// something that the contract knows.
type field struct {
	*facebooktest.Twin
	wire *platformtest.Wire
}

func newField(t testing.TB) *field {
	far := facebooktest.New()
	return &field{far, platformtest.WireTo(t, far)}
}

// connect opens the Page's account, with settings in place of the plain ones.
func (f *field) connect(t testing.TB, set map[string]string, s graph.Secret) *Service {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(f.account(set), b)
	if err != nil {
		t.Fatal(err)
	}
	service := p.(*Service)
	service.client.Clock.Wall = f.Clock.Now
	service.client.HTTP.HTTP = &http.Client{Transport: f.wire}
	return service
}

func (f *field) account(set map[string]string) taglane.Account {
	var pairs []string
	for k, v := range set {
		pairs = append(pairs, k, v)
	}
	return f.Account(pairs...)
}

func withPage() graph.Secret {
	return graph.Secret{PageToken: facebooktest.PageToken, AppSecret: graphtest.AppSecret}
}

func (f *field) posted() (out []platformtest.Posted) {
	for _, p := range f.Posts() {
		out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
	}
	return out
}
