package tiktokshop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
)

type knobs = tiktokshoptest.Knobs

const (
	twinKey    = tiktokshoptest.AppKey
	twinSecret = tiktokshoptest.AppSecret
)

// noon is the twin's time.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// far is TikTok Shop behind a wire that breaks on cue.
type far struct {
	*tiktokshoptest.Twin
	wire *platformtest.Wire
	rude bool // what is asked wrongly is asked so on purpose
}

// newTwin is a far side of its own. Whatever the test is about, every request
// has to be one that the pages know.
func newTwin(t testing.TB) *far {
	w := &far{Twin: tiktokshoptest.New(), wire: &platformtest.Wire{Base: http.DefaultTransport}}
	t.Cleanup(func() {
		w.Close()
		for _, what := range w.Wrong() {
			if !w.rude {
				t.Errorf("no page knows this: %s", what)
			}
		}
	})
	return w
}

// connect is a connector after a restart, with settings over the twin's.
func (w *far) connect(t testing.TB, settings ...string) *Service {
	t.Helper()
	return w.with(t, w.Secret(), settings...)
}

// with is a connector with other credentials.
func (w *far) with(t testing.TB, secret json.RawMessage, settings ...string) *Service {
	t.Helper()
	p, err := platform.Open(w.Account(settings...), secret)
	if err != nil {
		t.Fatal(err)
	}
	s := p.(*Service)
	s.clock.Wall, s.pause = w.Clock.Now, time.Millisecond
	s.through(&http.Client{Transport: w.wire})
	return s
}

// secret is the twin's credentials with changes.
func (w *far) secret(t testing.TB, changes map[string]any) json.RawMessage {
	t.Helper()
	all := map[string]any{}
	if err := json.Unmarshal(w.Secret(), &all); err != nil {
		t.Fatal(err)
	}
	for k, v := range changes {
		all[k] = v
	}
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// told are the codes of the next calls of a path.
func (w *far) told(path string, codes ...int64) {
	w.Turn(func(k *knobs) { k.Codes[path] = codes })
}

// code is what a creator brings back who allowed it all.
func (w *far) code(t testing.TB) string {
	t.Helper()
	resp, err := http.Get(loginOf(w.Account()).Page(twinKey, "a-state"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.Request.URL.Query().Get("code")
}

// posts are what is public, as the suite wants it.
func (w *far) posts() (out []platformtest.Posted) {
	for _, p := range w.Posts() {
		out = append(out, platformtest.Posted{ID: p.ID, SHA256: p.SHA256})
	}
	return out
}

func hexSHA(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
