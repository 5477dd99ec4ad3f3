package shopify

import (
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/shopify/shopifytest"
	"taglane/app/taglane"
)

// Both places a clip can go to are asked the same questions.
func TestConformance(t *testing.T) {
	for _, place := range []string{toFiles, toProduct} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			platformtest.Run(t, func(t *testing.T) platformtest.World {
				far := newField(t)
				return platformtest.World{
					Account:     far.Account("place", place),
					Publication: func(t testing.TB) taglane.Publication { return far.publication(t) },
					New:         func(t testing.TB) platform.Publisher { return far.connect(t, "place", place) },
					Posts:       far.posted,
					Secrets:     far.Secrets(),
					Break: func(how platformtest.How, nth int) {
						far.Clock.Pass(hour)
						if how != platformtest.BreakNothing {
							far.Empty() // of the clips of the carries before
						}
						far.wire.Break(how, nth)
					},
					Breaks: platformtest.WireBreaks(),
					Refuse: func() {
						far.Set(func(k *shopifytest.Terms, _ *shopifytest.Stock) {
							if place == toFiles {
								k.FileError = "UNACCEPTABLE_ASSET"
							} else {
								k.PutError = "Media cannot be added"
							}
						})
					},
				}
			})
		})
	}
}

func market(t *testing.T) platformtest.Market {
	far := newField(t)
	far.Set(func(k *shopifytest.Terms, _ *shopifytest.Stock) { k.PageMost = 2 })
	return platformtest.Market{
		New:     func(t testing.TB, via http.RoundTripper) platform.Connector { return far.by(t, via, far.Account()) },
		Secrets: far.Secrets, Log: far.logged,
		Wanted:   platform.Wanted{Words: "lumen kitchen"},
		Keys:     []string{"11/111", "11/112", "12/121", "13/131", "14/141", "14/142", "15/151"},
		Gone:     "11/999",
		Patience: patience,
		Slow: func(t testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
			far.still = true
			return far.by(t, via, far.Account()), far.Clock.Pass
		},
		Hollow: far.Hollow, Repeat: far.Repeat,
		Shut: func() { far.Set(func(k *shopifytest.Terms, _ *shopifytest.Stock) { k.Shut = true }) },
	}
}

func patience(c platform.Connector, wait time.Duration) {
	s := c.(*Service)
	for _, host := range []*httpx.Client{s.admin, s.front, s.open} {
		if host != nil {
			host.Patience = wait
		}
	}
}

func TestCatalog(t *testing.T) { platformtest.RunCatalog(t, market) }

// A shop that is only visited is asked the same. The end of its pages is an
// empty one, so one that is empty by mistake cannot be told from it.
func TestOpenCatalog(t *testing.T) {
	platformtest.RunCatalog(t, func(t *testing.T) platformtest.Market {
		far := newField(t)
		return platformtest.Market{
			New: func(t testing.TB, via http.RoundTripper) platform.Connector {
				return far.visitor(t, via, "currency", "EUR")
			},
			Secrets: far.Secrets,
			Wanted:  platform.Wanted{Words: "lumen", Most: 2},
			Keys:    []string{"mug/111", "mug/112", "kettle/121", "lamp/131", "bowl/141", "bowl/142"},
			Gone:    "pan/151", Patience: patience,
			Slow: func(t testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
				far.still = true
				return far.visitor(t, via, "currency", "EUR"), far.Clock.Pass
			},
			Shut: func() { far.Set(func(k *shopifytest.Terms, _ *shopifytest.Stock) { k.Password = true }) },
		}
	})
}
