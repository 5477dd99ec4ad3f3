package tiktokshop

import (
	"context"

	"taglane/app/taglane"
)

// Tag waits until TikTok Shop shows a post, which went out with its product,
// and says which of the tagged products that is. Later: TikTok Shop still looks
// at the post. Refused: it does not show it. NotFound: it is nobody's of this
// account.
func (s *Service) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	_, err := s.PostState(ctx, post)
	if taglane.SaidOf(err).Format == codes[notYours].said.Format {
		return nil, taglane.Refuse(taglane.NotFound, codes[notYours].said)
	}
	if err != nil {
		return nil, err
	}
	return goes(p), nil
}

// Kept: the one product stays, and no other can ever be added.
func (s *Service) Kept(_ context.Context, _ taglane.Post, p taglane.Publication) (carried []taglane.ID, never map[taglane.ID]taglane.Said, err error) {
	carried, never = goes(p), map[taglane.ID]taglane.Said{}
	one, _ := primary(p)
	for _, t := range p.Revision.Draft.Tags {
		if t.Product != one.ID {
			never[t.Product] = taglane.Say("a post takes one product")
		}
	}
	return carried, never, nil
}

// goes is the tagged product that went out with a post; none if its link was
// about a product that is not tagged.
func goes(p taglane.Publication) []taglane.ID {
	one, _ := primary(p)
	for _, t := range p.Revision.Draft.Tags {
		if t.Product == one.ID {
			return []taglane.ID{one.ID}
		}
	}
	return nil
}
