package instagram

import (
	"net/http"
	"testing"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// ownGoods is a publication whose products are the creator's own.
func ownGoods(t testing.TB, a taglane.Account) taglane.Publication {
	p := platformtest.Publication(t, t.TempDir())
	p.Account = a
	for i := range p.Revision.Draft.Products {
		p.Revision.Draft.Products[i].Relation = taglane.Own
	}
	return p
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t *testing.T) platformtest.World {
		w := newTwin(t)
		w.total = 500
		wire := &platformtest.Wire{Base: &http.Transport{}}
		t.Cleanup(wire.Base.(*http.Transport).CloseIdleConnections)
		return platformtest.World{
			Account: w.account(),
			New: func(t testing.TB) platform.Publisher {
				s := w.service(t)
				s.client.HTTP = &http.Client{Transport: wire}
				return s
			},
			Publication: func(t testing.TB) taglane.Publication { return ownGoods(t, w.account()) },
			Posts:       w.posted,
			Secrets:     []string{token, appSecret, proof(appSecret, token)},
			Break:       wire.Break,
			Breaks:      platformtest.WireBreaks(),
			Forget: func() {
				w.mu.Lock()
				defer w.mu.Unlock()
				for _, b := range w.containers {
					b.forgot = true
				}
			},
		}
	})
}
