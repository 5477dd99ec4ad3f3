package instagram

import (
	"context"
	"net/url"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// Link asks for the address of a post whose name is kept already. NotFound:
// Instagram does not tell it yet.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	if err := named(post); err != nil {
		return post, err
	}
	var m struct {
		Link string `json:"permalink"`
	}
	if _, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"permalink,media_product_type,timestamp"}}, Into: &m}, post.ID); err != nil {
		return post, err
	}
	if taglane.CheckURL(m.Link) != nil || m.Link == "" {
		return post, taglane.Errorf(taglane.NotFound, "Instagram does not tell the address of the Reel yet.")
	}
	post.Link = m.Link
	return post, nil
}

func lost(what, why taglane.Said) taglane.Loss {
	return taglane.NewLoss(taglane.Plain(name), what, why)
}

// Losses are the times and places of the tags: a Reel carries a plain list.
func (s *Service) Losses(p taglane.Publication) []taglane.Loss {
	if len(p.Revision.Draft.Tags) == 0 {
		return nil
	}
	return []taglane.Loss{lost(taglane.Say("places and times of the tags"), taglane.Say("a post here carries a plain list of products"))}
}

// Update adds the products that a public Reel lacks and reads back the rest:
// no call changes a caption or a cover, or takes a product off.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) (out []taglane.Loss, err error) {
	if err := named(post); err != nil {
		return nil, err
	}
	var now struct {
		Caption string `json:"caption"`
	}
	if _, err := s.ask(ctx, httpx.Call{Query: url.Values{"fields": {"caption"}}, Into: &now}, post.ID); err != nil {
		return nil, err
	}
	byHand := taglane.Say("they can be made in Instagram's app only")
	if now.Caption != p.Revision.Draft.Clip.Caption {
		out = append(out, lost(taglane.Say("changes of the caption"), byHand))
	}
	if p.Revision.Draft.Clip.Cover != nil {
		out = append(out, lost(taglane.Say("changes of the cover"), byHand))
	}
	if _, err := s.Tag(ctx, post, p); err != nil {
		return nil, err
	}
	more, err := s.besides(ctx, post, p)
	if err != nil {
		return nil, err
	}
	if more > 0 {
		out = append(out, lost(taglane.Say("taking off %d products", more), byHand))
	}
	return append(out, s.Losses(p)...), nil
}

// besides is how many products a post carries that are not the clip's.
func (s *Service) besides(ctx context.Context, post taglane.Post, p taglane.Publication) (int, error) {
	have, err := s.carried(ctx, post.ID)
	if err != nil || len(have) == 0 {
		return 0, err
	}
	ids, _, err := s.shop(ctx, p.Revision.Draft, tagged(p.Revision.Draft))
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		delete(have, id)
	}
	return len(have), nil
}

// Sheet is what only a person can do in Instagram's app: the label of a paid
// partnership where the post went out without it, and products of other
// people's shops.
func (s *Service) Sheet(post taglane.Post, p taglane.Publication) platform.Sheet {
	d := p.Revision.Draft
	sheet := platform.Sheet{Title: taglane.Say("Finish the Reel on Instagram"), Where: graph.First(post.Link, "https://www.instagram.com/")}
	partners := false
	var others []platform.SheetStep
	for _, q := range tagged(d) {
		relation := relationOf(d, q)
		if relation == taglane.Own || relation == taglane.None {
			continue
		}
		partners = true
		others = append(others, platform.SheetStep{Text: taglane.Say("Write a comment with the link to %s.", q.Title), Copy: d.LinkTo(q.ID), Tag: q.ID})
	}
	if partners && !labelled(p) {
		sheet.Steps = append(sheet.Steps, platform.SheetStep{Text: taglane.Say("Open the Reel, choose Edit, and switch on the paid partnership label.")})
	}
	sheet.Steps = append(sheet.Steps, others...)
	return sheet
}

func relationOf(d taglane.Draft, q taglane.Product) taglane.Relation {
	for _, t := range d.Tags {
		if t.Product == q.ID {
			return d.RelationOf(t)
		}
	}
	return q.Relation
}

// Fit is what Instagram takes of a clip's file.
func (s *Service) Fit() platform.Fit {
	return platform.Fit{
		Codecs: []string{"h264", "hevc"}, Audio: []string{"aac"}, Width: limits.Width, Rate: float64(limits.MostRate),
		Seconds: float64(limits.Longest) / 1000, Bytes: limits.Bytes, Bitrate: limits.Bits,
	}
}
