package tiktok

import (
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/tiktok/tiktoktest"
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
	w := stand(t)
	w.Clock.Step = 11 * time.Second // so that no minute is ever full
	w.Set(func(k *tiktoktest.Terms) {
		k.PieceLeast, k.PieceMost, k.LastMost, k.TokenLife = pieces.least, pieces.most, pieces.lastMost, 0
	})
	wire := &platformtest.Wire{}
	account := w.Account(settings...)
	expire := func() { pass(w, 61*time.Minute) }
	if pieces == cut {
		expire = nil // the clip goes in one piece, which is no longer open then
	}
	return platformtest.World{
		Expire:  expire,
		Account: account,
		New: func(t testing.TB) platform.Publisher {
			s, err := connect(account, w.Secret(), &http.Client{Transport: wire})
			if err != nil {
				t.Fatal(err)
			}
			s.cut = pieces
			return s
		},
		Publication: func(t testing.TB) taglane.Publication {
			pass(w, 25*time.Hour) // another day: other places in the inbox
			return publication(t, account)
		},
		Posts: func() (out []platformtest.Posted) {
			for _, p := range w.Posts() {
				out = append(out, platformtest.Posted{Key: p.Key, ID: p.ID, SHA256: p.SHA256})
			}
			return out
		},
		Secrets: append(w.Secrets(), "upload-secret-"),
		Break:   wire.Break, Breaks: platformtest.WireBreaks(), Forget: w.Forget,
	}
}

func publication(t testing.TB, account taglane.Account) taglane.Publication {
	p := platformtest.Publication(t, t.TempDir())
	p.Account = account
	p.Settings = map[string]string{"privacy": "public", "consent": "yes"}
	return p
}
