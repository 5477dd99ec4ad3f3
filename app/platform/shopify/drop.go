package shopify

import (
	"context"
	"time"

	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// Channel is a place of the shop at which products appear: its online store, an
// app, a till.
type Channel struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Future bool   `json:"supportsFuturePublishing"` // a day can be set on which a product appears
}

// Channels are all of the shop's.
func (s *Service) Channels(ctx context.Context) (out []Channel, err error) {
	vars := map[string]any{}
	for range 20 {
		got, err := s.ask(ctx, publicationsDocument, vars)
		if err != nil {
			return nil, err
		}
		var list *struct {
			Nodes []Channel `json:"nodes"`
			Page  *pageInfo `json:"pageInfo"`
		}
		if there, err := got.into(publicationsDocument.root, &list); err != nil || !there || list.Nodes == nil {
			return nil, firstOf(err, unreadable("there are no channels"))
		}
		out = append(out, list.Nodes...)
		next, err := list.Page.next()
		if err != nil || next == "" {
			return out, err
		}
		vars["after"] = next
	}
	return out, nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// channel is the one at which a product of a publication is to appear: the one
// chosen, else the only one that lets a day be set. Invalid: there is none such,
// or several and none was chosen.
func (s *Service) channel(ctx context.Context, p taglane.Publication) (Channel, error) {
	all, err := s.Channels(ctx)
	if err != nil {
		return Channel{}, err
	}
	chosen := first(p.Settings["publication"], s.account.Settings["publication"])
	var may []Channel
	for _, c := range all {
		if c.ID == gid("Publication", chosen) && chosen != "" {
			if !c.Future {
				return c, taglane.Errorf(taglane.Invalid, "The channel %s does not let a product appear on a later day.", wares.Plain(c.Name, 60))
			}
			return c, nil
		}
		if c.Future {
			may = append(may, c)
		}
	}
	switch {
	case chosen != "":
		return Channel{}, taglane.Errorf(taglane.Invalid, "This shop has no such channel. Choose another one.")
	case len(may) == 0:
		return Channel{}, taglane.Errorf(taglane.Invalid, "No channel of this shop lets a product appear on a later day.")
	case len(may) > 1:
		return Channel{}, taglane.Errorf(taglane.Invalid, "Several channels let a product appear on a later day. Choose one.")
	}
	return may[0], nil
}

// Staged is how a product stands at a channel.
type Staged struct {
	Published bool      // visitors see it
	At        time.Time // when it is to appear or appeared; zero: no day is set
	Active    bool      // a product that is not appears nowhere
}

// StagedAt reads how a product stands at a channel. NotFound: there is no such
// product.
func (s *Service) StagedAt(ctx context.Context, product, channel string) (Staged, error) {
	got, err := s.ask(ctx, stagedDocument, map[string]any{"id": product})
	if err != nil {
		return Staged{}, err
	}
	var p struct {
		Status string `json:"status"`
		At     *struct {
			Nodes []struct {
				Published   bool       `json:"isPublished"`
				At          *time.Time `json:"publishDate"`
				Publication struct {
					ID string `json:"id"`
				} `json:"publication"`
			} `json:"nodes"`
		} `json:"resourcePublicationsV2"`
	}
	there, err := got.into(stagedDocument.root, &p)
	switch {
	case err != nil:
		return Staged{}, err
	case !there:
		return Staged{}, noProduct()
	case p.At == nil || p.At.Nodes == nil:
		return Staged{}, unreadable("a product that does not tell its channels")
	}
	out := Staged{Active: p.Status == "ACTIVE"}
	for _, n := range p.At.Nodes {
		if n.Publication.ID == channel {
			out.Published = n.Published
			if n.At != nil {
				out.At = n.At.UTC()
			}
		}
	}
	return out, nil
}

// Schedule makes a product appear at a channel at a time, and reads it back.
// Doing it twice changes nothing. Refused: visitors see it already.
func (s *Service) Schedule(ctx context.Context, product, channel string, at time.Time) error {
	now, err := s.StagedAt(ctx, product, channel)
	switch {
	case err != nil:
		return err
	case now.Published:
		return taglane.Errorf(taglane.Refused, "Visitors of the shop see this product already, so it cannot appear later.")
	case !now.Active:
		return taglane.Errorf(taglane.Refused, "This product is not active at Shopify, so it would appear nowhere.")
	case now.At.Equal(at.Truncate(time.Second)):
		return nil
	}
	got, err := s.ask(ctx, publishDocument, map[string]any{"id": product, "input": []any{map[string]any{
		"publicationId": channel, "publishDate": at.UTC().Format(time.RFC3339),
	}}})
	if err != nil {
		return err
	}
	var said struct {
		Errors []userError `json:"userErrors"`
	}
	if _, err := got.into(publishDocument.root, &said); err != nil {
		return err
	}
	if err := s.refusal("media", said.Errors); err != nil {
		return err
	}
	now, err = s.StagedAt(ctx, product, channel)
	if err == nil && !now.At.Equal(at.Truncate(time.Second)) {
		return taglane.Errorf(taglane.Later, "Shopify has not kept the day yet; it is asked again.")
	}
	return err
}

func (s *Service) schedule(ctx context.Context, up session) error {
	return s.Schedule(ctx, up.Product, up.Publication, up.At)
}
