package facebook

import (
	"context"
	"net/url"

	"taglane/app/platform"
	"taglane/app/platform/graph"
	"taglane/app/taglane"
)

// Losses are the tags: Facebook takes no products on Reels this way.
func (s *Service) Losses(p taglane.Publication) []taglane.Loss {
	if len(p.Revision.Draft.Tags) == 0 {
		return nil
	}
	return []taglane.Loss{lost(taglane.Say("product tags"), taglane.Say("Facebook takes none on Reels"))}
}

func lost(what, why taglane.Said) taglane.Loss {
	return taglane.NewLoss(taglane.Plain("Facebook Reels"), what, why)
}

// Link asks for the address of a Reel. NotFound: Facebook does not tell it yet.
func (s *Service) Link(ctx context.Context, post taglane.Post) (taglane.Post, error) {
	if !graph.IsID(post.ID) {
		return post, gone()
	}
	v, _, err := s.video(ctx, post.ID)
	if err != nil {
		return post, err
	}
	if post.Link = v.link(); post.Link == "" {
		return post, taglane.Errorf(taglane.NotFound, "Facebook does not tell the address of the Reel yet.")
	}
	return post, nil
}

// Update sets the cover anew and reads back the texts: the call that changes
// them is written nowhere, so what differs is told as a loss.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) (out []taglane.Loss, err error) {
	if !graph.IsID(post.ID) {
		return nil, gone()
	}
	var now words
	if _, err := s.get(ctx, url.Values{"fields": {"title,description"}}, &now, post.ID); err != nil {
		return nil, err
	}
	byHand := taglane.Say("they can be changed on Facebook only")
	if now.Description != p.Revision.Draft.Clip.Caption {
		out = append(out, lost(taglane.Say("changes of the caption"), byHand))
	}
	if now.Title != headingOf(p) {
		out = append(out, lost(taglane.Say("changes of the title"), byHand))
	}
	if f := p.Revision.Cover; f.Path != "" && f.Size <= coverMost {
		if err := s.sendCover(ctx, post.ID, f); err != nil {
			return nil, err
		}
	}
	return append(out, s.Losses(p)...), nil
}

// Sheet is what a Reel cannot be given from here: its products, and the label
// of a paid partnership where they are somebody else's.
func (s *Service) Sheet(post taglane.Post, p taglane.Publication) platform.Sheet {
	sheet := platform.Sheet{Title: taglane.Say("Name the products under the Reel"), Where: graph.First(post.Link, "https://www.facebook.com/"+s.page)}
	seen, partners := map[taglane.ID]bool{}, false
	for _, t := range p.Revision.Draft.Tags {
		relation := p.Revision.Draft.RelationOf(t)
		partners = partners || relation != taglane.Own && relation != taglane.None
		q, ok := p.Revision.Draft.Product(t.Product)
		if !ok || seen[q.ID] {
			continue
		}
		seen[q.ID] = true
		sheet.Steps = append(sheet.Steps, platform.SheetStep{
			Text: taglane.Say("Write a comment with the link to %s.", q.Title), Copy: p.Revision.Draft.LinkTo(q.ID), Tag: q.ID,
		})
	}
	if partners {
		label := platform.SheetStep{Text: taglane.Say("Open the Reel, choose Edit, and switch on the paid partnership label.")}
		sheet.Steps = append([]platform.SheetStep{label}, sheet.Steps...)
	}
	return sheet
}

// Fit is what Facebook takes of a clip's file.
func (s *Service) Fit() platform.Fit {
	format := ruleOf("FB-FORMAT")
	return platform.Fit{
		Codecs: format.Video, Audio: format.Audio, Width: ruleOf("FB-PIXELS").SafeWidth, Height: ruleOf("FB-PIXELS").SafeHeight,
		Rate: ruleOf("FB-FPS").Most, Seconds: ruleOf("FB-DURATION").Most / 1000, Portrait: true,
	}
}
