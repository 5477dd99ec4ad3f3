package studio

import (
	"context"
	"image"

	"taglane/app/media"
	"taglane/app/sight"
	"taglane/app/taglane"
)

// Suggestion is a way for a hotspot that nobody has accepted yet.
type Suggestion struct {
	Path  taglane.Path `json:"path"`
	Score float64      `json:"score"` // 0..1
}

// footage shows a clip's frames: those of its preview, which is quicker to read,
// or of its source while there is none.
type footage struct {
	tool media.Tool
	src  media.Source
}

func (f footage) Frames(ctx context.Context, from, to taglane.Frame, every int, width int, each func(taglane.Frame, *image.YCbCr) error) error {
	return media.Frames(ctx, f.tool, f.src, from, to, every, width, each)
}

func (s *Studio) footage(ctx context.Context, c taglane.Clip) (footage, error) {
	tool, err := s.mediaTool()
	if err != nil {
		return footage{}, err
	}
	if made := s.cache.Of(c.Fingerprint); made.Proxy != "" {
		if src, err := media.Open(ctx, tool, made.Proxy); err == nil && src.Frames == c.Frames {
			return footage{tool, src}, nil
		}
	}
	src, tool, err := s.source(ctx, c)
	return footage{tool, src}, err
}

// SuggestPath follows what lies under a tag's hotspot at a frame through the
// tag. Nothing is changed.
func (s *Studio) SuggestPath(ctx context.Context, tag taglane.ID, at taglane.Frame) (Suggestion, error) {
	t, err := s.store.Tag(ctx, tag)
	if err != nil {
		return Suggestion{}, err
	}
	spot, ok := t.At(at)
	if !ok || at < t.In || at >= t.Out {
		return Suggestion{}, taglane.Errorf(taglane.Invalid, "Place the hotspot first, inside the tag: what lies under it is followed.")
	}
	c, err := s.store.Clip(ctx, t.Clip)
	if err != nil {
		return Suggestion{}, err
	}
	film, err := s.footage(ctx, c)
	if err != nil {
		return Suggestion{}, err
	}
	path, score, err := sight.Follow(ctx, film, t.Span, at, spot)
	if err == nil {
		err = path.Check(t.Span)
	}
	return Suggestion{path, score}, err
}
