package instagram

import (
	"testing"
	"time"

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
		w := newField(t)
		w.Total = 500
		return platformtest.World{
			Account:     w.Account(),
			New:         func(t testing.TB) platform.Publisher { return w.service(t) },
			Publication: func(t testing.TB) taglane.Publication { return ownGoods(t, w.Account()) },
			Posts:       w.posted,
			Secrets:     w.Secrets(),
			Break: func(how platformtest.How, nth int) {
				w.Clock.Pass(10 * time.Minute) // only so many containers a day
				w.wire.Break(how, nth)
			},
			Breaks: platformtest.WireBreaks(),
			Forget: w.Forget,
		}
	})
}
