package tiktokshop

import (
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// publication is the suite's, with a product that TikTok Shop knows.
func publication(t testing.TB) taglane.Publication {
	t.Helper()
	p := platformtest.Publication(t, t.TempDir())
	p.Account = taglane.Account{ID: "a", Service: "tiktokshop"}
	p.Revision.Draft.Products[0].URL = "https://shop.tiktok.com/view/product/1729000000000000001?region=US"
	return p
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		w := newTwin(t)
		w.pending = 1
		t.Cleanup(func() {
			for _, what := range w.wrong {
				t.Errorf("bad manners: %s", what)
			}
		})
		return platformtest.World{
			New:         func(t testing.TB) platform.Publisher { return w.connect(t) },
			Account:     taglane.Account{ID: "a", Service: "tiktokshop"},
			Publication: publication,
			Posts:       w.posted,
			Secrets:     []string{twinSecret, w.access, w.refresh},
			Break:       w.wire.Break,
			Breaks:      platformtest.WireBreaks(),
		}
	})
}
