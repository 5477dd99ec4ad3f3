package trade

import (
	"context"
	"strings"
	"time"

	"taglane/app/insight"
	"taglane/app/store"
	"taglane/app/taglane"
)

// shownIn is a product in a clip.
type shownIn struct{ clip, product taglane.ID }

// followedSince is how often links of products were followed from a time on, as
// pages counted them. What a page counts is a running total: what it said last
// before that time is taken off. seen comes in order of time.
func followedSince(seen []store.Observed, clips map[taglane.ID]taglane.ID, from time.Time) map[shownIn]int64 {
	type series struct{ publication, product taglane.ID }
	before, latest := map[series]float64{}, map[series]float64{}
	for _, o := range seen {
		product, is := strings.CutPrefix(o.Name, insight.Followed)
		if !is {
			continue
		}
		k := series{o.Publication, taglane.ID(product)}
		if o.At.Before(from) {
			before[k] = o.Value
		}
		latest[k] = o.Value
	}
	out := map[shownIn]int64{}
	for k, v := range latest {
		if by := int64(v - before[k]); by > 0 {
			out[shownIn{clips[k.publication], k.product}] += by
		}
	}
	return out
}

// asked is when everybody was last asked; "" never.
func (t *Trade) asked(ctx context.Context) (string, error) {
	all, err := t.l.Store.Settings(ctx, askedAt)
	return all[""], err
}
