package trade

import (
	"context"
	"strings"

	"taglane/app/insight"
	"taglane/app/store"
	"taglane/app/taglane"
)

// shownIn is a product in a clip.
type shownIn struct{ clip, product taglane.ID }

// followedIn is how often links of products were followed between two times, as
// pages counted them: what stood before is taken off what stood after.
func followedIn(before, after []store.Observed, clips map[taglane.ID]taglane.ID) map[shownIn]int64 {
	type series struct {
		publication taglane.ID
		name        string
	}
	was := map[series]float64{}
	for _, o := range before {
		was[series{o.Publication, o.Name}] = o.Value
	}
	out := map[shownIn]int64{}
	for _, o := range after {
		product, is := strings.CutPrefix(o.Name, insight.Followed)
		if by := int64(o.Value - was[series{o.Publication, o.Name}]); is && by > 0 {
			out[shownIn{clips[o.Publication], taglane.ID(product)}] += by
		}
	}
	return out
}

// asked is when everybody was last asked; "" never.
func (t *Trade) asked(ctx context.Context) (string, error) {
	all, err := t.l.Store.Settings(ctx, askedAt)
	return all[""], err
}
