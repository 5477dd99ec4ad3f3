package tiktok

import (
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// small are pieces of which a clip of the suite takes three.
var small = plan{piece: 100_000, least: 52_428, most: 640_000, lastMost: 1_280_000}

// The suite is asked of both ways to TikTok, with a clip that goes in pieces
// and with one that goes whole.
func TestConformance(t *testing.T) {
	for name, set := range map[string][]string{
		"inbox in pieces":  {"mode", "inbox"},
		"direct in pieces": {"mode", "direct", "audited", "true"},
		"direct whole":     {"mode", "direct", "audited", "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pieces := small
			if name == "direct whole" {
				pieces = cut
			}
			platformtest.Run(t, func(t *testing.T) platformtest.World { return world(t, pieces, set...) })
		})
	}
}

func world(t *testing.T, pieces plan, settings ...string) platformtest.World {
	w := newTwin(t)
	w.plan, w.step = pieces, 11*time.Second // so that no minute is ever full
	wire := &platformtest.Wire{}
	account := w.account(settings...)
	return platformtest.World{
		Account: account,
		New: func(t testing.TB) platform.Publisher {
			s, err := connect(account, w.secret(), &http.Client{Transport: wire})
			if err != nil {
				t.Fatal(err)
			}
			s.cut, s.brake = pieces, &brake{after: func(time.Duration, func()) {}}
			return s
		},
		Publication: func(t testing.TB) taglane.Publication {
			w.pass(25 * time.Hour) // another day: other places in the inbox
			return publication(t, account)
		},
		Posts:   w.posts,
		Secrets: []string{appSecret, w.access, w.refresh, "upload-secret-"},
		Break:   wire.Break, Breaks: platformtest.WireBreaks(),
		Forget: func() { w.with(func() { clear(w.uploads) }) },
	}
}

func publication(t testing.TB, account taglane.Account) taglane.Publication {
	p := platformtest.Publication(t, t.TempDir())
	p.Account = account
	p.Settings = map[string]string{"privacy": "public", "consent": "yes"}
	return p
}

// posts are what is public, or lies in the inbox.
func (w *twin) posts() (out []platformtest.Posted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, u := range w.uploads {
		if u.delivered.IsZero() {
			continue
		}
		p := platformtest.Posted{ID: u.id, SHA256: u.sum}
		if len(u.posts) > 0 {
			p.ID = u.posts[0]
		}
		out = append(out, p)
	}
	return out
}
