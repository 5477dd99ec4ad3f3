package cj

import (
	"net/http"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/cj/cjtest"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

func market(t *testing.T) platformtest.Market {
	w := quickly(stand(t))
	w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.PageMost = 2 })
	return platformtest.Market{
		New:     func(t testing.TB, via http.RoundTripper) platform.Connector { return unpaced(t, w, via) },
		Secrets: w.Secrets,
		Wanted:  platform.Wanted{Words: "lamp warm", Joined: true, Most: 3},
		Keys:    []string{"100/lamp-1", "100/lamp-2", "100/lamp-3", "100/lamp-4", "100/lamp-5", "100/lamp-6", "100/lamp-7"},
		Gone:    "100/gone-1", Unknown: "100/lamp-99",
		Programs: []string{"100", "200", "300"},
		Until:    w.Clock.Now(),
		Rows:     []string{"3001", "3002", "3003", "3004", "3005", "3006", "3007", "3008", "3009", "3010"},
		Total:    []taglane.Amount{{Value: "32.80", Currency: "USD"}},
		Patience: func(c platform.Connector, wait time.Duration) {
			s := c.(*Service)
			for _, host := range []*httpx.Client{s.ads, s.sales, s.links, s.shops} {
				host.Patience = wait
			}
		},
		Slow: func(t testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
			s := by(t, w, via)
			s.tally.clock.Wall = w.Clock.Now
			return s, w.Clock.Pass
		},
		Hollow: w.Hollow, Repeat: w.Repeat,
		Shut: func() { w.Set(func(k *cjtest.Terms, _ *cjtest.Stock) { k.Shut = true }) },
	}
}

func TestCatalog(t *testing.T)   { platformtest.RunCatalog(t, market) }
func TestAffiliate(t *testing.T) { platformtest.RunAffiliate(t, market) }
func TestEarner(t *testing.T)    { platformtest.RunEarner(t, market) }
