package tiktokshop

import (
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// publication is the suite's, with a product that TikTok Shop knows.
func publication(t testing.TB) taglane.Publication {
	t.Helper()
	p := platformtest.Publication(t, t.TempDir())
	p.Account = taglane.Account{ID: "a", Service: "tiktokshop", Name: "My shop"}
	p.Revision.Draft.Products[0].URL = "https://shop.tiktok.com/view/product/1729000000000000001?region=US"
	return p
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		w := newTwin(t)
		w.Turn(func(k *knobs) { k.Looks = 1 })
		return platformtest.World{
			New: func(t testing.TB) platform.Publisher {
				s := w.connect(t)
				s.clock.Wall = func() time.Time { // time passes, as for whoever is told to come back
					w.Clock.Pass(200 * time.Millisecond)
					return w.Clock.Now()
				}
				return s
			},
			Account:     taglane.Account{ID: "a", Service: "tiktokshop"},
			Publication: publication,
			Posts:       w.posts,
			Secrets:     w.Secrets(),
			Break:       w.wire.Break,
			Breaks:      platformtest.WireBreaks(),
		}
	})
}
