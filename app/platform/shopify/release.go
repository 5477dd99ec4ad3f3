package shopify

import (
	"context"
	"strings"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/wares"
	"taglane/app/taglane"
)

// Release is the public act: the clip becomes a file of the shop, or stands on
// the page of a product. A product that is to appear later is scheduled first,
// so that nothing is seen before. Later: Shopify took the clip and works on it.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	up, err := sessionOf(us)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case !up.Sent:
		return taglane.Post{}, taglane.Errorf(taglane.Conflict, "The clip is not at Shopify as a whole yet.")
	}
	v, err := s.find(ctx, up)
	if err != nil {
		return taglane.Post{}, platform.Unasked(err)
	}
	if v != nil {
		return s.outcome(up, *v)
	}
	if !up.At.IsZero() {
		if err := s.schedule(ctx, up); err != nil {
			return taglane.Post{}, platform.Unasked(err)
		}
	}
	if ctx.Err() != nil {
		return taglane.Post{}, platform.Unasked(taglane.Wrap(ctx.Err(), taglane.Later, "The call to %s was called off.", title))
	}
	if up.Product == "" {
		err = s.create(ctx, up, altOf(p))
	} else {
		err = s.attach(ctx, up, altOf(p))
	}
	switch taglane.KindOf(err) {
	case taglane.Unsure:
		s.tally.silent(up.Name)
		return taglane.Post{}, err
	case taglane.Conflict, "": // of a name that is taken, the file may be ours
	default:
		return taglane.Post{}, err
	}
	return s.afterwards(ctx, up, err)
}

// afterwards looks what became of the act; no is what it said, if anything.
func (s *Service) afterwards(ctx context.Context, up session, no error) (taglane.Post, error) {
	v, err := s.find(ctx, up)
	switch {
	case err != nil:
		return taglane.Post{}, taglane.Wrap(err, taglane.Later, "Shopify took the clip and is still working on it.")
	case v != nil:
		return s.outcome(up, *v)
	case no != nil:
		return taglane.Post{}, taglane.Wrap(no, taglane.Later, "Shopify has a file of this name and does not show it yet.")
	}
	s.tally.silent(up.Name)
	return taglane.Post{}, underWay()
}

// outcome is the post, or why there is none.
func (s *Service) outcome(up session, v found) (taglane.Post, error) {
	st, err := s.standing(up, v)
	switch {
	case err != nil:
		return taglane.Post{}, err
	case st.Dead:
		return taglane.Post{}, taglane.Errorf(taglane.Later, "Shopify could not read what was uploaded, so it is uploaded again.")
	case st.Post == nil:
		return taglane.Post{}, underWay()
	}
	return *st.Post, nil
}

func underWay() *taglane.Error {
	return taglane.Errorf(taglane.Later, "Shopify took the clip and is still working on it.")
}

// create makes the clip a file of the shop. Conflict: a file of this name is
// there, for which Shopify was told to refuse another.
func (s *Service) create(ctx context.Context, up session, alt string) error {
	got, err := s.act(ctx, createDocument, map[string]any{"files": []any{map[string]any{
		"originalSource": up.Target.Resource, "contentType": "VIDEO", "alt": alt, "filename": up.Name,
		"duplicateResolutionMode": "RAISE_ERROR",
	}}})
	if err != nil {
		return err
	}
	var made struct {
		Files []*struct {
			ID string `json:"id"`
		} `json:"files"`
		Errors []userError `json:"userErrors"`
	}
	if there, err := got.into(createDocument.root, &made); err != nil || !there {
		return taglane.Wrap(err, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", title)
	}
	if err := s.refusal("files", made.Errors); err != nil {
		return err
	}
	if len(made.Files) != 1 || made.Files[0] == nil || made.Files[0].ID == "" {
		return taglane.Errorf(taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", title)
	}
	s.tally.made(up.Name, made.Files[0].ID)
	return nil
}

// attach puts the clip onto the page of a product.
func (s *Service) attach(ctx context.Context, up session, alt string) error {
	got, err := s.act(ctx, attachDocument, map[string]any{
		"product": map[string]any{"id": up.Product},
		"media":   []any{map[string]any{"originalSource": up.Target.Resource, "mediaContentType": "VIDEO", "alt": alt}},
	})
	if err != nil {
		return err
	}
	var put struct {
		Errors []userError `json:"userErrors"`
	}
	if there, err := got.into(attachDocument.root, &put); err != nil || !there {
		return taglane.Wrap(err, taglane.Unsure, "The answer of %s was lost, so it is not known what happened there.", title)
	}
	return s.refusal("media", put.Errors)
}

// altOf is what a visitor hears who does not see the clip.
func altOf(p taglane.Publication) string {
	return wares.Plain(first(p.Settings["alt"], p.Revision.Draft.Clip.Heading()), pack.Limits.Alt)
}

// aim finds out what an upload is for: the files, or which product, and when
// that is to appear. Invalid: the publication wants what its account cannot do.
func (s *Service) aim(ctx context.Context, up *session, p taglane.Publication) error {
	at, err := dueOf(p)
	if err != nil {
		return err
	}
	if s.place() != toProduct {
		if !at.IsZero() {
			return taglane.Errorf(taglane.Invalid, "A file has no day on which it appears; only a product has.")
		}
		return nil
	}
	item, err := s.chosen(ctx, p)
	if err != nil {
		return err
	}
	up.Product = item.ID
	if at.IsZero() {
		return nil
	}
	channel, err := s.channel(ctx, p)
	if err != nil {
		return err
	}
	up.At, up.Publication = at, channel.ID
	return nil
}

// dueOf is when a product is to appear; zero for at once.
func dueOf(p taglane.Publication) (time.Time, error) {
	text := strings.TrimSpace(p.Settings["publish_at"])
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, taglane.Errorf(taglane.Invalid, "%q is not a time such as 2026-11-25T18:00:00Z.", text)
	}
	return at.UTC(), nil
}
