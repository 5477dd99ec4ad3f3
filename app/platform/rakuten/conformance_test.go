package rakuten

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/platform/platformtest"
	"taglane/app/platform/rakuten/rakutentest"
	"taglane/app/taglane"
)

func market(t *testing.T) platformtest.Market {
	w := quickly(stand(t))
	w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.PageMost = 2 })
	var mu sync.Mutex
	var log strings.Builder
	return platformtest.Market{
		New: func(t testing.TB, via http.RoundTripper) platform.Connector {
			s := unpaced(t, w, via)
			for _, c := range []*httpx.Client{s.api, s.door} {
				c.Log = func(l httpx.Line) {
					mu.Lock()
					defer mu.Unlock()
					log.WriteString(l.URL + " " + l.Trouble + "\n")
				}
			}
			return s
		},
		Secrets: w.Secrets,
		Log: func() string {
			mu.Lock()
			defer mu.Unlock()
			return log.String()
		},
		Wanted: platform.Wanted{Words: "lamp warm", Joined: true, Most: 3},
		Keys: []string{"100/sku/lamp-1", "100/sku/lamp-2", "100/sku/lamp-3", "100/sku/lamp-4", "100/sku/lamp-5", "100/sku/lamp-6",
			"100/sku/lamp-7"},
		Unknown:  "100/sku/lamp-99",
		Programs: []string{"100", "200", "300", "400", "500"},
		Until:    w.Clock.Now(),
		Rows:     []string{"e-3000", "e-3001", "e-3002", "e-3003", "e-3004", "e-3005", "e-3006", "e-3007", "e-3008", "e-3009", "e-4000"},
		Total:    []taglane.Amount{{Value: "36.90", Currency: "USD"}},
		Patience: func(c platform.Connector, wait time.Duration) {
			c.(*Service).api.Patience, c.(*Service).door.Patience = wait, wait
		},
		Slow: func(t testing.TB, via http.RoundTripper) (platform.Connector, func(time.Duration)) {
			s := by(t, w, via)
			s.tally.clock.Wall = w.Clock.Now
			return s, w.Clock.Pass
		},
		Hollow: w.Hollow, Repeat: w.Repeat,
		Shut:   func() { w.Set(func(k *rakutentest.Terms, _ *rakutentest.Stock) { k.Shut = true }) },
		Expire: w.Expire, Renewals: w.Renewals,
	}
}

func TestCatalog(t *testing.T)   { platformtest.RunCatalog(t, market) }
func TestAffiliate(t *testing.T) { platformtest.RunAffiliate(t, market) }
func TestEarner(t *testing.T)    { platformtest.RunEarner(t, market) }
