package shopify

import (
	"context"

	"taglane/app/taglane"
)

// Losses implements platform.Losing: Shopify keeps no text beside a clip, and
// tags lie with products of the shop alone.
func (s *Service) Losses(p taglane.Publication) (out []taglane.Loss) {
	d, strangers := p.Revision.Draft, false
	for _, g := range d.Tags {
		q, _ := d.Product(g.Product)
		_, own := s.known(q)
		strangers = strangers || !own
	}
	if strangers {
		out = append(out, lost(taglane.Say("tags of products that are not of this shop"), taglane.Say("tags lie beside a product, and these have none there")))
	}
	if d.Clip.Caption != "" {
		out = append(out, lost(taglane.Say("the caption"), taglane.Say("Shopify keeps no text beside a clip")))
	}
	return out
}

func lost(what, why taglane.Said) taglane.Loss {
	return taglane.NewLoss(taglane.Plain(title), what, why)
}

// Link implements platform.Linker. NotFound: there is no such clip, or Shopify
// does not tell its address yet.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	if !isGID(post.ID, "Video") {
		return post, noClip()
	}
	v, err := s.video(ctx, post.ID)
	if err != nil {
		return post, err
	}
	if v == nil {
		return post, noClip()
	}
	if post.Link = v.link(); post.Link == "" {
		return post, taglane.Errorf(taglane.NotFound, "Shopify does not tell the address of the clip yet.")
	}
	return post, nil
}

// Update implements platform.Updater: what a visitor hears in place of the clip.
// Its tags follow by Tag, and the picture a clip begins with is Shopify's own.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	if !isGID(post.ID, "Video") {
		return nil, noClip()
	}
	v, err := s.video(ctx, post.ID)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, noClip()
	}
	if alt := altOf(p); v.Alt != alt {
		if err := s.change(ctx, map[string]any{"id": post.ID, "alt": alt}); err != nil {
			return nil, err
		}
	}
	return s.Losses(p), nil
}
