package trade

import (
	"context"
	"hash/fnv"
	"io"
	"slices"

	"taglane/app/outbox"
	"taglane/app/taglane"
)

// LaneOf is the colour of a product, 1–8: the one chosen, that of its key, or
// else one that stays with it for ever.
func LaneOf(p taglane.Product) int {
	if p.Colour > 0 {
		return p.Colour
	}
	if p.Shelf > 0 {
		return (p.Shelf-1)%8 + 1
	}
	h := fnv.New32a()
	io.WriteString(h, string(p.ID))
	return int(h.Sum32()%8) + 1
}

// Shown gives products their lane and their picture's media id.
func Shown(products []taglane.Product) []Product {
	out := make([]Product, 0, len(products))
	for _, p := range products {
		v := Product{Product: p, Lane: LaneOf(p)}
		if p.Image != "" {
			v.Image = "picture-" + p.Image
		}
		out = append(out, v)
	}
	return out
}

func shown(p taglane.Product) Product { return Shown([]taglane.Product{p})[0] }

// usesOf is where tags are in the picture, by clip in the order of the tags.
func (t *Trade) usesOf(ctx context.Context, tags []taglane.Tag) ([]Use, error) {
	out, at := []Use{}, map[taglane.ID]int{}
	for _, tag := range tags {
		i, known := at[tag.Clip]
		if !known {
			i, at[tag.Clip] = len(out), len(out)
			out = append(out, Use{Clip: tag.Clip, Tags: []UseTag{}, Published: []string{}})
		}
		out[i].Tags = append(out[i].Tags, UseTag{ID: tag.ID, Span: tag.Span})
	}
	public, err := t.public(ctx)
	if err != nil {
		return nil, err
	}
	kept := out[:0]
	for _, u := range out {
		c, err := t.l.Store.Clip(ctx, u.Clip)
		if taglane.KindOf(err) == taglane.NotFound {
			continue // a tag of a clip that was removed
		}
		if err != nil {
			return nil, err
		}
		u.ClipName, u.Poster = nameOf(c), t.l.Poster(c)
		for i := range u.Tags {
			u.Tags[i].Time = c.Rate.Timecode(u.Tags[i].In)
			u.Seconds += c.Rate.Seconds(u.Tags[i].Out - u.Tags[i].In)
		}
		for _, r := range public[u.Clip] {
			if name := t.accountName(ctx, r.Account); !slices.Contains(u.Published, name) {
				u.Published = append(u.Published, name)
			}
		}
		kept = append(kept, u)
	}
	return kept, nil
}

// public are the posts that are public, by clip.
func (t *Trade) public(ctx context.Context) (map[taglane.ID][]outbox.Row, error) {
	rows, err := t.l.Store.Publications(ctx)
	out := map[taglane.ID][]outbox.Row{}
	for _, r := range rows {
		if r.Stage >= outbox.Live {
			out[r.Clip] = append(out[r.Clip], r)
		}
	}
	return out, err
}

// accountName is how a person knows an account; its id once it is gone.
func (t *Trade) accountName(ctx context.Context, id taglane.ID) string {
	a, err := t.l.Store.Account(ctx, id)
	if err != nil {
		return string(id)
	}
	return a.Name
}
